"""Days to coordinates, and the ticks of an axis.

The rule kept here: coordinates are integers, hundredths of a pixel. A day takes the room from its beginning to that of
the next one; what lies beyond the axis stands at its end. The labels of an axis never collide: the finest step whose
labels all fit is taken, from days to thousands of years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from tracker.days import MONTH_NAMES, civil, day_number, month_length, year_text

PX = 100
"""One pixel."""
SHORTEST = 27
"""Days that an axis shows at least."""
_LIMIT = 9_000_000 * 366
"""Days beyond which no axis reaches; their years have seven digits."""


class Scale(NamedTuple):
    """An axis of the days from `first` to `last`, both included, drawn from `start` over `length` (may be negative:
    an axis that points up)."""

    first: int
    last: int
    start: int
    length: int

    def at(self, day: int) -> int:
        """Where a day begins; a day beyond the axis stands at its end."""
        day = min(max(day, self.first), self.last + 1)
        return self.start + (day - self.first) * self.length // (self.last + 1 - self.first)

    def after(self, day: int) -> int:
        """Where a day ends."""
        return self.at(day + 1)

    def middle(self, earliest: int, latest: int) -> int:
        """The middle of a window of days; of an open one, its known end."""
        if earliest < self.first <= latest < self.last:
            return self.at(latest)
        if self.first < earliest <= self.last < latest:
            return self.at(earliest)
        return (self.at(earliest) + self.after(latest)) // 2

    def shows(self, earliest: int, latest: int) -> bool:
        """Whether a window has a day on the axis."""
        return earliest <= self.last and self.first <= latest


def scale(first: int, last: int, start: int, length: int, room: int = 40, is_cut: bool = False) -> Scale:
    """An axis for these days: just those (`is_cut`), or with a fortieth (`room`) more on each side, and never so short
    that it shows nothing."""
    first, last = max(min(first, last), -_LIMIT), min(max(first, last), _LIMIT)
    if is_cut:
        return Scale(first, last, start, length)
    more = max((last - first) // room, (SHORTEST - (last - first)) // 2, 1)
    return Scale(first - more, last + more, start, length)


class Tick(NamedTuple):
    """A day of an axis with its label; `whole`: a year begins (or, on an axis of days, a month)."""

    day: int
    at: int
    label: str
    whole: bool


_DAYS = (("day", 1, 1), ("day", 2, 2), ("day", 5, 5), ("day", 10, 10))
_MONTHS = (("month", 1, 28), ("month", 3, 89), ("month", 6, 181))


def _steps() -> Iterator[tuple[str, int, int]]:
    """Unit, how many, and about how many days: ever coarser."""
    yield from _DAYS
    yield from _MONTHS
    size = 1
    while True:
        for times in (1, 2, 5):
            yield "year", size * times, size * times * 365
        size *= 10


def ticks(axis: Scale, measure: Callable[[str], int], gap: int, least: int = 0) -> list[Tick]:
    """The ticks of the finest step whose labels, so long (`measure`), stand apart by `gap`, and ticks by `least`."""
    length = abs(axis.length)
    for unit, count, days in _steps():
        if days * length < max(measure("2") + gap, least) * (axis.last + 1 - axis.first):
            continue
        found = list(_ticks(axis, unit, count))
        if all(abs(other.at - one.at) >= max((measure(one.label) + measure(other.label)) // 2 + gap, least)
               for one, other in pairwise(found)):
            return found
    raise AssertionError("steps grow without end")


def _ticks(axis: Scale, unit: str, count: int) -> Iterator[Tick]:
    days = {"day": _each_day, "month": _each_month, "year": _each_year}[unit](axis, count)
    for number, day in enumerate(day for day in days if axis.first <= day <= axis.last):
        label, whole = _label(unit, day, number == 0)
        yield Tick(day, axis.at(day), label, whole)


def _each_day(axis: Scale, count: int) -> Iterator[int]:
    year, month, _ = civil(axis.first)
    while (start := day_number(year, month, 1)) <= axis.last:
        length = month_length(year, month)
        yield from (start + day for day in range(0, length, count) if day == 0 or day + count // 2 < length)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _each_month(axis: Scale, count: int) -> Iterator[int]:
    year = civil(axis.first)[0]
    while (start := day_number(year, 1, 1)) <= axis.last:
        yield start
        yield from (day_number(year, month, 1) for month in range(1 + count, 13, count))
        year += 1


def _each_year(axis: Scale, count: int) -> Iterator[int]:
    year = civil(axis.first)[0] // count * count
    while (start := day_number(year, 1, 1)) <= axis.last:
        yield start
        year += count


def _label(unit: str, day: int, is_first: bool) -> tuple[str, bool]:
    """A year by its number, a month by its name, a day by its number; the first of an axis in full."""
    year, month, number = civil(day)
    if unit == "year" or (month == number == 1):
        return year_text(year), True
    name = MONTH_NAMES[month - 1][:3]
    if unit == "month":
        return (f"{name} {year_text(year)}" if is_first else name), False
    if is_first:
        return f"{number} {name} {year_text(year)}", number == 1
    return (name, True) if number == 1 else (str(number), False)
