"""The board as a page: rows in words at the day of publication, and the rectangles for every other day.

The rule kept here: a row on the page says what the row of `status` says; `assets/drawing.js` says it alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.parties import parties_apart, party_name
from tracker.publishing import addresses
from tracker.publishing.wording import (
    COMING,
    ENDING,
    HALTED,
    KIND_WORDS,
    KINDS_OF_STATUS,
    LATE,
    NOTHING,
    OVER,
    STANDING,
    date_words,
    every_words,
)
from tracker.render.board import AHEAD

Row = dict[str, Any]

LINES = 4
"""How many rounds to come or late a row of the board tells."""
_SHOWN_BY = {
    COMING: "proposed", HALTED: "postponed", STANDING: "in force", ENDING: "notice pending", OVER: "terminated",
    LATE: "overdue", NOTHING: None,
}
KEY = [(_SHOWN_BY[kind], KIND_WORDS[kind]) for kind in (COMING, HALTED, STANDING, ENDING, OVER, LATE, NOTHING)]
"""The shapes, by a status of each kind, with their words."""


def rows(board: Mapping[str, Any], kinds: Mapping[str, str], parties: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The rows of a board for the page. `kinds` and `parties` are those of every subject, in the order of the ids."""
    numbers = {subject: number for number, subject in enumerate(kinds)}
    made = {
        kind: [_row(row, numbers[row["subject"]], parties[row["subject"]]) for row in board[key]]
        for kind, key in (("agreement", "agreements"), ("series", "series"))
    }
    everyone = sorted({code for codes in parties.values() for code in codes}, key=party_name)
    return {
        "agreements": made["agreement"], "series": made["series"], "key": KEY,
        "parties": [(code, party_name(code)) for code in everyone],
        "statuses": [*KINDS_OF_STATUS, "nothing known"],
    }


def _row(row: Row, number: int, parties: Sequence[str]) -> Row:
    rounds = row.get("rounds")
    return {
        "number": number, "stem": addresses.stem(row["subject"]), "address": addresses.subject(row["subject"]),
        "name": row["name"], "parties": ", ".join(map(party_name, parties)), "status": row["status"],
        "possible": row["possible"], "is_known": bool(row["status"] or row["possible"] or row["flags"] or rounds),
        "when": words_of(row["since"] if rounds is None else row["last_held"]),
        "more": _agreement_lines(row) if rounds is None else _series_lines(row),
        "side": origins_words(row["origins"]) if rounds is None else cadence_words(row),
    }


def words_of(date: str | None) -> str:
    """A date in words, or nothing."""
    return date_words(date) if date else ""


def _agreement_lines(row: Row) -> list[tuple[str | None, str]]:
    return [(None, text) for text in (*row["flags"], *parties_apart(row["status"], row["by_party"]))]


def _series_lines(row: Row) -> list[tuple[str | None, str]]:
    told = ahead(row["rounds"])
    lines = [(one["status"], " ".join(filter(None, (one["status"], words_of(one["date"]))))) for one in told[:LINES]]
    more = [f"and {len(told) - LINES} more"] if len(told) > LINES else []
    return [*lines, *((None, text) for text in (*more, *row["flags"]))]


def ahead(rounds: Sequence[Row]) -> list[Row]:
    """The rounds to come or late; where there is none, the last, unless it was held."""
    return [one for one in rounds if one["status"] in AHEAD or (one is rounds[-1] and one["status"] != "held")]


def origins_words(count: int) -> str:
    """How many tell it independently."""
    return f"{count} {'origin' if count == 1 else 'origins'}" if count else ""


def cadence_words(row: Row) -> str:
    """The interval of a series, and whether it is late."""
    if not row["every"]:
        return ""
    every = every_words(row["every"])
    return every if row["cadence"] == "unknown" else f"{every}, {row['cadence']}"
