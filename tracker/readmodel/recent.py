"""What changed from day to day, from the rectangles of the read model.

The rule kept here: a rectangle meets the diagonal, where both clocks stand on one day, from the later of its first days
to the earlier of its last ones. One query reads them, and nothing is replayed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from tracker.changes import Change, RoundStretch, Stretch, changes
from tracker.readmodel.known import KnownLog
from tracker.readmodel.shelves import Sources, Subjects
from tracker.readmodel.values import BOARD, ROUND, board_row, round_row
from tracker.register import Entries

if TYPE_CHECKING:
    import sqlite3

_FROM, _TO = "max(occurred_from, published_from)", "min(occurred_to, published_to)"
_DIAGONAL = f"{_FROM} <= {_TO} AND {_FROM} <= :last AND {_TO} >= :first - 1"
_DAYS = f"{_FROM}, {_TO}, published_from, published_to"
_BOARD = f"SELECT subject, {_DAYS}, {BOARD} FROM history WHERE {_DIAGONAL}"
_ROUNDS = f"SELECT subject, {_DAYS}, told_by, {ROUND} FROM rounds WHERE {_DIAGONAL}"


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
    for number, start, end, known_from, known_to, *columns in _rows(connection, _BOARD, first, last, listed, subjects):
        board.setdefault(number, []).append(Stretch(start, end, known_from, known_to, board_row(columns)))
    for number, start, end, known_from, known_to, told_by, *columns in _rows(
        connection, _ROUNDS, first, last, listed, subjects
    ):
        stretch = RoundStretch(start, end, known_from, known_to, round_row(columns), told_by)
        rounds.setdefault(number, []).append(stretch)
    for number, subject in listed.items():
        if number in board or number in rounds:
            some = changes(subject.id, subject.name, subject.kind, board.get(number, ()), rounds.get(number, ()),
                           first, last)
            found += (_told(connection, number, one) for one in some)
    return sorted(found, key=lambda one: (-one.day, one.subject))


def _rows(
    connection: sqlite3.Connection, query: str, first: int, last: int, listed: Collection[int],
    subjects: Collection[str] | None,
) -> Iterator[tuple[Any, ...]]:
    if subjects is None:
        yield from connection.execute(query, {"first": first, "last": last})
        return
    for number in listed:
        yield from connection.execute(f"{query} AND subject = :subject",
                                      {"first": first, "last": last, "subject": number})


def _told(connection: sqlite3.Connection, number: int, one: Change) -> Change:
    """A change with what took events back on its day, its sources, and when the last of its events was recorded."""
    events = dict.fromkeys(one.events)
    for event in one.gone:
        taken_back = connection.execute(
            "SELECT 1 FROM claims WHERE subject = ? AND id = ? AND visible_to = ?", (number, event, one.day - 1)
        ).fetchone()
        by = _taken_back_by(connection, event) if taken_back is not None else None
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
