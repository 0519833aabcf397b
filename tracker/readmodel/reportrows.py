"""The rows that a report makes by itself, but for its position and its subject's number: those of the table `events`
and of the table `claims`.

The rule kept here: a row ends with its last value; what the table has after that is NULL. (Most reports tell little.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker.days import END
from tracker.facts import Logged, Source
from tracker.readmodel.delays import delay
from tracker.visible import SIGNAL, Claim

CLAIM_COLUMNS = (
    "subject", "part", "act", "width", "id", "visible_from", "visible_to", "earliest", "latest", "dated", "dateless",
    "published", "origin", '"by"', "round", "place", "planned_for", "effective", "until", "every", "successor",
    "confirms", "names",
)
"""The columns of `claims`. What a row holds begins with the second."""
CLAIM = ", ".join(("id", "part", "act", *CLAIM_COLUMNS[CLAIM_COLUMNS.index("earliest"):]))
"""The columns that make a claim, in its order."""
_SURE = CLAIM_COLUMNS.index("origin")
"""How many values every row holds, at least."""

Listed = tuple[str, str, str, str, str | None, None, str | None, int]
"""A report's row of `events` after the position: type, subject, act, source, date as it is told, target (none),
certainty as it is told, delay."""
ClaimRow = tuple[Any, ...]
"""A report's row of `claims` after the subject's number."""


class Made(NamedTuple):
    """Of some contents one after the other, what is known already of a few, each with its place among them: the rows
    of a report, or the source that is filed."""

    reports: Sequence[tuple[int, Listed, ClaimRow | None]] = ()
    filings: Sequence[tuple[int, Source]] = ()

    @property
    def places(self) -> list[int]:
        """The places of what is known already."""
        return [*(place for place, _, _ in self.reports), *(place for place, _ in self.filings)]


class Fresh(NamedTuple):
    """Events that are new in the log, one after the other: the words that each is found by, with its position; those
    to be looked at; and what is known already of the others, which have these ids and positions."""

    texts: Sequence[tuple[int, str]]
    told: Sequence[Logged]
    made: Made = Made()
    ids: Sequence[str] = ()
    positions: Sequence[int] = ()


def report_rows(claim: Claim, content: Mapping[str, Any]) -> tuple[Listed, ClaimRow | None]:
    """The rows of a report from its claim and its content. A signal has none in `claims`."""
    listed = ("reported", content["subject"], claim.act, content["source"], content.get("occurred"), None,
              content.get("certainty"), delay(claim))
    return listed, claim_row(claim, claim.published, END) if claim.part != SIGNAL else None


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
