"""Throwing the read model away and making it again from the log.

The rule kept here: one transaction, so that readers see the old one until the new one is whole; the log is read a
page at a time and subjects are drawn one by one, so that memory does not grow with the log.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracker.errors import BadConfiguration, Busy, NoPermission
from tracker.pausing import no_collecting
from tracker.readmodel import tables
from tracker.readmodel.keeping import Keeper, Progress

if TYPE_CHECKING:
    import sqlite3


class _Copy:
    """A copy of a log in memory, for its read model."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database


@contextlib.contextmanager
def caught_up(log: Any) -> Iterator[Any]:
    """The log with its read model kept up: where it lags behind, in the log itself, or, where that cannot be written,
    in a copy in memory."""
    import sqlite3

    kept = False
    try:
        with log.writing():
            tables.refuse_newer(log.database, log.where)
            Keeper(log.database).catch_up()
        kept = True
    except (NoPermission, Busy, BadConfiguration):
        pass
    if kept:
        with log.reading():
            yield log
        return
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        log.database.backup(copy)
        copy.execute("BEGIN")
        tables.drop(copy)
        Keeper(copy).catch_up()
        copy.execute("COMMIT")
        yield _Copy(copy)


@contextlib.contextmanager
def copied(log: Any) -> Iterator[str]:
    """The path of a copy of the log, for as long as the block lasts."""
    import os
    import sqlite3
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "copy.db")
        with contextlib.closing(sqlite3.connect(path)) as copy:
            log.database.backup(copy)
        yield path


def rebuild(log: Any, progress: Progress | None = None, cores: int = 2) -> int:
    """Make the read model of an open log again; returns how many events it is kept up to.

    `progress` is told what is being done, how much is done, and of how much; `cores` is how many processes draw.
    """
    with log.writing(), no_collecting():
        connection: sqlite3.Connection = log.database
        tables.drop(connection)
        tables.make(connection)
        Keeper(connection, progress, cores).catch_up()
        return tables.position(connection) or 0
