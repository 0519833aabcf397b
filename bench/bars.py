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
    """`row` is to be at least (`floor`) or at most `hundredths`/100 times `against`; without that, the number."""

    says: str
    row: str
    against: str | None
    hundredths: int
    floor: bool = False


BARS: tuple[Bar, ...] = (
    Bar("Full replay, whole semantics, one core, against `eventsourcing` that folds the same",
        "replay.ours", "replay.eventsourcing", 1000, floor=True),
    Bar("Full replay against a plain SQLite cursor over the rows", "replay.ours", "replay.scan", 15, floor=True),
    Bar("The whole board at any as-of and known-by: the query, in ms", "board.ours.whole.query", None, 5000),
    Bar("The same with every row made to JSON values, in ms", "board.ours.whole", None, 5000),
    Bar("The query at full size against 10,000 events, of the same number of subjects",
        "board.ours.query", "board.ours.small.query", 200),
    Bar("The same with every row made to JSON values", "board.ours", "board.ours.small", 200),
    Bar("One subject at any as-of and known-by, in ms", "subject.ours", None, 100),
    Bar("A durable append, read model included, against a plain insert, same pragmas (times as long)",
        "append.ours", "append.sqlite", 200),
    Bar("Import, in events a second", "import.ours", None, 1_500_000, floor=True),
    Bar("Import at full size against 10,000 events", "import.ours", "import.ours.small", 50, floor=True),
    Bar("Peak memory of the replay, in MB", "replay.memory", None, 30_000),
    Bar("Peak memory of a rebuild, in MB", "rebuild.memory", None, 30_000),
    Bar("`tracker status` as a process against Python with click and sqlite3",
        "startup.tracker", "startup.python", 160),
    Bar("`tracker status` as a process against `bean-check`", "startup.tracker", "startup.bean-check", 100),
    Bar("Rows that differ between read model and replay", "property", None, 0),
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
    limit = bar.hundredths / 100
    return Verdict(bar, measured, measured >= limit if bar.floor else measured <= limit)
