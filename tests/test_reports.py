"""Reports: rows of JSON values, whose keys are a contract, and what is due within which days."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import Given, agreement, day, series
from tests.strategies import Log, facts_of, logs, news_days
from tracker import reports
from tracker.boardrows import standing_of
from tracker.history import steps
from tracker.projection import courses, replay
from tracker.visible import catalogue
from tracker.vocabulary import ACTS

LAW = settings(max_examples=60, deadline=None)
BOARD = {"as_of", "known_by", "position", "agreements", "series"}
AGREEMENT = {"subject", "name", "parties", "status", "since", "possible", "flags", "by_party", "origins", "events"}
SERIES = {
    "subject",
    "name",
    "status",
    "every",
    "last_held",
    "next",
    "cadence",
    "overdue",
    "possible",
    "flags",
    "events",
    "rounds",
}
ROUND = {"round", "status", "date", "place", "events"}
DUE = {"subject", "name", "what", "date", "place", "days_left", "days_overdue", "events"}
STEP = {"day", "subject", "name", "round", "party", "was", "status", "date", "events", "sources"}


@pytest.fixture
def news() -> Given:
    return Given(agreement("x", "JP", "KR"), agreement("three", "JP", "KR", "US"), series("talks", "JP", "KR"))


def due(news: Given, as_of: str, within: int = 30) -> list[tuple[str, str, str, int, int]]:
    rows = reports.public(reports.due(map(standing_of, news.board(as_of).board.states), day(as_of), within))
    assert all(set(row) == DUE for row in rows)
    return [(row["subject"], row["what"], row["date"], row["days_left"], row["days_overdue"]) for row in rows]


# The keys


@LAW
@given(logs(), news_days(), st.none() | news_days())
def test_a_board_has_the_keys_of_the_contract_and_is_json(log: Log, as_of: int, known_by: int | None) -> None:
    row = reports.board(replay(facts_of(log), as_of, known_by))
    assert set(row) == BOARD and row["position"] == len(log) and (row["known_by"] is None) == (known_by is None)
    assert all(set(one) == AGREEMENT for one in row["agreements"]) and all(set(one) == SERIES for one in row["series"])
    assert all(set(one) == ROUND for told in row["series"] for one in told["rounds"])
    assert json.loads(json.dumps(row)) == row
    ids = {one.id for one in log}
    for told in (*row["agreements"], *row["series"]):
        assert set(told["events"]) <= ids and len(set(told["events"])) == len(told["events"])
        assert bool(told["status"]) == bool(told["events"])


@LAW
@given(logs(), news_days(), st.integers(0, 400))
def test_every_row_is_json_and_has_its_keys(log: Log, as_of: int, within: int) -> None:
    facts = facts_of(log)
    board, later = replay(facts, as_of), replay(facts, as_of + within)
    sources, by_id = catalogue(facts).sources, facts.told()
    rows: list[Any] = [reports.public(reports.due(map(standing_of, board.states), as_of, within))]
    assert all(
        set(row) == DUE and row["days_left"] <= within and not (row["days_left"] and row["days_overdue"])
        for row in rows[0]
    )
    for subject, course in courses(facts).items():
        state = course.at(as_of)
        changes = [reports.step(step, by_id) for step in steps(course)]
        assert all(set(row) == STEP for row in changes)
        whole = reports.everything(course, state, as_of, by_id, sources)
        why = reports.reasons(state, by_id, sources)
        assert len({row["id"] for row in why}) == len(why)
        assert {row["id"] for row in why} <= {row["id"] for row in whole}
        assert {row["subject"] for row in (*changes, *whole, *why)} <= {subject}
        rows += [changes, whole, why, reports.differing(state)]
    pairs = reports.differences(map(standing_of, board.states), map(standing_of, later.states))
    rows += [reports.difference(*pair, as_of, as_of + within) for pair in pairs]
    assert json.loads(json.dumps(rows)) == rows


def test_a_row_tells_what_the_view_says(news: Given) -> None:
    news.source("kyodo", "2016-11-23", origin="Kyodo")
    news.source("times", "2016-11-24", "Times", origin="KYODO")
    ids = [news.report("x", "signed", "2016-11-23", source=name, by=["JP"]) for name in ("kyodo", "times")]
    (row,) = [one for one in reports.board(news.board("2016-12-01").board)["agreements"] if one["subject"] == "x"]
    assert sorted(row.pop("events")) == sorted(ids)
    assert row == {
        "subject": "x",
        "name": "The agreement x",
        "parties": ["JP", "KR"],
        "status": "partly signed",
        "since": "2016-11-23",
        "possible": [],
        "flags": [],
        "by_party": {"JP": "signed", "KR": None},
        "origins": 1,
    }


def test_a_series_tells_its_last_and_next_round_and_what_is_overdue(news: Given) -> None:
    news.report("talks", "cadence_set", "2012-01-01", every="P6M")
    held = news.report("talks", "held", "2012-02-01", round="1")
    news.report("talks", "scheduled", "2012-03-01", planned_for="2012-05", round="2", place="Tokyo")
    news.report("talks", "scheduled", "2012-03-02", planned_for="2012-08-01", round="3")
    (row,) = reports.board(news.board("2012-06-01").board)["series"]
    assert (row["status"], row["every"], row["last_held"], row["next"]) == ("active", "P6M", "2012-02-01", "2012-08-01")
    assert (row["overdue"], row["cadence"], row["events"]) == (["2"], "on track", [held])
    assert [(one["round"], one["status"], one["date"], one["place"]) for one in row["rounds"]] == [
        ("1", "held", "2012-02-01", None),
        ("2", "overdue", "2012-05", "Tokyo"),
        ("3", "scheduled", "2012-08-01", None),
    ]


# What is due


@pytest.mark.parametrize(
    ("as_of", "within", "told"),
    [
        ("2012-02-24", 7, []),
        ("2012-02-24", 8, [(8, 0)]),
        ("2012-03-02", 0, []),
        ("2012-03-02", 1, [(1, 0)]),
        ("2012-03-03", 0, [(0, 0)]),
        ("2012-03-10", 0, [(0, 0)]),
        ("2012-03-11", 0, [(0, 1)]),
        ("2012-04-10", 30, [(0, 31)]),
    ],
)
def test_a_round_is_due_from_so_many_days_ahead_and_overdue_the_day_after(
    news: Given, as_of: str, within: int, told: list[tuple[int, int]]
) -> None:
    news.report("talks", "scheduled", "2012-01-01", planned_for="[2012-03-03..2012-03-10]")
    assert [(left, late) for *_, left, late in due(news, as_of, within)] == told


def test_a_round_that_was_held_or_called_off_is_not_due(news: Given) -> None:
    news.report("talks", "scheduled", "2012-01-01", planned_for="2012-03-03")
    assert [what for _, what, *_ in due(news, "2012-03-01")] == ["round scheduled"]
    assert [what for _, what, *_ in due(news, "2012-03-04")] == ["round overdue"]
    news.report("talks", "held", "2012-03-03")
    assert due(news, "2012-03-04") == []


def test_the_next_round_is_due_by_the_cadence(news: Given) -> None:
    news.report("talks", "cadence_set", "2012-01-01", every="P6M")
    news.report("talks", "held", "2012-02-01")
    assert due(news, "2012-07-01", 30) == []
    assert due(news, "2012-07-01", 31) == [("talks", "next round due", "2012-08-01", 31, 0)]
    assert due(news, "2012-08-01", 0) == [("talks", "next round due", "2012-08-01", 0, 0)]
    assert due(news, "2012-08-03", 0) == [("talks", "next round overdue", "2012-08-01", 0, 2)]


def test_a_signing_and_an_entry_are_due_until_they_are_reported(news: Given) -> None:
    news.report("x", "signing_scheduled", "2012-06-01", planned_for="2012-06-29")
    assert due(news, "2012-06-10") == [("x", "signing", "2012-06-29", 19, 0)]
    assert due(news, "2012-06-30") == [("x", "signing", "2012-06-29", 0, 1)]
    news.report("x", "signed", "2012-06-30")
    assert due(news, "2012-06-30") == []
    news.report("x", "entry_scheduled", "2012-07-01", planned_for="2012-07-15")
    assert due(news, "2012-07-10") == [("x", "entry into force", "2012-07-15", 5, 0)]
    news.report("x", "entered_into_force", "2012-07-15")
    assert due(news, "2012-07-15") == []


def test_a_notice_is_due_for_whoever_served_it(news: Given) -> None:
    for subject in ("x", "three"):
        news.report(subject, "signed", "2016-11-23")
        news.report(subject, "notice_served", "2019-08-23", by=["KR"], effective="2019-11-23")
    assert due(news, "2019-11-20") == [
        ("three", "notice by South Korea takes effect", "2019-11-23", 3, 0),
        ("x", "notice takes effect", "2019-11-23", 3, 0),
    ]
    news.report("x", "notice_revoked", "2019-11-22")
    assert [subject for subject, *_ in due(news, "2019-11-22")] == ["three"]


def test_what_is_due_first_stands_first(news: Given) -> None:
    news.report("x", "signing_scheduled", "2012-01-01", planned_for="2012-01-20")
    news.report("talks", "scheduled", "2012-01-01", planned_for="2012-01-10")
    news.report("three", "signing_scheduled", "2012-01-01", planned_for="2012-01-10")
    assert [subject for subject, *_ in due(news, "2012-01-02")] == ["talks", "three", "x"]


# Reasons and parts


def parts(news: Given, subject: str, as_of: str) -> list[tuple[str, str]]:
    state, sources = news.board(as_of).board.find(subject), catalogue(news.facts()).sources
    assert state is not None
    rows = reports.everything(news.course(subject), state, day(as_of), news.facts().told(), sources)
    return [(row["part"], row["act"]) for row in rows]


def test_every_report_has_its_part_in_the_picture(news: Given) -> None:
    news.report("x", "proposed", "2012-01-01")
    news.report("x", "urged", "2012-01-02")
    news.report("x", "signed", "2012-01-03", certainty="denied")
    news.report("x", "signed", "[2012-03-01..2012-05-01]")
    news.report("x", "initialled", "2012-06-01")
    news.report("x", "entered_into_force", "2013-01-01")
    assert parts(news, "x", "2012-04-01") == [
        ("counted", "proposed"),
        ("signal", "urged"),
        ("denial", "signed"),
        ("possible", "signed"),
        ("later", "initialled"),
        ("later", "entered_into_force"),
    ]
    assert parts(news, "x", "2012-07-01")[3:5] == [("counted", "signed"), ("out of order", "initialled")]


def test_why_tells_what_makes_the_status_and_what_disputes_it(news: Given) -> None:
    signed = news.report("x", "signed", "2012-01-03", locator={"paragraph": 3, "starts": "It"}, note="n")
    denied = news.report("x", "signed", "2012-01-03", certainty="denied")
    board = news.board("2012-02-01").board
    state = board.find("x")
    assert state is not None
    rows = reports.reasons(state, news.facts().told(), catalogue(news.facts()).sources)
    assert [(row["makes"], row["id"]) for row in rows] == [("status", signed), ("disputes", denied)]
    assert {key: rows[0][key] for key in ("occurred", "source", "paragraph", "starts", "note", "occurrence")} == {
        "occurred": "2012-01-03",
        "source": "archive",
        "paragraph": 3,
        "starts": "It",
        "note": "n",
        "occurrence": "2012-01-03",
    }


def test_a_step_names_its_events_and_sources(news: Given) -> None:
    event = news.press("2012-01-04", "x", "proposed", "2012-01-03")
    (row,) = [reports.step(step, news.facts().told()) for step in steps(news.course("x"))]
    assert (row["day"], row["was"], row["status"], row["date"]) == ("2012-01-03", None, "proposed", "2012-01-03")
    assert (row["events"], row["sources"], row["round"], row["party"]) == ([event], ["paper-2012-01-04"], None, None)


def test_public_rows_have_no_working_keys() -> None:
    assert reports.public([{"a": 1, "_b": 2}]) == [{"a": 1}]


def test_the_acts_are_the_vocabulary() -> None:
    rows = reports.act_rows(ACTS)
    assert [(row["kind"], row["act"]) for row in rows] == [(kind, name) for kind in ACTS for name in ACTS[kind]]
    assert json.loads(json.dumps(rows)) == rows
