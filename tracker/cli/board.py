"""`status`, `replay`, `diff`, `due`: the board, its history, what changed, and what is to come."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli.context import App, answer, chosen, clock, note, write
from tracker.cli.options import FORMATS, Day, SubjectName, format_option, standpoint

DUE_WITHIN = 90


@click.command()
@click.argument("subjects", nargs=-1, type=SubjectName(), metavar="[SUBJECT]...")
@standpoint
@format_option(*FORMATS)
@click.pass_obj
def status_command(
    app: App, subjects: tuple[str, ...], as_of: int | None, known_by: int | None, at: int | None, format: str
) -> None:
    """The board: where every agreement and meeting series stands, or the SUBJECTs named.

    --as-of counts what had occurred by the end of a day, --known-by what had been published by then, --at the
    log's first events. A subject is named by its id, name or alias.

    \b
    Examples:
      tracker status
      tracker status gsomia acsa
      tracker status --as-of 2013-01-11 --known-by 2013-01-11
      tracker status --format json
    """
    from tracker.render import board as drawn
    from tracker.rows import board_json

    day = clock.today() if as_of is None else as_of
    with app.seen(at) as seen:
        value = board_json(seen.standings(day, known_by, chosen(subjects, seen)), day, known_by, seen.position)
    if format == "table":
        drawn.show(value)
    else:
        write(drawn.text(value, format))


@click.command()
@click.argument("subjects", nargs=-1, type=SubjectName(), metavar="[SUBJECT]...")
@click.option("--from", "first", type=Day(first=True), metavar="DATE", help="Leave out changes before this day.")
@click.option("--to", "last", type=Day(), metavar="DATE", help="Leave out changes after this day (default: today).")
@standpoint
@format_option(*FORMATS)
@click.pass_obj
def replay_command(
    app: App, subjects: tuple[str, ...], first: int | None, last: int | None, as_of: int | None,
    known_by: int | None, at: int | None, format: str,
) -> None:
    """History step by step: each change of status, the day it shows from, and the source that tells it.

    A change without a source is the clock's: a planned day passed, a notice's suspension ran out. With
    --as-of the history ends on that day, with the board of that day.

    \b
    Examples:
      tracker replay gsomia
      tracker replay --as-of 2013-01-11 --known-by 2013-01-11
      tracker replay --from 2015-01-01 --to 2015-12-31 --format markdown
    """
    from tracker import reports
    from tracker.days import BEGINNING, END
    from tracker.history import steps
    from tracker.render import board as drawn
    from tracker.render import columns, page
    from tracker.rows import board_json

    until = min(END if last is None else last, as_of if as_of is not None else clock.today() if last is None else END)
    with app.seen(at) as seen:
        ids = chosen(subjects, seen)
        found = [
            step
            for course in seen.courses(known_by, ids)
            for step in steps(course, BEGINNING if first is None else first, until)
        ]
        told = seen.told
        rows = [reports.step(step, told) for step in sorted(found, key=lambda step: (step.day, step.subject.id))]
        ends = None
        if as_of is not None:
            ends = board_json(seen.standings(as_of, known_by, ids), as_of, known_by, seen.position)
    if format == "table":
        page.show_steps(rows)
    else:
        answer(format, [*rows, {"board": ends}] if ends else rows, rows, columns.STEPS)
    if ends and format == "table":
        write("\n")
        drawn.show(ends)
    elif ends and format == "markdown":
        write("\n" + drawn.text(ends, format))


@click.command()
@click.argument("first", type=Day(), metavar="D1")
@click.argument("second", type=Day(), metavar="D2")
@click.option("--known", is_flag=True, help="Compare what was known by D1 and by D2, of the same day.")
@click.option("--as-of", type=Day(), metavar="DATE", help="With --known: the day compared (default: D2).")
@click.option("--known-by", type=Day(), metavar="DATE", help="Without --known: count what was published by then.")
@click.option("--at", type=click.IntRange(min=0), metavar="POSITION", help="Count only the log's first events.")
@format_option(*FORMATS)
@click.pass_obj
def diff_command(
    app: App, first: int, second: int, known: bool, as_of: int | None, known_by: int | None, at: int | None,
    format: str,
) -> None:
    """What changed between the end of day D1 and the end of day D2.

    With --known: what the reports published between D1 and D2 changed of the picture of one and the same day.

    \b
    Examples:
      tracker diff 2013-01-11 2015-04-30
      tracker diff 2015-04-10 2015-04-30 --known --as-of 2015-04-10
    """
    from tracker import reports
    from tracker.render import columns

    with app.seen(at) as seen:
        if known:
            first_day = second_day = second if as_of is None else as_of
            before, after = seen.standings(first_day, first), seen.standings(second_day, second)
        else:
            first_day, second_day = first, second
            before, after = seen.standings(first, known_by), seen.standings(second, known_by)
        rows = [reports.difference(*pair, first_day, second_day) for pair in reports.differences(before, after)]
    answer(format, rows, rows, columns.DIFFERENCES)
    if not rows:
        note("No difference.")


@click.command()
@click.argument("subjects", nargs=-1, type=SubjectName(), metavar="[SUBJECT]...")
@click.option("--within", type=click.IntRange(min=0), default=DUE_WITHIN, show_default=True, metavar="DAYS",
              help="How far ahead to look. What is late is always listed.")
@click.option("--ics", type=click.Path(), metavar="FILE", help="Also write them as a calendar.")
@standpoint
@format_option(*FORMATS)
@click.pass_obj
def due_command(
    app: App, subjects: tuple[str, ...], within: int, ics: str | None, as_of: int | None, known_by: int | None,
    at: int | None, format: str,
) -> None:
    """What is planned, due or overdue: rounds, signings, entries into force, and notices taking effect.

    \b
    Examples:
      tracker due
      tracker due --as-of 2016-01-05 --within 100
      tracker due --ics due.ics
    """
    from tracker import reports
    from tracker.days import day_text
    from tracker.render import columns

    day = clock.today() if as_of is None else as_of
    with app.seen(at) as seen:
        rows = reports.due(seen.standings(day, known_by, chosen(subjects, seen)), day, within)
    public: list[dict[str, Any]] = reports.public(rows)
    if ics:
        from tracker.cli.files import write_whole
        from tracker.render.calendar import calendar_bytes, has_a_place

        recorded = app.positions(event for row in rows for event in row["events"])
        count = sum(map(has_a_place, rows))
        write_whole(ics, [calendar_bytes(rows, day, recorded)])
        note(f"Wrote {count} entr{'y' if count == 1 else 'ies'} to {ics}.")
    answer(format, public, public, columns.DUE, f"As of {day_text(day)}")
    if not rows:
        note(f"Nothing is due within {within} days.")
