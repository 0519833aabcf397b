"""Growth: the same few measures over logs of ten thousand events to ten million.

The rule kept here: each size has as many subjects as the main comparison gives it, so a larger log is also about more;
what this build lacks is left out of the points, not made up.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from bench.compare import Tell, folder, prepared, turns
from bench.data import subjects_for
from bench.measure import Result, in_fresh_process, median

ALONE_FROM = 10_000_000
"""From this size on the peer is left out: its import alone would take longer than all of ours."""

Point = dict[str, Any]

MEASURES = ("import", "replay", "recorder", "board", "subject", "append", "replay memory", "rebuild memory")
"""The first three in events a second, the next three in milliseconds, the last two in MB."""


def grow(sizes: list[int], tell: Tell, before: list[Point]) -> Iterator[list[Point]]:
    """The points with one for each size, as they come: the medians of each measure that could be taken. Those of other
    sizes, taken before, stay."""
    points = {point["size"]: point for point in before}
    for size in sizes:
        points[size] = _point(size, tell)
        yield [points[known] for known in sorted(points)]


def _point(size: int, tell: Tell) -> Point:
    subjects = subjects_for(size)
    where = folder(size, subjects)
    made = prepared(size, subjects, tell)
    runs = 3 if size <= 1_000_000 else 1
    point: Point = {"size": size, "subjects": subjects, "measured": time.strftime("%Y-%m-%d")}
    imports = [made] if made else []
    replays: list[Result] = []
    peers: list[Result] = []
    for run in turns(runs, f"{size:,} events", tell):
        if run >= len(imports):
            imports.append(in_fresh_process("import_ours", folder=where))
        if size < ALONE_FROM:
            peers.append(in_fresh_process("import_eventsourcing", folder=where))
        replays.append(in_fresh_process("replay_ours", folder=where))
    board = in_fresh_process("board", folder=where, small=where, pairs=30, seconds=60)
    subject = in_fresh_process("subject", folder=where, draws=300)
    append = in_fresh_process("append", folder=where, appends=300, seconds=30)
    rebuilt = in_fresh_process("rebuild", folder=where, cores=2)
    found = {
        "replay memory": _most(replays), "rebuild memory": _most([rebuilt]),
        "import": _rate(imports), "replay": _rate(replays), "recorder": _rate(peers, "insert_seconds"),
        "board": _wait(board), "subject": _wait(subject), "append": _wait(append),
    }
    return {**point, **{name: value for name, value in found.items() if value is not None}}


def _rate(results: list[Result], key: str = "seconds") -> int | None:
    samples = [result["events"] / seconds for result in results for seconds in result.get(key, ())]
    return round(median(samples)) if samples else None


def _most(results: list[Result]) -> float | None:
    """The most memory that was held, in MB."""
    return max([float(result["megabytes"]) for result in results if "megabytes" in result], default=None)


def _wait(result: Result) -> float | None:
    samples = result.get("seconds") or []
    return float(f"{median(samples) * 1000:.3g}") if samples else None
