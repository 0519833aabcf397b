"""Uncertain dates: Extended Date/Time Format text and the window of days it stands for.

The rule kept here: a date keeps its own text and means the days between its strict bounds. EDTF
(ISO 8601-2) level 0 and 1, and of level 2 the one-of sets; times of day are refused, since the tracker
counts days. Everything that decides what a text means is in this file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from tracker.days import BEGINNING, END, MONTH_NAMES, Window, day_number, month_length, year_text
from tracker.errors import BadInput

FORMS = "2012, 2012-06, 2012-06-29, 2012-06~, 2012?, 2010/2012, 2010/.., [2014-10..2014-12], [..2010], 2015-21"
"""Examples of every kind of date, for help and errors."""

SEASONS = {21: ("spring", 3), 22: ("summer", 6), 23: ("autumn", 9), 24: ("winter", 12)}
"""EDTF level 1 seasons, with the month they begin in: meteorological, of the northern half of the world.
A winter is the one that begins in December of the year named."""

THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 0)}
"""Days of a third of a month; 0 is the month's last day."""


class DateError(BadInput):
    """A text that is not a date, with the part at fault and the reason."""

    def __init__(self, text: str, part: str, reason: str) -> None:
        where = "" if part == text else f" (in {_cut(text)})"
        happened = f"{_cut(part) or 'an empty date'}: {_cut(reason, 200)}{where}"
        super().__init__(happened, todo=f"Dates look like {FORMS}.")
        self.text, self.part, self.reason = text, part, reason


def _cut(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


@dataclass(frozen=True, slots=True)
class When:
    """A date as reported: its text, its window of days (ends included) and its qualifier.

    `start` is the window in which a span `a/b` begins (that of `a`, up to the span's end); for any other date
    it is the whole window. `is_span` tells the two apart. Equality is equality of text.
    """

    text: str
    window: Window = field(compare=False)
    start: Window = field(compare=False)
    is_span: bool = field(compare=False, default=False)
    uncertain: bool = field(compare=False, default=False)
    approximate: bool = field(compare=False, default=False)

    @staticmethod
    def parse(text: str) -> When:
        """Read an EDTF text; `str()` gives the same text back. Raises `DateError`."""
        return _parse(text)

    @staticmethod
    def of(window: Window) -> When:
        """The plainest date that stands for just this window."""
        return When(window.text(), window, window)

    @property
    def earliest(self) -> int:
        """The first day it can mean, or `BEGINNING`."""
        return self.window.earliest

    @property
    def latest(self) -> int:
        """The last day it can mean, or `END`."""
        return self.window.latest

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=65_536)
def _parse(text: str) -> When:
    if text.startswith("["):
        return _one_of(text)
    if text.startswith("{"):
        raise DateError(text, text, "a set of all its members; one of several dates is written [a,b] or [a..b]")
    if "/" in text:
        return _span(text)
    window, qualifier = _single(text, text)
    return When(text, window, window, False, qualifier in ("?", "%"), qualifier in ("~", "%"))


def _span(text: str) -> When:
    """`a/b`, either side open (`..`) or unknown (empty): EDTF levels 0 and 1."""
    first, second, *more = text.split("/")
    if more:
        raise DateError(text, text, "a span has one slash")
    if first in ("", "..") and second in ("", ".."):
        raise DateError(text, text, "a span needs a date on one side at least")
    a, b, qualifiers = Window(BEGINNING, BEGINNING), Window(END, END), ""
    if first not in ("", ".."):
        a, qualifier = _single(text, first)
        qualifiers += qualifier
    if second not in ("", ".."):
        b, qualifier = _single(text, second)
        qualifiers += qualifier
    if b.latest < a.earliest:
        raise DateError(text, text, f"the span ends ({second}) before it begins ({first})")
    start = Window(a.earliest, b.latest if a.latest == BEGINNING else min(a.latest, b.latest))
    uncertain, approximate = ("?" in qualifiers or "%" in qualifiers), ("~" in qualifiers or "%" in qualifiers)
    return When(text, Window(a.earliest, b.latest), start, True, uncertain, approximate)


def _one_of(text: str) -> When:
    """`[a..b]`, `[..b]`, `[a..]`, `[a,b,c..d]`: EDTF level 2 one-of sets; the window is their hull."""
    if not text.endswith("]") or len(text) < 3:
        raise DateError(text, text, "a set opens with [ and closes with ], with dates between")
    earliest, latest, qualifiers = END, BEGINNING, ""
    for element in text[1:-1].split(","):
        first, dots, second = element.partition("..")
        if not first and not second:
            raise DateError(text, element, "a set needs a date on one side of the dots at least")
        a = b = None
        if first:
            a, qualifier = _single(text, first)
            qualifiers += qualifier
        if second:
            b, qualifier = _single(text, second)
            qualifiers += qualifier
        if not dots:
            b = a
        if a and b and b.latest < a.earliest:
            raise DateError(text, element, f"ends ({second}) before it begins ({first})")
        earliest = min(earliest, a.earliest if a else BEGINNING)
        latest = max(latest, b.latest if b else END)
    window = Window(earliest, latest)
    uncertain, approximate = ("?" in qualifiers or "%" in qualifiers), ("~" in qualifiers or "%" in qualifiers)
    return When(text, window, window, False, uncertain, approximate)


_DATE = re.compile(
    r"(?P<year>-?\d{4}|Y-?\d{5,9}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<mark>[?~%]?)",
    re.ASCII,
)


def _single(text: str, part: str) -> tuple[Window, str]:
    """The window and qualifier of one date without slash or brackets; `text` is the whole, for errors."""
    match = _DATE.fullmatch(part)
    if not match:
        raise DateError(text, part, _what_is_wrong(part))
    year, month, day, mark = match["year"], match["month"], match["day"], match["mark"]
    if year == "-0000":
        raise DateError(text, part, "there is no year -0000; 1 BCE is 0000")
    if month is None:
        return _years(text, part, year), mark
    if year.startswith("Y") or "X" in year:
        raise DateError(text, part, "a year of this form stands without month and day")
    return _within_year(text, part, int(year), month, day), mark


def _years(text: str, part: str, year: str) -> Window:
    if year.startswith("Y"):
        number = int(year[1:])
        if abs(number) <= 9999:
            raise DateError(text, part, "the letter Y stands before a year of more than four digits, and only there")
        first = last = number
    else:
        first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    return Window(day_number(first, 1, 1), day_number(last, 12, 31))


def _within_year(text: str, part: str, year: int, month: str, day: str | None) -> Window:
    if month == "XX":
        if day not in (None, "XX"):
            raise DateError(text, part, "a known day needs a known month")
        return Window(day_number(year, 1, 1), day_number(year, 12, 31))
    number = int(month)
    if number in SEASONS and day is None:
        first = SEASONS[number][1]
        end_year, end_month = (year + 1, 2) if first == 12 else (year, first + 2)
        return Window(day_number(year, first, 1), day_number(end_year, end_month, month_length(end_year, end_month)))
    if not 1 <= number <= 12:
        hint = "seasons (21 to 24) have no days" if number in SEASONS else "months are 01 to 12, seasons 21 to 24"
        raise DateError(text, part, f"{month} is not a month; {hint}")
    length = month_length(year, number)
    if day is None or day == "XX":
        return Window(day_number(year, number, 1), day_number(year, number, length))
    if not 1 <= int(day) <= length:
        raise DateError(text, part, f"{MONTH_NAMES[number - 1]} {year_text(year)} has {length} days")
    exact = day_number(year, number, int(day))
    return Window(exact, exact)


_MISTAKES: tuple[tuple[str, str], ...] = (
    (r"", "nothing is given"),
    (r"\d{4}-\d\d-\d\d[T ]\d.*", "a time of day; the tracker counts days"),
    (r".*\s.*", "a date has no spaces and no words; June 2012 is written 2012-06"),
    (r"[?~%].*|.*[?~%].+|.*[?~%]{2,}", "a qualifier (? ~ %) stands once, at the end of a date"),
    (r".*/.*", "a span (a/b) stands by itself, not in a set"),
    (r".*[][{}].*", "a set opens with [ and closes with ], with dates between"),
    (r".*\.\..*", "dots stand in a set, as in [2012-06..2012-08], or on one side of a span, as in 2010/.."),
    (r"\d{4}-?W\d.*", "weeks are not counted; give the days, as in [2012-06-25..2012-07-01]"),
    (r"\d{4}-\d(-\d{1,2})?|\d{4}-\d\d-\d", "months and days have two digits, as in 2012-06-09"),
    (r"\d{1,2}[-.]\d{1,2}[-.]\d{4}", "the year comes first, as in 2012-06-29"),
    (r"\d{4}\.\d\d.*|\d{8}", "the parts are joined by hyphens, as in 2012-06-29"),
    (r"\d{1,3}", "a year has four digits"),
    (r"Y.*|-?\d{5,}", "the letter Y stands before a year of more than four digits, and only there"),
    (r"\dXXX|XXXX", "at most two digits of a year may be unknown, as in 201X or 20XX"),
    (r"[\d-]*X[X\d-]*", "unknown digits (X) stand at the right, as in 201X, 20XX, 2012-XX or 2012-06-XX"),
)


def _what_is_wrong(part: str) -> str:
    """The likeliest mistake in a part that is no date; the first pattern that fits."""
    return next((reason for pattern, reason in _MISTAKES if re.fullmatch(pattern, part, re.ASCII)), "not a date")


def third_of_month(which: str, year: int, month: int) -> When:
    """The set of days for the `early` (1-10), `mid` (11-20) or `late` (21-end) third of a month."""
    first, last = THIRDS[which]
    window = Window(day_number(year, month, first), day_number(year, month, last or month_length(year, month)))
    return When.of(window)
