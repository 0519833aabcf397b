"""Timelines say what the board says, on every day."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings

from tests.given import Given, agreement, day, series
from tests.strategies import Log, facts_of, logs, news_days
from tracker.days import BEGINNING, END, day_text
from tracker.facts import Facts
from tracker.folding import Folded
from tracker.history import breakpoints
from tracker.jsonl import read_lines
from tracker.projection import courses
from tracker.published import event_files
from tracker.timeline import OPEN, STAGE_OF, STAGES, Lane, Timeline, lane, timeline
from tracker.visible import catalogue, claims
from tracker.vocabulary import AGREEMENT_STATUSES, SERIES_STATUSES

LAW = settings(max_examples=150, deadline=None)


@cache
def record() -> Facts:
    """The published record."""
    log = Given()
    for path in event_files():
        with path.open("rb") as stream:
            for line in read_lines(stream, path.name):
                log.add(dict(line.content))
    return log.facts()


def drawn(as_of: str, known_by: str | None = None) -> dict[str, Lane]:
    """The lanes of the record, by subject."""
    known = None if known_by is None else day(known_by)
    return {one.subject: one for one in timeline(Folded(record()).courses(known), day(as_of), known).lanes}


def lane_of(log: Given, subject: str, as_of: str, known_by: str | None = None) -> Lane:
    """The lane of one subject."""
    return lane(log.course(subject, known_by), day(as_of))


def spans(one: Lane) -> list[tuple[str, str, str, str]]:
    """The stretches in words: status, may begin, begins, ends."""
    return [(s.status, "open" if s.earliest == BEGINNING else day_text(s.earliest), day_text(s.first), day_text(s.last))
            for s in one.stretches]


def test_every_status_has_a_look() -> None:
    assert set(STAGE_OF) == {*AGREEMENT_STATUSES, *SERIES_STATUSES}
    assert set(STAGE_OF.values()) == set(STAGES)


@given(logs(), news_days())
@LAW
def test_a_lane_has_the_status_of_the_board_on_every_day(log: Log, known: int) -> None:
    for subject, course in courses(facts_of(log), known).items():
        turns = breakpoints(course)
        for as_of in [*turns, known, END - 1][-3:]:
            made = lane(course, as_of)
            assert made.subject == subject
            assert made.possible == course.at(as_of).possible
            for asked in [turn + by for turn in turns for by in (-1, 0) if turn + by <= as_of] + [as_of]:
                holds = [one.status for one in made.stretches if one.first <= asked <= one.last]
                board = course.at(asked).view.status
                assert holds == ([board] if board else [])


@given(logs(), news_days())
@LAW
def test_stretches_follow_each_other(log: Log, as_of: int) -> None:
    for course in courses(facts_of(log)).values():
        made = lane(course, as_of)
        assert all(one.earliest <= one.first <= one.last <= as_of for one in made.stretches)
        for one, other in pairwise(made.stretches):
            assert one.last + 1 == other.first and one.status != other.status
        if made.stretches:
            assert made.stretches[-1].last == as_of


@given(logs(), news_days(), news_days())
@LAW
def test_every_visible_report_is_told_once(log: Log, known: int, as_of: int) -> None:
    facts = facts_of(log)
    wanted = sorted(claim.id for _, claim in claims(facts, catalogue(facts), known) if claim.earliest <= as_of)
    told = [telling for course in courses(facts, known).values() for telling in lane(course, as_of).tellings]
    assert sorted(telling.event for telling in told) == wanted
    assert all(telling.published <= known for telling in told)


def test_what_occurred_on_the_day_of_the_standpoint_is_told() -> None:
    log = Given(agreement("x", "JP", "KR"))
    log.report("x", "proposed", "2010-01-01")
    log.report("x", "urged", "2010-01-02")
    assert [one.act for one in lane_of(log, "x", "2010-01-01").tellings] == ["proposed"]
    assert [one.act for one in lane_of(log, "x", "2010-01-02").tellings] == ["proposed", "urged"]


def test_a_status_fades_in_over_the_days_on_which_it_may_have_begun() -> None:
    log = Given(agreement("x", "JP", "KR"))
    log.report("x", "proposed", "2010")
    log.report("x", "signed", "[2014-10..2014-12]")
    assert spans(lane_of(log, "x", "2015-06-01")) == [
        ("proposed", "2010-01-01", "2010-12-31", "2014-12-30"),
        ("signed", "2014-10-01", "2014-12-31", "2015-06-01"),
    ]


def test_an_open_start_is_certain_from_its_last_day_only() -> None:
    log = Given(agreement("x", "JP", "KR"))
    log.report("x", "proposed", "[..2015-04-05]")
    assert spans(lane_of(log, "x", "2016-01-01")) == [("proposed", "open", "2015-04-05", "2016-01-01")]
    before = lane_of(log, "x", "2012-01-01")
    assert (before.stretches, before.possible, before.possible_from) == ((), ("proposed",), BEGINNING)


def test_what_the_clock_makes_begins_on_its_day() -> None:
    log = Given(series("talks", "JP", "KR"))
    log.report("talks", "cadence_set", "2010-01-01", every="P6M")
    log.report("talks", "held", "2010-02-01")
    assert spans(lane_of(log, "talks", "2012-01-01")) == [
        ("active", "2010-02-01", "2010-02-01", "2011-02-01"), ("dormant", "2011-02-02", "2011-02-02", "2012-01-01"),
    ]


def test_what_changes_twice_on_a_day_ends_it_as_the_board_does() -> None:
    log = Given(series("talks", "JP", "KR"))
    log.report("talks", "held", "2009-12")
    log.report("talks", "suspended", "2009-12")
    assert spans(lane_of(log, "talks", "2010-06-01")) == [("suspended", "2009-12-01", "2009-12-31", "2010-06-01")]


def test_rounds_are_meetings_with_their_windows() -> None:
    log = Given(series("talks", "JP", "KR"))
    log.report("talks", "held", "2012-01-30", place="Seoul", round="1")
    log.report("talks", "scheduled", "2013-01-10", planned_for="[2013-01-21..2013-01-31]", round="2")
    log.report("talks", "proposed", "2013-02-01", planned_for="[2016-03-31..]", round="3")
    held, late, ahead = lane_of(log, "talks", "2014-01-01").meetings
    assert (held.name, held.status, held.place, day_text(held.earliest)) == ("1", "held", "Seoul", "2012-01-30")
    assert (late.status, day_text(late.earliest), day_text(late.latest)) == ("overdue", "2013-01-21", "2013-01-31")
    assert (ahead.status, day_text(ahead.earliest), ahead.latest) == ("proposed", "2016-03-31", END)
    assert [one.status for one in lane_of(log, "talks", "2013-01-31").meetings] == ["held", "scheduled"]


def test_what_leaves_the_status_as_before_is_a_happening() -> None:
    log = Given(agreement("x", "JP", "KR", "US"))
    log.report("x", "signed", "2010-01-01")
    log.report("x", "ratified", "2011", by=["JP"])
    log.report("x", "negotiated", "2012-01-01")
    log.report("x", "initialled", "2012-02-01")
    log.report("x", "urged", "2012-03-01")
    assert [(one.act, one.by, one.part) for one in lane_of(log, "x", "2013-01-01").happenings] == [
        ("ratified", ("JP",), "counted"), ("negotiated", (), "counted"), ("initialled", (), "out of order"),
    ]
    assert [one.part for one in lane_of(log, "x", "2011-06-01").happenings] == ["possible"]


def test_days_waited_for_are_deadlines() -> None:
    log = Given(agreement("x", "JP", "KR"), series("talks", "JP", "KR"))
    log.report("x", "entered_into_force", "2016-11-23")
    log.report("x", "notice_served", "2019-08-23", by=["KR"], effective="2019-11-22")
    log.report("talks", "cadence_set", "2010-01-01", every="P6M")
    log.report("talks", "held", "2010-02-01")
    (notice,) = lane_of(log, "x", "2019-09-01").deadlines
    assert (notice.what, notice.date, notice.passed) == ("notice takes effect", "2019-11-22", False)
    assert lane_of(log, "x", "2019-11-23").deadlines[0].passed
    assert [(one.what, one.date) for one in lane_of(log, "talks", "2010-03-01").deadlines] == [
        ("next round due", "2010-08-01")]


def test_the_days_drawn_are_those_told_and_that_of_the_standpoint() -> None:
    log = Given(agreement("x", "JP", "KR"), series("talks", "JP", "KR"))
    log.press("2014-02-01", "x", "proposed", "2014-01")
    log.press("2014-02-02", "talks", "scheduled", planned_for="2015-06")
    whole: Timeline = timeline(Folded(log.facts()).courses(), day("2014-03-01"))
    assert (day_text(whole.first), day_text(whole.last)) == ("2014-01-01", "2015-06-30")
    assert [one.subject for one in whole.lanes] == ["x", "talks"]
    part = timeline(Folded(log.facts()).courses(), day("2014-03-01"), None, day("2013-01-01"), day("2013-12-31"))
    assert (day_text(part.first), day_text(part.last)) == ("2013-01-01", "2013-12-31")
    nothing = timeline([], day("2014-03-01"))
    assert nothing.lanes == () and nothing.first == nothing.last == day("2014-03-01")


DAYS = ("2012-02-15", "2013-01-11", "2015-04-30", "2016-01-05")
BOARD: dict[str, tuple[str | None, str | None, str | None, str | None]] = {
    "jp-kr-gsomia": ("stalled", "postponed", "postponed", "postponed"),
    "jp-kr-acsa": ("stalled", "stalled", "proposed", "proposed"),
    "jp-kr-us-tisa": (None, None, "signed", "signed"),
    "jp-kr-us-security-talks": (None, "planned", "planned", "planned"),
    "jp-kr-security-dialogue": (None, None, "resumption agreed", "resumption agreed"),
    "six-party-talks": ("collapsed", "collapsed", "collapsed", "collapsed"),
}
CELLS = [
    *((subject, day, day, status) for subject, row in BOARD.items() for day, status in zip(DAYS, row, strict=True)),
    ("jp-kr-gsomia", "2012-07-15", "2012-07-15", "stalled"), ("jp-kr-gsomia", "2012-07-15", "2016-01-05", "postponed"),
    ("jp-kr-us-tisa", "2015-01-15", "2015-01-15", None), ("jp-kr-us-tisa", "2015-01-15", "2016-01-05", "signed"),
    ("jp-kr-us-tisa", "2015-04-10", "2015-04-10", "concluded"),
    ("jp-kr-security-dialogue", "2012-02-15", "2016-01-05", "suspended"),
    ("jp-kr-comfort-women", "2016-01-02", "2016-01-02", None),
    ("jp-kr-comfort-women", "2016-01-02", "2016-01-05", "concluded"),
]


@pytest.mark.parametrize(("subject", "as_of", "known", "status"), CELLS)
def test_the_record_is_drawn_as_its_board_says(subject: str, as_of: str, known: str, status: str | None) -> None:
    made = drawn(as_of, known)[subject]
    assert made.status == status
    assert all(telling.published <= day(known) for telling in made.tellings)


@pytest.mark.parametrize(("subject", "as_of", "statuses"), [
    ("jp-kr-us-dtt", "2012-02-15", ["held"]), ("jp-kr-us-security-talks", "2013-01-11", ["scheduled"]),
    ("jp-kr-us-security-talks", "2015-04-30", ["overdue"]), ("jp-kr-security-dialogue", "2015-04-30",
                                                             ["held", "scheduled"]),
    ("jp-kr-security-dialogue", "2016-01-05", ["held", "overdue"]),
    ("jp-kr-us-defense-ministers", "2015-04-30", ["proposed"]),
    ("jp-kr-us-defense-ministers", "2016-01-05", ["overdue"]),
    ("jp-kr-us-vice-ministers", "2016-01-05", ["scheduled"]), ("jp-kr-us-leaders", "2016-01-05", ["proposed"]),
])
def test_the_meetings_of_the_record(subject: str, as_of: str, statuses: list[str]) -> None:
    assert [one.status for one in drawn(as_of, as_of)[subject].meetings] == statuses


def test_an_open_start_of_the_record_does_not_read_as_true_in_2012() -> None:
    thaad = drawn("2016-01-05")["us-kr-thaad"]
    assert [(one.earliest, day_text(one.first)) for one in thaad.stretches] == [(BEGINNING, "2015-04-05")]
    assert STAGE_OF[thaad.stretches[0].status] == OPEN
    assert drawn("2012-07-01")["us-kr-thaad"].stretches == ()
