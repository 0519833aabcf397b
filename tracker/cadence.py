"""Cadence: how often a series is to meet, how often it met, and whether it is late.

The rule kept here: due by = last held + the target interval, as a window; the verdict compares a day with
that window, and is `unknown` where either is not told or the series is not expected to meet.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from tracker.days import Window
from tracker.meetings import SeriesView
from tracker.rows import LATE, UNKNOWN, verdict
from tracker.vocabulary import HELD, SERIES_OVER, SUSPENDED


@dataclass(frozen=True, slots=True)
class Cadence:
    """`intervals`: days between the rounds held, oldest first, as (fewest, most). `due_by`: the window in
    which the next is due. `days_overdue`: full days since that window ended (0 where it has not)."""

    verdict: str
    intervals: tuple[tuple[int, int], ...]
    due_by: Window | None
    days_overdue: int


def cadence(seen: SeriesView, day: int) -> Cadence:
    """The cadence of a series as seen at the end of `day`."""
    held = sorted(known.round.window for known in seen.rounds if known.status == HELD)
    intervals = tuple(
        (max(0, later.earliest - earlier.latest), later.latest - earlier.earliest)
        for earlier, later in itertools.pairwise(held)
    )
    due = due_by(seen)
    said = verdict(*due, day) if due is not None else UNKNOWN
    return Cadence(said, intervals, due, day - due.latest if due is not None and said == LATE else 0)


def due_by(seen: SeriesView) -> Window | None:
    """The window in which the next round is due; None where that is not told, or none is expected."""
    last, every = seen.last, seen.state.every
    if last is None or every is None or seen.status in SERIES_OVER or seen.status == SUSPENDED:
        return None
    return Window(every.after(last.round.window.earliest), every.after(last.round.window.latest))
