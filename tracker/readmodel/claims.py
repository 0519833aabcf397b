"""Claims as rows: what each report says of its subject, and from when to when it is visible.

The rule kept here: rows are written in the order in which they lie, and it is noted from which day of knowing on the
claims of a subject differ, so that only what follows from those is worked out again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tracker.days import BEGINNING, END
from tracker.facts import Facts
from tracker.readmodel.drawing import Shown
from tracker.readmodel.drawings import Drawings
from tracker.readmodel.redrawing import Redrawing, Touched, Watch
from tracker.readmodel.reportrows import CLAIM, CLAIM_COLUMNS, ClaimRow, Listed, claim_in, claim_row
from tracker.readmodel.shelves import Subjects
from tracker.readmodel.signals import with_rows
from tracker.visible import COUNTED, DENIED, SIGNAL, Catalogue, Claim

if TYPE_CHECKING:
    import sqlite3

_PARTS = f"{COUNTED}, {DENIED}, {SIGNAL}"
_OF_EVENTS = (f"SELECT visible_from, visible_to, {CLAIM} FROM claims WHERE subject = ? AND part IN ({_PARTS})"
              " AND act IN (SELECT value FROM json_each(?)) AND +id IN (SELECT value FROM json_each(?))")
_ID, _VISIBLE_FROM = (CLAIM_COLUMNS.index(column) - 1 for column in ("id", "visible_from"))


class Writer:
    """Writes claims, and draws the subjects whose claims changed."""

    def __init__(self, connection: sqlite3.Connection, subjects: Subjects, drawn: Drawings) -> None:
        self._connection = connection
        self._subjects = subjects
        self._drawn = drawn
        self._rows: list[tuple[Any, ...]] = []
        self._from: dict[str, int] = {}
        self._fresh: dict[str, set[str]] = {}  # the events that came, on that day; none, where others changed or went
        self._added: dict[str, list[Claim]] = {}
        self._redrawing = Redrawing(connection, subjects, drawn)

    def add(self, subject: str, row: tuple[Any, ...]) -> None:
        """A report's claim that counts or disputes, as `claim_row` makes it, visible from its publication on.

        All that a transaction adds is added before anything is compared or renewed.
        """
        numbered = self._subjects.numbered(subject)
        if numbered is not None:
            self._rows.append((numbered[0], *row))
        if self._drawn.has(subject):  # whoever is drawn from its rows needs no list of them
            self._added.setdefault(subject, []).append(claim_in(row))
        known, before = row[_VISIBLE_FROM], self._from.get(subject)
        if before is None or known < before:
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
        self._from[subject] = min(known, self._from.get(subject, known))
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

    def draw(self, progress: Any = None, cores: int = 1, watch: Watch | None = None) -> None:
        """Work out the subjects touched."""
        touched = {
            subject: Touched(known, self._fresh.get(subject, set()), self._added.get(subject, []))
            for subject, known in self._from.items()
        }
        self._from, self._fresh, self._added = {}, {}, {}
        self._redrawing.draw(touched, progress, cores, watch)


def claims_of_act(connection: sqlite3.Connection, number: int, act: str) -> list[Claim]:
    """The claims of one act of a subject that count or dispute, by all that is known."""
    rows = connection.execute(
        f"SELECT {CLAIM} FROM claims WHERE subject = ? AND part < 2 AND act = ? AND visible_to = ?",
        (number, act, END),
    )
    return [Claim._make(row) for row in rows]


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

