"""The tables of acts say what the contract says, row for row. The expected rows are copied out by hand."""

from __future__ import annotations

import pytest

from tracker.vocabulary import (
    ACTS,
    AGREEMENT_ACTS,
    AGREEMENT_STATUSES,
    CERTAINTIES,
    FLAGS,
    ROUND_STATUSES,
    SERIES_ACTS,
    SERIES_STATUSES,
    all_acts,
)

AS_BEFORE = None

AGREEMENT_TABLE: dict[str, str | None] = {
    "proposed": "proposed",
    "negotiated": "negotiating",
    "agreed": "agreed in principle",
    "initialled": "initialled",
    "approved": AS_BEFORE,
    "signing_scheduled": "signing scheduled",
    "postponed": "postponed",
    "stalled": "stalled",
    "declined": AS_BEFORE,
    "abandoned": "abandoned",
    "signed": "signed",
    "ratified": AS_BEFORE,
    "provisionally_applied": "provisionally applied",
    "entry_scheduled": AS_BEFORE,
    "entered_into_force": "in force",
    "concluded": "concluded",
    "amended": AS_BEFORE,
    "renewed": AS_BEFORE,
    "suspended": "suspended",
    "resumed": "in force",
    "termination_announced": AS_BEFORE,
    "notice_served": "notice pending",
    "notice_suspended": "notice suspended",
    "notice_revoked": "in force",
    "withdrawn": AS_BEFORE,
    "terminated": "terminated",
    "expired": "expired",
    "superseded": "superseded",
    "urged": AS_BEFORE,
    "discussed": AS_BEFORE,
    "commented": AS_BEFORE,
    "referenced": AS_BEFORE,
}
SERIES_TABLE: dict[str, str | None] = {
    "established": "planned",
    "cadence_set": AS_BEFORE,
    "suspended": "suspended",
    "resumption_agreed": "resumption agreed",
    "ended": "ended",
    "collapsed": "collapsed",
    "proposed": "proposed",
    "agreed": "agreed",
    "scheduled": "scheduled",
    "opened": "opened",
    "held": "held",
    "postponed": "postponed",
    "cancelled": "cancelled",
    "declined": "declined",
    "urged": AS_BEFORE,
    "discussed": AS_BEFORE,
    "commented": AS_BEFORE,
    "referenced": AS_BEFORE,
}
SIGNALS = {"urged", "discussed", "commented", "referenced"}
PER_PARTY = {
    "signed", "ratified", "suspended", "resumed", "notice_served", "notice_suspended", "notice_revoked", "withdrawn",
}
ON_A_ROUND = {"proposed", "agreed", "scheduled", "opened", "held", "postponed", "cancelled", "declined"}
FLAG_WORDS = {
    "termination announced", "disputed", "sources differ", "out of order", "declined", "effective date passed",
    "unresolved",
}


def test_the_agreement_acts_and_their_statuses_are_those_of_the_contract() -> None:
    assert {name: act.status for name, act in AGREEMENT_ACTS.items()} == AGREEMENT_TABLE


def test_the_series_acts_and_their_statuses_are_those_of_the_contract() -> None:
    assert {name: act.status for name, act in SERIES_ACTS.items()} == SERIES_TABLE


@pytest.mark.parametrize("kind", ["agreement", "series"])
def test_the_signals_are_the_same_four_for_both_kinds(kind: str) -> None:
    assert {name for name, act in ACTS[kind].items() if act.signal} == SIGNALS


def test_the_per_party_acts_are_those_of_the_contract() -> None:
    assert {name for name, act in AGREEMENT_ACTS.items() if act.per_party} == PER_PARTY
    assert not any(act.per_party for act in SERIES_ACTS.values())


def test_the_acts_on_a_round_are_those_of_the_contract() -> None:
    assert {name for name, act in SERIES_ACTS.items() if act.level == "round"} == ON_A_ROUND


def test_every_status_is_a_word_of_the_contract() -> None:
    after = {status for status in AGREEMENT_TABLE.values() if status}
    assert set(AGREEMENT_STATUSES) == after | {"partly signed"}
    assert set(SERIES_STATUSES) == {
        "planned", "active", "suspended", "resumption agreed", "ended", "collapsed", "dormant",
    }
    assert set(ROUND_STATUSES) == {
        "proposed", "agreed", "scheduled", "opened", "held", "postponed", "cancelled", "declined", "overdue",
    }


def test_every_flag_word_of_the_contract_is_known() -> None:
    assert set(FLAGS) >= FLAG_WORDS


def test_certainty_is_asserted_possible_or_denied() -> None:
    assert CERTAINTIES == ("asserted", "possible", "denied")


@pytest.mark.parametrize(
    ("kind", "first", "then"),
    [
        ("series", "held", "suspended"),
        ("agreement", "signed", "entered_into_force"),
        ("agreement", "proposed", "signed"),
        ("agreement", "signing_scheduled", "postponed"),
        ("agreement", "notice_served", "notice_suspended"),
        ("agreement", "suspended", "resumed"),
        ("agreement", "approved", "signed"),
        ("agreement", "concluded", "terminated"),
        ("series", "scheduled", "opened"),
        ("series", "opened", "held"),
        ("series", "suspended", "resumption_agreed"),
    ],
)
def test_on_one_day_the_one_comes_before_the_other(kind: str, first: str, then: str) -> None:
    assert ACTS[kind][first].rank < ACTS[kind][then].rank


def test_ranks_are_distinct_so_that_the_order_is_total() -> None:
    for table in ACTS.values():
        assert len({act.rank for act in table.values()}) == len(table)


def test_every_act_word_is_listed_once() -> None:
    assert sorted(all_acts()) == sorted(set(AGREEMENT_TABLE) | set(SERIES_TABLE))


def test_the_planning_acts_of_the_contract_plan() -> None:
    assert AGREEMENT_ACTS["signing_scheduled"].planning
    assert AGREEMENT_ACTS["entry_scheduled"].planning
    assert SERIES_ACTS["scheduled"].planning


def test_a_span_is_a_state_for_stalled_and_suspended_only() -> None:
    assert {name for name, act in AGREEMENT_ACTS.items() if act.state} == {"stalled", "suspended"}
    assert {name for name, act in SERIES_ACTS.items() if act.state} == {"suspended"}
