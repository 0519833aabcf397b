"""Cut short between any two statements, a log and its read model stay together: all of a batch is there, or nothing."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import tests
from tests.faults.work import BEFORE, NEW, SOME, WORK
from tests.readmodel.kept import append, assert_is_as_made_anew, dumped, record
from tracker.log import Log, open_log, opening
from tracker.readmodel import Reader, tables

ROOT = Path(next(iter(tests.__path__))).parent


@pytest.fixture(params=sorted(WORK))
def work(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def path(tmp_path: Path, work: str) -> Path:
    """A log to be worked on; where it is to be caught up with, somebody has appended to it."""
    where = tmp_path / "log.db"
    with open_log(str(where), create=True) as log:
        record(log, BEFORE)
        if work == "catching up":
            append(log, SOME)
    return where


class Cut(BaseException):
    """Ends the work, as Ctrl-C does."""


class Countdown(sqlite3.Connection):
    """A connection that ends the work at one of its statements; each row of many counts as one."""

    left = -1

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Cut

    def execute(self, *given: Any) -> sqlite3.Cursor:
        if given[0] != "ROLLBACK":
            self._count()
        return super().execute(*given)

    def executemany(self, sql: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
        return super().executemany(sql, self._counted(rows))

    def _counted(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            self._count()
            yield row


def assert_whole(log: Log, before: dict[str, Any], after: dict[str, Any], work: str) -> None:
    """The file holds what it held before, or what it holds when the work is done."""
    found = dumped(log.database)
    assert found in (before, after)
    assert log.head() == len(found["log"])
    if found == after or work != "catching up":
        assert Reader(log).is_kept and Reader(log).position == log.head()
        assert_is_as_made_anew(log.database)
    assert log.database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def done(path: Path, work: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a log's file holds before the work, and after it."""
    copy = path.with_name("done.db")
    copy.write_bytes(path.read_bytes())
    with open_log(str(copy)) as log:
        before, head = dumped(log.database), log.head()
        WORK[work](log)
        after = dumped(log.database)
        assert log.head() == head + NEW[work]
    return before, after


def test_an_error_at_any_statement_undoes_it_all(path: Path, work: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = done(path, work)

    def connect(where: str, mode: str, patience: float) -> Countdown:
        return sqlite3.connect(f"{Path(where).as_uri()}?mode={mode}", uri=True, isolation_level=None,
                               timeout=patience, factory=Countdown)

    monkeypatch.setattr(opening, "_connection", connect)
    original, stop, cut = path.read_bytes(), 0, True
    while cut:
        stop += 1
        path.write_bytes(original)
        with open_log(str(path)) as log:
            connection = log.database
            assert isinstance(connection, Countdown)
            connection.left, cut = stop, False
            try:
                WORK[work](log)
            except Cut:
                cut = True
            connection.left = -1
            assert not connection.in_transaction
            if cut:
                assert dumped(connection) == before, stop
            if stop % 10 == 0 or not cut:
                assert_whole(log, before, after, work)
            if cut and stop % 25 == 0:  # the same connection does it all the same
                WORK[work](log)
                assert dumped(connection) == after
    assert stop > 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_process_that_dies_at_any_statement_leaves_all_or_nothing(path: Path, work: str) -> None:
    before, after = done(path, work)
    how = "exit" if work == "append" else "kill"
    ended = subprocess.run([sys.executable, "-m", "tests.faults.dying", str(path), work, how], cwd=ROOT, check=False,
                           capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (ended.returncode, ended.stderr) == (0, "")
    died = int(ended.stdout)
    assert died > 10
    states = []
    for number in range(1, died + 2):
        with open_log(f"{path}.{number}") as log:
            found = dumped(log.database)
            assert found in (before, after), number
            states.append(found == after)
            if number % 10 == 0 or number > died - 2:
                assert_whole(log, before, after, work)
    if before != after:
        assert states == sorted(states) and states[-1] and not states[-2]


@pytest.mark.parametrize("work", ["rebuild"], indirect=True)
def test_an_aborted_rebuild_leaves_the_old_read_model(path: Path, monkeypatch: pytest.MonkeyPatch, work: str) -> None:

    def fail(*_: Any) -> None:
        raise Cut

    with open_log(str(path)) as log:
        before = dumped(log.database)
        monkeypatch.setattr("tracker.readmodel.rebuilding.Keeper.finish", fail)
        with contextlib.suppress(Cut):
            WORK[work](log)
        assert dumped(log.database) == before and Reader(log).is_kept
        assert tables.position(log.database) == len(BEFORE)
