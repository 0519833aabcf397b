"""What a command loads before it does anything: reading the board needs no heavy package."""

from __future__ import annotations

import subprocess
import sys

import pytest
from commands import Cli, environment

LOADED = """
import sys
from tracker.cli import main
code = main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), sep=" ", file=sys.stderr)
sys.exit(code)
"""
HEAVY = {"pydantic", "pydantic_core", "sqlite_utils", "jinja2", "icalendar", "cryptography", "dateutil", "rfc8785",
         "edtf", "pygments", "markdown_it"}


def loaded(cli: Cli, *words: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", LOADED, *words], cwd=cli.folder, env=environment(), check=True,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return set(done.stderr.split())


@pytest.mark.parametrize("words", [["status"], ["status", "--format", "json"], ["--version"], ["--help"]],
                         ids=" ".join)
def test_a_light_start(shared: Cli, words: list[str]) -> None:
    modules = loaded(shared, *words)
    assert "click" in modules
    assert not modules & HEAVY


@pytest.mark.parametrize("words", [["--version"], ["--help"]], ids=" ".join)
def test_help_needs_no_log(shared: Cli, words: list[str]) -> None:
    assert not loaded(shared, *words) & {"sqlite3", "rich"}
