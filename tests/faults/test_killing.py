"""kill -9 at 200 random points of append and import: nothing acknowledged is lost, no log is broken, nothing is twice.

`python -m tests.faults.killing --rounds 1000` is the long form.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import tests
from tests.faults.sound import IN_MEMORY

ROOT = Path(next(iter(tests.__path__))).parent
ROUNDS = 100


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("seed", [1, 2])
def test_a_writer_killed_at_any_moment_loses_nothing_acknowledged(seed: int) -> None:
    place = ["--place", IN_MEMORY] if IN_MEMORY else []  # it is the process that dies, not the machine
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.killing", "--rounds", str(ROUNDS), "--seed", str(seed), *place], cwd=ROOT,
        check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    met: Counter[str] = sum((Counter(counts) for counts in json.loads(ended.stdout)["met"].values()), Counter())
    assert met.total() == ROUNDS
    assert met["begun"] + met["hot"] >= ROUNDS // 10, "too few kills came in the middle of a transaction"
