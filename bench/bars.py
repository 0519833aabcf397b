"""The bars: what the figures are held against.

The rule kept here: one table; each bar names two rows (or a row and a number) and how many times the one must be, at
least or at most, the other. What was not measured is neither held nor missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """`row` is to be at least (`floor`) or at most `tenths`/10 times `against`; without that, the number itself."""

    says: str
    row: str
    against: str | None
    tenths: int
    floor: bool = False


BARS: tuple[Bar, ...] = (
    Bar("The full replay is at least as fast as `eventsourcing` with the same fold",
        "replay.ours", "replay.eventsourcing", 10, floor=True),
    Bar("The full replay is at least as fast as `eventsourcing` that folds nothing",
        "replay.ours", "replay.eventsourcing.trivial", 10, floor=True),
    Bar("A board at any day takes at most twice as long at full size as at 10,000 events about as many subjects",
        "board.ours", "board.ours.small", 20),
    Bar("One subject, drawn by events, takes at most 10 ms in the median", "subject.ours", None, 100),
    Bar("A durable append takes at most twice as long as a plain insert of the same bytes",
        "append.ours", "append.sqlite", 20),
    Bar("The import is at least as fast as that of `eventsourcing`",
        "import.ours", "import.eventsourcing", 10, floor=True),
    Bar("`tracker status` starts within twice the time of `bean-check`", "startup.tracker", "startup.bean-check", 20),
    Bar("The read model gives what the replay gives", "property", None, 0),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A bar with what was measured: the ratio (or the figure), and whether it is held; None where it cannot be said."""

    bar: Bar
    measured: float | None
    held: bool | None


def verdicts(rows: Mapping[str, Mapping[str, Any]]) -> list[Verdict]:
    """Each bar with what the rows, by id, say of it."""
    return [_verdict(bar, rows) for bar in BARS]


def _verdict(bar: Bar, rows: Mapping[str, Mapping[str, Any]]) -> Verdict:
    figure = rows.get(bar.row, {}).get("median")
    other = 1 if bar.against is None else rows.get(bar.against, {}).get("median")
    if figure is None or not other:
        return Verdict(bar, None, None)
    measured = figure / other
    limit = bar.tenths / 10
    return Verdict(bar, measured, measured >= limit if bar.floor else measured <= limit)
