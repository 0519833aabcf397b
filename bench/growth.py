"""Growth: the same few measures over logs of ten thousand events to ten million.

The rule kept here: each size has as many subjects as the main comparison gives it, so a larger log is also about more;
what this build lacks is left out of the points, not made up.
"""

from __future__ import annotations

from typing import Any

from bench.compare import Tell, folder, prepared, turns
from bench.data import subjects_for
from bench.measure import Result, in_fresh_process, median

Point = dict[str, Any]

MEASURES = ("import", "replay", "recorder", "board", "subject", "append")
"""The first three in events a second, the others in milliseconds."""


def grow(sizes: list[int], tell: Tell) -> list[Point]:
    """A point for each size: the medians of each measure that could be taken."""
    return [_point(size, tell) for size in sizes]


def _point(size: int, tell: Tell) -> Point:
    subjects = subjects_for(size)
    where = folder(size, subjects)
    made = prepared(size, subjects, tell)
    runs = 3 if size <= 1_000_000 else 1
    point: Point = {"size": size, "subjects": subjects}
    imports = [made] if made else []
    replays: list[Result] = []
    peers: list[Result] = []
    for run in turns(runs, f"{size:,} events", tell):
        if run >= len(imports):
            imports.append(in_fresh_process("import_ours", folder=where))
        peers.append(in_fresh_process("import_eventsourcing", folder=where))
        replays.append(in_fresh_process("replay_ours", folder=where))
    board = in_fresh_process("board", folder=where, small=where, pairs=30, seconds=60)
    subject = in_fresh_process("subject", folder=where, draws=300)
    append = in_fresh_process("append", folder=where, appends=300, seconds=30)
    found = {
        "import": _rate(imports), "replay": _rate(replays), "recorder": _rate(peers, "insert_seconds"),
        "board": _wait(board), "subject": _wait(subject), "append": _wait(append),
    }
    return {**point, **{name: value for name, value in found.items() if value is not None}}


def _rate(results: list[Result], key: str = "seconds") -> int | None:
    samples = [result["events"] / seconds for result in results for seconds in result.get(key, ())]
    return round(median(samples)) if samples else None


def _wait(result: Result) -> float | None:
    samples = result.get("seconds") or []
    return float(f"{median(samples) * 1000:.3g}") if samples else None
