"""Full-text search in the events.

The rule kept here: words that people type are never read as query syntax. Every word must stand in the event's own
text, or in that of the events that register or file its subject and source: their names, aliases and titles.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from tracker.readmodel.texts import terms

if TYPE_CHECKING:
    import sqlite3

# For one word: the events with it in their text, with how well it fits there, and those about or from what it names.
_WORD = """
    WITH found AS MATERIALIZED (SELECT rowid AS position, rank FROM search WHERE search MATCH ?)
    SELECT position, min(rank) FROM (
        SELECT position, rank FROM found
        UNION ALL
        SELECT e.position, 0 FROM events e WHERE e.subject IN (
            SELECT n.subject FROM found f JOIN events n ON n.position = f.position
            WHERE n.type IN ('subject_registered', 'subject_amended'))
        UNION ALL
        SELECT e.position, 0 FROM events e WHERE e.source IN (
            SELECT n.source FROM found f JOIN events n ON n.position = f.position
            WHERE n.type IN ('source_filed', 'source_amended'))
    ) GROUP BY position
"""


def search(connection: sqlite3.Connection, words: Collection[str], limit: int) -> list[int]:
    """The positions of at most `limit` events in which every word stands, best first, then the latest recorded."""
    wanted = dict.fromkeys(term for word in words for term in terms(word))
    best: dict[int, float] | None = None
    for term in wanted:
        found = dict(connection.execute(_WORD, (term,)).fetchall())
        best = found if best is None else {
            position: rank + found[position] for position, rank in best.items() if position in found
        }
        if not best:
            return []
    ranked = sorted(best or {}, key=lambda position: ((best or {})[position], -position))
    return ranked[:limit]
