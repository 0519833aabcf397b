"""Starting programs: `tracker status` against what any such program pays, and against two ledger tools.

The rule kept here: whole processes, from start to exit, run in turns; each does what it is for on a small file.
Beancount is only run as a program, and never imported.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import ROOT, median, timed
from bench.rows import Row, waits

LEDGER = Path(__file__).parent / "ledgers"


def start_ups(rounds: int) -> list[Row]:
    """The start-up rows, of `rounds` runs of each."""
    with tempfile.TemporaryDirectory() as folder:
        log = str(Path(folder) / "tracker.db")
        _run([*_tracker(), "--log", log, "init", "--example"])
        commands = {
            "tracker": [*_tracker(), "--log", log, "status"],
            "python": [sys.executable, "-c", "import click, sqlite3"],
            "bean-check": [_program("bean-check"), str(LEDGER / "small.beancount")],
            "hledger": [_program("hledger"), "-f", str(LEDGER / "small.journal"), "bal"],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        there = {name: command for name, command in commands.items() if command[0]}
        for turn in range(rounds + 1):
            for name, command in there.items():
                took = timed(lambda command=command: _run(command))  # type: ignore[misc]
                if turn:  # the first fills the caches
                    seconds[name].append(took)
    told = {
        "tracker": ("`tracker status`, the example record", ""),
        "python": ('`python -c "import click, sqlite3"`', "the floor of any command line in Python over SQLite"),
        "bean-check": ("`bean-check`, a small ledger", "Python and C; checks and balances"),
        "hledger": ("`hledger bal`, a small ledger", "Haskell, compiled"),
    }
    return [
        waits((f"startup.{name}", "startup", what), {"seconds": seconds[name]},
              "; ".join(filter(None, (note, _paired(seconds["tracker"], seconds[name])))),
              missing="" if name in there else f"{name} is not installed")
        for name, (what, note) in told.items()
    ]


def _paired(ours: list[float], theirs: list[float]) -> str:
    """How many times as long ours takes as the other, the middle of all pairs run one after the other."""
    if ours is theirs or not theirs:
        return ""
    return f"ours takes {median([our / their for our, their in zip(ours, theirs, strict=True)]):.2f} times as long"


def _tracker() -> list[str]:
    script = Path(sys.executable).parent / "tracker"
    return [str(script)] if script.exists() else [sys.executable, "-m", "tracker"]


def _program(name: str) -> str:
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name) or ""


def _run(command: list[str]) -> None:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
