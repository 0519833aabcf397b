"""Days, windows of days, and durations: the arithmetic under the dates.

The rule kept here: a day is one integer of the proleptic Gregorian calendar (1 = 0001-01-01, as in
`datetime.date.toordinal`, and on both sides of it without end), a window holds both its ends, and an
open end is a day beyond every other. No clock, no time of day, no floats.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from tracker.errors import BadInput

BEGINNING = -(10**12)
"""The earliest bound of a window that is open at its start."""
END = 10**12
"""The latest bound of a window that is open at its end."""

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)
_CIVIL_EPOCH = 719_163 - 719_468  # shifts the era count below to `date.toordinal`


def is_leap(year: int) -> bool:
    """Whether February of `year` (astronomical: 0 is 1 BCE) has 29 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """How many days `month` (1 to 12) of `year` has."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_number(year: int, month: int, day: int) -> int:
    """The day's integer; `year` may be 0 or negative. The parts are taken to be valid."""
    shifted = year if month > 2 else year - 1
    era, of_era = divmod(shifted, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year + _CIVIL_EPOCH


def civil(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day's integer: `day_number` turned round."""
    era, of_era = divmod(number - _CIVIL_EPOCH, 146_097)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (1 if month <= 2 else 0), month, of_year - (153 * shifted + 2) // 5 + 1


def year_text(year: int) -> str:
    """A year in EDTF: four digits with a sign where negative, `Y` before longer ones (level 1)."""
    if abs(year) > 9999:
        return f"Y{year}"
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


def day_text(number: int) -> str:
    """A day's integer as `YYYY-MM-DD`."""
    year, month, day = civil(number)
    return f"{year_text(year)}-{month:02d}-{day:02d}"


def day_of(date: datetime.date) -> int:
    """The integer of a calendar date."""
    return date.toordinal()


class Window(NamedTuple):
    """The days from `earliest` to `latest`, both included; `BEGINNING` and `END` stand for open ends."""

    earliest: int
    latest: int

    @property
    def width(self) -> int:
        """How many days lie between the ends (0 for one day); beyond any number where an end is open."""
        return self.latest - self.earliest

    def overlaps(self, other: Window) -> bool:
        """Whether some day lies in both."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def intersection(self, other: Window) -> Window | None:
        """The days in both, or None."""
        earliest, latest = max(self.earliest, other.earliest), min(self.latest, other.latest)
        return Window(earliest, latest) if earliest <= latest else None

    def wholly_before(self, other: Window) -> bool:
        """Whether every day of this one is before every day of the other."""
        return self.latest < other.earliest

    def gap(self, other: Window) -> int:
        """Days from the one to the other: 0 where they overlap, 1 for neighbours."""
        return max(0, other.earliest - self.latest, self.earliest - other.latest)

    def text(self) -> str:
        """The window as EDTF, in the coarsest precision that both ends share: `2012-06`, `[2014-10..2014-12]`."""
        if self.earliest <= BEGINNING and self.latest >= END:
            return "../.."
        if self.earliest <= BEGINNING:
            return f"[..{_end_text(self.latest)}]"
        if self.latest >= END:
            return f"[{_start_text(self.earliest)}..]"
        return _closed_text(civil(self.earliest), civil(self.latest))


def _closed_text(first: tuple[int, int, int], last: tuple[int, int, int]) -> str:
    """A closed window: whole years, else whole months, else days."""
    starts_month, ends_month = first[2] == 1, last[2] == month_length(last[0], last[1])
    if starts_month and ends_month and first[1] == 1 and last[1] == 12:
        ends = year_text(first[0]), year_text(last[0])
    elif starts_month and ends_month:
        ends = f"{year_text(first[0])}-{first[1]:02d}", f"{year_text(last[0])}-{last[1]:02d}"
    else:
        ends = day_text(day_number(*first)), day_text(day_number(*last))
    return ends[0] if ends[0] == ends[1] else f"[{ends[0]}..{ends[1]}]"


def _start_text(number: int) -> str:
    year, month, day = civil(number)
    if day > 1:
        return day_text(number)
    return year_text(year) if month == 1 else f"{year_text(year)}-{month:02d}"


def _end_text(number: int) -> str:
    year, month, day = civil(number)
    if day < month_length(year, month):
        return day_text(number)
    return year_text(year) if month == 12 else f"{year_text(year)}-{month:02d}"


def joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of days, both ends included, in order, those made one that meet or are neighbours."""
    made: list[tuple[int, int]] = []
    for first, last in sorted(stretches):
        if made and first <= made[-1][1] + 1:
            made[-1] = made[-1][0], max(made[-1][1], last)
        else:
            made.append((first, last))
    return made


_DURATION = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)


class Duration(NamedTuple):
    """An ISO 8601 duration in whole months and days (`P6M`, `P1Y`, `P2W`)."""

    months: int
    days: int
    text: str

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read `PnYnMnWnD`. Raises `BadInput` for times, fractions, an empty or a zero duration."""
        match = _DURATION.fullmatch(text)
        years, months, weeks, days = (int(part or 0) for part in match.groups()) if match else (0, 0, 0, 0)
        if not match or not (years or months or weeks or days):
            raise BadInput(
                f"{text!r} is not a duration.",
                todo="Write an ISO 8601 duration of whole days or more: P6M (six months), P1Y, P2W, P90D.",
            )
        return cls(years * 12 + months, weeks * 7 + days, text)

    def after(self, number: int, times: int = 1) -> int:
        """The day this long after a day, `times` over; the 31st falls back to a shorter month's last day."""
        return _after(self.months * times, self.days * times, number)


@lru_cache(maxsize=65_536)
def _after(months: int, days: int, number: int) -> int:
    """The day so many months, then days, after a day: a fold asks for the same ones again and again."""
    if number <= BEGINNING or number >= END:
        return number
    year, month, day = civil(number)
    year, month0 = divmod(year * 12 + month - 1 + months, 12)
    return day_number(year, month0 + 1, min(day, month_length(year, month0 + 1))) + days
