"""Power cuts, simulated: what SQLite asks of its files is written down, and any of it that was not synced may be lost.

    python -m tests.faults.cutting --cuts 3000 --seed 1

SQLite runs in this process through apsw, with a VFS of its own that passes everything on to the real files and keeps a
record of it (`Recorder`). The log is the tracker's own, on a connection that looks like sqlite3's (`Connection`). From
the record, `disk` makes what a cut at any place may leave; the tracker opens that, with Python's own SQLite, and must
find all that was acknowledged by then, and nothing in part.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import apsw

from tests.faults.disk import Cut, Step, cuts, write
from tests.faults.sound import IN_MEMORY, assert_sound, journal_of
from tests.faults.work import BEFORE, LONG_AGO, SOME
from tests.given import reported
from tests.readmodel.kept import record
from tracker.canonical import content_id
from tracker.log import open_log, opening
from tracker.readmodel import rebuild

Content = dict[str, Any]
VFS = "recorder"


class RecordedFile(apsw.VFSFile):
    """A file whose writes, cuts and syncs are written down."""

    def __init__(self, steps: list[Step], name: Any, flags: list[int]) -> None:
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._steps = steps
        made = self._path is not None and not os.path.exists(self._path)
        super().__init__("", name, flags)
        if made:
            self._tell("create")
        # SQLite's own VFS for Unix syncs the folder with the first sync of a journal that it made.
        self._folder_waits = made and bool(flags[0] & apsw.SQLITE_OPEN_MAIN_JOURNAL)

    def _tell(self, what: str, at: int = 0, data: bytes = b"") -> None:
        if self._path is not None:  # SQLite's own temporary files have no name, and nobody misses them
            self._steps.append(Step(what, self._path, at, data))

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._tell("write", offset, bytes(data))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        self._tell("truncate", size)

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._tell("sync")
        if self._folder_waits:
            self._steps.append(Step("sync folder", os.path.dirname(self._path)))
            self._folder_waits = False


class Recorder(apsw.VFS):
    """A VFS that passes everything on, and keeps a record of what changes files."""

    def __init__(self, steps: list[Step]) -> None:
        self._steps = steps
        super().__init__(VFS, "")

    def xOpen(self, name: Any, flags: list[int]) -> RecordedFile:
        return RecordedFile(self._steps, name, flags)

    def xDelete(self, name: str, sync_folder: bool) -> None:
        super().xDelete(name, sync_folder)
        self._steps.append(Step("unlink", name))
        if sync_folder:
            self._steps.append(Step("sync folder", os.path.dirname(name)))


class Connection:
    """As much of `sqlite3.Connection` as a log uses, on apsw."""

    def __init__(self, path: str, mode: str) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE if mode == "rw" else apsw.SQLITE_OPEN_READONLY
        self._connection = apsw.Connection(path, flags=flags, vfs=VFS)

    def execute(self, sql: str, values: Any = None) -> Any:
        return self._connection.cursor().execute(sql, values)

    def executemany(self, sql: str, rows: Iterable[Any]) -> Any:
        return self._connection.cursor().executemany(sql, rows)

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    @property
    def total_changes(self) -> int:
        return self._connection.total_changes()

    def close(self) -> None:
        self._connection.close()


def reports(name: str, count: int) -> list[Content]:
    """New reports."""
    return [reported("x", "urged", "2012-05-20", source="may", note=f"{name} {number}") for number in range(count)]


BATCHES: list[list[Content]] = [*([one] for one in reports("alone", 6)), list(SOME), reports("together", 40),
                                *([one] for one in reports("again", 6))]
"""What is recorded in a run, each batch in one transaction."""


@contextlib.contextmanager
def recorded(steps: list[Step]) -> Iterator[None]:
    """Logs opened within the block use apsw, and what is asked of their files is written down."""
    vfs = Recorder(steps)
    try:
        with mock.patch.object(opening, "_connection", lambda path, mode, patience: Connection(path, mode)):
            yield
    finally:
        vfs.unregister()


def run(folder: Path, pragmas: Iterable[str] = ()) -> tuple[dict[str, bytes], list[Step]]:
    """A run of appends, imports and a rebuild: the files before it, and the steps; `told` steps hold ids.

    `pragmas` are given to the connection first, to see what would be lost with them.
    """
    path = str(folder / "log.db")
    with open_log(path, create=True) as log:
        record(log, BEFORE, LONG_AGO)
    files = {path: Path(path).read_bytes()}
    Path(f"{path}-journal").unlink()
    steps: list[Step] = []
    with recorded(steps), open_log(path) as log:
        for pragma in pragmas:
            log.database.execute(pragma)
        for number, batch in enumerate(BATCHES):
            receipt = record(log, batch, LONG_AGO)
            steps += [Step("told", path, data=one.id.encode()) for one in receipt.appended]
            if number == len(BATCHES) // 2:
                rebuild(log, cores=1)
    return files, steps


def assert_survived(cut: Cut, folder: Path) -> str:
    """What a cut left is a sound log with all that was acknowledged; repeating the run completes it.

    Returns how the log was found: with a `hot` journal to play back, and so on.
    """
    write(cut.files, folder)
    path = str(folder / "log.db")
    found = journal_of(path)
    before = [content_id(content) for content in BEFORE]
    ids = assert_sound(path, [*before, *cut.told])
    whole = [content_id(content) for batch in BATCHES for content in batch]
    assert ids == (before + whole)[: len(ids)], "another event, or another order"
    ends = [len(before) + sum(map(len, BATCHES[:number])) for number in range(len(BATCHES) + 1)]
    assert len(ids) in ends, "a batch is there in part"
    with open_log(path) as log:
        assert sum(record(log, batch, LONG_AGO).new for batch in BATCHES) == len(before + whole) - len(ids)
        assert [one.id for one in log.read()] == before + whole
    return found


def cut_often(count: int, seed: int, pragmas: Iterable[str] = ()) -> dict[str, Any]:
    """Make so many cuts of one run, and tell what they left. Raises `AssertionError` for the first that is wrong."""
    met: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as place:
        files, steps = run(Path(place), pragmas)
    for number, cut in enumerate(cuts(files, steps, count, seed)):
        with tempfile.TemporaryDirectory(dir=IN_MEMORY) as place:
            try:
                met[assert_survived(cut, Path(place))] += 1
            except Exception as error:
                where = f"seed {seed}, cut {number}, after step {cut.after}, {cut.how}"
                raise AssertionError(f"{where}: {error}") from error
    return {"cuts": count, "seed": seed, "steps": len(steps), "syncs": sum(step.what == "sync" for step in steps),
            "seconds": round(time.monotonic() - began, 1), "journals": dict(sorted(met.items()))}


def main() -> None:
    """The script."""
    parser = argparse.ArgumentParser(description="simulated power cuts")
    parser.add_argument("--cuts", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--pragma", action="append", default=[], metavar="SQL", help="see what would be lost with it")
    given = parser.parse_args()
    sys.stdout.write(json.dumps(cut_often(given.cuts, given.seed, given.pragma), indent=1) + "\n")


if __name__ == "__main__":
    main()
