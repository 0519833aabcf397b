"""Every write, sync, truncation and opening of one append, refused by the system or struck by kill -9: nothing is lost.

strace injects the faults (see `points`); without it, or where it may not trace, this is skipped, but not in CI.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import tests
from tests.faults.points import command
from tests.faults.sound import IN_MEMORY, assert_sound, journal_of
from tests.faults.tracing import why_not
from tests.faults.work import BEFORE, LONG_AGO
from tests.given import reported
from tests.readmodel.kept import record
from tracker import cli
from tracker.canonical import content_id
from tracker.log import open_log

ROOT = Path(next(iter(tests.__path__))).parent
NOTHING, NOT_CERTAIN = "Nothing was saved.", "Whether this was saved is not certain."
EVENT = reported("x", "urged", "2012-05-20", source="may", note="the one")
APPEND = ["--log", "LOG", "append", "x", "urged", "--source", "may", "--on", "2012-05-20", "--note", "the one"]
INIT = ["init", "LOG"]
ENOUGH = {"pwrite64": 100, "pread64": 100, "openat": 12, "fdatasync": 12}
FEW = 6
"""More points than a command here has of a call."""

FAULTS = [
    ("pwrite64", "error=EIO"), ("pwrite64", "error=ENOSPC"), ("pwrite64", "signal=KILL"),
    ("fdatasync", "error=EIO"), ("fdatasync", "error=ENOSPC"), ("fdatasync", "signal=KILL"),
    ("ftruncate", "error=EIO"), ("ftruncate", "signal=KILL"),
    ("openat", "error=EIO"), ("openat", "error=ENOSPC"), ("openat", "error=EMFILE"), ("openat", "signal=KILL"),
    ("pread64", "error=EIO"), ("write", "error=ENOSPC"), ("write", "signal=KILL"),
]
OF_MAKING = [
    ("pwrite64", "error=ENOSPC"), ("pwrite64", "signal=KILL"), ("fdatasync", "error=EIO"), ("fdatasync", "signal=KILL"),
    ("link", "error=EIO"), ("link", "signal=KILL"), ("unlink", "error=EIO"), ("unlink", "signal=KILL"),
    ("openat", "error=EIO"), ("openat", "signal=KILL"), ("fsync", "error=EIO"), ("fsync", "signal=KILL"),
]


class Met(NamedTuple):
    """A point that was struck: how the command ended, and what it said."""

    number: int
    folder: Path
    code: int
    out: str
    err: str

    @property
    def log(self) -> str:
        return str(self.folder / "log.db")


@pytest.fixture
def place() -> Iterator[Path]:
    if why_not():
        assert "CI" not in os.environ, why_not()
        pytest.skip(why_not())
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        yield Path(folder)


def struck(place: Path, call: str, fault: str, words: list[str]) -> list[Met]:
    """Every point of a command at which this call could be struck, struck."""
    trace, tried = place / "trace", ENOUGH.get(call, FEW)
    spoilt = tried + 200
    faster = [] if "KILL" in fault else ["--seccomp-bpf"]  # with which strace sends no signal
    ended = subprocess.run(
        ["strace", "-f", *faster, *_paths(place, call, tried), "-qq", "-o", str(trace), "-e", f"trace={call}",
         "-e", f"inject={call}:{fault}:when={spoilt}",
         sys.executable, "-m", "tests.faults.points", str(place), call, str(spoilt), str(tried), *words],
        cwd=ROOT, check=False, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""},  # what is written is buffered, as it is
    )
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
    ends = (place / "0" / "ended").read_text().split()
    met = []
    for number, end in enumerate(ends, 1):
        folder = place / str(number)
        met.append(Met(number, folder, int(end), *((folder / name).read_text("utf-8") for name in ("out", "err"))))
    injected = sum(one.code == -9 for one in met) if "KILL" in fault else trace.read_text().count("(INJECTED)")
    assert 0 < injected < tried == len(met), "no point was struck, or there are more than were tried"
    for one in met[injected:]:  # beyond the last of its calls the command meets no fault
        assert (one.code, one.err) == (0, "")
    return met[:injected]


def _paths(place: Path, call: str, tried: int) -> list[str]:
    """Of all the files that are opened, those of the log; of the other calls, each that is made."""
    if call != "openat":
        return []
    names = ("", "log.db", "log.db-journal")
    mine = [str(place / str(number) / name).rstrip("/") for number in range(1, tried + 1) for name in names]
    return [word for path in (os.devnull, *mine) for word in ("-P", path)]


def again(one: Met, words: list[str]) -> tuple[int, str]:
    """The command repeated, without a fault: its exit code, and what it said."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(command(one.folder, words))
    return code, "".join(stream.detach().getvalue().decode() for stream in (out, err))


def assert_in_three_parts(one: Met) -> None:
    """The error says what happened, what was saved, and what to do; no traceback."""
    happened, saved, *todo = one.err.splitlines()
    assert happened.startswith("tracker: ") and todo and all(line.startswith("  ") for line in (saved, *todo)), one
    assert re.search(r"saved|recorded|made|safe", saved), one


@pytest.mark.parametrize(("call", "fault"), FAULTS)
def test_an_append_struck_at_any_call(place: Path, call: str, fault: str) -> None:
    with open_log(str(place / "base.db"), create=True) as log:
        record(log, BEFORE, LONG_AGO)
    (place / "base.db-journal").unlink()
    before, event = [content_id(content) for content in BEFORE], content_id(EVENT)
    points = struck(place, call, fault, APPEND)
    for one in points:
        was_hot = journal_of(one.log) == "hot"
        assert one.code in ((-9,) if "KILL" in fault else (0, 74)), one
        assert not was_hot or one.code == -9, "a command that could put it right left a hot journal"
        acknowledged = one.out.startswith("Recorded at position ")
        ids = assert_sound(one.log, [*before, event] if acknowledged else before)
        assert ids in (before, [*before, event])
        if one.code == 0:
            assert acknowledged
        elif one.code > 0:
            assert_in_three_parts(one)
            assert not acknowledged
            assert NOTHING not in one.err or ids == before, "the event is there, and the error says that it is not"
            assert "It is recorded" not in one.err or ids == [*before, event]
        code, said = again(one, APPEND)
        assert code == 0 and said.startswith("Already recorded" if event in ids else "Recorded at position"), said
        assert assert_sound(one.log) == [*before, event]
    if call == "fdatasync" and "EIO" in fault:  # the sync that ends a commit: the event is there, and not yet certain
        assert sum(NOT_CERTAIN in one.err for one in points) == 1


@pytest.mark.parametrize(("call", "fault"), OF_MAKING)
def test_making_a_log_struck_at_any_call(place: Path, call: str, fault: str) -> None:
    for one in struck(place, call, fault, INIT):
        assert one.code in ((-9,) if "KILL" in fault else (0, 74)), one
        assert one.code or call not in ("pwrite64", "fdatasync", "fsync"), "a failure of the disk is swallowed"
        if one.code > 0:
            assert_in_three_parts(one)
        there = os.path.exists(one.log)
        assert not there or NOTHING not in one.err, "the log is there, and the error says that nothing is"
        if one.code == 0 or there:
            assert assert_sound(one.log) == []
        code, said = again(one, INIT)
        assert (code, "stands there already" in said) == ((73, True) if there else (0, False))
        assert assert_sound(one.log) == []
        left = set(os.listdir(one.folder)) - {"out", "err", "idle", "log.db", "log.db-journal"}
        assert all(name.startswith(".tracker-") for name in left)
        assert not left or one.code == -9 or "unlink" in call
