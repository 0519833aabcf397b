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
        firsts, values = self.firsts, self.values
        start, after = bisect_right(firsts, first) - 1, bisect_right(firsts, last)
        while start < after and values[start] == value:
            start += 1
        while start < after and values[after - 1] == value:
            after -= 1
        if first > last or start == after:
            return
        since = self.since
        begins, until = firsts[start], firsts[after] - 1 if after < len(firsts) else END
        first, last = max(first, begins), min(last, until)
        pieces: list[tuple[int, Value | None, int]] = []
        if begins < first:
            pieces.append((begins, values[start], since[start]))
        for number in range(start, after):
            old, held = values[number], since[number]
            if old != value:
                if old is not None and held < known:
                    ends = firsts[number + 1] - 1 if number + 1 < after else last
                    self.ended.append(Rectangle(max(firsts[number], first), ends, held, known - 1, old))
                old, held = value, known
            if not pieces or pieces[-1][2] != held or pieces[-1][1] != old:
                pieces.append((max(firsts[number], first), old, held))
        if until > last:
            pieces.append((last + 1, values[after - 1], since[after - 1]))
        if start and pieces[0][2] == since[start - 1] and pieces[0][1] == values[start - 1]:
            start -= 1
            pieces[0] = firsts[start], *pieces[0][1:]
        if after < len(firsts) and pieces[-1][2] == since[after] and pieces[-1][1] == values[after]:
            after += 1
        self._note(firsts[start], firsts[after] - 1 if after < len(firsts) else END)
        firsts[start:after] = [piece[0] for piece in pieces]
        values[start:after] = [piece[1] for piece in pieces]
        since[start:after] = [piece[2] for piece in pieces]

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
