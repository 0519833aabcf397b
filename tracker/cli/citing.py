"""`source cite`: sources as footnotes and reference managers take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from tracker.cli.context import App, clock, note, write
from tracker.cli.options import Day, SourceName, SubjectName
from tracker.errors import BadInput, NotFound

if TYPE_CHECKING:
    from tracker.citing import Cited

FORMATS = ("text", "csl-json", "ris")
TYPES = ("article-newspaper", "webpage", "broadcast", "report", "document")


@click.command("cite", short_help="Cite them: text, CSL-JSON or RIS.")
@click.argument("sources", nargs=-1, type=SourceName(), metavar="[SOURCE]...")
@click.option("--subject", type=SubjectName(), metavar="SUBJECT", help="The sources that report on this subject.")
@click.option("--format", "format", type=click.Choice(FORMATS), default="text", show_default=True,
              help="For a footnote (text), or for a reference manager.")
@click.option("--type", "kind", type=click.Choice(TYPES), default=TYPES[0], show_default=True,
              help="What the sources are cited as.")
@click.option("--accessed", type=Day(), metavar="DATE",
              help="The day you read them, as in 2026-11-22 or today (default: of each, the day it was filed).")
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write to a file.")
@click.pass_obj
def source_cite(
    app: App, sources: tuple[str, ...], subject: str | None, format: str, kind: str, accessed: int | None,
    output: str | None,
) -> None:
    """Cite the SOURCEs named, those on one subject, or all, the oldest first.

    Dates are told as far as they are known. A source that was withdrawn is cited with a word about it. csl-json and
    ris are read by Zotero and other reference managers.

    \b
    Examples:
      tracker source cite ann-2013-01-11
      tracker source cite --subject gsomia --accessed today
      tracker source cite --format ris -o sources.ris
      tracker source cite --format csl-json -o sources.json
    """
    from tracker.citing import cited, sources_of
    from tracker.names import find_source, find_subject
    from tracker.render import citations

    with app.listed() as seen:
        places = seen.declared_at("source_filed", "source")
        # A source whose filing was retracted is no longer listed, but can be named by its id.
        names = [one if one in places else find_source(one, seen.sources).id for one in dict.fromkeys(sources)]
        if subject is not None:
            reporting = sources_of(seen, find_subject(subject, seen.subjects).id)
            missing = [one for one in names if one not in reporting]
            if missing:
                raise NotFound(f"{missing[0]} reports nothing on {subject}.",
                               todo="Name sources, or a subject whose sources are cited.")
            names = names or reporting
        every = None if not sources and subject is None else names
        found = cited(seen, every, accessed)
    if accessed is not None:
        _refuse_day(accessed, found)
    told = citations.FORMATS[format](found, kind)
    if output is None:
        write(told)
    else:
        from tracker.cli.files import write_whole

        write_whole(output, [told.encode("utf-8", "backslashreplace")])
        note(f"Wrote {len(found)} citation{'' if len(found) == 1 else 's'} to {output}.")
    if not found:
        note("No source is filed yet." if every is None else "No source reports on it.")


def _refuse_day(accessed: int, found: Iterable[Cited]) -> None:
    """Refuse a day of access that is still to come, or on which a source was not yet published."""
    from tracker.checks import GRACE
    from tracker.datewords import in_words
    from tracker.days import day_text

    if accessed > clock.today() + GRACE:
        raise BadInput(f"{day_text(accessed)} is still to come.", todo="Give the day you read the sources.")
    for one in found:
        if accessed < one.source.published.earliest - GRACE:
            raise BadInput(
                f"{one.source.id} was published {in_words(one.source.published.text)}, after {day_text(accessed)}.",
                todo="Give the day you read it, or name the sources that you read on that day.")
