"""The clock, read in one place. Days and times are in UTC, so that a log reads the same everywhere."""

from __future__ import annotations

import datetime


def now() -> str:
    """The present time as the log records it: RFC 3339, UTC, whole seconds."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today() -> int:
    """The present day."""
    return datetime.datetime.now(datetime.UTC).date().toordinal()
