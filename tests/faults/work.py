"""What is done to a log while it is cut short: an append, an import, catching up, a rebuild."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.given import agreement, reported, series, source
from tests.readmodel.kept import record
from tracker import intake
from tracker.canonical import content_id
from tracker.log import Log
from tracker.readmodel import rebuild
from tracker.recording import Recorder

Content = dict[str, Any]

LONG_AGO = "2020-01-01T00:00:00Z"
"""When what a log holds was recorded, where the command line goes on by its own clock."""

SIGNED = reported("x", "signed", "2012-03-05", source="march")
BEFORE: tuple[Content, ...] = (
    agreement("x", "JP", "KR"), series("talks", "JP", "KR"), source("march", "2012-03-31"), source("may", "2012-05-31"),
    SIGNED, reported("talks", "held", "2012-03-10", source="march"),
    reported("talks", "scheduled", source="may", planned_for="2012-09"),
)
ONE = (reported("talks", "held", "2012-05-20", source="may"),)
SOME: tuple[Content, ...] = (
    source("june", "2012-06-30"), agreement("y", "JP", "US"),
    reported("y", "signed", "2012-06-10", source="june"),
    {"type": "retracted", "event": content_id(SIGNED), "reason": "not so", "source": "june"},
    {"type": "subject_amended", "subject": "talks", "name": "Renamed"},
)


def in_batches(log: Log) -> object:
    """An import that is taken in batch by batch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "BATCH", 2)
        return record(log, SOME)


WORK: dict[str, Callable[[Log], object]] = {
    "append": lambda log: record(log, ONE),
    "import": lambda log: record(log, SOME),
    "import in batches": in_batches,
    "catching up": lambda log: Recorder(log).catch_up(),
    "rebuild": lambda log: rebuild(log, cores=1),
}
NEW = {"append": len(ONE), "import": len(SOME), "import in batches": len(SOME), "catching up": 0, "rebuild": 0}
"""How many events each piece of work appends."""
