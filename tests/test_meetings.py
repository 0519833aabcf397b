"""Meeting series: which round a report is about, where each round stands, and where the series stands."""

from __future__ import annotations

import pytest

from tests.given import Given, series

ROUND_ACTS = {
    "proposed": "proposed", "agreed": "agreed", "scheduled": "scheduled", "opened": "opened", "held": "held",
    "postponed": "postponed", "cancelled": "cancelled", "declined": "declined",
}
SIGNALS = ("urged", "discussed", "commented", "referenced")


def talks() -> Given:
    return Given(series("s", "JP", "KR", "US"))


def scheduled(planned_for: str = "[2013-01-21..2013-01-31]") -> Given:
    log = talks()
    log.report("s", "scheduled", "2013-01-10", planned_for=planned_for, place="Tokyo", round="1")
    return log


class TestRoundStatus:
    @pytest.mark.parametrize(("act", "status"), ROUND_ACTS.items())
    def test_an_act_on_no_round_yet_makes_one(self, act: str, status: str) -> None:
        log = talks()
        log.report("s", act, "2013-01-10", **({"planned_for": "2013-02"} if act == "scheduled" else {}))
        assert log.board("2013-01-10").round("s").status == status

    @pytest.mark.parametrize("act", SIGNALS)
    def test_a_signal_makes_no_round_and_no_status(self, act: str) -> None:
        log = talks()
        log.report("s", act, "2013-01-10", planned_for="2013-01-25", round="1")
        assert (log.board("2013-02-01").rounds("s"), log.board("2013-02-01").status("s")) == ([], None)

    def test_follows_the_news(self) -> None:
        log = talks()
        log.report("s", "proposed", "2013-01-02", planned_for="2013-02")
        log.report("s", "agreed", "2013-01-05", planned_for="2013-02")
        log.report("s", "scheduled", "2013-01-10", planned_for="2013-02-12")
        log.report("s", "opened", "2013-02-12")
        statuses = [
            log.board(day).round("s").status
            for day in ("2013-01-02", "2013-01-05", "2013-01-10", "2013-02-12", "2013-02-13")
        ]
        assert statuses == ["proposed", "agreed", "scheduled", "opened", "held"]

    def test_a_plan_counts_from_the_day_it_was_stated(self) -> None:
        assert scheduled().board("2013-01-09").rounds("s") == []
        assert scheduled().board("2013-01-10").rounds("s") == [("1", "scheduled", "[2013-01-21..2013-01-31]")]

    def test_keeps_its_place(self) -> None:
        log = scheduled()
        log.report("s", "held", "2013-01-25")
        assert log.board("2013-02-01").round("s").place == "Tokyo"

    def test_held_is_dated_by_the_day_it_was_held(self) -> None:
        log = scheduled()
        log.report("s", "held", "2013-01-25")
        assert log.board("2013-02-01").rounds("s") == [("1", "held", "2013-01-25")]


class TestOverdue:
    @pytest.mark.parametrize("act", ["proposed", "agreed", "scheduled"])
    def test_from_the_day_after_the_window_and_not_on_its_last_day(self, act: str) -> None:
        log = talks()
        log.report("s", act, "2013-01-10", planned_for="[2013-01-21..2013-01-31]")
        assert log.board("2013-01-31").round("s").status == act
        assert log.board("2013-02-01").round("s").status == "overdue"

    def test_is_not_when_something_more_was_reported(self) -> None:
        for act in ("held", "cancelled", "declined"):
            log = scheduled()
            log.report("s", act, "2013-01-28")
            assert log.board("2013-06-01").round("s").status == act

    def test_is_never_where_no_day_was_planned_or_the_window_has_no_end(self) -> None:
        log = talks()
        log.report("s", "proposed", "2013-01-10")
        assert log.board("2023-01-01").round("s").status == "proposed"
        log = talks()
        log.report("s", "proposed", "2016-01-04", planned_for="[2016-03-31..]")
        assert log.board("2030-01-01").round("s").status == "proposed"

    def test_put_off_without_a_new_plan_it_waits(self) -> None:
        log = scheduled()
        log.report("s", "postponed", "2013-01-20")
        assert log.board("2013-06-01").rounds("s") == [("1", "postponed", None)]

    def test_put_off_with_a_new_plan_it_is_overdue_after_that(self) -> None:
        log = scheduled()
        log.report("s", "postponed", "2013-01-20", planned_for="2013-02-15")
        assert log.board("2013-02-15").rounds("s") == [("1", "postponed", "2013-02-15")]
        assert log.board("2013-02-16").rounds("s") == [("1", "overdue", "2013-02-15")]

    def test_put_off_to_a_day_far_ahead_it_is_still_the_same_round(self) -> None:
        log = scheduled()
        log.report("s", "postponed", "2013-01-20", planned_for="2013-06-10")
        assert log.board("2013-04-01").rounds("s") == [("1", "postponed", "2013-06-10")]

    def test_held_late_after_all(self) -> None:
        log = scheduled()
        log.report("s", "held", "2013-02-20")
        assert log.board("2013-02-10").round("s").status == "overdue"
        assert log.board("2013-02-20").rounds("s") == [("1", "held", "2013-02-20")]


class TestMatching:
    def test_by_the_name_whatever_the_dates(self) -> None:
        log = scheduled()
        log.report("s", "scheduled", "2013-01-11", planned_for="2013-07", round="2")
        log.report("s", "held", "2013-07-15", round="1")
        assert log.board("2013-07-15").rounds("s") == [("1", "held", "2013-07-15"), ("2", "scheduled", "2013-07")]

    def test_another_name_is_another_round_however_near(self) -> None:
        log = scheduled("2013-01-25")
        log.report("s", "held", "2013-01-25", round="2")
        assert [name for name, *_ in log.board("2013-02-01").rounds("s")] == ["1", "2"]

    def test_by_the_one_open_round_whose_window_overlaps(self) -> None:
        log = scheduled()
        log.report("s", "scheduled", "2013-01-10", planned_for="2013-07", round="2")
        log.report("s", "held", "2013-07-15")
        assert log.board("2013-07-15").rounds("s") == [("1", "overdue", "[2013-01-21..2013-01-31]"),
                                                       ("2", "held", "2013-07-15")]

    def test_by_the_overlap_even_when_another_round_is_near(self) -> None:
        log = scheduled("2013-01-25")
        log.report("s", "scheduled", "2013-01-10", planned_for="2013-01-31", round="2")
        log.report("s", "held", "2013-01-25")
        assert [status for _, status, _ in log.board("2013-01-31").rounds("s")] == ["held", "scheduled"]

    @pytest.mark.parametrize(("held", "rounds"), [("2013-02-25", 1), ("2013-02-26", 2)])
    def test_by_the_nearest_open_round_within_31_days_else_a_new_one(self, held: str, rounds: int) -> None:
        log = scheduled("2013-01-25")
        log.report("s", "held", held)
        assert len(log.board("2013-03-01").rounds("s")) == rounds

    @pytest.mark.parametrize(("held", "rounds"), [("2012-12-25", 1), ("2012-12-24", 2)])
    def test_within_31_days_before_too(self, held: str, rounds: int) -> None:
        log = talks()
        log.report("s", "scheduled", "2012-12-01", planned_for="2013-01-25")
        log.report("s", "held", held)
        assert len(log.board("2013-03-01").rounds("s")) == rounds

    def test_by_the_nearest_of_two(self) -> None:
        log = talks()
        log.report("s", "scheduled", "2013-01-01", planned_for="2013-01-10", round="1")
        log.report("s", "scheduled", "2013-01-01", planned_for="2013-02-10", round="2")
        log.report("s", "held", "2013-01-28")
        assert [status for _, status, _ in log.board("2013-01-28").rounds("s")] == ["overdue", "held"]

    def test_two_open_rounds_that_overlap_are_not_guessed_between(self) -> None:
        log = talks()
        log.report("s", "scheduled", "2013-01-01", planned_for="[2013-01-10..2013-01-20]", round="1")
        log.report("s", "scheduled", "2013-01-01", planned_for="[2013-01-15..2013-01-25]", round="2")
        log.report("s", "held", "2013-01-17")
        board = log.board("2013-01-17")
        assert [status for _, status, _ in board.rounds("s")] == ["scheduled", "scheduled"]
        assert board.flags("s") == {"unresolved"}

    @pytest.mark.parametrize("closed", ["held", "cancelled", "declined"])
    def test_a_closed_round_takes_no_unnamed_report(self, closed: str) -> None:
        log = talks()
        log.report("s", closed, "2013-01-25", round="1")
        log.report("s", "scheduled", "2013-01-26", planned_for="2013-02-10")
        assert [status for _, status, _ in log.board("2013-02-01").rounds("s")] == [closed, "scheduled"]

    def test_plans_are_matched_by_the_day_they_are_for(self) -> None:
        log = talks()
        log.report("s", "proposed", "2013-01-01", planned_for="2013-07")
        log.report("s", "scheduled", "2013-05-01", planned_for="2013-07-15")
        assert log.board("2013-05-01").rounds("s") == [(None, "scheduled", "2013-07-15")]

    def test_a_name_told_later_names_the_round(self) -> None:
        log = talks()
        log.report("s", "proposed", "2013-01-01", planned_for="2013-01")
        log.report("s", "scheduled", "2013-01-10", planned_for="2013-01-25", round="1")
        assert log.board("2013-01-10").rounds("s") == [("1", "scheduled", "2013-01-25")]


class TestOpened:
    def test_counts_as_held_once_its_day_has_passed(self) -> None:
        log = talks()
        log.report("s", "opened", "2012-01-30")
        assert log.board("2012-01-30").round("s").status == "opened"
        board = log.board("2012-01-31")
        assert (board.round("s").status, board.status("s"), board.since("s")) == ("held", "active", "2012-01-30")

    def test_reported_held_on_the_same_day_is_one_round(self) -> None:
        log = talks()
        log.report("s", "opened", "2012-01-30")
        log.report("s", "held", "2012-01-30")
        assert log.board("2012-01-30").rounds("s") == [(None, "held", "2012-01-30")]

    def test_reported_held_on_the_next_day_is_one_round(self) -> None:
        log = talks()
        log.report("s", "opened", "2012-01-30")
        log.report("s", "held", "2012-01-31")
        assert len(log.board("2012-02-01").rounds("s")) == 1

    @pytest.mark.parametrize("act", ["opened", "held"])
    def test_a_week_later_it_is_the_next_round(self, act: str) -> None:
        log = talks()
        log.report("s", "opened", "2012-01-30")
        log.report("s", act, "2012-02-06")
        assert log.board("2012-02-07").rounds("s") == [(None, "held", "2012-01-30"), (None, "held", "2012-02-06")]

    @pytest.mark.parametrize(("opened", "rounds"), [
        ("2012-01", [(None, "held", "2012-01-30")]),
        ("2012-01-29/2012-01-31", [(None, "held", "2012-01-30")]),
        ("2012-01-31", [(None, "held", "2012-01-30"), (None, "held", "2012-01-31")]),
    ])
    def test_told_with_days_that_meet_those_of_a_round_held_it_is_that_round(
        self, opened: str, rounds: list[tuple[str | None, str, str]]
    ) -> None:
        log = talks()
        log.report("s", "held", "2012-01-30")
        log.report("s", "opened", opened)
        assert log.board("2012-02-10").rounds("s") == rounds

    def test_opened_again_after_it_counts_as_held_is_another_round(self) -> None:
        log = talks()
        log.report("s", "opened", "2012-01-30")
        log.report("s", "opened", "2012-02-02")
        assert log.board("2012-02-01").rounds("s") == [(None, "held", "2012-01-30")]
        assert log.board("2012-02-03").rounds("s") == [(None, "held", "2012-01-30"), (None, "held", "2012-02-02")]

    @pytest.mark.parametrize("act", ["postponed", "declined", "cancelled"])
    def test_days_after_it_counts_as_held_what_is_called_off_is_another_round(self, act: str) -> None:
        log = talks()
        log.report("s", "opened", "2012-01-30")
        log.report("s", act, "2012-02-02")
        board = log.board("2012-02-03")
        assert [status for _, status, _ in board.rounds("s")] == ["held", act]
        assert (board.status("s"), board.flags("s")) == ("active", set())

    def test_a_plan_for_the_second_day_of_a_meeting_is_no_round_of_its_own(self) -> None:
        log = talks()
        log.report("s", "scheduled", "2012-01-20", planned_for="2012-01-30/2012-01-31")
        log.report("s", "opened", "2012-01-30")
        log.report("s", "scheduled", "2012-01-31", planned_for="2012-01-31")
        assert len(log.board("2012-02-02").rounds("s")) == 1

    def test_a_series_that_met_stays_active_while_its_next_round_is_open(self) -> None:
        log = talks()
        log.report("s", "opened", "2012-01-30")
        log.report("s", "opened", "2012-07-30")
        seen = [(log.board(day).status("s"), log.board(day).since("s"))
                for day in ("2012-07-29", "2012-07-30", "2012-07-31")]
        assert seen == [("active", "2012-01-30")] * 3

    def test_a_round_that_opened_keeps_the_series_active_when_it_is_established(self) -> None:
        for act in ("opened", "held"):
            log = talks()
            log.report("s", act, "2012-01-30")
            log.report("s", "established", "2012-03-01")
            assert log.board("2012-04-01").status("s") == "active"

    def test_a_round_called_off_after_it_opened_was_not_held(self) -> None:
        log = talks()
        log.report("s", "established", "2012-01-01")
        log.report("s", "opened", "2012-01-30")
        log.report("s", "cancelled", "2012-01-30")
        board = log.board("2012-02-01")
        assert (board.round("s").status, board.status("s")) == ("cancelled", "planned")

    def test_the_next_round_announced_while_one_goes_on_is_a_round_of_its_own(self) -> None:
        log = talks()
        log.report("s", "scheduled", "2012-01-20", planned_for="2012-01-30/2012-01-31")
        log.report("s", "opened", "2012-01-30")
        log.report("s", "scheduled", "2012-01-31", planned_for="2012-02-20")
        board = log.board("2012-02-01")
        assert board.rounds("s") == [(None, "held", "2012-01-30"), (None, "scheduled", "2012-02-20")]
        assert board.flags("s") == set()


class TestSeriesStatus:
    def test_established_is_planned_until_a_round_is_held(self) -> None:
        log = talks()
        established = log.report("s", "established", "2013-01-10")
        log.report("s", "scheduled", "2013-01-10", planned_for="2013-01-25")
        held = log.report("s", "held", "2013-01-25")
        before, after = log.board("2013-01-24"), log.board("2013-01-25")
        assert (before.status("s"), before.since("s"), before.events("s")) == ("planned", "2013-01-10", {established})
        assert (after.status("s"), after.since("s"), after.events("s")) == ("active", "2013-01-25", {held})

    def test_is_suspended(self) -> None:
        log = talks()
        log.report("s", "held", "2009-12-10")
        log.report("s", "suspended", "2010-02/..")
        assert (log.board("2010-03-01").status("s"), log.board("2010-03-01").since("s")) == ("suspended", "2010-02")

    def test_resumption_agreed_is_active_once_a_round_is_held(self) -> None:
        log = talks()
        log.report("s", "suspended", "2009-12/..")
        log.report("s", "resumption_agreed", "2015-04-04")
        log.report("s", "held", "2015-04-14")
        statuses = [log.board(day).status("s") for day in ("2015-04-03", "2015-04-04", "2015-04-14")]
        assert statuses == ["suspended", "resumption agreed", "active"]

    def test_resumption_agreed_is_active_once_an_opened_round_has_passed(self) -> None:
        log = talks()
        log.report("s", "resumption_agreed", "2015-04-04")
        log.report("s", "opened", "2015-04-14")
        assert log.board("2015-04-14").status("s") == "resumption agreed"
        assert log.board("2015-04-15").status("s") == "active"

    @pytest.mark.parametrize("act", ["ended", "collapsed"])
    def test_ends(self, act: str) -> None:
        log = talks()
        log.report("s", "held", "2003")
        log.report("s", act, "2009")
        assert (log.board("2010-01-01").status("s"), log.board("2010-01-01").since("s")) == (act, "2009")

    def test_is_active_since_the_first_of_its_rounds(self) -> None:
        log = talks()
        log.report("s", "held", "2013-01-25")
        log.report("s", "held", "2013-07-25")
        assert log.board("2013-08-01").since("s") == "2013-01-25"

    def test_cadence_leaves_the_status(self) -> None:
        log = talks()
        log.report("s", "cadence_set", "2013-01-10", every="P6M")
        assert log.board("2013-02-01").status("s") is None

    def test_is_dormant_when_no_round_was_held_for_two_intervals(self) -> None:
        log = talks()
        log.report("s", "cadence_set", "2013-01-10", every="P6M")
        log.report("s", "held", "2013-01-25")
        assert log.board("2014-01-25").status("s") == "active"
        assert log.board("2014-01-26").status("s") == "dormant"

    def test_is_active_again_when_a_dormant_series_meets(self) -> None:
        log = talks()
        log.report("s", "cadence_set", "2013-01-10", every="P6M")
        log.report("s", "held", "2013-01-25")
        log.report("s", "held", "2015-01-25")
        assert log.board("2015-01-25").status("s") == "active"

    def test_is_never_dormant_without_an_interval_or_once_it_has_ended(self) -> None:
        log = talks()
        log.report("s", "held", "2003-01-25")
        assert log.board("2020-01-01").status("s") == "active"
        log.report("s", "cadence_set", "2003-01-10", every="P6M")
        log.report("s", "ended", "2004-01-01")
        assert log.board("2020-01-01").status("s") == "ended"

    def test_what_it_may_already_be(self) -> None:
        log = talks()
        log.report("s", "established", "2013-01-10")
        log.report("s", "held", "2013-02")
        assert log.board("2013-01-31").possible("s") == set()
        assert (log.board("2013-02-10").status("s"), log.board("2013-02-10").possible("s")) == ("planned", {"active"})
        assert log.board("2013-02-28").possible("s") == set()

    def test_on_the_day_a_round_opens_nothing_makes_it_held_yet(self) -> None:
        log = talks()
        log.report("s", "established", "2012-01-01")
        log.report("s", "opened", "2012-01-30")
        log.report("s", "cadence_set", "[2012-01-15..2012-03-01]", every="P6M")
        board = log.board("2012-01-30")
        assert (board.status("s"), board.possible("s")) == ("planned", set())


class TestCertainty:
    @pytest.mark.parametrize("act", [*ROUND_ACTS, "established", "suspended", "resumption_agreed", "ended"])
    def test_what_is_only_possible_changes_nothing(self, act: str) -> None:
        log = scheduled()
        log.report("s", act, "2013-01-15", certainty="possible", planned_for="2013-01-15", round="1")
        board = log.board("2013-01-20")
        assert (board.rounds("s"), board.status("s")) == ([("1", "scheduled", "[2013-01-21..2013-01-31]")], None)

    @pytest.mark.parametrize("act", ["held", "cancelled", "declined", "postponed", "opened", "scheduled"])
    def test_a_denial_disputes_the_act_on_a_round(self, act: str) -> None:
        log = talks()
        plan = {"planned_for": "2013-01-25"} if act == "scheduled" else {}
        log.report("s", act, "2013-01-20", **plan)
        log.report("s", act, "2013-01-20", certainty="denied", **plan)
        assert log.board("2013-01-20").flags("s") == {"disputed"}

    def test_a_denial_that_one_of_two_rounds_was_called_off_disputes_it(self) -> None:
        log = talks()
        log.report("s", "scheduled", "2013-01-01", planned_for="2013-02-10", round="1")
        log.report("s", "scheduled", "2013-01-02", planned_for="2013-08-10", round="2")
        log.report("s", "cancelled", "2013-01-20", round="1")
        log.report("s", "cancelled", "2013-01-20", round="1", certainty="denied")
        assert log.board("2013-01-21").flags("s") == {"disputed"}

    def test_a_denial_of_one_round_does_not_dispute_another(self) -> None:
        log = talks()
        log.report("s", "held", "2013-01-25", round="1")
        log.press("2013-08-01", "s", "held", round="2", certainty="denied")
        assert log.board("2013-08-01").flags("s") == set()


class TestFoundByAnIndependentReading:
    """Cases in which another reading of the same rules, written apart, once differed from the replay."""

    def test_a_report_that_names_its_round_is_never_left_unresolved(self) -> None:
        log = talks()
        log.report("s", "scheduled", "2014-01-05", planned_for="2014-05-10")
        log.report("s", "scheduled", "2014-01-06", planned_for="2014-06-20")
        log.report("s", "held", "[2014-05..2014-06]", round="7")
        board = log.board("2014-12-31")
        assert ("7", "held", "[2014-05..2014-06]") in board.rounds("s")
        assert (board.status("s"), board.flags("s")) == ("active", set())

    def test_a_plan_that_is_filled_in_later_is_where_the_round_is_looked_for(self) -> None:
        log = talks()
        log.report("s", "agreed", "2014-01-05", round="3")
        log.report("s", "proposed", "2014-02-20", planned_for="2014-05-05", round="3")
        log.report("s", "held", "2014-05-05")
        assert log.board("2014-12-31").rounds("s") == [("3", "held", "2014-05-05")]

    @pytest.mark.parametrize("planned_for", ["2014-05/..", "2014-05/2014-12"])
    def test_a_round_opened_under_a_long_plan_is_held_when_its_own_day_has_passed(self, planned_for: str) -> None:
        log = talks()
        log.report("s", "scheduled", "2014-01-05", planned_for=planned_for)
        log.report("s", "opened", "2014-05-10")
        assert log.board("2014-05-10").rounds("s") == [(None, "opened", "2014-05-10")]
        assert log.board("2014-05-11").rounds("s") == [(None, "held", "2014-05-10")]
        assert log.board("2014-05-11").status("s") == "active"


def test_an_opening_some_days_after_a_meeting_was_held_is_of_another() -> None:
    log = Given(series("s", "JP", "KR"))
    log.report("s", "held", "2013-01-10")
    log.report("s", "opened", "2013-01-20")
    assert log.board("2013-01-20").rounds("s") == [(None, "held", "2013-01-10"), (None, "opened", "2013-01-20")]
