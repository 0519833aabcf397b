"""Corroboration: which reports tell of one thing that happened, when it happened, and who says so."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.given import Content, Given, agreement, facts_of, reported, series
from tracker.dates import When
from tracker.occurrences import Told
from tracker.projection import courses


def between_two() -> Given:
    return Given(agreement("x", "JP", "KR"))


def talks() -> Given:
    return Given(series("s", "JP", "KR"))


def dates(told: Told) -> list[str]:
    return [occurrence.since for occurrence in told.occurrences]


class TestOneOccurrence:
    def test_overlapping_windows_meet_in_their_intersection(self) -> None:
        log = between_two()
        events = {
            log.report("x", "signed", "[2016-10-01..2016-11-15]"),
            log.report("x", "signed", "[2016-11-10..2016-12-31]"),
        }
        only = log.only("x")
        assert (only.since, set(only.events)) == ("[2016-11-10..2016-11-15]", events)

    def test_is_dated_by_the_words_of_the_report_that_means_just_that(self) -> None:
        log = between_two()
        log.report("x", "postponed", "2012")
        log.report("x", "postponed", "2012-06")
        assert log.only("x").since == "2012-06"

    def test_windows_that_touch_on_one_day_overlap(self) -> None:
        log = between_two()
        log.report("x", "signed", "[2016-11-01..2016-11-10]")
        log.report("x", "signed", "[2016-11-10..2016-11-20]")
        assert log.only("x").since == "2016-11-10"

    def test_windows_a_day_apart_are_two(self) -> None:
        log = between_two()
        log.report("x", "postponed", "2012-06-29")
        log.report("x", "postponed", "2012-06-30")
        assert dates(log.told("x")) == ["2012-06-29", "2012-06-30"]

    def test_another_act_on_the_same_day_is_another_occurrence(self) -> None:
        log = between_two()
        log.report("x", "postponed", "2012-06-29")
        log.report("x", "stalled", "2012-06-29")
        assert len(log.told("x").occurrences) == 2

    def test_takes_the_narrowest_first_so_that_each_report_narrows(self) -> None:
        log = between_two()
        for occurred in ("2012", "2012-06", "[2012-06-20..2012-07-31]", "2012-06-29"):
            log.report("x", "postponed", occurred)
        assert (log.only("x").since, len(log.only("x").events)) == ("2012-06-29", 4)

    def test_counts_origins_and_not_publishers(self) -> None:
        log = between_two()
        log.source("a", "2016-11-24", "The Paper", origin="Kyodo")
        log.source("b", "2016-11-24", "The Daily", origin="Kyodo")
        log.source("c", "2016-11-25", "Kyodo")
        log.source("d", "2016-11-25", "The Weekly")
        for name in "abcd":
            log.report("x", "signed", "2016-11-23", source=name)
        assert log.board("2016-12-01").origins("x") == 2
        assert len(log.board("2016-12-01").events("x")) == 4

    def test_a_possible_report_adds_neither_event_nor_origin(self) -> None:
        log = between_two()
        sure = log.report("x", "signed", "2016-11-23")
        log.press("2016-11-24", "x", "signed", "2016-11-23", certainty="possible")
        assert (log.board("2016-12-01").events("x"), log.board("2016-12-01").origins("x")) == ({sure}, 1)


class TestDifferingDetails:
    def test_who_put_it_off_does_not_split_it(self) -> None:
        log = between_two()
        log.report("x", "postponed", "2012-06", by=["KR"])
        log.report("x", "postponed", "2012", by=["JP", "KR"])
        assert log.only("x").differing == ("by",)
        assert log.board("2013-01-01").flags("x") == {"sources differ"}

    def test_where_does_not_split_it(self) -> None:
        log = talks()
        log.report("s", "held", "2013-01-25", place="Tokyo")
        log.report("s", "held", "2013-01", place="Seoul")
        assert log.only("s").differing == ("place",)
        assert log.board("2013-02-01").flags("s") == {"sources differ"}

    @pytest.mark.parametrize("place", [{}, {"place": "Tokyo"}, {"place": "tokyo"}])
    def test_silence_and_case_do_not_differ(self, place: dict[str, Any]) -> None:
        log = talks()
        log.report("s", "held", "2013-01-25", place="Tokyo")
        log.report("s", "held", "2013-01", **place)
        assert log.board("2013-02-01").flags("s") == set()

    def test_both_accounts_are_kept_side_by_side(self) -> None:
        log = talks()
        log.report("s", "held", "2013-01-25", place="Tokyo")
        log.report("s", "held", "2013-01", place="Seoul")
        assert {claim.place for claim in log.only("s").claims} == {"Tokyo", "Seoul"}


class TestPerParty:
    @pytest.mark.parametrize("act", ["signed", "ratified", "suspended", "resumed", "notice_served", "withdrawn"])
    def test_acts_of_different_parties_are_different_occurrences(self, act: str) -> None:
        log = between_two()
        log.report("x", act, "2016-11-23", by=["JP"])
        log.report("x", act, "2016-11-23", by=["KR"])
        assert len(log.told("x").occurrences) == 2

    def test_parties_in_common_make_one(self) -> None:
        log = between_two()
        log.report("x", "signed", "2016-11-23", by=["JP"])
        log.report("x", "signed", "2016-11", by=["JP", "KR"])
        assert log.only("x").by == ("JP", "KR")

    def test_silence_about_the_party_corroborates(self) -> None:
        log = between_two()
        log.report("x", "ratified", "2016-11-23", by=["JP"])
        log.report("x", "ratified", "2016-11")
        assert log.only("x").by == ("JP",)

    def test_silence_that_fits_two_parties_is_unresolved(self) -> None:
        log = between_two()
        log.report("x", "signed", "2016-11-21", by=["JP"])
        log.report("x", "signed", "2016-11-23", by=["KR"])
        broad = log.report("x", "signed", "2016-11")
        assert [claim.id for claim in log.told("x").unresolved] == [broad]

    def test_silence_does_not_make_one_of_two_parties_whichever_id_is_the_smaller(self) -> None:
        seen = set()
        for note in "abcdefghijkl":
            log = between_two()
            log.report("x", "signed", "2016-11-23", by=["JP"], note=note)
            log.report("x", "signed", "2016-11-23", note=note)
            log.report("x", "signed", "2016-11", by=["KR"])
            seen.add((log.board("2016-11-29").status("x"), *dates(log.told("x"))))
        assert len(seen) == 1

    def test_an_act_that_is_not_per_party_is_one_whoever_did_it(self) -> None:
        log = between_two()
        log.report("x", "proposed", "2016-11-23", by=["JP"])
        log.report("x", "proposed", "2016-11-23", by=["KR"])
        assert log.only("x").differing == ("by",)


class TestPlanning:
    @pytest.mark.parametrize(("kind", "act"), [("agreement", "signing_scheduled"), ("series", "scheduled")])
    def test_plans_for_different_days_are_different_occurrences(self, kind: str, act: str) -> None:
        log = Given(agreement("x", "JP", "KR") if kind == "agreement" else series("x", "JP", "KR"))
        log.report("x", act, "2013-01-10", planned_for="2013-01-25")
        log.report("x", act, "2013-01-10", planned_for="2013-06-25")
        assert len(log.told("x").occurrences) == 2

    def test_plans_that_overlap_are_one_planned_for_what_they_share(self) -> None:
        log = talks()
        log.report("s", "scheduled", "2013-01-10", planned_for="2013-01")
        log.report("s", "scheduled", "2013-01-10", planned_for="[2013-01-21..2013-01-31]")
        planned = log.only("s").planned_for
        assert planned is not None and planned.text == "[2013-01-21..2013-01-31]"

    def test_silence_about_the_day_corroborates(self) -> None:
        log = talks()
        log.report("s", "proposed", "2013-01-10", planned_for="2013-05")
        log.report("s", "proposed", "2013-01")
        assert len(log.only("s").events) == 2

    def test_plans_stated_on_different_days_are_different_occurrences(self) -> None:
        log = talks()
        log.report("s", "proposed", "2015-04-28", planned_for="2015-05")
        log.report("s", "proposed", "2015-04-30", planned_for="2015-05")
        assert dates(log.told("s")) == ["2015-04-28", "2015-04-30"]


class TestRounds:
    def test_reports_of_different_rounds_are_different_occurrences(self) -> None:
        log = talks()
        log.report("s", "held", "2013-01-25", round="1")
        log.report("s", "held", "2013-01", round="2")
        assert {occurrence.round for occurrence in log.told("s").occurrences} == {"1", "2"}

    def test_silence_about_the_round_corroborates(self) -> None:
        log = talks()
        log.report("s", "held", "2013-01-25", round="1")
        log.report("s", "held", "2013-01")
        assert log.only("s").round == "1"

    def test_a_broad_report_that_fits_two_rounds_is_unresolved(self) -> None:
        log = talks()
        log.report("s", "held", "2013-01-25")
        log.report("s", "held", "2013-06-25")
        broad = log.report("s", "held", "2013")
        assert [claim.id for claim in log.told("s").unresolved] == [broad]
        assert log.board("2014-01-01").flags("s") == {"unresolved"}
        assert len(log.board("2014-01-01").rounds("s")) == 2


class TestUnresolved:
    def two_postponements(self) -> tuple[Given, str, str]:
        log = between_two()
        return log, log.report("x", "postponed", "2012-03"), log.report("x", "postponed", "2012-06")

    def test_a_broad_report_that_fits_two_is_listed_and_not_folded(self) -> None:
        log, first, second = self.two_postponements()
        broad = log.report("x", "postponed", "2012", by=["KR"])
        told = log.told("x")
        assert dates(told) == ["2012-03", "2012-06"]
        assert [claim.id for claim in told.unresolved] == [broad]
        board = log.board("2013-01-01")
        assert (board.events("x"), board.flags("x")) == ({first, second}, {"unresolved"})

    def test_it_does_not_enter_the_fold_at_its_own_date_either(self) -> None:
        log, _, _ = self.two_postponements()
        log.report("x", "negotiated", "2012-09")
        log.report("x", "postponed", "2012")
        assert log.board("2013-01-01").status("x") == "negotiating"

    @pytest.mark.parametrize("which", [0, 1])
    def test_confirms_settles_it(self, which: int) -> None:
        log, *events = self.two_postponements()
        broad = log.report("x", "postponed", "2012", confirms=events[which])
        told = log.told("x")
        assert told.unresolved == ()
        assert set(told.occurrences[which].events) == {events[which], broad}
        assert log.board("2013-01-01").flags("x") == set()

    def test_confirms_settles_it_whichever_was_appended_first(self) -> None:
        log, first, _ = self.two_postponements()
        log.report("x", "postponed", "2012", confirms=first)
        backwards = courses(facts_of(reversed(log.entries)))["x"].told
        assert backwards.unresolved == ()
        assert [len(occurrence.events) for occurrence in backwards.occurrences] == [2, 1]

    def test_confirms_still_settles_it_when_the_event_it_names_was_corrected(self) -> None:
        log, first, _ = self.two_postponements()
        log.report("x", "postponed", "2012", confirms=first)
        log.correct(first, reported("x", "postponed", "2012-04"))
        told = log.told("x")
        assert told.unresolved == ()
        assert [len(occurrence.events) for occurrence in told.occurrences] == [2, 1]

    def test_a_chain_of_confirmations_that_ends_in_an_unresolved_report_still_holds_together(self) -> None:
        log, _, _ = self.two_postponements()
        log.report("x", "postponed", "2012-09")
        broad = log.report("x", "postponed", "[2012-02..2012-07]")
        second = log.report("x", "postponed", "2012-09-20", confirms=broad)
        third = log.report("x", "postponed", "2012", confirms=second)
        told = log.told("x")
        assert [claim.id for claim in told.unresolved] == [broad]
        assert third in told.occurrences[-1].events

    def test_is_resolved_by_what_is_not_yet_known(self) -> None:
        log = between_two()
        log.press("2012-04-01", "x", "postponed", "2012-03")
        log.press("2013-01-01", "x", "postponed", "2012")
        log.press("2014-01-01", "x", "postponed", "2012-06")
        assert log.board("2014-01-01", "2013-12-31").flags("x") == set()
        assert log.board("2014-01-01", "2014-01-01").flags("x") == {"unresolved"}


class TestOrder:
    def test_of_a_window_that_ends_on_the_day_something_happened_comes_first(self) -> None:
        log = between_two()
        log.report("x", "stalled", "2012-06-27")
        log.press("2012-06-27", "x", "postponed", "2012-06")
        assert [one.act for one in log.told("x").occurrences] == ["postponed", "stalled"]

    def test_by_latest_bound_then_earliest(self) -> None:
        log = between_two()
        log.report("x", "signed", "2016-11-23")
        log.report("x", "negotiated", "[2016-11-01..2016-11-23]")
        log.report("x", "agreed", "[2016-11-10..2016-11-23]")
        log.report("x", "proposed", "2016-11-22")
        assert [one.act for one in log.told("x").occurrences] == ["proposed", "negotiated", "agreed", "signed"]

    def test_on_one_day_by_rank_signed_before_in_force(self) -> None:
        log = between_two()
        log.report("x", "entered_into_force", "2016-11-23")
        log.report("x", "signed", "2016-11-23")
        board = log.board("2016-11-23")
        assert (board.status("x"), board.flags("x")) == ("in force", set())

    def test_on_one_day_by_rank_held_before_suspended(self) -> None:
        log = talks()
        log.report("s", "suspended", "2009-12/..")
        log.report("s", "held", "2009-12")
        assert log.board("2010-01-01").status("s") == "suspended"

    def test_the_order_of_appending_plays_no_part(self) -> None:
        log = Given(agreement("x", "JP", "KR"))
        told = [
            reported("x", "signed", "2016-11-23", by=["JP"]), reported("x", "signed", "2016-11", by=["KR"]),
            reported("x", "signed", "2016"), reported("x", "signed", "2016-11-23", by=["JP"], place="Seoul"),
        ]
        seen = {
            repr(courses(facts_of([*log.entries, *((one, 0) for one in order)]))["x"].told.occurrences[0].since)
            for order in permutations(told)
        }
        assert len(seen) == 1


TEXTS = st.sampled_from([
    "2012", "2012-06", "2012-06-29", "2012-06~", "2012?", "2010/2012", "2010/..", "[2012-05..2012-07]", "[..2012-06]",
    "[2012-06-15..]", "2012-21", "2011", "2012-06-28", "[2012-06-01,2012-07-20]",
])
REPORTS = st.lists(
    st.builds(
        lambda act, occurred, by, place, certainty: reported(
            "x", act, occurred, by=by, place=place, certainty=certainty
        ),
        st.sampled_from(["proposed", "stalled", "postponed", "signed", "suspended", "withdrawn"]),
        TEXTS,
        st.lists(st.sampled_from(["JP", "KR", "US"]), max_size=2, unique=True),
        st.sampled_from([None, "Tokyo", "Seoul"]),
        st.sampled_from(["asserted", "asserted", "asserted", "denied", "possible"]),
    ),
    max_size=7,
)


@given(REPORTS, st.randoms(use_true_random=False))
def test_what_is_told_does_not_depend_on_the_order_of_appending(reports: list[Content], random: Any) -> None:
    one = Given(agreement("x", "JP", "KR", "US"), *reports)
    shuffled = list(one.entries)
    random.shuffle(shuffled)

    def summary(entries: list[tuple[Content, int]]) -> list[Any]:
        told = courses(facts_of(entries))["x"].told
        return [
            [(made.act, made.since, made.events, made.by, made.differing, len(made.denials))
             for made in told.occurrences],
            [claim.id for claim in (*told.unresolved, *told.signals, *told.denials)],
        ]

    assert summary(one.entries) == summary(shuffled)


@given(REPORTS)
def test_every_report_has_one_place_and_since_means_the_window(reports: list[Content]) -> None:
    log = Given(agreement("x", "JP", "KR", "US"), *reports)
    told = log.told("x")
    placed = [event for made in told.occurrences for event in made.events]
    placed += [claim.id for claim in (*told.unresolved, *told.signals)]
    disputing = {claim.id for made in told.occurrences for claim in made.denials}
    disputing |= {claim.id for claim in told.denials}
    assert len(placed) == len(set(placed))
    everything = {report.id for report in log.facts().reports}
    assert set(placed) | disputing == everything
    for made in told.occurrences:
        assert When.parse(made.since).window == made.window
        assert all(claim.window.overlaps(made.window) for claim in made.claims)
    keys = [made.order for made in told.occurrences]
    assert keys == sorted(keys)
