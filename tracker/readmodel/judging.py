"""What is told of an append: where its subjects stand, whether it came late, whether it denies what nobody said.

The rule kept here: only the rows of the subjects concerned are asked, and of many rounds only those that are told of.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tracker.corroboration import corroborate
from tracker.days import END
from tracker.readmodel.claims import claims_of_act
from tracker.readmodel.reading import Reader
from tracker.readmodel.values import ROUND, round_row
from tracker.rows import RoundRow, Standing
from tracker.vocabulary import ACTS, DECLINED, HELD

if TYPE_CHECKING:
    import sqlite3


_TOLD = "h.told_to, h.told_from, h.told_rank, h.told_by"
_SEEN = f"""
    SELECT {_TOLD}, {", ".join(f"h.{column}" for column in ROUND.split(", "))}
    FROM subjects s CROSS JOIN rounds h ON h.subject = s.number AND h.occurred_from <= :day AND h.occurred_to >= :day
         AND h.published_to = {END}
    WHERE s.subject = :subject
"""
_ONE = f"{_SEEN} ORDER BY h.status <> '{HELD}' DESC, {_TOLD.replace(',', ' DESC,')} DESC LIMIT 1"
CALLED_OFF = ("postponed", "cancelled", DECLINED)
"""What a round may be that no earlier report tells of, though one should."""
_FRESH = f"{_SEEN} AND h.status IN {CALLED_OFF} AND h.told_by IN (SELECT value FROM json_each(:fresh))"


def standings(log: Any, subjects: Collection[str], today: int, fresh: Collection[str]) -> dict[str, Standing]:
    """Where each of these subjects stands today, of those that are registered. Of a series' rounds, those alone that
    are told of: the last open one, or the last; and what the `fresh` events call off and nothing else tells of."""
    if not subjects:
        return {}
    found = {one.subject: one for one in Reader(log).standings(today, subjects=subjects, rounds=False)}
    for subject, one in found.items():
        if one.kind == "series":
            found[subject] = one._replace(rounds=_rounds(log.database, subject, today, fresh))
    return found


def _rounds(connection: sqlite3.Connection, subject: str, day: int, fresh: Collection[str]) -> tuple[RoundRow, ...]:
    asked = {"subject": subject, "day": day, "fresh": json.dumps([*fresh])}
    rows = {*connection.execute(_ONE, asked), *(connection.execute(_FRESH, asked) if fresh else ())}
    return tuple([round_row(row[4:]) for row in sorted(rows, key=itemgetter(0, 1, 2, 3))])


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
