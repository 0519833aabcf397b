"""The read model seen from the command line: while others write, where it lags behind, where nothing may be written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import LOG, environment, inside
from tests.given import agreement, day, reported, series, source
from tests.readmodel.kept import append, assert_is_replay, dumped, record
from tracker.days import day_text
from tracker.log import open_log
from tracker.readmodel import Reader, tables

BEFORE = (
    agreement("x", "JP", "KR"), series("talks", "JP", "KR"), source("s", "2012-12-31"),
    reported("x", "signed", "2012-03-05", source="s", note="in the spring"),
)
LATER = reported("x", "entered_into_force", "2012-06-01", source="s", note="in summer")
FIRST_HELD = day("2001-01-01")
BATCHES = 40

WRITE = f"""
import sys
from tests.given import reported
from tests.readmodel.kept import record
from tracker.days import day_text
from tracker.log import open_log
print("ready", flush=True)
sys.stdin.readline()
for number in range(1, {BATCHES} + 1):
    with open_log(sys.argv[1]) as log:
        record(log, [
            {{"type": "subject_amended", "subject": "x", "name": str(number)}},
            reported("talks", "held", day_text({FIRST_HELD} + 40 * number), source="s", round=str(number)),
            {{"type": "subject_amended", "subject": "talks", "name": str(number)}},
        ])
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a log of four events."""
    with open_log(str(tmp_path / LOG), create=True) as log:
        record(log, BEFORE)
    return tmp_path


def assert_one_state(board: dict[str, Any]) -> int:
    """What the rows show is what the position says; returns the position."""
    position: int = board["position"]
    number, rest = divmod(position - len(BEFORE), 3)
    assert rest == 0
    (agreed,), (talks,) = board["agreements"], board["series"]
    names = (str(number), str(number)) if number else ("The agreement x", "The series talks")
    assert (agreed["name"], talks["name"]) == names
    assert talks["last_held"] == (day_text(FIRST_HELD + 40 * number) if number else None)
    assert [one["round"] for one in talks["rounds"]] == [str(one) for one in range(1, number + 1)]
    return position


def test_readers_see_one_state_while_somebody_writes(folder: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITE, str(folder / LOG)], env=environment(), text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    seen: list[int] = []
    try:
        assert writer.stdin is not None and writer.stdout is not None and writer.stdout.readline() == "ready\n"
        writer.stdin.write("go\n")
        writer.stdin.flush()
        while writer.poll() is None or not seen:
            seen.append(assert_one_state(inside(folder, "status", "--format", "json").json))
            rows = inside(folder, "log", "--format", "json").json
            assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
            assert (len(rows) - len(BEFORE)) % 3 == 0
            with open_log(str(folder / LOG)) as log, log.reading():
                for _ in range(3):  # within `reading` nothing moves
                    assert_one_state(Reader(log).board(day("2020-01-01")))
        out, err = writer.communicate()
        assert (writer.returncode, err) == (0, ""), out
    finally:
        writer.kill()
        writer.communicate()
    assert seen == sorted(seen)
    assert assert_one_state(inside(folder, "status", "--format", "json").json) == len(BEFORE) + 3 * BATCHES


# Lagging behind


@pytest.fixture(params=["lagging", "none", "another version"])
def lagging(folder: Path, request: pytest.FixtureRequest) -> Path:
    """The same log after somebody appended without the read model; or it has none, or one of another version."""
    with open_log(str(folder / LOG)) as log:
        append(log, [LATER])
        with log.writing():
            if request.param == "none":
                tables.drop(log.database)
            elif request.param == "another version":
                log.database.execute("UPDATE read_model SET version = 0")
    return folder


@pytest.fixture
def read_only(lagging: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """That log, where this user may not write to it (root may, so it is told otherwise)."""
    path, access = lagging / LOG, os.access
    path.chmod(0o444)

    def may(where: Any, mode: int, **more: Any) -> bool:
        return access(where, mode, **more) and not (mode == os.W_OK and Path(where) == path)

    monkeypatch.setattr(os, "access", may)
    yield lagging
    path.chmod(0o644)


def answers(folder: Path) -> dict[str, Any]:
    """What the commands that read answer."""
    return {
        "status": inside(folder, "status", "--as-of", "2012-12-31", "--format", "json").json,
        "known": inside(folder, "status", "--as-of", "2012-12-31", "--known-by", "2012-12-30", "--format", "json").json,
        "show": inside(folder, "show", "x").ok().out,
        "log": inside(folder, "log", "--format", "json").json,
        "search": [row["position"] for row in inside(folder, "search", "summer", "--format", "json").json],
        "subjects": inside(folder, "subject", "list", "--format", "json").json,
        "sources": inside(folder, "source", "list", "--format", "json").json,
        "why": inside(folder, "why", "x").ok().out,
    }


@pytest.fixture
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The answers of a log that was never without its read model."""
    folder = tmp_path_factory.mktemp("kept")
    with open_log(str(folder / LOG), create=True) as log:
        record(log, BEFORE)
        record(log, [LATER])
        assert Reader(log).is_kept
    return answers(folder)


def alike(found: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether the answers are the same, but for who recorded what."""
    assert found["search"] == expected["search"] == [5]
    assert found["status"]["agreements"][0]["status"] == "in force" and found["status"]["position"] == 5
    assert found["known"]["agreements"][0]["status"] is None
    for name, one in found.items():
        assert _stripped(one) == _stripped(expected[name]), name
    return True


def _stripped(answer: Any) -> Any:
    if isinstance(answer, list):
        return [{key: value for key, value in row.items() if key != "recorder"} if isinstance(row, dict) else row
                for row in answer]
    return answer.replace("somebody else", "test") if isinstance(answer, str) else answer


def test_a_log_that_lags_behind_answers_all_the_same(lagging: Path, expected: dict[str, Any]) -> None:
    assert alike(answers(lagging), expected)
    with open_log(str(lagging / LOG)) as log:
        assert Reader(log).is_kept  # a listing has caught up
        assert_is_replay(log)


def test_a_status_writes_nothing(lagging: Path) -> None:
    before = (lagging / LOG).read_bytes()
    inside(lagging, "status").ok()
    inside(lagging, "show", "x").ok()
    assert (lagging / LOG).read_bytes() == before


def test_a_log_that_can_only_be_read_answers_all_the_same_and_stays_as_it_is(
    read_only: Path, expected: dict[str, Any]
) -> None:
    before = {path.name: path.read_bytes() for path in read_only.iterdir()}
    assert alike(answers(read_only), expected)
    assert {path.name: path.read_bytes() for path in read_only.iterdir()} == before
    with open_log(str(read_only / LOG)) as log:
        assert not Reader(log).is_kept


def test_rebuild_makes_it_again_at_the_command_line(lagging: Path) -> None:
    done = inside(lagging, "rebuild", "--cores", "1").ok()
    assert "from 5 events" in done.out
    with open_log(str(lagging / LOG)) as log:
        assert_is_replay(log)
        before = dumped(log.database)
    inside(lagging, "rebuild").ok()
    with open_log(str(lagging / LOG)) as log:
        assert dumped(log.database) == before
