"""The public functions: a log's board from a standpoint, in one call.

The rule kept here: days are given as people write them (EDTF text, whose last day counts), and nothing here
reads the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing

from tracker.dates import When
from tracker.days import END
from tracker.errors import StorageFailed
from tracker.facts import from_envelopes
from tracker.log import Log
from tracker.pausing import no_collecting
from tracker.projection import AgreementState, Board, SeriesState, Standpoint
from tracker.projection import replay as replay_facts
from tracker.readmodel import Reader


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
    day = When.parse(as_of).latest if as_of is not None else END
    known = When.parse(known_by).latest if known_by is not None else None
    with log.reading():
        reader = Reader(log)
        if at is None and reader.is_kept:
            folded = [course.at(day) for course in reader.courses(known, subjects)]
            return Board(
                Standpoint(day, known, reader.position),
                tuple(state for state in folded if isinstance(state, AgreementState)),
                tuple(state for state in folded if isinstance(state, SeriesState)),
            )
    return replay_facts(from_envelopes((stored.body for stored in log.read()), at), day, known, subjects)


def states(
    log: Log, *, as_of: str | None = None, known_by: str | None = None
) -> Iterator[AgreementState | SeriesState]:
    """The same, a subject at a time, so that memory does not grow with the log; of the subjects of which something is
    told, in the order in which they were registered. The read model must be kept up (`record` keeps it, `rebuild`
    makes it). Raises `StorageFailed` where it is not."""
    from tracker.readmodel.listing import replayed

    day = When.parse(as_of).latest if as_of is not None else END
    with log.reading():
        if not Reader(log).is_kept:
            raise StorageFailed(f"The read model of {log.where} lags behind its log.",
                                todo="`tracker rebuild` makes it again, and the next append brings it up.")
        with closing(replayed(log.database, When.parse(known_by).latest if known_by is not None else END)) as courses:
            while True:
                with no_collecting():
                    course = next(courses, None)
                    state = course.at(day) if course is not None else None
                    course = None  # gone before anybody looks for cycles
                if state is None:
                    return
                yield state
