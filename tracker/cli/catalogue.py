"""`subject` and `source`: the catalogue, itself made of events."""

from __future__ import annotations

import hashlib
import pathlib
from collections.abc import Callable
from typing import Any

import click

from tracker.cli.append import save
from tracker.cli.citing import source_cite
from tracker.cli.context import App, answer, note
from tracker.cli.options import FORMATS, Command, Date, Parties, SourceName, SubjectName, format_option
from tracker.errors import NOTHING_SAVED, NotFound, UsageError
from tracker.vocabulary import KINDS

_parties = click.option("--party", "--parties", "parties", type=Parties(), multiple=True, metavar="PARTY",
                        help="A party, by code or common name. May be repeated, or several with commas.")
_aliases = click.option("--alias", "--aliases", "aliases", multiple=True, metavar="NAME",
                        help="Another name it goes by. May be repeated.")


@click.group(name="subject")
def subject_command() -> None:
    """Agreements and meeting series: add, list, amend.

    \b
    Examples:
      tracker subject add us-ph-vfa --kind agreement --name "Philippines-US VFA" --party PH --party US
      tracker subject list
      tracker subject amend gsomia --alias "military information pact"
    """


@subject_command.command("add", short_help="Register an agreement or a series.")
@click.argument("subject", metavar="ID")
@click.option("--kind", required=True, type=click.Choice(KINDS), help="What it is.")
@click.option("--name", required=True, metavar="NAME", help="What people call it.")
@_parties
@_aliases
@click.pass_obj
def subject_add(
    app: App, subject: str, kind: str, name: str, parties: tuple[tuple[str, ...], ...], aliases: tuple[str, ...]
) -> None:
    """Register an agreement or a meeting series under an ID (small letters, digits, hyphens).

    \b
    Example:
      tracker subject add in-us-two-plus-two --kind series --name "India-US 2+2" --party IN,US
    """
    _save(app, {"type": "subject_registered", "subject": subject, "kind": kind, "name": name,
                **_lists(parties, aliases)})


@subject_command.command("list", short_help="The subjects, with parties and aliases.")
@click.option("--kind", type=click.Choice(KINDS), help="Only of this kind.")
@format_option(*FORMATS)
@click.pass_obj
def subject_list(app: App, kind: str | None, format: str) -> None:
    """The subjects of the log, with parties and aliases.

    \b
    Example:
      tracker subject list --kind series
    """
    from tracker.render import columns, page

    with app.listed() as seen:
        subjects, places = seen.subjects.get_all(), seen.declared_at("subject_registered", "subject")
    rows: list[dict[str, Any]] = [
        {**places[one.id], "subject": one.id, "kind": one.kind, "name": one.name, "parties": list(one.parties),
         "aliases": list(one.aliases)}
        for one in sorted(subjects.values(), key=lambda one: (one.kind, one.id))
        if kind in (None, one.kind)
    ]
    if format == "table":
        page.show_subjects(rows)
    else:
        answer(format, rows, rows, columns.SUBJECTS)
    if not rows:
        note("No subject is registered yet.")


@subject_command.command("amend", short_help="Add a party or an alias, or rename.")
@click.argument("subject", type=SubjectName())
@click.option("--name", metavar="NAME", help="Its name from now on.")
@_parties
@_aliases
@click.pass_obj
def subject_amend(
    app: App, subject: str, name: str | None, parties: tuple[tuple[str, ...], ...], aliases: tuple[str, ...]
) -> None:
    """Add a party (an accession) or an alias to a SUBJECT, or give it another name.

    \b
    Example:
      tracker subject amend tisa --alias "trilateral MOU"
    """
    from tracker.names import find_subject

    told = {**({"name": name} if name else {}), **_lists(parties, aliases)}
    if not told:
        raise UsageError("Nothing to amend.", saved=NOTHING_SAVED, todo="Give --name, --party or --alias.")
    with app.listed() as seen:
        found = find_subject(subject, seen.subjects)
    _save(app, {"type": "subject_amended", "subject": found.id, **told})


def _lists(parties: tuple[tuple[str, ...], ...], aliases: tuple[str, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    codes = dict.fromkeys(code for some in parties for code in some)
    if codes:
        told["parties"] = list(codes)
    if aliases:
        told["aliases"] = list(dict.fromkeys(aliases))
    return told


def _save(app: App, content: dict[str, Any]) -> None:
    from tracker.recording import Recorder

    with app.open() as log:
        save(Recorder(log), content, yes=False)


def _source_details(required: bool) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for option in reversed((
            click.option("--publisher", required=required, metavar="NAME", help="Who published it."),
            click.option("--published", required=required, type=Date(), metavar="DATE", help="When (EDTF)."),
            click.option("--origin", metavar="NAME", help="Whose story it is, where another than the publisher's."),
            click.option("--title", metavar="TEXT", help="Its title."),
            click.option("--language", metavar="TAG", help="Its language, as in en or ko."),
            click.option("--url", metavar="URL", help="Where it is read."),
            click.option("--sha256", metavar="DIGEST", help="The SHA-256 digest of its text."),
            click.option("--text", type=click.Path(), metavar="FILE",
                         help="A file with its text, whose digest is taken; the text is not kept."),
            click.option("--reliability", metavar="A-F", help="Admiralty reliability of the source."),
        )):
            command = option(command)
        return command
    return add


@click.group(name="source")
def source_command() -> None:
    """Articles and documents: add, list, amend, cite.

    \b
    Examples:
      tracker source add kyodo-2016-11-23 --publisher Kyodo --published 2016-11-23
      tracker source list
      tracker source amend ann-2013-01-11 --language en
      tracker source cite ann-2013-01-11
    """


@source_command.command("add", short_help="File an article or a document.")
@click.argument("source", metavar="ID")
@_source_details(required=True)
@click.pass_obj
def source_add(app: App, /, source: str, **told: Any) -> None:
    """File an article or a document under an ID (small letters, digits, hyphens).

    Its origin matters: reports of one origin in several papers count as one.

    \b
    Example:
      tracker source add kyodo-2016-11-23 --publisher Kyodo --published 2016-11-23 --language en
    """
    _save(app, {"type": "source_filed", "source": source, **_told(told)})


@source_command.command("list", short_help="The sources, the oldest first.")
@format_option(*FORMATS)
@click.pass_obj
def source_list(app: App, format: str) -> None:
    """The sources of the log, the oldest first, with how many reports cite each.

    \b
    Example:
      tracker source list --format csv
    """
    from tracker.render import columns, page

    with app.listed() as seen:
        sources, places, cited = seen.sources.get_all(), seen.declared_at("source_filed", "source"), seen.citations()
    rows: list[dict[str, Any]] = [
        {**places[one.id], "source": one.id, "publisher": one.publisher, "origin": one.origin, "title": one.title,
         "published": one.published.text, "language": one.language, "url": one.url, "sha256": one.sha256,
         "reliability": one.reliability, "reports": cited.get(one.id, 0)}
        for one in sorted(sources.values(), key=lambda one: (one.published.window, one.id))
    ]
    if format == "table":
        page.show_sources(rows)
    else:
        answer(format, rows, rows, columns.SOURCES)
    if not rows:
        note("No source is filed yet.")


@source_command.command("amend", short_help="Tell what is new about a source.")
@click.argument("source", type=SourceName())
@_source_details(required=False)
@click.pass_obj
def source_amend(app: App, /, source: str, **told: Any) -> None:
    """Tell what is new about a SOURCE: a known origin, an address, a better date. What is given replaces.

    \b
    Example:
      tracker source amend japan-times-2016-01-04 --origin Kyodo
    """
    from tracker.names import find_source

    details = _told(told)
    if not details:
        raise UsageError("Nothing to amend.", saved=NOTHING_SAVED, todo="Give what is new, as in --origin Kyodo.")
    with app.listed() as seen:
        found = find_source(source, seen.sources)
    _save(app, {"type": "source_amended", "source": found.id, **details})


source_command.add_command(source_cite)


def _told(told: dict[str, Any]) -> dict[str, Any]:
    """The details that were given; a text's file becomes its digest."""
    text = told.pop("text", None)
    details = {key: value for key, value in told.items() if value is not None}
    if text is not None:
        path = pathlib.Path(text)
        if not path.is_file():
            raise NotFound(f"There is no file {text}.", saved=NOTHING_SAVED, todo="Check the path.")
        details["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return details
