"""What a command loads before it does anything: the fewer modules, the sooner it answers.

Each line of `STARTS` is a command line and the modules it has no business loading, held in a fresh interpreter.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest
from commands import ROOT, Cli, environment

import tracker

LOADED = """
import sys
from tracker.cli import main
code = main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
HEAVY = {"pydantic", "pydantic_core", "sqlite_utils", "jinja2", "rich", "icalendar", "cryptography", "dateutil",
         "rfc8785", "edtf", "pygments", "markdown_it", "wcwidth"}
SLOW = {"hashlib", "importlib.metadata", "email", "getpass", "difflib", "csv", "tempfile", "shutil", "zipfile",
        "asyncio", "logging", "tracker.events", "tracker.checks", "tracker.recording", "tracker.names"}
REPLAY = {"tracker.facts", "tracker.visible", "tracker.occurrences", "tracker.lifecycle", "tracker.rounds",
          "tracker.meetings", "tracker.cadence", "tracker.projection", "tracker.history", "tracker.reports",
          "tracker.boardrows", "tracker.chronicle", "tracker.tally", "tracker.corroboration", "tracker.register",
          "tracker.folding", "tracker.readmodel.keeping", "tracker.readmodel.shelves"}
NO_LOG = {"sqlite3", "json", "dataclasses", "pathlib", "tracker.log", "tracker.days", "tracker.dates",
          "tracker.parties", "tracker.vocabulary", "tracker.render.layout", "tracker.render.columns"}

STARTS: list[tuple[list[str], set[str]]] = [
    (["--version"], HEAVY | SLOW | REPLAY | NO_LOG),
    (["--help"], HEAVY | SLOW | REPLAY | NO_LOG),
    (["status", "--help"], HEAVY | SLOW | REPLAY | NO_LOG - {"tracker.days"}),
    (["status"], HEAVY | SLOW | REPLAY | {"dataclasses", "pathlib"}),
    (["status", "--as-of", "2013-01-11", "--known-by", "2013-01-11"], HEAVY | SLOW | REPLAY | {"pathlib"}),
    (["status", "--format", "json"], HEAVY | SLOW | REPLAY | {"dataclasses", "pathlib", "tracker.render.layout"}),
]


@pytest.mark.parametrize(("words", "needless"), STARTS, ids=[" ".join(words) for words, _ in STARTS])
def test_a_light_start(shared: Cli, words: list[str], needless: set[str]) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, *words], cwd=shared.folder, env=environment(), check=True,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    loaded = set(done.stderr.split())
    assert "click" in loaded
    assert not loaded & needless


def test_the_modules_that_are_forbidden_exist() -> None:
    """A module that was renamed would otherwise pass for one that is not loaded."""
    for name in HEAVY | SLOW | REPLAY | NO_LOG:
        if name.startswith("tracker."):
            path = ROOT / name.replace(".", "/")
            assert path.is_dir() or path.with_suffix(".py").exists(), name


def test_the_version_is_told_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"] and "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "tracker/__init__.py"
    assert tracker.__version__ in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("debug", ["", "1"])
def test_the_end_is_at_once_and_nothing_is_lost(shared: Cli, debug: str) -> None:
    """However the process ends, all that was said arrives, and so does the exit code."""
    env = {"TRACKER_DEBUG": debug}
    assert shared("log", "--format", "json", env=env).ok().out == shared("log", "--format", "json").ok().out
    assert shared("status", "nosuch", env=env).code == 66
    assert shared("nosuch", env=env).err.endswith("\n")
    code = "import atexit, tracker.cli; atexit.register(print, 'taken down'); tracker.cli.run()"
    done = subprocess.run([sys.executable, "-c", code, "--version"], cwd=shared.folder, env=environment(env),
                          check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.stdout == f"tracker {tracker.__version__}\n" + ("taken down\n" if debug else "")


COLLECTED = """
import atexit, gc, tracker.__main__
def looked(): return sum(one["collections"] for one in gc.get_stats())
before = looked()
atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 1000, looked() - before))
tracker.__main__.run()
"""


def test_a_short_command_is_done_before_cycles_are_looked_for(shared: Cli) -> None:
    """The collector is on, for commands that take long, and finds nothing to do in one that does not."""
    done = subprocess.run([sys.executable, "-c", COLLECTED, "status"], cwd=shared.folder, check=True,
                          env=environment({"TRACKER_DEBUG": "1"}), capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    assert done.stdout.splitlines()[-1] == "True True 0"
