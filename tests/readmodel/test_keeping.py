"""Keeping the read model up: an event touches what it concerns and no more, whatever order things come in."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.given import agreement, day, reported, series, source
from tests.readmodel.kept import (
    STAMP,
    TODAY,
    Rows,
    append,
    assert_is_as_made_anew,
    assert_is_replay,
    assert_say_the_same,
    columns_of,
    dumped,
    in_memory,
    made_anew,
    new_log,
    record,
)
from tracker import recording
from tracker.canonical import content_id
from tracker.days import END
from tracker.jsonl import read_lines
from tracker.log import Log
from tracker.published import event_files
from tracker.readmodel import Keeper, Reader, drawing, indexing, rebuild, tables
from tracker.recording import Recorder

SUBJECTS = ("x", "y", "talks", "meetings")
HELD = reported("talks", "held", "2012-03-10", source="march")
SIGNED = reported("x", "signed", "2012-03-05", source="march")
BEFORE: tuple[dict[str, Any], ...] = (
    agreement("x", "JP", "KR"), agreement("y", "JP", "US"), series("talks", "JP", "KR"), series("meetings", "JP", "CN"),
    source("march", "2012-03-31"), source("may", "2012-05-31"), source("june", "2012-06-30"),
    SIGNED, HELD,
    reported("x", "entered_into_force", "2012-05-20", source="may"),
    reported("y", "negotiated", "2012-05", source="may"),
    reported("y", "signed", "2012-06-10", source="june"),
    reported("talks", "scheduled", source="may", planned_for="2012-09"),
    reported("meetings", "held", "2012-06-20", source="june"),
    reported("meetings", "scheduled", source="june", planned_for="2012-12"),
)
LATE_SOURCE = source("archive", "2012-01-31")


@pytest.fixture
def log() -> Iterator[Log]:
    with new_log() as made:
        record(made, BEFORE)
        yield made


def rows_about(database: sqlite3.Connection) -> dict[str, dict[str, Rows]]:
    """All rows of each subject, with their numbers, as they lie in the tables."""
    numbers = dict(database.execute("SELECT subject, number FROM subjects"))
    found: dict[str, dict[str, Rows]] = {}
    for subject, number in numbers.items():
        mine = found.setdefault(subject, {})
        for table in ("history", "rounds", "claims"):
            assert "subject" in columns_of(database, table)
            mine[table] = database.execute(f"SELECT * FROM {table} WHERE subject = ?", (number,)).fetchall()
        for table in ("subjects", "names"):
            mine[table] = database.execute(f"SELECT * FROM {table} WHERE subject = ?", (subject,)).fetchall()
    return found


RETRACTED: dict[str, Any] = {"type": "retracted", "event": content_id(SIGNED), "reason": "not so", "source": "june"}


@pytest.mark.parametrize(("contents", "touched"), [
    ([LATE_SOURCE, reported("x", "proposed", "2012-01-10", source="archive")], {"x"}),
    ([LATE_SOURCE, reported("talks", "held", "2012-01-10", source="archive")], {"talks"}),
    ([source("april", "2012-04-30"), reported("x", "ratified", "2012-04-10", source="april", by=["JP"])], {"x"}),
    ([source("april", "2012-04-30"), reported("talks", "postponed", "2012-04-10", source="april")], {"talks"}),
    ([RETRACTED], {"x"}),
    ([RETRACTED, {"type": "retracted", "event": content_id(RETRACTED), "reason": "it was so"}], {"x"}),
    ([{"type": "retracted", "event": content_id(HELD), "reason": "not so"}], {"talks"}),
    ([{"type": "corrected", "event": content_id(SIGNED), "reason": "the wrong day",
       "replacement": {**SIGNED, "occurred": "2012-03-06"}}], {"x"}),
    ([{"type": "corrected", "event": content_id(SIGNED), "reason": "the wrong agreement",
       "replacement": {**SIGNED, "subject": "y"}}], {"x", "y"}),
    ([{"type": "corrected", "event": content_id(HELD), "reason": "the wrong meeting",
       "replacement": {**HELD, "subject": "meetings"}}], {"talks", "meetings"}),
    ([{"type": "subject_amended", "subject": "y", "parties": ["EU"]}], {"y"}),
    ([{"type": "subject_amended", "subject": "talks", "name": "Renamed", "aliases": ["the talks"]}], {"talks"}),
    ([{"type": "source_amended", "source": "march", "published": "2012-04-30"}], {"x", "talks"}),
    ([{"type": "source_amended", "source": "may", "origin": "Agency"}], {"x", "y", "talks"}),
    ([{"type": "source_filed", "source": "july", "publisher": "P", "published": "2012-07-31"}], set()),
    ([{"type": "subject_registered", "subject": "z", "kind": "agreement", "name": "Z", "parties": ["JP"]}], set()),
], ids=lambda value: value[-1]["type"] if isinstance(value, list) else None)
def test_an_event_touches_the_rows_of_its_own_subjects(
    log: Log, contents: list[dict[str, Any]], touched: set[str]
) -> None:
    before = rows_about(log.database)
    assert set(before) == set(SUBJECTS)
    for content in contents:
        record(log, [content])
    after = rows_about(log.database)
    assert {subject for subject in SUBJECTS if before[subject] != after[subject]} <= touched
    assert_is_replay(log)
    assert_is_as_made_anew(log.database)


def test_a_late_report_shows_from_the_day_it_was_published(log: Log) -> None:
    record(log, [LATE_SOURCE, reported("x", "proposed", "2012-01-10", source="archive")])
    reader = Reader(log)
    for as_of, known_by, status in (
        ("2012-01-09", "2012-12-31", None), ("2012-01-10", "2012-01-30", None),
        ("2012-01-10", "2012-01-31", "proposed"),
        ("2012-03-04", "2012-03-31", "proposed"), ("2012-03-05", "2012-03-30", "proposed"),
        ("2012-03-05", "2012-03-31", "signed"),
    ):
        row = reader.subject("x", day(as_of), day(known_by))
        assert row is not None and row["status"] == status, (as_of, known_by)


@pytest.mark.parametrize("many", [3, 25])
def test_reports_of_one_day_may_change_several_rounds(log: Log, many: int) -> None:
    names = [f"{number:02}" for number in range(1, many + 1)]
    record(log, [reported("talks", "scheduled", "2012-05-20", source="may", round=name, planned_for="2012-11")
                 for name in names])
    record(log, [reported("talks", "held", f"2012-06-{name}", source="june", round=name) for name in names])
    assert_is_replay(log)
    assert_is_as_made_anew(log.database)


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_date_that_is_corrected_may_change_days_far_apart(goes_on: bool) -> None:
    """Those from the day it was told of first, and those from the day it is told of now."""
    declined = reported("x", "declined", "2012-06-16", source="june")
    with new_log() as log:
        to = Recorder(log)
        for some in (
            [agreement("x", "JP", "KR"), source("june", "2012-06-30"), source("august", "2012-08-01"),
             reported("x", "proposed", "2012-01-05", source="june"),
             reported("x", "agreed", "2012-02-19", source="june"),
             reported("x", "signed", "2012-03-19", source="june"), declined],
            [{"type": "corrected", "event": content_id(declined), "reason": "the date",
              "replacement": {**declined, "occurred": "2012-01-25", "source": "august"}}],
        ):
            (to if goes_on else Recorder(log)).record(some, recorded=STAMP, recorder="test", today=TODAY)
            assert_is_replay(log)
            assert_is_as_made_anew(log.database)


def test_what_was_known_later_may_go_with_the_append_that_tells_of_an_earlier_day(log: Log) -> None:
    """After it, nothing is told of the subject on the later day, of which rows were kept."""
    signed = content_id(reported("y", "signed", "2012-06-10", source="june"))
    record(log, [reported("y", "agreed", "2012-05-25", source="may"),
                 {"type": "retracted", "event": signed, "reason": "not so", "source": "may"}])
    assert_is_replay(log)
    assert_is_as_made_anew(log.database)


def test_of_several_that_correct_one_event_the_last_begun_is_confirmed(log: Log) -> None:
    """Until the retraction of the first correction is known, both count, under the same name."""
    told = reported("talks", "held", "2012-03-10", source="march", place="Seoul")
    record(log, [source("first", "2012-05-31"), source("second", "2012-06-30"), told])
    first = {"type": "corrected", "event": content_id(told), "reason": "the round", "replacement": {
        **told, "source": "first", "round": "1"}}
    second = {**first, "replacement": {**told, "source": "second", "round": "2", "occurred": "2012-03"}}
    record(log, [first])
    record(log, [{"type": "retracted", "event": content_id(first), "reason": "not so"}])
    record(log, [second])
    record(log, [reported("talks", "held", "2012-03-10", source="second", confirms=content_id(told))])
    assert_is_replay(log)
    assert_is_as_made_anew(log.database)


# Foreign logs


@pytest.mark.parametrize("note", [
    {"type": "note"}, {"type": "note", "aliases": 5}, {"type": "note", "replacement": "text"},
    {"type": "note", "subject": ["x"], "act": {}, "source": 3}, {"type": "note", "act": "signed"},
    {"type": "source_amended", "source": "march", "doi": "10.1/x"}, {"type": "source_filed", "source": "july"},
    {"type": "subject_amended", "subject": "x", "name": 5}, {"type": "subject_registered", "subject": "q"},
    {"type": "subject_registered", "subject": "q", "kind": "pact", "name": "Q"},
    {"type": "reported", "act": "signed", "source": "march"}, {"type": "retracted", "reason": "none"},
    {"type": "reported", "subject": "x", "act": "signed", "source": "march", "occurred": "yesterday"},
    {"type": "corrected", "event": "0" * 32, "replacement": "text"},
])
def test_what_is_no_event_of_ours_is_passed_over(log: Log, note: dict[str, Any]) -> None:
    append(log, [note, reported("x", "amended", source="june")])
    Recorder(log).catch_up()
    assert_is_replay(log)
    assert_is_as_made_anew(log.database)


def test_a_retraction_may_come_before_what_it_retracts(log: Log) -> None:
    told = reported("x", "terminated", source="june")
    undone = {"type": "retracted", "event": content_id(told), "reason": "not so"}
    again = {"type": "retracted", "event": content_id(undone), "reason": "it was so"}
    for content in (again, undone, told):
        append(log, [content])
        Recorder(log).catch_up()
        assert_is_replay(log)
        assert_is_as_made_anew(log.database)
    assert dict(Reader(log).told)[content_id(told)].act == "terminated"


def test_a_correction_may_come_before_what_it_corrects(log: Log) -> None:
    told = reported("x", "terminated", source="june")
    moved = {"type": "corrected", "event": content_id(told), "reason": "r", "replacement": {**told, "subject": "y"}}
    for content in (moved, told):
        append(log, [content])
        Recorder(log).catch_up()
        assert_is_replay(log)
        assert_is_as_made_anew(log.database)


@pytest.mark.parametrize("page", [1, 2, 100])
@pytest.mark.parametrize("at_once", [False, True])
def test_a_subject_and_a_source_may_come_after_their_reports(
    monkeypatch: pytest.MonkeyPatch, log: Log, at_once: bool, page: int
) -> None:
    from tracker.readmodel import keeping

    monkeypatch.setattr(keeping, "PAGE", page)
    contents = [reported("z", "held", "2012-07-01", source="july"), source("july", "2012-07-31"),
                {"type": "subject_amended", "subject": "z", "name": "Not yet"}, series("z", "JP", "KR")]
    for some in [contents] if at_once else [[content] for content in contents]:
        append(log, some)
        Recorder(log).catch_up()
        assert_is_replay(log)
        assert_is_as_made_anew(log.database)
    row = Reader(log).subject("z", day("2012-07-01"))
    assert row is not None and row["status"] == "active"


# Long imports


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_what_an_import_amends_counts_for_the_rest_of_it(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """However many contents are checked at a time."""
    monkeypatch.setattr(recording, "BATCH", size)
    with new_log() as log:
        done = record(log, [
            agreement("x", "JP", "KR"), source("s", "2012-01-01"),
            {"type": "source_amended", "source": "s", "published": "2013-01-01"},
            {"type": "subject_amended", "subject": "x", "parties": ["US"]},
            reported("x", "signed", "2012-06-01", source="s", by=["US"]),
        ])
        assert done.new == 5 and done.warnings == ()
        assert_is_replay(log)
        assert_is_as_made_anew(log.database)


def test_what_was_previewed_or_refused_is_not_known_afterwards() -> None:
    with new_log() as log:
        recorder = Recorder(log)
        recorder.catch_up()
        recorder.preview([source("s", "2012-01-01")], STAMP, TODAY)
        assert "s" not in recorder.register.sources
        with pytest.raises(Exception, match="No subject"):
            recorder.record([source("s", "2012-01-01"), reported("y", "signed", source="s")],
                            recorded=STAMP, recorder="test", today=TODAY)
        assert "s" not in recorder.register.sources
        assert recorder.register.check(source("s", "2012-01-02")) == []


# Made again


def published_record(log: Log) -> None:
    for path in event_files():
        with path.open("rb") as lines:
            record(log, [line.content for line in read_lines(lines, path.name)])


@pytest.mark.parametrize("cores", [1, 2])
def test_a_rebuilt_read_model_is_the_one_that_was_kept(monkeypatch: pytest.MonkeyPatch, cores: int) -> None:
    """The published record, by one process and by two."""
    monkeypatch.setattr(drawing, "WORTH_A_HELPER", 0)
    monkeypatch.setattr(drawing, "BATCH", 10)
    asked = []
    ask = drawing._Helpers._ask

    def count(self: drawing._Helpers, message: bytes) -> bytes:
        asked.append(message)
        return ask(self, message)

    monkeypatch.setattr(drawing._Helpers, "_ask", count)
    with new_log() as log:
        published_record(log)
        before = in_memory(log.database)
        assert rebuild(log, cores=cores) == log.head()
        assert_say_the_same(before, log.database)
        before.close()
        assert_is_replay(log, every=False)
    assert bool(asked) == (cores > 1)


@pytest.mark.parametrize("helper", [
    "import sys; sys.exit(1)",
    "import sys; sys.stdin.buffer.read(20); sys.exit(1)",
    "import sys; sys.stdin.buffer.read(10); sys.stdout.buffer.write(b'\\x80\\x05no length'); sys.stdout.flush()",
    "import sys; sys.stdin.buffer.read(10); sys.stdout.buffer.write(bytes(7) + b'\\x09no answer'); sys.stdout.flush()",
    "import os, signal, sys; sys.stdin.buffer.read(1); os.kill(os.getpid(), signal.SIGKILL)",
])
def test_a_helper_that_dies_is_done_without(monkeypatch: pytest.MonkeyPatch, helper: str) -> None:
    monkeypatch.setattr(drawing, "WORTH_A_HELPER", 0)
    monkeypatch.setattr(drawing, "BATCH", 1)
    popen = subprocess.Popen

    def start(command: list[str], **more: Any) -> Any:
        return popen([sys.executable, "-c", helper], stderr=subprocess.DEVNULL, **more)

    monkeypatch.setattr("tracker.helpers.subprocess.Popen", start)
    with new_log() as log:
        record(log, BEFORE)
        assert rebuild(log, cores=3) == len(BEFORE)
        monkeypatch.undo()
        assert_is_replay(log)
        assert_is_as_made_anew(log.database)


def test_where_no_helper_can_be_started_one_process_draws_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "WORTH_A_HELPER", 0)

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr("tracker.helpers.subprocess.Popen", refuse)
    with new_log() as log:
        record(log, BEFORE)
        rebuild(log, cores=4)
        assert_is_replay(log, every=False)


# Logs made before there was a read model, or with another one


def without_read_model(log: Log) -> None:
    with log.writing():
        tables.drop(log.database)


def test_a_log_without_a_read_model_gets_one_with_its_first_append(log: Log) -> None:
    without_read_model(log)
    assert not Reader(log).is_kept and "subjects" not in dumped(log.database)
    record(log, [reported("x", "amended", source="june")])
    assert_is_replay(log)
    assert_is_as_made_anew(log.database)


def test_a_rebuild_takes_away_an_index_that_older_trackers_kept(log: Log) -> None:
    log.database.execute("CREATE INDEX log_by_subject ON log (subject, position)")
    record(log, [reported("x", "amended", source="june")])
    assert_is_replay(log)
    rebuild(log)
    assert log.database.execute("SELECT name FROM sqlite_master WHERE name = 'log_by_subject'").fetchall() == []
    assert_is_replay(log)


@pytest.mark.parametrize("change", [
    "UPDATE read_model SET version = 0", "DELETE FROM read_model", "DROP TABLE read_model",
    "ALTER TABLE read_model RENAME COLUMN version TO other",
])
def test_a_read_model_of_another_version_is_made_again(log: Log, change: str) -> None:
    log.database.execute("DELETE FROM history")
    log.database.execute(change)
    assert not Reader(log).is_kept
    record(log, [reported("x", "amended", source="june")])
    assert_is_replay(log)
    assert_is_as_made_anew(log.database)


def test_the_read_model_of_an_empty_log_is_empty() -> None:
    with new_log() as log:
        assert not Reader(log).is_kept
        Recorder(log).catch_up()
        assert Reader(log).is_kept and list(Reader(log).standings(TODAY)) == []
        assert rebuild(log) == 0 and Reader(log).is_kept
        assert Reader(log).search(["x"], 5) == [] and Reader(log).events() == []


def test_catching_up_page_by_page_is_catching_up_at_once(monkeypatch: pytest.MonkeyPatch, log: Log) -> None:
    from tracker.readmodel import keeping

    append(log, [reported("x", "amended", source="june"), RETRACTED,
                 {"type": "source_amended", "source": "may", "published": "2012-06-15"},
                 {"type": "subject_amended", "subject": "y", "parties": ["EU"]}])
    at_once = made_anew(log.database)
    monkeypatch.setattr(keeping, "PAGE", 2)
    with log.writing():
        Keeper(log.database).catch_up()
    assert_say_the_same(at_once, log.database)
    assert_is_as_made_anew(log.database)
    at_once.close()


@pytest.mark.parametrize("page", [1, 3, 100])
@pytest.mark.parametrize("again", [False, True])
def test_what_is_taken_back_before_it_is_there_is_gone_when_it_comes(
    monkeypatch: pytest.MonkeyPatch, log: Log, page: int, again: bool
) -> None:
    """As only a foreign log has it: whether the two are taken in together, or one `again` after the other."""
    from tracker.readmodel import keeping

    def catch_up() -> None:
        with log.writing():
            Keeper(log.database).catch_up()

    later = reported("x", "amended", source="june")
    append(log, [{"type": "retracted", "event": content_id(later), "reason": "no"}])
    monkeypatch.setattr(keeping, "PAGE", page)
    monkeypatch.setattr(indexing, "AT_ONCE", page)
    if again:
        catch_up()
    append(log, [reported("y", "amended", source="june"), later, reported("x", "terminated", source="june")])
    catch_up()
    assert not log.database.execute(
        "SELECT 1 FROM claims WHERE act = 'amended' AND id = ? AND visible_to = ?", (content_id(later), END)).fetchall()
    assert_is_as_made_anew(log.database)


def test_a_read_model_does_not_change_the_log(log: Log, tmp_path: Path) -> None:
    before = dumped(log.database)["log"]
    rebuild(log)
    without_read_model(log)
    Recorder(log).catch_up()
    assert dumped(log.database)["log"] == before


@pytest.mark.parametrize("few", [0, 20])
def test_some_subjects_are_told_as_among_all(monkeypatch: pytest.MonkeyPatch, log: Log, few: int) -> None:
    monkeypatch.setattr("tracker.readmodel.reading._FEW", few)
    reader = Reader(log)
    everybody = list(reader.standings(END))
    assert len(everybody) > 1
    for some in (["x"], [one.subject for one in everybody], ["x", "nobody", 'a "quoted" name'], []):
        assert list(reader.standings(END, subjects=some)) == [one for one in everybody if one.subject in some]
