"""Reading the read model: the board of any day, known by any day, in one indexed query.

The rule kept here: answers are the rows that JSON prints, the same that a replay gives, and a reader loads nothing
of the replay. Every method reads one state of the log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.days import END, day_text
from tracker.readmodel import tables
from tracker.readmodel.values import BOARD, ROUND, board_row, round_row
from tracker.rows import NOTHING_KNOWN, BoardRow, RoundRow, agreement_json, series_json

if TYPE_CHECKING:
    import sqlite3

_HOLDS = (
    "subject = {0} AND occurred_from <= :day AND occurred_to >= :day AND published_from <= :known"
    " AND published_to >= :known"
)
# Of the stretches that begin by the day, the one that holds it began last, or nearly: the index leads to it in a few
# steps.
_BOARD = f"""
    SELECT s.number, s.subject, s.kind, s.name, s.parties, {", ".join(f"h.{column}" for column in BOARD.split(", "))}
    FROM subjects s LEFT JOIN history h ON h.number = (
        SELECT number FROM history WHERE {_HOLDS.format("s.number")} ORDER BY occurred_from DESC LIMIT 1
    )
"""
_ROUNDS = f"""
    SELECT {ROUND} FROM rounds WHERE {_HOLDS.format(":subject")} ORDER BY told_to, told_from, told_rank, told_by
"""


class Standing(NamedTuple):
    """Where a subject stands: its row, and those of its rounds (None for an agreement)."""

    name: str
    row: BoardRow
    rounds: list[RoundRow] | None


class Reader:
    """The read model of an open log. `position` is the log's head, up to which it was found to be kept."""

    def __init__(self, log: Any) -> None:
        self._connection: sqlite3.Connection = log.database
        self.position: int = self._connection.execute("SELECT coalesce(max(position), 0) FROM log").fetchone()[0]
        self.is_kept = tables.position(self._connection) == self.position

    def board(
        self, as_of: int, known_by: int | None = None, subjects: Collection[str] | None = None, rounds: bool = True
    ) -> dict[str, Any]:
        """The board at the end of the day `as_of`, from what was published by the end of `known_by` (None: all), as
        `status --format json` prints it; of the subjects with these ids, or all. Without `rounds`, series tell none.
        """
        known = END if known_by is None else known_by
        agreements, series = [], []
        for number, subject, kind, name, parties, row in self._rows(as_of, known, subjects):
            if kind == "agreement":
                agreements.append(agreement_json(subject, name, _parties(parties), row))
            else:
                told = self._rounds(number, as_of, known) if rounds else ()
                series.append(series_json(subject, name, row, told, as_of))
        return {
            "as_of": day_text(as_of),
            "known_by": day_text(known_by) if known_by is not None else None,
            "position": self.position,
            "agreements": agreements,
            "series": series,
        }

    def subject(self, subject: str, as_of: int, known_by: int | None = None) -> dict[str, Any] | None:
        """One row of the board; None for a subject that is not registered."""
        board = self.board(as_of, known_by, (subject,))
        return next(iter((*board["agreements"], *board["series"])), None)

    def standings(self, subjects: Collection[str], as_of: int) -> dict[str, Standing]:
        """Where subjects stand at the end of a day, by all that is known; those that are registered, by id."""
        return {
            subject: Standing(name, row, None if kind == "agreement" else self._rounds(number, as_of, END))
            for number, subject, kind, name, _, row in self._rows(as_of, END, subjects)
        }

    def is_late(self, subject: str, fresh: Collection[str]) -> bool:
        """Whether one of the `fresh` reports of a subject was published before another that counts."""
        rows = self._connection.execute(
            "SELECT c.published, c.id FROM claims c JOIN subjects s ON s.number = c.subject"
            " WHERE s.subject = ? AND c.part = 0 AND c.names IS NULL", (subject,)
        ).fetchall()
        new = [published for published, event in rows if event in fresh]
        known = [published for published, event in rows if event not in fresh]
        return bool(known and new) and min(new) < max(known)

    def denies_nothing(self, subject: str, fresh: Collection[str]) -> bool:
        """Whether one of the `fresh` denials of a subject matches no report."""
        if not fresh:
            return False
        number, kind = self._connection.execute(
            "SELECT number, kind FROM subjects WHERE subject = ?", (subject,)).fetchone()
        denied = self._connection.execute(
            "SELECT act, id FROM claims WHERE subject = ? AND part = 1 AND visible_to = ?", (number, END)).fetchall()
        return any(event in fresh and self._matches_nothing(number, kind, act, event) for act, event in denied)

    def _matches_nothing(self, number: int, kind: str, act: str, event: str) -> bool:
        from tracker.corroboration import corroborate
        from tracker.readmodel.claims import claims_of_act
        from tracker.vocabulary import ACTS

        told = corroborate(claims_of_act(self._connection, number, act), ACTS[kind])
        return any(claim.id == event for claim in told.denials)

    def _rows(
        self, day: int, known: int, subjects: Collection[str] | None
    ) -> Iterator[tuple[int, str, str, str, str | None, BoardRow]]:
        where = {"day": day, "known": known}
        if subjects is None:
            rows = self._connection.execute(f"{_BOARD} ORDER BY s.subject", where)
        else:
            wanted = {f"s{number}": subject for number, subject in enumerate(sorted(subjects))}
            names = ", ".join(f":{name}" for name in wanted)
            rows = self._connection.execute(f"{_BOARD} WHERE s.subject IN ({names}) ORDER BY s.subject",
                                            {**where, **wanted})
        for row in rows:
            number, subject, kind, name, parties, *columns = row
            yield number, subject, kind, name, parties, NOTHING_KNOWN if columns[5] is None else board_row(columns)

    def _rounds(self, number: int, day: int, known: int) -> list[RoundRow]:
        rows = self._connection.execute(_ROUNDS, {"subject": number, "day": day, "known": known})
        return [round_row(row) for row in rows]


def _parties(text: str | None) -> list[str]:
    return text[2:-2].split('","') if text else []
