"""A line of progress on standard error, for work that may take long.

The rule kept here: it is shown on a terminal only, rewrites itself, and leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import sys
from typing import Self

WIDTH = 30


class Bar:
    """A bar that is redrawn in its place."""

    def __init__(self) -> None:
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._write("")

    def show(self, what: str, done: int, total: int) -> None:
        """Show how much of `total` is done; of no total, how much so far."""
        if not sys.stderr.isatty():
            return
        if total:
            full = min(WIDTH, WIDTH * done // total)
            self._write(f"{what}: [{'#' * full}{'.' * (WIDTH - full)}] {done:,} of {total:,}")
        else:
            self._write(f"{what}: {done:,} so far")

    def _write(self, text: str) -> None:
        if text != self._shown:
            with contextlib.suppress(OSError):  # work goes on, seen or not
                sys.stderr.write("\r" + text.ljust(len(self._shown)) + ("" if text else "\r"))
                sys.stderr.flush()
            self._shown = text
