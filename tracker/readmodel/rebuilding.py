"""Throwing the read model away and making it again from the log.

The rule kept here: one transaction, so that readers see the old one until the new one is whole; the log is read a
page at a time and subjects are drawn one by one, so that memory does not grow with the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.readmodel import tables
from tracker.readmodel.keeping import Keeper, Progress

if TYPE_CHECKING:
    import sqlite3


def rebuild(log: Any, progress: Progress | None = None, cores: int = 2) -> int:
    """Make the read model of an open log again; returns how many events it is kept up to.

    `progress` is told what is being done, how much is done, and of how much; `cores` is how many processes draw.
    """
    with log.writing():
        connection: sqlite3.Connection = log.database
        tables.drop(connection)
        tables.make(connection)
        Keeper(connection, progress, cores).catch_up()
        kept: int = connection.execute("SELECT position FROM read_model").fetchone()[0]
    return kept
