"""The chronicle of a subject says for every day, known by every day, what replay says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import Given, agreement, series
from tests.strategies import Log, facts_of, logs, news_days
from tracker.boardrows import board_row, round_row
from tracker.chronicle import Chronicle, chronicle, days_of_knowing
from tracker.days import BEGINNING, END
from tracker.facts import Facts
from tracker.history import breakpoints
from tracker.plane import Rectangle
from tracker.projection import SeriesState, courses
from tracker.rows import NOTHING_KNOWN
from tracker.visible import Claim, catalogue, visible

LAW = settings(max_examples=150, deadline=None)


def visible_of(facts: Facts) -> dict[str, list[tuple[Claim, int, int]]]:
    """The claims of each subject, with the first and last day of knowing on which they are visible."""
    listed = catalogue(facts)
    found: dict[str, list[tuple[Claim, int, int]]] = {subject: [] for subject in listed.subjects}
    for subject, claim, first, last in visible(facts, listed):
        found[subject].append((claim, first, last))
    return found


def chronicles(facts: Facts) -> dict[str, Chronicle]:
    """The chronicle of each subject."""
    subjects = catalogue(facts).subjects
    return {subject: chronicle(subjects[subject], claims) for subject, claims in visible_of(facts).items()}


def known_days_of(facts: Facts) -> list[int]:
    """The days of knowing on which something comes or goes, the days before those, and the last of all."""
    days = {day.known for claims in visible_of(facts).values() for day in days_of_knowing(claims)}
    return sorted(days | {day - 1 for day in days} | {END})


def covering(rectangles: Iterable[Rectangle[Any]], day: int, known: int) -> list[Any]:
    """The values of the rectangles that hold a pair of days."""
    return [
        one.value for one in rectangles
        if one.occurred_from <= day <= one.occurred_to and one.published_from <= known <= one.published_to
    ]


def assert_same(facts: Facts, made: dict[str, Chronicle], days: Sequence[int], known: int) -> None:
    """The chronicles say of these days, known by `known`, what replay says."""
    for subject, course in courses(facts, known).items():
        board, rounds = made[subject].present()
        for day in sorted({*days, END, *breakpoints(course), *(turn - 1 for turn in breakpoints(course))}):
            state = course.at(day)
            (row,) = covering(board, day, known) or [NOTHING_KNOWN]
            assert row == board_row(state), (subject, day, known)
            if isinstance(state, SeriesState):
                seen = sorted((key, value) for key, one in rounds for value in covering([one], day, known))
                assert [value for _, value in seen] == [round_row(one) for one in state.view.rounds], (day, known)


@LAW
@given(logs(), st.lists(news_days(), max_size=4))
def test_it_is_the_replay_at_every_breakpoint_of_both_clocks(log: Log, days: list[int]) -> None:
    facts = facts_of(log)
    made = chronicles(facts)
    for known in known_days_of(facts):
        assert_same(facts, made, days, known)


@LAW
@given(logs(), st.data())
def test_it_can_set_out_from_any_day_of_knowing(log: Log, data: st.DataObject) -> None:
    """Begun again from what it held at the end of some day, it goes on as if it had never stopped."""
    facts = facts_of(log)
    subjects = catalogue(facts).subjects
    for subject, claims in visible_of(facts).items():
        days = days_of_knowing(claims)
        stop = data.draw(st.integers(0, len(days)))
        whole, again = chronicle(subjects[subject], claims), Chronicle(subjects[subject])
        after = days[stop - 1].known if stop else BEGINNING
        board, rounds = whole.present()
        again.begin([claim for claim, first, last in claims if first <= after <= last])
        again.board.load([one for one in board if one.published_from <= after <= one.published_to])
        for key in {key for key, _ in rounds}:
            again.load_round(key, [one for of, one in rounds if of == key
                                   and one.published_from <= after <= one.published_to])
        for day in days_of_knowing(claims, after):
            again.take(day)
        rest, rest_rounds = again.present()
        assert sorted(one for one in board if one.published_to >= after) == sorted(rest)
        assert sorted(one for one in rounds if one[1].published_to >= after) == sorted(rest_rounds)


@LAW
@given(logs())
def test_no_two_rectangles_of_a_thing_hold_one_pair_of_days(log: Log) -> None:
    for made in chronicles(facts_of(log)).values():
        board, rounds = made.present()
        things: dict[Any, list[Rectangle[Any]]] = {"": board}
        for key, one in rounds:
            things.setdefault(key, []).append(one)
        for rectangles in things.values():
            for number, one in enumerate(rectangles):
                assert one.occurred_from <= one.occurred_to and one.published_from <= one.published_to
                for other in rectangles[number + 1 :]:
                    assert (one.occurred_to < other.occurred_from or other.occurred_to < one.occurred_from
                            or one.published_to < other.published_from or other.published_to < one.published_from)


def test_a_report_in_its_turn_adds_two_rectangles_and_touches_no_others() -> None:
    log = Given(agreement("x", "JP", "KR"))
    for day, act in (("2012-01-10", "proposed"), ("2012-03-10", "negotiated"), ("2012-05-10", "signed")):
        log.press(day, "x", act, day)
    board, _ = chronicles(log.facts())["x"].present()
    assert len(board) == 5
    log.press("2012-07-10", "x", "entered_into_force", "2012-07-10")
    more, _ = chronicles(log.facts())["x"].present()
    assert len(more) == 7
    assert len(set(board) & set(more)) == 4


def test_a_late_report_of_a_meeting_leaves_the_later_ones_alone() -> None:
    log = Given(series("talks", "JP", "KR"))
    for month in range(1, 13):
        log.press(f"2012-{month:02}-20", "talks", "held", f"2012-{month:02}-10")
    _, rounds = chronicles(log.facts())["talks"].present()
    log.press("2013-05-01", "talks", "held", "2012-02-25")
    _, more = chronicles(log.facts())["talks"].present()
    assert set(rounds) <= set(more)
    assert len(more) == len(rounds) + 1
