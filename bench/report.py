"""The table in Markdown, and docs/performance.md: the latest figures, their bars, the machine and the plots.

The rule kept here: everything in them comes from the results as they were written; no figure is typed in by hand.

    python -m bench.report
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from bench import site
from bench.bars import verdicts
from bench.growth import MEASURES
from bench.measure import ROOT
from bench.plot import growth_plot, replay_plot

RESULTS = ROOT / "bench" / "results"
DOCS = ROOT / "docs"

Found = dict[str, Any]

TITLES = {
    "import": "Import", "size": "Size of the file", "replay": "Full replay",
    "board": "The whole board, any day, any known-by", "subject": "One subject, any day, any known-by",
    "append": "One durable append", "rebuild": "Rebuild of the read model", "property": "Read model = replay",
    "startup": "Starting a program",
}


def figure(value: float | None) -> str:
    """A figure with three digits or as a whole, thousands apart."""
    if value is None:
        return ""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(found: Found) -> str:
    """The comparison of one size, as Markdown."""
    lines = [f"# {found['size']:,} events", "", machine_line(found), ""]
    for group, rows in groupby(found["rows"], key=lambda row: row["group"]):
        lines += [f"## {TITLES[group]}", "", *group_table(rows), ""]
    return "\n".join(lines)


def group_table(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The rows of one comparison."""
    lines = ["| what | median | quartiles | p95 | n | note |", "|---|--:|--:|--:|--:|---|"]
    for row in rows:
        if "median" not in row:
            lines.append(f"| {row['what']} | – | | | | not measured: {row.get('missing', '')} |")
            continue
        spread = f"{figure(row['low'])} – {figure(row['high'])}" if row["n"] > 1 else ""
        lines.append(
            f"| {row['what']} | {figure(row['median'])} {row['unit']} | {spread} | {figure(row.get('p95'))} "
            f"| {row['n']} | {row.get('note', '')} |"
        )
    return lines


def machine_line(found: Found) -> str:
    """What it was measured on."""
    on = found["machine"]
    peers = ", ".join(f"{name} {version}" for name, version in on["peers"].items())
    return (f"Measured on {found['measured']}: {on['cpu']}, {on['cores']} cores, {on['memory_gb']} GB, {on['system']}, "
            f"{on['file_system']}; Python {on['python']}, SQLite {on['sqlite']}; {peers}. "
            f"Load at the start: {on['load']}.")


def bars_table(found: Found) -> list[str]:
    """The bars and whether they are held."""
    lines = ["| bar | limit | measured | |", "|---|--:|--:|---|"]
    rows = {row["id"]: row for row in found["rows"]}
    for verdict in verdicts(rows):
        bar = verdict.bar
        sign, unit = "≥" if bar.floor else "≤", " ×" if bar.against else ""
        held = "not measured" if verdict.held is None else "held" if verdict.held else "**missed**"
        shown = "" if verdict.measured is None else figure(verdict.measured)
        if bar.against and verdict.measured is not None and verdict.measured < 100:
            shown = f"{verdict.measured:.2f}"
        measured = f"{shown}{unit}" if shown else ""
        lines.append(f"| {bar.says} | {sign} {figure(bar.hundredths / 100)}{unit} | {measured} | {held} |")
    return lines


def latest() -> Found | None:
    """The results of the largest size."""
    files = sorted(RESULTS.glob("size-*.json"), key=lambda path: int(path.stem.split("-")[1]))
    return json.loads(files[-1].read_text("utf-8")) if files else None


def growth() -> Found | None:
    """The results by growth."""
    path = RESULTS / "growth.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def write_performance() -> None:
    """Write docs/performance.md and its plots from the results that are there."""
    found, grown = latest(), growth()
    if grown:
        (DOCS / "performance-growth.svg").write_text(growth_plot(grown["points"]), "utf-8")
    if found:
        (DOCS / "performance-replay.svg").write_text(replay_plot(found["rows"]), "utf-8")
    (DOCS / "performance.md").write_text(performance(found, grown), "utf-8")


def performance(found: Found | None, grown: Found | None) -> str:
    """The text of docs/performance.md."""
    lines = [
        "# Performance", "",
        "How fast it is, against what, and how that was measured. This page is written by `make bench`; what each row",
        "means, and what the peers do and do not do, is told in [bench/README.md](../bench/README.md). The figures are",
        "of one machine that others used too: read them as ratios.", "",
    ]
    if found:
        lines += [f"The log: {found['size']:,} events, made up as skewed, late and vague as news is.", "",
                  machine_line(found), "", "## The bars", "", *bars_table(found), "",
                  "![Events a second of a full replay, ours and the peers'](performance-replay.svg)", ""]
    if grown:
        lines += ["## Growth", "", "![Throughput and waits as the log grows](performance-growth.svg)", "",
                  *growth_table(grown), ""]
    if found:
        for group, rows in groupby(found["rows"], key=lambda row: row["group"]):
            lines += [f"## {TITLES[group]}", "", *group_table(rows), ""]
    if site.RESULT.exists():
        told = json.loads(site.RESULT.read_text("utf-8"))
        lines += ["## The published site", "", *site.words(told), "", *site.table(told).split("\n"), ""]
    lines += ["To measure again: `make bench SIZE=1000000`, `make bench-growth`, `python -m bench.site`."]
    return "\n".join(lines) + "\n"


def growth_table(grown: Found) -> list[str]:
    """The points of the growth as a table."""
    lines = [
        "| events | subjects | import, events/s | replay, events/s | `eventsourcing` recorder, inserts/s | board, ms "
        "| subject, ms | append, ms | replay, MB | rebuild, MB | measured |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for point in grown["points"]:
        cells = [figure(point.get(name)) or "–" for name in MEASURES]
        told = point.get("measured", "")
        lines.append(f"| {point['size']:,} | {point['subjects']:,} | {' | '.join(cells)} | {told} |")
    notes = [f"{point['size']:,} events: {point['note']}" for point in grown["points"] if "note" in point]
    return [*lines, *(["", *notes] if notes else [])]


if __name__ == "__main__":
    write_performance()
