"""The full-text index of a process that appends again and again: it may be some events behind, and nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.given import agreement, reported, source
from tests.readmodel.kept import STAMP, TODAY, new_log, record
from tracker.log import Log
from tracker.readmodel import Reader, indexing, rebuild
from tracker.readmodel.comparing import compare
from tracker.readmodel.indexing import TAIL, searched
from tracker.recording import Recorder

Content = dict[str, Any]

BASE = [agreement("x", "JP", "KR", aliases=["Accord"]), source("paper", "2012-06-30", title="Security talks")]
NOTES = [
    "minute", "minute minute", "the last minute in Seoul", "of the minute hand and of nothing else here", "Étienne",
    "minutes", "Busan and Seoul",
]
WORDS = [
    ["minute"], ["minut*"], ["seoul"], ["minute", "seoul"], ["etienne"], ["accord"], ["talks", "minute"], ["busan"],
    ["nothing"], ["absent"], ["*"], ["commented"], ["x"],
]


def report(number: int) -> Content:
    """A report with a note that comes again, and a number of its own."""
    note = NOTES[number % len(NOTES)]
    return reported("x", "commented", source="paper", note=note, locator={"paragraph": number + 1})


def told(recorder: Recorder, *contents: Content) -> None:
    recorder.record(contents, recorded=STAMP, recorder="test", today=TODAY)


def found(log: Log) -> list[list[int]]:
    """What each of the words finds, the best first."""
    return [Reader(log).search(words, 1_000) for words in WORDS]


def behind(log: Log) -> int:
    """How many of the last events are not in the index."""
    return log.head() - searched(log.database)


@pytest.fixture
def log() -> Iterator[Log]:
    with new_log() as made:
        record(made, [*BASE, *(report(number) for number in range(300))])
        yield made


def test_what_waits_is_found_in_the_same_order_as_what_is_in_the_index(log: Log) -> None:
    recorder = Recorder(log)
    for number in range(300, 300 + TAIL):
        told(recorder, report(number))
    assert behind(log) == TAIL - 1
    seen = found(log)
    rebuild(log, cores=1)
    assert behind(log) == 0
    assert seen == found(log)
    assert seen[0] and seen[3] and not seen[9]


def test_a_word_that_only_waits_is_found(log: Log) -> None:
    recorder = Recorder(log)
    told(recorder, report(300))
    told(recorder, {**report(301), "note": "unheard"})
    told(recorder, {"type": "subject_amended", "subject": "x", "aliases": ["Unheard pact"]})
    assert behind(log) == 2
    last = log.head()
    seen = Reader(log).search(["unheard"], 1_000)
    assert seen[:2] == [last, last - 1] and set(seen) == {1, *range(3, last + 1)}
    assert set(Reader(log).search(["pact"], 1_000)) == {1, *range(3, last + 1)}


def test_an_index_waits_for_so_many_events_and_no_longer(log: Log) -> None:
    recorder = Recorder(log)
    most = 0
    for number in range(300, 300 + 3 * TAIL):
        told(recorder, report(number))
        most = max(most, behind(log))
    assert most == TAIL


def test_who_appends_once_leaves_nothing_waiting(log: Log) -> None:
    recorder = Recorder(log)
    told(recorder, report(300))
    assert behind(log) == 0
    told(recorder, report(301), report(302))
    assert behind(log) == 2
    record(log, [report(303)])
    assert behind(log) == 0
    everything = list(range(3, 307))
    assert sorted(Reader(log).search(["commented"], 1_000)) == everything
    assert compare(log, by_lot=False).differs == []


def test_a_long_batch_leaves_nothing_waiting(log: Log) -> None:
    recorder = Recorder(log)
    told(recorder, report(300))
    told(recorder, report(301))
    told(recorder, *(report(number) for number in range(302, 302 + TAIL)))
    assert behind(log) == 0
    assert compare(log, by_lot=False).differs == []


def test_what_is_undone_is_not_taken_for_written(log: Log) -> None:
    recorder = Recorder(log)
    told(recorder, report(300))
    told(recorder, report(301))
    recorder.preview([report(number) for number in range(302, 302 + TAIL)], STAMP, TODAY)
    told(recorder, report(302))
    assert behind(log) == 0
    assert compare(log, by_lot=False).differs == []


def test_verify_takes_what_waits_for_what_it_is(log: Log) -> None:
    recorder = Recorder(log)
    for number in range(300, 310):
        told(recorder, report(number))
    assert behind(log) == 9
    assert compare(log, by_lot=False).differs == []


def test_verify_tells_of_more_that_waits_than_may(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder(log)
    told(recorder, report(300))
    monkeypatch.setattr(indexing, "TAIL", 1_000)
    for number in range(301, 302 + TAIL):
        told(recorder, report(number))
    assert compare(log, by_lot=False).differs == [f"search: the words of the last {TAIL + 1} events are missing"]


@pytest.mark.parametrize("change", [
    "INSERT INTO search (rowid, text) VALUES (9, 'a word')", "INSERT INTO search (rowid, text) VALUES (9999, 'a word')",
    "INSERT INTO search (rowid, text) VALUES (308, 'another')", "UPDATE search_docsize SET sz = x'01' WHERE id = 20",
])
def test_verify_tells_of_words_that_no_event_has_though_others_wait(log: Log, change: str) -> None:
    recorder = Recorder(log)
    for number in range(300, 310):
        told(recorder, report(number))
    log.database.execute(change)
    assert any("search" in one for one in compare(log, by_lot=False).differs)


@pytest.mark.parametrize("contents", [[], BASE[:1], BASE], ids=len)
def test_a_short_log_is_searched_as_a_long_one_is(contents: Sequence[Content]) -> None:
    with new_log() as log:
        recorder = Recorder(log)
        for content in [*contents, *BASE[len(contents):], *(report(number) for number in range(20))]:
            told(recorder, content)
        seen = [set(one) for one in found(log)]
        rebuild(log, cores=1)
        assert seen == [set(one) for one in found(log)]
