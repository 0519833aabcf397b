"""The SQL of the log of record.

The rule kept here: the event's canonical bytes are the row. The other columns are copies of what those
bytes say, made for indexes, and never an authority. The triggers are guard rails against accidents (a
stray UPDATE, an INSERT OR REPLACE, a tool that numbers by itself); whoever may write the file can drop
them, so they are no evidence of anything. Evidence is a checkpoint kept outside the log.
"""

from __future__ import annotations

APPLICATION_ID = 0x41475452
"""Marks the file as ours in the SQLite header: "AGTR" in ASCII."""

SCHEMA_VERSION = 1
"""Kept in `user_version`. A log with a higher number was made by a newer tracker."""

OLDEST_SQLITE = (3, 37, 0)
"""STRICT tables came with this version."""

CREATE = (
    """
    CREATE TABLE log (
        position INTEGER PRIMARY KEY,
        id       TEXT NOT NULL UNIQUE,
        type     TEXT NOT NULL,
        subject  TEXT,
        source   TEXT,
        recorded TEXT NOT NULL,
        body     TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER log_is_never_updated BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: no event is edited'); END
    """,
    """
    CREATE TRIGGER log_is_never_deleted_from BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: no event is deleted'); END
    """,
    # INSERT OR REPLACE deletes the old row without asking the DELETE trigger, but only after the BEFORE
    # INSERT triggers have run, and RAISE(ABORT) is not softened by the OR clause of the statement.
    """
    CREATE TRIGGER log_has_no_repeated_id BEFORE INSERT ON log
    WHEN EXISTS (SELECT 1 FROM log WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'this event is in the log already'); END
    """,
    # One comparison refuses a gap, a repeated position, a position below 1, and a position left to SQLite
    # (which shows it to a BEFORE trigger as -1).
    """
    CREATE TRIGGER log_has_no_gap BEFORE INSERT ON log
    WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM log)
    BEGIN SELECT RAISE(ABORT, 'the next position of the log is its head plus one'); END
    """,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

INSERT = "INSERT INTO log (position, id, type, subject, source, recorded, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
HEAD = "SELECT coalesce(max(position), 0) FROM log"
LAST = "SELECT position, CAST(recorded AS BLOB) FROM log ORDER BY position DESC LIMIT 1"
PLACE = "SELECT position FROM log WHERE id = ?"
PLACES = "SELECT id, position FROM log WHERE id IN (SELECT value FROM json_each(?))"
# As bytes: what is stored is what is read, even if somebody made it bad UTF-8.
_STORED = "SELECT position, CAST(id AS BLOB), CAST(body AS BLOB) FROM log"
PAGE = f"{_STORED} WHERE position > ? AND position <= ? ORDER BY position LIMIT ?"
# Ids are hexadecimal, and 'g' follows 'f': a range of the unique index, where LIKE would be a scan.
FIND = f"{_STORED} WHERE id >= ? AND id < ? || 'g' ORDER BY id LIMIT ?"
SHAPE = "SELECT position, id, type, subject, source, recorded, body FROM log LIMIT 0"
