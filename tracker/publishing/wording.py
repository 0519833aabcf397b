"""Dates and statuses as a page's readers see them.

The rule kept here: words never say more than the date does: a month is named as a month, one day of several as such.
A status has a word, and a shape that stands for its kind, so that nothing hangs on colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from tracker.datewords import in_words
from tracker.days import MONTH_NAMES, civil, year_text

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)

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
    """An EDTF date in words."""
    return in_words(text)


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
