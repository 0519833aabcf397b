"""From a path to an open connection, or to the one error that says why not.

The rule kept here: opening never makes a file, making never replaces one, and no descriptor of a log's
file is opened but by SQLite (closing another would drop SQLite's locks; see `queue`).
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from tracker.errors import (
    NOTHING_SAVED,
    BadConfiguration,
    BadInput,
    CannotCreate,
    NoPermission,
    NotFound,
    StorageFailed,
    TrackerError,
)
from tracker.log import schema
from tracker.log.failures import may_be_written, translated

_CACHE_KIB = 64 * 1024  # ids are random keys: an import into a long log is four times faster with this
_WIDE_CACHE_KIB = 512 * 1024
LONG_BATCH = 1_000
"""Events of one append from which on it is part of a long import."""
_SMALLEST_PAGE = 512
_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def connect(path: str, where: str, patience: float) -> tuple[sqlite3.Connection, bool]:
    """A connection to the log at `path`, and whether it may write. `where` is its name in messages."""
    _check_version()
    writable = _check_file(path, where)
    with translated(where):
        # Writing first: after a crash a hot journal must be rolled back, and only a writer can.
        if writable:
            try:
                return _checked(path, "rw", where, patience), True
            except sqlite3.OperationalError as error:
                if not _for_want_of_access(error, path):
                    raise
        return _checked(path, "ro", where, patience), False


@contextmanager
def drafted(path: str, where: str) -> Iterator[str]:
    """Make an empty log under another name, and give it its own when the block has ended without an error.

    Yields that other name. Where something stands at `path` already, it stays as it is.
    """
    _check_version()
    folder = os.path.dirname(path)
    draft = os.path.join(folder, f".tracker-{os.urandom(6).hex()}.new")
    try:
        with _creating(where):
            _check_vacant(path, where)
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            # A crash from here on leaves the draft, a hidden file that nobody opens, and no log.
            _make(draft, where)
        yield draft
        with _creating(where):
            _settle(draft, path, where)
    finally:
        for left in (draft, f"{draft}-journal"):
            with suppress(OSError, ValueError):
                os.unlink(left)
    sync_folder(folder)


@contextmanager
def _creating(where: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise BadInput(f"{where!r} cannot be a path: {error}.", saved=NOTHING_SAVED, todo="Name another.") from error
    except OSError as error:
        raise _cannot_create(error, where) from error


def _make(draft: str, where: str) -> None:
    with translated(where, NOTHING_SAVED), closing(_connection(draft, "rw", 0.0)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")  # no journal beside a draft
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in schema.CREATE:
            connection.execute(statement)
        connection.execute("COMMIT")


def _settle(draft: str, path: str, where: str) -> None:
    # The log appears whole, in one step, and link (unlike rename) refuses a name that is taken.
    # A crash after it leaves a valid log, and the draft as a second name of it.
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: two at once in this instant, and the later one wins
        _check_vacant(path, where)
        os.rename(draft, path)


def sync_folder(folder: str) -> None:
    """Make the names in a folder durable: without this a power cut could take a log that holds events.

    Raises `StorageFailed` where the disk fails; nothing where a system cannot do it (Windows, some file systems).
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno in _OF_THE_DISK:
            raise StorageFailed(
                f"The folder {folder} cannot be brought to the disk ({error.strerror}).",
                saved="What was made is there, and may be lost if the power goes.",
                todo="Check the disk.",
            ) from error


def _check_version() -> None:
    if sqlite3.sqlite_version_info < schema.OLDEST_SQLITE:
        oldest = ".".join(map(str, schema.OLDEST_SQLITE))
        raise BadConfiguration(
            f"This Python carries SQLite {sqlite3.sqlite_version}; a log needs {oldest} or newer.",
            todo="Use a newer Python.",
        )


def _check_vacant(path: str, where: str) -> None:
    if os.path.islink(path) and not os.path.exists(path):
        raise CannotCreate(
            f"{where} is a link that leads to nothing.",
            saved=NOTHING_SAVED,
            todo="Remove the link, or name another file.",
        )
    if os.path.lexists(path):
        raise CannotCreate(
            f"{where} stands there already.", saved=NOTHING_SAVED, todo="Use it as it is, or name another file."
        )
    for journal in (f"{path}-journal", f"{path}-wal"):
        # SQLite would take it for this log's own, and play an earlier log's pages into the new one.
        if os.path.lexists(journal) and os.lstat(journal).st_size:
            raise CannotCreate(
                f"{journal}, a journal of an earlier log, lies in the way.",
                saved=NOTHING_SAVED,
                todo="Put it back beside the log it belongs to, or move it away.",
            )


def _check_file(path: str, where: str) -> bool:
    """Refuse what cannot be a log before SQLite sees it; return whether the file may be written."""
    try:
        found = os.stat(path)
    except PermissionError as error:
        raise _unreadable(where) from error
    except (OSError, ValueError) as error:  # missing; a name too long or with a NUL in it; a loop of links
        if os.path.lexists(path):
            raise NotFound(
                f"There is no log at {where}, a link that leads to nothing.",
                todo="Mend the link, or name the log itself.",
            ) from error
        raise NotFound(
            f"There is no log at {where}.", todo=f"Make one with `tracker init {_quoted(where)}`."
        ) from error
    another = "Name another file."
    if stat.S_ISDIR(found.st_mode):
        raise BadInput(f"{where} is a folder, not a log.", todo="Name the log file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise BadInput(f"{where} is not a regular file, so not a log.", todo=another)
    if not os.access(path, os.R_OK):
        raise _unreadable(where)
    if found.st_size == 0:
        raise BadInput(
            f"{where} is an empty file, not a log.", todo=f"Remove it, then run `tracker init {_quoted(where)}`."
        )
    if found.st_size < _SMALLEST_PAGE:  # SQLite takes a file this short for an empty database
        raise BadInput(f"{where} is not a log: it is no SQLite database.", todo=another)
    return os.access(path, os.W_OK)


def _unreadable(where: str) -> NoPermission:
    return NoPermission(
        f"This user may not read {where}.", todo="Ask for read access to the file and its folders."
    )


def _checked(path: str, mode: str, where: str, patience: float) -> sqlite3.Connection:
    connection = _connection(path, mode, patience)
    try:
        _check_log(connection, where)
        connection.execute("PRAGMA trusted_schema = OFF")  # a log may come from a stranger
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        if mode == "rw":
            # TRUNCATE ends a transaction by emptying the journal, and FULL syncs that: what was
            # acknowledged survives a power cut. (Also undoes WAL, if another tool has switched it on.)
            connection.execute("PRAGMA journal_mode = TRUNCATE")
            connection.execute("PRAGMA synchronous = FULL")
            # What one statement alone would undo is kept in memory. (In a temporary file, once a statement has
            # changed many pages, each further event of an import writes five times.)
            connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def widen(connection: sqlite3.Connection) -> None:
    """Give a connection the page cache of a long import: what a million random keys touch outgrows the usual one.

    It takes the memory only as it needs it, and keeps it until the log is closed. Who has set another keeps that.
    """
    if connection.execute("PRAGMA cache_size").fetchone()[0] == -_CACHE_KIB:
        connection.execute(f"PRAGMA cache_size = -{_WIDE_CACHE_KIB}")


def _check_log(connection: sqlite3.Connection, where: str) -> None:
    # The first read: a hot journal is rolled back here, and a file that is no database is found out.
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != schema.APPLICATION_ID:
        raise BadInput(
            f"{where} is a SQLite database of another program, not a log.", todo="Name another file."
        )
    if version > schema.SCHEMA_VERSION:
        raise BadConfiguration(
            f"{where} was made by a newer tracker (schema {version}; this one knows {schema.SCHEMA_VERSION}).",
            todo="Use a newer tracker.",
        )
    try:
        connection.execute(schema.SHAPE)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:  # "no such table", "no such column"
            raise
        raise BadInput(
            f"{where} carries the mark of a log, but not its table ({error}).", todo="Use a sound copy or an export."
        ) from error


def _connection(path: str, mode: str, patience: float) -> sqlite3.Connection:
    # A URI, because only a URI can forbid SQLite to make a missing file; `as_uri` quotes ? # and %.
    return sqlite3.connect(
        f"file:{_escaped(path)}?mode={mode}", uri=True, isolation_level=None, timeout=patience
    )


def _escaped(path: str) -> str:
    """A path in a URI: what SQLite would read as syntax is escaped, byte by byte."""
    plain = b"/-_.~:"
    slash = "" if path.startswith("/") else "/"  # before the letter of a drive
    return slash + "".join(
        chr(byte) if byte < 128 and (chr(byte).isalnum() or byte in plain) else f"%{byte:02X}"
        for byte in os.fsencode(path.replace(os.sep, "/"))
    )


def _quoted(where: str) -> str:
    """A path as a shell takes it."""
    import shlex  # for errors alone

    return shlex.quote(where)


def _for_want_of_access(error: sqlite3.OperationalError, path: str) -> bool:
    code = error.sqlite_errorcode
    if code & 0xFF == sqlite3.SQLITE_CANTOPEN:  # or the disk fails, or too many files are open
        return not may_be_written(path)
    return code == sqlite3.SQLITE_IOERR_DELETE or code & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)


def _cannot_create(error: OSError, where: str) -> TrackerError:
    """The tracker's error for what the system said while a log was being made."""
    if isinstance(error, FileExistsError):
        return CannotCreate(f"{where} stands there already.", saved=NOTHING_SAVED, todo="Name another file.")
    if isinstance(error, FileNotFoundError):
        return CannotCreate(
            f"The folder for {where} does not exist.", saved=NOTHING_SAVED, todo="Make the folder first."
        )
    if isinstance(error, PermissionError):
        return NoPermission(
            f"This user may not make {where}.", saved=NOTHING_SAVED, todo="Choose a folder you may write to."
        )
    if error.errno in _OF_THE_DISK:
        return StorageFailed(
            f"Making {where} failed ({error.strerror}).", saved=NOTHING_SAVED, todo="Check the disk, then try again."
        )
    return CannotCreate(
        f"{where} cannot be made ({error.strerror}).", saved=NOTHING_SAVED, todo="Choose another place."
    )
