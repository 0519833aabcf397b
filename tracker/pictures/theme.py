"""Colours and fonts of the pictures, and the stylesheet that goes with them.

The rule kept here: every colour is a presentation attribute with a class beside it, so that a picture reads the same
where no stylesheet is allowed, and a page's stylesheet may give it other colours. Each colour is a custom property
`--t-NAME`. No status is told by colour alone: each look has a pattern or an edge of its own, and a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracker.timeline import STAGES

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff", "ink": "#1b2026", "muted": "#56606b", "grid": "#e4e7ea", "grid-whole": "#cdd2d8",
    "rule": "#1b2026", "tick": "#3f4a55", "tick-quiet": "#8d97a1", "mark": "#23405e", "late": "#a33b12",
    "open-fill": "#eef3f8", "open-line": "#6f8dab", "open-ink": "#1d3348",
    "stopped-fill": "#fbf0da", "stopped-line": "#b07d1e", "stopped-ink": "#4a3206", "stopped-hatch": "#ecd6a6",
    "struck-fill": "#c5dfd0", "struck-line": "#4f8a69", "struck-ink": "#12331f",
    "running-fill": "#2f7350", "running-line": "#245a3e", "running-ink": "#ffffff", "running-tint": "#a5ccb6",
    "notice-fill": "#f6d9c9", "notice-line": "#ad542a", "notice-ink": "#4d1d08", "notice-hatch": "#e9b99d",
    "over-fill": "#f1f1f3", "over-line": "#77747f", "over-ink": "#37343d",
}
"""The colours on white; texts have a contrast of 4.5 to 1 or more with what is behind them (WCAG 2.2, 1.4.3)."""

DARK: Mapping[str, str] = {
    "paper": "#14181c", "ink": "#e7eaed", "muted": "#a3adb7", "grid": "#262c32", "grid-whole": "#3a424a",
    "rule": "#e7eaed", "tick": "#b7c1cb", "tick-quiet": "#77828d", "mark": "#a9c9e8", "late": "#ff9e70",
    "open-fill": "#1e2a36", "open-line": "#7f9dbb", "open-ink": "#dbe7f2",
    "stopped-fill": "#3a2e13", "stopped-line": "#cf9f45", "stopped-ink": "#f7e5bf", "stopped-hatch": "#54431d",
    "struck-fill": "#24473a", "struck-line": "#6db692", "struck-ink": "#dcf2e6",
    "running-fill": "#27744e", "running-line": "#62bd92", "running-ink": "#ffffff", "running-tint": "#1d4a34",
    "notice-fill": "#4d2a1a", "notice-line": "#e0936a", "notice-ink": "#fde3d6", "notice-hatch": "#6d3d27",
    "over-fill": "#26252a", "over-line": "#9d99a6", "over-ink": "#e6e4ea",
}
"""The colours on a dark ground."""

THEMES = {"light": LIGHT, "dark": DARK}

_LINES = tuple(f"{stage}-line" for stage in STAGES)
_FILLS = ("paper", "ink", "muted", "mark", "late", "tick", "tick-quiet", "running-tint",
          *(f"{stage}-{part}" for stage in STAGES for part in ("fill", "ink")))
_STROKES = ("grid", "grid-whole", "rule", "muted", "tick", "tick-quiet", "mark", "late", "stopped-hatch",
            "notice-hatch", *_LINES)
_STOPS = ("mark", "late", *_LINES)
_RULES = (("f", "fill", _FILLS), ("s", "stroke", _STROKES), ("c", "stop-color", _STOPS))


class Paint:
    """Colours as attributes with classes: `fill("ink")` is ` class="t-f-ink" fill="#…"`."""

    def __init__(self, theme: str = "light") -> None:
        self._colours = THEMES[theme]

    def fill(self, name: str) -> str:
        """The attributes of a filled shape or a text."""
        return f' class="t-f-{name}" fill="{self._colours[name]}"'

    def stroke(self, name: str) -> str:
        """The attributes of a line."""
        return f' class="t-s-{name}" stroke="{self._colours[name]}"'

    def both(self, fill: str, line: str) -> str:
        """The attributes of a shape with a ground and an edge."""
        return (f' class="t-f-{fill} t-s-{line}" fill="{self._colours[fill]}" stroke="{self._colours[line]}"')

    def stop(self, name: str) -> str:
        """The attributes of a stop of a gradient."""
        return f' class="t-c-{name}" stop-color="{self._colours[name]}"'


def dark_rules(svg: str) -> str:
    """The rules for a file that stands alone: the classes it uses, dark where the reader's system is.

    They hold plain colours in a media query, so that a program that knows neither draws the attributes' colours.
    """
    used = set(re.findall(r"\bt-[fsc]-[a-z-]+", svg))
    rules = "".join(f".t-{letter}-{name}{{{what}:{DARK[name]}}}" for letter, what, names in _RULES for name in names
                    if f"t-{letter}-{name}" in used)
    return f"@media (prefers-color-scheme:dark){{{rules}}}"


def stylesheet() -> str:
    """The rules for a page that shows pictures inline: colours by class, dark where the reader's system is.

    A page with colours of its own sets the custom properties on `.tracker-picture`, after these rules.
    """
    light, dark = ("".join(f"--t-{name}:{colour};" for name, colour in theme.items()) for theme in (LIGHT, DARK))
    rules = "".join(f".t-{letter}-{name}{{{what}:var(--t-{name})}}" for letter, what, names in _RULES for name in names)
    return (f".tracker-picture{{{light}}}"
            f"@media (prefers-color-scheme:dark){{.tracker-picture{{{dark}}}}}{rules}\n")
