"""Claims as rows, and what they make: the rectangles of each subject's board row and of its rounds.

The rule kept here: a subject is worked out again from the first day of knowing on which its claims differ, and only
what differs is written. Long work is shared with helper processes; what they send is written by this one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tracker.chronicle import Chronicle, Day, days_of_knowing
from tracker.days import BEGINNING, END
from tracker.facts import Facts, Subject
from tracker.plane import Rectangle
from tracker.readmodel import drawing
from tracker.readmodel.drawing import Drawn, Shown
from tracker.readmodel.drawings import Drawings
from tracker.readmodel.reportrows import CLAIM_COLUMNS, ClaimRow, Listed, claim_in, claim_row
from tracker.readmodel.shelves import Subjects
from tracker.readmodel.signals import with_rows
from tracker.readmodel.values import BOARD, ROUND, board_row, round_row
from tracker.states import RoundKey
from tracker.visible import COUNTED, DENIED, SIGNAL, Catalogue, Claim

if TYPE_CHECKING:
    import sqlite3

CLAIM = ", ".join(("id", "part", "act", *CLAIM_COLUMNS[CLAIM_COLUMNS.index("earliest"):]))
"""The columns that make a claim, in its order."""
_STRETCH = "occurred_from, occurred_to, published_from, published_to"
_ROUND_KEY = "told_to, told_from, told_rank, told_by"
_INSERT_BOARD = f"INSERT INTO history (subject, {_STRETCH}, {BOARD}) VALUES ({', '.join('?' * 19)})"
_INSERT_ROUND = f"INSERT INTO rounds (subject, {_ROUND_KEY}, {_STRETCH}, {ROUND}) VALUES ({', '.join('?' * 14)})"
_PARTS = f"{COUNTED}, {DENIED}, {SIGNAL}"
_OF_EVENTS = (f"SELECT visible_from, visible_to, {CLAIM} FROM claims WHERE subject = ? AND part IN ({_PARTS})"
              " AND act IN (SELECT value FROM json_each(?)) AND +id IN (SELECT value FROM json_each(?))")
_READ = f"SELECT visible_from, visible_to, {CLAIM} FROM claims WHERE subject = ? AND part < 2"

_ID, _VISIBLE_FROM = (CLAIM_COLUMNS.index(column) - 1 for column in ("id", "visible_from"))


class Writer:
    """Writes claims, and draws the subjects whose claims changed."""

    def __init__(self, connection: sqlite3.Connection, subjects: Subjects, drawn: Drawings) -> None:
        self._connection = connection
        self._subjects = subjects
        self._drawn = drawn
        self._rows: list[tuple[Any, ...]] = []
        self._from: dict[str, int] = {}
        self._fresh: dict[str, set[str]] = {}  # the events that alone make that day another than it was
        self._added: dict[str, list[Claim]] = {}

    def add(self, subject: str, row: tuple[Any, ...]) -> None:
        """A report's claim that counts or disputes, as `claim_row` makes it, visible from its publication on."""
        numbered = self._subjects.numbered(subject)
        if numbered is not None:
            self._rows.append((numbered[0], *row))
        if self._drawn.has(subject):  # whoever is drawn from its rows needs no list of them
            self._added.setdefault(subject, []).append(claim_in(row))
        known, before = row[_VISIBLE_FROM], self._from.get(subject, END + 1)
        if known < before:
            self._from[subject] = known
            self._fresh[subject] = {row[_ID]}
        elif known == before and subject in self._fresh:
            self._fresh[subject].add(row[_ID])

    def add_new(self, reports: Sequence[tuple[int, Listed, ClaimRow | None]]) -> None:
        """The same, of reports about subjects that this transaction registered: they are drawn whole."""
        subjects = {listed[1] for _, listed, row in reports if row is not None}
        numbers = {subject: numbered[0] for subject in subjects if (numbered := self._subjects.numbered(subject))}
        self._rows += [(numbers[listed[1]], *row) for _, listed, row in reports if row is not None]
        self._from |= dict.fromkeys(subjects, BEGINNING)

    def _put(self, subject: str, shown: Shown) -> None:
        numbered = self._subjects.numbered(subject)
        if numbered is not None:
            self._rows.append((numbered[0], *claim_row(*shown)))

    def _touch(self, subject: str, known: int) -> None:
        if known <= self._from.get(subject, END + 1):
            self._from[subject] = known
            self._fresh.pop(subject, None)

    def flush(self) -> None:
        """Write the claims added, in the order in which they lie."""
        if self._rows:
            self._rows.sort()  # by the primary key, with which they begin: no two have the same
            by_length: dict[int, list[tuple[Any, ...]]] = {}
            for row in self._rows:
                by_length.setdefault(len(row), []).append(row)
            for length, rows in by_length.items():
                self._connection.executemany(_insert_claim(length), rows)
            self._rows = []

    def compare(self, subject: str, facts: Facts, listed: Catalogue) -> None:
        """Put the claims of events that are taken back, or replace others, as `facts` now show them.

        `facts` are what takes events about the subject back, and those events.
        """
        numbered = self._subjects.numbered(subject)
        if numbered is None:
            return
        now = {Shown(one.claim, one.first, one.last) for one in with_rows(facts, listed) if one.subject == subject}
        told = facts.told()
        acts = {one.act for one in told.values()}
        before = {
            Shown(Claim._make(row[2:]), row[0], row[1])
            for row in self._connection.execute(_OF_EVENTS, (numbered[0], json.dumps([*acts]), json.dumps([*told])))
        }
        for shown in before - now:
            self._connection.execute(
                "DELETE FROM claims WHERE subject = ? AND part = ? AND act = ? AND width = ? AND id = ?"
                " AND visible_from = ?",
                (numbered[0], shown.claim.part, shown.claim.act, shown.claim.latest - shown.claim.earliest,
                 shown.claim.id, shown.first),
            )
        for shown in now - before:
            self._put(subject, shown)
        changed = _first_difference(before - now, now - before)
        if changed is not None:
            self._drawn.forget(subject)
            self._touch(subject, changed)
        self.flush()

    def renew(self, subject: str, facts: Facts, listed: Catalogue) -> None:
        """Make all of a subject's claims anew. `facts` are all that concern it."""
        numbered = self._subjects.numbered(subject)
        if numbered is None:
            return
        self._connection.execute("DELETE FROM claims WHERE subject = ?", (numbered[0],))
        for one in with_rows(facts, listed):
            if one.subject == subject:
                self._put(subject, Shown(one.claim, one.first, one.last))
        self.redraw(subject)
        self.flush()

    def redraw(self, subject: str) -> None:
        """Work the subject out again from the beginning: its claims are the same, its parties are not."""
        self._drawn.forget(subject)
        self._touch(subject, BEGINNING)

    def clear(self, subject: str) -> None:
        """Take out all that is told of a subject that is no longer registered."""
        numbered = self._subjects.numbered(subject)
        if numbered is not None:
            for table in ("claims", "history", "rounds"):
                self._connection.execute(f"DELETE FROM {table} WHERE subject = ?", (numbered[0],))
        self._drawn.forget(subject)
        self._from.pop(subject, None)
        self._fresh.pop(subject, None)

    def touched(self) -> set[str]:
        """The subjects whose claims changed, and that are to be drawn."""
        return set(self._from)

    def draw(self, progress: Any = None, cores: int = 1) -> None:
        """Work out the subjects touched, each from the first day of knowing on which it differs."""
        touched, self._from = self._from, {}
        added, self._added = self._added, {}
        fresh, self._fresh = self._fresh, {}
        whole: list[drawing.Sized] = []
        for subject in sorted(touched):
            numbered = self._subjects.numbered(subject)
            if numbered is None:
                continue
            number, known = numbered[0], touched[subject]
            if known == BEGINNING or not self._is_drawn(number, subject):
                self._connection.execute("DELETE FROM history WHERE subject = ?", (number,))
                self._connection.execute("DELETE FROM rounds WHERE subject = ?", (number,))
                self._drawn.forget(subject)
                whole.append((*numbered, self._size(number)))
            else:
                self._resume(number, numbered[1], known, added.get(subject, []), fresh.get(subject, set()))
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
        self, number: int, subject: Subject, known: int, added: list[Claim], fresh: set[str]
    ) -> None:
        """Go on from what is sure: what was known the day before `known`, or, where the `fresh` events are all that
        this day brings anew, on that day. What began later goes, what ended later stands.

        Where the subject was drawn a moment ago, up to `known` at the latest, only what was added is taken in.
        """
        made = self._drawn.get(subject.id, known)
        if made is not None:
            days = days_of_knowing([(claim, claim.published, END) for claim in added])
            self._go_on(number, made, days)
            self._drawn.keep(subject.id, made, days[-1].known, len(added))
            return
        shown = [Shown(Claim._make(row[2:]), row[0], row[1]) for row in self._kept(number)]
        sure = known if fresh else known - 1
        made = Chronicle(subject)
        made.begin([one.claim for one in shown if one.first <= sure <= one.last and one.claim.id not in fresh])
        for table in ("history", "rounds"):
            self._connection.execute(
                f"DELETE FROM {table} WHERE subject = ? AND published_to > ? AND published_from > ?",
                (number, sure, sure),
            )
            self._connection.execute(
                f"UPDATE {table} SET published_to = ? WHERE subject = ? AND published_to BETWEEN ? AND ?",
                (END, number, sure, END - 1),
            )
        days = [Day(known, [one.claim for one in shown if one.claim.id in fresh and one.first == known], ())]
        days = days[: bool(fresh)] + days_of_knowing([(one.claim, one.first, one.last) for one in shown], sure)
        self._go_on(number, made, days)
        self._drawn.keep(subject.id, made, days[-1].known if days else known, len(shown))

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


def claims_of_act(connection: sqlite3.Connection, number: int, act: str) -> list[Claim]:
    """The claims of one act of a subject that count or dispute, by all that is known."""
    rows = connection.execute(
        f"SELECT {CLAIM} FROM claims WHERE subject = ? AND part < 2 AND act = ? AND visible_to = ?",
        (number, act, END),
    )
    return [Claim._make(row) for row in rows]


class _Recall:
    """Reads what stands of a subject, when a chronicle needs it."""

    def __init__(self, connection: sqlite3.Connection, number: int) -> None:
        self._connection = connection
        self._number = number
        self._asked = 0
        self._others: dict[RoundKey, list[Rectangle[Any]]] = {}

    def board(self, day: int) -> list[Rectangle[Any]]:
        """The rectangles of the board that reach `day` or a later one."""
        rows = self._connection.execute(
            f"SELECT {_STRETCH}, {BOARD} FROM history WHERE subject = ?1 AND published_to = ?2 AND occurred_from >="
            " coalesce((SELECT max(occurred_from) FROM history WHERE subject = ?1 AND published_to = ?2"
            " AND occurred_from <= ?3), ?3)", (self._number, END, day),
        )
        return [Rectangle(row[0], row[1], row[2], row[3], board_row(row[3:])) for row in rows]

    def round(self, key: RoundKey) -> list[Rectangle[Any]]:
        """The rectangles of a round. Who asks for more than one gets the others from what is read once."""
        if self._asked == 1:
            for *of, rectangle in self._rounds(""):
                self._others.setdefault(tuple(of), []).append(rectangle)
        self._asked += 1
        if self._asked > 1:
            return self._others.get(key, [])
        told = " AND told_to = ? AND told_from = ? AND told_rank = ? AND told_by = ?"
        return [rectangle for *_, rectangle in self._rounds(told, *key)]

    def _rounds(self, which: str, *key: int | str) -> Iterator[tuple[Any, ...]]:
        """Keys and rectangles of rounds."""
        for row in self._connection.execute(
                f"SELECT {_ROUND_KEY}, {_STRETCH}, {ROUND} FROM rounds WHERE subject = ? AND published_to = ?{which}",
                (self._number, END, *key)):
            yield *row[:4], Rectangle(row[4], row[5], row[6], row[7], round_row(row[8:]))


@lru_cache(maxsize=len(CLAIM_COLUMNS))
def _insert_claim(length: int) -> str:
    """The statement for rows of so many values."""
    return f"INSERT INTO claims ({', '.join(CLAIM_COLUMNS[:length])}) VALUES ({', '.join('?' * length)})"


def _first_difference(before: Iterable[Shown], now: Iterable[Shown]) -> int | None:
    """The first day of knowing on which two sets of claims, but for signals, are not the same; None where they are."""
    days: list[int] = []
    old = {(one.claim, one.first): one.last for one in before if one.claim.part != SIGNAL}
    for one in now:
        if one.claim.part == SIGNAL:
            continue
        last = old.pop((one.claim, one.first), None)
        days.append(one.first if last is None else min(last, one.last) + 1)
    days += [first for _, first in old]
    return min(days, default=None)

