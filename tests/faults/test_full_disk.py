"""A full disk (a small tmpfs) and a limit on the size of files: every command that writes, with more and more room."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests
from tests.faults.filling import COMMANDS, ROOMS
from tests.faults.sound import IN_MEMORY

ROOT = Path(next(iter(tests.__path__))).parent
MOUNT = 'mount -t tmpfs -o size=4m none "$1" && shift && exec "$@"'


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        (Path(folder) / "place").mkdir()
        yield Path(folder)


def mounted(place: Path) -> list[str]:
    """The words before a command that give it a small disk at `place`, which nobody else sees. Skips where none can."""
    private = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    words = [*private, "sh", "-c", MOUNT, "sh", str(place)]
    why = "unshare is not installed"
    if shutil.which("unshare"):
        tried = subprocess.run([*words, "true"], check=False, capture_output=True, text=True)
        why = "" if tried.returncode == 0 else f"no disk can be mounted here: {tried.stderr.strip()}"
    if why:
        assert "CI" not in os.environ, why
        pytest.skip(why)
    return words


def told(words: list[str]) -> dict[str, dict[str, int]]:
    """What the script tells; SIGXFSZ is as a shell leaves it."""
    ended = subprocess.run(
        words, cwd=ROOT, check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_DFL) and None,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    met: dict[str, dict[str, int]] = json.loads(ended.stdout)
    return met


@pytest.mark.skipif(os.name != "posix", reason="POSIX files")
@pytest.mark.parametrize("how", ["disk", "limit"])
def test_what_does_not_fit_is_not_saved_and_what_was_there_stays(place: Path, how: str) -> None:
    before = mounted(place / "place") if how == "disk" else []
    met = told([*before, sys.executable, "-m", "tests.faults.filling", how, str(place / "place"),
                str(place / "contents.jsonl")])
    assert set(met) == set(COMMANDS)
    for name, counts in met.items():
        assert counts["too little"] > 0 and counts["enough"] > 0, name
        assert sum(counts.values()) == len(ROOMS)
