"""From where the log is asked: random days, and subjects drawn as the news draws them or evenly.

The rule kept here: drawn from a generator with a seed, so that every contestant is asked the same.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import lru_cache

from bench.cast import FIRST_DAY, LAST_DAY


def days(rng: random.Random) -> tuple[int, int | None]:
    """An as-of day, and a known-by day: none in one of ten (hindsight), the same day in three of ten."""
    as_of = FIRST_DAY + rng.randrange(LAST_DAY - FIRST_DAY + 1)
    known_by = FIRST_DAY + rng.randrange(LAST_DAY - FIRST_DAY + 1)
    at = rng.randrange(10)
    return as_of, None if at == 0 else as_of if at < 4 else known_by


def drawn(rng: random.Random, counted: Mapping[str, int], turn: int) -> tuple[str, str, str]:
    """A subject drawn by its events, one drawn evenly, and the busiest. `counted` has the busiest first."""
    names, totals = _totals(tuple(counted.items()))
    by_events = rng.choices(names, cum_weights=totals)[0]
    return by_events, names[rng.randrange(len(names))], names[0]


@lru_cache(maxsize=2)
def _totals(counted: tuple[tuple[str, int], ...]) -> tuple[list[str], list[int]]:
    total, totals = 0, []
    for _, count in counted:
        total += count
        totals.append(total)
    return [name for name, _ in counted], totals
