"""Folding from claims as rows, and the reports behind them.

The rule kept here: subjects are read one at a time, so that a full replay takes no more memory than its largest
subject; a report is read from the log only when somebody asks for its details.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from tracker.corroboration import corroborate
from tracker.facts import Report, Subject, report
from tracker.projection import Course
from tracker.readmodel.reportrows import CLAIM
from tracker.readmodel.shelves import Subjects
from tracker.readmodel.signals import signals
from tracker.visible import Claim
from tracker.vocabulary import ACTS

if TYPE_CHECKING:
    import sqlite3

_VISIBLE = "FROM claims WHERE visible_from <= ? AND visible_to >= ?"
_SUBJECT_OF = itemgetter(len(Claim._fields))
_claim = partial(tuple.__new__, Claim)
_PASSING_KIB = 4 * 1024
"""How much of the file a pass through a whole table holds."""


def courses(connection: sqlite3.Connection, known_by: int, subjects: Collection[str] | None) -> Iterator[Course]:
    """The course of each subject, in the order of their ids."""
    shelf = Subjects(connection)
    for subject in sorted(set(subjects)) if subjects is not None else shelf:
        numbered = shelf.numbered(subject)
        if numbered is not None:
            rows = connection.execute(f"SELECT {CLAIM} {_VISIBLE} AND subject = ?", (known_by, known_by, numbered[0]))
            claims = chain(map(_claim, rows), signals(connection, numbered[1], known_by))
            yield Course(numbered[1], corroborate(claims, ACTS[numbered[1].kind]))


def replayed(connection: sqlite3.Connection, known_by: int) -> Generator[Course]:
    """The course of each subject of which something is told, for a fold of the whole log: in the order in which they
    were registered, in one pass over the claims; without the signals, which move nothing."""
    by_number: dict[int, Subject] = Subjects(connection).by_number()
    with _read_once(connection):
        rows = connection.execute(f"SELECT {CLAIM}, subject {_VISIBLE} AND part < 2", (known_by, known_by))
        for number, told in groupby(rows, _SUBJECT_OF):
            subject = by_number[number]
            yield Course(subject, corroborate(map(_claim, told), ACTS[subject.kind]))


@contextmanager
def _read_once(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold few pages of the file while the block runs: those that are read once, in their order, need not be held."""
    (held,) = connection.execute("PRAGMA cache_size").fetchone()
    connection.execute(f"PRAGMA cache_size = -{_PASSING_KIB}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = {held}")


_TELLING = "type IN ('reported', 'corrected') AND act IS NOT NULL"


class Reports(Mapping[str, Report]):
    """The reports of a log by the id of their event; of a correction, its replacement."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getitem__(self, event: str) -> Report:
        row = self._connection.execute("SELECT position, body FROM log WHERE id = ?", (event,)).fetchone()
        if row is None:
            raise KeyError(event)
        content = json.loads(row[1])["content"]
        return report(event, row[0], content.get("replacement") or content)

    def __iter__(self) -> Iterator[str]:
        rows = self._connection.execute(
            "SELECT id FROM log WHERE position IN (SELECT position FROM events"
            f" WHERE {_TELLING}) ORDER BY position")
        return iter([event for (event,) in rows])

    def __len__(self) -> int:
        count: int = self._connection.execute(f"SELECT count(*) FROM events WHERE {_TELLING}").fetchone()[0]
        return count
