"""What is told of an append besides what it changes: whether it came late, and whether it denies what nobody said.

The rule kept here: only the claims of the subjects concerned are asked.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from tracker.corroboration import corroborate
from tracker.days import END
from tracker.readmodel.claims import claims_of_act
from tracker.vocabulary import ACTS

if TYPE_CHECKING:
    import sqlite3


def is_late(log: Any, subject: str, fresh: Collection[str]) -> bool:
    """Whether one of the `fresh` reports of a subject was published before another that counts."""
    connection: sqlite3.Connection = log.database
    rows = connection.execute(
        "SELECT c.id IN (SELECT value FROM json_each(?2)) AS fresh, min(c.published), max(c.published)"
        " FROM claims c JOIN subjects s ON s.number = c.subject"
        " WHERE s.subject = ?1 AND c.part = 0 AND c.names IS NULL GROUP BY 1", (subject, json.dumps(list(fresh)))
    )
    found = {is_fresh: (first, last) for is_fresh, first, last in rows}
    return len(found) == 2 and found[1][0] < found[0][1]


def denies_nothing(log: Any, subject: str, fresh: Collection[str]) -> bool:
    """Whether one of the `fresh` denials of a subject matches no report."""
    connection: sqlite3.Connection = log.database
    number, kind = connection.execute("SELECT number, kind FROM subjects WHERE subject = ?", (subject,)).fetchone()
    denied = connection.execute(
        "SELECT act, id FROM claims WHERE subject = ? AND part = 1 AND visible_to = ?", (number, END)).fetchall()
    for act in {act for act, event in denied if event in fresh}:
        told = corroborate(claims_of_act(connection, number, act), ACTS[kind])
        if any(claim.id in fresh for claim in told.denials):
            return True
    return False
