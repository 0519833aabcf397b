"""The full-text index: when the words of events are written to it, and who looks at those that are not there yet.

The rule kept here: up to the last event in `search`, the words of every event are in it. A process that appends again
and again leaves out the last `TAIL` events at most: an index written for one event at a time costs an append more than
all other tables together. Whoever searches looks at those events themselves, and finds the same.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.readmodel.texts import text_of

if TYPE_CHECKING:
    import sqlite3

TAIL = 64
"""How many of the last events may be missing in `search`."""

Texts = Sequence[tuple[int, str]]
"""Positions of events, with their searched texts."""


def searched(connection: sqlite3.Connection) -> int:
    """The last event whose words are in `search`."""
    last: int = connection.execute("SELECT coalesce(max(id), 0) FROM search_docsize").fetchone()[0]
    return last


def texts_after(connection: sqlite3.Connection, after: int, before: int = sys.maxsize) -> Texts:
    """The texts of the events after a position, up to another, read from the log."""
    rows = connection.execute("SELECT position, body FROM log WHERE position > ? AND position < ? ORDER BY position",
                              (after, before))
    told = []
    for position, body in rows:
        try:
            text = text_of(json.loads(body)["content"])
        except (ValueError, KeyError, TypeError, AttributeError):  # no content of ours
            continue
        if text:
            told.append((position, text))
    return told


class Index:
    """Writes the words of new events, at once, or, where they `may_wait`, once there are `TAIL` of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.searched: int | None = None

    def write(self, texts: Texts, head: int, may_wait: bool) -> None:
        """Take in the texts of the events up to `head`, and, before them, of those that were left out."""
        if not texts:
            return
        if self.searched is None:
            self.searched = searched(self._connection)
        if may_wait and head - self.searched <= TAIL:
            return
        waited = texts_after(self._connection, self.searched, texts[0][0])
        self._connection.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", (*waited, *texts))
        self.searched = texts[-1][0]
