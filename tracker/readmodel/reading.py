"""Reading the read model: where every subject stands, of any day, known by any day, in one indexed query.

The rule kept here: answers are the rows that a replay gives, and a reader of boards loads nothing of the replay.
What is asked of one subject's reports is folded from its claims, as rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tracker.days import END
from tracker.pausing import no_collecting
from tracker.readmodel import tables
from tracker.readmodel.values import BOARD, ROUND, board_row, codes, round_row
from tracker.rows import NOTHING_KNOWN, BoardRow, RoundRow, Standing, board_json

if TYPE_CHECKING:
    import sqlite3

    from tracker.changes import Change
    from tracker.facts import Report
    from tracker.plane import Rectangle
    from tracker.projection import Course
    from tracker.readmodel.shelves import Sources, Subjects
    from tracker.readmodel.stories import Shown, Story

_HOLDS = (
    "subject = {0} AND occurred_from <= :day AND occurred_to >= :day AND published_from <= :known"
    " AND published_to >= :known"
)
# Of the stretches that begin by the day, the one that holds it began last, or nearly: the index leads to it in a few
# steps.
_BOARD = f"""
    SELECT s.number, s.subject, s.kind, s.name, s.parties, {", ".join(f"h.{column}" for column in BOARD.split(", "))}
    FROM subjects s LEFT JOIN history h ON h.number = (
        SELECT number FROM history WHERE {_HOLDS.format("s.number")} ORDER BY occurred_from DESC LIMIT 1
    )
"""
_ROUNDS = f"""
    SELECT {ROUND} FROM rounds WHERE {_HOLDS.format(":subject")} ORDER BY told_to, told_from, told_rank, told_by
"""


class Reader:
    """The read model of an open log. `position` is the log's head; `is_kept`: the read model is kept up to it."""

    def __init__(self, log: Any) -> None:
        self._log = log
        self._connection: sqlite3.Connection = log.database
        self.position: int = self._connection.execute("SELECT coalesce(max(position), 0) FROM log").fetchone()[0]
        self.is_kept = tables.position(self._connection) == self.position

    def board(
        self, as_of: int, known_by: int | None = None, subjects: Collection[str] | None = None, rounds: bool = True
    ) -> dict[str, Any]:
        """The board at the end of the day `as_of`, from what was published by the end of `known_by` (None: all), as
        `status --format json` prints it; of the subjects with these ids, or all. Without `rounds`, series tell none."""
        with no_collecting():
            return board_json(self.standings(as_of, known_by, subjects, rounds), as_of, known_by, self.position)

    def subject(self, subject: str, as_of: int, known_by: int | None = None) -> dict[str, Any] | None:
        """One row of the board; None for a subject that is not registered."""
        board = board_json(self.standings(as_of, known_by, (subject,)), as_of, known_by, self.position)
        return next(iter((*board["agreements"], *board["series"])), None)

    def standings(
        self, as_of: int, known_by: int | None = None, subjects: Collection[str] | None = None, rounds: bool = True
    ) -> Iterator[Standing]:
        """Where the subjects stand at the end of a day (those with these ids, or all), in the order of their ids."""
        known = END if known_by is None else known_by
        for number, subject, kind, name, parties, *columns in self._rows(as_of, known, subjects):
            row: BoardRow = NOTHING_KNOWN if columns[5] is None else board_row(columns)
            told: tuple[RoundRow, ...] | None = None
            if kind == "series":
                told = self._rounds(number, as_of, known) if rounds else ()
            yield Standing(subject, kind, name, codes(parties), row, told)

    def _rows(self, day: int, known: int, subjects: Collection[str] | None) -> Iterator[tuple[Any, ...]]:
        where = {"day": day, "known": known}
        if subjects is None:
            return self._connection.execute(f"{_BOARD} ORDER BY s.subject", where)
        wanted = {f"s{number}": subject for number, subject in enumerate(sorted(subjects))}
        names = ", ".join(f":{name}" for name in wanted)
        return self._connection.execute(f"{_BOARD} WHERE s.subject IN ({names}) ORDER BY s.subject",
                                        {**where, **wanted})

    def _rounds(self, number: int, day: int, known: int) -> tuple[RoundRow, ...]:
        rows = self._connection.execute(_ROUNDS, {"subject": number, "day": day, "known": known})
        return tuple([round_row(row) for row in rows])

    @property
    def subjects(self) -> Subjects:
        """The subjects by id."""
        from tracker.readmodel.shelves import Subjects

        return Subjects(self._connection)

    @property
    def sources(self) -> Sources:
        """The sources by id."""
        from tracker.readmodel.shelves import Sources

        return Sources(self._connection)

    @property
    def told(self) -> Mapping[str, Report]:
        """Every report by the id of its event, read when it is asked for."""
        from tracker.readmodel.listing import Reports

        return Reports(self._connection)

    def taken_back_by(self, event: str) -> str | None:
        """What takes an event back, if something does."""
        from tracker.readmodel.known import KnownLog
        from tracker.register import Entries

        return Entries(KnownLog(self._connection, self.subjects, self.sources)).taken_back_by(event)

    def courses(self, known_by: int | None = None, subjects: Collection[str] | None = None) -> Iterator[Course]:
        """The course of each subject, known by the end of a day, in the order of their ids, one at a time."""
        from tracker.readmodel.listing import courses

        return courses(self._connection, END if known_by is None else known_by, subjects)

    def stories(self, subjects: Collection[str] | None = None) -> Iterator[Story]:
        """Each subject with all its rectangles, in the order of their ids, one at a time."""
        from tracker.readmodel.stories import stories

        return stories(self._connection, subjects)

    def shown(self, subject: str) -> list[Shown]:
        """Every report about a subject, those that were taken back too, with the days on which it is visible."""
        from tracker.readmodel.stories import shown

        return shown(self._connection, subject)

    def history(self, subject: str) -> list[Rectangle[BoardRow]]:
        """The board's rows of a subject, of each day as known by each day; nothing where nothing is known. Raises
        `KeyError` for a subject that is not registered."""
        from tracker.plane import Rectangle

        found = self.subjects.numbered(subject)
        if found is None:
            raise KeyError(subject)
        rows = self._connection.execute(
            f"SELECT occurred_from, occurred_to, published_from, published_to, {BOARD} FROM history WHERE subject = ?"
            " ORDER BY occurred_from, published_from", (found[0],))
        return [Rectangle(row[0], row[1], row[2], row[3], board_row(row[4:])) for row in rows]

    def changes(self, first: int, last: int, subjects: Collection[str] | None = None) -> list[Change]:
        """How the board of each day, as it was known on that day, differed from that of the day before: from the day
        `first` to the day `last`, both included, the latest first; of the subjects with these ids, or all."""
        from tracker.readmodel.recent import recent

        return recent(self._connection, first, last, subjects)

    def events(
        self, subject: str | None = None, source: str | None = None, act: str | None = None, kind: str | None = None,
        after: int = 0, last: int | None = None,
    ) -> list[int]:
        """The positions of the events that fit, in order; of those, the `last` so many."""
        asked = {"e.subject": subject, "e.source": source, "e.act": act, "e.type": kind}
        fits = [f"{column} = ?" for column, value in asked.items() if value is not None]
        given = [value for value in asked.values() if value is not None]
        if subject is not None:
            fits[0] = "(e.subject = ? OR e.position IN (SELECT position FROM also_about WHERE subject = ?))"
            given.insert(0, subject)
        rows = self._connection.execute(
            f"SELECT e.position FROM events e WHERE {' AND '.join(['e.position > ?', *fits])}"
            " ORDER BY e.position DESC LIMIT ?", [after, *given, -1 if last is None else last])
        return [position for (position,) in rows][::-1]

    def bodies(self, positions: Collection[int]) -> Iterator[bytes]:
        """The stored bytes of events, in the order given."""
        for position in positions:
            yield self._connection.execute(
                "SELECT CAST(body AS BLOB) FROM log WHERE position = ?", (position,)).fetchone()[0]

    def declared_at(self, kind: str, column: str) -> dict[str, dict[str, Any]]:
        """Position, id and time of recording of each registration or filing, by the subject or source it declares."""
        rows = self._connection.execute(
            f"SELECT e.{column}, l.position, l.id, l.recorded FROM events e JOIN log l ON l.position = e.position"
            " WHERE e.type = ? ORDER BY e.position DESC", (kind,))
        return {named: {"position": place, "id": event, "recorded": recorded} for named, place, event, recorded in rows}

    def positions(self, events: Collection[str]) -> dict[str, tuple[int, str]]:
        """Position and time of recording of the events with these ids, of those that are in the log."""
        found = (self._connection.execute("SELECT id, position, recorded FROM log WHERE id = ?", (event,)).fetchone()
                 for event in events)
        return {row[0]: (row[1], row[2]) for row in found if row is not None}

    def citations(self) -> dict[str, int]:
        """How many reports cite each source."""
        return dict(self._connection.execute(
            "SELECT source, count(*) FROM events WHERE type = 'reported' AND source IS NOT NULL GROUP BY source"))

    def search(self, words: Collection[str], limit: int) -> list[int]:
        """The positions of at most `limit` events in whose text every word stands, best first."""
        from tracker.readmodel.searching import search

        return search(self._connection, words, limit)
