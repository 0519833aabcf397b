"""Dates and statuses as a page's readers see them.

The rule kept here: words never say more than the date does: a month is named as a month, one day of several as such.
A status has a word, and a shape that stands for its kind, so that nothing hangs on colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from tracker.dates import SEASONS
from tracker.days import MONTH_NAMES, civil, year_text

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)

COMING, HALTED, STANDING, ENDING, OVER, LATE, NOTHING = (
    "coming", "halted", "standing", "ending", "over", "late", "nothing"
)
"""Kinds of status; each has its shape."""

KINDS_OF_STATUS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("proposed", "negotiating", "agreed in principle", "initialled", "signing scheduled",
                     "planned", "resumption agreed", "agreed", "scheduled", "opened"), COMING),
    **dict.fromkeys(("postponed", "stalled", "suspended", "dormant"), HALTED),
    **dict.fromkeys(("partly signed", "signed", "provisionally applied", "in force", "concluded", "active", "held",
                     "ratified"), STANDING),
    **dict.fromkeys(("notice pending", "notice suspended"), ENDING),
    **dict.fromkeys(("abandoned", "terminated", "expired", "superseded", "withdrawn", "ended", "collapsed",
                     "cancelled", "declined"), OVER),
    "overdue": LATE,
}
KIND_WORDS: Final[Mapping[str, str]] = {
    COMING: "on its way", HALTED: "held up", STANDING: "stands", ENDING: "notice given", OVER: "over",
    LATE: "overdue", NOTHING: "nothing known",
}


def kind_of(status: str | None) -> str:
    """The kind of a status, for its shape; of no status, `nothing`."""
    return KINDS_OF_STATUS.get(status, COMING) if status else NOTHING


def is_day(text: str) -> bool:
    """Whether an EDTF text is one plain day."""
    return _DAY.fullmatch(text) is not None


def day_words(number: int) -> str:
    """A day's integer in words: 29 June 2012."""
    year, month, day = civil(number)
    return f"{day} {MONTH_NAMES[month - 1]} {year_text(year).lstrip('0') or '0'}"


@lru_cache(maxsize=65_536)
def date_words(text: str) -> str:
    """An EDTF date in words; a form without plain words stays as it is."""
    if text.startswith("[") and text.endswith("]"):
        return _one_of(text[1:-1])
    if "/" in text:
        first, second = text.split("/", 1)
        if second in ("", ".."):
            return f"since {date_words(first)}"
        return f"until {date_words(second)}" if first in ("", "..") else f"{date_words(first)} to {date_words(second)}"
    for mark, words in (("~", "about "), ("?", "perhaps "), ("%", "perhaps about ")):
        if text.endswith(mark):
            return words + date_words(text[:-1])
    if match := _DAY.fullmatch(text):
        return f"{int(match[3])} {_month(match[2])} {match[1]}"
    if (match := _MONTH.fullmatch(text)) and int(match[2]) in SEASONS:
        return f"{SEASONS[int(match[2])][0]} {match[1]}"
    if match:
        return f"{_month(match[2])} {match[1]}"
    return text


def _month(number: str) -> str:
    return MONTH_NAMES[int(number) - 1] if 1 <= int(number) <= 12 else number


def _one_of(inner: str) -> str:
    """The inner part of a set: one of several days, of which one was the day."""
    if "," in inner:
        return " or ".join(_one_of(part) if ".." in part else date_words(part) for part in inner.split(","))
    first, dots, second = inner.partition("..")
    if not dots:
        return date_words(inner)
    if not first:
        return f"by {date_words(second)}"
    if not second:
        return f"{date_words(first)} or later"
    a, b = _DAY.fullmatch(first), _DAY.fullmatch(second)
    if a and b and a[1] == b[1] and a[2] == b[2]:
        return f"{int(a[3])}–{int(b[3])} {_month(a[2])} {a[1]}"
    c, d = _MONTH.fullmatch(first), _MONTH.fullmatch(second)
    if c and d and c[1] == d[1] and int(c[2]) <= 12 and int(d[2]) <= 12:
        return f"{_month(c[2])}–{_month(d[2])} {c[1]}"
    return f"{date_words(first)} – {date_words(second)}"


_UNITS = (("Y", "year"), ("M", "month"), ("W", "week"), ("D", "day"))


def every_words(text: str) -> str:
    """An ISO 8601 duration as an interval: every 6 months."""
    told = []
    for letter, unit in _UNITS:
        match = re.search(rf"(\d+){letter}", text)
        if match and int(match[1]):
            number = int(match[1])
            told.append(unit if number == 1 else f"{number} {unit}s")
    return f"every {' and '.join(told)}" if told else text


def cut(text: str, most: int) -> str:
    """A text of at most so many signs."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
