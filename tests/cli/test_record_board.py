"""The published record on the board: what is known on a day, and what hindsight knows of it.

Known (K) is `--as-of D --known-by D`; hindsight (H) is `--as-of D`.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

import pytest
import rfc8785
from commands import Cli

Row = dict[str, Any]

FEB_2012, JAN_2013, APR_2015, JAN_2016 = "2012-02-15", "2013-01-11", "2015-04-30", "2016-01-05"
DAYS = (FEB_2012, JAN_2013, APR_2015, JAN_2016)

GSOMIA, ACSA, TISA = "jp-kr-gsomia", "jp-kr-acsa", "jp-kr-us-tisa"
DTT, TALKS, DIALOGUE = "jp-kr-us-dtt", "jp-kr-us-security-talks", "jp-kr-security-dialogue"
DEFENSE, VICE, LEADERS = "jp-kr-us-defense-ministers", "jp-kr-us-vice-ministers", "jp-kr-us-leaders"
SIX = "six-party-talks"

AGREEMENTS = {GSOMIA, ACSA, TISA, "jp-us-guidelines", "jp-kr-comfort-women", "jp-kr-us-united-front", "us-kr-thaad"}
SERIES = {
    DTT, TALKS, DIALOGUE, DEFENSE, "jp-kr-defense-ministers", "jp-us-defense-ministers", VICE, LEADERS,
    "jp-cn-security-dialogue", "jp-kr-foreign-ministers", "jp-kr-us-diplomats", SIX, "nuclear-security-summit",
}
SOURCES = {
    "stripes-2012-01-31": "2012-01-31~", "ann-2013-01-11": "2013-01-11", "japan-times-2015-04-05": "2015-04-05",
    "hankyoreh-2015-04-30": "2015-04-30", "japan-times-2016-01-04": "2016-01-04",
}


class Boards:
    """The boards of the example record, each asked for once."""

    def __init__(self, cli: Cli) -> None:
        self.cli = cli
        self.whole = cache(self._whole)

    def _whole(self, seen: str, day: str) -> Row:
        known = ("--known-by", day) if seen == "K" else ()
        board = self.cli("status", "--as-of", day, *known, "--format", "json").json
        assert isinstance(board, dict)
        return board

    def row(self, seen: str, day: str, subject: str) -> Row:
        board = self.whole(seen, day)
        (row,) = [row for row in (*board["agreements"], *board["series"]) if row["subject"] == subject]
        assert isinstance(row, dict)
        return row


@pytest.fixture(scope="module")
def boards(shared: Cli) -> Boards:
    return Boards(shared)


# subject, day, status known, status in hindsight
STATUSES = [
    (GSOMIA, FEB_2012, "stalled", "stalled"),
    (GSOMIA, JAN_2013, "postponed", "postponed"),
    (GSOMIA, APR_2015, "postponed", "postponed"),
    (GSOMIA, JAN_2016, "postponed", "postponed"),
    (ACSA, FEB_2012, "stalled", "stalled"),
    (ACSA, JAN_2013, "stalled", "stalled"),
    (ACSA, APR_2015, "proposed", "proposed"),
    (ACSA, JAN_2016, "proposed", "proposed"),
    (TISA, FEB_2012, None, None),
    (TISA, JAN_2013, None, None),
    (TISA, APR_2015, "signed", "signed"),
    (TISA, JAN_2016, "signed", "signed"),
    (TALKS, FEB_2012, None, None),
    (TALKS, JAN_2013, "planned", "planned"),
    (DIALOGUE, FEB_2012, None, "suspended"),
    (DIALOGUE, JAN_2013, None, "suspended"),
    (DIALOGUE, APR_2015, "resumption agreed", "resumption agreed"),
    (DEFENSE, FEB_2012, None, None),
    (DEFENSE, JAN_2013, None, None),
    (VICE, FEB_2012, None, None),
    (VICE, JAN_2013, None, None),
    (VICE, APR_2015, None, None),
    (LEADERS, FEB_2012, None, None),
    (LEADERS, JAN_2013, None, None),
    (LEADERS, APR_2015, None, None),
    *((SIX, day, "collapsed", "collapsed") for day in DAYS),
    # the probes, in which known and hindsight differ
    (GSOMIA, "2012-07-15", "stalled", "postponed"),
    (TISA, "2015-01-15", None, "signed"),
    (TISA, "2015-04-10", "concluded", "signed"),
    ("jp-kr-comfort-women", "2016-01-02", None, "concluded"),
]


@pytest.mark.parametrize(("subject", "day", "known", "hindsight"), STATUSES)
def test_the_status(boards: Boards, subject: str, day: str, known: str | None, hindsight: str | None) -> None:
    assert boards.row("K", day, subject)["status"] == known
    assert boards.row("H", day, subject)["status"] == hindsight


# subject, day, the status and date of the rounds known, and in hindsight
Rounds = list[tuple[str, str | None]]
DTT_HELD: Rounds = [("held", "2012-01-30")]
TALKS_ROUND = "[2013-01-21..2013-01-31]"
ROUNDS: list[tuple[str, str, Rounds, Rounds]] = [
    *((DTT, day, DTT_HELD, DTT_HELD) for day in DAYS),
    (TALKS, FEB_2012, [], []),
    (TALKS, JAN_2013, [("scheduled", TALKS_ROUND)], [("scheduled", TALKS_ROUND)]),
    (TALKS, APR_2015, [("overdue", TALKS_ROUND)], [("overdue", TALKS_ROUND)]),
    (TALKS, JAN_2016, [("overdue", TALKS_ROUND)], [("overdue", TALKS_ROUND)]),
    (DIALOGUE, FEB_2012, [], [("held", "2009-12")]),
    (DEFENSE, FEB_2012, [], []),
    (DEFENSE, JAN_2013, [], []),
    (DEFENSE, APR_2015, [("proposed", "2015-05")], [("proposed", "2015-05")]),
    (DEFENSE, JAN_2016, [("overdue", "2015-05")], [("overdue", "2015-05")]),
    (VICE, APR_2015, [], []),
    (VICE, JAN_2016, [("scheduled", "[2016-01-11..2016-01-20]")], [("scheduled", "[2016-01-11..2016-01-20]")]),
    (LEADERS, APR_2015, [], []),
    (LEADERS, JAN_2016, [("proposed", "[2016-03-31..]")], [("proposed", "[2016-03-31..]")]),
]


@pytest.mark.parametrize(("subject", "day", "known", "hindsight"), ROUNDS)
def test_the_rounds(boards: Boards, subject: str, day: str, known: Rounds, hindsight: Rounds) -> None:
    for seen, wanted in (("K", known), ("H", hindsight)):
        rounds = boards.row(seen, day, subject)["rounds"]
        assert [(one["status"], one["date"]) for one in rounds] == wanted, seen


def test_hindsight_narrows_gsomia_in_february_2012(boards: Boards) -> None:
    """June narrows the article that says only "2012": nothing may already have happened by February."""
    assert boards.row("H", FEB_2012, GSOMIA)["possible"] == []


def test_gsomia_in_january_2013(boards: Boards, shared: Cli) -> None:
    known, hindsight = boards.row("K", JAN_2013, GSOMIA), boards.row("H", JAN_2013, GSOMIA)
    assert known["since"] == hindsight["since"] == "2012-06"
    assert (known["origins"], hindsight["origins"]) == (1, 2)
    assert "sources differ" in hindsight["flags"] and "sources differ" not in known["flags"]
    shown = shared("show", GSOMIA, "--as-of", JAN_2013).ok().out
    assert "differ on" in shown and " by" in next(line for line in shown.splitlines() if "differ on" in line)


def test_dates_of_the_table(boards: Boards) -> None:
    for seen in "KH":
        assert boards.row(seen, APR_2015, ACSA)["since"] == "2015-04-12"
        assert boards.row(seen, APR_2015, TISA)["since"] == "[2014-10..2014-12]"
        assert boards.row(seen, JAN_2013, TALKS)["rounds"][0]["round"] == "1"
        assert boards.row(seen, JAN_2013, TALKS)["every"] == "P6M"
        assert boards.row(seen, JAN_2013, TALKS)["next"] == TALKS_ROUND
        assert boards.row(seen, APR_2015, TALKS)["overdue"] == ["1"]


@pytest.mark.parametrize("seen", ["K", "H"])
def test_the_dialogue_has_a_round_whose_window_ends_on_30_april(boards: Boards, seen: str) -> None:
    def ahead(day: str) -> list[str]:
        return [one["status"] for one in boards.row(seen, day, DIALOGUE)["rounds"] if one["status"] != "held"]

    (planned,) = [one for one in boards.row(seen, APR_2015, DIALOGUE)["rounds"] if one["status"] == "scheduled"]
    assert planned["date"].rstrip("]").endswith("2015-04-30")
    assert ahead(APR_2015) == ["scheduled"]
    assert ahead("2015-05-01") == ahead(JAN_2016) == ["overdue"]


def test_known_and_hindsight_are_identical_once_all_is_published(boards: Boards) -> None:
    known, hindsight = dict(boards.whole("K", JAN_2016)), dict(boards.whole("H", JAN_2016))
    assert (known.pop("known_by"), hindsight.pop("known_by")) == (JAN_2016, None)
    assert known == hindsight


def test_an_open_start_is_not_true_in_2012(boards: Boards) -> None:
    for seen in "KH":
        for row in (*boards.whole(seen, FEB_2012)["agreements"], *boards.whole(seen, FEB_2012)["series"]):
            assert "2015" not in str(row.get("since")), row
        assert boards.row(seen, FEB_2012, "us-kr-thaad")["status"] is None


AGREEMENT_KEYS = ["subject", "name", "parties", "status", "since", "possible", "flags", "by_party", "origins", "events"]
SERIES_KEYS = ["subject", "name", "status", "every", "last_held", "next", "cadence", "overdue", "possible", "flags",
               "events", "rounds"]
ROUND_KEYS = ["round", "status", "date", "place", "events"]


def test_the_keys_of_the_board(boards: Boards) -> None:
    board = boards.whole("K", JAN_2013)
    assert list(board) == ["as_of", "known_by", "position", "agreements", "series"]
    assert (board["as_of"], board["known_by"]) == (JAN_2013, JAN_2013)
    for row in board["agreements"]:
        assert set(row) == set(AGREEMENT_KEYS)
        assert set(row["by_party"]) == set(row["parties"])
    for row in board["series"]:
        assert set(row) >= set(SERIES_KEYS)
        for one in row["rounds"]:
            assert set(one) == set(ROUND_KEYS)


def test_a_series_has_the_keys_of_the_contract_and_no_others(boards: Boards) -> None:
    for row in boards.whole("K", JAN_2013)["series"]:
        assert set(row) == set(SERIES_KEYS)


def test_every_subject_stands_on_every_board(boards: Boards) -> None:
    for day in DAYS:
        for seen in "KH":
            board = boards.whole(seen, day)
            assert {row["subject"] for row in board["agreements"]} == AGREEMENTS
            assert {row["subject"] for row in board["series"]} == SERIES


def test_events_named_on_the_board_are_in_the_log(boards: Boards, shared: Cli) -> None:
    there = {row["id"] for row in shared.events("--type", "reported")}
    for row in boards.whole("H", JAN_2016)["agreements"]:
        assert bool(row["events"]) == bool(row["status"])
        assert set(row["events"]) <= there
    for row in boards.whole("H", JAN_2016)["series"]:
        named = {*row["events"], *(event for one in row["rounds"] for event in one["events"])}
        assert named and named <= there


def test_the_export_holds_the_record_byte_for_byte(shared: Cli) -> None:
    lines = shared("export").ok().out.splitlines()
    envelopes = [json.loads(line) for line in lines]
    assert [one["position"] for one in envelopes] == list(range(1, len(lines) + 1))
    for line, envelope in zip(lines, envelopes, strict=True):
        assert list(envelope) == ["content", "id", "position", "recorded", "recorder", "version"]
        assert envelope["version"] == 1
        assert rfc8785.dumps(envelope) == line.encode()
        assert hashlib.sha256(rfc8785.dumps(envelope["content"])).hexdigest()[:32] == envelope["id"]
    contents = [one["content"] for one in envelopes]
    assert sum(content["type"] == "reported" for content in contents) == 77
    assert {c["source"]: c["published"] for c in contents if c["type"] == "source_filed"} == SOURCES
    registered = [(c["kind"], c["subject"]) for c in contents if c["type"] == "subject_registered"]
    assert {subject for kind, subject in registered if kind == "agreement"} == AGREEMENTS
    assert {subject for kind, subject in registered if kind == "series"} == SERIES


def test_the_position_counts_the_events_seen(shared: Cli) -> None:
    count = len(shared.events())
    assert shared("status", "--format", "json").json["position"] == count
    assert shared("status", "--at", "30", "--format", "json").json["position"] == 30
    empty = shared("status", "--at", "0", "--format", "json").json
    assert (empty["position"], empty["agreements"], empty["series"]) == (0, [], [])
