"""What retractions and corrections lead to: the event they take back, and what that takes back, and so on.

The rule kept here: a chain is followed by ids through the log, one indexed query for each link.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

Listed = tuple[int, str, str | None, str | None, str | None]
"""An event as the table `events` lists it: position, type, subject, source, target."""


def find(connection: sqlite3.Connection, event: str | None) -> Listed | None:
    """The event with this id, of those taken in."""
    row: Listed | None = connection.execute(
        "SELECT e.position, e.type, e.subject, e.source, e.target"
        " FROM log l JOIN events e ON e.position = l.position WHERE l.id = ?", (event,)
    ).fetchone()
    return row


def chain(connection: sqlite3.Connection, target: str | None) -> Iterator[Listed]:
    """What an event takes back, and what that does, and so on, as far as it is in the log."""
    found = find(connection, target) if target is not None else None
    while found is not None:
        yield found
        found = find(connection, found[4]) if found[4] is not None else None


def also_about(connection: sqlite3.Connection, position: int) -> set[str]:
    """The subjects that an undoing, or what was moved from one subject to another, concerns."""
    return {subject for (subject,) in connection.execute(
        "SELECT subject FROM also_about WHERE position = ?", (position,))}
