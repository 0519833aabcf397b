"""The events of the log that decide about a subject or a source, as facts: for what is to be worked out again.

The rule kept here: only the events that matter are read, each by its position.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from tracker.facts import NOT_OURS, Facts, recorded_day

if TYPE_CHECKING:
    import sqlite3


def of_source(connection: sqlite3.Connection, source: str) -> Facts:
    """The filing and amendments of a source, and what takes those back."""
    return _at(
        connection,
        "SELECT position FROM events WHERE source = ?1 AND type <> 'reported' AND"
        " (type IN ('source_filed', 'source_amended') OR type IN ('retracted', 'corrected') AND subject IS NULL)",
        (source,),
    )


def of_subject(connection: sqlite3.Connection, subject: str) -> Facts:
    """The registration and amendments of a subject, and all that takes back what is about it."""
    return _at(
        connection,
        "SELECT position FROM events WHERE subject = ?1 AND type <> 'reported'"
        " AND type IN ('subject_registered', 'subject_amended', 'retracted', 'corrected')", (subject,),
    )


def undone(connection: sqlite3.Connection, subject: str, cited: Collection[int]) -> Facts:
    """What takes events about a subject back, with those events, and the events at these positions."""
    return _at(
        connection,
        # An event of which only the log knows yet comes later.
        "SELECT position FROM also_about WHERE subject = ?1"
        " UNION SELECT t.position FROM also_about a JOIN events e ON e.position = a.position"
        " JOIN log l ON l.id = e.target JOIN events t ON t.position = l.position WHERE a.subject = ?1"
        " UNION SELECT value FROM json_each(?2)",
        (subject, json.dumps(sorted(cited))),
    )


def about(connection: sqlite3.Connection, subject: str) -> Facts:
    """Every event that concerns a subject."""
    return _at(
        connection,
        "SELECT position FROM events_of_subject WHERE subject = ?1"
        " UNION SELECT position FROM also_about WHERE subject = ?1", (subject,))


def _at(connection: sqlite3.Connection, positions: str, parameters: Sequence[Any]) -> Facts:
    """The events at the positions that a query gives."""
    facts = Facts()
    rows = connection.execute(f"SELECT body FROM log WHERE position IN ({positions}) ORDER BY position", parameters)
    for (body,) in rows:
        one = json.loads(body)
        try:
            facts.add(one["id"], one["position"], one["content"], recorded_day(one["recorded"]))
        except NOT_OURS:
            continue
    return facts
