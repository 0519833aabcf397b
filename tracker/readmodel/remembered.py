"""What a process that appends again and again remembers of a log and its read model.

The rule kept here: it is good as long as nobody has written since, which is asked under the write lock: SQLite's
`data_version` tells of other connections, its count of changes of this one. Where somebody has, and after all that was
undone, everything is forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.readmodel.drawings import Drawings
from tracker.readmodel.indexing import Index
from tracker.readmodel.shelves import Sources, Subjects

if TYPE_CHECKING:
    import sqlite3


class Remembered:
    """The subjects and sources met and the subjects drawn, beside a read model that was kept up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.subjects = Subjects(connection)
        self.sources = Sources(connection)
        self.drawn = Drawings()
        self.index = Index(connection)
        self.has_undoings: bool | None = None  # None: not known, ask
        self._version = 0
        self._left: tuple[int, int] | None = None
        self.goes_on = False
        """Whether this transaction follows on one of the same process."""

    def is_good(self) -> bool:
        """Whether the file is as `keep` left it. Asked under the write lock, once in a transaction."""
        (self._version,) = self._connection.execute("PRAGMA data_version").fetchone()
        self.goes_on = self._left == (self._version, self._connection.total_changes)
        return self.goes_on

    def keep(self) -> None:
        """The transaction has ended, and left the read model kept up: remember it, as it was under the lock.

        Not asked again: somebody may have written since. Within a longer transaction, which may yet be undone, nothing
        is remembered.
        """
        if self._connection.in_transaction:
            self.forget()
            return
        self._left = self._version, self._connection.total_changes
        self.has_undoings = self.has_undoings or None  # the first may have come since

    def forget(self) -> None:
        """Know nothing any more."""
        self._left, self.goes_on = None, False
        self.has_undoings = None
        self.subjects.forget()
        self.sources.forget()
        self.drawn.clear()
        self.index.searched = None
