"""Replay: certain and possible, known and hindsight, the laws, and the board of the published record."""

from __future__ import annotations

import json
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import ARCHIVE, Content, Given, Seen, agreement, day, facts_of, reported, series, source
from tracker import lifecycle, meetings
from tracker.canonical import content_id
from tracker.days import day_text
from tracker.lifecycle import Agreement
from tracker.meetings import Series
from tracker.projection import AgreementState, Board, courses, fold_agreement, fold_series, replay

RECORD = Path(__file__).parent.parent / "events"
FILES = sorted(RECORD.glob("*.jsonl"))
CODED = "2026-01-01"


def contents(files: list[Path]) -> list[Content]:
    return [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines() if line.strip()]


def record_of(files: list[Path]) -> Given:
    log = Given()
    for content in contents(files):
        log.add(content, CODED)
    return log


@pytest.fixture(scope="module")
def record() -> Given:
    return record_of(FILES)


def between_two() -> Given:
    return Given(agreement("x", "JP", "KR"))


class TestCertainAndPossible:
    def log(self) -> Given:
        log = between_two()
        log.report("x", "proposed", "2012-01-10")
        log.report("x", "postponed", "2012-06")
        return log

    @pytest.mark.parametrize(
        ("as_of", "status", "possible"),
        [
            ("2012-05-31", "proposed", set()), ("2012-06-01", "proposed", {"postponed"}),
            ("2012-06-29", "proposed", {"postponed"}), ("2012-06-30", "postponed", set()),
        ],
    )
    def test_by_the_bounds_of_the_window(self, as_of: str, status: str, possible: set[str]) -> None:
        board = self.log().board(as_of)
        assert (board.status("x"), board.possible("x")) == (status, possible)

    def test_possible_is_empty_when_it_would_change_nothing(self) -> None:
        log = self.log()
        log.report("x", "postponed", "[2012-07..2012-12]")
        assert log.board("2012-09-01").possible("x") == set()

    def test_possible_lists_each_alone_and_all_together(self) -> None:
        log = between_two()
        log.report("x", "signed", "2016")
        log.report("x", "entered_into_force", "2016")
        assert log.board("2016-06-01").status("x") is None
        assert log.board("2016-06-01").possible("x") == {"signed", "in force"}

    def test_possible_counts_every_choice_of_what_is_past(self) -> None:
        log = between_two()
        log.report("x", "signed", "[2016-01-01..2016-03-01]", by=["JP"])
        log.report("x", "terminated", "[2016-01-01..2016-03-02]")
        log.report("x", "signed", "[2016-01-01..2016-03-03]", by=["KR"])
        assert log.board("2016-02-01").possible("x") == {"partly signed", "signed", "terminated"}

    def test_a_plan_counts_from_the_day_it_was_stated(self) -> None:
        log = between_two()
        log.report("x", "signing_scheduled", "2012-06-20", planned_for="2012-06-29")
        assert log.board("2012-06-19").status("x") is None
        assert log.board("2012-06-20").status("x") == "signing scheduled"

    def test_an_open_start_is_certain_only_from_its_latest_bound(self) -> None:
        log = between_two()
        log.report("x", "concluded", "[..2015-04-05]")
        for as_of in ("1900-01-01", "2012-01-01", "2015-04-04"):
            assert (log.board(as_of).status("x"), log.board(as_of).possible("x")) == (None, {"concluded"})
        assert (log.board("2015-04-05").status("x"), log.board("2015-04-05").possible("x")) == ("concluded", set())

    def test_stalled_since_2010_is_certain_at_the_end_of_2010(self) -> None:
        log = between_two()
        log.report("x", "stalled", "2010/..")
        assert (log.board("2010-12-30").status("x"), log.board("2010-12-30").possible("x")) == (None, {"stalled"})
        assert (log.board("2010-12-31").status("x"), log.board("2010-12-31").since("x")) == ("stalled", "2010")

    def test_as_of_is_inclusive(self) -> None:
        log = between_two()
        log.report("x", "signed", "2016-11-23")
        assert log.board("2016-11-22").status("x") is None
        assert log.board("2016-11-23").status("x") == "signed"

    def test_the_possible_takes_no_part_in_the_events_or_since(self) -> None:
        log = self.log()
        board = log.board("2012-06-15")
        assert (board.since("x"), len(board.events("x"))) == ("2012-01-10", 1)

    def test_unresolved_is_flagged_once_it_may_have_begun(self) -> None:
        log = between_two()
        for occurred in ("2012-03", "2012-06", "[2012-02..2012-12]"):
            log.report("x", "postponed", occurred)
        assert log.board("2012-01-31").flags("x") == set()
        assert log.board("2012-12-31").flags("x") == {"unresolved"}


class TestBoard:
    def test_subjects_stand_in_the_order_of_their_ids(self) -> None:
        board = Given(series("d"), agreement("c"), series("b"), agreement("a")).board("2016-01-01").board
        assert [state.subject.id for state in board.agreements] == ["a", "c"]
        assert [state.subject.id for state in board.series] == ["b", "d"]

    def test_position_is_how_many_events_were_counted(self) -> None:
        log = between_two()
        log.report("x", "signed", "2016-11-23")
        assert log.board("2016-12-01").board.standpoint.position == 3
        assert log.board("2016-12-01", at=2).board.standpoint.position == 2

    def test_one_subject_may_be_asked_for(self) -> None:
        log = Given(agreement("x"), agreement("y"))
        board = replay(log.facts(), day("2016-01-01"), subjects=["y"])
        assert [state.subject.id for state in board.agreements] == ["y"]
        assert board.find("x") is None

    def test_a_report_of_an_unknown_subject_or_act_or_source_is_passed_over(self) -> None:
        log = between_two()
        log.report("y", "signed", "2016-11-23")
        log.report("x", "danced", "2016-11-23")
        log.report("x", "signed", "2016-11-23", source="nowhere")
        assert log.board("2016-12-01").status("x") is None


D1, D2, D3, D4 = "2012-02-15", "2013-01-11", "2015-04-30", "2016-01-05"
# Subject, then the status known by the same day, then that in hindsight, at each of the four days.
STATUSES: list[tuple[str, list[str | None], list[str | None]]] = [
    ("jp-kr-gsomia", ["stalled", "postponed", "postponed", "postponed"],
     ["stalled", "postponed", "postponed", "postponed"]),
    ("jp-kr-acsa", ["stalled", "stalled", "proposed", "proposed"], ["stalled", "stalled", "proposed", "proposed"]),
    ("jp-kr-us-tisa", [None, None, "signed", "signed"], [None, None, "signed", "signed"]),
    ("jp-kr-us-security-talks", [None, "planned", "planned", "planned"], [None, "planned", "planned", "planned"]),
    ("jp-kr-security-dialogue", [None, None, "resumption agreed", "resumption agreed"],
     ["suspended", "suspended", "resumption agreed", "resumption agreed"]),
    ("six-party-talks", ["collapsed"] * 4, ["collapsed"] * 4),
]
# Subject, then the rounds (status, date) on the board at each of the four days, known by the same day.
ROUNDS: list[tuple[str, list[list[tuple[str, str]]]]] = [
    ("jp-kr-us-dtt", [[("held", "2012-01-30")]] * 4),
    ("jp-kr-us-security-talks", [
        [], [("scheduled", "[2013-01-21..2013-01-31]")], [("overdue", "[2013-01-21..2013-01-31]")],
        [("overdue", "[2013-01-21..2013-01-31]")],
    ]),
    ("jp-kr-us-defense-ministers", [[], [], [("proposed", "2015-05")], [("overdue", "2015-05")]]),
    ("jp-kr-us-vice-ministers", [[], [], [], [("scheduled", "[2016-01-11..2016-01-20]")]]),
    ("jp-kr-us-leaders", [[], [], [], [("proposed", "[2016-03-31..]")]]),
]


class TestRecord:
    """The board of the five articles (design, section 12)."""

    def test_is_five_files_of_77_reports_about_20_subjects(self, record: Given) -> None:
        facts = record.facts()
        assert len(FILES) == 5
        assert len(facts.reports) == 77
        board = record.board(D4)
        assert (len(board.board.agreements), len(board.board.series)) == (7, 13)

    @pytest.mark.parametrize(("subject", "known", "hindsight"), STATUSES, ids=[row[0] for row in STATUSES])
    def test_statuses(
        self, record: Given, subject: str, known: list[str | None], hindsight: list[str | None]
    ) -> None:
        days = (D1, D2, D3, D4)
        assert [record.board(as_of, as_of).status(subject) for as_of in days] == known
        assert [record.board(as_of).status(subject) for as_of in days] == hindsight

    @pytest.mark.parametrize(("subject", "rounds"), ROUNDS, ids=[row[0] for row in ROUNDS])
    def test_rounds(self, record: Given, subject: str, rounds: list[list[tuple[str, str]]]) -> None:
        seen = [
            [(status, date) for _, status, date in record.board(as_of, as_of).rounds(subject)]
            for as_of in (D1, D2, D3, D4)
        ]
        assert seen == rounds

    def test_gsomia_in_2012_is_stalled_and_nothing_else_in_hindsight_too(self, record: Given) -> None:
        for known_by in (D1, None):
            board = record.board(D1, known_by)
            assert (board.status("jp-kr-gsomia"), board.possible("jp-kr-gsomia")) == ("stalled", set())
            assert board.since("jp-kr-gsomia") == "2010"

    def test_gsomia_is_postponed_since_june_2012(self, record: Given) -> None:
        known = record.board(D2, D2)
        assert (known.since("jp-kr-gsomia"), known.origins("jp-kr-gsomia")) == ("2012-06", 1)
        assert known.flags("jp-kr-gsomia") == set()
        hindsight = record.board(D2)
        assert (hindsight.since("jp-kr-gsomia"), hindsight.origins("jp-kr-gsomia")) == ("2012-06", 2)
        assert hindsight.flags("jp-kr-gsomia") == {"sources differ"}
        (made,) = hindsight.agreement("jp-kr-gsomia").made_by
        assert made.differing == ("by",)

    def test_acsa_was_proposed_on_the_12th_of_april(self, record: Given) -> None:
        assert record.board(D3, D3).since("jp-kr-acsa") == "2015-04-12"

    def test_tisa_was_signed_late_in_2014(self, record: Given) -> None:
        for as_of in (D3, D4):
            assert record.board(as_of, as_of).since("jp-kr-us-tisa") == "[2014-10..2014-12]"

    def test_the_first_round_of_the_security_talks_is_named(self, record: Given) -> None:
        assert [name for name, *_ in record.board(D2, D2).rounds("jp-kr-us-security-talks")] == ["1"]

    def test_the_security_dialogues_round_is_scheduled_on_its_last_day_and_then_overdue(self, record: Given) -> None:
        window = "[2015-04-05..2015-04-30]"
        assert (None, "scheduled", window) in record.board(D3, D3).rounds("jp-kr-security-dialogue")
        assert (None, "overdue", window) in record.board("2015-05-01", D3).rounds("jp-kr-security-dialogue")
        assert (None, "overdue", window) in record.board(D4, D4).rounds("jp-kr-security-dialogue")

    @pytest.mark.parametrize(
        ("as_of", "subject", "known", "hindsight"),
        [
            ("2012-07-15", "jp-kr-gsomia", "stalled", "postponed"),
            ("2015-01-15", "jp-kr-us-tisa", None, "signed"),
            ("2015-04-10", "jp-kr-us-tisa", "concluded", "signed"),
            ("2016-01-02", "jp-kr-comfort-women", None, "concluded"),
        ],
    )
    def test_probes_where_known_and_hindsight_differ(
        self, record: Given, as_of: str, subject: str, known: str | None, hindsight: str
    ) -> None:
        assert record.board(as_of, as_of).status(subject) == known
        assert record.board(as_of).status(subject) == hindsight

    def test_known_and_hindsight_are_identical_at_the_end(self, record: Given) -> None:
        assert summary(record.board(D4, D4).board) == summary(record.board(D4).board)

    def test_an_open_start_does_not_read_as_true_in_2012(self, record: Given) -> None:
        for subject in ("jp-kr-us-tisa", "us-kr-thaad"):
            assert record.board("2012-06-30").status(subject) is None
            assert record.board("2015-04-04").status(subject) == ("signed" if "tisa" in subject else None)
        assert record.board("2015-04-05").status("us-kr-thaad") == "proposed"

    def test_nothing_is_out_of_order_or_unresolved(self, record: Given) -> None:
        for as_of in (D1, D2, D3, D4):
            for known_by in (as_of, None):
                board = record.board(as_of, known_by)
                flags = {flag for state in board.board.states for flag in state.flags}
                assert flags <= {"sources differ"}, as_of

    def test_the_order_of_the_files_plays_no_part(self) -> None:
        boards = {
            repr([summary(record_of(list(files)).board(as_of).board) for as_of in (D1, D2, D3, D4)])
            for files in list(permutations(FILES))[::7]
        }
        assert len(boards) == 1

    def test_importing_twice_changes_nothing(self, record: Given) -> None:
        twice = record_of(FILES + FILES)
        assert twice.entries == record.entries


def summary(board: Board) -> list[Any]:
    """What a board says, in plain values."""
    said: list[Any] = []
    for one in board.states:
        view = one.view
        said.append([
            one.subject.id, view.status, view.since, one.flags, one.possible,
            [event for made in view.made_by for event in made.events],
            dict(one.view.by_party) if isinstance(one, AgreementState) else [
                (known.name, known.status, known.date, known.place) for known in one.view.rounds
            ],
        ])
    return said


SOURCES = {f"s{number}": f"201{number}-06-30" for number in range(5)}
TEXTS = st.sampled_from([
    None, "2009", "2010-05", "2010-06-30", "2011-06-27", "2011-06", "2010/..", "[..2011]", "2011?", "2012",
    "[2012-03..2012-09]", "2013-06-01", "[2013-05-01..2013-05-20]", "2013-05-20~", "2014-06-29", "2014-06",
])
DAYS = ["2009-12-31", "2010-06-30", "2011-06-26", "2012-06-30", "2013-05-21", "2013-06-02", "2014-06-30", "2020-01-01"]
PARTIES = st.lists(st.sampled_from(["JP", "KR", "US"]), max_size=3, unique=True)
DETAILS = st.fixed_dictionaries(
    {"source": st.sampled_from(sorted(SOURCES)), "by": PARTIES},
    optional={
        "certainty": st.sampled_from(["possible", "denied"]),
        "effective": st.sampled_from(["2011-12-01", "2013-06-01"]),
        "until": st.sampled_from(["2012-05", "2013-05-31"]),
        "place": st.sampled_from(["Tokyo", "Seoul"]),
    },
)
AGREEMENT_REPORTS = st.builds(
    lambda act, occurred, details: reported(
        "x", act, occurred, **details, **({"planned_for": "2012-09-01"} if act.endswith("scheduled") else {})
    ),
    st.sampled_from([
        "proposed", "signing_scheduled", "postponed", "stalled", "declined", "signed", "signed", "ratified",
        "entry_scheduled", "entered_into_force", "concluded", "suspended", "resumed", "termination_announced",
        "notice_served", "notice_suspended", "notice_revoked", "withdrawn", "terminated", "urged",
    ]),
    TEXTS, DETAILS,
)
SERIES_REPORTS = st.builds(
    lambda act, occurred, planned, round_, details: reported(
        "s", act, occurred, planned_for=planned, round=round_, every="P6M", **details
    ),
    st.sampled_from([
        "established", "cadence_set", "proposed", "agreed", "scheduled", "opened", "opened", "held", "held",
        "postponed", "cancelled", "declined", "suspended", "resumption_agreed", "ended", "collapsed", "discussed",
    ]),
    TEXTS,
    st.sampled_from([None, "2012-09-01", "[2011-07..2011-08]", "2013-06", "2010-06-30/2010-07-02"]),
    st.sampled_from([None, None, "1", "2"]),
    DETAILS,
)
LOGS = st.lists(st.one_of(AGREEMENT_REPORTS, SERIES_REPORTS), max_size=9)


def log_of(reports: list[Content]) -> Given:
    filed = [source(name, published) for name, published in SOURCES.items()]
    return Given(agreement("x", "JP", "KR", "US"), series("s", "JP", "KR"), *filed, *reports)


class TestLaws:
    @given(LOGS, st.sampled_from(sorted(SOURCES.values())))
    def test_known_by_is_the_log_without_the_sources_published_later(
        self, reports: list[Content], known_by: str
    ) -> None:
        log = log_of(reports)
        later = {name for name, published in {**SOURCES, ARCHIVE: "2030-12-31"}.items() if published > known_by}
        earlier = [entry for entry in log.entries if entry[0].get("source") not in later]
        for as_of in DAYS:
            assert summary(log.board(as_of, known_by).board) == summary(Seen(facts_of(earlier), as_of).board)

    @given(LOGS, st.lists(st.tuples(st.integers(0, 20), st.sampled_from(sorted(SOURCES))), max_size=4))
    def test_known_by_counts_retractions_from_their_publication(
        self, reports: list[Content], retractions: list[tuple[int, str]]
    ) -> None:
        log = log_of(reports)
        for number, name in retractions:
            claims = [content_id(content) for content, _ in log.entries if content["type"] in ("reported", "retracted")]
            if claims:
                log.retract(claims[number % len(claims)], source=name)
        for known_by in SOURCES.values():
            later = {name for name, published in {**SOURCES, ARCHIVE: "2030-12-31"}.items() if published > known_by}
            earlier = [entry for entry in log.entries if entry[0].get("source") not in later]
            for as_of in DAYS[::3]:
                assert summary(log.board(as_of, known_by).board) == summary(Seen(facts_of(earlier), as_of).board)

    @given(LOGS, st.integers(0, 20))
    def test_at_a_position_is_the_log_of_its_first_events(self, reports: list[Content], at: int) -> None:
        log = log_of(reports)
        first = Given()
        first.entries = log.entries[:at]
        for as_of in DAYS:
            assert summary(log.board(as_of, at=at).board) == summary(first.board(as_of).board)

    @given(LOGS, st.randoms(use_true_random=False))
    def test_the_order_of_appending_does_not_change_hindsight(self, reports: list[Content], random: Any) -> None:
        log = log_of(reports)
        shuffled = list(log.entries)
        random.shuffle(shuffled)
        for as_of in DAYS:
            assert summary(log.board(as_of).board) == summary(Seen(facts_of(shuffled), as_of).board)

    @given(LOGS)
    def test_what_is_certain_one_day_is_certain_the_next(self, reports: list[Content]) -> None:
        for course in courses(log_of(reports).facts()).values():
            for earlier, later in pairwise(DAYS):
                certain = course.certain(day(earlier))
                assert course.certain(day(later))[: len(certain)] == certain

    @given(LOGS, st.permutations(range(9)))
    def test_evolve_never_raises_whatever_the_order(self, reports: list[Content], order: list[int]) -> None:
        log = log_of(reports)
        for course in courses(log.facts()).values():
            made = list(course.told.occurrences)
            shuffled = [made[index] for index in order if index < len(made)]
            lifecycle.view(fold_agreement(Agreement(("JP", "KR")), shuffled), day("2012-01-01"))
            meetings.view(fold_series(Series(), shuffled), day("2012-01-01"))

    @settings(max_examples=60, deadline=None)
    @given(LOGS)
    def test_the_board_changes_only_on_bounds_and_turning_days(self, reports: list[Content]) -> None:
        log = log_of(reports)
        for subject, course in courses(log.facts()).items():
            turning: set[int] = set()
            made = course.told.occurrences
            for number in range(len(made) + 1):
                if subject == "x":
                    turning |= lifecycle.turning_days(fold_agreement(Agreement(("JP", "KR", "US")), made[:number]))
                else:
                    turning |= meetings.turning_days(fold_series(Series(), made[:number]))
            turning |= {bound for one in made for bound in one.window}
            turning |= {claim.window.earliest for claim in course.told.unresolved}
            first, last = day("2009-01-01"), day("2016-01-01")
            before: Any = None
            for number in range(first, last, 1):
                state = course.at(number)
                now = (state.view.status, state.view.since, state.flags, state.possible)
                assert number == first or number in turning or now == before, day_text(number)
                before = now

    @given(LOGS)
    def test_importing_twice_changes_nothing(self, reports: list[Content]) -> None:
        once, twice = log_of(reports), log_of(reports + reports)
        assert [content_id(content) for content, _ in once.entries] == [
            content_id(content) for content, _ in twice.entries
        ]
