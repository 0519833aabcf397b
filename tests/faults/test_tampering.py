"""What somebody may do to a log who can write its file, and what `verify` says of it; what it cannot say, too."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.faults.tampering import COVERED, EVENTS, KEY, Kept, another
from tests.given import reported
from tests.readmodel.kept import append, record
from tracker.canonical import content_id
from tracker.checkpoint import Checkpoint, SigningKey, sign
from tracker.log import open_log
from tracker.readmodel import comparing
from tracker.verifying import Given, tree_head, verify


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "log.db")


def checkpoints_that_fail(found: dict[str, Any]) -> list[str]:
    return [says for _, says in found.get("checkpoints", ())]


# A sound log


def test_a_sound_log_is_consistent_with_its_checkpoints(kept: Kept) -> None:
    verified = kept.verified()
    assert verified.findings == 0 and verified.head.size == len(EVENTS)
    assert [(one.verdict, one.signed_by) for one in verified.verdicts] == [("consistent", ["example.org/desk"])] * 2
    assert verified.compared == (2, 2)


def test_it_says_how_many_events_no_outside_checkpoint_covers(kept: Kept) -> None:
    verified = kept.verified()
    assert (verified.covered(outside=False), verified.covered(outside=True)) == (len(EVENTS), COVERED)


# Careless: the bytes, the columns or the file show it


def test_an_edit_is_found_by_the_events_own_id(kept: Kept) -> None:
    with kept.opened() as file:
        file.execute("UPDATE log SET body = replace(body, '2012-03-05', '2012-03-06') WHERE position = 5")
    found = kept.found()
    assert found["ids"][0][0] == 5 and "digest" in found["ids"][0][1]
    assert [one[0] for one in found["checkpoints"]] == [5, 5]
    assert "position 5 is the first that differs" in checkpoints_that_fail(found)[0]
    assert "read model" in found


def test_an_edit_with_its_id_mended_is_found_by_the_checkpoints(kept: Kept) -> None:
    kept.write([*EVENTS[:7], {**EVENTS[7], "planned_for": "2012-10"}, *EVENTS[8:]])
    assert set(kept.found()) == {"checkpoints"}  # everything in the file agrees with everything else in it
    assert [one[0] for one in kept.found()["checkpoints"]] == [8, 8]
    assert "no leaf hashes were kept" in checkpoints_that_fail(kept.found(leaves=False))[0]


def test_a_deleted_event_is_a_gap(kept: Kept) -> None:
    with kept.opened() as file:
        file.execute("DELETE FROM log WHERE position = 6")
    found = kept.found()
    assert found["positions"] == [(7, "the event at position 6 is missing")]
    assert [one[0] for one in found["checkpoints"]] == [6, 6]


def test_a_deleted_event_with_all_mended_is_found_by_the_checkpoints(kept: Kept) -> None:
    kept.write([*EVENTS[:5], *EVENTS[6:]])
    found = kept.found()
    assert set(found) == {"checkpoints"}
    assert "truncated" in checkpoints_that_fail(found)[0]  # it is shorter than its own checkpoint
    assert "checkpoint of size 8 (colleague's): the log has diverged from it" in checkpoints_that_fail(found)[1]
    assert found["checkpoints"][1][0] == 6


def test_two_swapped_events_are_not_at_their_positions(kept: Kept) -> None:
    with kept.opened() as file:
        file.execute("UPDATE log SET position = -1 WHERE position = 6")
        file.execute("UPDATE log SET position = 6 WHERE position = 7")
        file.execute("UPDATE log SET position = 7 WHERE position = -1")
    found = kept.found()
    assert [position for position, _ in found["columns"]] == [6, 7]
    assert found["checkpoints"][0][0] == 6


def test_two_swapped_events_with_all_mended_are_found_by_the_checkpoints(kept: Kept) -> None:
    kept.write([*EVENTS[:5], EVENTS[6], EVENTS[5], *EVENTS[7:]])
    assert set(kept.found()) == {"checkpoints"} and kept.found()["checkpoints"][0][0] == 6


def test_an_inserted_event_is_found_by_the_checkpoints(kept: Kept) -> None:
    kept.write([*EVENTS[:6], another(), *EVENTS[6:]])
    found = kept.found()
    assert set(found) == {"checkpoints"} and [one[0] for one in found["checkpoints"]] == [7, 7]


@pytest.mark.parametrize("left", [0, 3, COVERED - 1])
def test_a_log_cut_short_is_truncated(kept: Kept, left: int) -> None:
    kept.write(list(EVENTS[:left]))
    found = kept.found()
    assert set(found) == {"checkpoints"}
    assert all("truncated" in says for says in checkpoints_that_fail(found))


def test_a_log_cut_short_after_the_colleagues_checkpoint_is_consistent_with_that(kept: Kept) -> None:
    kept.write(list(EVENTS[:COVERED]))
    assert [one.verdict for one in kept.verified().verdicts] == ["truncated", "consistent"]


@pytest.mark.parametrize(("column", "value"), [
    ("subject", "'talks'"), ("source", "'may'"), ("type", "'retracted'"), ("recorded", "'2031-01-01T00:00:01Z'"),
    ("subject", "NULL"), ("source", "NULL"), ("id", "'0123456789abcdef0123456789abcdef'"),
])
def test_an_edited_column_is_not_what_its_bytes_say(kept: Kept, column: str, value: str) -> None:
    with kept.opened() as file:
        file.execute(f"UPDATE log SET {column} = {value} WHERE position = 5")
    found = kept.found()
    ((position, says),) = found["columns"]
    assert position == 5 and says.startswith(f"the column {column} holds")
    assert "checkpoints" not in found  # the event itself is as it was signed


@pytest.mark.parametrize(("old", "new"), [
    ('{"content"', '{ "content"'), ('"version":1}', '"version":1} '), ('"version":1}', '"version":1,"x":2}'),
    ('"version":1}', '"version":1,"version":1}'), ('"version":1}', '"version":true}'),
    ('"version":1}', '"version":1.0}'), ('"version":1}', '"version":NaN}'), ('"version":1}', '"version":2}'),
    ('in the spring', 'in the \\u0073pring'), ('in the spring', 'in the \\ud800'), ('"position":5', '"position":05'),
    ('"position":5', '"position":5e0'), ('"content":', '"content":' + '[' * 5000),
    ('"recorder":"test"', '"recorder":1'),
])
def test_bytes_that_are_not_canonical_are_named(kept: Kept, old: str, new: str) -> None:
    with kept.opened() as file:
        file.execute("UPDATE log SET body = replace(body, ?, ?) WHERE position = 5", (old, new))
        assert file.execute("SELECT changes()").fetchone() == (1,)
    found = kept.found()
    assert found["canonical"][0][0] == 5 and found["checkpoints"][0][0] == 5


def test_time_that_goes_back_is_named(kept: Kept) -> None:
    with kept.opened() as file:
        file.execute("UPDATE log SET recorded = '2030-12-31T00:00:00Z',"
                     " body = replace(body, '2031-01-01', '2030-12-31') WHERE position = 5")
    assert kept.found()["time"][0][0] == 5


# The file itself


def page_of(path: Path, name: str) -> tuple[int, int]:
    """Where a table or index begins in the file, and how long a page is."""
    connection = sqlite3.connect(path)
    try:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    finally:
        connection.close()
    return (root - 1) * size, size


@pytest.mark.parametrize("beside", [False, True])
def test_a_corrupt_page_of_an_index_is_found(kept: Kept, beside: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's check of a long log goes on beside the others."""
    if beside:
        monkeypatch.setattr("tracker.verifying.FULL_UP_TO", 0)
    start, size = page_of(kept.path, "sqlite_autoindex_log_1")
    data = bytearray(kept.path.read_bytes())
    data[start + size - 8 : start + size] = bytes(8)  # the last entry of the page
    kept.path.write_bytes(data)
    assert "sqlite" in kept.found()


def test_a_guard_that_looks_away_is_found(kept: Kept) -> None:
    """It has its name still, and lets through what it should refuse."""
    connection = sqlite3.connect(kept.path)
    connection.execute("DROP TRIGGER log_is_never_updated")
    connection.execute("CREATE TRIGGER log_is_never_updated BEFORE UPDATE OF id ON log"
                       " BEGIN SELECT RAISE(ABORT, 'the log is append-only: no event is edited'); END")
    connection.close()
    assert kept.found()["schema"][0][1].startswith("the trigger log_is_never_updated is another")


def test_a_missing_guard_is_found(kept: Kept) -> None:
    connection = sqlite3.connect(kept.path)
    connection.execute("DROP TRIGGER log_is_never_updated")
    connection.execute("CREATE TRIGGER quiet AFTER INSERT ON log BEGIN DELETE FROM history; END")
    connection.close()
    assert [says for _, says in kept.found()["schema"]] == [
        "the trigger log_is_never_updated is missing", "there is a trigger quiet, which no log is made with"]


def test_an_id_that_stands_twice_is_found(kept: Kept) -> None:
    """Only in a table that was made again without its unique ids."""
    with kept.opened() as file:
        file.execute("PRAGMA legacy_alter_table = ON")
        file.execute("CREATE TABLE other AS SELECT * FROM log")
        file.execute("DROP TABLE log")
        file.execute("ALTER TABLE other RENAME TO log")
        file.execute("INSERT INTO log SELECT 11, id, type, subject, source, recorded, body FROM log WHERE position = 5")
    found = kept.found()
    assert ("ids" in found and any("stands at position 5 too" in says for _, says in found["ids"])), found
    assert "schema" in found


# The read model


@pytest.mark.parametrize("statement", [
    "UPDATE history SET status = 'terminated' WHERE status = 'signed'",
    "UPDATE history SET occurred_from = occurred_from + 1 WHERE number = 1",
    "UPDATE history SET published_to = published_to - 1 WHERE number = 1",
    "UPDATE history SET origins = 9 WHERE status = 'signed'",
    "DELETE FROM history WHERE number = 1", "DELETE FROM rounds WHERE number = 1",
    "INSERT INTO history SELECT number + 100, subject, occurred_from, occurred_to, published_from, published_to,"
    " status, since, possible, flags, events, origins, by_party, every, last_held, next, overdue, due_from, due_to,"
    " plans FROM history WHERE number = 1",
    "UPDATE rounds SET place = 'Elsewhere' WHERE number = 1",
    "UPDATE subjects SET name = 'Another' WHERE number = 1",
    "UPDATE sources SET publisher = 'Another'", "UPDATE sources SET position = position + 1",
    "UPDATE names SET word = word || '!' WHERE subject = 'x'", "DELETE FROM also_about", "DELETE FROM events",
    "UPDATE events SET act = 'ratified' WHERE position = 5", "UPDATE claims SET origin = 'another'",
    "UPDATE claims SET visible_to = visible_to - 1", "UPDATE events SET position = 99 WHERE position = 5",
    "UPDATE events SET position = -1 WHERE position = 5", "DELETE FROM events WHERE position > 5",
    "DELETE FROM read_model", "INSERT INTO read_model VALUES (1)",
    "INSERT INTO search (rowid, text) VALUES (99, 'a word')", "INSERT INTO search (rowid, text) VALUES (5, 'more')",
    "DELETE FROM by_subject WHERE position = 5", "UPDATE by_source SET source = source || '!' WHERE position = 5",
    "INSERT INTO by_subject VALUES ('y', 99)", "INSERT INTO by_source VALUES ('y', 5)",
    "DROP VIEW board_today", "DROP TABLE rounds", "DROP INDEX events_by_target",
    "CREATE TRIGGER quiet AFTER INSERT ON events BEGIN DELETE FROM history; END",
    "UPDATE history SET subject = 77 WHERE number = 1", "ALTER TABLE history ADD COLUMN more TEXT",
])
def test_an_edited_read_model_is_not_what_a_replay_gives(kept: Kept, statement: str) -> None:
    connection = sqlite3.connect(kept.path, isolation_level=None)
    connection.execute(statement)
    if statement.startswith(("UPDATE", "INSERT", "DELETE")):
        assert connection.execute("SELECT changes()").fetchone() != (0,)
    connection.close()
    assert set(kept.found()) == {"read model"}


def test_an_edited_view_is_found(kept: Kept) -> None:
    """Views are what people look at in other tools."""
    with kept.opened() as file:
        file.execute("DROP VIEW board_today")
        file.execute("CREATE VIEW board_today AS SELECT subject, 'in force' AS status FROM subjects")
    assert kept.found()["read model"] == [(None, "the view board_today is another than it is made with")]


def test_a_difference_is_told_by_its_days(kept: Kept) -> None:
    with kept.opened() as file:
        file.execute("UPDATE history SET status = 'terminated' WHERE status = 'signed'")
    (says,) = [says for _, says in kept.found()["read model"]]
    assert says == "history: x differs from a replay, first as of 2012-03-05, known by 2012-03-31"


def test_rectangles_that_are_cut_in_other_places_are_no_finding(kept: Kept) -> None:
    """What counts is what they say of each day."""
    with kept.opened() as file:
        (number, first, last) = file.execute("SELECT number, occurred_from, occurred_to FROM history"
                                             " WHERE status = 'signed'").fetchone()
        middle = first + 10
        assert first < middle < last
        columns = ("subject, occurred_from, occurred_to, published_from, published_to, status, since, possible, flags,"
                   " events, origins, by_party, every, last_held, next, overdue, due_from, due_to, plans")
        file.execute(f"INSERT INTO history ({columns}) SELECT {columns} FROM history WHERE number = ?", (number,))
        file.execute("UPDATE history SET occurred_from = ? WHERE number = ?", (middle, number))
        file.execute("UPDATE history SET occurred_to = ? WHERE number = last_insert_rowid()", (middle - 1,))
    assert kept.verified().findings == 0


def test_a_log_without_a_read_model_is_no_finding(kept: Kept) -> None:
    from tracker.readmodel import tables

    with open_log(str(kept.path)) as log, log.writing():
        tables.drop(log.database)
    verified = kept.verified()
    assert verified.findings == 0
    assert [check.note for check in verified.checks if check.kind == "read model"] == [
        "not compared: there is none; `tracker rebuild` makes it"]


def test_a_read_model_that_lags_is_compared_as_far_as_it_goes(kept: Kept) -> None:
    with open_log(str(kept.path)) as log:
        append(log, [another()])
    verified = kept.verified()
    assert verified.findings == 0 and verified.compared == (2, 2)
    assert [check.note for check in verified.checks if check.kind == "read model"] == [
        f"kept up to position {len(EVENTS)}; the next append takes in the rest"]


def test_some_subjects_drawn_by_lot_are_compared_as_all_are(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.verifying.FULL_UP_TO", 0)
    monkeypatch.setattr("tracker.readmodel.comparing.SAMPLE", 1)
    verified = kept.verified()
    assert verified.findings == 0 and verified.compared == (1, 2)
    with kept.opened() as file:
        file.execute("UPDATE history SET since = 'never'")
    assert set(kept.found()) == {"read model"}


def test_quick_leaves_the_read_model_out_and_says_so(kept: Kept) -> None:
    with kept.opened() as file:
        file.execute("DELETE FROM history")
    verified = kept.verified(quick=True)
    assert verified.findings == 0
    assert [check.note for check in verified.checks if check.kind == "read model"] == ["not compared (--quick)"]


def test_what_somebody_appends_meanwhile_is_no_finding(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = comparing._beside

    def appending(*where: str) -> sqlite3.Connection:
        with open_log(str(kept.path)) as log:
            record(log, [another()])
        return beside(*where)

    monkeypatch.setattr(comparing, "_beside", appending)
    assert kept.verified().findings == 0


# Checkpoints and keys


def given(checkpoint: Checkpoint, is_outside: bool = True) -> list[Given]:
    return [Given(checkpoint, "a file", is_outside)]


def found_with(kept: Kept, checkpoint: Checkpoint, **how: Any) -> list[str]:
    with open_log(str(kept.path)) as log:
        verified = verify(log, given(checkpoint), (KEY.verifier,), **how)
    return [one.says for check in verified.checks for one in check.found]


def test_a_signature_of_somebody_who_has_not_the_key_is_named(kept: Kept) -> None:
    forged = sign(SigningKey.make("example.org/desk"), kept.own.size, kept.own.root)
    (says,) = found_with(kept, forged, keys_named=True)
    assert "none of the keys named has signed it" in says and "example.org/desk+" in says
    assert found_with(kept, forged) == []  # where nobody named a key, it is told that it was not checked
    copied = Checkpoint.parse(str(kept.own).replace(f"\n{kept.own.size}\n", f"\n{COVERED}\n").encode())
    assert any("is not that key's" in says for says in found_with(kept, copied))


def test_a_checkpoint_with_a_bad_signature_covers_nothing(kept: Kept) -> None:
    spoilt = Checkpoint.parse(str(kept.own).replace("— example.org/desk ", "— example.org/desk ").encode())
    note = str(spoilt)
    at = note.rindex(" ") + 40
    spoilt = Checkpoint.parse((note[:at] + ("A" if note[at] != "A" else "B") + note[at + 1:]).encode())
    with open_log(str(kept.path)) as log:
        verified = verify(log, given(spoilt), (KEY.verifier,))
    assert verified.findings == 1 and verified.covered(outside=True) == 0


def test_a_key_holder_who_signs_a_forged_history_is_found_by_a_checkpoint_from_before(kept: Kept) -> None:
    """The key signs whatever its holder gives it; what counts is what was kept out of reach."""
    kept.write([*EVENTS[:4], reported("x", "signed", "2012-03-04", source="march"), *EVENTS[5:8], *EVENTS[9:]])
    with open_log(str(kept.path)) as log:
        forged = sign(KEY, *tree_head(log))
        by_itself = verify(log, given(forged), (KEY.verifier,), keys_named=True)
        against_outside = verify(log, [*given(forged, False), *given(kept.colleagues)], (KEY.verifier,))
    assert by_itself.findings == 0 and by_itself.verdicts[0].verdict == "consistent"
    assert [one.verdict for one in against_outside.verdicts] == ["consistent", "diverged"]


# What cannot be found, named as such (docs/security.md)


def test_undetectable_a_forged_event_after_the_last_checkpoint(kept: Kept) -> None:
    with open_log(str(kept.path)) as log:
        record(log, [another()])
    verified = kept.verified()
    assert verified.findings == 0
    assert verified.head.size - verified.covered(outside=False) == 1  # all it can say: one event is covered by nothing


def test_undetectable_a_history_written_anew_before_anybody_kept_a_checkpoint(kept: Kept) -> None:
    kept.write([EVENTS[0], EVENTS[2], reported("x", "signed", "2012-03-04", source="march")])
    with open_log(str(kept.path)) as log:
        assert verify(log).findings == 0


def test_undetectable_a_tail_cut_off_down_to_the_last_outside_checkpoint(kept: Kept) -> None:
    kept.write(list(EVENTS[:COVERED]))
    with open_log(str(kept.path)) as log:
        verified = verify(log, given(kept.colleagues), (KEY.verifier,))
    assert verified.findings == 0 and verified.covered(outside=True) == verified.head.size


def test_undetectable_a_holder_of_a_stolen_key_who_goes_on_from_the_last_checkpoint(kept: Kept) -> None:
    kept.write([*EVENTS[:COVERED], another()])
    with open_log(str(kept.path)) as log:
        stolen = sign(KEY, *tree_head(log))
        verified = verify(log, [*given(kept.colleagues), *given(stolen)], (KEY.verifier,), keys_named=True)
    assert verified.findings == 0


# Somebody else's log


def test_a_foreign_log_gives_findings_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "foreign.db"
    nothing = {"type": "retracted", "event": "0" * 32, "reason": "of nothing"}
    with open_log(str(path), create=True) as log:
        log.append([
            reported("nobody", "signed", source="nowhere"), nothing, {"type": "note", "text": "of no type of ours"},
            {"type": "reported", "subject": 7, "act": ["signed"]}, {"type": "corrected", "event": 5, "replacement": 3},
            {"type": "subject_registered", "subject": "x", "kind": "agreement", "name": "X"},
            {"type": "subject_registered", "subject": "x", "kind": "series", "name": "X again"},
            {**nothing, "event": content_id(nothing)}, reported("x", "sined", source="nowhere"),
        ], recorded="2031-01-01T00:00:00Z", recorder="somebody else")
        verified = verify(log)
        before = {check.kind: [one.position for one in check.found] for check in verified.checks if check.count}
        assert before == {"references": [1, 1, 2], "form": [3, 4, 5, 9]}
        from tracker.readmodel import rebuild

        rebuild(log, cores=1)
        assert {check.kind for check in verify(log).checks if check.count} == {"references", "form"}
