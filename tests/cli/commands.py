"""The command line from outside: real processes, each test in a folder with a log of its own.

    def test_something(cli):
        cli.example()
        done = cli("status", "gsomia", "--format", "json")
        assert done.code == 0 and done.json["agreements"][0]["status"] == "postponed"

`cli` starts a process for each call. `quick` calls the same `main` in this process, for bulk cases in which
a process is not the point; so do `events`, `row` and `status`, which look at what a process left.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import tracker

ROOT = Path(tracker.__file__).resolve().parents[1]
LOG = "tracker.db"
LEFT_OUT = ("TRACKER_LOG", "TRACKER_DEBUG", "TRACKER_RECORDER", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES",
            "PYTHONPATH", "PYTHONIOENCODING", "PYTHONUTF8", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """A command that ended: its exit code and what it wrote."""

    args: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output read as JSON."""
        assert self.code == 0, self
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Standard error with its line ends turned into spaces, for phrases that may be wrapped."""
        return " ".join(self.err.split())

    def ok(self) -> Done:
        """This, after a look at its exit code."""
        assert self.code == 0, self
        return self

    def __str__(self) -> str:
        return f"tracker {' '.join(self.args)}\n=> {self.code}\n{self.out}\n-- standard error --\n{self.err}"


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without what would change what the tracker prints."""
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **(extra or {})}


class Cli:
    """`tracker` in a folder."""

    def __init__(self, folder: Path, made: Path) -> None:
        self.folder = folder
        self.log = folder / LOG
        self._made = made

    def example(self) -> Path:
        """A fresh log with the example record in this folder."""
        shutil.copy(self._made, self.log)
        return self.log

    def write(self, name: str, *contents: Content | str | bytes) -> str:
        """A file of JSON Lines in this folder; a text or bytes is a line as it stands."""
        lines = [
            one if isinstance(one, bytes) else one.encode() if isinstance(one, str) else json.dumps(one).encode()
            for one in contents
        ]
        (self.folder / name).write_bytes(b"".join(line + b"\n" for line in lines))
        return name

    def events(self, *filters: str) -> list[Content]:
        """What `tracker log --format json` lists."""
        listed = inside(self.folder, "log", *filters, "--format", "json").json
        assert isinstance(listed, list)
        return listed

    def status(self, subject: str, *options: str) -> str | None:
        """The status of one subject on the board."""
        row = self.row(subject, *options)
        return None if row["status"] is None else str(row["status"])

    def row(self, subject: str, *options: str) -> Content:
        """The row of one subject on the board."""
        board = inside(self.folder, "status", subject, *options, "--format", "json").json
        rows: list[Content] = [*board["agreements"], *board["series"]]
        (row,) = rows
        return row

    def __call__(self, *args: str, stdin: str | bytes | None = None, env: Mapping[str, str] | None = None) -> Done:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        ended = subprocess.run(
            [sys.executable, "-m", "tracker", *args], cwd=self.folder, env=environment(env), check=False,
            capture_output=True, timeout=60, input=given or b"",
        )
        return checked(Done(args, ended.returncode, ended.stdout.decode(), ended.stderr.decode()))


class Quick(Cli):
    """`tracker.cli.main` in this process."""

    def __call__(self, *args: str, stdin: str | bytes | None = None, env: Mapping[str, str] | None = None) -> Done:
        assert stdin is None, "a pipe needs a process"
        return inside(self.folder, *args, env=env)


def inside(folder: Path, *args: str, env: Mapping[str, str] | None = None) -> Done:
    """A command in this process, in a folder, with its streams caught."""
    from tracker.cli import main

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    before = Path.cwd()
    os.chdir(folder)
    try:
        with (mock.patch.dict(os.environ, environment(env), clear=True), contextlib.redirect_stdout(out),
              contextlib.redirect_stderr(err)):
            code = main(list(args))
    finally:
        os.chdir(before)
    texts = [stream.detach().getvalue().decode() for stream in (out, err)]
    return checked(Done(args, code, *texts))


_UNSEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)


def dangerous(text: str) -> list[str]:
    """What of a text would act on a terminal, or hide in it. Line feeds are the tracker's own."""
    found = [one for one in text if one != "\n" and unicodedata.category(one) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")]
    found += _UNSEEN.findall(text)
    found += re.findall("[ -~][\u200c\u200d\ufe00-\ufe0f]|[\u0300-\u036f]{9}", text)
    return found


def checked(done: Done) -> Done:
    """What holds of every command: no traceback, and no fault of our own."""
    assert "Traceback" not in done.err and "Traceback" not in done.out, done
    assert done.code != 70 and "fault of the tracker itself" not in done.err, done
    return done


def source(name: str, published: str, **details: Any) -> Content:
    """The filing of a source."""
    return {"type": "source_filed", "source": name, "publisher": "A Paper", "published": published, **details}


def reported(subject: str, act: str, source: str, **details: Any) -> Content:
    """A report."""
    return {"type": "reported", "subject": subject, "act": act, "source": source, **details}


def ids(rows: Sequence[Content]) -> list[str]:
    """The ids of listed events."""
    return [str(row["id"]) for row in rows]
