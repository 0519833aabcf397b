"""What every command shares: which log, its facts, who records, and how to answer.

The rule kept here: the log is found by --log, then TRACKER_LOG, then the nearest tracker.db in this folder or
above; a read never creates one.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tracker.cli import clock
from tracker.errors import NotFound, UsageError

if TYPE_CHECKING:
    from tracker.folding import Folded
    from tracker.log import Log
    from tracker.readmodel.reading import Reader
    from tracker.render.listing import Column

FILE_NAME = "tracker.db"


class App:
    """The command line's state: the `--log` given, if one was."""

    __slots__ = ("log",)

    def __init__(self, log: str | None = None) -> None:
        self.log = log

    def where(self) -> str:
        """The log's path or URL. Raises `NotFound`, saying how to make one."""
        if self.log == "":
            raise UsageError("--log is empty.", todo="Name a log, or leave --log out.")
        given = self.log or os.environ.get("TRACKER_LOG")
        if given:
            return given
        here = folder = os.getcwd()
        while True:
            path = os.path.join(folder, FILE_NAME)
            if os.path.isfile(path):
                return path
            above = os.path.dirname(folder)
            if above == folder:
                break
            folder = above
        raise NotFound(
            f"There is no log: no {FILE_NAME} in {here} or above it.",
            todo="Make one with `tracker init` (or `tracker init --example`), or name one: `tracker --log PATH …`.",
        )

    def open(self) -> Log:
        """The log, open for reading and appending."""
        from tracker.log import open_log

        return open_log(self.where())

    @contextlib.contextmanager
    def listed(self) -> Iterator[Reader]:
        """The read model, kept up: made in memory, beside a log that cannot be written, where it lags behind."""
        from tracker.readmodel.reading import Reader

        with self.open() as log:
            with log.reading():
                reader = Reader(log)
                if reader.is_kept:
                    yield reader
                    return
            from tracker.readmodel.rebuilding import caught_up

            with caught_up(log) as copy:
                yield Reader(copy)

    def recorded(self, event: str) -> str:
        """When an event was recorded."""
        import json

        with self.open() as log:
            (stored,) = log.find(event, 1)
            recorded: str = json.loads(stored.body)["recorded"]
        return recorded

    def positions(self, events: Iterable[str]) -> dict[str, tuple[int, str]]:
        """Position and time of recording of events, by their ids."""
        import json

        with self.open() as log:
            found = [log.find(event, 1)[0] for event in dict.fromkeys(events)]
            return {one.id: (one.position, json.loads(one.body)["recorded"]) for one in found}

    @contextlib.contextmanager
    def seen(self, at: int | None = None) -> Iterator[Reader | Folded]:
        """What the log says: from its read model, or, of its first `at` events, and where the read model lags behind,
        folded."""
        from tracker.readmodel.reading import Reader

        with self.open() as log, log.reading():
            reader = Reader(log)
            if at is None and reader.is_kept:
                yield reader
                return
            from tracker.facts import from_envelopes
            from tracker.folding import Folded

            yield Folded(from_envelopes((stored.body for stored in log.read()), at))


def recorder() -> str:
    """Who records: TRACKER_RECORDER, else the user's name on this machine."""
    named = os.environ.get("TRACKER_RECORDER")
    if named:
        return named
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def chosen(names: Sequence[str], seen: Reader | Folded) -> list[str] | None:
    """The ids of the subjects that people named; None where they named none."""
    if not names:
        return None
    from tracker.names import find_subject

    return [find_subject(name, seen.subjects).id for name in names]


def answer(format: str, value: Any, rows: list[dict[str, Any]], columns: Sequence[Column], title: str = "") -> None:
    """Print a listing in the format asked for; `value` is what JSON prints."""
    from tracker.render import listing

    if format == "json":
        write(listing.json_text(value) + "\n")
    elif format == "csv":
        write(listing.csv_text(rows, columns))
    elif format == "markdown":
        write(listing.markdown_text(rows, columns))
    else:
        from tracker.render import screen

        screen.say(screen.table(rows, [column for column in columns if column.table], title))


def write(text: str) -> None:
    """Write to standard output as it is, in UTF-8, whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """A line of the answer on standard output, through the terminal's gate."""
    from tracker import gates

    write(gates.one_line(text) + "\n")


def note(text: str, style: str = "") -> None:
    """A line for the reader on standard error: progress, warnings."""
    from tracker.render import screen

    screen.say(text, stderr=True, style=style)


__all__ = ["App", "answer", "chosen", "clock", "note", "recorder", "say", "write"]
