"""What changed from day to day: just where the board of a day, as known on that day, differs from the day before's."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import agreement, day, reported, series, source
from tests.readmodel.kept import facts_in, known_days_of, made_anew, new_log, record, record_entries
from tests.strategies import Log as Entries
from tests.strategies import logs
from tracker.canonical import content_id
from tracker.changes import FLAG, PARTY, POSSIBLE, ROUND, STATUS, Change, Side
from tracker.days import END, day_text
from tracker.history import breakpoints
from tracker.projection import courses
from tracker.published import event_files
from tracker.readmodel import Reader
from tracker.readmodel.reading import Reader as ReaderClass
from tracker.readmodel.recent import recent
from tracker.recording import Recorder
from tracker.rows import Standing

FIRST, LAST = day("1900-01-01"), day("2040-12-31")


def gists(reader: ReaderClass, number: int) -> dict[str, Any]:
    """What the board of a day says of each subject, as known on that day, whatever the order of rounds."""
    def gist(one: Standing) -> Any:
        told = one.gist()
        if isinstance(told, tuple) and one.rounds:
            return (*told[:-1], sorted(told[-1], key=repr))
        return told

    return {one.subject: gist(one) for one in reader.standings(number, number)}


@settings(max_examples=60, deadline=None)
@given(logs())
def test_a_change_is_just_where_the_boards_of_two_days_differ(entries: Entries) -> None:
    with new_log() as log:
        record_entries(log, entries)
        if not Reader(log).is_kept:
            Recorder(log).catch_up()
        reader, facts = Reader(log), facts_in(log)
        found = reader.changes(FIRST, LAST)
        assert [(-one.day, one.subject) for one in found] == sorted((-one.day, one.subject) for one in found)
        told = {(one.day, one.subject): one for one in found}
        assert len(told) == len(found)
        for number in sorted(set(turning_days(facts_in(log), known_days_of(facts))) | {one.day for one in found}):
            before, after = gists(reader, number - 1), gists(reader, number)
            differ = {subject for subject in after if before[subject] != after[subject]}
            assert {subject for at, subject in told if at == number} == differ, day_text(number)
            standings = {one.subject: one for one in reader.standings(number, number)}
            for subject in differ:
                assert_turns_lead_there(told[number, subject], standings[subject])


def turning_days(facts: Any, known_days: Iterable[int]) -> set[int]:
    """Every day on which a board on the diagonal may turn."""
    days = {known for known in known_days if known < END}
    for known in [*days, END]:
        for course in courses(facts, known).values():
            days |= set(breakpoints(course))
    return {number for number in days if FIRST <= number <= LAST}


def assert_turns_lead_there(change: Change, standing: Standing) -> None:
    row = standing.row
    for turn in change.turns:
        assert turn.before != turn.after or turn.what == ROUND
        if turn.what == STATUS:
            assert turn.after == (Side(row.status, row.since) if row.status else None)
        elif turn.what == PARTY:
            standing_now = dict(row.by_party).get(str(turn.name))
            assert turn.after == (Side(standing_now) if standing_now else None)
        elif turn.what in (FLAG, POSSIBLE):
            assert (turn.name in (row.flags if turn.what == FLAG else row.possible)) == (turn.after is not None)
        elif turn.what == ROUND and turn.after is not None:
            assert turn.after in [Side(known.status, known.date, known.place) for known in standing.rounds or ()]
    assert change.words()
    assert not (change.by_clock and change.events)


@settings(max_examples=30, deadline=None)
@given(logs())
def test_the_changes_of_some_days_and_subjects_are_those_of_all_that_lie_there(entries: Entries) -> None:
    with new_log() as log:
        record_entries(log, entries)
        if not Reader(log).is_kept:
            Recorder(log).catch_up()
        reader = Reader(log)
        every = reader.changes(FIRST, LAST)
        if every:
            first, last = every[-1 - len(every) // 3].day, every[len(every) // 3].day
            first, last, subjects = min(first, last), max(first, last), {every[0].subject}
            assert reader.changes(first, last) == [one for one in every if first <= one.day <= last]
            assert reader.changes(FIRST, LAST, subjects) == [one for one in every if one.subject in subjects]


@settings(max_examples=40, deadline=None)
@given(logs(), st.data())
def test_a_log_that_grew_and_one_made_again_tell_the_same_changes_in_the_same_words(
    entries: Entries, data: st.DataObject
) -> None:
    """However the rectangles came about, and wherever they lie in the file."""
    with new_log() as log:
        left = entries
        while left:
            size = data.draw(st.sampled_from((1, 2, 5, len(left))), "size")
            record_entries(log, left[:size])
            left = left[size:]
        if not Reader(log).is_kept:
            Recorder(log).catch_up()
        with contextlib.closing(made_anew(log.database)) as copy:
            assert recent(copy, FIRST, LAST) == Reader(log).changes(FIRST, LAST)


def told(*contents: Any, stamps: Iterable[str] = ()) -> list[Change]:
    """The changes that contents make, the earliest first; each stamp records the next content, the last the rest."""
    with new_log() as log:
        left, times = list(contents), list(stamps) or ["2031-01-01T00:00:00Z"]
        for number, stamp in enumerate(times, start=1):
            some = left if number == len(times) else left[:1]
            record(log, some, stamp)
            left = left[len(some):]
        return Reader(log).changes(FIRST, LAST)[::-1]


GSOMIA = agreement("x", "JP", "KR")
PROPOSED = reported("x", "proposed", "2011-01", source="a")
SIGNED = reported("x", "signed", "2012-06", source="b")


def lines(changes: Iterable[Change]) -> list[tuple[str, str]]:
    return [(day_text(one.day), one.words()) for one in changes]


def test_a_report_shows_on_the_day_it_was_published_not_on_the_day_it_tells_of() -> None:
    found = told(GSOMIA, source("a", "2012-01-15"), source("b", "2013-01-11"), PROPOSED, SIGNED)
    assert lines(found) == [("2012-01-15", "proposed (2011-01)"),
                            ("2013-01-11", "proposed (2011-01) -> signed (2012-06)")]
    assert [(one.events, one.sources, one.by_clock) for one in found] == [
        ((content_id(PROPOSED),), ("a",), False), ((content_id(SIGNED),), ("b",), False)]


def test_what_the_clock_turns_has_no_event() -> None:
    talks = series("talks", "JP", "KR")
    plan = reported("talks", "scheduled", planned_for="2012-02-10", place="Seoul", source="a")
    found = told(talks, source("a", "2012-01-15"), plan)
    assert lines(found) == [
        ("2012-01-15", "a round: scheduled (2012-02-10) in Seoul"),
        ("2012-02-11", "a round: scheduled (2012-02-10) in Seoul -> overdue (2012-02-10) in Seoul"),
    ]
    assert [one.by_clock for one in found] == [False, True]
    assert (found[1].events, found[1].sources, found[1].recorded) == ((), (), None)


def test_a_retraction_turns_the_board_back_and_is_named() -> None:
    retraction = {"type": "retracted", "event": content_id(SIGNED), "reason": "withdrawn", "source": "c"}
    found = told(GSOMIA, source("a", "2012-01-15"), source("b", "2013-01-11"), source("c", "2013-02-01"), PROPOSED,
                 SIGNED, retraction)
    assert lines(found)[-1] == ("2013-02-01", "signed (2012-06) -> proposed (2011-01)")
    assert content_id(retraction) in found[-1].events and "c" in found[-1].sources and not found[-1].by_clock


def test_a_retraction_that_leaves_nothing_is_not_the_clocks_work() -> None:
    retraction = {"type": "retracted", "event": content_id(PROPOSED), "reason": "withdrawn", "source": "c"}
    found = told(GSOMIA, source("a", "2012-01-15"), source("c", "2013-02-01"), PROPOSED, retraction)
    assert lines(found)[-1] == ("2013-02-01", "proposed (2011-01) -> nothing known")
    assert found[-1].events == (content_id(retraction),) and found[-1].sources == ("c",)
    assert not found[-1].by_clock


def test_a_correction_is_the_event_that_changed_it() -> None:
    correction = {"type": "corrected", "event": content_id(SIGNED), "reason": "wrong month",
                  "replacement": reported("x", "signed", "2012-05", source="c")}
    found = told(GSOMIA, source("a", "2012-01-15"), source("b", "2013-01-11"), source("c", "2013-02-01"), PROPOSED,
                 SIGNED, correction)
    assert lines(found)[-1] == ("2013-02-01", "signed (2012-06) -> signed (2012-05)")
    assert found[-1].events == (content_id(correction),) and found[-1].sources == ("c",)


def test_a_correction_that_says_the_same_of_a_round_is_no_change() -> None:
    proposed = reported("talks", "proposed", "2012", source="a")
    correction = {"type": "corrected", "event": content_id(proposed), "reason": "the note was wrong",
                  "replacement": {**proposed, "note": "in other words"}}
    found = told(series("talks", "JP", "KR"), source("a", "2012-01-15"), proposed, correction,
                 stamps=[f"2020-01-0{number}T10:00:00Z" for number in range(1, 5)])
    assert lines(found) == [("2012-01-15", "a round: proposed")]


def test_one_party_that_stands_apart_is_told() -> None:
    found = told(GSOMIA, source("a", "2012-01-15"), source("b", "2013-01-11"), PROPOSED,
                 reported("x", "signed", "2012-06", source="b", by=["JP"]))
    assert lines(found)[-1] == ("2013-01-11", "proposed (2011-01) -> partly signed (2012-06); Japan: signed")


def test_a_change_was_recorded_when_its_last_event_was() -> None:
    stamps = [f"2020-01-0{number}T10:00:00Z" for number in range(1, 6)]
    found = told(GSOMIA, source("a", "2012-01-15"), source("b", "2013-01-11"), SIGNED, PROPOSED, stamps=stamps)
    assert [one.recorded for one in found] == ["2020-01-05T10:00:00Z", "2020-01-04T10:00:00Z"]


def test_the_record_as_it_was_learnt() -> None:
    """The published record: what each article brought, and what the clock turned in between."""
    contents = [json.loads(line) for path in event_files() for line in path.read_text("utf-8").splitlines()]
    found = told(*sorted(contents, key=lambda one: one["type"] == "reported"))
    by_subject: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        by_subject.setdefault(one.subject, []).append((day_text(one.day), one.words()))
    assert by_subject["jp-kr-gsomia"] == [
        ("2012-01-31", "stalled (2010)"),
        ("2013-01-11", "stalled (2010) -> postponed (2012-06)"),
        ("2016-01-04", "flag raised: sources differ"),
    ]
    assert by_subject["jp-kr-us-tisa"] == [
        ("2015-04-05", "concluded ([..2015-04-05])"),
        ("2015-04-30", "concluded ([..2015-04-05]) -> signed ([2014-10..2014-12])"),
    ]
    assert by_subject["jp-kr-us-security-talks"][-1][0] == "2013-02-01"
    assert {one.by_clock for one in found if "overdue" in one.words() and "cleared" not in one.words()} == {True}
