"""Where a subject stands, in words for one line.

The rule kept here: it is told from its rows, so that it says the same wherever those came from.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.parties import parties_apart
from tracker.rows import BoardRow, RoundRow

NOTHING_KNOWN = "nothing known"


def standing_words(row: BoardRow, rounds: Sequence[RoundRow] | None) -> str:
    """Where a subject stands: its status and since when, and the parties that stand apart; of a series (`rounds` is
    not None), its open round or its last."""
    words = f"{row.status} ({row.since})" if row.status else ""
    if rounds is None:
        return ", ".join([words or NOTHING_KNOWN, *parties_apart(row.status, dict(row.by_party))])
    open_or_last = [known for known in rounds if known.status != "held"] or list(rounds)
    if open_or_last:
        known = open_or_last[-1]
        told = f"{round_name(known)} {known.status}" + (f" {known.date}" if known.date else "")
        words = f"{words}, {told}" if words else told
    return words or NOTHING_KNOWN


def round_name(known: RoundRow) -> str:
    """What people call a round: "round 1", or "a round" where it has no name."""
    return f"round {known.round}" if known.round else "a round"
