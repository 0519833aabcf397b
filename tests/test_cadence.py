"""Cadence: how often a series is to meet, how often it met, and whether it is late."""

from __future__ import annotations

import pytest

from tests.given import Given, series
from tracker.days import Window, day_text


def talks(every: str | None = "P6M") -> Given:
    log = Given(series("s", "JP", "KR"))
    if every:
        log.report("s", "cadence_set", "2013-01-01", every=every)
    return log


def days(window: Window | None) -> tuple[str, str] | None:
    return None if window is None else (day_text(window.earliest), day_text(window.latest))


@pytest.mark.parametrize(
    ("as_of", "verdict", "overdue"),
    [
        ("2013-01-25", "on track", 0), ("2013-07-24", "on track", 0), ("2013-07-25", "due", 0),
        ("2013-07-26", "overdue", 1), ("2013-08-04", "overdue", 10),
    ],
)
def test_due_by_is_the_last_round_and_the_interval(as_of: str, verdict: str, overdue: int) -> None:
    log = talks()
    log.report("s", "held", "2013-01-25")
    found = log.board(as_of).cadence("s")
    assert (found.verdict, days(found.due_by), found.days_overdue) == (verdict, ("2013-07-25", "2013-07-25"), overdue)


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [("2013-06-30", "on track"), ("2013-07-01", "due"), ("2013-07-31", "due"), ("2013-08-01", "overdue")],
)
def test_a_round_dated_by_its_month_is_due_within_a_window(as_of: str, verdict: str) -> None:
    log = talks()
    log.report("s", "held", "2013-01")
    found = log.board(as_of).cadence("s")
    assert (found.verdict, days(found.due_by)) == (verdict, ("2013-07-01", "2013-07-31"))


def test_the_last_day_of_a_month_falls_back_to_a_shorter_months() -> None:
    log = talks("P1M")
    log.report("s", "held", "2013-01-31")
    assert days(log.board("2013-02-01").cadence("s").due_by) == ("2013-02-28", "2013-02-28")


def test_a_new_round_starts_the_count_again() -> None:
    log = talks()
    log.report("s", "held", "2013-01-25")
    log.report("s", "held", "2013-08-10")
    assert log.board("2013-08-09").cadence("s").verdict == "overdue"
    found = log.board("2013-08-10").cadence("s")
    assert (found.verdict, days(found.due_by)) == ("on track", ("2014-02-10", "2014-02-10"))


def test_an_opened_round_counts_once_its_day_has_passed() -> None:
    log = talks()
    log.report("s", "opened", "2013-01-25")
    assert log.board("2013-01-25").cadence("s").verdict == "unknown"
    assert log.board("2013-01-26").cadence("s").verdict == "on track"


def test_is_unknown_without_a_round_or_without_an_interval() -> None:
    assert talks().board("2020-01-01").cadence("s").verdict == "unknown"
    log = talks(every=None)
    log.report("s", "held", "2013-01-25")
    found = log.board("2020-01-01").cadence("s")
    assert (found.verdict, found.due_by, found.days_overdue) == ("unknown", None, 0)


def test_a_planned_series_with_a_round_ahead_is_unknown() -> None:
    log = talks()
    log.report("s", "established", "2013-01-10")
    log.report("s", "scheduled", "2013-01-10", planned_for="[2013-01-21..2013-01-31]")
    assert log.board("2013-01-11").cadence("s").verdict == "unknown"


@pytest.mark.parametrize("act", ["suspended", "ended", "collapsed"])
def test_is_unknown_while_the_series_is_not_expected_to_meet(act: str) -> None:
    log = talks()
    log.report("s", "held", "2013-01-25")
    log.report("s", act, "2013-03-01")
    assert log.board("2014-06-01").cadence("s").verdict == "unknown"


def test_the_interval_told_last_is_the_target() -> None:
    log = talks()
    log.report("s", "held", "2013-01-25")
    log.report("s", "cadence_set", "2013-03-01", every="P1Y")
    assert days(log.board("2013-02-28").cadence("s").due_by) == ("2013-07-25", "2013-07-25")
    assert days(log.board("2013-03-01").cadence("s").due_by) == ("2014-01-25", "2014-01-25")


def test_the_intervals_seen_are_days_between_rounds() -> None:
    log = talks()
    log.report("s", "held", "2013-01-01")
    log.report("s", "held", "2013-01-31")
    log.report("s", "held", "2013-06")
    assert log.board("2013-12-01").cadence("s").intervals == ((30, 30), (121, 150))
    assert log.board("2013-01-01").cadence("s").intervals == ()


def test_last_held_and_next_planned() -> None:
    log = talks()
    log.report("s", "held", "2013-01-25")
    log.report("s", "held", "2012-07-25")
    log.report("s", "scheduled", "2013-06-01", planned_for="2013-09-10")
    log.report("s", "scheduled", "2013-06-02", planned_for="2013-07-20")
    board = log.board("2013-06-02")
    assert (board.last_held("s"), board.next("s")) == ("2013-01-25", "2013-07-20")
    assert log.board("2013-07-21").next("s") == "2013-09-10"
    assert log.board("2013-09-11").next("s") is None
