"""From SQLite's error codes to the tracker's errors.

The rule kept here: no sqlite3 exception leaves the log. Each is translated in this one place, by its code
and never by its text, and says what happened, what was saved and what to do next.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tracker.errors import (
    BadInput,
    Busy,
    NoPermission,
    NotFound,
    StorageFailed,
    TrackerError,
)

SAFE = "Events acknowledged before are safe."
NOT_CERTAIN = "Whether this was saved is not certain."
"""Said where the system failed at the very end of a transaction, and the events are in the file all the same."""


class _Meaning(NamedTuple):
    error: type[TrackerError]
    happened: str  # {where}: the log's name; {why}: SQLite's own words
    todo: str
    safe: bool = True  # False where we cannot promise that what stood there still does


_BUSY = _Meaning(Busy, "{where} is held by another program.", "Try again in a moment.")
_FORBIDDEN = _Meaning(
    NoPermission,
    "{where} cannot be written by this user ({why}).",
    "Ask for write access to the file and to its folder, or use a copy.",
)

# Looked up by the extended code first, then by the primary one (its low byte).
_MEANINGS: dict[int, _Meaning] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_FULL: _Meaning(
        StorageFailed, "The disk is full: {where} cannot grow.", "Make room, then try again."
    ),
    sqlite3.SQLITE_IOERR: _Meaning(
        StorageFailed,
        "Reading or writing {where} failed ({why}).",
        "Check the disk, then try again; what is recorded already is recognised.",
    ),
    sqlite3.SQLITE_NOMEM: _Meaning(StorageFailed, "Memory ran out while using {where}.", "Try a smaller batch."),
    sqlite3.SQLITE_TOOBIG: _Meaning(BadInput, "An event is too large for {where}.", "Shorten it."),
    sqlite3.SQLITE_READONLY: _FORBIDDEN,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_AUTH: _FORBIDDEN,
    sqlite3.SQLITE_CANTOPEN: _Meaning(
        NoPermission,
        "{where}, or the journal beside it, cannot be opened ({why}).",
        "Check who may read and write the file, its journal and their folder.",
    ),
    sqlite3.SQLITE_READONLY_ROLLBACK: _Meaning(
        NoPermission,
        "{where} was left in the middle of a write by a crash; putting it right needs write access.",
        "Open it once as a user who may write the file and its folder.",
    ),
    sqlite3.SQLITE_READONLY_DBMOVED: _Meaning(
        NotFound, "{where} was moved or removed while it was open.", "Open it again by its new name.", safe=False
    ),
    sqlite3.SQLITE_CORRUPT: _Meaning(
        StorageFailed,
        "{where} is damaged ({why}).",
        "Write nothing more to it; keep a copy as it is, and go back to a sound copy or an export.",
        safe=False,
    ),
    sqlite3.SQLITE_NOTADB: _Meaning(
        BadInput, "{where} is not a log: it is no SQLite database.", "Name another file.", safe=False
    ),
}
# A row that is there already: of the table `log`, or of what is made from it, which somebody may have edited.
_MEANINGS |= dict.fromkeys(
    (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_ROWID),
    _Meaning(
        StorageFailed,
        "What {where} keeps beside the events does not fit them ({why}).",
        "`tracker rebuild` makes it again from the events; `tracker verify` tells whether they are sound.",
    ),
)
_NOT_FOR_WANT_OF_ACCESS = _Meaning(
    StorageFailed,
    "{where}, or the journal beside it, could not be opened ({why}), though this user may write there.",
    "Check the disk, and whether too many files are open; then try again.",
)
_CLOSED_OR_FOREIGN = _Meaning(
    TrackerError, "{where} was used after it was closed, or from another thread ({why}).", "Please report this."
)
_UNFORESEEN = _Meaning(TrackerError, "SQLite refused what it was asked of {where} ({why}).", "Please report this.")


def may_be_written(path: str) -> bool:
    """Whether the system lets this user write to a file, and make a journal beside it."""
    return os.access(path, os.R_OK | os.W_OK) and os.access(os.path.dirname(os.path.abspath(path)), os.W_OK | os.X_OK)


def translate(error: sqlite3.Error, where: str, saved: str) -> TrackerError:
    """The tracker's error for SQLite's. `saved` is what to say of a write that failed; empty for a read."""
    # Errors that Python's module finds by itself (a closed connection, a wrong thread) carry no code.
    code: int = getattr(error, "sqlite_errorcode", -1)
    if code < 0:
        meaning = _CLOSED_OR_FOREIGN if isinstance(error, sqlite3.ProgrammingError) else _UNFORESEEN
    else:
        meaning = _MEANINGS.get(code) or _MEANINGS.get(code & 0xFF) or _UNFORESEEN
        # SQLite does not tell why a file could not be opened, or only for reading.
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) and may_be_written(where):
            meaning = _NOT_FOR_WANT_OF_ACCESS
    return meaning.error(
        meaning.happened.format(where=where, why=error),
        saved=f"{saved} {SAFE}" if saved and meaning.safe else saved,
        todo=meaning.todo,
    )


def damage(connection: sqlite3.Connection, where: str) -> TrackerError | None:
    """The error for a file that is not whole, or None: asked where a value was not as the tracker wrote it.

    SQLite reads the whole file for it.
    """
    try:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        return translate(error, where, "")
    meaning = _MEANINGS[sqlite3.SQLITE_CORRUPT]
    if found == "ok":
        return None
    return meaning.error(meaning.happened.format(where=where, why=" ".join(str(found).split())), todo=meaning.todo)


@contextmanager
def translated(where: str, saved: str = "") -> Iterator[None]:
    """Run a block; an sqlite3 error inside it comes out as one of the tracker's."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error, where, saved) from error
    except UnicodeDecodeError as error:  # SQLite's own message repeats bytes of the file, which are no text
        meaning = _MEANINGS[sqlite3.SQLITE_CORRUPT]
        raise meaning.error(meaning.happened.format(where=where, why="bytes that are no text"), saved=saved,
                            todo=meaning.todo) from error
