"""Power cuts a second way: the system calls of real `tracker` processes, as strace saw them.

    python -m tests.faults.tracing --cuts 1000 --seed 1

Nothing is put in the place of anything here: the processes are those that people start, with Python's own SQLite. A
log is made, filled and exported; what the processes asked of the disk becomes the steps of `disk`, and what they told
becomes what was acknowledged. See `cutting` for the first way.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.faults.disk import Cut, Step, cuts, write
from tests.faults.sound import IN_MEMORY, assert_sound, journal_of
from tests.faults.work import BEFORE, LONG_AGO, SOME
from tests.given import reported
from tests.readmodel.kept import record
from tracker.canonical import content_id
from tracker.log import open_log

Content = dict[str, Any]
LOG, EXPORT = "log.db", "export.jsonl"
CALLS = ("openat,open,creat,pwrite64,pwritev,write,writev,ftruncate,truncate,fallocate,fsync,fdatasync,"
         "unlink,unlinkat,link,linkat,rename,renameat,renameat2")
LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)(?:<(.*)>)?$")
BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
DESCRIPTOR = re.compile(r"(\d+)<((?:\\x[0-9a-f]{2})*)>")

RECORDED: list[list[Content]] = [
    list(BEFORE), [reported("x", "urged", "2012-05-20", source="may")], list(SOME),
    [reported("x", "urged", "2012-05-20", source="may", note=f"together {number}") for number in range(40)],
    [reported("x", "discussed", "2012-05-20", source="may")],
]
"""What is imported, file by file."""


@cache
def why_not() -> str:
    """Why system calls cannot be traced here; empty if they can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "-o", os.devnull, "-e", "trace=openat", "true"], check=False,
                           capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"strace may not trace here: {tried.stderr.strip()}"


def text(hexadecimal: str) -> bytes:
    """What strace wrote with all characters as `\\xNN`."""
    return bytes.fromhex(hexadecimal.replace("\\x", ""))


def steps_of(trace: str, folder: Path, told: bytes) -> Iterator[Step]:
    """The steps that a process asked of a folder, and, where it spoke, what is acknowledged by that.

    Raises `ValueError` for a call on a file of the folder that cannot be read as a step.
    """
    ends: dict[str, int] = {}
    for line in trace.splitlines():
        found = LINE.match(line)
        if not found or found[3].startswith("-"):
            continue
        call, given, _, opened = found.groups()
        strings = [(text(one), cut) for one, cut in BYTES.findall(given)]
        on = DESCRIPTOR.match(given)
        number, path = (int(on[1]), os.fsdecode(text(on[2]))) if on else (-1, "")
        if call == "openat":
            path = os.fsdecode(text(opened or ""))
            if "O_CREAT" in given and Path(path).parent == folder:
                yield Step("create", path)
            continue
        if call in ("link", "rename", "unlink"):
            names = [os.fsdecode(one) for one, _ in strings]
            if Path(names[0]).parent == folder:
                yield Step(call, names[0], other=names[-1])
            continue
        if not on and any(Path(os.fsdecode(one)).parent == folder for one, _ in strings):
            raise ValueError(f"{call} is no step that is known: {given}")
        if call == "write" and number in (1, 2):
            yield Step("told", "", data=told)
            continue
        if Path(path) == folder and call == "fsync":
            yield Step("sync folder", path)
        elif Path(path).parent == folder or Path(path) == folder:
            yield from _of_file(call, given, strings, path, ends, str(folder))


def _of_file(
    call: str, given: str, strings: list[tuple[bytes, str]], path: str, ends: dict[str, int], folder: str
) -> Iterator[Step]:
    if call in ("fsync", "fdatasync"):
        yield Step("sync folder" if path == folder else "sync", path)
    elif call == "ftruncate":
        yield Step("truncate", path, int(given.rpartition(", ")[2]))
    elif call == "pwrite64" and not strings[0][1]:
        yield Step("write", path, int(given.rpartition(", ")[2]), strings[0][0])
    elif call == "write" and not strings[0][1]:
        yield Step("write", path, ends.get(path, 0), strings[0][0])
        ends[path] = ends.get(path, 0) + len(strings[0][0])
    else:
        raise ValueError(f"{call} on {path} is no step that is known")


def run(folder: Path) -> tuple[list[Step], bytes]:
    """The steps of the processes, one after another, and the export; `told` steps hold a process's number, from 0.

    Raises `OSError` where strace is not there, or may not trace.
    """
    steps: list[Step] = []
    with tempfile.TemporaryDirectory() as beside:
        files = []
        for number, contents in enumerate(RECORDED):
            files.append(Path(beside) / f"{number}.jsonl")
            files[-1].write_text("".join(json.dumps(content) + "\n" for content in contents), "utf-8")
        log = ["--log", str(folder / LOG)]
        commands = [["init", log[1]], *([*log, "import", str(file)] for file in files),
                    [*log, "export", str(folder / EXPORT)]]
        trace = Path(beside) / "trace"
        for number, words in enumerate(commands):
            ended = subprocess.run(
                ["strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "1000000", "-qq", "-o", str(trace), "-e",
                 f"trace={CALLS}", sys.executable, "-m", "tracker", *words],
                check=False, capture_output=True, text=True,
            )
            if ended.returncode:
                raise OSError(ended.stderr)
            steps += steps_of(trace.read_text(), folder, str(number).encode())
    return steps, (folder / EXPORT).read_bytes()


def assert_survived(cut: Cut, folder: Path, export: bytes) -> str:
    """What a cut left holds all that was told by then, and can be gone on from; returns how the log was found."""
    write(cut.files, folder)
    path, done = str(folder / LOG), max((int(one) for one in cut.told), default=-1)
    whole = [content_id(content) for contents in RECORDED for content in contents]
    ends = [sum(map(len, RECORDED[:number])) for number in range(len(RECORDED) + 1)]
    there, found = os.path.exists(path), journal_of(path)
    assert there or done < 0, "the log was made, and is not there"
    ids = assert_sound(path) if there else []
    assert ids == whole[: len(ids)] and len(ids) in ends, "another event, or a file in part"
    assert len(ids) >= ends[max(min(done, len(RECORDED)), 0)], "acknowledged events are lost"
    exported = folder / EXPORT
    assert exported.exists() or done <= len(RECORDED), "the export was told of, and is not there"
    assert not exported.exists() or exported.read_bytes() == export, "an export in part"
    with open_log(path, create=not there) as log:
        assert sum(record(log, contents, LONG_AGO).new for contents in RECORDED) == len(whole) - len(ids)
    return found if there else "no log"


def cut_often(count: int, seed: int) -> dict[str, Any]:
    """Make so many cuts of one run, and tell what they left. Raises `AssertionError` for the first that is wrong."""
    met: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as place:
        steps, export = run(Path(place))
    for number, cut in enumerate(cuts({}, steps, count, seed)):
        with tempfile.TemporaryDirectory(dir=IN_MEMORY) as place:
            try:
                met[assert_survived(cut, Path(place), export)] += 1
            except Exception as error:
                where = f"seed {seed}, cut {number}, after step {cut.after}, {cut.how}"
                raise AssertionError(f"{where}: {error}") from error
    return {"cuts": count, "seed": seed, "steps": len(steps), "syncs": sum("sync" in step.what for step in steps),
            "seconds": round(time.monotonic() - began, 1), "logs": dict(sorted(met.items()))}


def main() -> None:
    """The script."""
    parser = argparse.ArgumentParser(description="power cuts, from the system calls of real processes")
    parser.add_argument("--cuts", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    sys.stdout.write(json.dumps(cut_often(given.cuts, given.seed), indent=1) + "\n")


if __name__ == "__main__":
    main()
