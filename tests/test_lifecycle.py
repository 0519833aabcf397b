"""The life of an agreement: the acts, the statuses they lead to, and what cannot follow what.

The tables of what is expected are written out from the contract, not taken from the vocabulary.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.given import Given, agreement

START, NEXT, LATER = "2016-03-01", "2017-03-01", "2018-03-01"

STATUS_AFTER: dict[str, str] = {
    "proposed": "proposed", "negotiated": "negotiating", "agreed": "agreed in principle", "initialled": "initialled",
    "signing_scheduled": "signing scheduled", "postponed": "postponed", "stalled": "stalled",
    "abandoned": "abandoned", "signed": "signed", "provisionally_applied": "provisionally applied",
    "entered_into_force": "in force", "concluded": "concluded", "suspended": "suspended", "resumed": "in force",
    "notice_served": "notice pending", "notice_suspended": "notice suspended", "notice_revoked": "in force",
    "terminated": "terminated", "expired": "expired", "superseded": "superseded",
}
AS_BEFORE = (
    "approved", "declined", "ratified", "entry_scheduled", "amended", "renewed", "termination_announced", "urged",
    "discussed", "commented", "referenced",
)
UNSIGNED_ACTS = (
    "proposed", "negotiated", "agreed", "initialled", "signing_scheduled", "postponed", "stalled", "abandoned",
)
SUCCESSOR_SIGNALS = ("proposed", "negotiated", "agreed")
UNSIGNED: tuple[str | None, ...] = (None, *(STATUS_AFTER[act] for act in UNSIGNED_ACTS))
OVER = ("terminated", "expired", "superseded")
STATUSES: tuple[str | None, ...] = (
    *UNSIGNED, "concluded", "partly signed", "signed", "provisionally applied", "in force", "suspended",
    "notice pending", "notice suspended", *OVER,
)
ALIVE_ACTS = (
    "provisionally_applied", "entered_into_force", "suspended", "resumed", "notice_served", "notice_suspended",
    "notice_revoked",
)
MOVES_FROM: dict[str, tuple[str | None, ...]] = {
    **dict.fromkeys(UNSIGNED_ACTS, UNSIGNED),
    "concluded": UNSIGNED,
    "signed": (*UNSIGNED, "concluded", "partly signed"),
    **{act: tuple(status for status in STATUSES if status not in OVER) for act in ALIVE_ACTS},
    **dict.fromkeys(("withdrawn", "terminated", "expired", "superseded"), STATUSES),
}
REACHED_BY: dict[str, str] = {status: act for act, status in STATUS_AFTER.items()} | {
    "in force": "entered_into_force", "partly signed": "signed",
}


def details(act: str) -> dict[str, Any]:
    """What an act needs to be told with."""
    return {"planned_for": "2029-01-01"} if act in ("signing_scheduled", "entry_scheduled") else {}


def between_two() -> Given:
    return Given(agreement("x", "JP", "KR"))


def among_three() -> Given:
    return Given(agreement("x", "JP", "KR", "US"))


def standing_at(status: str | None) -> tuple[Given, set[str]]:
    """A log that has brought an agreement between two to the status, and the events that did."""
    log = between_two()
    if status is None:
        return log, set()
    act = REACHED_BY[status]
    told = details(act) | ({"by": ["JP"]} if status == "partly signed" else {})
    return log, {log.report("x", act, START, **told)}


@pytest.mark.parametrize(("act", "status"), STATUS_AFTER.items())
def test_an_act_from_nothing_leads_to_its_status(act: str, status: str) -> None:
    log = between_two()
    event = log.report("x", act, START, **details(act))
    board = log.board(LATER)
    assert (board.status("x"), board.since("x"), board.events("x")) == (status, START, {event})
    assert board.flags("x") == set()


@pytest.mark.parametrize("act", AS_BEFORE)
@pytest.mark.parametrize("status", STATUSES)
def test_some_acts_leave_every_status_as_before(status: str | None, act: str) -> None:
    log, made_by = standing_at(status)
    log.report("x", act, NEXT, **details(act))
    board = log.board(LATER)
    assert (board.status("x"), board.events("x")) == (status, made_by)
    assert "out of order" not in board.flags("x")


def test_nothing_known_yet_is_no_status() -> None:
    board = between_two().board(LATER)
    assert board.status("x") is None
    assert (board.by_party("x"), board.flags("x")) == ({"JP": None, "KR": None}, set())


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("act", MOVES_FROM)
def test_an_act_moves_the_status_from_those_the_contract_lists_and_from_no_other(
    act: str, status: str | None
) -> None:
    log, made_by = standing_at(status)
    event = log.report("x", act, NEXT, **details(act))
    board = log.board(LATER)
    if status in MOVES_FROM[act]:
        assert board.status("x") == ("terminated" if act == "withdrawn" else STATUS_AFTER[act])
        assert event in board.events("x")
        assert "out of order" not in board.flags("x")
        return
    assert board.status("x") == status
    assert board.since("x") == START
    if act == "concluded" or act in SUCCESSOR_SIGNALS:
        assert "out of order" not in board.flags("x")
        assert board.out_of_order("x") == []
    else:
        assert "out of order" in board.flags("x")
        assert board.out_of_order("x") == [({event}, made_by)]


def test_out_of_order_names_the_act_that_cannot_follow_and_the_one_in_its_way() -> None:
    log = between_two()
    log.report("x", "proposed", "2016-01-01")
    signed = log.report("x", "signed", "2016-11-23")
    late = log.report("x", "initialled", "2017-01-01")
    assert log.board("2016-12-31").flags("x") == set()
    assert log.board("2017-01-01").out_of_order("x") == [({late}, {signed})]


@pytest.mark.parametrize("act", SUCCESSOR_SIGNALS)
@pytest.mark.parametrize("status", ["concluded", "partly signed", "signed", "in force", "terminated"])
def test_proposals_for_a_successor_are_signals_and_raise_no_flag(act: str, status: str) -> None:
    log, made_by = standing_at(status)
    log.report("x", act, NEXT)
    board = log.board(LATER)
    assert (board.status("x"), board.events("x"), board.flags("x")) == (status, made_by, set())


@pytest.mark.parametrize("status", [status for status in STATUSES if status not in UNSIGNED])
def test_concluded_never_lowers_a_better_known_stage(status: str) -> None:
    log, _ = standing_at(status)
    log.report("x", "concluded", NEXT)
    assert (log.board(LATER).status("x"), log.board(LATER).flags("x")) == (status, set())


def test_news_skips_steps() -> None:
    log = between_two()
    log.report("x", "proposed", "2010")
    log.report("x", "entered_into_force", "2016-11-23")
    assert log.board("2016-11-23").status("x") == "in force"
    assert log.board("2016-11-23").flags("x") == set()


def test_a_status_told_again_keeps_its_since_and_gathers_its_events() -> None:
    log = between_two()
    events = {log.report("x", "postponed", "2012-06"), log.report("x", "postponed", "2012-09")}
    board = log.board("2013-01-01")
    assert (board.since("x"), board.events("x")) == ("2012-06", events)


class TestSigned:
    @pytest.mark.parametrize("order", list(permutations(["JP", "KR", "US"])))
    def test_by_some_is_partly_signed_until_all_have_in_any_order(self, order: tuple[str, ...]) -> None:
        log = among_three()
        days = {"JP": "2016-11-21", "KR": "2016-11-23", "US": "2016-11-25"}
        events = {party: log.report("x", "signed", days[party], by=[party]) for party in order}
        partly = log.board("2016-11-24")
        assert (partly.status("x"), partly.since("x")) == ("partly signed", "2016-11-21")
        assert partly.events("x") == {events["JP"], events["KR"]}
        assert partly.by_party("x") == {"JP": "signed", "KR": "signed", "US": None}
        wholly = log.board("2016-11-25")
        assert (wholly.status("x"), wholly.since("x")) == ("signed", "2016-11-25")
        assert wholly.events("x") == set(events.values())
        assert wholly.by_party("x") == {"JP": "signed", "KR": "signed", "US": "signed"}

    def test_by_parties_on_one_day_in_separate_reports(self) -> None:
        log = between_two()
        log.report("x", "signed", "2016-11-23", by=["JP"])
        log.report("x", "signed", "2016-11-23", by=["KR"])
        assert log.board("2016-11-23").status("x") == "signed"
        assert log.board("2016-11-23").flags("x") == set()

    def test_origins_of_every_signature_count(self) -> None:
        log = between_two()
        log.press("2016-11-22", "x", "signed", "2016-11-21", by=["JP"])
        log.press("2016-11-24", "x", "signed", "2016-11-23", by=["KR"])
        assert log.board("2016-11-22").origins("x") == 1
        assert log.board("2016-11-24").origins("x") == 2

    @pytest.mark.parametrize("by", [{}, {"by": ["JP", "KR"]}])
    def test_by_all_or_by_nobody_in_particular_is_signed(self, by: dict[str, Any]) -> None:
        log = between_two()
        log.report("x", "signed", "2016-11-23", **by)
        board = log.board("2016-11-23")
        assert (board.status("x"), board.by_party("x")) == ("signed", {"JP": "signed", "KR": "signed"})

    def test_only_signatures_count_towards_all_have_signed(self) -> None:
        log = among_three()
        log.report("x", "notice_served", "2015-01-01", by=["US"])
        log.report("x", "signed", "2016-11-23", by=["JP", "KR"])
        assert log.board(LATER).status("x") == "partly signed"

    def test_a_party_that_signed_and_then_ratified_has_signed(self) -> None:
        log = between_two()
        log.report("x", "signed", "2016-11-21", by=["JP"])
        log.report("x", "ratified", "2016-11-22", by=["JP"])
        log.report("x", "signed", "2016-11-23", by=["KR"])
        board = log.board("2016-11-23")
        assert (board.status("x"), board.by_party("x")) == ("signed", {"JP": "ratified", "KR": "signed"})

    def test_after_concluded_tells_the_stage(self) -> None:
        log = between_two()
        log.report("x", "concluded", "2016-11-21")
        log.report("x", "signed", "2016-11-23")
        assert (log.board(LATER).status("x"), log.board(LATER).since("x")) == ("signed", "2016-11-23")


def test_ratified_shows_at_the_party_and_leaves_the_status() -> None:
    log = between_two()
    signed = log.report("x", "signed", "2016-11-23")
    log.report("x", "ratified", "2016-11-25", by=["KR"])
    board = log.board(LATER)
    assert (board.status("x"), board.by_party("x")) == ("signed", {"JP": "signed", "KR": "ratified"})
    assert board.events("x") == {signed}


BY_SOME = [
    ("suspended", "suspended"), ("notice_served", "notice pending"), ("notice_suspended", "notice suspended"),
    ("withdrawn", "withdrawn"),
]


class TestPerParty:
    @pytest.mark.parametrize(("act", "standing"), BY_SOME)
    def test_by_one_of_three_shows_at_that_party_and_leaves_the_status(self, act: str, standing: str) -> None:
        log = among_three()
        log.report("x", "entered_into_force", "2016-01-01")
        log.report("x", act, "2017-01-01", by=["US"])
        board = log.board(LATER)
        assert (board.status("x"), board.since("x")) == ("in force", "2016-01-01")
        assert board.by_party("x") == {"JP": None, "KR": None, "US": standing}

    @pytest.mark.parametrize(("act", "standing"), BY_SOME[:3])
    def test_by_one_of_two_is_the_agreements_own(self, act: str, standing: str) -> None:
        log = between_two()
        log.report("x", "entered_into_force", "2016-01-01")
        log.report("x", act, "2017-01-01", by=["KR"])
        board = log.board(LATER)
        assert (board.status("x"), board.since("x")) == (standing, "2017-01-01")
        assert board.by_party("x") == {"JP": None, "KR": standing}

    @pytest.mark.parametrize(("act", "standing"), BY_SOME[:3])
    def test_by_nobody_in_particular_is_the_agreements_own_among_three_too(self, act: str, standing: str) -> None:
        log = among_three()
        log.report("x", "entered_into_force", "2016-01-01")
        log.report("x", act, "2017-01-01")
        assert log.board(LATER).status("x") == standing

    @pytest.mark.parametrize(("act", "standing"), BY_SOME[:3])
    def test_by_all_three_is_the_agreements_own(self, act: str, standing: str) -> None:
        log = among_three()
        log.report("x", "entered_into_force", "2016-01-01")
        log.report("x", act, "2017-01-01", by=["JP", "KR", "US"])
        assert log.board(LATER).status("x") == standing

    def test_one_of_three_suspends_and_resumes_and_the_status_stays_signed(self) -> None:
        log = among_three()
        log.report("x", "signed", "2016-01-01")
        log.report("x", "suspended", "2017-01-01", by=["US"])
        log.report("x", "resumed", "2017-06-01", by=["US"])
        assert log.board(LATER).status("x") == "signed"
        assert log.board("2017-03-01").by_party("x")["US"] == "suspended"
        assert log.board(LATER).by_party("x")["US"] == "in force"

    def test_of_two_left_after_a_withdrawal_one_suspends_for_both(self) -> None:
        log = among_three()
        log.report("x", "entered_into_force", "2016-01-01")
        log.report("x", "withdrawn", "2017-01-01", by=["US"])
        log.report("x", "suspended", "2017-06-01", by=["KR"])
        assert log.board(LATER).status("x") == "suspended"

    @pytest.mark.parametrize(("served", "ended"), [("notice_served", "notice_revoked"), ("suspended", "resumed")])
    def test_what_ends_a_notice_or_suspension_for_all_ends_it_for_the_party_too(self, served: str, ended: str) -> None:
        log = between_two()
        log.report("x", served, "2019-08-22", by=["KR"])
        log.report("x", ended, "2019-11-22")
        board = log.board("2020-01-01")
        assert board.status("x") == "in force"
        assert board.by_party("x")["KR"] not in ("notice pending", "suspended")


class TestWithdrawn:
    def test_from_two_leaves_one_and_is_terminated(self) -> None:
        log = between_two()
        log.report("x", "entered_into_force", "2016-01-01")
        event = log.report("x", "withdrawn", "2017-01-01", by=["KR"])
        board = log.board(LATER)
        assert (board.status("x"), board.since("x"), board.events("x")) == ("terminated", "2017-01-01", {event})
        assert board.by_party("x")["KR"] == "withdrawn"

    def test_from_three_one_by_one(self) -> None:
        log = among_three()
        log.report("x", "entered_into_force", "2016-01-01")
        log.report("x", "withdrawn", "2017-01-01", by=["US"])
        log.report("x", "withdrawn", "2017-06-01", by=["KR"])
        assert log.board("2017-05-31").status("x") == "in force"
        assert (log.board("2017-06-01").status("x"), log.board("2017-06-01").since("x")) == (
            "terminated", "2017-06-01",
        )

    def test_two_of_three_at_once_is_terminated(self) -> None:
        log = among_three()
        log.report("x", "withdrawn", "2017-01-01", by=["US", "KR"])
        assert log.board(LATER).status("x") == "terminated"


class TestNotice:
    def served(self, **more: Any) -> Given:
        log = between_two()
        log.report("x", "entered_into_force", "2016-11-23")
        log.report("x", "notice_served", "2019-08-22", by=["KR"], effective="2019-11-23", **more)
        return log

    def test_pending_before_and_on_the_effective_day(self) -> None:
        for as_of in ("2019-08-22", "2019-11-23"):
            board = self.served().board(as_of)
            assert (board.status("x"), board.flags("x")) == ("notice pending", set())

    def test_still_pending_with_a_flag_once_the_effective_day_has_passed(self) -> None:
        board = self.served().board("2019-11-24")
        assert (board.status("x"), board.flags("x")) == ("notice pending", {"effective date passed"})
        assert board.since("x") == "2019-08-22"

    def test_a_later_report_leaves_no_flag(self) -> None:
        log = self.served()
        log.report("x", "terminated", "2019-11-23")
        assert (log.board("2020-01-01").status("x"), log.board("2020-01-01").flags("x")) == ("terminated", set())

    def test_revoked_is_in_force_again(self) -> None:
        log = self.served()
        log.report("x", "notice_revoked", "2019-11-22", by=["KR"])
        board = log.board("2020-01-01")
        assert (board.status("x"), board.flags("x"), board.by_party("x")["KR"]) == ("in force", set(), "in force")

    def test_the_notice_of_one_among_three_passes_its_day_too(self) -> None:
        log = among_three()
        log.report("x", "entered_into_force", "2016-01-01")
        log.report("x", "notice_served", "2017-01-01", by=["US"], effective="2017-06-01")
        assert log.board("2017-06-01").flags("x") == set()
        board = log.board("2017-06-02")
        assert (board.status("x"), board.flags("x")) == ("in force", {"effective date passed"})
        assert board.by_party("x")["US"] == "notice pending"

    def test_a_notice_told_again_keeps_its_day_between_two_and_among_three(self) -> None:
        for log in (between_two(), among_three()):
            log.report("x", "entered_into_force", "2016-01-01")
            log.report("x", "notice_served", "2017-01-01", by=["KR"], effective="2017-06-01")
            log.report("x", "notice_served", "2017-02-01", by=["KR"])
            assert log.board("2017-07-01").flags("x") == {"effective date passed"}

    def test_suspended_for_all_it_is_suspended_at_the_party_that_served_it(self) -> None:
        log = self.served()
        log.report("x", "notice_suspended", "2019-11-22")
        board = log.board("2020-01-01")
        assert (board.status("x"), board.by_party("x")["KR"]) == ("notice suspended", "notice suspended")

    def test_suspended_without_an_end_stays_suspended_past_the_effective_day(self) -> None:
        log = self.served()
        log.report("x", "notice_suspended", "2019-11-22", by=["KR"])
        board = log.board("2023-01-01")
        assert (board.status("x"), board.since("x"), board.flags("x")) == ("notice suspended", "2019-11-22", set())

    def test_suspended_until_a_day_is_pending_again_the_day_after(self) -> None:
        log = self.served()
        log.report("x", "notice_suspended", "2019-11-22", by=["KR"], until="2020-05-31")
        assert log.board("2020-05-31").status("x") == "notice suspended"
        board = log.board("2020-06-01")
        assert (board.status("x"), board.since("x")) == ("notice pending", "2020-06-01")
        assert board.by_party("x")["KR"] == "notice pending"
        assert board.flags("x") == {"effective date passed"}

    def test_one_partys_suspended_notice_among_three_is_pending_again_the_day_after(self) -> None:
        log = among_three()
        log.report("x", "notice_served", "2019-08-22", by=["KR"])
        log.report("x", "notice_suspended", "2019-11-22", by=["KR"], until="2020-05-31")
        assert log.board("2020-05-31").by_party("x")["KR"] == "notice suspended"
        assert log.board("2020-06-01").by_party("x")["KR"] == "notice pending"

    def test_a_new_notice_without_a_day_does_not_inherit_the_old_ones(self) -> None:
        log = self.served()
        log.report("x", "resumed", "2019-10-01", by=["KR"])
        log.report("x", "notice_served", "2025-01-01", by=["KR"])
        board = log.board("2025-02-01")
        assert (board.status("x"), board.flags("x")) == ("notice pending", set())

    def test_announcing_a_termination_is_only_a_flag(self) -> None:
        log = between_two()
        signed = log.report("x", "entered_into_force", "2016-11-23")
        log.report("x", "termination_announced", "2019-08-01", by=["KR"])
        board = log.board("2019-08-01")
        assert (board.status("x"), board.flags("x")) == ("in force", {"termination announced"})
        assert board.events("x") == {signed}
        assert log.board("2019-07-31").flags("x") == set()

    def test_a_served_notice_takes_the_place_of_its_announcement(self) -> None:
        log = between_two()
        log.report("x", "termination_announced", "2019-08-01", by=["KR"])
        log.report("x", "notice_served", "2019-08-22", by=["KR"])
        assert log.board("2019-09-01").flags("x") == set()


def test_declined_is_a_flag() -> None:
    log = between_two()
    log.report("x", "proposed", "2015-04-12", by=["JP"])
    log.report("x", "declined", "2015-04-30", by=["KR"])
    board = log.board("2015-05-01")
    assert (board.status("x"), board.flags("x")) == ("proposed", {"declined"})


@pytest.mark.parametrize("act", [*STATUS_AFTER, "withdrawn"])
def test_what_is_only_possible_never_moves_a_status(act: str) -> None:
    log, made_by = standing_at("proposed")
    log.report("x", act, NEXT, certainty="possible", **details(act))
    board = log.board(LATER)
    assert (board.status("x"), board.events("x"), board.flags("x")) == ("proposed", made_by, set())
    assert board.possible("x") == set()


class TestDenied:
    def postponed(self) -> Given:
        log = between_two()
        log.report("x", "postponed", "2012-06-29")
        return log

    def test_by_date_disputes_what_it_overlaps(self) -> None:
        log = self.postponed()
        log.report("x", "postponed", "2012-06", certainty="denied")
        board = log.board("2012-12-31")
        assert (board.status("x"), board.flags("x")) == ("postponed", {"disputed"})

    def test_of_another_date_or_act_disputes_nothing(self) -> None:
        log = self.postponed()
        log.report("x", "postponed", "2012-08", certainty="denied")
        log.report("x", "signed", "2012-06-29", certainty="denied")
        assert log.board("2012-12-31").flags("x") == set()

    def test_by_the_event_it_names(self) -> None:
        log = between_two()
        event = log.report("x", "postponed", "2012-06-29")
        log.report("x", "postponed", "2013", certainty="denied", confirms=event)
        assert log.board("2012-12-31").flags("x") == {"disputed"}

    def test_without_a_date_disputes_the_last_that_could_have_happened(self) -> None:
        log = self.postponed()
        log.press("2012-07-10", "x", "postponed", certainty="denied")
        assert log.board("2012-12-31").flags("x") == {"disputed"}

    def test_is_not_known_before_it_is_published(self) -> None:
        log = between_two()
        log.press("2012-06-30", "x", "postponed", "2012-06-29")
        log.press("2012-07-10", "x", "postponed", "2012-06-29", certainty="denied")
        assert log.board("2012-12-31", "2012-07-09").flags("x") == set()
        assert log.board("2012-12-31", "2012-07-10").flags("x") == {"disputed"}

    def test_of_one_partys_signature_does_not_dispute_anothers(self) -> None:
        log = between_two()
        log.report("x", "signed", "2016-11-23", by=["KR"])
        log.press("2016-11-30", "x", "signed", by=["JP"], certainty="denied")
        assert log.board(LATER).flags("x") == set()

    @pytest.mark.parametrize("act", ["approved", "entry_scheduled", "amended", "renewed", "ratified"])
    def test_of_an_act_that_leaves_the_status_is_a_flag_too(self, act: str) -> None:
        log, _ = standing_at("signed")
        log.report("x", act, NEXT, **details(act))
        log.report("x", act, NEXT, certainty="denied", **details(act))
        assert "disputed" in log.board(LATER).flags("x")

    def test_of_a_withdrawal_by_one_of_three(self) -> None:
        log = among_three()
        log.report("x", "withdrawn", NEXT, by=["US"])
        log.report("x", "withdrawn", NEXT, by=["US"], certainty="denied")
        assert log.board(LATER).flags("x") == {"disputed"}

    def test_alone_asserts_nothing(self) -> None:
        log = between_two()
        log.report("x", "signed", "2016-11-23", certainty="denied")
        assert (log.board(LATER).status("x"), log.board(LATER).flags("x")) == (None, set())


class TestSigningScheduled:
    def scheduled(self) -> Given:
        log = between_two()
        log.report("x", "signing_scheduled", "2012-06-28", planned_for="2012-06-29")
        return log

    def test_counts_from_the_day_it_was_stated(self) -> None:
        assert self.scheduled().board("2012-06-27").status("x") is None
        board = self.scheduled().board("2012-06-28")
        assert (board.status("x"), board.since("x")) == ("signing scheduled", "2012-06-28")

    def test_is_overdue_the_day_after_and_keeps_its_status(self) -> None:
        assert self.scheduled().board("2012-06-29").flags("x") == set()
        board = self.scheduled().board("2012-06-30")
        assert (board.status("x"), board.flags("x")) == ("signing scheduled", {"overdue"})

    def test_is_not_overdue_once_it_was_put_off(self) -> None:
        log = self.scheduled()
        log.report("x", "postponed", "2012-06-29")
        assert log.board("2012-07-10").flags("x") == set()


def test_an_entry_into_force_that_passes_unreported_raises_no_flag_of_the_contract() -> None:
    log = between_two()
    log.report("x", "signed", "2016-11-23")
    log.report("x", "entry_scheduled", "2016-11-23", planned_for="2016-12-01")
    assert (log.board("2017-01-01").status("x"), log.board("2017-01-01").flags("x")) == ("signed", set())


def test_superseded_keeps_its_successor() -> None:
    log = between_two()
    log.report("x", "superseded", "2017-01-01", successor="y")
    (made,) = log.board(LATER).agreement("x").made_by
    assert made.successor == "y"


def test_sources_that_differ_about_one_partys_withdrawal_are_flagged() -> None:
    log = among_three()
    log.report("x", "withdrawn", NEXT, by=["US"], effective="2018-01-01")
    log.report("x", "withdrawn", NEXT, by=["US"], effective="2018-06-01")
    assert log.board(LATER).flags("x") == {"sources differ"}


def test_every_choice_of_many_possible_occurrences_is_tried() -> None:
    log = among_three()
    log.press("2014-12-31", "x", "provisionally_applied", "[2013-03..2013-08]")
    log.press("2014-12-31", "x", "agreed", "[2013-03..2013-10]")
    log.press("2014-12-31", "x", "expired", "[2013-01..2013-08]")
    log.press("2014-12-31", "x", "resumed", "[2013-02..2013-10]")
    log.press("2014-12-31", "x", "withdrawn", "[2013-01..2013-07]", by=["JP"])
    log.press("2014-12-31", "x", "notice_revoked", "[2013-02..2013-07]")
    log.press("2014-12-31", "x", "notice_served", "[2013-05..2013-10]", by=["KR"])
    log.press("2014-12-31", "x", "terminated", "[2013-01..2013-11]")
    log.press("2014-12-31", "x", "concluded", "[2013-05..2013-10]")
    assert log.board("2013-06-15").possible("x") == {
        "notice pending", "concluded", "provisionally applied", "terminated", "agreed in principle", "in force",
        "expired",
    }


def test_what_no_party_did_does_not_move_an_agreement_among_three() -> None:
    log = among_three()
    log.report("x", "entered_into_force", "2014-01-05")
    log.report("x", "suspended", "2014-02-05", by=["CN"])
    assert log.board(LATER).status("x") == "in force"
