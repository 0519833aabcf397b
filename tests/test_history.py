"""History: the steps lead, one to the next, to the board of each day, and between breakpoints nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.given import Given, agreement, day, series
from tests.strategies import Log, facts_of, logs, news_days
from tracker import reports
from tracker.boardrows import standing_of, state_words
from tracker.days import BEGINNING, END, day_text
from tracker.history import Step, breakpoints, steps
from tracker.meetings import SeriesView
from tracker.parties import parties_apart
from tracker.projection import AgreementState, Board, Course, SeriesState, courses, replay
from tracker.rows import Standing

QUICKLY = (Phase.explicit, Phase.reuse, Phase.generate)  # drawn logs are long to shrink
LAW = settings(max_examples=80, deadline=None, phases=QUICKLY)


def all_courses(log: Log, known_by: int | None = None) -> list[Course]:
    return list(courses(facts_of(log), known_by).values())


def seen(state: AgreementState | SeriesState) -> Any:
    """All that a board shows of a subject, but for what it may already be."""
    view = state.view
    if isinstance(view, SeriesView):
        rounds = [(one.name, one.status, one.date, one.place) for one in view.rounds]
        return view.status, view.since, state.flags, rounds
    return view.status, view.since, state.flags, dict(view.by_party)


def own(found: list[Step]) -> list[Step]:
    """The steps of the subject itself, without those of its rounds and parties."""
    return [step for step in found if step.round is None and step.party is None]


# Laws


@LAW
@given(logs(), st.none() | news_days())
def test_each_step_begins_where_the_one_before_ended(log: Log, known_by: int | None) -> None:
    for course in all_courses(log, known_by):
        found = steps(course)
        assert [step.day for step in found] == sorted(step.day for step in found)
        was = None
        for step in own(found):
            assert step.was == was != step.status
            was = step.status
        assert was == course.at(END).view.status


@LAW
@given(logs(), st.none() | news_days())
def test_up_to_any_breakpoint_the_steps_end_in_the_board_of_that_day(log: Log, known_by: int | None) -> None:
    for course in all_courses(log, known_by):
        for number in breakpoints(course):
            found = own(steps(course, last=number))
            last = found[-1] if found else None
            board = course.at(number)
            assert (last.status if last else None) == board.view.status
            assert all(step.day <= number for step in found)
            if last is not None and last.made_by:
                assert last.since is not None


@LAW
@given(logs(), st.none() | news_days())
def test_between_breakpoints_nothing_changes(log: Log, known_by: int | None) -> None:
    for course in all_courses(log, known_by):
        turns = breakpoints(course)
        assert turns == sorted(set(turns))
        for first, after in zip([turns[0] - 500, *turns], [*turns, turns[-1] + 5000], strict=True) if turns else []:
            assert seen(course.at(first)) == seen(course.at((first + after) // 2)) == seen(course.at(after - 1))


@LAW
@given(logs(), st.none() | news_days())
def test_between_breakpoints_what_is_possible_stays_the_same(log: Log, known_by: int | None) -> None:
    for course in all_courses(log, known_by):
        turns = breakpoints(course)
        for first, after in zip(turns, [*turns[1:], turns[-1] + 5000], strict=True) if turns else []:
            assert course.at(first).possible == course.at(after - 1).possible


@LAW
@given(logs(), news_days(), news_days())
def test_steps_between_two_days_are_those_of_all_that_lie_there(log: Log, one: int, other: int) -> None:
    first, last = min(one, other), max(one, other)
    for course in all_courses(log):
        assert steps(course, first, last) == [step for step in steps(course) if first <= step.day <= last]


def differences(before: Board, after: Board) -> list[tuple[Standing | None, Standing | None]]:
    return reports.differences(map(standing_of, before.states), map(standing_of, after.states))


@LAW
@given(logs(), news_days(), news_days(), st.none() | news_days())
def test_there_are_differences_just_where_the_boards_differ(
    log: Log, one: int, other: int, known_by: int | None
) -> None:
    facts = facts_of(log)
    before, after = replay(facts, one, known_by), replay(facts, other)
    found = {one.subject for pair in differences(before, after) for one in pair if one is not None}
    differ = {
        state.subject.id
        for state in after.states
        if (old := before.find(state.subject.id)) is None or (seen(old), old.possible) != (seen(state), state.possible)
    }
    assert found == differ
    assert differences(before, before) == []


# Steps


@pytest.fixture
def gsomia() -> Given:
    log = Given(agreement("x", "JP", "KR"), agreement("three", "JP", "KR", "US"), series("talks", "JP", "KR"))
    log.report("x", "proposed", "2011-01")
    log.report("x", "postponed", "2012-06-29")
    log.report("x", "signed", "2016-11-23")
    log.report("x", "approved", "2016-11-24")
    return log


def told(found: list[Step]) -> list[tuple[str, str | None, str | None]]:
    return [(day_text(step.day), step.round or step.party, step.status) for step in found]


def test_a_step_is_on_the_first_day_it_shows(gsomia: Given) -> None:
    found = steps(gsomia.course("x"))
    assert told(found) == [
        ("2011-01-31", None, "proposed"),
        ("2012-06-29", None, "postponed"),
        ("2016-11-23", None, "signed"),
    ]
    assert [step.was for step in found] == [None, "proposed", "postponed"]
    assert [step.since for step in found] == ["2011-01", "2012-06-29", "2016-11-23"]
    assert [one.act for step in found for one in step.made_by] == ["proposed", "postponed", "signed"]


def test_two_changes_of_one_day_are_two_steps_in_the_order_of_replay(gsomia: Given) -> None:
    gsomia.report("x", "entered_into_force", "2016-11-23")
    assert told(steps(gsomia.course("x"), day("2016-11-23"))) == [
        ("2016-11-23", None, "signed"),
        ("2016-11-23", None, "in force"),
    ]


def test_both_ends_count(gsomia: Given) -> None:
    course = gsomia.course("x")
    first, last = day("2012-06-29"), day("2016-11-23")
    assert [step.status for step in steps(course, first, last)] == ["postponed", "signed"]
    assert steps(course, first + 1, last - 1) == []


def test_what_the_clock_does_is_a_step_of_nobody(gsomia: Given) -> None:
    gsomia.report("x", "entered_into_force", "2017")
    gsomia.report("x", "notice_served", "2019-08-23", effective="2019-11-23")
    gsomia.report("x", "notice_suspended", "2019-11-22", until="2020-02")
    (step,) = steps(gsomia.course("x"), day("2019-11-23"))
    assert (day_text(step.day), step.was, step.status) == ("2020-03-01", "notice suspended", "notice pending")
    assert step.made_by == () and step.since == "2020-03-01"


def test_a_party_alone_is_a_step_of_its_own(gsomia: Given) -> None:
    gsomia.report("three", "signed", "2014-12-28")
    gsomia.report("three", "notice_served", "2015-03-01", by=["US"], effective="2015-06-01")
    step = steps(gsomia.course("three"))[-1]
    assert (step.party, step.was, step.status, step.since) == ("US", "signed", "notice pending", "2015-03-01")
    assert [one.act for one in step.made_by] == ["notice_served"]


def test_a_round_is_scheduled_overdue_and_held(gsomia: Given) -> None:
    gsomia.report("talks", "scheduled", "2012-01-01", planned_for="2012-03", round="1")
    gsomia.report("talks", "held", "2012-04-10", round="1")
    found = steps(gsomia.course("talks"))
    assert told(found) == [
        ("2012-01-01", "round 1", "scheduled"),
        ("2012-04-01", "round 1", "overdue"),
        ("2012-04-10", "round 1", "held"),
        ("2012-04-10", None, "active"),
    ]
    assert [step.was for step in found] == [None, "scheduled", "overdue", None]
    assert [step.since for step in found] == ["2012-03", "2012-03", "2012-04-10", "2012-04-10"]
    assert found[1].made_by == ()


def test_breakpoints_leave_open_ends_out(gsomia: Given) -> None:
    gsomia.report("three", "concluded", "[..2015-04-05]")
    gsomia.report("three", "commented", "2016/..")
    assert all(BEGINNING < number < END for number in breakpoints(gsomia.course("three")))
    assert day("2015-04-05") in breakpoints(gsomia.course("three"))


def test_an_unresolved_report_is_a_breakpoint(gsomia: Given) -> None:
    gsomia.report("x", "amended", "2017-01-10")
    gsomia.report("x", "amended", "2017-03-10")
    assert gsomia.board("2016-12-31").flags("x") == set()
    gsomia.report("x", "amended", "2017")
    assert day("2017-01-01") in breakpoints(gsomia.course("x"))
    assert gsomia.board("2017-01-01").flags("x") == {"unresolved"}


# Words and differences


def test_where_it_stands_in_words(gsomia: Given) -> None:
    def words(subject: str, when: str) -> str:
        state = gsomia.board(when).board.find(subject)
        assert state is not None
        return state_words(state)

    gsomia.report("three", "signed", "2014-12-28", by=["JP"])
    gsomia.report("talks", "proposed", "2012-02-01", planned_for="2012-05")
    gsomia.report("talks", "held", "2012-05-10")
    assert words("x", "2010-12-31") == words("talks", "2010-12-31") == "nothing known"
    assert words("x", "2012-07-01") == "postponed (2012-06-29)"
    assert words("three", "2015-01-01") == "partly signed (2014-12-28), Japan signed"
    assert words("talks", "2012-03-01") == "a round proposed 2012-05"
    assert words("talks", "2012-05-10") == "active (2012-05-10), a round held 2012-05-10"


def test_parties_apart_are_those_that_stand_elsewhere() -> None:
    assert parties_apart("in force", {"JP": "signed", "KR": "ratified", "US": None, "EU": "in force"}) == []
    assert parties_apart("in force", {"JP": "suspended", "US": "notice pending"}) == [
        "Japan suspended",
        "United States notice pending",
    ]
    assert parties_apart("partly signed", {"JP": "signed", "KR": None}) == ["Japan signed"]


def test_a_subject_on_one_board_only_differs_once_something_is_known(gsomia: Given) -> None:
    count = len(gsomia.entries)
    gsomia.add(agreement("later", "JP"))
    without, empty = gsomia.board("2020-01-01", at=count).board, gsomia.board("2020-01-01").board
    assert differences(without, empty) == []
    gsomia.report("later", "proposed", "2012")
    ((was, now),) = differences(without, gsomia.board("2020-01-01").board)
    assert was is None and now is not None and now.subject == "later"
    ((was, now),) = differences(gsomia.board("2020-01-01").board, without)
    assert was is not None and now is None


@pytest.mark.parametrize(
    ("report", "first", "second"),
    [
        (("x", "declined", "2013", {}), "2012-12-30", "2013-12-31"),
        (("x", "signed", "[2013-05..2013-06]", {}), "2013-01-01", "2013-05-10"),
        (("talks", "scheduled", "2013-01-01", {"planned_for": "2013-03"}), "2013-03-31", "2013-04-01"),
        (("three", "ratified", "2013-01-01", {"by": ["US"]}), "2012-12-31", "2013-01-01"),
    ],
)
def test_a_flag_a_possibility_a_round_or_a_party_is_a_difference(
    gsomia: Given, report: tuple[str, str, str, dict[str, Any]], first: str, second: str
) -> None:
    gsomia.report(report[0], report[1], report[2], **report[3])
    before, after = gsomia.board(first).board, gsomia.board(second).board
    assert [was.subject for was, _ in differences(before, after) if was is not None] == [report[0]]
