"""Comparing rectangles as what they say of each day, known by each day, and not as how they are cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from tests.readmodel.kept import is_well_formed, new_log, record_entries
from tests.strategies import Log as Entries
from tests.strategies import logs
from tracker.readmodel import comparing
from tracker.readmodel.comparing import compare, first_corner
from tracker.recording import Recorder
from tracker.soundness import Auditor

SIDE = 5
Rectangle = tuple[Any, ...]


@some.composite
def rectangles(draw: some.DrawFn) -> Rectangle:
    """A rectangle on a small plane, which says one of two things."""
    first, known_first = draw(some.integers(0, SIDE - 1)), draw(some.integers(0, SIDE - 1))
    return (first, draw(some.integers(first, SIDE - 1)), known_first, draw(some.integers(known_first, SIDE - 1)),
            draw(some.sampled_from("ab")), None)


def said(given: list[Rectangle], day: int, known: int) -> Counter[Any]:
    """What is said of one point, field by field."""
    return Counter(tuple(says) for first, last, known_first, known_last, *says in given
                   if first <= day <= last and known_first <= known <= known_last)


@settings(deadline=None)
@given(some.lists(rectangles(), max_size=5), some.lists(rectangles(), max_size=5))
@example([(0, 3, 0, 3, "a", None)], [(0, 1, 0, 3, "a", None), (2, 3, 0, 3, "a", None)])
@example([(0, 3, 0, 3, "a", None)], [(0, 3, 0, 3, "a", None), (1, 1, 1, 1, "a", None)])
@example([(0, 0, 0, 0, "a", None), (1, 1, 1, 1, "a", None)], [(0, 0, 1, 1, "a", None), (1, 1, 0, 0, "a", None)])
def test_the_first_difference_is_that_of_a_look_at_every_point(one: list[Rectangle], other: list[Rectangle]) -> None:
    differs = [(day, known) for day in range(SIDE) for known in range(SIDE)
               if said(one, day, known) != said(other, day, known)]
    assert first_corner(one, other) == min(differs, default=None)


@pytest.fixture(scope="module", autouse=True)
def one_subject_drawn() -> Iterator[None]:
    """A lot of one subject, or a few, so that what is left out of the log matters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "SAMPLE", 2)
        yield


@settings(max_examples=40, deadline=None)
@given(logs(), some.integers(1, 5))
def test_the_read_model_of_any_log_is_the_one_made_anew_whole_and_by_lot(entries: Entries, size: int) -> None:
    with new_log() as log:
        for first in range(0, len(entries), size):
            record_entries(log, entries[first:first + size])
        Recorder(log).catch_up()
        for by_lot in (False, True, True):
            compared = compare(log, by_lot)
            assert compared.differs == [] and compared.position == log.head() and not compared.why_not


@settings(max_examples=40, deadline=None)
@given(logs(), some.data())
def test_so_is_that_of_a_log_in_an_order_that_only_strangers_have(entries: Entries, data: some.DataObject) -> None:
    with new_log() as log:
        record_entries(log, data.draw(some.permutations(entries)), raw=True)
        Recorder(log).catch_up()
        for by_lot in (False, True, True):
            assert compare(log, by_lot).differs == []


@settings(max_examples=40, deadline=None)
@given(logs())
def test_nothing_is_wrong_with_an_event_that_this_tracker_recorded(entries: Entries) -> None:
    from tracker.verifying import verify

    with new_log() as log:
        record_entries(log, entries)
        found = {check.kind: check.found for check in verify(log, quick=True).checks if check.count}
        assert not found.keys() - {"form", "references"}, found  # what somebody else put in may be of no form
        assert not found or not all(is_well_formed(one) for one in entries), found
        assert Auditor(lambda *_: True).faults(1, *[None] * 6)
