"""Subjects with all their rectangles: what was known on any day about any day, for those who take it elsewhere.

The rule kept here: a function of the two clocks is told in one way only, whatever rows it was kept in. A log that was
appended to event by event, and one that was rebuilt, are kept in different rows and tell the same stories.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tracker.days import END
from tracker.facts import Subject
from tracker.plane import Plane, Rectangle
from tracker.readmodel.shelves import Subjects
from tracker.readmodel.signals import signals
from tracker.readmodel.values import BOARD, ROUND, board_row, round_row
from tracker.rows import BoardRow, RoundRow

if TYPE_CHECKING:
    import sqlite3

Value = TypeVar("Value")

_STRETCH = "occurred_from, occurred_to, published_from, published_to"
_HISTORY = f"SELECT {_STRETCH}, {BOARD} FROM history WHERE subject = ?"
_ROUNDS = (
    f"SELECT told_to, told_from, told_rank, told_by, {_STRETCH}, {ROUND} FROM rounds WHERE subject = ?"
    " ORDER BY told_to, told_from, told_rank, told_by"
)


class Shown(NamedTuple):
    """A report: from when to when it is visible (the last day is `END` where nothing takes it back), and the days on
    which what it tells may have happened. `part` is that of `tracker.visible`."""

    id: str
    visible_from: int
    visible_to: int
    earliest: int
    latest: int
    part: int


class Story(NamedTuple):
    """A subject, the rectangles of its board row, and of each round (the rounds in the order of the board)."""

    subject: Subject
    board: list[Rectangle[BoardRow]]
    rounds: list[list[Rectangle[RoundRow]]]


_SHOWN = """
    SELECT id, min(visible_from), max(visible_to), max(earliest), max(latest), min(part) FROM claims WHERE subject = ?
    GROUP BY id
"""


def stories(connection: sqlite3.Connection, subjects: Collection[str] | None = None) -> Iterator[Story]:
    """The stories of the subjects with these ids, or of all, in the order of their ids."""
    shelf = Subjects(connection)
    for name in sorted(set(subjects)) if subjects is not None else shelf:
        numbered = shelf.numbered(name)
        if numbered is None:
            continue
        number, subject = numbered
        history = [
            Rectangle(row[0], row[1], row[2], row[3], board_row(row[3:]))
            for row in connection.execute(_HISTORY, (number,))
        ]
        rounds = [
            uniform([Rectangle(row[4], row[5], row[6], row[7], round_row(row[8:])) for row in rows])
            for _, rows in groupby(connection.execute(_ROUNDS, (number,)), lambda row: row[:4])
        ]
        yield Story(subject, uniform(history), rounds)


def shown(connection: sqlite3.Connection, subject: str) -> list[Shown]:
    """Every report about a subject, whatever became of it, in the order of what they tell."""
    numbered = Subjects(connection).numbered(subject)
    if numbered is None:
        return []
    found = [Shown(*row) for row in connection.execute(_SHOWN, (numbered[0],))]
    found += [Shown(one.id, one.published, END, one.earliest, one.latest, one.part)
              for one in signals(connection, numbered[1])]
    return sorted(found, key=attrgetter("latest", "earliest", "id"))


def uniform(rectangles: Iterable[Rectangle[Value]]) -> list[Rectangle[Value]]:
    """The same function of the two clocks in the one way: of every day, each value from when to when it was known,
    and neighbouring days of which just the same is told in one rectangle. Sorted by first day, then by knowing."""
    begins: dict[int, list[Rectangle[Value]]] = {}
    ends: dict[int, list[Rectangle[Value]]] = {}
    for one in rectangles:
        begins.setdefault(one.published_from, []).append(one)
        if one.published_to < END:
            ends.setdefault(one.published_to + 1, []).append(one)
    plane: Plane[Value] = Plane()
    for known in sorted({*begins, *ends}):
        fresh = sorted(begins.get(known, ()), key=lambda one: one.occurred_from)
        for gone in ends.get(known, ()):
            for first, last in _left_bare(gone, fresh):
                plane.put(first, last, None, known)
        for one in fresh:
            plane.put(one.occurred_from, one.occurred_to, one.value, known)
    return _joined([*plane.ended, *plane.standing()])


def _left_bare(gone: Rectangle[Value], fresh: list[Rectangle[Value]]) -> Iterator[tuple[int, int]]:
    """The days of a rectangle that ended which none of those that begin then takes over."""
    first = gone.occurred_from
    at = max(0, bisect_left([one.occurred_from for one in fresh], first) - 1)
    for one in fresh[at:]:
        if one.occurred_from > gone.occurred_to:
            break
        if one.occurred_to < first:
            continue
        if one.occurred_from > first:
            yield first, one.occurred_from - 1
        first = one.occurred_to + 1
    if first <= gone.occurred_to:
        yield first, gone.occurred_to


def _joined(rectangles: list[Rectangle[Value]]) -> list[Rectangle[Value]]:
    """Neighbours that are known for the same time and hold the same, made one."""
    joined: list[Rectangle[Value]] = []
    for one in sorted(rectangles, key=lambda one: (one.published_from, one.published_to, one.occurred_from)):
        before = joined[-1] if joined else None
        if (
            before is not None and before[2:4] == one[2:4] and before.occurred_to + 1 == one.occurred_from
            and before.value == one.value
        ):
            joined[-1] = before._replace(occurred_to=one.occurred_to)
        else:
            joined.append(one)
    return sorted(joined, key=lambda one: (one.occurred_from, one.published_from))
