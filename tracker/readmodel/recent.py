"""What changed from day to day, from the rectangles of the read model.

The rule kept here: a rectangle meets the diagonal, where both clocks stand on one day, from the later of its first days
to the earlier of its last ones. One query reads them, and nothing is replayed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from tracker.changes import Change, RoundStretch, Stretch, changes
from tracker.days import END
from tracker.readmodel.known import KnownLog
from tracker.readmodel.shelves import Sources, Subjects
from tracker.readmodel.values import BOARD, ROUND, board_row, round_row
from tracker.register import Entries

if TYPE_CHECKING:
    import sqlite3

_FROM, _TO = "max(occurred_from, published_from)", "min(occurred_to, published_to)"
_DIAGONAL = f"{_FROM} <= {_TO} AND {_FROM} <= :last AND {_TO} >= :first - 1"
_DAYS = f"{_FROM}, {_TO}"
_BOARD = f"SELECT subject, {_DAYS}, {BOARD} FROM history WHERE {_DIAGONAL}"
_ROUNDS = f"SELECT subject, {_DAYS}, told_by, {ROUND} FROM rounds WHERE {_DIAGONAL}"
_HOLDS = (
    "subject = :subject AND occurred_from <= :day AND occurred_to >= :day"
    " AND published_from <= :known AND published_to >= :known"
)
# However the rectangles lie in the file: what was made again must read the same.
_ORDER = {_BOARD: "published_from, occurred_from", _ROUNDS: "told_to, told_from, told_rank, told_by, published_from"}


def recent(
    connection: sqlite3.Connection, first: int, last: int, subjects: Collection[str] | None = None
) -> list[Change]:
    """The changes from the day `first` to the day `last`, both included, the latest day first, then by subject."""
    found: list[Change] = []
    shelf = Subjects(connection)
    if subjects is None:
        listed = shelf.by_number()
    else:
        numbered = [shelf.numbered(subject) for subject in subjects]
        listed = dict(one for one in numbered if one is not None)
    board: dict[int, list[Stretch]] = {}
    rounds: dict[int, list[RoundStretch]] = {}
    for number, start, *columns in _rows(connection, _BOARD, first, last, listed, subjects):
        board.setdefault(number, []).append(Stretch(start, columns[0], board_row(columns)))
    for number, start, end, told_by, *columns in _rows(connection, _ROUNDS, first, last, listed, subjects):
        rounds.setdefault(number, []).append(RoundStretch(start, end, round_row(columns), told_by))
    for number, subject in listed.items():
        if number in board or number in rounds:
            some = changes(subject.id, subject.name, subject.kind, board.get(number, ()), rounds.get(number, ()),
                           first, last)
            hidden = _hidden(connection, number) if some else set()
            learnt = _days_of_knowing(connection, number) if some else set()
            found += [_told(connection, hidden, _by_clock(connection, number, one) if one.day in learnt else one)
                      for one in some]
    return sorted(found, key=lambda one: (-one.day, one.subject))


def _rows(
    connection: sqlite3.Connection, query: str, first: int, last: int, listed: Collection[int],
    subjects: Collection[str] | None,
) -> Iterator[tuple[Any, ...]]:
    if subjects is None:
        yield from connection.execute(f"{query} ORDER BY {_ORDER[query]}", {"first": first, "last": last})
        return
    for number in listed:
        yield from connection.execute(f"{query} AND subject = :subject ORDER BY {_ORDER[query]}",
                                      {"first": first, "last": last, "subject": number})


def _by_clock(connection: sqlite3.Connection, number: int, one: Change) -> Change:
    """The change, by the clock alone if it would have shown on its day with what was known the day before.

    How rectangles are cut does not tell that: one may end with a day of knowing and go on in another just like it.
    """
    if not one.by_clock:
        return one
    seen = [
        [connection.execute(f"SELECT {columns} FROM {table} WHERE {_HOLDS} ORDER BY {columns}",
                            {"subject": number, "day": one.day, "known": known}).fetchall()
         for table, columns in (("history", BOARD), ("rounds", ROUND))]
        for known in (one.day - 1, one.day)
    ]
    return one._replace(by_clock=seen[0] == seen[1])


def _days_of_knowing(connection: sqlite3.Connection, number: int) -> set[int]:
    """The days on which a report on a subject came to be known, or was taken back. On any other the clock is alone."""
    return {day for (day,) in connection.execute(
        "SELECT visible_from FROM claims WHERE subject = ?1 UNION SELECT visible_to + 1 FROM claims WHERE subject = ?1",
        (number,))}


def _hidden(connection: sqlite3.Connection, number: int) -> set[tuple[str, int]]:
    """The reports on a subject that were ever taken back, each with the last day on which it counted."""
    return set(connection.execute(
        "SELECT id, visible_to FROM claims WHERE subject = ? AND visible_to < ?", (number, END)))


def _told(connection: sqlite3.Connection, hidden: set[tuple[str, int]], one: Change) -> Change:
    """A change with what took events back on its day, its sources, and when the last of its events was recorded."""
    events = dict.fromkeys(one.events)
    for event in one.gone:
        by = _taken_back_by(connection, event) if (event, one.day - 1) in hidden else None
        if by is not None:
            events[by] = None
    times, sources = [], []
    for event in events:
        row = connection.execute("SELECT recorded, body FROM log WHERE id = ?", (event,)).fetchone()
        if row is not None:
            content = json.loads(row[1])["content"]
            times.append(row[0])
            sources.append((content.get("replacement") or content).get("source"))
    cited = tuple(dict.fromkeys(source for source in sources if source is not None))
    return one._replace(events=tuple(events), sources=cited, recorded=max(times, default=None))


def _taken_back_by(connection: sqlite3.Connection, event: str) -> str | None:
    return Entries(KnownLog(connection, Subjects(connection), Sources(connection))).taken_back_by(event)
