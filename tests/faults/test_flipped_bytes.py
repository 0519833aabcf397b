"""Every byte of a small log's file is changed, one at a time: SQLite or `verify` notices each change of an event.

An event is changed if it is read back otherwise: its bytes, its columns, its place, or whether its id leads to it. What
changes nothing that is read (free space, statistics) need not be noticed.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import inside
from tests.faults.tampering import Kept
from tests.given import agreement, reported, source
from tracker.checkpoint import SigningKey, sign
from tracker.errors import TrackerError
from tracker.log import checking, open_log
from tracker.verifying import tree_head

EVENTS = (
    agreement("x", "JP", "KR"), source("march", "2012-03-31"), reported("x", "signed", "2012-03-05", source="march"),
    reported("x", "ratified", "2012-03-20", source="march", note="a longer remark, so that a page fills " * 8),
)
EVERY_BIT = bool(os.environ.get("TRACKER_EVERY_BIT"))
"""Whether all eight bits of each byte are changed, one after the other; by default one, another from byte to byte."""
SAMPLE = 150
NOTICED = {1, 65, 74, 75, 77, 78}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A log in pages as small as SQLite has them, and the checkpoint of its head."""
    path = tmp_path / "log.db"
    with open_log(str(path), create=True) as log:
        log.append(EVENTS, recorded="2031-01-01T00:00:00Z", recorder="test")
        kept = sign(SigningKey.make("example.org/desk"), *tree_head(log))
    (tmp_path / "kept").write_text(str(kept), encoding="utf-8")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA page_size = 512")
    connection.execute("VACUUM")
    connection.close()
    return path


def read_back(path: Path) -> Any:
    """All that is read of the events; None where reading fails."""
    try:
        with open_log(str(path)) as log:
            stored = list(log.read())
            return stored, list(checking.rows(log, 2**62)), log.head(), [log.find(one.id) for one in stored]
    except TrackerError:
        return None


def flipped_and_verified(path: Path, flips: Iterable[tuple[int, int]]) -> Counter[tuple[bool, int]]:
    """Change one byte after the other; how often an event was changed, with which exit code `verify` ended."""
    folder, original, before = path.parent, path.read_bytes(), read_back(path)
    assert before is not None
    names = {one.name for one in folder.iterdir()}
    seen: Counter[tuple[bool, int]] = Counter()
    for number, (at, flip) in enumerate(flips):
        path.write_bytes(original[:at] + bytes([original[at] ^ flip]) + original[at + 1:])
        changed = read_back(path) != before
        if not changed and number % 5:
            continue  # of those that change nothing, some: that they end well
        done = inside(folder, "--log", path.name, "verify", "--checkpoint", "kept", "--format", "json")
        assert done.code in {0, *NOTICED}, (at, done)
        if done.code == 1:
            assert json.loads(done.out)["findings"] > 0
        elif done.code:
            assert done.err.startswith("tracker: ") and done.err.count("\n") >= 2, (at, done)
        assert done.code or not changed, (at, flip, "an event is changed, and nobody noticed")
        seen[changed, done.code] += 1
        for one in folder.iterdir():
            if one.name not in names:
                one.unlink()
    return seen


def test_every_flipped_byte_that_changes_an_event_is_noticed(small: Path) -> None:
    size = small.stat().st_size
    assert size < 16_000
    seen = flipped_and_verified(small, (
        (at, 1 << bit) for at in range(size) for bit in (range(8) if EVERY_BIT else [at % 8])
    ))
    assert seen[True, 1] > 1_000 and seen[False, 0] > 100  # both kinds were met


def test_flipped_bytes_of_a_log_with_its_read_model(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "log.db")
    (tmp_path / "kept").write_text(str(kept.own), encoding="utf-8")
    drawn = random.Random(6962)
    size = kept.path.stat().st_size
    seen = flipped_and_verified(kept.path, [(drawn.randrange(size), 1 << drawn.randrange(8)) for _ in range(SAMPLE)])
    assert sum(seen.values()) > SAMPLE // 6
