"""The SQLite log: its file, its guard rails, and every way in which it can fail to open or to write."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

import tracker.errors
from tracker import canonical
from tracker.errors import (
    BadConfiguration,
    BadInput,
    Busy,
    CannotCreate,
    Conflict,
    NoPermission,
    NotFound,
    StorageFailed,
    TrackerError,
)
from tracker.log import Log, open_log, opening, queue, schema
from tracker.log.sqlite import SqliteLog

ROOT = str(Path(tracker.errors.__file__).parents[1])
NOON = "2026-11-21T12:00:00Z"
NOBODY = 65534
only_posix = pytest.mark.skipif(os.name != "posix", reason="POSIX files")


def report(note: str) -> dict[str, object]:
    return {
        "type": "reported",
        "subject": "jp-kr-gsomia",
        "act": "postponed",
        "source": "ann-2013-01-11",
        "note": note,
    }


def append(log: Log, *notes: str) -> None:
    log.append([report(note) for note in notes], recorded=NOON, recorder="desk")


def notes(log: Log) -> list[str]:
    return [json.loads(stored.body)["content"]["note"] for stored in log.read()]


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A log of three events."""
    path = str(tmp_path / "tracker.db")
    with open_log(path, create=True) as log:
        append(log, "a", "b", "c")
    return path


@pytest.fixture
def raw(path: str) -> Iterator[sqlite3.Connection]:
    """The same file, in another program's hands."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may pass through, as pytest's own is not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def python(script: str, *words: str, root: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own; with `root=False`, not as the superuser, whom no permission stops."""
    # The superuser steps down only after the imports: an ordinary user may not be able to read these files.
    step_down = "" if root or os.geteuid() != 0 else f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})"
    head = f"""
import hashlib, json, os, pathlib, signal, sys, urllib.parse
from tracker import errors
from tracker.log import open_log
from tracker.log.sqlite import SqliteLog
{step_down}
path = sys.argv[1]
NOON = {NOON!r}
def report(note): return {{"type": "reported", "subject": "jp-kr-gsomia", "act": "postponed", "note": note}}
def attempt(action):
    try:
        print("ok", action())
    except errors.TrackerError as error:
        print(type(error).__name__, error)
"""
    return subprocess.run(
        [sys.executable, "-c", head + script, *words],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": ROOT},
    )


# The file


def test_the_file_says_whose_it_is(raw: sqlite3.Connection) -> None:
    assert raw.execute("PRAGMA application_id").fetchone() == (0x41475452,)
    assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    assert raw.execute("SELECT strict FROM pragma_table_list WHERE name = 'log'").fetchone() == (1,)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_connection_is_durable(path: str) -> None:
    with SqliteLog(path) as log:
        assert log._connection.execute("PRAGMA journal_mode").fetchone() == ("truncate",)
        assert log._connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert log._connection.execute("PRAGMA busy_timeout").fetchone() == (30_000,)


def test_the_log_is_one_file(path: str) -> None:
    beside = [entry for entry in os.scandir(os.path.dirname(path)) if entry.path != path and entry.stat().st_size]
    assert beside == []


def test_another_tools_wal_mode_is_undone(path: str, raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA journal_mode = WAL")
    raw.close()
    with SqliteLog(path) as log:
        append(log, "d")
        assert log._connection.execute("PRAGMA journal_mode").fetchone() == ("truncate",)


def test_a_long_import_gets_a_wider_cache_unless_somebody_chose_one(path: str) -> None:
    def cache(log: SqliteLog) -> int:
        size: int = log._connection.execute("PRAGMA cache_size").fetchone()[0]
        return size

    long = [str(number) for number in range(opening.LONG_BATCH)]
    with SqliteLog(path) as log:
        usual = cache(log)
        append(log, "d")
        assert cache(log) == usual < 0  # in KiB
        append(log, *long)
        assert cache(log) < usual
    with SqliteLog(path) as log:
        log._connection.execute("PRAGMA cache_size = 4")
        append(log, *(f"again {one}" for one in long))
        assert cache(log) == 4


def test_the_columns_are_copies_of_the_content(path: str, raw: sqlite3.Connection) -> None:
    replacement = {**report("x"), "subject": "jp-kr-acsa", "source": "japan-times-2016-01-04"}
    with open_log(path) as log:
        log.append(
            [
                {"type": "source_filed", "source": "hankyoreh-2015-04-30"},
                {"type": "subject_registered", "subject": "jp-kr-acsa"},
                {"type": "retracted", "event": "0" * 32, "reason": "withdrawn", "source": "ann-2013-01-12"},
                {"type": "corrected", "event": "0" * 32, "reason": "wrong", "replacement": replacement},
                {"type": "corrected", "event": "0" * 32, "replacement": None, "subject": "not this one"},
                {"type": "odd", "subject": 7, "source": ["x"]},
            ],
            recorded=NOON,
            recorder="desk",
        )
        ids = [stored.id for stored in log.read()]
    rows = raw.execute("SELECT id, type, subject, source, recorded FROM log ORDER BY position").fetchall()
    assert [row[1:4] for row in rows[2:]] == [
        ("reported", "jp-kr-gsomia", "ann-2013-01-11"),
        ("source_filed", None, "hankyoreh-2015-04-30"),
        ("subject_registered", "jp-kr-acsa", None),
        ("retracted", None, "ann-2013-01-12"),
        ("corrected", "jp-kr-acsa", "japan-times-2016-01-04"),
        ("corrected", None, None),
        ("odd", None, None),
    ]
    assert [row[0] for row in rows] == ids
    assert {row[4] for row in rows} == {NOON}


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (schema.FIND.replace("?", "'ab'", 2).replace("?", "8"), "sqlite_autoindex_log_1"),
    ],
    ids=["id"],
)
def test_what_is_asked_for_is_indexed(raw: sqlite3.Connection, query: str, index: str) -> None:
    (step,) = raw.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    assert step[3].startswith("SEARCH log USING")
    assert index in step[3]


@only_posix
@pytest.mark.parametrize(
    "name",
    ["what?.db", "a#b.db", "50%25.db", "a b.db", "기록.db", ":memory:", "file:x?mode=memory", "quo'te\".db", "-x",
     b"\xff.db"],
    ids=ascii,
)  # fmt: skip
def test_odd_paths_are_taken_literally(tmp_path: Path, name: str | bytes) -> None:
    folder = tmp_path / "100%?#"
    folder.mkdir()
    path = os.path.join(folder, os.fsdecode(name))
    with open_log(path, create=True) as log:
        assert log.where == path
        append(log, "a")
    assert os.fsdecode(name) in os.listdir(folder)
    assert all(entry.removesuffix("-journal") == os.fsdecode(name) for entry in os.listdir(folder))
    with open_log(path) as log:
        assert notes(log) == ["a"]


def test_a_relative_path_and_a_link_lead_to_the_same_log(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(path).parent
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "link.db").symlink_to(path)
    monkeypatch.chdir(folder)
    with open_log("tracker.db") as log, SqliteLog("elsewhere/link.db", patience=0.1) as linked:
        monkeypatch.chdir("/")
        append(log, "d")
        assert notes(linked) == ["a", "b", "c", "d"]
        with log.turn():
            began = time.monotonic()
            append(linked, "e")
            assert time.monotonic() - began >= 0.1  # it stood in the same queue


# Guard rails


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET body = '{}'",
        "UPDATE log SET recorded = '' WHERE position = 2",
        "UPDATE OR IGNORE log SET position = 9 WHERE position = 3",
        "UPDATE OR REPLACE log SET position = 1 WHERE position = 3",
        "DELETE FROM log",
        "DELETE FROM log WHERE position = 3",
        "INSERT INTO log SELECT 4, id, type, subject, source, recorded, body FROM log WHERE position = 1",
        "INSERT OR REPLACE INTO log SELECT 4, id, type, subject, source, recorded, body FROM log WHERE position = 1",
        "INSERT OR REPLACE INTO log SELECT * FROM log WHERE position = 1",
        "INSERT OR REPLACE INTO log VALUES (2, 'new', 'reported', NULL, NULL, '', '')",
        "REPLACE INTO log VALUES (3, 'new', 'reported', NULL, NULL, '', '')",
        "INSERT OR IGNORE INTO log VALUES (2, 'new', 'reported', NULL, NULL, '', '')",
        "INSERT INTO log VALUES (2, 'new', 'reported', NULL, NULL, '', '') ON CONFLICT DO UPDATE SET body = ''",
        "INSERT INTO log VALUES (5, 'new', 'reported', NULL, NULL, '', '')",
        "INSERT INTO log VALUES (0, 'new', 'reported', NULL, NULL, '', '')",
        "INSERT INTO log VALUES (-1, 'new', 'reported', NULL, NULL, '', '')",
        "INSERT INTO log VALUES (NULL, 'new', 'reported', NULL, NULL, '', '')",
        "INSERT INTO log (id, type, recorded, body) VALUES ('new', 'reported', '', '')",
        "INSERT INTO log VALUES (4, 'new', NULL, NULL, NULL, '', '')",
        "INSERT INTO log VALUES (4, 'new', 'reported', NULL, NULL, '', x'00')",
    ],
)  # fmt: skip
def test_no_tool_edits_the_log_by_accident(raw: sqlite3.Connection, statement: str) -> None:
    before = raw.execute("SELECT * FROM log").fetchall()
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(statement)
    assert raw.execute("SELECT * FROM log").fetchall() == before


def test_the_guard_rails_let_the_next_position_in(raw: sqlite3.Connection) -> None:
    raw.execute("INSERT INTO log VALUES (4, 'new', 'reported', NULL, NULL, '', '{}')")
    assert raw.execute("SELECT max(position) FROM log").fetchone() == (4,)


def test_bytes_come_back_as_they_are_even_when_they_are_no_text(path: str, raw: sqlite3.Connection) -> None:
    raw.execute("INSERT INTO log VALUES (4, CAST(x'FF' AS TEXT), 'reported', NULL, NULL, '', CAST(x'7BFF' AS TEXT))")
    with open_log(path) as log:
        assert [(stored.id, stored.body) for stored in log.read(after=3)] == [("\ufffd", b"{\xff")]


# What is not a log


def text(path: Path) -> None:
    path.write_text("These are my notes on GSOMIA.\n" * 100)


def short_text(path: Path) -> None:
    path.write_text("x")


def empty(path: Path) -> None:
    path.touch()


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def another_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE log (position, id, type, subject, source, recorded, body)")


def mark_without_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")


def newer(path: Path) -> None:
    open_log(str(path), create=True).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")


def missing(path: Path) -> None:
    pass


def loop(path: Path) -> None:
    path.symlink_to(path)


@only_posix
@pytest.mark.parametrize(
    ("make", "error", "saying"),
    [
        (missing, NotFound, "tracker init"),
        (loop, NotFound, "leads to nothing"),
        (empty, BadInput, "empty file"),
        (text, BadInput, "no SQLite database"),
        (short_text, BadInput, "no SQLite database"),
        (folder, BadInput, "folder"),
        (pipe, BadInput, "not a regular file"),
        (another_database, BadInput, "another program"),
        (mark_without_table, BadInput, "not its table"),
        (newer, BadConfiguration, "newer tracker"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_not_a_log_is_named_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], error: type[TrackerError], saying: str
) -> None:
    path = tmp_path / "tracker.db"
    make(path)
    before = (sorted(os.listdir(tmp_path)), path.read_bytes() if path.is_file() else None)
    with pytest.raises(error) as caught:
        open_log(str(path))
    assert type(caught.value) is error
    assert saying in str(caught.value)
    assert str(path) in caught.value.happened
    assert caught.value.todo
    assert (sorted(os.listdir(tmp_path)), path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("where", ["no/such/folder/tracker.db", "tracker.db/below", "nul\0.db", "x" * 5000])
def test_a_path_that_leads_nowhere_is_not_found(path: str, where: str) -> None:
    with pytest.raises(NotFound):
        open_log(os.path.join(os.path.dirname(path), where))


@pytest.mark.parametrize("cut", [4096, 6000, 20_000])
def test_a_log_cut_short_is_called_damaged(path: str, cut: int) -> None:
    with open_log(path) as log:
        append(log, *map(str, range(500)))
    os.truncate(path, cut)
    with pytest.raises(StorageFailed, match="damaged"), open_log(path) as log:
        list(log.read())


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "https"])
def test_a_server_is_for_another_build_and_its_password_is_not_repeated(scheme: str, create: bool) -> None:
    with pytest.raises(BadConfiguration, match="reads SQLite logs") as caught:
        open_log(f"{scheme}://desk:hunter2@host/db", create=create)
    assert "hunter2" not in str(caught.value)


# Making a log


def test_making_a_log_leaves_nothing_but_the_log(tmp_path: Path) -> None:
    open_log(str(tmp_path / "tracker.db"), create=True).close()
    assert os.listdir(tmp_path) == ["tracker.db"]


@only_posix
def test_a_new_logs_permissions_are_the_users_choice(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        open_log(str(tmp_path / "tracker.db"), create=True).close()
    finally:
        os.umask(before)
    assert (tmp_path / "tracker.db").stat().st_mode & 0o777 == 0o640


@only_posix
@pytest.mark.parametrize("make", [text, empty, folder, newer, loop])
def test_making_a_log_replaces_nothing(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "tracker.db"
    make(path)
    before = (os.listdir(tmp_path), path.read_bytes() if path.is_file() else None)
    with pytest.raises(CannotCreate, match=r"(stands there already|leads to nothing).*Nothing was saved"):
        open_log(str(path), create=True)
    assert (os.listdir(tmp_path), path.read_bytes() if path.is_file() else None) == before


def test_of_two_who_make_a_log_at_once_one_makes_it(tmp_path: Path) -> None:
    path = str(tmp_path / "tracker.db")
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def make() -> None:
        start.wait()
        try:
            open_log(path, create=True).close()
            outcomes.append("made")
        except CannotCreate:
            outcomes.append("there already")

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "there already", "there already", "there already"]
    assert os.listdir(tmp_path) == ["tracker.db"]


@pytest.mark.parametrize(
    ("where", "error"),
    [("no/such/tracker.db", CannotCreate), ("file/tracker.db", CannotCreate), ("x" * 300, CannotCreate),
     ("nul\0.db", BadInput)],
)  # fmt: skip
def test_a_log_that_cannot_be_made_leaves_nothing(tmp_path: Path, where: str, error: type[TrackerError]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(error, match=r"Nothing was saved"):
        open_log(str(tmp_path / where), create=True)
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.EROFS, CannotCreate), (errno.ENOSPC, StorageFailed), (errno.EIO, StorageFailed),
     (errno.EACCES, NoPermission), (errno.EPERM, NoPermission), (errno.ENOENT, CannotCreate),
     (errno.ENOTDIR, CannotCreate)],
    ids=lambda value: errno.errorcode[value] if isinstance(value, int) else "",
)  # fmt: skip
def test_what_the_system_says_while_a_log_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[TrackerError]
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(error, match=r"Nothing was saved") as caught:
        open_log(str(tmp_path / "tracker.db"), create=True)
    assert type(caught.value) is error


def test_a_failure_half_way_leaves_no_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "CREATE", (*schema.CREATE[:3], "no SQL"))
    with pytest.raises(TrackerError):
        open_log(str(tmp_path / "tracker.db"), create=True)
    assert os.listdir(tmp_path) == []


@only_posix
@pytest.mark.parametrize("name", ["link", "unlink"])
def test_a_crash_while_making_a_log_leaves_none_or_a_whole_one(tmp_path: Path, name: str) -> None:
    path = str(tmp_path / "tracker.db")
    killed = python(
        f"os.{name} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\nopen_log(path, create=True)", path
    )
    assert killed.returncode == -9
    if name == "link":
        assert not os.path.exists(path)
    with open_log(path, create=name == "link") as log:
        append(log, "a")
        assert notes(log) == ["a"]


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "tracker.db"
    with open_log(str(path), create=True) as log:
        append(log, "a")
    with pytest.raises(CannotCreate):
        open_log(str(path), create=True)
    assert sorted(os.listdir(tmp_path)) == ["tracker.db", "tracker.db-journal"]


def test_an_earlier_logs_journal_is_not_played_into_a_new_log(tmp_path: Path) -> None:
    (tmp_path / "tracker.db-journal").write_bytes(b"pages of an earlier log")
    with pytest.raises(CannotCreate, match="journal of an earlier log"):
        open_log(str(tmp_path / "tracker.db"), create=True)
    assert os.listdir(tmp_path) == ["tracker.db-journal"]


# Crashes and failures while writing

KILLED_HALF_WAY = """
log = SqliteLog(path)
log._connection.execute("PRAGMA cache_size = 4")  # so that pages reach the file before the commit
before = os.path.getsize(path)
def look():
    if os.path.getsize(path) > before + 50_000:
        os.kill(os.getpid(), signal.SIGKILL)
log._connection.set_progress_handler(look, 200)
log.append([report(str(number) * 50) for number in range(5_000)], recorded=NOON, recorder="desk")
"""


def kill_half_way(path: str) -> None:
    assert python(KILLED_HALF_WAY, path).returncode == -9
    assert os.path.getsize(f"{path}-journal") > 0  # hot: this is what the next to open must roll back


@only_posix
def test_a_batch_whose_writer_was_killed_is_rolled_back_whole(path: str) -> None:
    before = os.path.getsize(path)
    kill_half_way(path)
    assert os.path.getsize(path) > before
    with open_log(path) as log:
        assert notes(log) == ["a", "b", "c"]
        append(log, "d")
        assert notes(log) == ["a", "b", "c", "d"]
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_full_disk_saves_nothing_of_the_batch(path: str) -> None:
    with SqliteLog(path) as log:
        log._connection.execute("PRAGMA max_page_count = 20")
        with pytest.raises(StorageFailed, match=r"disk is full.*Nothing was saved\. Events acknowledged before"):
            append(log, *map(str, range(500)))
        assert notes(log) == ["a", "b", "c"]
        append(log, "d")
        assert notes(log) == ["a", "b", "c", "d"]


@only_posix
def test_a_write_that_the_system_refuses_saves_nothing(path: str) -> None:
    done = python(
        """
import resource
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = open_log(path)
limit = os.path.getsize(path) + 10_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
attempt(lambda: log.append([report(str(number)) for number in range(5_000)], recorded=NOON, recorder="desk"))
attempt(log.head)
""",
        path,
    )
    assert done.stdout.startswith("StorageFailed")
    assert done.stdout.endswith("ok 3\n")


@only_posix
def test_a_log_removed_while_open_says_so(path: str) -> None:
    with open_log(path) as log:
        os.rename(path, f"{path}.moved")
        with pytest.raises(NotFound, match="moved or removed"):
            append(log, "d")
    os.remove(f"{path}-journal")
    with open_log(f"{path}.moved") as log:
        assert notes(log) == ["a", "b", "c"]


def test_ctrl_c_in_the_middle_of_a_batch_saves_nothing(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = canonical.envelopes

    def envelopes(
        batch: Sequence[canonical.Prepared], position: int, recorded: str, recorder: str
    ) -> Iterator[str]:
        for one, body in zip(batch, real(batch, position, recorded, recorder), strict=True):
            if one.content["note"] == "e":
                raise KeyboardInterrupt
            yield body

    monkeypatch.setattr(canonical, "envelopes", envelopes)
    with open_log(path) as log, SqliteLog(path, patience=1) as other:
        with pytest.raises(KeyboardInterrupt):
            append(log, "d", "e")
        append(other, "f")
        assert notes(log) == ["a", "b", "c", "f"]


def test_a_foreign_writer_makes_us_wait_and_then_say_busy(path: str, raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN IMMEDIATE")
    with SqliteLog(path, patience=0.1) as log:
        with pytest.raises(Busy, match=r"another program.*Nothing was saved.*Try again"):
            append(log, "d")
        assert notes(log) == ["a", "b", "c"]
        raw.execute("ROLLBACK")
        append(log, "d")


def test_a_foreign_reader_who_will_not_finish_makes_us_say_busy(path: str, raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN")
    raw.execute("SELECT * FROM log").fetchone()
    with SqliteLog(path, patience=0.1) as log:
        with pytest.raises(Busy):
            append(log, "d")
        raw.execute("ROLLBACK")
        assert notes(log) == ["a", "b", "c"]
        append(log, "d")
        assert notes(log) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("expected", [None, 3])
def test_the_head_is_read_under_the_write_lock(path: str, raw: sqlite3.Connection, expected: int | None) -> None:
    """A writer from outside the queue gets in before our lock or after our commit, never in between."""
    outcomes: list[str] = []
    raw.execute("PRAGMA busy_timeout = 0")

    def intrude(statement: str) -> None:
        # Called as each of our statements begins; exceptions would be swallowed here.
        try:
            raw.execute("INSERT INTO log SELECT max(position) + 1, hex(randomblob(16)), '', '', '', '', '' FROM log")
            outcomes.append("in")
        except sqlite3.OperationalError as error:
            outcomes.append(error.sqlite_errorname)

    with SqliteLog(path) as log:
        log._connection.set_trace_callback(intrude)
        if expected is None:
            (event,) = log.append([report("d")], recorded=NOON, recorder="desk")
            assert event.position == 5
        else:
            with pytest.raises(Conflict) as caught:
                log.append([report("d")], recorded=NOON, recorder="desk", expected=expected)
            assert caught.value.head == 4
        log._connection.set_trace_callback(None)
    assert outcomes[0] == "in"
    assert set(outcomes[1:]) == {"SQLITE_BUSY"}


def test_another_threads_use_is_our_bug_not_a_riddle(path: str) -> None:
    caught: list[BaseException] = []
    with open_log(path) as log:

        def use() -> None:
            try:
                log.head()
            except BaseException as error:
                caught.append(error)

        thread = threading.Thread(target=use)
        thread.start()
        thread.join()
    assert [(type(error), "another thread" in str(error)) for error in caught] == [(TrackerError, True)]


# The queue of writers


@only_posix
def test_a_writer_whose_turn_does_not_come_leaves_the_queue_and_goes_on(path: str) -> None:
    """The one who holds the queue may be at another log of the folder; SQLite's lock decides."""
    with open_log(path) as log, SqliteLog(path, patience=0.1) as late:
        with log.turn():
            began = time.monotonic()
            append(late, "d")
            assert 0.1 <= time.monotonic() - began < 5
        with log.writing(), pytest.raises(Busy, match=r"another program.*Nothing was saved"):
            append(late, "not this")
        # The thread that got the lock too late hands it on, now and every time.
        append(log, "e")
        append(late, "f")
        assert notes(log) == ["a", "b", "c", "d", "e", "f"]


@only_posix
@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts descriptors in /proc")
def test_no_descriptor_and_no_thread_is_left_behind(path: str, tmp_path: Path) -> None:
    def leftovers() -> tuple[int, int]:
        return len(os.listdir("/proc/self/fd")), threading.active_count()

    text(tmp_path / "notes.txt")
    before = leftovers()
    with open_log(path) as log, SqliteLog(path, patience=0.01) as late:
        for number in range(10):
            with log.turn():
                append(late, f"late {number}")
            append(log, f"{number}")
            with pytest.raises(BadInput):
                open_log(str(tmp_path / "notes.txt"))
            with pytest.raises(CannotCreate):
                open_log(path, create=True)
    deadline = time.monotonic() + 5
    while leftovers() != before and time.monotonic() < deadline:
        time.sleep(0.01)  # the late threads are about to end
    assert leftovers() == before


@pytest.mark.parametrize("lack", ["fcntl", "flock", "folder", "thread"])
def test_without_a_queue_writers_go_on(path: str, monkeypatch: pytest.MonkeyPatch, lack: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    def no_thread(*_: object, **__: object) -> None:
        raise RuntimeError("can't start new thread")

    with open_log(path) as log, open_log(path) as other, other.turn():
        if lack == "fcntl":
            monkeypatch.setattr(queue, "fcntl", None)
        elif lack == "flock":
            monkeypatch.setattr("fcntl.flock", refuse)
        elif lack == "folder":
            monkeypatch.setattr(os, "open", refuse)
        else:
            monkeypatch.setattr(threading, "Thread", no_thread)
        append(log, "d")
        monkeypatch.undo()
    with open_log(path) as log:
        assert notes(log) == ["a", "b", "c", "d"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the child does nothing but wait
def test_a_child_that_outlives_a_turn_does_not_keep_it(path: str) -> None:
    mine, childs = os.pipe()
    with open_log(path) as log, SqliteLog(path, patience=1) as other:
        with log.turn():
            child = os.fork()
            if child == 0:  # holds copies of every descriptor until the test is over
                os.close(childs)
                os.read(mine, 1)
                os._exit(0)
        try:
            append(other, "d")
        finally:
            os.close(childs)
            os.close(mine)
            os.waitpid(child, 0)


# Permission

READ_AND_WRITE = """
attempt(lambda: open_log(path).head())
attempt(lambda: open_log(path).append([report("d")], recorded=NOON, recorder="desk"))
"""


@pytest.fixture
def shared(open_folder: Path) -> Iterator[Path]:
    """A log of one event in a folder that others may read but not write."""
    with open_log(str(open_folder / "tracker.db"), create=True) as log:
        append(log, "a")
    yield open_folder / "tracker.db"
    open_folder.chmod(0o755)


def forbid(path: Path, mode: int, folder: int = 0o555) -> None:
    path.chmod(mode)
    journal = Path(f"{path}-journal")
    journal.unlink(missing_ok=True)
    path.parent.chmod(folder)


@only_posix
@pytest.mark.parametrize("mode", [0o444, 0o666], ids=["file", "folder"])
def test_who_may_only_read_reads_and_is_told_so_on_writing(shared: Path, mode: int) -> None:
    forbid(shared, mode)
    done = python(READ_AND_WRITE, str(shared), root=False)
    head, written = done.stdout.splitlines()
    assert head == "ok 1"
    assert written.startswith("NoPermission")
    assert "Nothing was saved." in written


@only_posix
def test_who_may_not_read_is_told_so(shared: Path) -> None:
    forbid(shared, 0o000)
    done = python(READ_AND_WRITE, str(shared), root=False)
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["NoPermission"] * 2


@only_posix
def test_who_may_not_enter_the_folder_is_told_so(shared: Path) -> None:
    forbid(shared, 0o666, folder=0o000)
    done = python(READ_AND_WRITE + "attempt(lambda: open_log(path + '2', create=True))", str(shared), root=False)
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["NoPermission"] * 3


@only_posix
def test_who_may_not_write_the_folder_makes_no_log_there(shared: Path) -> None:
    forbid(shared, 0o666)
    done = python("attempt(lambda: open_log(path + '2', create=True))", str(shared), root=False)
    assert done.stdout.startswith("NoPermission")
    assert os.listdir(shared.parent) == ["tracker.db"]


@only_posix
@pytest.mark.parametrize(("mode", "folder"), [(0o444, 0o555), (0o666, 0o555)], ids=["file", "folder"])
def test_a_crash_is_not_papered_over_for_who_may_only_read(shared: Path, mode: int, folder: int) -> None:
    kill_half_way(str(shared))
    shared.chmod(mode)
    shared.parent.chmod(folder)
    Path(f"{shared}-journal").chmod(0o444)
    done = python("attempt(lambda: open_log(path).head())", str(shared), root=False)
    assert done.stdout.startswith("NoPermission")
    assert "crash" in done.stdout
    shared.parent.chmod(0o755)
    shared.chmod(0o644)
    Path(f"{shared}-journal").chmod(0o644)
    with open_log(str(shared)) as log:
        assert notes(log) == ["a"]
