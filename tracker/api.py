"""The public functions: a log's board from a standpoint, in one call.

The rule kept here: days are given as people write them (EDTF text, whose last day counts), and nothing here
reads the clock.
"""

from __future__ import annotations

from collections.abc import Collection

from tracker.dates import When
from tracker.days import END
from tracker.facts import from_envelopes
from tracker.log import Log
from tracker.projection import Board
from tracker.projection import replay as replay_facts


def replay(
    log: Log,
    *,
    as_of: str | None = None,
    known_by: str | None = None,
    at: int | None = None,
    subjects: Collection[str] | None = None,
) -> Board:
    """The board of a log.

    `as_of` counts what had occurred by the end of that day (None: everything reported), `known_by` what had
    been published by the end of that day (None: everything), `at` the log's first events up to that
    position. `subjects` are ids; None is all. Raises `DateError` (a `BadInput`) and the log's errors.
    """
    facts = from_envelopes((stored.body for stored in log.read()), at)
    return replay_facts(
        facts,
        When.parse(as_of).latest if as_of is not None else END,
        When.parse(known_by).latest if known_by is not None else None,
        subjects,
    )
