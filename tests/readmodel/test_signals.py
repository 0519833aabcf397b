"""Signals: made from their events when they are asked for, and as late as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from tests.given import agreement, day, reported, source
from tests.readmodel.kept import assert_is_as_made_anew, facts_in, new_log, record, record_entries
from tests.strategies import Log as Entries
from tests.strategies import logs
from tracker.canonical import content_id
from tracker.days import END
from tracker.log import Log
from tracker.readmodel import Reader
from tracker.recording import Recorder
from tracker.visible import SIGNAL, catalogue, visible

Content = dict[str, Any]

CALLED = reported("x", "discussed", "2012-03-05", source="march")
PERHAPS = reported("x", "signed", "2012-05", source="may", certainty="possible")
DENIED = reported("x", "discussed", "2012-03-05", source="may", certainty="denied")
BEFORE: tuple[Content, ...] = (
    agreement("x", "JP", "KR"), agreement("y", "JP", "US"), source("march", "2012-03-31"), source("may", "2012-05-31"),
    CALLED, PERHAPS, DENIED, reported("x", "signed", "2012-03-06", source="march"),
    reported("y", "discussed", "2012-05-30", source="may"),
)


@pytest.fixture
def log() -> Iterator[Log]:
    with new_log() as made:
        record(made, BEFORE)
        yield made


def told(log: Log, known_by: int | None = None, subject: str = "x") -> list[str]:
    """The ids of a subject's signals, known by the end of a day."""
    (course,) = Reader(log).courses(known_by, {subject})
    return [claim.id for claim in course.told.signals]


def rows(log: Log) -> list[tuple[str, int, int]]:
    """The rows that signals have, with the days between which they are visible."""
    return log.database.execute(
        "SELECT id, visible_from, visible_to FROM claims WHERE part = 2 ORDER BY 1, 2").fetchall()


def delays(log: Log) -> list[int | None]:
    """How late the events are, in the order of the log, but for the declarations."""
    return [one for (one,) in log.database.execute(
        "SELECT delay FROM events WHERE act IS NOT NULL ORDER BY position")]


def test_signals_have_no_rows_and_are_told_from_their_publication_on(log: Log) -> None:
    assert rows(log) == []
    assert told(log) == [content_id(CALLED), content_id(PERHAPS)]
    assert told(log, day("2012-05-30")) == [content_id(CALLED)] and told(log, day("2012-03-30")) == []
    assert told(log, subject="y") == [content_id(BEFORE[-1])]


def test_a_signal_that_is_taken_back_has_rows_for_the_days_on_which_it_is_told(log: Log) -> None:
    record(log, [source("june", "2012-06-30"), {"type": "retracted", "event": content_id(CALLED), "reason": "no",
                                                "source": "june"}])
    assert rows(log) == [(content_id(CALLED), day("2012-03-31"), day("2012-06-29"))]
    assert told(log) == [content_id(PERHAPS)]
    assert told(log, day("2012-06-29")) == [content_id(CALLED), content_id(PERHAPS)]
    assert_is_as_made_anew(log.database)


def test_a_signal_in_a_corrections_place_has_a_row(log: Log) -> None:
    corrected = {"type": "corrected", "event": content_id(BEFORE[7]), "reason": "no", "replacement": PERHAPS | {
        "occurred": "2012-03-06", "source": "march"}}
    record(log, [corrected])
    assert [(one[0], one[2]) for one in rows(log)] == [(content_id(corrected), END)]
    assert set(told(log)) == {content_id(CALLED), content_id(PERHAPS), content_id(corrected)}
    assert_is_as_made_anew(log.database)


def test_how_late_reports_are(log: Log) -> None:
    assert delays(log) == [26, 0, 87, 25, 1]
    record(log, [{"type": "source_amended", "source": "march", "published": "2012-03-10"}])
    assert delays(log) == [5, 0, 87, 4, 1]
    record(log, [{"type": "corrected", "event": content_id(CALLED), "reason": "no", "replacement": CALLED | {
        "occurred": "2012-03-09"}}])
    assert delays(log) == [5, 0, 87, 4, 1, 1]
    assert_is_as_made_anew(log.database)


@settings(max_examples=60, deadline=None)
@given(logs())
def test_they_are_those_of_a_replay(entries: Entries) -> None:
    """By all that is known, and on each day on which one comes or goes; and every report is shown, with its days."""
    with new_log() as log:
        record_entries(log, entries, raw=True)
        Recorder(log).catch_up()
        facts = facts_in(log)
        there = [one for one in visible(facts, catalogue(facts)) if one.claim.part == SIGNAL]
        for subject in Reader(log).subjects:
            mine = [one for one in there if one.subject == subject]
            for known in {END, *(one.first for one in mine), *(one.first - 1 for one in mine)}:
                assert sorted(told(log, known, subject)) == sorted(
                    one.claim.id for one in mine if one.first <= known <= one.last)
            assert {one.claim.id for one in mine} <= {one.id for one in Reader(log).shown(subject)}

