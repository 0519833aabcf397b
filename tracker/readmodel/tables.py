"""The tables of the read model: what they are called, and how they are made.

The rule kept here: everything in them follows from the log, and `tracker rebuild` makes it again; they lie in the
log's own file, beside the table `log`, which is the only one that is evidence. Days are integers (1 is 0001-01-01,
as Python's `date.toordinal`); both ends of a stretch of days are included, and an open end is `END`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.days import BEGINNING, END
from tracker.errors import BadConfiguration

if TYPE_CHECKING:
    import sqlite3

VERSION = 7
"""Kept in the table `read_model`; a read model of another version is made again by the next append, or `rebuild`."""

STRETCH = ("occurred_from", "occurred_to", "published_from", "published_to")

COLUMNS: dict[str, dict[str, type]] = {
    "read_model": {"version": int},
    "subjects": {
        "number": int, "subject": str, "kind": str, "name": str, "parties": str, "aliases": str, "position": int,
    },
    "names": {"word": str, "subject": str},
    "sources": {
        "source": str, "publisher": str, "origin": str, "title": str, "published": str, "language": str, "url": str,
        "sha256": str, "reliability": str, "position": int,
    },
    "events": {
        "position": int, "type": str, "subject": str, "act": str, "source": str, "occurred": str, "target": str,
        "certainty": str, "delay": int,
    },
    "also_about": {"subject": str, "position": int},
    "history": {
        "number": int, "subject": int, **dict.fromkeys(STRETCH, int), "status": str, "since": str, "possible": str,
        "flags": str, "events": str, "origins": int, "by_party": str, "every": str, "last_held": str, "next": str,
        "overdue": str, "due_from": int, "due_to": int, "plans": str,
    },
    "rounds": {
        "number": int, "subject": int, "told_to": int, "told_from": int, "told_rank": int, "told_by": str,
        **dict.fromkeys(STRETCH, int), "round": str, "status": str, "date": str, "place": str, "events": str,
    },
}
"""Table by table, column by column. `told_*` of a round are its place among those of its series."""

KEYS: dict[str, str | tuple[str, ...]] = {
    "subjects": "number", "sources": "source", "events": "position", "history": "number", "rounds": "number",
    "names": ("word", "subject"), "also_about": ("subject", "position"),
}

INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("subjects", ("subject",), True),
    ("names", ("subject",), False),
    ("also_about", ("position",), False),
    ("history", ("subject", "occurred_from", "published_from", "occurred_to", "published_to"), False),
    ("history", ("subject", "published_from", "occurred_from", "published_to", "occurred_to"), False),
    ("rounds", ("subject", "occurred_from", "published_from", "occurred_to", "published_to"), False),
)

# Clustered by subject, act and width: replay reads them in the order in which corroboration places them. Most signals
# are not among them (see `signals`).
CLAIMS = """
    CREATE TABLE claims (
        subject INTEGER NOT NULL, part INTEGER NOT NULL, act TEXT NOT NULL, width INTEGER NOT NULL, id TEXT NOT NULL,
        visible_from INTEGER NOT NULL, visible_to INTEGER NOT NULL, earliest INTEGER NOT NULL,
        latest INTEGER NOT NULL, dated TEXT NOT NULL, dateless INTEGER NOT NULL, published INTEGER NOT NULL,
        origin TEXT NOT NULL, "by" TEXT, round TEXT, place TEXT, planned_for TEXT, effective TEXT, until TEXT,
        every TEXT, successor TEXT, confirms TEXT, names TEXT,
        PRIMARY KEY (subject, part, act, width, id, visible_from)
    ) STRICT, WITHOUT ROWID
"""
# What an index of `events` would be, in which the last few events may be missing (`indexing`): ask the views below.
LISTS = tuple(
    f"CREATE TABLE by_{named} ({named} TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY ({named}, position))"
    " STRICT, WITHOUT ROWID"
    for named in ("subject", "source")
)
SEARCHED = "SELECT coalesce(max(id), 0) FROM search_docsize"
"""SQL for the last event that `search`, `by_subject` and `by_source` have."""
TOKENS = "tokenize='unicode61 remove_diacritics 2'"
"""What a word is, for `search` and for what stands in for it."""
# The words alone, each with its events: the texts themselves are in the log. Events never change, so neither does this.
SEARCH = f"CREATE VIRTUAL TABLE search USING fts5(text, content='', {TOKENS})"

_TARGETS = "CREATE INDEX events_by_target ON events (target) WHERE target IS NOT NULL"
# What declares and takes back is few among many reports: found without passing those.
_OTHERS = "CREATE INDEX events_but_reports ON events (subject) WHERE type <> 'reported' AND subject IS NOT NULL"
_FILINGS = "CREATE INDEX events_on_sources ON events (source) WHERE type <> 'reported' AND source IS NOT NULL"


def _date(column: str) -> str:
    """SQL for a day as a date, empty where the stretch is open."""
    return (f"CASE WHEN {column} <= {BEGINNING} OR {column} >= {END} THEN NULL "
            f"WHEN {column} BETWEEN 1 AND 3652059 THEN date({column} + 1721424.5) ELSE 'day ' || {column} END")


_TODAY = "CAST(julianday('now', 'start of day') - 1721424.5 AS INTEGER)"  # in UTC, as everywhere here
_STRETCH_DATES = ", ".join(f"{_date(f'h.{column}')} AS {column}" for column in STRETCH)


def _words(value: str) -> str:
    """SQL for a JSON list of words, or an object of them, in words."""
    for old, new in (('["', ""), ('"]', ""), ('{"', ""), ('"}', ""), ('":"', " "), ('","', ", ")):
        value = f"replace({value}, '{old}', '{new}')"
    return value


_BOARD_IN_WORDS = f"""
               h.status, h.since, {_words("h.possible")} AS possible, {_words("h.flags")} AS flags,
               {_words("h.by_party")} AS by_party, h.origins, h.every, h.last_held, h.next,
               {_words("h.overdue")} AS overdue"""
_CADENCE = f"""CASE WHEN s.kind <> 'series' THEN NULL WHEN h.due_from IS NULL THEN 'unknown'
                    WHEN {_TODAY} < h.due_from THEN 'on track' WHEN {_TODAY} <= h.due_to THEN 'due'
                    ELSE 'overdue' END"""
_STANDING = f"h.published_to = {END} AND {_TODAY} BETWEEN h.occurred_from AND h.occurred_to"
# json_extract and not `->>`, which SQLite has from 3.38 on only.
_TOLD = "coalesce(json_extract(l.body, '$.content.replacement'), json_extract(l.body, '$.content'))"
_TELLS = ", ".join(
    f"json_extract(r.told, '$.{field}') AS {field}" for field in ("round", "planned_for", "place", "said")
)

VIEWS: dict[str, str] = {
    **{f"events_of_{named}": f"""
        SELECT {named}, position FROM by_{named}
        UNION ALL SELECT {named}, position FROM events WHERE position > ({SEARCHED}) AND {named} IS NOT NULL"""
       for named in ("subject", "source")},
    "board_today": f"""
        SELECT s.subject, s.kind, s.name, {_BOARD_IN_WORDS}, {_CADENCE} AS cadence, {_words("h.events")} AS events
        FROM subjects s LEFT JOIN history h ON h.subject = s.number AND {_STANDING}
        ORDER BY s.kind, s.subject""",
    "board_history": f"""
        SELECT s.subject, s.kind, s.name, {_STRETCH_DATES}, {_BOARD_IN_WORDS}, {_words("h.events")} AS events
        FROM history h JOIN subjects s ON s.number = h.subject
        ORDER BY h.subject, h.occurred_from, h.published_from""",
    "meetings_today": f"""
        SELECT s.subject, s.name AS series, h.round, h.status, h.date, h.place, {_words("h.events")} AS events
        FROM rounds h JOIN subjects s ON s.number = h.subject
        WHERE {_STANDING}
        ORDER BY s.subject, h.told_to, h.told_from, h.told_rank, h.told_by""",
    "meetings_history": f"""
        SELECT s.subject, s.name AS series, h.told_by AS first_told_by, {_STRETCH_DATES}, h.round, h.status, h.date,
               h.place, {_words("h.events")} AS events
        FROM rounds h JOIN subjects s ON s.number = h.subject
        ORDER BY h.subject, h.occurred_from, h.published_from""",
    "reports": f"""
        SELECT r.position, r.id, r.recorded, r.subject, s.name, r.act, r.occurred,
               {_words("json_extract(r.told, '$.by')")} AS "by", {_TELLS}, r.source, o.publisher,
               coalesce(o.origin, o.publisher) AS origin, o.published,
               r.delay,
               json_extract(r.told, '$.locator.paragraph') AS paragraph,
               coalesce(r.certainty, 'asserted') AS certainty,
               json_extract(r.told, '$.attribution') AS attribution, json_extract(r.told, '$.grade') AS grade,
               json_extract(r.told, '$.note') AS note,
               (SELECT u.id FROM events t JOIN log u ON u.position = t.position WHERE t.target = r.id AND NOT EXISTS (
                    SELECT 1 FROM claims c WHERE c.subject = s.number AND c.part < 3 AND c.act = r.act AND c.id = r.id
                    AND c.visible_to = {END})
                ORDER BY t.position DESC LIMIT 1) AS taken_back_by
        FROM (SELECT e.position, e.subject, e.act, e.source, e.occurred, e.certainty, e.delay, l.id, l.recorded,
                     {_TOLD} AS told
              FROM events e JOIN log l ON l.position = e.position WHERE e.act IS NOT NULL) r
             LEFT JOIN subjects s ON s.subject = r.subject LEFT JOIN sources o ON o.source = r.source""",
    "taken_back": """
        SELECT e.position, l.id, l.recorded, json_extract(l.body, '$.recorder') AS recorder, e.type,
               json_extract(l.body, '$.content.reason') AS reason,
               coalesce(json_extract(l.body, '$.content.source'), json_extract(l.body, '$.content.replacement.source'))
                   AS source,
               e.target AS event, t.type AS event_type, t.subject, t.act, t.occurred, t.source AS event_source,
               json_extract(l.body, '$.content.replacement.act') AS new_act,
               json_extract(l.body, '$.content.replacement.occurred') AS new_occurred
        FROM events e JOIN log l ON l.position = e.position
             LEFT JOIN log x ON x.id = e.target LEFT JOIN events t ON t.position = x.position
        WHERE e.target IS NOT NULL""",
}
"""Views with names for people. They show dates as text, an open end as NULL, and lists in words."""


def make(connection: sqlite3.Connection) -> None:
    """Make the empty read model, in the transaction that is open, if one is."""
    from sqlite_utils import Database

    database = Database(connection, recursive_triggers=False, execute_plugins=False)
    with database.atomic():
        for name, columns in COLUMNS.items():
            database.create_table(name, columns, pk=KEYS.get(name), strict=True)
        for name, indexed, unique in INDEXES:
            database.table(name).create_index(indexed, unique=unique)
        for statement in (CLAIMS, *LISTS, SEARCH, _TARGETS, _OTHERS, _FILINGS):
            connection.execute(statement)
        for name, query in VIEWS.items():
            database.create_view(name, query)
        connection.execute("INSERT INTO read_model (version) VALUES (?)", (VERSION,))


def drop(connection: sqlite3.Connection) -> None:
    """Drop the read model, of whatever version, in the transaction that is open."""
    for view in VIEWS:
        connection.execute(f'DROP VIEW IF EXISTS "{view}"')
    for table in (*COLUMNS, "claims", "by_subject", "by_source", "search"):
        connection.execute(f'DROP TABLE IF EXISTS "{table}"')
    # Older trackers kept this index beside the log. `events` has the like of it, and each append is quicker without.
    connection.execute("DROP INDEX IF EXISTS log_by_subject")


def position(connection: sqlite3.Connection) -> int | None:
    """Up to which event of the log the read model is kept, the last that it lists; None where there is none, or of
    another version."""
    import sqlite3

    try:
        row = connection.execute(
            "SELECT version, (SELECT coalesce(max(position), 0) FROM events) FROM read_model").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:  # "no such table"
            raise
        return None
    return row[1] if row is not None and row[0] == VERSION else None


def refuse_newer(connection: sqlite3.Connection, where: str) -> None:
    """Leave the read model of a newer tracker alone. Raises `BadConfiguration`."""
    version = _version(connection)
    if version is not None and version > VERSION:
        raise BadConfiguration(
            f"The read model in {where} was made by a newer tracker (version {version}; this one knows {VERSION}).",
            todo="Use the newer tracker. (`tracker rebuild` would make it again for this one, and only for this one.)",
        )


def _version(connection: sqlite3.Connection) -> int | None:
    import sqlite3

    try:
        row = connection.execute("SELECT version FROM read_model").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:  # "no such table", "no such column"
            raise
        return None
    return row[0] if row is not None else None
