"""What holds of a log after any fault: it opens, it is whole, and nothing that was acknowledged is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

from tests.readmodel.kept import assert_is_as_made_anew
from tracker.canonical import content_id
from tracker.log import open_log
from tracker.readmodel import Reader

IN_MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
"""Where files may lie that no power is cut of: syncing them takes no time. None for the usual place."""

HOT = bytes.fromhex("d9d505f920a163d7")
"""How a journal begins that whoever opens the log next plays back."""


def journal_of(path: str) -> str:
    """What lies beside a log: `none`, an `empty` journal, a `begun` one that is not needed, or a `hot` one."""
    try:
        with open(f"{path}-journal", "rb") as journal:
            begin = journal.read(len(HOT))
    except FileNotFoundError:
        return "none"
    return "hot" if begin == HOT else "begun" if begin else "empty"


def assert_sound(path: str, acknowledged: Iterable[str] = ()) -> list[str]:
    """A log is whole, and holds all the events with these ids; returns the ids it holds, in order.

    Whole: it opens, SQLite finds no damage, positions have no gap, no content stands twice, each id is that of its
    content, and the read model is what it would be if it were made from nothing.
    """
    with open_log(path) as log:
        assert log.is_writable
        assert log.database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = list(log.read())
        assert [one.position for one in stored] == list(range(1, len(stored) + 1))
        ids = [one.id for one in stored]
        assert len(set(ids)) == len(ids)
        for one in stored:
            envelope = json.loads(one.body)
            assert (envelope["id"], envelope["position"]) == (one.id, one.position)
            assert content_id(envelope["content"]) == one.id
        lost = set(acknowledged) - set(ids)
        assert not lost, f"{len(lost)} acknowledged events are lost"
        if stored:
            assert Reader(log).is_kept
            assert_is_as_made_anew(log.database)
    assert journal_of(path) != "hot"
    return ids


def size_of(path: str) -> int:
    """How many bytes a file has; 0 if it is not there."""
    try:
        return os.path.getsize(path)
    except FileNotFoundError:
        return 0
