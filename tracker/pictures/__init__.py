"""Pictures: timelines and two-clock charts as SVG, PNG, a page, or lines of a terminal.

The rule kept here: a picture is made of the values of `tracker.timeline` alone, in integers, so that the same log and
the same options give the same bytes. What others use:

- `timeline_svg(timeline, *, width=960, inline=True, prefix="t", heading=True) -> str` draws what
  `tracker.timeline.timeline` gives: one lane for each subject.
- `bitemporal_svg(knowledge, *, width=960, inline=True, prefix="b", heading=True) -> str` draws what
  `tracker.knowledge.knowledge` gives: one subject, occurred across and published up.
- `stylesheet() -> str` has the rules that go with inline pictures.

Inline pictures hold no style element, no style attribute and no script; ids begin with `prefix`, another for each
picture of a page. Their colours are custom properties (`--t-ink`, `--t-paper`, …) on `.tracker-picture`, dark where the
reader's system is; a page may set others. Without the stylesheet they are drawn in the light colours. With
`inline=False` the answer is a whole file.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.pictures.bitemporal import bitemporal_svg as bitemporal_svg
    from tracker.pictures.svg import timeline_svg as timeline_svg
    from tracker.pictures.theme import stylesheet as stylesheet

_HOMES = {"bitemporal_svg": "bitemporal", "stylesheet": "theme", "timeline_svg": "svg"}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tracker.pictures' has no attribute {name!r}")
    return getattr(importlib.import_module(f"tracker.pictures.{_HOMES[name]}"), name)
