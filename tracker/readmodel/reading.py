"""Reading the read model: where every subject stands, of any day, known by any day, in one indexed query.

The rule kept here: answers are the rows that a replay gives, and a reader of boards loads nothing of the replay.
What is asked of one subject's reports is folded from its claims, as rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracker.days import END
from tracker.pausing import no_collecting
from tracker.readmodel import tables
from tracker.readmodel.values import BOARD, ROUND, board_row, codes, round_row
from tracker.rows import (
    NOTHING_KNOWN,
    BoardRow,
    RoundRow,
    Standing,
    agreement_json,
    board_of,
    series_json,
    standing_json,
)

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
_COLUMNS = ", ".join(f"h.{column}" for column in BOARD.split(", "))
_LISTED = "SELECT s.number, s.subject, s.kind, s.name, s.parties FROM subjects s"
_Listed = tuple[int, str, str, str, tuple[str, ...]]
"""A subject: its number, id, kind, name and parties."""
_ROUNDS = f"""
    SELECT h.subject, {", ".join(f"h.{column}" for column in ROUND.split(", "))}
    FROM subjects s CROSS JOIN rounds h ON {_HOLDS.format("s.number").replace("subject =", "h.subject =")}
    {{which}} ORDER BY h.told_to, h.told_from, h.told_rank, h.told_by
"""


def _board(nearest: str) -> str:
    """SQL for the row of each subject that holds, found by going back along one clock from the day asked for."""
    holds = f"SELECT number FROM history WHERE {_HOLDS.format('s.number')} ORDER BY {nearest} DESC LIMIT 1"
    return f"SELECT s.number, {_COLUMNS} FROM {{subjects}} s CROSS JOIN history h ON h.number = ({holds})"


# There is one such row, and an index leads to it in a few steps by the clock that is behind: of the stretches that
# begin by the day, it began last, or nearly; of what was known before that day, it was published last, or nearly.
_BY_OCCURRED, _BY_PUBLISHED = _board("occurred_from"), _board("published_from")

_MOST = 2**63 - 1
"""The largest number that SQLite knows."""

_FEW = 20
"""Up to how many subjects are parameters of their own: SQLite looks through all of them for each."""


class Reader:
    """The read model of an open log."""

    def __init__(self, log: Any) -> None:
        self._log = log
        self._connection: sqlite3.Connection = log.database
        self._asked: tuple[tuple[str, ...], str] = (), "[]"
        self._last_listed: tuple[tuple[str, ...] | None, list[_Listed]] = (), []

    @cached_property
    def position(self) -> int:
        """The log's head."""
        head: int = self._connection.execute("SELECT coalesce(max(position), 0) FROM log").fetchone()[0]
        return head

    @cached_property
    def is_kept(self) -> bool:
        """Whether the read model is kept up to the log's head."""
        return tables.position(self._connection) == self.position

    def board(
        self, as_of: int, known_by: int | None = None, subjects: Collection[str] | None = None, rounds: bool = True
    ) -> dict[str, Any]:
        """The board at the end of the day `as_of`, from what was published by the end of `known_by` (None: all), as
        `status --format json` prints it; of the subjects with these ids, or all. Without `rounds`, series tell none."""
        agreements: list[dict[str, Any]] = []
        series: list[dict[str, Any]] = []
        with no_collecting():
            for subject, kind, name, parties, row, told in self._standing(as_of, known_by, subjects, rounds):
                if kind == "agreement":
                    agreements.append(agreement_json(subject, name, parties, row))
                else:
                    series.append(series_json(subject, name, row, told or (), as_of))
        return board_of(agreements, series, as_of, known_by, self.position)

    def subject(self, subject: str, as_of: int, known_by: int | None = None) -> dict[str, Any] | None:
        """One row of the board; None for a subject that is not registered."""
        return next((standing_json(one, as_of) for one in self.standings(as_of, known_by, (subject,))), None)

    def standings(
        self, as_of: int, known_by: int | None = None, subjects: Collection[str] | None = None, rounds: bool = True
    ) -> Iterator[Standing]:
        """Where the subjects stand at the end of a day (those with these ids, or all), in the order of their ids."""
        return map(Standing._make, self._standing(as_of, known_by, subjects, rounds))

    def _standing(
        self, as_of: int, known_by: int | None, subjects: Collection[str] | None, rounds: bool
    ) -> Iterator[tuple[str, str, str, tuple[str, ...], BoardRow, tuple[RoundRow, ...] | None]]:
        """`standings`, as plain tuples."""
        known = END if known_by is None else known_by
        found = {columns[0]: columns for columns in self.rows(as_of, known, subjects)}
        listed = self._listed(subjects)
        told: dict[int, list[RoundRow]] = {}
        if rounds and any(kind == "series" for _, _, kind, *_ in listed):
            told = self._rounds(as_of, known, subjects)
        for number, subject, kind, name, parties in listed:
            row = board_row(found[number]) if number in found else NOTHING_KNOWN
            yield subject, kind, name, parties, row, tuple(told.get(number, ())) if kind == "series" else None

    def rows(self, day: int, known: int, subjects: Collection[str] | None = None) -> Iterator[tuple[Any, ...]]:
        """The row of `history` that holds on a day, known by the end of another, of each subject that has one: its
        number, and the columns of `values.BOARD`; in any order."""
        query = _BY_PUBLISHED if known < day else _BY_OCCURRED
        if subjects is not None and len(subjects) > _FEW:
            query = query.format(subjects="(SELECT value AS number FROM json_each(:numbers))")
            return self._connection.execute(query, {"day": day, "known": known, "numbers": self._numbers(subjects)})
        which, wanted = _among(subjects)
        query = f"{query.format(subjects='subjects')} {which}"
        return self._connection.execute(query, {"day": day, "known": known, **wanted})

    def _numbers(self, subjects: Collection[str]) -> str:
        """The numbers of subjects, as JSON. Those asked for last are remembered: many days are asked of the same."""
        asked = tuple(subjects)
        if asked != self._asked[0]:
            which, wanted = _among(subjects)
            rows = self._connection.execute(f"SELECT s.number FROM subjects s {which} ORDER BY s.number", wanted)
            self._asked = asked, str([number for (number,) in rows])
        return self._asked[1]

    def _listed(self, subjects: Collection[str] | None) -> list[_Listed]:
        """Subjects in the order of their ids. Those asked for last are remembered."""
        asked = tuple(subjects) if subjects is not None else None
        if asked != self._last_listed[0]:
            which, wanted = _among(subjects)
            rows = self._connection.execute(f"{_LISTED} {which} ORDER BY s.subject", wanted)
            self._last_listed = asked, [(number, subject, kind, name, codes(parties))
                                 for number, subject, kind, name, parties in rows]
        return self._last_listed[1]

    def _rounds(self, day: int, known: int, subjects: Collection[str] | None) -> dict[int, list[RoundRow]]:
        """The rounds of the series, in their order, by the series' number."""
        which, wanted = _among(subjects)
        rows = self._connection.execute(_ROUNDS.format(which=which), {"day": day, "known": known, **wanted})
        found: dict[int, list[RoundRow]] = {}
        for number, *columns in rows:
            found.setdefault(number, []).append(round_row(columns))
        return found

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

    def changes(self, first: int, last: int, subjects: Collection[str] | None = None) -> list[Change]:
        """How the board of each day, as it was known on that day, differed from that of the day before: from the day
        `first` to the day `last`, both included, the latest first; of the subjects with these ids, or all."""
        from tracker.readmodel.recent import recent

        return recent(self._connection, first, last, subjects)

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
        return [Rectangle(row[0], row[1], row[2], row[3], board_row(row[3:])) for row in rows]

    def events(
        self, subject: str | None = None, source: str | None = None, act: str | None = None, kind: str | None = None,
        after: int = 0, last: int | None = None,
    ) -> list[int]:
        """The positions of the events that fit, in order; of those, the `last` so many."""
        asked = {
            "e.position IN (SELECT position FROM events_of_subject WHERE subject = ?1"
            " UNION SELECT position FROM also_about WHERE subject = ?1)": subject,
            "e.position IN (SELECT position FROM events_of_source WHERE source = ?2)": source,
            "e.act = ?3": act, "e.type = ?4": kind,
        }
        fits = [condition for condition, value in asked.items() if value is not None]
        rows = self._connection.execute(
            f"SELECT e.position FROM events e WHERE {' AND '.join(['e.position > ?5', *fits])}"
            " ORDER BY e.position DESC LIMIT ?6",
            (*asked.values(), min(after, _MOST), -1 if last is None else min(last, _MOST)))
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


def _among(subjects: Collection[str] | None) -> tuple[str, dict[str, str]]:
    """The condition that a subject is one of these, with its parameters; nothing for all."""
    if subjects is None:
        return "", {}
    if len(subjects) > _FEW:
        import json

        return "WHERE s.subject IN (SELECT value FROM json_each(:among))", {"among": json.dumps(sorted(subjects))}
    wanted = {f"s{number}": subject for number, subject in enumerate(sorted(subjects))}
    return f"WHERE s.subject IN ({', '.join(f':{name}' for name in wanted)})", wanted
