"""What every log promises, whatever keeps it. A new kind of log joins by one line in `KINDS`."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker import canonical
from tracker.errors import BadInput, Conflict, TrackerError
from tracker.log import Appended, Log, Stored, open_log

Opener = Callable[[], Log]

NOON = "2026-11-21T12:00:00Z"
ONE = "2026-11-21T13:00:00Z"


def sqlite(folder: Path) -> Opener:
    path = str(folder / "tracker.db")
    open_log(path, create=True).close()
    return lambda: open_log(path)


KINDS: dict[str, Callable[[Path], Opener]] = {"sqlite": sqlite}


@pytest.fixture(params=KINDS.values(), ids=list(KINDS))
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens the same log anew each time it is called."""
    kind: Callable[[Path], Opener] = request.param
    return kind(tmp_path)


@pytest.fixture
def log(opener: Opener) -> Iterator[Log]:
    with opener() as log:
        yield log


@pytest.fixture
def other(opener: Opener) -> Iterator[Log]:
    """A second connection to the same log."""
    with opener() as log:
        yield log


def report(note: str) -> dict[str, object]:
    return {
        "type": "reported",
        "subject": "jp-kr-gsomia",
        "act": "postponed",
        "source": "ann-2013-01-11",
        "note": note,
    }


def reports(start: int, stop: int) -> list[dict[str, object]]:
    return [report(str(number)) for number in range(start, stop)]


def append(log: Log, *notes: str, expected: int | None = None, recorded: str = NOON) -> list[Appended]:
    return log.append([report(note) for note in notes], recorded=recorded, recorder="desk", expected=expected)


def notes(log: Log, after: int = 0) -> list[str]:
    return [json.loads(stored.body)["content"]["note"] for stored in log.read(after)]


def recorded(log: Log) -> list[str]:
    return [json.loads(stored.body)["recorded"] for stored in log.read()]


# What goes in comes out


def test_a_new_log_is_empty(log: Log) -> None:
    assert log.head() == 0
    assert list(log.read()) == []
    assert log.find("") == []


def test_events_get_the_next_positions_in_the_order_given(log: Log) -> None:
    first = append(log, "a")
    rest = append(log, "b", "c")
    assert [(event.position, event.new) for event in first + rest] == [(1, True), (2, True), (3, True)]
    assert notes(log) == ["a", "b", "c"]
    assert log.head() == 3


def test_what_is_stored_is_the_canonical_envelope_byte_for_byte(log: Log) -> None:
    content = report("a")
    (event,) = log.append([content], recorded=NOON, recorder="desk")
    assert event.id == canonical.content_id(content)
    assert list(log.read()) == [Stored(1, event.id, canonical.envelope(content, event.id, 1, NOON, "desk"))]


@pytest.mark.parametrize(
    "text",
    ["", "한일군사정보보호협정", "\x00 and \x1b[31m", "\U0001f91d", 'a "quoted" \\ line\n', "e\u0301 \u00e9 \u202e",
     "x" * 1_000_000],
    ids=["empty", "Korean", "control", "emoji", "escapes", "combining", "long"],
)  # fmt: skip
def test_any_text_comes_back_as_it_was(log: Log, other: Log, text: str) -> None:
    log.append([report(text)], recorded=NOON, recorder=text[:50])
    (stored,) = other.read()
    envelope = json.loads(stored.body)
    assert envelope["content"]["note"] == text
    assert envelope["recorder"] == text[:50]
    assert stored.body == canonical.canonical(envelope)


def test_the_log_does_not_judge_what_a_content_means(log: Log) -> None:
    log.append([{"type": "no such type", "nested": {"list": [1, None, True, []]}}], recorded=NOON, recorder="")
    assert log.head() == 1


def test_reading_starts_after_the_position_given(log: Log) -> None:
    append(log, "a", "b", "c")
    assert notes(log, after=1) == ["b", "c"]
    assert notes(log, after=3) == []
    assert notes(log, after=99) == []
    assert notes(log, after=-1) == ["a", "b", "c"]


def test_a_long_log_is_read_whole_and_in_order(log: Log) -> None:
    log.append(reports(0, 2_500), recorded=NOON, recorder="desk")
    assert [stored.position for stored in log.read()] == list(range(1, 2_501))
    assert notes(log, after=1_234) == [str(number) for number in range(1_234, 2_500)]


def test_large_events_are_read_whole_and_in_order(log: Log) -> None:
    log.append([report(f"{number}" + "x" * 900_000) for number in range(10)], recorded=NOON, recorder="desk")
    assert [(stored.position, len(stored.body) > 900_000) for stored in log.read()] == [
        (position, True) for position in range(1, 11)
    ]


def test_what_one_connection_records_the_other_sees(log: Log, other: Log) -> None:
    append(log, "a")
    assert notes(other) == ["a"]
    append(other, "b")
    assert notes(log) == ["a", "b"]
    assert log.head() == other.head() == 2


def test_reading_stops_at_the_head_it_found(log: Log, other: Log) -> None:
    append(log, "a", "b")
    reader = log.read()
    assert next(reader).position == 1
    append(other, "c")
    append(log, "d")
    assert [stored.position for stored in reader] == [2]
    assert log.head() == 4


def test_a_reader_who_pauses_keeps_no_writer_waiting(log: Log, other: Log) -> None:
    log.append(reports(0, 1_500), recorded=NOON, recorder="desk")
    reader = log.read()
    next(reader)
    append(other, "while the reader thinks")  # a lock held here would end in Busy
    assert len(list(reader)) == 1_499


# The same content is stored once


def test_a_content_appended_again_is_where_it_was(log: Log, other: Log) -> None:
    (first,) = append(log, "a")
    append(log, "b")
    assert append(other, "a", recorded=ONE) == [Appended(1, first.id, False)]
    assert notes(log) == ["a", "b"]


def test_the_order_of_keys_makes_no_difference(log: Log) -> None:
    append(log, "a")
    turned = dict(reversed(report("a").items()))
    assert [event.new for event in log.append([turned], recorded=NOON, recorder="desk")] == [False]
    assert log.head() == 1


def test_a_content_twice_in_a_batch_is_stored_once(log: Log) -> None:
    assert [(event.position, event.new) for event in append(log, "a", "b", "a", "a", "c")] == [
        (1, True),
        (2, True),
        (1, False),
        (1, False),
        (3, True),
    ]
    assert notes(log) == ["a", "b", "c"]


def test_old_and_new_in_one_batch_leave_no_gap(log: Log) -> None:
    append(log, "a", "b")
    assert [(event.position, event.new) for event in append(log, "x", "b", "y", "a")] == [
        (3, True),
        (2, False),
        (4, True),
        (1, False),
    ]
    assert notes(log) == ["a", "b", "x", "y"]


def test_an_empty_batch_is_nothing_new(log: Log) -> None:
    assert log.append([], recorded=NOON, recorder="desk", expected=7) == []
    assert log.head() == 0


# The position the writer expected


def test_the_expected_head_lets_the_batch_in(log: Log) -> None:
    append(log, "a", expected=0)
    append(log, "b", expected=1)
    assert notes(log) == ["a", "b"]


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_another_head_than_expected_is_a_conflict_and_saves_nothing(log: Log, other: Log, expected: int) -> None:
    append(other, "a", "b")
    with pytest.raises(Conflict) as caught:
        append(log, "c", expected=expected)
    assert (caught.value.expected, caught.value.head) == (expected, 2)
    assert notes(log) == ["a", "b"]
    append(log, "c", expected=2)


def test_a_batch_that_is_wholly_recorded_never_conflicts(log: Log) -> None:
    append(log, "a", "b")
    assert [event.new for event in append(log, "b", "a", expected=0)] == [False, False]
    with pytest.raises(Conflict):
        append(log, "b", "new", expected=0)
    assert notes(log) == ["a", "b"]


# All or nothing


@pytest.mark.parametrize(
    "bad",
    [
        report("half a character: \ud800"),
        {**report("x"), "\udfff": "in a key"},
        {**report("x"), "number": float("nan")},
        {**report("x"), "set": {1}},
        {"subject": "jp-kr-gsomia"},
        {**report("x"), "type": 7},
    ],
    ids=["surrogate", "surrogate key", "NaN", "not JSON", "no type", "type not text"],
)
def test_one_bad_content_keeps_the_whole_batch_out(log: Log, bad: dict[str, object]) -> None:
    append(log, "before")
    with pytest.raises(BadInput, match=r"Event 2 of the batch .* Nothing was saved\."):
        log.append([report("good"), bad], recorded=NOON, recorder="desk")
    assert notes(log) == ["before"]
    append(log, "after")


def test_nested_too_deep_is_bad_input(log: Log) -> None:
    deep: object = "x"
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(BadInput):
        log.append([{"type": "reported", "note": deep}], recorded=NOON, recorder="desk")


def test_no_reader_ever_sees_part_of_a_batch(opener: Opener, log: Log) -> None:
    done = threading.Event()
    seen: set[int] = set()

    def watch() -> None:
        with opener() as watcher:
            while not done.is_set():
                seen.add(watcher.head())
            seen.add(watcher.head())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        for start in range(0, 2_500, 500):
            log.append(reports(start, start + 500), recorded=NOON, recorder="desk")
    finally:
        done.set()
        thread.join()
    assert 2_500 in seen
    assert {head % 500 for head in seen} == {0}


# The time of recording


def test_the_time_of_recording_never_goes_back(log: Log, other: Log) -> None:
    append(log, "a", recorded=ONE)
    append(other, "b", "c", recorded=NOON)  # this computer's clock is slow
    append(log, "d", recorded="2026-11-21T13:00:01Z")
    assert recorded(log) == [ONE, ONE, ONE, "2026-11-21T13:00:01Z"]


@pytest.mark.parametrize(
    "wrong",
    ["", "yesterday", "2026-11-21", "2026-11-21T12:00:00", "2026-11-21T12:00:00+09:00", "2026-11-21T12:00:00.5Z",
     "2026-11-21T12:00:00Z\n", "\uff12026-11-21T12:00:00Z"],
)  # fmt: skip
def test_a_time_of_recording_that_does_not_compare_as_text_is_refused(log: Log, wrong: str) -> None:
    with pytest.raises(BadInput):
        append(log, "a", recorded=wrong)
    assert log.head() == 0


def test_a_recorder_that_cannot_be_written_is_refused(log: Log) -> None:
    with pytest.raises(BadInput):
        log.append([report("a")], recorded=NOON, recorder="\ud800")
    assert log.head() == 0


# Finding by the start of an id


def test_events_are_found_by_the_start_of_their_id(log: Log) -> None:
    log.append(reports(0, 200), recorded=NOON, recorder="desk")
    everything = sorted(log.read(), key=lambda stored: stored.id)
    for stored in everything[::20]:
        assert log.find(stored.id) == [stored]
        assert log.find(stored.id[:8]) == [stored]
    for first in "0123456789abcdef":
        assert log.find(first, limit=1_000) == [stored for stored in everything if stored.id.startswith(first)]
    assert log.find("") == everything[:8]
    assert log.find("", limit=3) == everything[:3]
    assert log.find("", limit=0) == []


@pytest.mark.parametrize("prefix", ["%", "_", "g", "0' OR '1", "\ud800", "\uff10", " "])
def test_what_no_id_starts_with_is_not_found(log: Log, prefix: str) -> None:
    append(log, "a")
    assert log.find(prefix) == []


# Turns


def test_a_turn_may_be_nested_and_appended_in(log: Log) -> None:
    with log.turn():
        append(log, "a")
        with log.turn():
            append(log, "b", expected=log.head())
        append(log, "c")
    assert notes(log) == ["a", "b", "c"]


def test_a_turn_keeps_other_writers_out_from_reading_to_appending(opener: Opener, log: Log) -> None:
    """Four writers each add one to what they read: with turns, none conflicts and none is lost."""
    failures: list[BaseException] = []

    def count() -> None:
        try:
            with opener() as mine:
                for _ in range(10):
                    with mine.turn():
                        head = mine.head()
                        append(mine, f"after {head}", expected=head)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert notes(log) == [f"after {head}" for head in range(40)]


def test_reading_waits_for_nobodys_turn(log: Log, other: Log) -> None:
    append(log, "a")
    with log.turn():
        assert notes(other) == ["a"]


def test_a_turn_ends_with_an_error_too(log: Log, other: Log) -> None:
    with pytest.raises(ZeroDivisionError), log.turn():
        raise ZeroDivisionError
    with pytest.raises(Conflict):
        append(log, "a", expected=5)
    append(other, "b")
    assert notes(log) == ["b"]


# The end


def test_a_closed_log_refuses_and_closing_twice_is_nothing(opener: Opener) -> None:
    log = opener()
    append(log, "a")
    with log:
        pass
    log.close()
    for use in (log.head, lambda: list(log.read()), lambda: log.find(""), lambda: append(log, "b")):
        with pytest.raises(TrackerError):
            use()
    with opener() as again:
        assert notes(again) == ["a"]


def test_closing_inside_a_turn_ends_it(opener: Opener, other: Log) -> None:
    log = opener()
    with log.turn():
        log.close()
        append(other, "a")
    assert notes(other) == ["a"]
