"""kill -9 at random points of append and import, and a look at what is left each time.

    python -m tests.faults.killing --rounds 1000 --seed 1

A round copies a log, lets a child write to it, and kills the child after a random time, drawn evenly from nothing to a
little more than the time the work takes when nobody kills it; that is measured before, and corrected as kills come too
late. What the child has told by then is acknowledged: the command line's "Recorded at position …", or, through the API,
an id written to a pipe after `record` returned. Then the log must be whole and hold all that was acknowledged, of an
import all or nothing; repeating the work adds what is missing, once.

Every fourth round starts a `tracker` process of its own. The others fork one that has loaded everything, so that most
of its time is spent writing, and most kills come in the middle of that.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.faults.sound import assert_sound, journal_of
from tests.faults.work import BEFORE, LONG_AGO
from tests.given import reported
from tests.readmodel.kept import TODAY, record
from tracker import cli
from tracker.canonical import content_id
from tracker.log import open_log
from tracker.recording import Recorder

Content = dict[str, Any]

OWN_PROCESS = 4
"""Every how-manieth round starts a process of its own."""
IMPORTED = 300
ONE_BY_ONE = 30
BATCHES, BATCH = 4, 60
RECORDED = re.compile(r"^(?:Recorded|Already recorded|Nothing new).*\n", re.MULTILINE)


class Work(NamedTuple):
    """What a child does: the contents in the batches that it records, and how."""

    batches: list[list[Content]]
    words: list[str]

    @property
    def contents(self) -> list[Content]:
        """All of them, in order."""
        return [content for batch in self.batches for content in batch]


def fresh(count: int, name: str) -> list[Content]:
    """New reports."""
    return [reported("x", "urged", "2012-05-20", source="may", note=f"{name} {number}") for number in range(count)]


def append(folder: Path, name: str) -> Work:
    """One report, from the command line."""
    (content,) = fresh(1, name)
    return Work([[content]], ["append", "x", "urged", "--source", "may", "--on", "2012-05-20", "--note", f"{name} 0"])


def import_(folder: Path, name: str) -> Work:
    """A file of reports, from the command line."""
    contents = fresh(IMPORTED, name)
    file = folder / "contents.jsonl"
    file.write_text("".join(json.dumps(content) + "\n" for content in contents), "utf-8")
    return Work([contents], ["import", str(file)])


def one_by_one(folder: Path, name: str) -> Work:
    """Reports through the API, each acknowledged."""
    return Work([[content] for content in fresh(ONE_BY_ONE, name)], [])


def in_batches(folder: Path, name: str) -> Work:
    """Batches through the API, each acknowledged."""
    return Work([fresh(BATCH, f"{name} {number}") for number in range(BATCHES)], [])


KINDS: dict[str, Callable[[Path, str], Work]] = {
    "append": append, "import": import_, "API, one by one": one_by_one, "API, in batches": in_batches,
}


def do(path: str, work: Work) -> None:
    """The work, in a child; what it tells goes to standard output."""
    if work.words:
        sys.argv = ["tracker", "--log", path, *work.words]
        cli.run()
    with open_log(path) as log:
        writer = Recorder(log)
        for batch in work.batches:
            receipt = writer.record(batch, recorded=LONG_AGO, recorder="test", today=TODAY)
            os.write(1, "".join(f"{one.id}\n" for one in receipt.appended).encode())
    os._exit(0)


@contextlib.contextmanager
def child(path: str, work: Work, own_process: bool) -> Iterator[tuple[int, int]]:
    """A child at work: its number, and the pipe that it tells its acknowledgements to."""
    reading, writing = os.pipe()
    if own_process:
        words = [sys.executable, "-m", "tracker", "--log", path, *work.words]
        process = subprocess.Popen(words, stdout=writing, stderr=subprocess.DEVNULL)
        number = process.pid
        process.returncode = 0  # it is waited for here
    else:
        number = os.fork()
        if not number:
            os.dup2(writing, 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            do(path, work)
    os.close(writing)
    try:
        yield number, reading
    finally:
        os.close(reading)


def told(pipe: int) -> str:
    """All that was written to a pipe whose writer has ended."""
    with os.fdopen(os.dup(pipe), "rb") as stream:
        return stream.read().decode()


def acknowledged(work: Work, text: str) -> list[str]:
    """The ids of the events that the child acknowledged, in whole lines."""
    if work.words:
        return [content_id(content) for content in work.contents] if RECORDED.search(text) else []
    return [line for line in text.splitlines(keepends=True) if line.endswith("\n") and line.strip()]


def seconds(base: Path, folder: Path, kind: str, own_process: bool) -> float:
    """How long the work takes when nobody is killed: the middle one of three times."""
    took = []
    for number in range(3):
        path = shutil.copy(base, folder / "timed.db")
        work = KINDS[kind](folder, f"timed {number}")
        began = time.monotonic()
        with child(str(path), work, own_process) as (process, pipe):
            text = told(pipe)
            os.waitpid(process, 0)
        took.append(time.monotonic() - began)
        assert len(acknowledged(work, text)) == len(work.contents), text
    return sorted(took)[1]


def load(base: Path, folder: Path) -> None:
    """Do each kind of work once in this process, so that a child forked from it has nothing more to load."""
    path = shutil.copy(base, folder / "loaded.db")
    for kind, make in KINDS.items():
        work = make(folder, f"loaded {kind}")
        if work.words:
            with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
                assert cli.main(["--log", str(path), *work.words]) == 0


def round_(base: Path, folder: Path, kind: str, name: str, delay: float, own_process: bool) -> str:
    """One kill, and what must hold after it; returns what it met."""
    path = str(shutil.copy(base, folder / f"{name}.db"))
    work = KINDS[kind](folder, name)
    with child(str(path), work, own_process) as (process, pipe):
        time.sleep(delay)
        os.kill(process, signal.SIGKILL)  # one that has ended is still ours, until it is waited for
        _, status = os.waitpid(process, 0)
        kept = [line.strip() for line in acknowledged(work, told(pipe))]
    left = "ended" if os.waitstatus_to_exitcode(status) == 0 else journal_of(path)

    before = [content_id(content) for content in BEFORE]
    expected = [content_id(content) for content in work.contents]
    found = assert_sound(path, [*before, *kept])
    new = found[len(before) :]
    ends = [0]
    for batch in work.batches:
        ends.append(ends[-1] + len(batch))
    assert found[: len(before)] == before and new == expected[: len(new)], "another event, or another order"
    assert len(new) in ends, "a batch is there in part"
    assert len(new) - len(kept) in (0, *map(len, work.batches)), "more than one batch was not acknowledged"

    with open_log(path) as log:  # the repetition
        assert record(log, work.contents, LONG_AGO).new == len(expected) - len(new)
        assert record(log, work.contents, LONG_AGO).new == 0
    assert assert_sound(path) == before + expected
    for beside in (path, f"{path}-journal"):
        Path(beside).unlink(missing_ok=True)
    return left


def run(rounds: int, seed: int, place: str | None = None) -> dict[str, Any]:
    """Kill so often, in a folder of its own at `place`, and tell what the kills met.

    Raises `AssertionError` for the first log that is not as it must.
    """
    chance = random.Random(seed)
    met: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=place) as own_place:
        folder = Path(own_place)
        base = folder / "base.db"
        with open_log(str(base), create=True) as log:
            record(log, BEFORE, LONG_AGO)
        load(base, folder)
        times = {(kind, own): seconds(base, folder, kind, own)
                 for kind in KINDS for own in (False, True) if not own or KINDS[kind](folder, "").words}
        for number in range(rounds):
            kind = list(KINDS)[number % len(KINDS)]
            own = (kind, True) in times and number // len(KINDS) % OWN_PROCESS == 0
            delay = chance.uniform(0, times[kind, own] * 1.05)
            try:
                left = round_(base, folder, kind, f"{number}", delay, own)
            except AssertionError as error:
                raise AssertionError(f"seed {seed}, round {number}, {kind}, after {delay:.4f} s: {error}") from error
            met[kind][left] += 1
            # A machine gets busy and quiet again: the time is kept to where about one child in eleven ends unharmed.
            times[kind, own] *= 0.9 if left == "ended" else 1.01
    return {"rounds": rounds, "seed": seed, "seconds": round(time.monotonic() - began, 1),
            "met": {kind: dict(sorted(counts.items())) for kind, counts in met.items()}}


def main() -> None:
    """The script."""
    parser = argparse.ArgumentParser(description="kill -9 at random points of append and import")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--place", help="where to work; on a disk in memory it is the process alone that dies, sooner")
    given = parser.parse_args()
    sys.stdout.write(json.dumps(run(given.rounds, given.seed, given.place), indent=1) + "\n")


if __name__ == "__main__":
    main()
