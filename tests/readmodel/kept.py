"""What the tests of the read model share: logs in files, what replay says of them, and their tables as values.

A read model is compared with the replay of the log's own stored bytes, and its tables with those of another as
functions of the two clocks: rectangles may be cut in other places, but may not say anything else.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.strategies import Entry
from tracker.boardrows import standing_of
from tracker.chronicle import days_of_knowing
from tracker.days import END, day_text
from tracker.errors import BadInput
from tracker.events import parse_content
from tracker.facts import Facts, from_envelopes
from tracker.history import breakpoints
from tracker.log import Log, open_log
from tracker.projection import courses
from tracker.readmodel import Reader, judging
from tracker.readmodel.indexing import TAIL, searched, texts_after
from tracker.recording import Receipt, Recorder
from tracker.rows import Standing
from tracker.visible import catalogue, taken_back, visible
from tracker.wording import standing_words

Content = Mapping[str, Any]
Rows = list[tuple[Any, ...]]

STAMP = "2031-01-01T00:00:00Z"
TODAY = 741_000
STRETCHES = {"history": "", "rounds": ", t.told_to, t.told_from, t.told_rank, t.told_by"}
"""The tables of rectangles, with what tells one thing from another beside its subject."""
STRETCH = ("occurred_from", "occurred_to", "published_from", "published_to")


@contextlib.contextmanager
def new_log() -> Iterator[Log]:
    """An empty log in a file of its own."""
    with tempfile.TemporaryDirectory() as folder, open_log(os.path.join(folder, "log.db"), create=True) as log:
        log.database.execute("PRAGMA synchronous = OFF")  # no power will be cut
        yield log


def copied(path: Path, name: str) -> Path:
    """A copy of a log beside it."""
    return Path(shutil.copy(path, path.with_name(name)))


def record(log: Log, contents: Sequence[Content], stamp: str = STAMP) -> Receipt:
    """Append through the one write path."""
    return Recorder(log).record(contents, recorded=stamp, recorder="test", today=TODAY)


def append(log: Log, contents: Sequence[Content], stamp: str = STAMP) -> None:
    """Append as a program does that knows nothing of the read model."""
    log.append(contents, recorded=stamp, recorder="somebody else")


def record_entries(log: Log, entries: Iterable[Entry], raw: bool = False, to: Recorder | None = None) -> None:
    """Append entries, in one batch for each day of recording, `to` one recorder or to a new one each time; those of no
    proper form as somebody else would."""
    for (recorded, is_raw), some in groupby(entries, lambda one: (one.recorded, raw or not is_well_formed(one))):
        stamp = f"{day_text(recorded)}T00:00:00Z"
        contents = [one.content for one in some]
        if is_raw:
            append(log, contents, stamp)
        else:
            (to or Recorder(log)).record(contents, recorded=stamp, recorder="test", today=TODAY)


def is_well_formed(one: Entry) -> bool:
    """Whether the one write path would look at its meaning."""
    try:
        parse_content(one.content)
    except BadInput:
        return False
    return True


def facts_in(log: Log) -> Facts:
    """The facts of a log, from its stored bytes."""
    return from_envelopes(stored.body for stored in log.read())


def known_days_of(facts: Facts) -> list[int]:
    """The days of knowing on which something comes or goes, those before, and the last of all."""
    shown = [(one.claim, one.first, one.last) for one in visible(facts, catalogue(facts))]
    days = {day.known for day in days_of_knowing(shown)}
    return sorted(days | {day - 1 for day in days} | {END})


def assert_is_replay(log: Log, days: Iterable[int] = (), every: bool = True) -> None:
    """The read model is kept up to the log's head, and says what a replay of the log says.

    At every day of knowing, and of each at every day on which something may change; or, without `every`, at the
    last day of knowing and one other.
    """
    reader, facts = Reader(log), facts_in(log)
    assert reader.is_kept and reader.position == log.head()
    known_days = known_days_of(facts)
    for known in known_days if every else {known_days[len(known_days) // 2], END}:
        replayed = courses(facts, known)
        asked = set(days)
        for course in replayed.values():
            turns = breakpoints(course)
            asked |= {*turns, *(day - 1 for day in turns), *(day + 1 for day in turns[-1:])}
        for day in sorted(asked):
            expected = [standing_of(course.at(day)) for course in replayed.values()]
            assert list(reader.standings(day, known)) == expected, (day, known)
            if known == END:
                assert_told_alike(log, expected, day)
        assert {one.subject.id: one for one in reader.courses(known)} == replayed, known
    assert_lists_the_same(log, facts)


def assert_told_alike(log: Log, expected: list[Standing], day: int) -> None:
    """What an append looks at says of each subject what all of its rounds say."""
    told = judging.standings(log, [one.subject for one in expected], day, ())
    assert {name: standing_words(one.row, one.rounds) for name, one in told.items()} == {
        one.subject: standing_words(one.row, one.rounds) for one in expected}
    for one in expected:
        for called_off in (known for known in one.rounds or () if known.status in judging.CALLED_OFF):
            found = judging.standings(log, [one.subject], day, called_off.events)[one.subject]
            assert called_off in (found.rounds or ())


def assert_lists_the_same(log: Log, facts: Facts) -> None:
    """The catalogue, the reports, and what takes what back are those of the facts."""
    reader, listed, undone = Reader(log), catalogue(facts), taken_back(facts)
    assert dict(reader.subjects) == listed.subjects and dict(reader.sources) == listed.sources
    told = facts.told()
    assert dict(reader.told) == told
    for event in (*told, *(one.id for one in facts.declared), *(one.id for one in facts.undoings)):
        assert reader.taken_back_by(event) == undone.get(event), event
    assert reader.events() == list(range(1, reader.position + 1))
    for source in listed.sources:
        cited = [one.position for one in told.values() if one.source == source]
        assert set(cited) <= set(reader.events(source=source))
    chains, notes = _chains(facts), set(reader.events(kind="note"))
    for subject in listed.subjects:
        about = {one.position for one in told.values() if one.subject == subject}
        about |= {one.position for one in facts.declared if one.content.get("subject") == subject}
        concerned = {place for chain in chains if chain & about for place in chain}
        found = set(reader.events(subject=subject)) - notes
        assert about <= found <= concerned, subject
        if not any(one.subject != subject for one in told.values() if one.position in concerned):
            assert found == concerned, subject  # a report that was moved to another subject is listed with both
    for act in {one.act for one in told.values()}:
        assert set(reader.events(act=act)) - notes == {one.position for one in told.values() if one.act == act}


def _chains(facts: Facts) -> list[set[int]]:
    """The positions of each event with all that takes it back, and all that takes that back."""
    targets = {one.id: one.target for one in facts.undoings}
    chains: dict[str, set[int]] = {}
    places = [(one.id, one.position) for one in facts.reports] + [(one.id, one.position) for one in facts.declared]
    for event, position in places + [(one.id, one.position) for one in facts.undoings]:
        root = event
        while root in targets:
            root = targets[root]
        chains.setdefault(root, set()).add(position)
    return list(chains.values())


def catalogue_rows(database: sqlite3.Connection) -> dict[str, Rows]:
    """The rows of the tables that hold no rectangles, without the numbers of their subjects, in one order; of `search`
    the events whose words are in it, or wait to be."""
    found = {
        name: sorted(database.execute(f"SELECT {columns} FROM {name}").fetchall(), key=repr)
        for name, columns in (
            ("read_model", "*"), ("names", "*"), ("events", "*"), ("also_about", "*"),
            ("subjects", "subject, kind, name, parties, aliases, position"),
            ("sources", "*"), ("events_of_subject", "*"), ("events_of_source", "*"),
        )
    }
    for named in ("subject", "source"):  # the views say what an index of `events` would
        assert found[f"events_of_{named}"] == sorted(database.execute(
            f"SELECT {named}, position FROM events WHERE {named} IS NOT NULL"), key=repr)
    waiting = [position for position, _ in texts_after(database, searched(database))]
    assert len(waiting) <= TAIL
    found["search"] = [*sorted(database.execute("SELECT id FROM search_docsize")), *((one,) for one in waiting)]
    columns = ", ".join(f"t.{name}" for name in columns_of(database, "claims") if name != "subject")
    found["claims"] = sorted(database.execute(
        f"SELECT s.subject, {columns} FROM claims t JOIN subjects s ON s.number = t.subject").fetchall(), key=repr)
    return found


def columns_of(database: sqlite3.Connection, table: str) -> list[str]:
    """The names of a table's columns."""
    return [row[0] for row in database.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def rectangles(database: sqlite3.Connection, table: str) -> Rows:
    """The rows of a table of rectangles as they are, by the id of their subject: thing, stretches, values."""
    of = STRETCHES[table]
    left_out = {"number", "subject", "told_to", "told_from", "told_rank", "told_by", *STRETCH}
    columns = ", ".join(f"t.{name}" for name in columns_of(database, table) if name not in left_out)
    stretch = ", ".join(f"t.{name}" for name in STRETCH)
    rows = database.execute(
        f"SELECT s.subject{of}, {stretch}, {columns} FROM {table} t LEFT JOIN subjects s ON s.number = t.subject")
    width = 1 + of.count(",")
    return sorted([(row[:width], row[width : width + 4], row[width + 4 :]) for row in rows], key=repr)


def as_function(rows: Rows, cuts: tuple[Sequence[int], Sequence[int]]) -> dict[Any, Any]:
    """What rectangles say of each field of a grid; no field may be told twice."""
    occurred, published = cuts
    told: dict[Any, Any] = {}
    for thing, (first, last, known_first, known_last), value in rows:
        assert first <= last and known_first <= known_last
        for row in range(bisect_right(occurred, first) - 1, bisect_right(occurred, last)):
            for column in range(bisect_right(published, known_first) - 1, bisect_right(published, known_last)):
                assert (thing, row, column) not in told, (thing, first, known_first)
                told[thing, row, column] = value
    return told


def assert_say_the_same(one: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """Two read models hold the same rows; of the rectangles, those that cover the same with the same values."""
    assert catalogue_rows(one) == catalogue_rows(other)
    for table in STRETCHES:
        rows, others = rectangles(one, table), rectangles(other, table)
        if rows != others:
            ends = [stretch for _, stretch, _ in (*rows, *others)]
            cuts = (
                sorted({day for first, last, _, _ in ends for day in (first, last + 1)}),
                sorted({day for _, _, first, last in ends for day in (first, last + 1)}),
            )
            assert as_function(rows, cuts) == as_function(others, cuts)


def dumped(database: sqlite3.Connection) -> dict[str, Rows]:
    """Every row of every table of a file, in one order, without the numbers of rectangles."""
    names = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    return {
        name: sorted([row[name in STRETCHES :] for row in database.execute(f'SELECT * FROM "{name}"')], key=repr)
        for (name,) in names
    }


def in_memory(database: sqlite3.Connection) -> sqlite3.Connection:
    """A copy of a log, with all that is beside it."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    database.backup(copy)
    return copy


def made_anew(database: sqlite3.Connection, cores: int = 1) -> sqlite3.Connection:
    """A copy of a log with its read model made from nothing."""
    from tracker.readmodel import tables
    from tracker.readmodel.keeping import Keeper

    copy = in_memory(database)
    copy.execute("BEGIN")
    tables.drop(copy)
    tables.make(copy)
    Keeper(copy, cores=cores).catch_up()
    copy.execute("COMMIT")
    return copy


def assert_is_as_made_anew(database: sqlite3.Connection, cores: int = 1) -> None:
    """The read model beside a log is what it would be if it were made from nothing."""
    with contextlib.closing(made_anew(database, cores)) as other:
        assert_say_the_same(database, other)
