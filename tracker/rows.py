"""One row of the board, flat: what the read model keeps, and what every format is made of.

The rule kept here: a row holds what its subject's state says for a stretch of days, and JSON is made of rows in
this one place, whether they come from a fold or from the read model. The keys of a board are a contract
(`docs/json.md`). Only what differs from day to day within a stretch, how the day compares with the window in which
the next round is due, is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tracker.days import day_text

ON_TRACK, DUE, LATE, UNKNOWN = "on track", "due", "overdue", "unknown"
VERDICTS = (ON_TRACK, DUE, LATE, UNKNOWN)
"""What a cadence may be said to be."""


class Plan(NamedTuple):
    """What an agreement waits for: a signing, an entry into force, a notice that takes effect. `date` is EDTF."""

    what: str
    date: str
    place: str | None
    events: tuple[str, ...]


class BoardRow(NamedTuple):
    """Where a subject stands. Dates are EDTF; `due_from` and `due_to` are days, both included.

    `by_party` are (party, standing) pairs, of parties that have one. The fields from `every` on are those of a
    series; `overdue` are the labels of its rounds that are overdue. `plans` are what an agreement waits for.
    """

    status: str | None = None
    since: str | None = None
    possible: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    origins: int = 0
    by_party: tuple[tuple[str, str], ...] = ()
    every: str | None = None
    last_held: str | None = None
    next: str | None = None
    overdue: tuple[str, ...] = ()
    due_from: int | None = None
    due_to: int | None = None
    plans: tuple[Plan, ...] = ()


NOTHING_KNOWN = BoardRow()
"""The row of a subject of which nothing is known."""


class RoundRow(NamedTuple):
    """One round of a series. `date` is when it took place, or is planned for; None where neither is told."""

    round: str | None
    status: str
    date: str | None
    place: str | None
    events: tuple[str, ...]


def verdict(due_from: int | None, due_to: int | None, day: int) -> str:
    """How `day` compares with the window in which the next round is due."""
    if due_from is None or due_to is None:
        return UNKNOWN
    if day < due_from:
        return ON_TRACK
    return DUE if day <= due_to else LATE


class Standing(NamedTuple):
    """Where a subject stands: its row, and those of its rounds (None for an agreement)."""

    subject: str
    kind: str
    name: str
    parties: tuple[str, ...]
    row: BoardRow
    rounds: tuple[RoundRow, ...] | None

    def gist(self) -> object:
        """What two standings are compared by; None where nothing is known."""
        row = self.row
        more: object = self.rounds and [(one.round, one.status, one.date, one.place) for one in self.rounds]
        if self.rounds is None:
            more = sorted(row.by_party)
        if not (row.status or more or row.flags or row.possible):
            return None
        return row.status, row.since, row.possible, row.flags, more


def board_json(standings: Iterable[Standing], as_of: int, known_by: int | None, position: int) -> dict[str, Any]:
    """The board as `status --format json` prints it. Dates are EDTF text; `position` counts the log's events."""
    agreements: list[dict[str, Any]] = []
    series: list[dict[str, Any]] = []
    for one in standings:
        (agreements if one.kind == "agreement" else series).append(standing_json(one, as_of))
    return board_of(agreements, series, as_of, known_by, position)


def board_of(
    agreements: list[dict[str, Any]], series: list[dict[str, Any]], as_of: int, known_by: int | None, position: int
) -> dict[str, Any]:
    """A board of rows that are JSON already."""
    return {
        "as_of": day_text(as_of),
        "known_by": day_text(known_by) if known_by is not None else None,
        "position": position,
        "agreements": agreements,
        "series": series,
    }


def standing_json(one: Standing, day: int) -> dict[str, Any]:
    """One row of the board, as JSON."""
    if one.kind == "agreement":
        return agreement_json(one.subject, one.name, one.parties, one.row)
    return series_json(one.subject, one.name, one.row, one.rounds or (), day)


def agreement_json(subject: str, name: str, parties: Sequence[str], row: BoardRow) -> dict[str, Any]:
    """One agreement of the board. `events` make its status; `origins` counts who tells it independently."""
    return {
        "subject": subject,
        "name": name,
        "parties": list(parties),
        "status": row.status,
        "since": row.since,
        "possible": list(row.possible),
        "flags": list(row.flags),
        "by_party": dict.fromkeys(parties) | dict(row.by_party),
        "origins": row.origins,
        "events": list(row.events),
    }


def series_json(subject: str, name: str, row: BoardRow, rounds: Iterable[RoundRow], day: int) -> dict[str, Any]:
    """One meeting series of the board at the end of `day`."""
    return {
        "subject": subject,
        "name": name,
        "status": row.status,
        "every": row.every,
        "last_held": row.last_held,
        "next": row.next,
        "cadence": verdict(row.due_from, row.due_to, day),
        "overdue": list(row.overdue),
        "possible": list(row.possible),
        "flags": list(row.flags),
        "events": list(row.events),
        "rounds": [round_json(known) for known in rounds],
    }


def round_json(row: RoundRow) -> dict[str, Any]:
    """One round of a series."""
    return {
        "round": row.round, "status": row.status, "date": row.date, "place": row.place, "events": list(row.events)
    }
