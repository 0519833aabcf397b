"""The rows that a report makes by itself, but for its position and its subject's number: those of the table `events`
and of the table `claims`.

The rule kept here: a row ends with its last value; what the table has after that is NULL. (Most reports tell little.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tracker.days import END
from tracker.facts import Source
from tracker.visible import Claim

CLAIM_COLUMNS = (
    "subject", "part", "act", "width", "id", "visible_from", "visible_to", "earliest", "latest", "dated", "dateless",
    "published", "origin", '"by"', "round", "place", "planned_for", "effective", "until", "every", "successor",
    "confirms", "names",
)
"""The columns of `claims`. What a row holds begins with the second."""
_SURE = CLAIM_COLUMNS.index("origin")
"""How many values every row holds, at least."""


class ReportRows(NamedTuple):
    """`listed` is the row of `events` after the position: type, subject, act, source, and date as it is told.
    `claim` is the row of `claims` after the subject's number."""

    listed: tuple[str | None, ...]
    claim: tuple[Any, ...]


class Reported(NamedTuple):
    """An event of the log of which it is known already what it comes to: where it is, the words it is found by, and the
    rows of a report, or the source that is filed."""

    position: int
    id: str
    text: str
    made: ReportRows | Source


def report_rows(claim: Claim, content: Mapping[str, Any]) -> ReportRows:
    """The rows of a report from its claim and its content."""
    listed = "reported", content["subject"], claim.act, content["source"], content.get("occurred")
    return ReportRows(listed, claim_row(claim, claim.published, END))


def claim_row(claim: Claim, first: int, last: int) -> tuple[Any, ...]:
    """A claim that is visible from one day of knowing to another, both included, as a row."""
    event, part, act, earliest, latest, *told = claim
    row = part, act, latest - earliest, event, first, last, earliest, latest, *told
    length = len(row)
    while length > _SURE and row[length - 1] is None:
        length -= 1
    return row[:length]


def claim_in(row: tuple[Any, ...]) -> Claim:
    """The claim in such a row."""
    return Claim(row[3], row[0], row[1], *row[6:])
