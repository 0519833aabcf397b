"""Looking at a log file as it lies, for `verify`: SQLite's own check, its tables and triggers, and the raw rows.

The rule kept here: nothing is believed. Rows are handed out with every column as bytes, whatever the columns' types
say; damage that SQLite meets ends the reading with one of the tracker's errors. Rows are read a page at a time, so
that no writer waits: what is at a position never changes, and where it does, that is what is looked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, NamedTuple

from tracker.errors import TrackerError
from tracker.log import schema
from tracker.log.failures import translated

MOST_DAMAGE = 20
"""How many of its findings SQLite is asked to tell."""
_PAGE = 1_000
_ROWS = """
    SELECT position, CAST(id AS BLOB), CAST(type AS BLOB), CAST(subject AS BLOB), CAST(source AS BLOB),
           CAST(recorded AS BLOB), CAST(body AS BLOB)
    FROM log NOT INDEXED WHERE position > ? AND position <= ? ORDER BY position LIMIT ?
"""
_REPEATED = "SELECT CAST(id AS BLOB), min(position), max(position) FROM log NOT INDEXED GROUP BY id HAVING count(*) > 1"
_MASTER = """
    SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_schema
    WHERE tbl_name = 'log' AND sql IS NOT NULL
"""


class Row(NamedTuple):
    """One row of the log's table, as it lies: every column but the position as bytes."""

    position: int
    id: bytes | None
    type: bytes | None
    subject: bytes | None
    source: bytes | None
    recorded: bytes | None
    body: bytes | None


def rows(log: Any, head: int) -> Iterator[Row]:
    """The rows up to the position `head`, in order. Raises `StorageFailed` where the file is damaged."""
    after = -(2**63)
    while True:
        with translated(log.where):
            page = [Row(*row) for row in log.database.execute(_ROWS, (after, head, _PAGE))]
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].position


def damage(log: Any, thorough: bool = True) -> list[str]:
    """What SQLite finds wrong with the file, in its words: pages, indexes, types. Empty for a sound file.

    Where it is not `thorough`, indexes are not compared with their tables.
    """
    statement = f"PRAGMA {'integrity_check' if thorough else 'quick_check'}({MOST_DAMAGE})"
    try:
        with translated(log.where), closing(log.database.execute(statement)) as told:
            return [line for (line,) in told if line != "ok"]
    except TrackerError as error:
        return [error.happened]


def damage_meanwhile(log: Any, thorough: bool, at_once_up_to: int) -> Callable[[], list[str]]:
    """The same, which goes on while other things are looked at; ask for it when they are done.

    Of a log of up to so many events it is asked for at once, since that is quicker.
    """
    from concurrent.futures import ThreadPoolExecutor

    from tracker.log import open_log

    def look() -> list[str]:
        try:
            with open_log(log.where) as own:  # a connection belongs to one thread; SQLite works while Python does
                return damage(own, thorough)
        except TrackerError as error:
            return [error.happened]

    try:
        if log.head() <= at_once_up_to:
            found = damage(log, thorough)
            return lambda: found
    except TrackerError as error:
        happened = error.happened
        return lambda: [happened]
    pool = ThreadPoolExecutor(1)
    going_on = pool.submit(look)
    pool.shutdown(wait=False)
    return going_on.result


def altered_schema(log: Any) -> list[str]:
    """How the log's table, its index and its triggers differ from those that a log is made with."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        for statement in schema.CREATE:
            fresh.execute(statement)
        expected = _objects(fresh)
    with translated(log.where):
        found = _objects(log.database)
    return [
        *(f"the {kind} {name} is missing" for kind, name in expected if (kind, name) not in found),
        *(f"the {kind} {name} is another than a log is made with" for kind, name in expected
          if (kind, name) in found and _plain(found[kind, name]) != _plain(expected[kind, name])),
        *(f"there is a {kind} {name}, which no log is made with" for kind, name in found
          if (kind, name) not in expected and kind == "trigger"),
    ]


def is_earlier(log: Any, event_id: str, position: int) -> bool:
    """Whether an event with this id stands before a position."""
    with translated(log.where):
        found = log.database.execute(schema.PLACE, (event_id,)).fetchone()
    return found is not None and found[0] < position


def repeated(log: Any) -> list[tuple[str, int, int]]:
    """Ids that stand at several positions, with the first and the last of them."""
    with translated(log.where):
        return [(str(one or b"", "utf-8", "replace"), first, last)
                for one, first, last in log.database.execute(_REPEATED)]


def _objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """The statements that made what belongs to the log's table, by kind and name."""
    rows = ([str(value, "utf-8", "replace") for value in row] for row in connection.execute(_MASTER))
    return {(kind, name): text for kind, name, text in rows}


def _plain(statement: str) -> str:
    """A statement with its white space made alike."""
    return " ".join(statement.split())
