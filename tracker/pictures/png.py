"""PNG, drawn from the SVG by resvg.

The rule kept here: the picture is the SVG's, in its own colours, with two points of the PNG for each pixel. resvg-py is
an extra; without it the error says how to get it.
"""

from __future__ import annotations

import re

from tracker.errors import BadConfiguration, UsageError

NOTHING_WRITTEN = "Nothing was written."
LARGEST = 120_000_000
"""Points that a PNG has at most; more would fill the memory."""
_POINTS = 2


def png_bytes(svg: str) -> bytes:
    """An SVG of this package as PNG. Raises `BadConfiguration` where resvg-py is not installed, and `UsageError` for a
    picture that is too large."""
    try:
        import resvg_py
    except ImportError:
        raise BadConfiguration(
            "PNG needs the resvg-py package.", saved=NOTHING_WRITTEN,
            todo="Install it: pip install 'agreement-tracker[pictures]'; or write SVG or HTML, which need nothing.",
        ) from None
    size = re.search(r'viewBox="0 0 (\d+)\S* (\d+)', svg)
    if size is None or int(size[1]) * int(size[2]) * _POINTS**2 > LARGEST:
        raise UsageError("The picture is too large for PNG.", saved=NOTHING_WRITTEN,
                         todo="Name fewer subjects, or write SVG or HTML, which have no such limit.")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=_POINTS, sans_serif_family="DejaVu Sans"))
