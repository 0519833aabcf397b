"""300 simulated power cuts: whatever was not synced may be lost, torn or half there, and nothing acknowledged is.

`python -m tests.faults.cutting --cuts 3000` is the long form.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.faults import tracing
from tests.faults.disk import Disk, Step, cuts

apsw = pytest.importorskip("apsw") if "CI" not in os.environ else __import__("apsw")

from tests.faults.cutting import cut_often, run  # noqa: E402


@pytest.mark.parametrize("seed", [1, 2])
def test_a_power_cut_loses_nothing_acknowledged(seed: int) -> None:
    told = cut_often(150, seed)
    assert told["journals"]["hot"] >= 15 and told["syncs"] > 40


def test_a_power_cut_of_the_real_processes_loses_nothing_acknowledged() -> None:
    """From their system calls, as strace saw them: making the log and an export of it are among them."""
    if tracing.why_not():
        assert "CI" not in os.environ, tracing.why_not()
        pytest.skip(tracing.why_not())
    told = tracing.cut_often(150, 1)
    assert told["logs"]["hot"] >= 15 and told["syncs"] > 20


@pytest.mark.parametrize("pragma", ["synchronous = OFF", "synchronous = NORMAL", "journal_mode = DELETE",
                                    "journal_mode = MEMORY", "journal_mode = OFF"])
def test_with_less_care_events_would_be_lost(pragma: str) -> None:
    """The pragmas of a log are needed, each; and the simulation notices what they prevent."""
    with pytest.raises(AssertionError, match="seed 1, cut"):
        cut_often(150, 1, [f"PRAGMA {pragma}"])


def test_the_steps_of_a_run_lead_to_its_file(tmp_path: Path) -> None:
    files, steps = run(tmp_path)
    disk = Disk(files)
    for step in steps:
        disk.take(step)
    everything = disk.after_cut(random.Random(0), "everything")
    assert everything[str(tmp_path / "log.db")] == (tmp_path / "log.db").read_bytes()
    assert everything == disk.after_cut(random.Random(0), "nothing")  # all is synced


OLD, NEW = b"a" * 1024, b"b" * 1024


def left(steps: list[Step], files: dict[str, bytes] | None = None) -> list[dict[str, bytes]]:
    """What cuts leave after the last of these steps."""
    chance, disk = random.Random(1), Disk({"f/x": OLD} if files is None else files)
    for step in steps:
        disk.take(step)
    return [disk.after_cut(chance, "some sectors") for _ in range(200)]


def test_what_is_synced_stays_and_what_is_not_may_be_torn() -> None:
    write = Step("write", "f/x", 0, NEW)
    assert {found["f/x"] for found in left([write])} == {OLD, NEW, OLD[:512] + NEW[:512], NEW[:512] + OLD[:512]}
    assert {found["f/x"] for found in left([write, Step("sync", "f/x")])} == {NEW}
    lengths = {len(found["f/x"]) for found in left([Step("truncate", "f/x", 0)])}
    assert lengths == {0, 1024}


def test_a_name_is_certain_when_its_folder_is_synced() -> None:
    made = [Step("create", "f/y"), Step("write", "f/y", 0, NEW), Step("sync", "f/y")]
    assert {found.get("f/y") for found in left(made)} == {None, NEW}
    assert {found.get("f/y") for found in left([*made, Step("sync folder", "f")])} == {NEW}
    assert {"f/x" in found for found in left([Step("unlink", "f/x")])} == {False, True}
    moved = {tuple(sorted(found)) for found in left([Step("rename", "f/x", other="f/z")])}
    assert moved == {("f/x",), ("f/z",), ("f/x", "f/z"), ()}


def test_cuts_come_in_order_and_know_what_was_told() -> None:
    steps = [Step("write", "f/x", 0, NEW), Step("told", "f/x", data=b"1"), Step("sync", "f/x"),
             Step("told", "f/x", data=b"2")]
    found = list(cuts({"f/x": OLD}, steps, 50, 1))
    assert [cut.after for cut in found] == sorted(cut.after for cut in found)
    told = {(0, ()), (1, ()), (2, ("1",)), (3, ("1",)), (4, ("1", "2"))}
    assert {(cut.after, tuple(cut.told)) for cut in found} <= told
