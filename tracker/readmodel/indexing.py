"""What finds events by their words, subject and source: when they are written to it, and who looks at those that are
not there yet.

The rule kept here: when a transaction ends, every event up to the last in `search` is in it, and in `by_subject` and
`by_source`; no later one is. A process that appends again and again leaves out the last `TAIL` events at most: what is
written for one event at a time costs an append more than all other tables together. Whoever searches looks at those
events themselves, and finds the same; the views `events_of_subject` and `events_of_source` do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.readmodel.tables import SEARCHED
from tracker.readmodel.texts import text_in

if TYPE_CHECKING:
    import sqlite3

TAIL = 64
"""How many of the last events may be missing."""
AT_ONCE = 100_000
"""How many events are listed at a time: of many, those of one subject lie together, and the time is a quarter."""
_LIST = ("INSERT INTO by_{0} SELECT {0}, position FROM events WHERE position > ? AND position <= ? AND {0} IS NOT NULL"
         " ORDER BY 1, 2")

Texts = Sequence[tuple[int, str]]
"""Positions of events, with their searched texts."""


def searched(connection: sqlite3.Connection) -> int:
    """The last event whose words are in `search`."""
    last: int = connection.execute(SEARCHED).fetchone()[0]
    return last


def texts_after(connection: sqlite3.Connection, after: int, before: int = sys.maxsize) -> Texts:
    """The texts of the events after a position, up to another, read from the log."""
    rows = connection.execute("SELECT position, body FROM log WHERE position > ? AND position < ? ORDER BY position",
                              (after, before))
    return [(position, _text(body)) for position, body in rows]


def _text(body: str) -> str:
    try:
        return text_in(json.loads(body)["content"])
    except (ValueError, KeyError, TypeError):  # no event of ours
        return ""


class Index:
    """Writes where new events are found, at once, or, where they `may_wait`, once there are `TAIL` of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.searched: int | None = None
        self._listed = 0

    def write(self, texts: Texts, may_wait: bool) -> None:
        """Take in the latest events of `events`, which have these texts, and, before them, those that were left out."""
        if not texts:
            return
        if self.searched is None:
            self.searched = self._listed = searched(self._connection)
        last = texts[-1][0]
        if may_wait and last - self.searched <= TAIL:
            return
        waited = texts_after(self._connection, self.searched, texts[0][0])
        self._connection.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", (*waited, *texts))
        self.searched = last
        if waited or last - self._listed >= AT_ONCE:
            self.list()

    def list(self) -> None:
        """List what is searched under its subject and source: before it is looked for, and before a transaction ends.
        """
        if self.searched is not None and self._listed < self.searched:
            for named in ("subject", "source"):
                self._connection.execute(_LIST.format(named), (self._listed, self.searched))
            self._listed = self.searched

    def relist(self, position: int, subject: str | None, source: str | None) -> None:
        """An event that was listed under this subject and source is about others now, as `events` says: a foreign log's
        alone is."""
        if self.searched is None:
            self.searched = self._listed = searched(self._connection)
        if position <= self._listed:
            for named, before in (("subject", subject), ("source", source)):
                self._connection.execute(
                    f"DELETE FROM by_{named} WHERE {named} = ? AND position = ?", (before, position))
                self._connection.execute(_LIST.format(named), (position - 1, position))
