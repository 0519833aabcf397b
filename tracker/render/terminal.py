"""What there is to write on: how wide it is, and whether it takes colour.

The rule kept here: COLUMNS and NO_COLOR have the last word, a pipe gets no colour, and what cannot be asked
has 80 columns. It loads nothing, since the first page of help needs it too.
"""

from __future__ import annotations

import os
from typing import TextIO

NO_TERMINAL = 80
"""The width where there is no terminal to ask."""


def width() -> int:
    """The columns to write in: COLUMNS, else those of the terminal, else 80."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    for stream in (1, 2, 0):  # a pager's pipe still has the terminal's width
        try:
            return os.get_terminal_size(stream).columns or NO_TERMINAL
        except OSError:
            continue
    return NO_TERMINAL


def is_coloured(stream: TextIO) -> bool:
    """Whether a stream gets styles: a terminal does, or any with FORCE_COLOR; with NO_COLOR none, nor a dumb one."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    return stream.isatty() if forced is None else forced != ""
