"""The events of the log that decide about a subject or a source, as facts: for what is to be worked out again.

The rule kept here: only the events that matter are read, each by its position.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from tracker.errors import TrackerError
from tracker.facts import Facts, recorded_day

if TYPE_CHECKING:
    import sqlite3


def of_source(connection: sqlite3.Connection, source: str) -> Facts:
    """The filing and amendments of a source, and what takes those back."""
    return _where(
        connection,
        "source = ?1 AND type <> 'reported' AND"
        " (type IN ('source_filed', 'source_amended') OR type IN ('retracted', 'corrected') AND subject IS NULL)",
        (source,),
    )


def of_subject(connection: sqlite3.Connection, subject: str) -> Facts:
    """The registration and amendments of a subject, and all that takes back what is about it."""
    return _where(
        connection,
        "subject = ?1 AND type <> 'reported'"
        " AND type IN ('subject_registered', 'subject_amended', 'retracted', 'corrected')", (subject,),
    )


def undone(connection: sqlite3.Connection, subject: str, cited: Collection[int]) -> Facts:
    """What takes events about a subject back, with those events, and the events at these positions."""
    also = f"position IN ({', '.join(map(str, sorted(cited)))}) OR " if cited else ""
    return _where(
        connection,
        f"{also}"
        "position IN (SELECT position FROM also_about WHERE subject = ?1) OR position IN ("
        "SELECT l.position FROM also_about a JOIN events e ON e.position = a.position JOIN log l ON l.id = e.target"
        " WHERE a.subject = ?1)",
        (subject,),
    )


def about(connection: sqlite3.Connection, subject: str) -> Facts:
    """Every event that concerns a subject."""
    return _where(
        connection,
        "position IN (SELECT position FROM events_of_subject WHERE subject = ?1"
        " UNION SELECT position FROM also_about WHERE subject = ?1)", (subject,))


def _where(connection: sqlite3.Connection, condition: str, parameters: Sequence[Any]) -> Facts:
    facts = Facts()
    rows = connection.execute(
        f"SELECT body FROM log WHERE position IN (SELECT position FROM events WHERE {condition}) ORDER BY position",
        parameters,
    )
    for (body,) in rows:
        one = json.loads(body)
        try:
            facts.add(one["id"], one["position"], one["content"], recorded_day(one["recorded"]))
        except (KeyError, TypeError, AttributeError, TrackerError):  # no content of ours
            continue
    return facts
