"""Comparing the read model with one made anew from the log's bytes, for `verify`.

The rule kept here: what is compared is what the tables say, not how they are cut. Rows must be equal, but for the
numbers that subjects happen to have; rectangles must say the same of every day, known by every day. All subjects are
compared, or some that are drawn by lot; which, is told. Nothing is written to the log's file.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.days import BEGINNING, END, day_text
from tracker.errors import TrackerError
from tracker.readmodel import tables
from tracker.readmodel.indexing import TAIL
from tracker.readmodel.keeping import UNDOING, Keeper, Progress
from tracker.readmodel.values import BOARD, ROUND

if TYPE_CHECKING:
    import sqlite3

SAMPLE = 5_000
"""Of how many events, about, the subjects are that are drawn by lot."""
MOST = 20
"""How many differences are told."""

_STRETCH = ", ".join(f"t.{column}" for column in tables.STRETCH)
_RECTANGLES = {
    "history": ", ".join(f"t.{column}" for column in BOARD.split(", ")),
    "rounds": ", ".join(
        f"t.{column}" for column in ("told_to", "told_from", "told_rank", "told_by", *ROUND.split(", "))),
}
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError, TrackerError)
"""What may be raised where the bytes of an event are none: `verify` goes on, and has told of the bytes."""
_LAST = "SELECT coalesce(max(position), 0) FROM {}"
_SEARCHED = tables.SEARCHED.replace("FROM ", "FROM kept.")
_SUBJECT_COLUMNS = "subject, kind, name, parties, aliases, position"


class Compared(NamedTuple):
    """What came of a comparison: `subjects` were compared, `of` how many; `differs` is what differs, in words.

    `position` is up to where the read model is kept, None where there is none that this tracker can read; `why_not`
    says why nothing was compared, where nothing was.
    """

    subjects: int
    of: int
    differs: list[str]
    position: int | None = None
    why_not: str = ""


def compare(log: Any, by_lot: bool, progress: Progress | None = None, cores: int = 1) -> Compared:
    """Compare the read model beside an open log with one made anew: that of all subjects, or of some drawn by lot."""
    import sqlite3

    try:
        return _compared(log, by_lot, progress, cores)
    except (sqlite3.Error, *_UNREADABLE) as error:
        return Compared(0, 0, [f"no replay can be compared with it ({type(error).__name__}: {_cut(str(error))})"])


def _compared(log: Any, by_lot: bool, progress: Progress | None, cores: int) -> Compared:
    connection: sqlite3.Connection = log.database
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if "read_model" not in names:
        return Compared(0, 0, [], None, "there is none; `tracker rebuild` makes it")
    rows = connection.execute("SELECT * FROM read_model").fetchall()
    if len(rows) != 1 or not all(isinstance(value, int) for value in rows[0]):
        return Compared(0, 0, [f"the table read_model has {len(rows)} rows, or rows of another form, instead of one"])
    (version, *_) = rows[0]
    if version != tables.VERSION:
        by_whom = "a newer" if version > tables.VERSION else "an older"
        return Compared(0, 0, [], None, f"it was made by {by_whom} tracker (version {version})")
    (head,), (position,) = (connection.execute(_LAST.format(table)).fetchone() for table in ("log", "events"))
    if position > head:
        return Compared(0, 0, [f"it lists an event at position {position}, and the log ends at {head}"], position)
    with _source(log, by_lot) as (path, main), contextlib.closing(_beside(path, main)) as made:
        made.execute("BEGIN")
        # From here on one state of the file is seen; somebody may have appended since it was looked at above.
        (position,) = made.execute(_LAST.format("kept.events")).fetchone()
        tables.make(made)
        altered = _altered(made)
        if altered:
            return Compared(0, 0, altered, position)
        drawn = _drawn(made, position) if by_lot else None
        if drawn is None:
            made.execute(f"CREATE TEMP VIEW log AS SELECT * FROM kept.log WHERE position <= {position:d}")
        Keeper(made, progress, cores).catch_up()
        differs = list(_differences(made, drawn, progress))
        (of,) = made.execute("SELECT count(*) FROM kept.subjects").fetchone()
        return Compared(of if drawn is None else len(drawn), of, differs, position)


@contextlib.contextmanager
def _source(log: Any, by_lot: bool) -> Iterator[tuple[str, str]]:
    """The file to compare with, and where to make the read model anew: for a short comparison the log's own file and
    memory; for a long one, in which writers must not wait, a copy, and a file."""
    import os

    from tracker.readmodel.rebuilding import copied

    (path,) = [row[2] for row in log.database.execute("PRAGMA database_list") if row[1] == "main"]
    (head,) = log.database.execute("SELECT count(*) FROM log").fetchone()
    if by_lot or head <= SAMPLE:
        yield path, ":memory:"
        return
    with copied(log) as copy:
        yield copy, os.path.join(os.path.dirname(copy), "anew.db")


def _beside(path: str, main: str) -> sqlite3.Connection:
    """A new database, with the file at `path` beside it as `kept`, for reading alone."""
    import pathlib
    import sqlite3

    made = sqlite3.connect(main, isolation_level=None, uri=True)
    made.execute("PRAGMA trusted_schema = OFF")
    made.execute("PRAGMA synchronous = OFF")
    made.execute("PRAGMA journal_mode = OFF")
    made.execute("ATTACH ? AS kept", (f"{pathlib.Path(path).absolute().as_uri()}?mode=ro",))
    return made


def _altered(made: sqlite3.Connection) -> list[str]:
    """How the tables, views and triggers of the read model differ from those that it is made with."""
    query = "SELECT type, name, tbl_name, sql FROM {}.sqlite_schema WHERE sql IS NOT NULL"
    expected = {(row[0], row[1]): row[3] for row in made.execute(query.format("main"))}
    found = {(row[0], row[1]): (row[2], row[3]) for row in made.execute(query.format("kept"))}
    ours = {name for kind, name in expected if kind in ("table", "view")}
    return [
        *(f"the {kind} {name} is missing" for kind, name in expected if (kind, name) not in found),
        *(f"the {kind} {name} is another than it is made with" for (kind, name), text in expected.items()
          if (kind, name) in found and found[kind, name][1] != text),
        *(f"there is a trigger {name} on {table}, which no read model has" for (kind, name), (table, _) in found.items()
          if kind == "trigger" and table in ours),
    ]


# Drawing by lot


def _drawn(made: sqlite3.Connection, position: int) -> list[str]:
    """Some subjects, and as much of the log as has all that concerns them: their events, what takes these back, the
    sources they cite."""
    subjects = [subject for (subject,) in made.execute("SELECT subject FROM kept.subjects")]
    secrets.SystemRandom().shuffle(subjects)  # nobody can know beforehand which rows are looked at
    made.execute("CREATE TEMP TABLE chosen (position INTEGER PRIMARY KEY)")
    drawn: list[str] = []
    events = 0
    for subject in subjects:
        if events >= SAMPLE:
            break
        drawn.append(subject)
        events += made.execute("INSERT OR IGNORE INTO chosen SELECT position FROM kept.log WHERE subject = ?",
                               (subject,)).rowcount
    undoings = made.execute(
        "SELECT position, id, json_extract(body, '$.content.event') FROM kept.log WHERE type IN (?, ?)", UNDOING,
    ).fetchall()
    _close(made, undoings)
    made.execute("INSERT OR IGNORE INTO chosen SELECT d.position FROM kept.log d WHERE d.type LIKE 'subject_%'"
                 " AND d.subject IN (SELECT l.subject FROM chosen c JOIN kept.log l ON l.position = c.position)")
    made.execute("CREATE TEMP TABLE cited AS SELECT DISTINCT source FROM kept.log WHERE source IS NOT NULL"
                 " AND position IN (SELECT position FROM chosen)")
    made.execute("INSERT OR IGNORE INTO chosen SELECT position FROM kept.log WHERE (type IN ('source_filed',"
                 " 'source_amended') OR type = 'corrected') AND source IN (SELECT source FROM cited)")
    _close(made, undoings)
    made.execute("CREATE TEMP TABLE log (position INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT)")
    made.execute("INSERT OR IGNORE INTO temp.log SELECT l.position, l.id, l.body FROM chosen c"
                 " CROSS JOIN kept.log l ON l.position = c.position WHERE c.position <= ?", (position,))
    return drawn


def _close(made: sqlite3.Connection, undoings: Sequence[tuple[int, str, str]]) -> None:
    """Choose what takes chosen events back, and what chosen events take back, until nothing is added."""
    of_chosen = "SELECT l.id FROM chosen c JOIN kept.log l ON l.position = c.position"
    ids = {event for (event,) in made.execute(of_chosen)}
    more = True
    while more:
        added = [one for one in undoings if (one[2] in ids) != (one[1] in ids)]
        ids.update(event for one in added for event in one[1:])
        more = bool(added)
    rows = [(event,) for one in undoings for event in one[1:] if one[1] in ids]
    made.executemany("INSERT OR IGNORE INTO chosen SELECT position FROM kept.log WHERE id = ?", rows)


# What differs


def _differences(made: sqlite3.Connection, drawn: list[str] | None, progress: Progress | None) -> Iterator[str]:
    if drawn is None:
        of_subject, of_source, of_number = ("", "", "")
        subjects = [row[0] for row in made.execute("SELECT subject FROM main.subjects ORDER BY subject")]
    else:
        made.execute("CREATE TEMP TABLE drawn (subject TEXT PRIMARY KEY)")
        made.executemany("INSERT INTO drawn VALUES (?)", [(one,) for one in drawn])
        of_subject = " WHERE subject IN (SELECT subject FROM drawn)"
        of_source = " WHERE source IN (SELECT source FROM cited)"
        of_number = " WHERE s.subject IN (SELECT subject FROM drawn)"
        subjects = drawn
    (last,) = made.execute(_SEARCHED).fetchone()
    listed = f" AND ('{{0}}' = 'kept' OR position <= {last:d})"  # those after it may not be there yet
    claims = ", ".join(f't."{row[1]}"' for row in made.execute("PRAGMA main.table_info(claims)") if row[1] != "subject")
    queries = {
        "subjects": f"SELECT {_SUBJECT_COLUMNS} FROM {{}}.subjects{of_subject}",
        "names": f"SELECT word, subject FROM {{}}.names{of_subject}",
        "sources": f"SELECT {', '.join(tables.COLUMNS['sources'])} FROM {{}}.sources{of_source}",
        "events": f"SELECT {', '.join(tables.COLUMNS['events'])} FROM {{}}.events{of_subject}",
        "by_subject": f"SELECT subject, position FROM {{0}}.by_subject{of_subject or ' WHERE true'}{listed}",
        "by_source": f"SELECT source, position FROM {{0}}.by_source{of_source or ' WHERE true'}{listed}"
                     " AND position IN (SELECT position FROM main.events)",
        "also_about": f"SELECT subject, position FROM {{}}.also_about{of_subject}",
        "claims": f"SELECT s.subject, {claims} FROM {{0}}.claims t JOIN {{0}}.subjects s ON s.number = t.subject"
                  f"{of_number}",
    }
    for table, query in queries.items():
        _tell(progress, f"comparing {table}", 0)
        yield from _rows_that_differ(made, table, query)
    for table in ("claims", *_RECTANGLES):
        (lost,) = made.execute(f"SELECT count(*) FROM kept.{table} WHERE subject NOT IN"
                               " (SELECT number FROM kept.subjects)").fetchone()
        if lost:
            yield f"{table}: {lost} rows of a subject that there is not"
    told = 0
    for done, subject in enumerate(subjects):
        if done % 100 == 0 and progress is not None:
            progress("comparing boards", done, len(subjects))
        for table, values in _RECTANGLES.items():
            where = _first_difference(made, table, values, subject)
            if where is not None and told < MOST:
                told += 1
                yield f"{table}: {subject} {where}"
    if drawn is None:
        _tell(progress, "comparing words", 0)
        yield from _words_that_differ(made)


def _tell(progress: Progress | None, what: str, done: int) -> None:
    if progress is not None:
        progress(what, done, 0)


def _rows_that_differ(made: sqlite3.Connection, table: str, query: str) -> Iterator[str]:
    made_anew, kept = query.format("main"), query.format("kept")
    for one, other, says in ((kept, made_anew, "a row that no replay gives"), (made_anew, kept, "a row is missing")):
        for row in made.execute(f"{one} EXCEPT {other} LIMIT {MOST}"):
            yield f"{table}: {says}: {_cut(row)}"
    (expected,), (found,) = [made.execute(f"SELECT count(*) FROM ({one})").fetchone() for one in (made_anew, kept)]
    if found > expected:
        yield f"{table}: {found} rows, where a replay gives {expected}"


def _first_difference(made: sqlite3.Connection, table: str, values: str, subject: str) -> str | None:
    """On which day, known by which day, the rectangles of a subject first say something else; None if nowhere."""
    query = (f"SELECT {_STRETCH}, {values} FROM {{0}}.{table} t JOIN {{0}}.subjects s ON s.number = t.subject"
             " WHERE s.subject = ?")
    anew, kept = (made.execute(query.format(schema), (subject,)).fetchall() for schema in ("main", "kept"))
    for first, last, known_first, known_last, *_ in kept:
        if first > last or known_first > known_last:
            return f"has a rectangle that ends before it begins ({first} to {last}, {known_first} to {known_last})"
    corner = first_corner(anew, kept)
    if corner is None:
        return None
    return f"differs from a replay, first as of {_day(corner[0])}, known by {_day(corner[1])}"


def first_corner(some: Sequence[tuple[Any, ...]], others: Sequence[tuple[Any, ...]]) -> tuple[int, int] | None:
    """The first point of the plane of days, and of days of knowing, for which two lists of rectangles do not say the
    same; None if they say the same everywhere, however they are cut.

    A rectangle is its four days (both ends included), and then what it says. It puts a weight, drawn at random for what
    it says, on its four corners, with alternating signs; the sum of the weights at and before a point then tells what
    is said there, and all sums are the same just where all corners are.
    """
    if sorted(some, key=repr) == sorted(others, key=repr):
        return None
    weights: dict[tuple[Any, ...], int] = {}
    corners: dict[tuple[int, int], int] = {}
    for sign, side in ((1, some), (-1, others)):
        for first, last, known_first, known_last, *says in side:
            weight = sign * weights.setdefault(tuple(says), secrets.randbits(64))
            for day, known, way in ((first, known_first, 1), (last + 1, known_first, -1), (first, known_last + 1, -1),
                                    (last + 1, known_last + 1, 1)):
                corners[day, known] = corners.get((day, known), 0) + way * weight
    return min((corner for corner, weight in corners.items() if weight), default=None)


def _words_that_differ(made: sqlite3.Connection) -> Iterator[str]:
    """The full-text index, word by word, but for the last few events, whose words may not be in it yet."""
    (last,) = made.execute(_SEARCHED).fetchone()
    (waiting,) = made.execute("SELECT count(*) FROM main.search_docsize WHERE id > ?", (last,)).fetchone()
    if waiting > TAIL:
        yield f"search: the words of the last {waiting} events are missing"
    for schema in ("main", "kept"):
        made.execute(f"CREATE VIRTUAL TABLE temp.words_{schema} USING fts5vocab('{schema}', 'search', 'instance')")
    both = [iter(made.execute(f"SELECT term, doc, \"offset\" FROM temp.words_{schema} WHERE doc <= {last:d}"))
            for schema in ("main", "kept")]
    for anew, kept in _pairs(*both):
        if anew != kept:
            yield f"search: {_cut(kept or anew)} is not what the events say"
            return
    yield from _rows_that_differ(made, "search_docsize", f"SELECT id, sz FROM {{}}.search_docsize WHERE id <= {last:d}")


def _pairs(one: Iterator[Any], other: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
    from itertools import zip_longest

    return zip_longest(one, other)


def _day(day: int) -> str:
    if day <= BEGINNING:
        return "the beginning"
    if day >= END:
        return "the end of time"
    with contextlib.suppress(TrackerError, ValueError, OverflowError):
        return day_text(day)
    return f"day {day}"


def _cut(row: Any) -> str:
    text = json.dumps(row, ensure_ascii=False, default=repr)
    return text if len(text) <= 100 else f"{text[:100]}…"


