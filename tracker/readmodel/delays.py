"""How late reports are: the days from the last day on which something may have happened to its publication.

The rule kept here: `events` says it as the catalogue is now. Where a source is amended, or a name that was told before
it was declared is declared, it is worked out again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracker.facts import NOT_OURS, report
from tracker.visible import Catalogue, Claim, claim_of

if TYPE_CHECKING:
    import sqlite3


def delay(claim: Claim) -> int:
    """The delay of what is claimed, in days: of a vague date, the fewest that it can be."""
    return claim.published - claim.latest


def delay_in(content: Mapping[str, Any], listed: Catalogue) -> int | None:
    """That of what a content reports, or puts in the place of a report; None where it does not, or is none of ours."""
    try:
        told = content.get("replacement") or content
        claim = claim_of(report("", 0, told), None, listed) if told["type"] == "reported" else None
    except NOT_OURS:
        return None
    return delay(claim) if claim is not None else None


def work_out_again(connection: sqlite3.Connection, column: str, named: str, listed: Catalogue) -> None:
    """The delays of the events listed under a `subject` or `source`."""
    rows = connection.execute(
        "SELECT e.position, l.body FROM events e JOIN log l ON l.position = e.position WHERE e.act IS NOT NULL"
        f" AND e.position IN (SELECT position FROM events_of_{column} WHERE {column} = ?)", (named,)).fetchall()
    connection.executemany("UPDATE events SET delay = ? WHERE position = ?", [
        (delay_in(json.loads(body)["content"], listed), position) for position, body in rows])
