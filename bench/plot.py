"""The plots, as SVG written by hand: bars of the replay, and lines of growth over logarithmic axes.

The rule kept here: readable at 360 pixels wide, on light and dark pages alike; lines differ in colour and dash, and the
key over each panel says where each begins and ends, so that no name ever lies on a line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import Any

WIDTH = 360
STYLE = """<style>
text{font:12px system-ui,sans-serif;fill:#1f2328}.s{font-size:11px;fill:#57606a}.h{font-weight:600}
.g{stroke:#d0d7de;stroke-width:1}.l{fill:none;stroke-width:2}
.c0{stroke:#0a58ca}.c1{stroke:#b35000}.c2{stroke:#57606a}.c1{stroke-dasharray:7 3}.c2{stroke-dasharray:2 3}
.f0{fill:#0a58ca}.f1{fill:#b35000}.f2{fill:#57606a}.b0{fill:#0a58ca}.b1{fill:#8c959f}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.s{fill:#9da7b1}.g{stroke:#3d444d}
.c0{stroke:#6cb0ff}.c1{stroke:#ffa657}.c2{stroke:#9da7b1}.f0{fill:#6cb0ff}.f1{fill:#ffa657}.f2{fill:#9da7b1}
.b0{fill:#6cb0ff}.b1{fill:#6e7681}}
</style>"""

Line = tuple[str, str]
"""A key of the points, and the name of its line."""

RATES: tuple[Line, ...] = (("replay", "replay"), ("import", "import"), ("recorder", "eventsourcing's inserts"))
WAITS: tuple[Line, ...] = (("board", "whole board"), ("subject", "one subject"), ("append", "one append"))

LEFT, RIGHT, PANEL, KEY = 48, 348, 230, 17


def _svg(height: int, title: str, parts: Sequence[str]) -> str:
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            f'role="img" aria-label="{escape(title)}">\n<title>{escape(title)}</title>\n{STYLE}\n'
            + "\n".join(parts) + "\n</svg>\n")


def short(value: float) -> str:
    """1,000 as 1 k, 1,000,000 as 1 M; below that, as few digits as say it."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:.3g} M"
    if value >= 1_000:
        return f"{value / 1_000:.3g} k"
    return f"{value:.3g}"


def replay_plot(rows: Sequence[Mapping[str, Any]]) -> str:
    """Bars of events a second, of every contestant of the full replay that was measured; the bare cursor as words."""
    told = [row for row in rows if row["group"] == "replay" and row["unit"] == "events/s" and "median" in row]
    shown = [row for row in told if row["id"] != "replay.scan"]
    top = max((row["median"] for row in shown), default=1)
    parts = ['<text class="h" x="4" y="16">Full replay, events a second</text>']
    y = 40
    for row in sorted(shown, key=lambda row: -row["median"]):
        length = max(2, round((WIDTH - 80) * row["median"] / top))
        ours = "b0" if row["what"].startswith("ours") else "b1"
        parts.append(f'<text x="4" y="{y}">{escape(row["what"].replace("`", ""))}</text>')
        parts.append(f'<rect class="{ours}" x="4" y="{y + 6}" width="{length}" height="12" rx="2"/>')
        parts.append(f'<text class="s" x="{length + 10}" y="{y + 16}">{short(row["median"])}</text>')
        y += 42
    for row in told:
        if row["id"] == "replay.scan":
            words = f"SQLite reads the rows, and no more, at {short(row['median'])}"
            parts.append(f'<text class="s" x="4" y="{y}">{words}</text>')
            y += 26
    return _svg(y - 12, "Events a second of a full replay", parts)


def growth_plot(points: Sequence[Mapping[str, Any]]) -> str:
    """Two panels over the size of the log: what goes through in a second, and how long one waits."""
    parts = _panel(points, RATES, 0, "Events a second") + _panel(points, WAITS, PANEL + 50, "Milliseconds, median")
    height = 2 * (PANEL + 50) + 10
    parts.append(f'<text class="s" x="{RIGHT}" y="{height - 6}" text-anchor="end">events in the log</text>')
    return _svg(height, "Throughput and waits as the log grows", parts)


def _panel(points: Sequence[Mapping[str, Any]], lines: Sequence[Line], top: int, title: str) -> list[str]:
    values = [point[key] for point in points for key, _ in lines if point.get(key)]
    low = floor(log10(min(values))) if values else 0
    high = max(low + 1, ceil(log10(max(values)))) if values else 1
    sizes = [point["size"] for point in points]
    first, last = log10(min(sizes)), max(log10(max(sizes)), log10(min(sizes)) + 1)
    head, foot = top + 44 + KEY * len(lines), top + PANEL

    def across(size: float) -> int:
        return round(LEFT + (RIGHT - LEFT) * (log10(size) - first) / (last - first))

    def down(value: float) -> int:
        return round(foot - (foot - head) * (log10(value) - low) / (high - low))

    parts = [f'<text class="h" x="4" y="{top + 16}">{title}</text>']
    for power in range(low, high + 1):
        y = down(10**power)
        parts.append(f'<line class="g" x1="{LEFT}" x2="{RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text class="s" x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{short(10**power)}</text>')
    for at, size in enumerate(sizes):
        anchor = "start" if at == 0 else "end" if at == len(sizes) - 1 else "middle"
        parts.append(f'<text class="s" x="{across(size)}" y="{foot + 16}" text-anchor="{anchor}">{short(size)}</text>')
    drawn = [(number, key, name) for number, (key, name) in enumerate(lines) if any(point.get(key) for point in points)]
    for row, (number, key, name) in enumerate(drawn):
        told = [point for point in points if point.get(key)]
        dots = [(across(point["size"]), down(point[key])) for point in told]
        way = "M" + "L".join(f"{x} {y}" for x, y in dots)
        parts.append(f'<path class="l c{number}" d="{way}"/>')
        parts += [f'<circle class="f{number}" cx="{x}" cy="{y}" r="3"/>' for x, y in dots]
        y = top + 36 + KEY * row
        parts.append(f'<path class="l c{number}" d="M{LEFT - 42} {y - 4}h34"/>')
        parts.append(f'<text x="{LEFT}" y="{y}">{escape(name)} {short(told[0][key])} → {short(told[-1][key])}</text>')
    return parts
