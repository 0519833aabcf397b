"""Agreement Tracker: where agreements between states stand, who says so, and what was known on any day.

The public API, each name loaded when it is first used:

- `open_log(where, create=False)`: the log at a path.
- `record(log, contents, recorded=, recorder=, today=)`: the one write path, all or nothing.
- `replay(log, as_of=, known_by=, at=)`: the `Board` from a standpoint.
- the event classes (`Reported`, `SubjectRegistered` …), `parse_content`, `When` for dates, and the errors.

    >>> from tracker import open_log, replay
    >>> board = replay(open_log("tracker.db"), as_of="2013-01-11", known_by="2013-01-11")  # doctest: +SKIP
    >>> board.find("jp-kr-gsomia").view.status  # doctest: +SKIP
    'postponed'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.api import replay as replay
    from tracker.dates import When as When
    from tracker.errors import BadConfiguration as BadConfiguration
    from tracker.errors import BadInput as BadInput
    from tracker.errors import Busy as Busy
    from tracker.errors import CannotCreate as CannotCreate
    from tracker.errors import CheckFailed as CheckFailed
    from tracker.errors import Conflict as Conflict
    from tracker.errors import NoPermission as NoPermission
    from tracker.errors import NotFound as NotFound
    from tracker.errors import StorageFailed as StorageFailed
    from tracker.errors import TrackerError as TrackerError
    from tracker.errors import Unreachable as Unreachable
    from tracker.errors import UsageError as UsageError
    from tracker.events import Corrected as Corrected
    from tracker.events import Event as Event
    from tracker.events import Reported as Reported
    from tracker.events import Retracted as Retracted
    from tracker.events import SourceAmended as SourceAmended
    from tracker.events import SourceFiled as SourceFiled
    from tracker.events import SubjectAmended as SubjectAmended
    from tracker.events import SubjectRegistered as SubjectRegistered
    from tracker.events import parse_content as parse_content
    from tracker.log import Log as Log
    from tracker.log import open_log as open_log
    from tracker.projection import Board as Board
    from tracker.recording import Receipt as Receipt
    from tracker.recording import record as record

_ERRORS = ("BadConfiguration", "BadInput", "Busy", "CannotCreate", "CheckFailed", "Conflict", "NoPermission",
           "NotFound", "StorageFailed", "TrackerError", "Unreachable", "UsageError")
_EVENTS = ("Corrected", "Event", "Reported", "Retracted", "SourceAmended", "SourceFiled", "SubjectAmended",
           "SubjectRegistered", "parse_content")
_HOMES = {
    **dict.fromkeys(_ERRORS, "tracker.errors"),
    **dict.fromkeys(_EVENTS, "tracker.events"),
    "Board": "tracker.projection", "Log": "tracker.log", "open_log": "tracker.log", "Receipt": "tracker.recording",
    "record": "tracker.recording", "replay": "tracker.api", "When": "tracker.dates",
}

__version__ = "0.1.0"
"""The version of this build; the distribution takes its own from here."""

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Load a public name from its module; `record` and `replay` are the functions, not the modules."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'tracker' has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return __all__
