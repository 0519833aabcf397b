"""How the made-up news dates things: to the day, not at all, to the month, a third of one, a year, openly, with a mark.

The rule kept here: a date told always holds the day meant, and never begins after the day its source was published.
"""

from __future__ import annotations

import random

from tracker.days import civil, day_text, month_length, year_text

SEASON_OF_MONTH = (24, 24, 21, 21, 21, 22, 22, 22, 23, 23, 23, 24)
"""EDTF season (21 spring … 24 winter) of each month; a winter is that of the year its December is in."""


def occurred(rng: random.Random, day: int, published: int) -> str | None:
    """The date of a report about `day`, in a source of the day `published`; None: the source's own day.

    Of all reports about 60 in 100 tell a day, 15 none, 12 a month, 5 a third of one, 4 a year or season, 2 an open
    start, 2 a mark of doubt. What happened the day the paper came out is what is told without a date.
    """
    near = published - day <= 1
    at = rng.randrange(100)
    if at < (30 if near else 4):
        return None
    if at < (90 if near else 66):
        return day_text(day)
    at = rng.randrange(25)
    year, month, _ = civil(day)
    if at < 12:
        return f"{year_text(year)}-{month:02d}"
    if at < 17:
        return third(day)
    if at < 21:
        return year_text(year) if rng.randrange(2) else season(year, month)
    if at < 23:
        return f"[..{day_text(day)}]"
    return f"{day_text(day)}?" if rng.randrange(2) else f"{year_text(year)}-{month:02d}~"


def third(day: int) -> str:
    """The third of the month that a day lies in, as a set of days."""
    year, month, of_month = civil(day)
    start = f"{year_text(year)}-{month:02d}-"
    first, last = (1, 10) if of_month <= 10 else (11, 20) if of_month <= 20 else (21, month_length(year, month))
    return f"[{start}{first:02d}..{start}{last:02d}]"


def season(year: int, month: int) -> str:
    """The season that a month lies in."""
    return f"{year_text(year - 1 if month <= 2 else year)}-{SEASON_OF_MONTH[month - 1]}"


def planned(rng: random.Random, day: int) -> str:
    """A day ahead, as news tells it: the day, a third of a month, a month, or two days."""
    at = rng.randrange(100)
    if at < 62:
        return day_text(day)
    year, month, _ = civil(day)
    if at < 76:
        return third(day)
    if at < 92:
        return f"{year_text(year)}-{month:02d}"
    return f"{day_text(day)}/{day_text(day + 1)}"


def published(rng: random.Random, day: int) -> str:
    """A source's day of publication: now and then only about right."""
    return f"{day_text(day)}~" if rng.randrange(100) == 0 else day_text(day)
