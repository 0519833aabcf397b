"""The peer SQLite itself, through Python's module: the least that any log in a SQLite file costs.

The rule kept here: the same bytes, in a plain table, with the pragmas of our own log, and nothing checked or derived.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from bench.measure import stopwatch

BATCH = 10_000
PRAGMAS = ("PRAGMA journal_mode = TRUNCATE", "PRAGMA synchronous = FULL", "PRAGMA cache_size = -65536")
CREATE = """
CREATE TABLE log (position INTEGER PRIMARY KEY, id TEXT, type TEXT, subject TEXT, source TEXT, recorded TEXT, body TEXT)
"""
COLUMNS = "SELECT position, id, type, subject, source, recorded, body FROM log ORDER BY position"
INSERT = "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?)"
SCAN = "SELECT position, id, subject, body FROM log ORDER BY position"

Row = tuple[int, str, str, str | None, str | None, str, str]


def scan(path: Path) -> int:
    """Read every row, body included, and do nothing with it; answers how many."""
    with closing(sqlite3.connect(path)) as connection:
        return sum(1 for _ in connection.execute(SCAN))


def rows(path: Path) -> Iterator[Row]:
    """The rows of a log of ours."""
    with closing(sqlite3.connect(path)) as connection:
        yield from connection.execute(COLUMNS)


def create(path: Path) -> sqlite3.Connection:
    """A plain table in a new file."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    connection.execute(CREATE)
    return connection


def load(log: Path, path: Path) -> list[float]:
    """Insert a log's rows into a plain table in one transaction; the seconds of each part, reading not counted."""
    seconds: list[float] = []
    source = rows(log)
    with closing(create(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        while batch := list(islice(source, BATCH)):
            with stopwatch(seconds):
                connection.executemany(INSERT, batch)
        with stopwatch(seconds):
            connection.execute("COMMIT")
    return seconds


def append(connection: sqlite3.Connection, row: Row) -> None:
    """One row, durably."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(INSERT, row)
    connection.execute("COMMIT")


def write_and_sync(descriptor: int, body: bytes) -> None:
    """The same bytes to the end of a plain file, and on to the disk: the floor under every durable append."""
    os.write(descriptor, body)
    os.fsync(descriptor)
