"""Recording: decide, then append; a preview tells the same and saves nothing; all contents are taken or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.given import agreement, day, reported, series, source
from tests.strategies import Log as Entries
from tests.strategies import logs
from tracker.canonical import content_id
from tracker.days import day_text
from tracker.errors import NOTHING_SAVED, BadConfiguration, BadInput, Conflict, NotFound
from tracker.facts import from_envelopes
from tracker.jsonl import Line
from tracker.log import Log, open_log
from tracker.readmodel import Reader, rebuild
from tracker.readmodel.comparing import compare
from tracker.recording import BATCH, CHANGES_TOLD_FOR, Receipt, Recorder, record
from tracker.visible import catalogue

Content = dict[str, Any]
TODAY = day("2013-01-01")
STAMP = "2013-01-01T00:00:00Z"
BASE = (
    agreement("x", "JP", "KR"),
    series("talks", "JP", "KR"),
    source("may", "2012-05-31"),
    source("june", "2012-06-30"),
)
SIGNED = reported("x", "signed", "2012-06-29", source="june")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with open_log(str(tmp_path / "log.db"), create=True) as made:
        record_all(made, BASE)
        yield made


def record_all(log: Log, contents: Sequence[Content], expected: int | None = None) -> Receipt:
    return record(log, contents, recorded=STAMP, recorder="test", today=TODAY, expected=expected)


def told(log: Log, *contents: Content) -> Receipt:
    """What a preview says; then what recording them says, which is the same."""
    head = log.head()
    seen = Recorder(log).preview(contents, STAMP, TODAY)
    assert log.head() == head and seen.appended == ()
    done = record_all(log, contents)
    assert (done.new, done.repeated, done.warnings, done.changes) == (
        seen.new,
        seen.repeated,
        seen.warnings,
        seen.changes,
    )
    assert log.head() == head + done.new
    return done


def changes(receipt: Receipt) -> list[tuple[str, str, str]]:
    return [(one.subject, one.before, one.after) for one in receipt.changes]


# All or none


def test_each_content_gets_its_place_in_the_order_given(log: Log) -> None:
    proposed = reported("x", "proposed", source="may")
    done = record_all(log, [SIGNED, BASE[0], proposed, dict(reversed(SIGNED.items()))])
    assert [(one.position, one.new) for one in done.appended] == [(5, True), (1, False), (6, True), (5, False)]
    assert (done.new, done.repeated) == (2, 2)
    assert [one.id for one in done.appended] == [content_id(one) for one in (SIGNED, BASE[0], proposed, SIGNED)]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (reported("y", "signed", source="june"), NotFound),
        (reported("x", "held", source="june"), BadInput),
        ({"type": "reported"}, BadInput),
        ({"type": "no"}, BadInput),
        (reported("x", "signed", "soon", source="june"), BadInput),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_fault_saves_nothing_of_the_rest(log: Log, fault: Content, kind: type[Exception], place: int) -> None:
    contents = [SIGNED, reported("x", "urged", source="june")]
    contents.insert(place, fault)
    for attempt in (lambda: record_all(log, contents), lambda: Recorder(log).preview(contents, STAMP, TODAY)):
        with pytest.raises(kind) as caught:
            attempt()
        assert NOTHING_SAVED in str(caught.value)
        assert log.head() == len(BASE)


def test_a_content_may_rest_on_one_before_it_in_the_batch_but_not_on_one_after(log: Log) -> None:
    more = [
        source("july", "2012-07-31"),
        reported("x", "entered_into_force", source="july"),
        {"type": "retracted", "event": content_id(SIGNED), "reason": "r"},
    ]
    with pytest.raises(NotFound):
        record_all(log, more)
    with pytest.raises(NotFound):
        record_all(log, [more[1], more[0]])
    assert record_all(log, [SIGNED, *more]).new == 4


def test_a_fault_in_a_line_is_told_with_its_place(log: Log) -> None:
    text = '{"type":"reported","subject":"y","act":"signed","source":"june"}'
    line = Line("news.jsonl", 7, text, reported("y", "signed", source="june"))
    with pytest.raises(BadInput, match=r"^news\.jsonl:7:20: No subject"):
        record_all(log, [SIGNED, line])  # type: ignore[list-item]
    assert log.head() == len(BASE)


def test_a_refused_batch_leaves_the_recorder_as_it_was(log: Log) -> None:
    recorder = Recorder(log)
    for _ in range(2):
        with pytest.raises(BadInput):
            recorder.record([source("july", "2012-07"), {"type": "no"}], recorded=STAMP, recorder="t", today=TODAY)
        with pytest.raises(NotFound):
            recorder.preview([reported("x", "urged", source="july")], STAMP, TODAY)
    assert recorder.record([source("july", "2012-07")], recorded=STAMP, recorder="t", today=TODAY).new == 1


def test_nothing_to_record_is_recorded(log: Log) -> None:
    assert told(log) == Receipt()


# The expected position


def test_a_log_that_moved_on_is_refused_and_the_right_position_is_not(log: Log) -> None:
    with pytest.raises(Conflict) as caught:
        record_all(log, [SIGNED], expected=3)
    assert (caught.value.expected, caught.value.head) == (3, 4) and log.head() == 4
    assert record_all(log, [SIGNED], expected=4).appended[0].position == 5
    assert record_all(log, [SIGNED], expected=0).repeated == 1  # what is there already conflicts with nothing


# Recorders side by side


def test_two_recorders_on_one_log_stay_right(log: Log, tmp_path: Path) -> None:
    with open_log(str(tmp_path / "log.db")) as other_log:
        one, other = Recorder(log), Recorder(other_log)
        keep = {"recorded": STAMP, "recorder": "t", "today": TODAY}
        assert one.record([SIGNED], **keep).appended[0].position == 5  # type: ignore[arg-type]
        assert other.record([SIGNED], **keep).repeated == 1  # type: ignore[arg-type]
        other.record([source("july", "2012-07-31")], **keep)  # type: ignore[arg-type]
        done = one.record([reported("x", "entered_into_force", source="july")], **keep)  # type: ignore[arg-type]
        assert changes(done) == [("x", "signed (2012-06-29)", "in force (2012-07-31)")]
        other.record([{"type": "retracted", "event": content_id(SIGNED), "reason": "r"}], **keep)  # type: ignore[arg-type]
        with pytest.raises(BadInput, match="taken back already"):
            one.preview([{"type": "retracted", "event": content_id(SIGNED), "reason": "again"}], STAMP, TODAY)
        one.catch_up()
        other.catch_up()
        for known in (one.register, other.register):
            assert known.taken_back_by(content_id(SIGNED)) is not None
        assert dict(one.register.sources) == dict(other.register.sources)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logs(amended=False))
def test_a_log_recorded_one_by_one_or_at_once_is_known_alike(
    tmp_path_factory: pytest.TempPathFactory, entries: Entries
) -> None:
    """Two recorders take turns on one log; a third records it all on another."""
    folder = tmp_path_factory.mktemp("logs")
    with (
        open_log(str(folder / "a.db"), create=True) as log,
        open_log(str(folder / "a.db")) as same,
        open_log(str(folder / "b.db"), create=True) as other,
    ):
        turns = Recorder(log), Recorder(same)
        for number, one in enumerate(entries):
            stamp = f"{day_text(one.recorded)}T00:00:00Z"
            done = turns[number % 2].record([one.content], recorded=stamp, recorder="t", today=one.recorded)
            assert done.new == 1 and done.appended[0].position == number + 1
        last = f"{day_text(entries[-1].recorded)}T00:00:00Z"
        record(other, [one.content for one in entries], recorded=last, recorder="t", today=entries[-1].recorded)
        for recorder in turns:
            recorder.catch_up()
            listed = catalogue(from_envelopes(stored.body for stored in log.read()))
            assert recorder.register.subjects == listed.subjects and recorder.register.sources == listed.sources
        assert [one.id for one in log.read()] == [one.id for one in other.read()]


# What a recorder remembers from one append to the next


def told_by(recorder: Recorder, *contents: Content) -> Receipt:
    return recorder.record(contents, recorded=STAMP, recorder="t", today=TODAY)


@pytest.fixture
def another(log: Log) -> Iterator[Log]:
    """The same log, as another process has it."""
    with open_log(log.where) as made:
        yield made


def is_right(log: Log) -> bool:
    """Whether the read model is kept up, and says what one made anew does."""
    return Reader(log).is_kept and compare(log, by_lot=False).differs == []


def test_what_another_appended_between_two_appends_is_known(log: Log, another: Log) -> None:
    recorder = Recorder(log)
    with pytest.raises(NotFound):
        told_by(recorder, reported("x", "urged", source="july"))
    told_by(recorder, SIGNED)
    july = source("july", "2012-07-31")
    record_all(another, [july, {"type": "subject_amended", "subject": "x", "parties": ["US"]}])
    assert told_by(recorder, july).repeated == 1
    (warning,) = told_by(recorder, reported("x", "ratified", source="july", by=["CN"])).warnings
    assert "CN" in warning and recorder.register.subjects["x"].parties == ("JP", "KR", "US")
    assert told_by(recorder, reported("x", "ratified", source="july", by=["US"])).warnings == ()
    assert is_right(log)


def test_who_appended_without_the_read_model_between_two_appends_is_taken_in(log: Log, another: Log) -> None:
    recorder = Recorder(log)
    told_by(recorder, SIGNED)
    another.append([source("july", "2012-07-31"), reported("x", "entered_into_force", source="july")],
                   recorded=STAMP, recorder="t")
    told_by(recorder, reported("x", "urged", source="july"))
    assert is_right(log)


@pytest.mark.parametrize("here", [True, False], ids=["here", "elsewhere"])
def test_a_read_model_made_again_between_two_appends_is_gone_on_with(log: Log, another: Log, here: bool) -> None:
    """Its subjects may have other numbers, though the log is the same."""
    recorder = Recorder(log)
    late, early = agreement("b", "JP", "KR"), agreement("a", "JP", "KR")
    told_by(recorder, late, early, *(reported(one, "signed", source="june") for one in "ab"))
    log.database.executescript(
        "UPDATE subjects SET number = number + 100; UPDATE claims SET subject = subject + 100;"
        "UPDATE history SET subject = subject + 100; UPDATE rounds SET subject = subject + 100;")
    told_by(recorder, reported("a", "ratified", source="june", by=["JP"]))
    assert is_right(log)
    rebuild(log if here else another, cores=1)
    told_by(recorder, reported("b", "ratified", source="june", by=["JP"]), reported("a", "urged", source="june"))
    assert is_right(log)


def test_a_newer_read_model_made_between_two_appends_is_left_alone(log: Log, another: Log) -> None:
    recorder = Recorder(log)
    told_by(recorder, SIGNED)
    another.database.execute("UPDATE read_model SET version = 99")
    with pytest.raises(BadConfiguration, match="newer tracker"):
        told_by(recorder, reported("x", "urged", source="june"))
    assert log.head() == len(BASE) + 1


def test_what_was_undone_is_not_remembered(log: Log) -> None:
    recorder = Recorder(log)
    told_by(recorder, SIGNED)
    july = source("july", "2012-07-31")
    signals = [reported("x", "urged", source="july", locator={"paragraph": number + 1}) for number in range(BATCH)]
    with pytest.raises(NotFound):
        told_by(recorder, july, *signals, reported("y", "urged", source="july"))
    assert "july" not in recorder.register.sources
    with pytest.raises(NotFound):
        told_by(recorder, reported("x", "urged", source="july"))
    recorder.preview([july, reported("x", "entered_into_force", source="july")], STAMP, TODAY)
    with pytest.raises(NotFound):
        told_by(recorder, reported("x", "urged", source="july"))
    assert changes(told_by(recorder, july, reported("x", "entered_into_force", source="july"))) == [
        ("x", "signed (2012-06-29)", "in force (2012-07-31)")]
    assert is_right(log)


def test_nothing_is_remembered_of_a_longer_transaction_that_may_be_undone(log: Log) -> None:
    recorder = Recorder(log)
    told_by(recorder, SIGNED)
    july = source("july", "2012-07-31")
    with pytest.raises(KeyboardInterrupt), log.writing():
        told_by(recorder, july)
        raise KeyboardInterrupt
    with pytest.raises(NotFound):
        told_by(recorder, reported("x", "urged", source="july"))
    with log.writing():
        told_by(recorder, july)
        told_by(recorder, reported("x", "entered_into_force", source="july"))
    told_by(recorder, reported("x", "urged", source="july"))
    assert is_right(log)


def test_the_first_undoing_is_noticed_by_the_next_append(log: Log) -> None:
    recorder = Recorder(log)
    for content in (SIGNED, {"type": "retracted", "event": content_id(SIGNED), "reason": "r"}, SIGNED,
                    reported("x", "proposed", source="may")):
        told_by(recorder, content)
    assert is_right(log)


# What changes is told


def test_a_change_of_todays_status_is_told_and_a_signal_is_not(log: Log) -> None:
    assert changes(told(log, SIGNED)) == [("x", "nothing known", "signed (2012-06-29)")]
    assert told(log, reported("x", "urged", source="june")).changes == ()
    assert told(log, SIGNED).changes == ()
    assert changes(told(log, reported("x", "entered_into_force", source="june", occurred="2012-06-30"))) == [
        ("x", "signed (2012-06-29)", "in force (2012-06-30)")
    ]


def test_a_subject_registered_with_its_first_report_had_no_status_before(log: Log) -> None:
    done = told(log, agreement("new", "JP"), reported("new", "proposed", source="june"))
    assert changes(done) == [("new", "", "proposed (2012-06-30)")]


def test_what_was_registered_before_is_not_new_to_who_catches_up(tmp_path: Path) -> None:
    """Somebody appended without the read model: what it is caught up with is no change of the append that does it."""
    with open_log(str(tmp_path / "other.db"), create=True) as log:
        log.append([*BASE, SIGNED], recorded=STAMP, recorder="somebody else")
        again = reported("x", "entered_into_force", source="june", occurred="2012-06-30")
        assert changes(record_all(log, [again])) == [("x", "signed (2012-06-29)", "in force (2012-06-30)")]


def test_what_a_retraction_and_its_retraction_change_is_told(log: Log) -> None:
    record_all(log, [SIGNED])
    retraction = {"type": "retracted", "event": content_id(SIGNED), "reason": "r"}
    assert changes(told(log, retraction)) == [("x", "signed (2012-06-29)", "nothing known")]
    again = {"type": "retracted", "event": content_id(retraction), "reason": "r"}
    assert changes(told(log, again)) == [("x", "nothing known", "signed (2012-06-29)")]


def test_a_correction_to_another_subject_changes_both(log: Log) -> None:
    record_all(log, [SIGNED, agreement("y", "JP", "KR")])
    corrected = {
        "type": "corrected",
        "event": content_id(SIGNED),
        "reason": "r",
        "replacement": {**SIGNED, "subject": "y"},
    }
    assert sorted(changes(told(log, corrected))) == [
        ("x", "signed (2012-06-29)", "nothing known"),
        ("y", "nothing known", "signed (2012-06-29)"),
    ]
    retraction = {"type": "retracted", "event": content_id(corrected), "reason": "r"}
    assert [one.subject for one in told(log, retraction).changes] == ["x", "y"]


def test_what_an_amendment_changes_is_told_and_what_its_retraction_changes_too(log: Log) -> None:
    record_all(log, [reported("x", "signed", "2012-06-29", source="june", by=["JP", "KR"])])
    joined = {"type": "subject_amended", "subject": "x", "parties": ["US"]}
    two, three = "signed (2012-06-29)", "partly signed (2012-06-29), Japan signed, South Korea signed"
    there, back = ("x", two, three), ("x", three, two)
    assert changes(told(log, joined)) == [there]
    retraction = {"type": "retracted", "event": content_id(joined), "reason": "r"}
    assert changes(told(log, retraction)) == [back]
    assert changes(told(log, {"type": "retracted", "event": content_id(retraction), "reason": "r"})) == [there]


def test_what_another_date_of_a_source_changes_is_told(log: Log) -> None:
    record_all(log, [reported("x", "proposed", source="june")])
    dated = {"type": "source_amended", "source": "june", "published": "2012-06-15"}
    last, middle = "proposed (2012-06-30)", "proposed (2012-06-15)"
    there, back = ("x", last, middle), ("x", middle, last)
    assert changes(told(log, dated)) == [there]
    assert changes(told(log, {"type": "retracted", "event": content_id(dated), "reason": "r"})) == [back]
    corrected = {
        "type": "corrected",
        "event": content_id(BASE[3]),
        "reason": "r",
        "replacement": source("june", "2012-06-15"),
    }
    assert changes(told(log, corrected)) == [there]


def test_changes_are_told_for_today(log: Log) -> None:
    content = [reported("x", "signed", "2012-06-29", source="june")]
    assert Recorder(log).preview(content, STAMP, day("2012-06-28")).changes == ()
    assert len(Recorder(log).preview(content, STAMP, day("2012-06-29")).changes) == 1


def test_beyond_many_subjects_changes_are_not_told(log: Log) -> None:
    many = [agreement(f"s{number}", "JP") for number in range(CHANGES_TOLD_FOR + 1)]
    record_all(log, many)
    reports = [reported(one["subject"], "proposed", source="june") for one in many]
    assert len(Recorder(log).preview(reports[:-1], STAMP, TODAY).changes) == CHANGES_TOLD_FOR
    assert Recorder(log).preview(reports, STAMP, TODAY).changes == ()


# Late reports


@pytest.mark.parametrize(
    ("known", "act", "source_of_it", "late"),
    [
        (("postponed", "june"), "abandoned", "may", False),  # it changes nothing of today's status
        (("urged", "june"), "proposed", "may", False),  # a signal is no knowledge of where it stands
        (("postponed", "may"), "abandoned", "june", False),
        (("approved", "june"), "proposed", "may", True),
    ],
)
def test_late_is_what_was_published_before_what_is_known(
    log: Log, known: tuple[str, str], act: str, source_of_it: str, late: bool
) -> None:
    record_all(log, [reported("x", known[0], source=known[1])])
    done = told(log, reported("x", act, source=source_of_it))
    assert [one.late for one in done.changes] in ([late], [] if not late else [late])


def test_the_first_report_of_a_subject_is_not_late_whatever_is_known_of_others(log: Log) -> None:
    record_all(log, [reported("talks", "held", source="june")])
    assert [one.late for one in told(log, reported("x", "proposed", source="may")).changes] == [False]


def test_what_was_published_on_the_same_day_is_not_late(log: Log) -> None:
    record_all(log, [source("another", "2012-06-30"), reported("x", "approved", source="june")])
    done = told(log, reported("x", "proposed", source="another"))
    assert [one.late for one in done.changes] == [False]


def test_a_correction_is_not_late(log: Log) -> None:
    proposed = reported("x", "proposed", "2012-05", source="may")
    record_all(log, [proposed, reported("x", "approved", source="june")])
    corrected = {
        "type": "corrected",
        "event": content_id(proposed),
        "reason": "r",
        "replacement": {**proposed, "act": "agreed"},
    }
    assert [(one.after, one.late) for one in told(log, corrected).changes] == [("agreed in principle (2012-05)", False)]


# Warnings


@pytest.mark.parametrize(
    ("before", "report", "phrase"),
    [
        ([("x", "terminated", "2012-06-01", {})], ("x", "signed", "2012-06-29", {}), "cannot follow"),
        (
            [("x", "signed", "2012-06-01", {}), ("x", "signed", "2012-06-29", {})],
            ("x", "signed", "2012-06", {}),
            "--confirms",
        ),
        ([], ("x", "signed", None, {"certainty": "denied"}), "matches no report"),
        ([], ("talks", "postponed", None, {}), "no round was known"),
        ([], ("x", "notice_served", None, {}), "usually tells effective"),
    ],
)
def test_what_deserves_a_second_look_is_told_once(
    log: Log, before: list[tuple[str, str, str, Content]], report: tuple[str, str, str | None, Content], phrase: str
) -> None:
    record_all(log, [reported(one[0], one[1], one[2], source="june", **one[3]) for one in before])
    content = reported(report[0], report[1], report[2], source="june", **report[3])
    (warning,) = told(log, content).warnings
    assert phrase in warning
    assert told(log, content).warnings == ()
