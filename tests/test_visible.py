"""What counts: what was published by a day, what was taken back by then, and when it happened at the latest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.given import Given, agreement, day, reported, series, source
from tests.strategies import Log, facts_of, logs
from tracker.days import END, day_text
from tracker.visible import Claim, catalogue, claims, known_days, visible


def between_two() -> Given:
    return Given(agreement("x", "JP", "KR"))


def the_claim(log: Given) -> Claim:
    facts = log.facts()
    ((_, claim),) = claims(facts, catalogue(facts))
    return claim


def window(log: Given) -> tuple[str, str]:
    found = the_claim(log).window
    return day_text(found.earliest), day_text(found.latest)


class TestKnownBy:
    def test_includes_the_day_of_publication(self) -> None:
        log = between_two()
        log.press("2016-11-24", "x", "signed", "2016-11-23")
        assert log.board("2016-12-01", "2016-11-23").status("x") is None
        assert log.board("2016-12-01", "2016-11-24").status("x") == "signed"

    def test_takes_the_latest_bound_of_a_vague_publication(self) -> None:
        log = between_two()
        log.source("weekly", "2012-01")
        log.report("x", "proposed", "2010", source="weekly")
        assert log.board("2013-01-01", "2012-01-30").status("x") is None
        assert log.board("2013-01-01", "2012-01-31").status("x") == "proposed"

    def test_what_had_happened_but_was_not_yet_published_is_not_known(self) -> None:
        log = between_two()
        log.press("2013-01-11", "x", "postponed", "2012-06")
        assert log.board("2012-07-15", "2012-07-15").status("x") is None
        assert log.board("2012-07-15").status("x") == "postponed"

    def test_registrations_filings_and_amendments_count_whatever_it_is(self) -> None:
        log = between_two()
        log.press("2016-11-24", "x", "signed", "2016-11-23", by=["JP", "KR"])
        log.source("late", "2020-01-01")
        log.amend_subject("x", name="A new name", parties=["US"], aliases=["Pact"])
        log.amend_source("paper-2016-11-24", origin="Kyodo")
        board = log.board("2016-12-01", "2016-11-24")
        assert board.by_party("x") == {"JP": "signed", "KR": "signed", "US": None}
        found = board.board.find("x")
        assert found is not None and (found.subject.name, found.subject.aliases) == ("A new name", ("Pact",))
        assert "late" in catalogue(log.facts()).sources

    def test_an_amended_origin_merges_what_was_counted_twice(self) -> None:
        log = between_two()
        log.source("a", "2016-11-24")
        log.source("b", "2016-11-24")
        for name in "ab":
            log.report("x", "signed", "2016-11-23", source=name)
        assert log.board("2016-12-01", "2016-12-01").origins("x") == 2
        for name in "ab":
            log.amend_source(name, origin="Kyodo")
        assert log.board("2016-12-01", "2016-12-01").origins("x") == 1

    def test_a_subject_without_any_known_report_is_on_the_board(self) -> None:
        log = Given(agreement("x", "JP", "KR"), series("s", "JP", "KR"))
        board = log.board("2016-12-01", "2016-12-01")
        assert (board.status("x"), board.status("s")) == (None, None)


class TestRetracted:
    def log(self) -> tuple[Given, str]:
        log = between_two()
        event = log.press("2016-11-24", "x", "signed", "2016-11-23")
        return log, event

    def test_with_a_source_counts_from_its_publication(self) -> None:
        log, event = self.log()
        log.source("correction", "2016-12-01")
        log.retract(event, source="correction", recorded="2026-05-01")
        assert log.board("2017-01-01", "2016-11-30").status("x") == "signed"
        assert log.board("2017-01-01", "2016-12-01").status("x") is None
        assert log.board("2017-01-01").status("x") is None

    def test_without_a_source_counts_from_the_day_it_was_recorded(self) -> None:
        log, event = self.log()
        log.retract(event, recorded="2026-05-01")
        assert log.board("2017-01-01", "2026-04-30").status("x") == "signed"
        assert log.board("2017-01-01", "2026-05-01").status("x") is None
        assert log.board("2017-01-01").status("x") is None

    def test_a_retraction_retracted_lets_the_report_count_again(self) -> None:
        log, event = self.log()
        first = log.retract(event, recorded="2026-05-01")
        log.retract(first, recorded="2026-06-01")
        assert log.board("2017-01-01", "2026-04-30").status("x") == "signed"
        assert log.board("2017-01-01", "2026-05-31").status("x") is None
        assert log.board("2017-01-01", "2026-06-01").status("x") == "signed"
        assert log.board("2017-01-01").status("x") == "signed"

    def test_a_third_retraction_takes_it_back_again(self) -> None:
        log, event = self.log()
        second = log.retract(log.retract(event, recorded="2026-05-01"), recorded="2026-06-01")
        log.retract(second, recorded="2026-07-01")
        assert log.board("2017-01-01", "2026-06-30").status("x") == "signed"
        assert log.board("2017-01-01", "2026-07-01").status("x") is None

    def test_a_retraction_beyond_the_position_does_not_count(self) -> None:
        log, event = self.log()
        log.retract(event)
        assert log.board("2017-01-01", at=len(log.entries) - 1).status("x") == "signed"

    def test_a_retracted_denial_disputes_nothing(self) -> None:
        log, _ = self.log()
        denial = log.press("2016-11-30", "x", "signed", "2016-11-23", certainty="denied")
        assert log.board("2017-01-01").flags("x") == {"disputed"}
        log.retract(denial)
        assert log.board("2017-01-01").flags("x") == set()


class TestCorrected:
    def log(self) -> tuple[Given, str]:
        log = between_two()
        log.source("paper", "2012-07-10")
        event = log.report("x", "postponed", "2012-05", source="paper")
        correction = log.correct(event, reported("x", "postponed", "2012-06", source="paper"), recorded="2026-05-01")
        return log, correction

    def test_puts_its_replacement_in_the_place(self) -> None:
        log, correction = self.log()
        board = log.board("2012-12-31")
        assert (board.since("x"), board.events("x")) == ("2012-06", {correction})

    def test_corrected_again_from_another_source_it_counts_once_from_the_day_that_was_published(self) -> None:
        log, correction = self.log()
        log.source("second", "2012-07-20")
        again = log.correct(correction, reported("x", "postponed", "2012-04", source="second"), recorded="2026-05-02")
        board = log.board("2012-12-31", known_by="2012-08-01")
        assert (board.since("x"), board.events("x")) == ("2012-04", {again})
        assert log.board("2012-12-31", known_by="2012-07-15").since("x") == "2012-05"

    def test_a_filing_corrected_twice_is_as_it_was_told_last(self) -> None:
        log = between_two()
        filing = log.source("paper", "2012-07-10")
        log.report("x", "postponed", source="paper")
        first = log.correct(filing, source("paper", "2012-08-10"))
        log.correct(first, source("paper", "2012-09-10"))
        assert log.board("2012-12-31").since("x") == "2012-09-10"

    def test_before_it_was_recorded_the_corrected_report_counts(self) -> None:
        log, _ = self.log()
        assert log.board("2012-12-31", "2026-04-30").since("x") == "2012-05"
        assert log.board("2012-12-31", "2026-05-01").since("x") == "2012-06"

    def test_retracted_lets_the_first_report_count_again(self) -> None:
        log, correction = self.log()
        log.retract(correction, recorded="2026-06-01")
        assert log.board("2012-12-31").since("x") == "2012-05"
        assert log.board("2012-12-31", "2026-05-31").since("x") == "2012-06"

    def test_corrected_again_counts_once_with_the_last_replacement(self) -> None:
        log, correction = self.log()
        again = log.correct(correction, reported("x", "postponed", "2012-06-29", source="paper"))
        board = log.board("2012-12-31")
        assert (board.since("x"), board.events("x")) == ("2012-06-29", {again})

    def test_to_another_act(self) -> None:
        log = between_two()
        event = log.report("x", "abandoned", "2012-06")
        log.correct(event, reported("x", "postponed", "2012-06"))
        assert log.board("2012-12-31").status("x") == "postponed"


class TestWhatIsReportedHasHappened:
    def test_in_june_published_on_the_27th_ends_on_the_27th(self) -> None:
        log = between_two()
        log.press("2012-06-27", "x", "postponed", "2012-06")
        assert window(log) == ("2012-06-01", "2012-06-27")
        assert the_claim(log).dated == "[2012-06-01..2012-06-27]"

    def test_and_comes_before_what_happened_on_the_27th(self) -> None:
        log = between_two()
        log.press("2012-06-27", "x", "postponed", "2012-06")
        log.press("2012-06-28", "x", "initialled", "2012-06-27")
        assert log.board("2012-06-27").status("x") == "initialled"

    def test_a_report_without_a_date_is_of_the_day_it_was_published(self) -> None:
        log = between_two()
        log.press("2016-11-24", "x", "signed")
        assert window(log) == ("2016-11-24", "2016-11-24")
        assert log.board("2016-11-24").since("x") == "2016-11-24"

    def test_with_a_days_grace_it_ends_on_its_own_first_day(self) -> None:
        log = between_two()
        log.press("2012-06-28", "x", "postponed", "2012-06-29")
        assert window(log) == ("2012-06-29", "2012-06-29")
        assert log.board("2012-06-28", "2012-06-28").status("x") is None
        assert log.board("2012-06-29", "2012-06-28").status("x") == "postponed"

    def test_with_a_days_grace_a_month_ends_on_its_first_day(self) -> None:
        log = between_two()
        log.press("2012-06-30", "x", "postponed", "2012-07")
        assert window(log) == ("2012-07-01", "2012-07-01")

    def test_an_open_end_is_closed_by_the_day_of_publication(self) -> None:
        log = between_two()
        log.press("2016-04-05", "x", "signed", "[2016-03-31..]")
        assert window(log) == ("2016-03-31", "2016-04-05")

    def test_a_window_that_ended_before_is_left_alone(self) -> None:
        log = between_two()
        log.press("2013-01-11", "x", "postponed", "2012-06~")
        assert window(log) == ("2012-06-01", "2012-06-30")
        assert the_claim(log).dated == "2012-06~"

    def test_an_amended_day_of_publication_moves_the_end(self) -> None:
        log = between_two()
        log.press("2012-06-27", "x", "postponed", "2012-06")
        log.amend_source("paper-2012-06-27", published="2012-06-20")
        assert window(log) == ("2012-06-01", "2012-06-20")


class TestSpans:
    @pytest.mark.parametrize("act", ["stalled", "suspended"])
    def test_a_state_starts_at_the_window_of_its_first_date(self, act: str) -> None:
        log = between_two()
        log.report("x", act, "2010/..")
        assert window(log) == ("2010-01-01", "2010-12-31")
        assert log.board("2010-12-31").since("x") == "2010"
        assert log.board("2010-12-30").status("x") is None
        assert log.board("2010-01-01").possible("x") == {act}

    def test_a_series_is_suspended_from_the_first_date(self) -> None:
        log = Given(series("s", "JP", "KR"))
        log.report("s", "suspended", "2009-12/..")
        assert (log.board("2009-12-31").status("s"), log.board("2009-12-31").since("s")) == ("suspended", "2009-12")

    def test_the_span_of_an_act_that_is_no_state_means_some_day_of_it(self) -> None:
        log = between_two()
        log.report("x", "signed", "2010/2012")
        assert window(log) == ("2010-01-01", "2012-12-31")


@settings(max_examples=200, deadline=None)
@given(logs())
def test_each_claim_is_visible_on_the_days_on_which_it_is_known_and_not_taken_back(log: Log) -> None:
    """What takes back what takes something back is followed for each chain alone; it is the same as for all at once."""
    facts = facts_of(log)
    listed = catalogue(facts)
    found = list(visible(facts, listed))
    turns = {day for one in found for day in (one.first - 1, one.first, one.last)}
    turns |= {day for known in known_days(facts, listed.sources).values() for day in (known - 1, known)}
    for known in turns:
        assert sorted(one.claim.id for one in found if one.first <= known <= one.last) == sorted(
            claim.id for _, claim in claims(facts, listed, known))


def test_a_retraction_that_is_retracted_leaves_two_stretches() -> None:
    log = between_two()
    told = log.press("2016-11-24", "x", "signed", "2016-11-23")
    log.retract(log.retract(told, recorded="2016-12-01"), recorded="2016-12-10")
    facts = log.facts()
    assert [(one.first, one.last) for one in visible(facts, catalogue(facts))] == [
        (day("2016-11-24"), day("2016-11-30")), (day("2016-12-10"), END)]


def test_days_of_the_tests_are_single_days() -> None:
    with pytest.raises(AssertionError):
        day("2012")
