"""Hostile files: each is refused with its code, and then nothing is saved; or it is taken, and shown harmless."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.commands import LOG, dangerous, environment, inside
from tests.faults.fuzz import TARGETS, changed, corpus, tried_at_random
from tests.faults.hostile import SOUND, Case, cases

CASES = cases()
MOST = 24 << 20
"""How much more memory than an import of nothing a hostile file may take: one long line in a few forms, and no more."""


def test_there_are_many_and_no_two_are_the_same() -> None:
    assert len(CASES) >= 150
    assert len({one.name for one in CASES}) == len({(one.name[-3:], one.data) for one in CASES}) == len(CASES)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log without events."""
    folder = tmp_path_factory.mktemp("empty")
    inside(folder, "init").ok()
    return folder / LOG


@pytest.mark.parametrize("hostile", CASES, ids=lambda one: one.name)
def test_a_hostile_file(empty: Path, tmp_path: Path, hostile: Case) -> None:
    log = Path(shutil.copy(empty, tmp_path / LOG))
    before = log.read_bytes()
    (tmp_path / hostile.name).write_bytes(hostile.data)
    done = inside(tmp_path, "import", hostile.name)
    assert dangerous(done.out + done.err) == [] and len(done.err) < 1_500, done
    if hostile.code is None:
        done.ok()
        for words in (("log",), ("show", "x"), ("log", "--format", "json"), ("log", "--format", "csv"),
                      ("status", "--format", "markdown")):
            told = inside(tmp_path, *words)
            assert dangerous(told.out.replace("\r\n", "\n") + told.err) == [], told
        assert "Nothing new" in inside(tmp_path, "import", hostile.name).out or not inside(tmp_path, "export").out
    else:
        assert done.code == 65 and done.out == "", done
        place = rf"tracker: {re.escape(hostile.name)}:\d+:\d+: "
        assert re.match(rf"{place}[^\n]*\[{hostile.code}\]\.\n", done.err), done.err
        assert "Nothing was saved." in done.said and len(done.err.splitlines()) >= 3
        assert log.read_bytes() == before
    assert set(os.listdir(tmp_path)) <= {LOG, f"{LOG}-journal", hostile.name}, "something is left"


# Memory, in processes of their own


# What the process itself has taken at most: what the system tells of a child begins with its parent's memory.
MEASURED = """
import re, sys
from tracker.cli import main
code = main(sys.argv[1:])
with open("/proc/self/status") as status:
    sys.stderr.write(re.search("VmHWM:.*?([0-9]+) kB", status.read())[1])
sys.exit(code)
"""


def peak(folder: Path, *words: str, feed: Callable[[int], None] | None = None) -> tuple[int, int, str]:
    """The exit code, the greatest memory in bytes, and the errors of a command; `feed` writes what it reads."""
    read, write = os.pipe() if feed else (subprocess.DEVNULL, -1)
    child = subprocess.Popen([sys.executable, "-c", MEASURED, *words], cwd=folder, env=environment(), stdin=read,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if feed:
        os.close(read)
        threading.Thread(target=feed, args=(write,), daemon=True).start()
    _, told = child.communicate(timeout=300)
    *lines, used = told.split("\n")
    return child.returncode, int(used) * 1024, "\n".join(lines)


@pytest.fixture(scope="module")
def idle(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """The memory that an import of a sound line takes."""
    folder = tmp_path_factory.mktemp("idle")
    shutil.copy(empty, folder / LOG)
    (folder / "one.jsonl").write_text(f"{SOUND[1]}\n".replace("'", '"'))
    code, used, told = peak(folder, "import", "one.jsonl")
    assert code == 0, told
    return used


def _forever(write: int) -> None:
    """A line of two gigabytes, or until nobody reads on."""
    with open(write, "wb", buffering=0) as pipe:
        try:
            for _ in range(2_048):
                pipe.write(b"x" * (1 << 20))
        except BrokenPipeError:
            return
    raise AssertionError("somebody read two gigabytes")


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="memory is told by /proc")
@pytest.mark.parametrize("way", ["sparse file", "pipe", "packed", "spaces packed"])
def test_two_gigabytes_are_refused_in_little_memory(empty: Path, tmp_path: Path, idle: int, way: str) -> None:
    shutil.copy(empty, tmp_path / LOG)
    name, feed = "big.jsonl", None
    if way == "sparse file":
        with (tmp_path / name).open("wb") as sparse:
            sparse.truncate(2 << 30)
    elif way == "pipe":
        name, feed = "-", _forever
    else:
        name = "big.jsonl.gz"
        line = b" " * ((1 << 20) - 1) + b"\n" if way == "spaces packed" else b"x" * (1 << 20)
        (tmp_path / name).write_bytes(gzip.compress(line * 32, mtime=0) * 64)
    code, used, told = peak(tmp_path, "import", name, feed=feed)
    assert code == 65 and ("[bomb]" if way == "spaces packed" else "[long-line]") in told, told
    assert used - idle < MOST, f"{(used - idle) >> 20} MiB more"


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="memory is told by /proc")
def test_many_lines_from_a_pipe_are_held_in_a_file(empty: Path, tmp_path: Path, idle: int) -> None:
    shutil.copy(empty, tmp_path / LOG)
    line = (f"{SOUND[1]}\n".replace("'", '"')).encode().rjust(2_000)

    def many(write: int) -> None:
        with open(write, "wb") as pipe:
            for _ in range(100):
                pipe.write(line * 300)

    code, used, told = peak(tmp_path, "import", "-", feed=many)  # 60 MB
    assert code == 0, told
    assert used - idle < MOST, f"{(used - idle) >> 20} MiB more"


# The fuzzing itself


@pytest.mark.parametrize("name", TARGETS)
def test_fuzzing_finds_what_is_wrong(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The targets take sound inputs, a few changed ones, and notice a fault that is planted."""
    for data in corpus(name)[:10]:
        TARGETS[name](data)
    assert tried_at_random(name, 0, 1) == (0, None)

    def faulty(data: bytes) -> None:
        assert data in corpus(name), "changed"

    monkeypatch.setitem(TARGETS, name, faulty)
    count, found = tried_at_random(name, 20, 1)
    assert count and found is not None and found not in corpus(name)
    import random

    assert changed(name, corpus(name)[0], random.Random(7)) == changed(name, corpus(name)[0], random.Random(7))
