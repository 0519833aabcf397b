"""Disks that are full, and files that may not grow: what the commands that write do then, and once there is room.

    unshare -m sh -c 'mount -t tmpfs -o size=4m none PLACE && exec python -m tests.faults.filling disk PLACE'
    python -m tests.faults.filling limit PLACE

For each command and each amount of room: the command ends with 0 or 74, and says why in three parts; what was in the
log is read as before; the log is sound; and once there is room the command does its work, once.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.faults.sound import assert_sound
from tests.faults.work import BEFORE, LONG_AGO
from tests.given import reported
from tests.readmodel.kept import record
from tracker import cli
from tracker.canonical import content_id
from tracker.log import open_log

KIB = 1024
ROOMS = [0, 4, 12, 20, 28, 40, 56, 64, 128, 256, 512, 2048]
"""How much room there is, in KiB."""
IMPORTED = 100
NEW = {"append": 1, "import": IMPORTED}

COMMANDS: dict[str, list[str]] = {
    "append": ["append", "x", "urged", "--source", "may", "--on", "2012-05-20", "--note", "the one"],
    "import": ["import", "CONTENTS"],
    "rebuild": ["rebuild", "--cores", "1"],
    "init": ["init", "PLACE/new.db", "--example"],
    "export": ["export", "PLACE/export.jsonl"],
    "due": ["due", "--as-of", "2012-06-01", "--within", "400", "--ics", "PLACE/due.ics"],
}
Squeeze = Callable[[Path, int], contextlib.AbstractContextManager[None]]


@contextlib.contextmanager
def full_disk(place: Path, room: int) -> Iterator[None]:
    """A file takes all the room of a disk but so many bytes."""
    filler = place / "filler"
    free = os.statvfs(place)
    filler.write_bytes(bytes(max(free.f_bavail * free.f_frsize - room, 0)))
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def limited(place: Path, room: int) -> Iterator[None]:
    """No file may be longer than so many bytes; or, where that is more than a journal takes, than they and the log.

    (A log that is itself longer than the limit may be left with a journal that cannot be played back under it.)
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = room if room < 32 * KIB else room + (place / "log.db").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


SQUEEZES: dict[str, Squeeze] = {"disk": full_disk, "limit": limited}


def tracker(*words: str) -> tuple[int, str, str]:
    """A command in this process: its exit code, what it answered, and what it said besides."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(list(words))
    answer, said = (stream.detach().getvalue().decode() for stream in (out, err))
    return code, answer, said


def lay_out(place: Path) -> str:
    """A log, and a file to import."""
    log_path = place / "log.db"
    for left in [*place.iterdir()]:
        left.unlink()
    with open_log(str(log_path), create=True) as log:
        record(log, BEFORE, LONG_AGO)
    return str(log_path)


def try_all(how: str, place: Path, contents: Path) -> dict[str, dict[str, int]]:
    """Every command, with every amount of room; returns how often each had too little, and how often enough."""
    met = {}
    events = [reported("x", "urged", "2012-05-20", source="may", note=f"number {one}") for one in range(IMPORTED)]
    contents.write_text("".join(json.dumps(event) + "\n" for event in events), "utf-8")
    for name, given in COMMANDS.items():
        counts: Counter[str] = Counter()
        for room in ROOMS:
            path = lay_out(place)
            words = [word.replace("PLACE", str(place)).replace("CONTENTS", str(contents)) for word in given]
            counts[try_one(SQUEEZES[how], place, path, name, words, room * KIB)] += 1
        met[name] = dict(counts)
    return met


def try_one(squeeze: Squeeze, place: Path, path: str, name: str, words: list[str], room: int) -> str:
    """One command with so much room, and again with all; returns `too little` or `enough`."""
    before = [content_id(content) for content in BEFORE]
    asked = ("--log", path, "status", "--as-of", "2012-06-01", "--format", "json")
    board = tracker(*asked)
    with squeeze(place, room):
        code, _, said = tracker("--log", path, *words)
        assert tracker(*asked)[0] == 0, "what was in the log cannot be read while there is no room"
        if code:
            assert tracker(*asked) == board, "the board is another after a command that failed"
    assert code in (0, 74), said
    new = NEW.get(name, 0) if code == 0 else 0
    assert len(assert_sound(path, before)) == len(before) + new
    if code:
        happened, saved, *todo = said.splitlines()
        assert happened.startswith("tracker: ") and todo, said
        assert saved.startswith("  Nothing was "), said
        made = {"log.db", "log.db-journal"}
        assert set(os.listdir(place)) <= made, "something half made was left"
    code_again, _, said = tracker("--log", path, *words)
    assert code_again == (73 if name == "init" and not code else 0), said
    ids = assert_sound(path, before)
    assert len(ids) == len(before) + NEW.get(name, 0)
    if name == "init":
        assert len(assert_sound(str(place / "new.db"))) > 100
    return "too little" if code else "enough"


def main(how: str, place: str, contents: str) -> None:
    """The script."""
    met: dict[str, Any] = try_all(how, Path(place), Path(contents))
    sys.stdout.write(json.dumps(met) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
