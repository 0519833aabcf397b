"""Our side of every comparison: thin adapters, so that a comparison names what it measures and no more.

The rule kept here: what this build does not have yet is told by `NotThere`, and never stood in for by another thing.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tracker import log as logs
from tracker.dates import When
from tracker.days import day_number
from tracker.facts import from_envelopes
from tracker.jsonl import raw_lines
from tracker.log import Log
from tracker.projection import AgreementState, Board, SeriesState, replay
from tracker.recording import Receipt, Recorder
from tracker.reports import agreement, series

RECORDED = "2026-01-01T00:00:00Z"
RECORDER = "bench"
TODAY = day_number(2026, 1, 1)

State = AgreementState | SeriesState


class NotThere(Exception):
    """This build lacks what is to be measured."""


def _wanted(module: str, name: str) -> Callable[..., Any]:
    try:
        found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        raise NotThere(f"{module}.{name} is not there yet") from None
    return found


def open_log(path: str, *, create: bool = False) -> Log:
    """The log at a path."""
    return logs.open_log(path, create=create)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The contents of a file of JSON Lines."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def import_file(log: Log, path: Path) -> Receipt:
    """Import a file of contents in one transaction, as the command does: strictly read, line by line."""
    with path.open("rb") as stream:
        return Recorder(log).record(
            raw_lines(stream, path.name), recorded=RECORDED, recorder=RECORDER, today=TODAY, cores=os.cpu_count() or 1
        )


def recorder(log: Log) -> Recorder:
    """A recorder that has read the log."""
    made = Recorder(log)
    made.catch_up()
    return made


def append(to: Recorder, content: dict[str, Any]) -> Receipt:
    """One durable append, with all that the log keeps up along with it."""
    return to.record([content], recorded=RECORDED, recorder=RECORDER, today=TODAY)


def reader(log: Log) -> Any:
    """The read model's reader."""
    return _wanted("tracker.readmodel", "Reader")(log)


def states(log: Log) -> Iterator[State]:
    """The full replay, streaming one subject at a time."""
    made: Iterator[State] = _wanted("tracker.api", "states")(log)
    return made


def rebuild(log: Log, cores: int) -> None:
    """Throw the read model away and make it again."""
    _wanted("tracker.readmodel", "rebuild")(log, cores=cores)


def replay_in_memory(log: Log, as_of: int, known_by: int | None) -> Board:
    """The replay as it was before there was a streaming one: the whole log in memory."""
    return replay(from_envelopes(stored.body for stored in log.read()), as_of, known_by)


def row(state: State, day: int) -> dict[str, Any]:
    """The row of the board for a state."""
    return agreement(state) if isinstance(state, AgreementState) else series(state, day)


def published_day(content: dict[str, Any]) -> int:
    """The day a source is known from."""
    return When.parse(content["published"]).latest
