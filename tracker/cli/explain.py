"""`show`, `why`, `log`, `search`, `acts`: who says so, and what is in the log."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

from tracker.canonical import SHORTEST_PREFIX, SHOWN_LENGTH
from tracker.cli.context import App, answer, clock, note, write
from tracker.cli.options import FORMATS, ActWord, SourceName, SubjectName, format_option, standpoint
from tracker.errors import NotFound
from tracker.vocabulary import KINDS

if TYPE_CHECKING:
    from tracker.log import Log, Stored
    from tracker.readmodel.reading import Reader

PREFIX = re.compile(rf"[0-9a-fA-F]{{{SHORTEST_PREFIX},32}}")


def find_event(log: Log, prefix: str) -> Stored:
    """The one event whose id begins so. Raises `NotFound` for none, several, or fewer than four digits."""
    if not PREFIX.fullmatch(prefix):
        raise NotFound(f'"{prefix}" does not name an event.',
                       todo=f"Give at least {SHORTEST_PREFIX} of its hex digits; `tracker log` shows them.")
    found = log.find(prefix.lower(), limit=5)
    if not found:
        raise NotFound(f"No event's id begins with {prefix}.", todo="`tracker log` lists the events.")
    if len(found) > 1:
        raise NotFound(f"{prefix} begins the ids of {len(found)} events or more: "
                       f"{', '.join(one.id[: len(prefix) + 4] for one in found)}.", todo="Give more digits.")
    return found[0]


def event_row(body: bytes) -> dict[str, Any]:
    """An event as a listing's row: the content's fields, with position, id and recorded."""
    envelope = json.loads(body)
    return {
        "position": envelope["position"], "id": envelope["id"], "recorded": envelope["recorded"], **envelope["content"]
    }


def for_people(row: dict[str, Any]) -> dict[str, Any]:
    """The row with what a table shows in place of the keys that differ by type."""
    told = row.get("replacement") or {}
    subject = row.get("subject") or told.get("subject") or (row["event"][:SHOWN_LENGTH] if "event" in row else None)
    return {
        **row,
        "subject_or_target": subject or row.get("source"),
        "act_or_type": row.get("act") or row["type"].replace("_", " ") + (f": {told['act']}" if "act" in told else ""),
        "occurred": row.get("occurred") or row.get("published") or told.get("occurred"),
        "note_or_reason": row.get("note") or row.get("reason") or row.get("title") or row.get("name"),
    }


@click.command()
@click.argument("name", metavar="SUBJECT-OR-EVENT", type=SubjectName())
@standpoint
@format_option("table", "json")
@click.pass_obj
def show_command(
    app: App, name: str, as_of: int | None, known_by: int | None, at: int | None, format: str
) -> None:
    """All about one subject, or about one event.

    Of a subject: where it stands, its parties, its rounds and cadence, and every report with its part in the
    picture. Of an event (named by its first hex digits, four or more): what the log holds.

    \b
    Examples:
      tracker show gsomia
      tracker show jp-kr-us-security-talks --as-of 2013-01-11
      tracker show 1a2b3c4d
    """
    from tracker.names import find_subject
    from tracker.render import page

    with app.seen(at) as seen:
        try:
            subject = find_subject(name, seen.subjects)
        except NotFound as unknown:
            if not PREFIX.fullmatch(name):
                raise
            with app.open() as log:
                try:
                    stored = find_event(log, name)
                except NotFound as missing:
                    raise NotFound(f'"{name}" is neither a subject nor the beginning of an event\'s id.',
                                   todo=unknown.todo or missing.todo) from None
            event = {**json.loads(stored.body), "taken_back_by": seen.taken_back_by(stored.id)}
            if format == "json":
                write(reports_json(event))
            else:
                page.show_event(event)
            return
        day = clock.today() if as_of is None else as_of
        (course,) = seen.courses(known_by, {subject.id})
        value = page.subject_value(course, course.at(day), day, seen.told, seen.sources)
    if format == "json":
        write(reports_json(value))
    else:
        page.show_subject(value)


def reports_json(value: Any) -> str:
    """A JSON answer with its line end."""
    from tracker.render.listing import json_text

    return json_text(value) + "\n"


@click.command()
@click.argument("subject", type=SubjectName())
@standpoint
@format_option(*FORMATS)
@click.pass_obj
def why_command(
    app: App, subject: str, as_of: int | None, known_by: int | None, at: int | None, format: str
) -> None:
    """The events that make a subject's status what it is, each with its source and paragraph.

    \b
    Examples:
      tracker why gsomia
      tracker why tisa --as-of 2015-04-10 --known-by 2015-04-10
    """
    from tracker import reports
    from tracker.names import find_subject
    from tracker.render import columns, page

    with app.seen(at) as seen:
        (course,) = seen.courses(known_by, {find_subject(subject, seen.subjects).id})
        state = course.at(clock.today() if as_of is None else as_of)
        rows = reports.reasons(state, seen.told, seen.sources)
        if format != "table":
            rows = [{**row, "recorded": app.recorded(row["id"])} for row in rows]
    if format == "table":
        page.show_reasons(state, rows)
    else:
        answer(format, rows, rows, (*columns.REASONS, *columns.REASONS_MORE))


@click.command()
@click.option("--subject", type=SubjectName(), help="Events about this subject.")
@click.option("--source", type=SourceName(), help="Events that cite this source.")
@click.option("--act", type=ActWord(saves=False), help="Reports of this act.")
@click.option("--type", "kind", metavar="TYPE", help="Events of this type (reported, source_filed, retracted …).")
@click.option("--after", type=click.IntRange(min=0), default=0, metavar="POSITION", help="Events after this position.")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the last N of them.")
@format_option(*FORMATS)
@click.pass_obj
def log_command(
    app: App, subject: str | None, source: str | None, act: str | None, kind: str | None, after: int,
    last: int | None, format: str,
) -> None:
    """The events of the log in the order they were recorded, all or filtered.

    \b
    Examples:
      tracker log --last 10
      tracker log --subject gsomia --act postponed
      tracker log --source ann-2013-01-11 --format json
    """
    from tracker.errors import UsageError
    from tracker.events import TYPES
    from tracker.names import did_you_mean, find_source, find_subject

    if kind is not None and kind not in TYPES:
        raise UsageError(f'"{kind}" is not a type of event.',
                         todo=did_you_mean(kind, TYPES) or f"It is one of {', '.join(TYPES)}.")
    with app.listed() as seen:
        subject_id = find_subject(subject, seen.subjects).id if subject else None
        source_id = find_source(source, seen.sources).id if source else None
        rows, gone = _rows_at(seen, seen.events(subject_id, source_id, act, kind, after, last))
    _list_events(format, rows, gone)
    if not rows:
        note("No event fits.")


def _rows_at(seen: Reader, positions: list[int]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The events at these positions, and of those taken back, what does so."""
    rows = [event_row(body) for body in seen.bodies(positions)]
    gone = {row["id"]: seen.taken_back_by(row["id"]) for row in rows}
    return rows, {event: by for event, by in gone.items() if by is not None}


def _list_events(format: str, rows: list[dict[str, Any]], gone: dict[str, str]) -> None:
    """Events in the format asked for; for people, those taken back are marked."""
    from tracker.render import columns, page

    if format == "table":
        page.show_events([{**for_people(row), "taken_back_by": gone.get(row["id"])} for row in rows])
    else:
        rows = [{**row, "taken_back_by": gone[row["id"]]} if row["id"] in gone else row for row in rows]
        flat = [{**(row.get("replacement") or {}), **for_people(row)} for row in rows]
        flat = [{**row, **(row.get("locator") or {})} for row in flat]
        answer(format, rows, flat, columns.EVENTS_IN_FULL if format == "csv" else columns.EVENTS)


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many events.")
@format_option(*FORMATS)
@click.pass_obj
def search_command(app: App, words: tuple[str, ...], limit: int, format: str) -> None:
    """Events in whose text all the WORDS stand, the best match first.

    Notes, places, phrases, reasons, titles, publishers and subjects' names and aliases are searched, without
    regard to case or accents; a word may be cut short with * at its end.

    \b
    Examples:
      tracker search missile
      tracker search guideline* tokyo
    """
    with app.listed() as seen:
        rows, gone = _rows_at(seen, seen.search(words, limit))
    _list_events(format, rows, gone)
    if not rows:
        note("No event fits.")


@click.command()
@click.option("--kind", type=click.Choice(KINDS), help="Only the acts of agreements, or of meeting series.")
@format_option(*FORMATS)
def acts_command(kind: str | None, format: str) -> None:
    """The vocabulary: every act, the status it leads to, and what it needs.

    \b
    Examples:
      tracker acts
      tracker acts --kind series
    """
    from tracker import reports
    from tracker.render import columns

    rows = reports.act_rows([kind] if kind else KINDS)
    answer(format, rows, rows, columns.ACTS if format == "table" else (*columns.ACTS_IN_FULL, *columns.ACTS))
