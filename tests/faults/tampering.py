"""A log whose head was signed, and ways to tamper with it, as somebody does who may write the file.

Whoever may write the file can drop its triggers, edit, and put the triggers back; that is done here each time, so that
nothing is found for the trace alone.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.given import agreement, day, reported, series, source
from tests.readmodel.kept import record
from tracker.canonical import content_id, envelope
from tracker.checkpoint import SigningKey, VerifierKey, sign
from tracker.log import open_log, schema
from tracker.merkle import leaf_hash, root_of
from tracker.readmodel import rebuild
from tracker.verifying import Given, Verified, leaf_hashes, tree_head, verify

KEY = SigningKey.make("example.org/desk")
SIGNED = reported("x", "signed", "2012-03-05", source="march", note="in the spring")
EVENTS: tuple[dict[str, Any], ...] = (
    agreement("x", "JP", "KR"), series("talks", "JP", "KR"), source("march", "2012-03-31"), source("may", "2012-05-31"),
    SIGNED, reported("talks", "held", "2012-03-10", source="march"),
    reported("x", "ratified", "2012-05-01", source="may"),
    reported("talks", "scheduled", source="may", planned_for="2012-09"),
    {"type": "retracted", "event": content_id(SIGNED), "reason": "not so", "source": "may"},
    reported("x", "entered_into_force", "2012-05-20", source="may"),
)
COVERED = 8
"""How many events the checkpoint covers that was given to a colleague."""


class Kept:
    """A log, the checkpoint that a colleague has of its first events, and one of its whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with open_log(str(path), create=True) as log:
            record(log, EVENTS[:COVERED])
            self.colleagues = sign(KEY, *tree_head(log))
            record(log, EVENTS[COVERED:])
            self.own = sign(KEY, *tree_head(log))
            self.leaves = list(leaf_hashes(log))

    def given(self, leaves: bool = True) -> list[Given]:
        """Both checkpoints, as `verify` takes them."""
        return [Given(one, name, is_outside, (lambda: iter(self.leaves)) if leaves else None)
                for one, name, is_outside in ((self.own, "own", False), (self.colleagues, "colleague's", True))]

    def verified(self, keys: tuple[VerifierKey, ...] = (KEY.verifier,), leaves: bool = True, **how: Any) -> Verified:
        """What `verify` says now."""
        with open_log(str(self.path)) as log:
            return verify(log, self.given(leaves), keys, **how)

    def found(self, **how: Any) -> dict[str, list[tuple[int | None, str]]]:
        """What `verify` finds now: by the kind of check, where and in which words."""
        return {check.kind: [(one.position, one.says) for one in check.found]
                for check in self.verified(**how).checks if check.count}

    @contextlib.contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """The file, without its triggers; they are put back."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        with contextlib.closing(connection):
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            yield connection
            for _, text in triggers:
                connection.execute(text)

    def bodies(self) -> list[dict[str, Any]]:
        """The envelopes."""
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            return [json.loads(body) for (body,) in connection.execute("SELECT body FROM log ORDER BY position")]

    def write(self, contents: list[dict[str, Any]]) -> None:
        """The whole log written anew, as a careful forger does it: ids, columns, order, read model, all right."""
        told = self.bodies()
        with self.opened() as connection:
            connection.execute("DELETE FROM log")
            for position, content in enumerate(contents, 1):
                like = told[min(position, len(told)) - 1]
                event = content_id(content)
                body = envelope(content, event, position, like["recorded"], like["recorder"]).decode()
                about = content.get("replacement", content)
                connection.execute(schema.INSERT, (position, event, content["type"], about.get("subject"),
                                                   about.get("source"), like["recorded"], body))
        with open_log(str(self.path)) as log:
            rebuild(log, cores=1)

    def root(self) -> bytes:
        """The root over what the file holds now."""
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            return root_of(leaf_hash(body) for (body,) in connection.execute(
                "SELECT CAST(body AS BLOB) FROM log ORDER BY position"))


def another(**details: Any) -> dict[str, Any]:
    """A report that nobody made."""
    return reported("x", "signed", "2012-04-04", source="may", **details)


__all__ = ["COVERED", "EVENTS", "KEY", "SIGNED", "Kept", "another", "day"]
