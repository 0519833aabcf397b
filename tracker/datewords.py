"""A date in plain words: "about 31 January 2012", "between October and December 2014", "by the end of 2010".

The rule kept here: the words say no more than the date. Each date of the text is told by the window it stands for, as a
day, a month, a season, a year or a stretch of years, and a qualifier is told too. Which texts are dates, and what they
mean, is decided in `dates`.
"""

from __future__ import annotations

from tracker.dates import SEASONS, When
from tracker.days import MONTH_NAMES, Window, civil, month_length, year_text

_MARKS = "?~%"
_DAY, _MONTH, _YEAR, _OTHER = range(4)


def in_words(text: str) -> str:
    """An EDTF text as people read it. Raises `DateError` for a text that is no date."""
    When.parse(text)
    if text.startswith("["):
        return _several(text[1:-1].split(","))
    if "/" in text:
        first, second = text.split("/")
        if first in ("", ".."):
            return f"until {_one(second)}" if first else f"from an unknown day to {_one(second)}"
        if second in ("", ".."):
            return f"from {_one(first)}" + (" to an unknown day" if not second else " on")
        return f"{_one(first)} to {_one(second)}"
    return _one(text)


def _several(elements: list[str]) -> str:
    """One of these days: elements are dates, or stretches of days that may be open at one end."""
    told = [_stretch(*element.split("..")) if ".." in element else _one(element) for element in elements]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} or {told[-1]}"


def _stretch(first: str, last: str) -> str:
    if not first:
        return f"by {_one(last)}" if _kind(_bare(last)) == _DAY else f"by the end of {_one(last)}"
    if not last:
        return f"{_one(first)} or later"
    return f"between {_shortened(first, last)} and {_one(last)}"


def _shortened(first: str, last: str) -> str:
    """The first date of two, without the year and the month that the second says again."""
    told, kinds = _one(first), {_kind(_bare(date)) for date in (first, last)}
    if first[-1] in _MARKS or last[-1] in _MARKS or not kinds <= {_DAY, _MONTH}:
        return told
    start, end = civil(When.parse(first).earliest), civil(When.parse(last).earliest)
    if start[0] != end[0]:
        return told
    if start[1] == end[1] and kinds == {_DAY}:
        return str(start[2])
    return told.removesuffix(f" {_year(start[0])}")


def _bare(date: str) -> str:
    return date.rstrip(_MARKS)


def _one(date: str) -> str:
    """A date without slash or brackets, with its qualifier."""
    bare, mark = _bare(date), date[len(_bare(date)):]
    told = _plain(bare)
    if mark in ("~", "%"):
        told = f"about {told}"
    return f"{told} (uncertain)" if mark in ("?", "%") else told


def _kind(date: str) -> int:
    """Whether a date names a day, a month, a year, or something else (a season, a stretch of years)."""
    window = When.parse(date).window
    (year, month, first), end = civil(window.earliest), civil(window.latest)
    if window.width == 0:
        return _DAY
    if (year, month, first, end) == (year, month, 1, (year, month, month_length(year, month))):
        return _MONTH
    return _YEAR if (month, first, end) == (1, 1, (year, 12, 31)) else _OTHER


def _plain(date: str) -> str:
    window, kind = When.parse(date).window, _kind(date)
    year, month, day = civil(window.earliest)
    if kind == _DAY:
        return f"{day} {MONTH_NAMES[month - 1]} {_year(year)}"
    if kind == _MONTH:
        return f"{MONTH_NAMES[month - 1]} {_year(year)}"
    if kind == _YEAR:
        return _year(year)
    return _season(date, year) or _years(window)


def _season(date: str, year: int) -> str | None:
    number = int(date[-2:]) if date[-2:].isdigit() and "X" not in date else 0
    return f"{SEASONS[number][0]} {_year(year)}" if number in SEASONS else None


def _years(window: Window) -> str:
    """A decade, or a century: `201X` is "the 2010s", `20XX` is "2000 to 2099"."""
    first, last = civil(window.earliest)[0], civil(window.latest)[0]
    return f"the {first}s" if last == first + 9 else f"{_year(first)} to {_year(last)}"


def _year(year: int) -> str:
    """A year as people write it; EDTF's year 0 is 1 BCE."""
    if year <= 0:
        return f"{1 - year} BCE"
    return f"{year} CE" if year < 1000 else year_text(year).removeprefix("Y")
