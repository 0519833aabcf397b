"""Options that several commands share, and the types of their values.

The rule kept here: an option has one name and one meaning everywhere. A wrong value says what is wrong with
it; the exit code is 65 for a date or a party that is none, 2 for a word that is no choice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tracker.cli import clock
from tracker.errors import NOTHING_SAVED, BadInput, TrackerError, UsageError

Command = TypeVar("Command", bound=Callable[..., Any])
Value = TypeVar("Value")
FORMATS = ("table", "json", "csv", "markdown")


class Day(click.ParamType[int]):
    """A day: `today`, `yesterday`, or a date whose last day counts (`2013-01` is its 31st), or its first."""

    name = "date"

    def __init__(self, first: bool = False) -> None:
        self.first = first

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        if value in ("today", "yesterday"):
            return clock.today() - (1 if value == "yesterday" else 0)
        from tracker.dates import DateError, When
        from tracker.days import BEGINNING, END

        try:
            window = When.parse(value).window
        except DateError as error:
            error.todo = "Give a day, a month or a year, as in 2013-01-11 or 2013, or the word today or yesterday."
            raise
        day = window.earliest if self.first else window.latest
        if not BEGINNING < day < END:
            raise BadInput(f"{value}: this date has no {'first' if self.first else 'last'} day.",
                           todo="Give a day, a month or a year.")
        return day


class Date(click.ParamType[str]):
    """An EDTF date, kept as it is written."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from tracker.dates import When

        return _checked(lambda: When.parse(str(value)).text)


class Interval(click.ParamType[str]):
    """An ISO 8601 duration."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from tracker.days import Duration

        return _checked(lambda: Duration.parse(str(value)).text)


class Parties(click.ParamType[tuple[str, ...]]):
    """One party by code or common name, or several with commas; a tuple of codes."""

    name = "party"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        from tracker.parties import parse_party

        if isinstance(value, tuple):
            return value
        return _checked(lambda: tuple(parse_party(part) for part in str(value).split(",") if part.strip()))


class ActWord(click.ParamType[str]):
    """A word of the vocabulary; `saves` where a refusal should say that nothing was saved."""

    name = "act"

    def __init__(self, saves: bool = True) -> None:
        self.saves = saves

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from tracker.names import meant_act
        from tracker.vocabulary import all_acts

        word = str(value).strip().casefold().replace("-", "_").replace(" ", "_")
        if word in all_acts():
            return word
        raise UsageError(f'"{value}" is not an act.', saved=NOTHING_SAVED if self.saves else "",
                         todo=meant_act(str(value)))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from tracker.vocabulary import all_acts

        return [CompletionItem(word) for word in all_acts() if word.startswith(incomplete)]


class SubjectName(click.ParamType[str]):
    """A subject by id, name or alias; completion offers the ids and aliases of the log."""

    name = "subject"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        start = incomplete.casefold()
        return [CompletionItem(word) for word in _known(ctx, "subjects") if word.casefold().startswith(start)]


class SourceName(click.ParamType[str]):
    """A source by id; completion offers those of the log."""

    name = "source"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in _known(ctx, "sources") if word.startswith(incomplete)]


def _known(ctx: click.Context, what: str) -> list[str]:
    """The ids in the log, and subjects' aliases, for completion, which stays silent when there is no log."""
    from tracker.cli.context import App

    try:
        root = ctx.find_root()
        with App(root.params.get("log")).seen() as seen:
            if what == "sources":
                return _typeable(sorted(seen.sources))
            subjects = list(seen.subjects.values())
        aliases = (alias for subject in subjects for alias in subject.aliases)
        return _typeable([*sorted(subject.id for subject in subjects), *sorted(aliases)])
    except TrackerError:
        return []


def _typeable(words: list[str]) -> list[str]:
    """The words that a shell may write on the line: one that the terminal's gate would change stays out."""
    from tracker import gates

    return [word for word in words if gates.one_line(word) == word]


def _checked(read: Callable[[], Value]) -> Value:
    """The value read; a refusal says that nothing was saved."""
    try:
        return read()
    except BadInput as error:
        error.saved = error.saved or NOTHING_SAVED
        raise


def standpoint(command: Command) -> Command:
    """`--as-of`, `--known-by` and `--at`: from where the log is read."""
    for option in (
        click.option("--at", type=click.IntRange(min=0), metavar="POSITION",
                     help="Count only the log's first events, up to this position."),
        click.option("--known-by", type=Day(), metavar="DATE",
                     help="Count what had been published by the end of this day (default: everything)."),
        click.option("--as-of", type=Day(), metavar="DATE",
                     help="Count what had occurred by the end of this day, as in 2013-01-11 (default: today)."),
    ):
        command = option(command)
    return command


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format`, with the first as default."""
    return click.option("--format", "format", type=click.Choice(formats or FORMATS), default=(formats or FORMATS)[0],
                        show_default=True, help="How to print the answer.")


def report_details(command: Command) -> Command:
    """The details of a report, as `append` and `correct` take them; the parameters bear the content's keys."""
    from tracker.vocabulary import ATTRIBUTIONS, CERTAINTIES

    for option in reversed((
        click.option("--on", "occurred", type=Date(), metavar="DATE",
                     help="When it occurred (default: the day its source was published)."),
        click.option("--for", "planned_for", type=Date(), metavar="DATE", help="The day planned for."),
        click.option("--effective", type=Date(), metavar="DATE", help="The day a notice takes effect."),
        click.option("--until", type=Date(), metavar="DATE", help="The day until which a notice is suspended."),
        click.option("--every", type=Interval(), metavar="DURATION", help="The target interval, as in P6M."),
        click.option("--by", type=Parties(), multiple=True, metavar="PARTY",
                     help="Who did it, by code or name. May be repeated."),
        click.option("--place", metavar="TEXT", help="Where."),
        click.option("--round", metavar="NAME", help="Which round of a series."),
        click.option("--successor", type=SubjectName(), metavar="SUBJECT", help="What supersedes it."),
        click.option("--confirms", metavar="EVENT", help="The event whose occurrence this report is about."),
        click.option("--source", type=SourceName(), metavar="SOURCE", help="The source that says so."),
        click.option("--paragraph", type=click.IntRange(min=1), metavar="N", help="The paragraph of the source."),
        click.option("--starts", metavar="WORDS", help="The first words of the passage."),
        click.option("--said", metavar="WORDS", help='The phrase that dated it ("June last year").'),
        click.option("--certainty", type=click.Choice(CERTAINTIES), help="asserted where not given."),
        click.option("--attribution", type=click.Choice(ATTRIBUTIONS), help="On whose word the source says so."),
        click.option("--grade", metavar="A1", help="Admiralty grade of the report, as in B2."),
        click.option("--note", metavar="TEXT", help="Anything else, in your own words."),
    )):
        command = option(command)
    return command


yes_option = click.option("--yes", "-y", is_flag=True, help="Save without asking.")
