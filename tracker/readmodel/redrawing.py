"""What changes in a subject's rows when its claims do: the rectangles of its board row and of its rounds.

The rule kept here: a subject is worked out again from the first day of knowing on which its claims differ, and only
what differs is written. Long work is shared with helper processes; what they send is written by this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.chronicle import Chronicle, Day, days_of_knowing
from tracker.days import BEGINNING, END
from tracker.facts import Subject
from tracker.plane import Rectangle
from tracker.readmodel import drawing
from tracker.readmodel.drawing import Drawn
from tracker.readmodel.drawings import Drawings
from tracker.readmodel.reportrows import CLAIM
from tracker.readmodel.shelves import Subjects
from tracker.readmodel.values import BOARD, ROUND, board_row, round_row
from tracker.states import RoundKey
from tracker.visible import Claim

if TYPE_CHECKING:
    import sqlite3

_STRETCH = "occurred_from, occurred_to, published_from, published_to"
_ROUND_KEY = "told_to, told_from, told_rank, told_by"
_INSERT_BOARD = f"INSERT INTO history (subject, {_STRETCH}, {BOARD}) VALUES ({', '.join('?' * 19)})"
_INSERT_ROUND = f"INSERT INTO rounds (subject, {_ROUND_KEY}, {_STRETCH}, {ROUND}) VALUES ({', '.join('?' * 14)})"
_READ = f"SELECT visible_from, visible_to, {CLAIM} FROM claims WHERE subject = ? AND part < 2"
_STRETCH_OF_ROUND = (
    f"SELECT {_STRETCH}, {ROUND} FROM rounds WHERE subject = ? AND occurred_from = ? AND published_to = ?"
    " AND told_to = ? AND told_from = ? AND told_rank = ? AND told_by = ?"
)
_STRETCHES_OF_ROUNDS = f"SELECT {_ROUND_KEY}, {_STRETCH}, {ROUND} FROM rounds WHERE subject = ? AND published_to = ?"

_new = tuple.__new__  # a claim of values in their order, at half the time

Watch = Callable[[str], None]
"""Told of a subject before the first of its rows changes, and maybe again; maybe of one whose rows stay as they are."""

_FEW_ROUNDS = 20
"""Up to how many rounds of a subject are read one by one."""


class Touched(NamedTuple):
    """The claims of a subject changed, from the day of knowing `known` on.

    `fresh` are the events that came on that day; none, where others changed or went, on that day or a later one. Of a
    subject that was drawn a moment ago, `added` are all that came.
    """

    known: int
    fresh: set[str]
    added: list[Claim]


class Redrawing:
    """Draws the subjects whose claims changed."""

    def __init__(self, connection: sqlite3.Connection, subjects: Subjects, drawn: Drawings) -> None:
        self._connection = connection
        self._subjects = subjects
        self._drawn = drawn
        self._watch: Watch = _unwatched

    def draw(
        self, touched: Mapping[str, Touched], progress: Any = None, cores: int = 1, watch: Watch | None = None
    ) -> None:
        """Work out these subjects, each from the first day of knowing on which it differs."""
        self._watch = watch or _unwatched
        whole: list[drawing.Sized] = []
        for subject in sorted(touched):
            numbered = self._subjects.numbered(subject)
            if numbered is None:
                continue
            number, known = numbered[0], touched[subject].known
            if known == BEGINNING or not self._is_drawn(number, subject):
                self._watch(subject)
                self._connection.execute("DELETE FROM history WHERE subject = ?", (number,))
                self._connection.execute("DELETE FROM rounds WHERE subject = ?", (number,))
                self._drawn.forget(subject)
                whole.append((*numbered, self._size(number)))
            else:
                self._resume(number, numbered[1], *touched[subject])
        for drawn_one in drawing.draw(whole, self._kept, progress, cores):
            self._insert(drawn_one)

    def _is_drawn(self, number: int, subject: str) -> bool:
        """Whether something of the subject is drawn already."""
        return self._drawn.has(subject) or self._connection.execute(
            "SELECT 1 FROM history WHERE subject = ? LIMIT 1", (number,)).fetchone() is not None

    def _size(self, number: int) -> int:
        """How many claims that count or dispute a subject has."""
        size: int = self._connection.execute(
            "SELECT count(*) FROM claims WHERE subject = ? AND part < 2", (number,)).fetchone()[0]
        return size

    def _kept(self, number: int) -> list[drawing.ShownRow]:
        """The claims of a subject that count, or dispute."""
        return self._connection.execute(_READ, (number,)).fetchall()

    def _insert(self, drawn: Drawn) -> None:
        self._connection.executemany(_INSERT_BOARD, drawn.board)
        self._connection.executemany(_INSERT_ROUND, drawn.rounds)

    def _resume(
        self, number: int, subject: Subject, known: int, fresh: set[str], added: list[Claim]
    ) -> None:
        """Go on from what is sure: what was known the day before `known`, or, where there are `fresh` events, which
        this day alone brings anew, on that day. What began later goes, what ended later stands.

        Where the subject was drawn a moment ago, up to `known` at the latest, only what was added is taken in.
        """
        made = self._drawn.get(subject.id, known)
        if made is not None:
            days = days_of_knowing([(claim, claim.published, END) for claim in added])
            self._go_on(number, made, days)
            self._drawn.keep(subject.id, made, days[-1].known, len(added))
            return
        visible = [(_new(Claim, row[2:]), row[0], row[1]) for row in self._kept(number)]
        sure = known if fresh else known - 1
        made = Chronicle(subject)
        made.begin([claim for claim, first, last in visible if first <= sure <= last and claim.id not in fresh])
        days = [Day(known, [claim for claim, first, _ in visible if claim.id in fresh and first == known], ())]
        days = days[: bool(fresh)] + days_of_knowing(visible, sure)
        if not fresh or len(days) > 1:  # else nothing was known later, and no row is of later
            self._watch(subject.id)
            self._forget_later(number, sure)
        self._go_on(number, made, days)
        self._drawn.keep(subject.id, made, days[-1].known if days else known, len(visible))

    def _forget_later(self, number: int, sure: int) -> None:
        """What began after the day of knowing `sure` goes, what ended later stands."""
        for table in ("history", "rounds"):
            self._connection.execute(
                f"DELETE FROM {table} WHERE subject = ? AND published_to > ? AND published_from > ?",
                (number, sure, sure),
            )
            self._connection.execute(
                f"UPDATE {table} SET published_to = ? WHERE subject = ? AND published_to BETWEEN ? AND ?",
                (END, number, sure, END - 1),
            )

    def _go_on(self, number: int, made: Chronicle, days: list[Day]) -> None:
        """Take in days of knowing, and write what they change."""
        recall = _Recall(self._connection, number)
        made.outset(recall.board if len(days) == 1 else None, recall.round)
        if len(days) != 1:
            made.board.load(recall.board(BEGINNING))
        for day in days:
            made.take(day)
        self._write_changes(number, made)

    def _write_changes(self, number: int, made: Chronicle) -> None:
        """Replace the rows of the stretches that changed."""
        drawn = drawing.Drawn(number, [], [])
        changed = made.board.changed
        if changed is not None or any(plane.changed is not None for plane in made.rounds.values()):
            self._watch(made.subject.id)
        if changed is not None:
            self._connection.execute(
                "DELETE FROM history WHERE subject = ? AND published_to = ? AND occurred_from BETWEEN ? AND ?",
                (number, END, *changed),
            )
            drawn.board.extend(drawing.board_rows(number, made.board.rectangles(changed)))
        for key, plane in made.rounds.items():
            if plane.changed is not None:
                self._connection.execute(
                    "DELETE FROM rounds WHERE subject = ? AND published_to = ? AND occurred_from BETWEEN ? AND ?"
                    " AND told_to = ? AND told_from = ? AND told_rank = ? AND told_by = ?",
                    (number, END, *plane.changed, *key),
                )
                drawn.rounds.extend(drawing.round_rows(
                    number, [(key, one) for one in plane.rectangles(plane.changed)]))
        self._insert(drawn)


class _Recall:
    """Reads what stands of a subject, when a chronicle needs it."""

    def __init__(self, connection: sqlite3.Connection, number: int) -> None:
        self._connection = connection
        self._number = number
        self._asked = 0

    def board(self, day: int) -> list[Rectangle[Any]]:
        """The rectangles of the board that reach `day` or a later one."""
        rows = self._connection.execute(
            f"SELECT {_STRETCH}, {BOARD} FROM history WHERE subject = ?1 AND published_to = ?2 AND occurred_from >="
            " coalesce((SELECT max(occurred_from) FROM history WHERE subject = ?1 AND published_to = ?2"
            " AND occurred_from <= ?3), ?3)", (self._number, END, day),
        )
        return [Rectangle(row[0], row[1], row[2], row[3], board_row(row[3:])) for row in rows]

    def round(self, key: RoundKey) -> list[Rectangle[Any]]:
        """The rectangles of a round: from the day on which it is first told of, each goes on where another ends."""
        self._asked += 1
        if self._asked > _FEW_ROUNDS:
            return self._rounds.get(key, [])
        found: list[Rectangle[Any]] = []
        begins = key[0]
        while begins <= END:
            row = self._connection.execute(_STRETCH_OF_ROUND, (self._number, begins, END, *key)).fetchone()
            if row is None:
                break
            found.append(Rectangle(row[0], row[1], row[2], row[3], round_row(row[4:])))
            begins = row[1] + 1
        return found

    @cached_property
    def _rounds(self) -> dict[RoundKey, list[Rectangle[Any]]]:
        """The rectangles of every round. (Where many are first told of on one day, each alone is slow to find.)"""
        found: dict[RoundKey, list[Rectangle[Any]]] = {}
        for row in self._connection.execute(_STRETCHES_OF_ROUNDS, (self._number, END)):
            found.setdefault(row[:4], []).append(Rectangle(row[4], row[5], row[6], row[7], round_row(row[8:])))
        return found


def _unwatched(subject: str) -> None:
    """Nobody is told."""
