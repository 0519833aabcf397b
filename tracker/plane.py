"""What holds on each day, as known so far, and the rectangles that have ended.

The rule kept here: the days from `BEGINNING` to `END` are cut into stretches; each has a value and the day of
knowing from which it has held. When a value changes, the stretch that held it becomes a rectangle of days occurred
by days published, all ends included; what has not changed goes on.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Generic, NamedTuple, TypeVar

from tracker.days import BEGINNING, END

Value = TypeVar("Value")


class Rectangle(NamedTuple, Generic[Value]):
    """A value that holds as of `occurred_from` to `occurred_to`, known by `published_from` to `published_to`."""

    occurred_from: int
    occurred_to: int
    published_from: int
    published_to: int
    value: Value


class Plane(Generic[Value]):
    """The stretches of days of one thing; None is "nothing known".

    `ended` are the rectangles that have; `changed` is from where to where stretches are other than at the outset.
    """

    __slots__ = ("changed", "ended", "firsts", "since", "values")

    def __init__(self) -> None:
        self.firsts: list[int] = [BEGINNING]
        self.values: list[Value | None] = [None]
        self.since: list[int] = [BEGINNING]
        self.ended: list[Rectangle[Value]] = []
        self.changed: tuple[int, int] | None = None

    def put(self, first: int, last: int, value: Value | None, known: int) -> None:
        """From the day of knowing `known` on, `value` holds from `first` to `last`."""
        if first > last:
            return
        start = bisect_right(self.firsts, first) - 1
        after = bisect_right(self.firsts, last)
        if after == start + 1 and self.values[start] == value:
            return
        until = self.firsts[after] - 1 if after < len(self.firsts) else END
        self._note(self.firsts[start], until)
        pieces: list[tuple[int, Value | None, int]] = []
        if self.firsts[start] < first:
            pieces.append((self.firsts[start], self.values[start], self.since[start]))
        for number in range(start, after):
            begins = max(self.firsts[number], first)
            ends = min(self.firsts[number + 1] - 1 if number + 1 < len(self.firsts) else END, last)
            old, since = self.values[number], self.since[number]
            if old != value:
                if old is not None and since < known:
                    self.ended.append(Rectangle(begins, ends, since, known - 1, old))
                old, since = value, known
            if not pieces or pieces[-1][2] != since or pieces[-1][1] != old:
                pieces.append((begins, old, since))
        if until > last:
            old, since = self.values[after - 1], self.since[after - 1]
            if pieces[-1][2] != since or pieces[-1][1] != old:
                pieces.append((last + 1, old, since))
        if start and pieces[0][1:] == (self.values[start - 1], self.since[start - 1]):
            self._note(self.firsts[start - 1], until)
            del pieces[0]
        if pieces and after < len(self.firsts) and pieces[-1][1:] == (self.values[after], self.since[after]):
            self._note(pieces[0][0], self.firsts[after])
            self.firsts[after] = pieces.pop()[0]
        self.firsts[start:after] = [piece[0] for piece in pieces]
        self.values[start:after] = [piece[1] for piece in pieces]
        self.since[start:after] = [piece[2] for piece in pieces]

    def _note(self, first: int, last: int) -> None:
        if self.changed is not None:
            first, last = min(first, self.changed[0]), max(last, self.changed[1])
        self.changed = first, last

    def rectangles(self, within: tuple[int, int]) -> list[Rectangle[Value]]:
        """Those that ended, and those that stand and begin within these days."""
        return [*self.ended, *(one for one in self.standing() if within[0] <= one.occurred_from <= within[1])]

    def at(self, day: int) -> Value | None:
        """What holds on a day, as known now."""
        return self.values[bisect_right(self.firsts, day) - 1]

    def standing(self) -> list[Rectangle[Value]]:
        """The rectangles that have not ended."""
        lasts = [first - 1 for first in self.firsts[1:]] + [END]
        return [
            Rectangle(first, last, since, END, value)
            for first, last, since, value in zip(self.firsts, lasts, self.since, self.values, strict=True)
            if value is not None
        ]

    def load(self, rectangles: list[Rectangle[Value]]) -> None:
        """Set out from these rectangles, whatever the day of knowing they ended on; the rest is nothing known."""
        self.firsts, self.values, self.since = [BEGINNING], [None], [BEGINNING]
        for one in sorted(rectangles, key=lambda one: one.occurred_from):
            if self.firsts[-1] == one.occurred_from:
                self.values[-1], self.since[-1] = one.value, one.published_from
            else:
                self.firsts.append(one.occurred_from)
                self.values.append(one.value)
                self.since.append(one.published_from)
            if one.occurred_to < END:
                self.firsts.append(one.occurred_to + 1)
                self.values.append(None)
                self.since.append(BEGINNING)
