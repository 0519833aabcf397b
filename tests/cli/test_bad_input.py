"""What cannot be done: the exit code of DESIGN section 7, and in words what happened, what was saved, what to do."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import rfc8785
from commands import Cli, Content, Done, Quick, checked, environment, reported, source

SAVED = "Nothing was saved."
ANN = "ann-2013-01-11"


def refused(done: Done, code: int, *phrases: str, saved: str = SAVED) -> None:
    """The command failed with this code, and its message holds these phrases and what was saved."""
    assert done.code == code, done
    assert done.out == "", done
    assert done.err.startswith("tracker: "), done
    for phrase in (*phrases, saved):
        assert phrase in done.said, (phrase, done.err)
    assert len(done.err.splitlines()) >= (3 if saved else 2), f"no next step: {done.err}"


# --- one report from options ------------------------------------------------------------------------------

REFUSED_APPENDS: list[tuple[list[str], int, list[str]]] = [
    (["gsomiaa", "signed", "--source", ANN], 66, ['"gsomiaa"', "Did you mean", "GSOMIA"]),
    (["gsomia", "sigend", "--source", ANN], 2, ['"sigend" is not an act', 'Did you mean "signed"']),
    (["gsomia", "held", "--source", ANN], 65, ['"held" is an act of a meeting series', "jp-kr-gsomia"]),
    (["dtt", "signed", "--source", ANN], 65, ['"signed" is an act of an agreement', "jp-kr-us-dtt"]),
    (["gsomia", "signed", "--on", "2016-13-01", "--source", ANN], 65, ["2016-13-01", "13 is not a month"]),
    (["gsomia", "signed", "--on", "2015-02-29", "--source", ANN], 65, ["2015-02-29", "29"]),
    (["gsomia", "signed", "--on", "last year", "--source", ANN], 65, ["last year", "Dates look like"]),
    (["gsomia", "signed", "--on", "2012-11-31", "--source", ANN], 65, ["2012-11-31", "31"]),
    (["gsomia", "signed"], 2, ["--source is missing"]),
    (["gsomia"], 2, ["ACT is missing"]),
    (["gsomia", "signed", "--source", "ann-2013-01-12"], 66, ['"ann-2013-01-12"', 'Did you mean "ann-2013-01-11"']),
    (["gsomia", "signed", "--source", "zzz"], 66, ['"zzz"', "source add"]),
    (["gsomia", "signed", "--on", "2013-02", "--source", ANN], 65, ["2013-02", "2013-01-11", "signing_scheduled",
                                                                    "planned_for", "--for 2013-02"]),
    (["gsomia", "entered_into_force", "--on", "2014", "--source", ANN], 65, ["entry_scheduled", "planned_for"]),
    (["dtt", "held", "--on", "2013-01-13", "--source", ANN], 65, ["scheduled", "planned_for"]),
    (["gsomia", "signing_scheduled", "--source", ANN], 65, ["needs planned_for", "--for"]),
    (["gsomia", "entry_scheduled", "--source", ANN], 65, ["needs planned_for", "--for"]),
    (["dtt", "scheduled", "--source", ANN], 65, ["needs planned_for", "--for"]),
    (["dtt", "cadence_set", "--source", ANN], 65, ["needs every", "--every"]),
    (["dtt", "cadence_set", "--every", "twice a year", "--source", ANN], 65, ["twice a year"]),
    (["gsomia", "signed", "--round", "1", "--source", ANN], 65, ["only a meeting series has rounds"]),
    (["gsomia", "signed", "--by", "Atlantis", "--source", ANN], 65, ["Atlantis"]),
    (["gsomia", "signed", "--grade", "Z9", "--source", ANN], 65, ["grade", "Z9", "B2"]),
    (["gsomia", "signed", "--confirms", "00000000", "--source", ANN], 66, ["00000000"]),
    (["gsomia", "superseded", "--successor", "tisaa", "--source", ANN], 66, ["tisaa", "TISA"]),
    (["gsomia", "signed", "--note", "bell \x07", "--source", ANN], 65, ["note", "control characters"]),
    (["gsomia", "signed", "--note", "half \udcff", "--source", ANN], 65, ["note"]),
    (["gsomia", "signed", "--place", "", "--source", ANN], 65, ["place"]),
]


@pytest.mark.parametrize(("words", "code", "phrases"), REFUSED_APPENDS, ids=lambda value: str(value)[:50])
def test_a_refused_report(quick: Quick, words: list[str], code: int, phrases: list[str]) -> None:
    quick.example()
    before = quick.log.read_bytes()
    refused(quick("append", *words), code, *phrases)
    assert quick.log.read_bytes() == before


def test_one_days_grace_for_the_date_line(quick: Quick) -> None:
    quick.example()
    quick("append", "dtt", "held", "--on", "2013-01-12", "--source", ANN).ok()


def test_refused_corrections(quick: Quick) -> None:
    quick.example()
    postponed = quick.events("--subject", "gsomia", "--act", "postponed")[0]["id"]
    filed = quick.events("--type", "source_filed")[0]["id"]
    refused(quick("retract", "deadbeef", "--reason", "x"), 66, "deadbeef", "tracker log")
    refused(quick("retract", postponed[:3], "--reason", "x"), 66, "at least 4")
    refused(quick("retract", "gsomia", "--reason", "x"), 66, "gsomia")
    refused(quick("retract", filed, "--reason", "x"), 65, "source_filed", "source amend")
    refused(quick("retract", postponed, "--reason", "x", "--source", "nope"), 66, "nope")
    refused(quick("correct", filed, "--place", "x", "--reason", "x"), 65, "source_filed")
    refused(quick("correct", postponed, "--reason", "x"), 2, "changes nothing")
    refused(quick("correct", postponed, "--act", "held", "--reason", "x"), 65, "meeting series")
    refused(quick("correct", postponed, "--on", "2013-05", "--reason", "x"), 65, "signing_scheduled")
    quick("retract", postponed[:4], "--reason", "x").ok()


def test_an_ambiguous_prefix_is_not_found(quick: Quick) -> None:
    quick("init").ok()
    contents: list[Content] = [source("s", "2012")]
    seen: dict[str, Content] = {}
    number = 0
    while True:  # two notes whose ids begin alike
        content = source(f"s{number}", "2012")
        prefix = hashlib.sha256(rfc8785.dumps(content)).hexdigest()[:4]
        if prefix in seen:
            contents += [seen[prefix], content]
            break
        seen[prefix], number = content, number + 1
    quick("import", quick.write("two.jsonl", *contents)).ok()
    refused(quick("show", prefix), 66, prefix, saved="")
    refused(quick("retract", prefix, "--reason", "x"), 66, prefix, "2 events", "more digits")


def test_refused_entries_of_the_catalogue(quick: Quick) -> None:
    quick.example()
    add = ("subject", "add")
    refused(quick(*add, "Bad_ID", "--kind", "agreement", "--name", "x"), 65, "Bad_ID", "small letters")
    refused(quick(*add, "jp-kr-acsa", "--kind", "agreement", "--name", "x"), 65, "registered already", "subject amend")
    refused(quick(*add, "x", "--kind", "agreement", "--name", "x", "--party", "Atlantis"), 65, "Atlantis")
    refused(quick("subject", "amend", "nothing", "--alias", "x"), 66, "nothing")
    refused(quick("subject", "amend", "gsomia"), 2, "Nothing to amend")
    publisher = ("--publisher", "P", "--published")
    refused(quick("source", "add", "x", *publisher, "2012-99"), 65, "99")
    refused(quick("source", "add", "x", *publisher, "2012/.."), 65, "publication date")
    refused(quick("source", "add", ANN, *publisher, "2012"), 65, "filed already", "source amend")
    refused(quick("source", "add", "x", *publisher, "2012", "--url", "javascript:alert(1)"), 65, "http")
    refused(quick("source", "add", "x", *publisher, "2012", "--sha256", "abc"), 65, "64 hex digits")
    refused(quick("source", "amend", "nothing", "--origin", "x"), 66, "nothing")
    refused(quick("source", "amend", ANN), 2, "Nothing to amend")


# --- files to import ----------------------------------------------------------------------------------------

GOOD = [
    source("a", "2012-06-30"),
    {"type": "subject_registered", "subject": "s", "kind": "agreement", "name": "S", "parties": ["JP", "KR"]},
    reported("s", "proposed", "a"),
    reported("s", "signed", "a"),
    reported("s", "urged", "a"),
]
REPORT = '{"type":"reported","subject":"s","act":"proposed","source":"a"'


def bad(rest: str) -> str:
    return f"{REPORT},{rest}}}"


# name -> the faulty third line, the column where it is told to be, phrases of the message
FAULTS: dict[str, tuple[str | bytes, int | None, list[str]]] = {
    "not JSON": (REPORT, len(REPORT) + 1, ["not JSON"]),
    "single quotes": ("{'type': 'reported'}", 2, ["not JSON"]),
    "two objects": ("{} {}", 4, ["not JSON"]),
    "trailing comma": (bad('"note":"x",'), None, ["not JSON"]),
    "duplicate key": (bad('"act":"signed"'), len(REPORT) + 2, ['"act"', "twice"]),
    "duplicate key deep": (bad('"locator":{"paragraph":1,"paragraph":2}'), len(REPORT) + 27, ["paragraph", "twice"]),
    "float": (bad('"locator":{"paragraph":1.5}'), len(REPORT) + 25, ["1.5", "whole number"]),
    "float that is whole": (bad('"locator":{"paragraph":1.0}'), len(REPORT) + 25, ["1.0", "whole number"]),
    "exponent": (bad('"locator":{"paragraph":1e3}'), len(REPORT) + 25, ["1e3"]),
    "NaN": (bad('"locator":{"paragraph":NaN}'), len(REPORT) + 25, ["NaN"]),
    "Infinity": (bad('"locator":{"paragraph":-Infinity}'), len(REPORT) + 25, ["Infinity"]),
    "big number": (bad('"locator":{"start":9007199254740992}'), len(REPORT) + 21, ["9007199254740992", "2^53"]),
    "huge number": (bad('"locator":{"start":' + "9" * 6000 + "}"), len(REPORT) + 21, ["2^53"]),
    "unknown key": (bad('"plase":"Seoul"'), len(REPORT) + 2, ["plase", 'Did you mean "place"?']),
    "unknown key deep": (bad('"locator":{"paragraf":1}'), len(REPORT) + 13, ["paragraf", 'Did you mean "paragraph"']),
    "unknown type": ('{"type":"reportd"}', None, ["reportd", 'Did you mean "reported"']),
    "no type": ('{"subject":"s"}', 1, ['"type"', "reported"]),
    "bad date": (bad('"occurred":"2012-13"'), len(REPORT) + 2, ["occurred", "2012-13", "13 is not a month"]),
    "unknown subject": (REPORT.replace('"s"', '"ss"') + "}", 20, ['"ss"']),
    "unknown source": (REPORT.replace('"a"', '"b"') + "}", 51, ['"b"', "source_filed"]),
    "unknown act": (REPORT.replace("proposed", "proposd") + "}", 34, ["proposd", 'Did you mean "proposed"']),
    "wrong kind": (REPORT.replace("proposed", "held") + "}", 34, ["held", "meeting series"]),
    "missing key": ('{"type":"reported","subject":"s","act":"proposed"}', None, ["source", "missing"]),
    "wrong kind of value": (bad('"note":7'), len(REPORT) + 2, ["note"]),
    "a party by name": (bad('"by":["ROK"]'), len(REPORT) + 8, ["ROK", '"KR"']),
    "the future": (bad('"occurred":"2013"'), len(REPORT) + 2, ["2013", "signing_scheduled"]),
    "a list": ("[]", 1, ["not a JSON object"]),
    "null": ("null", 1, ["not a JSON object"]),
    "a text": ('"reported"', 1, ["not a JSON object"]),
    "byte order mark": (b"\xef\xbb\xbf" + REPORT.encode() + b"}", 1, ["byte order mark"]),
    "invalid UTF-8": (bad('"note":"').encode()[:-1] + b'\xff"}', len(REPORT) + 10, ["0xff", "UTF-8"]),
    "encoded surrogate": (bad('"note":"').encode()[:-1] + b'\xed\xa0\x80"}', len(REPORT) + 10, ["0xed", "UTF-8"]),
    "NUL": (bad('"note":"\0"'), len(REPORT) + 10, ["NUL"]),
    "NUL escaped": (bad('"note":"\\u0000"'), len(REPORT) + 10, ["NUL"]),
    "control character": (bad('"note":"\\u001b[31m"'), len(REPORT) + 2, ["note", "control"]),
    "depth": (bad('"note":' + "[" * 40 + "]" * 40), None, ["32"]),
    "great depth": (bad('"note":' + '{"a":' * 50_000), None, ["32"]),
    "long line": (bad(f'"note":"{"x" * (1 << 20)}"'), 1, ["1 MiB"]),
    "lone surrogate": (bad('"note":"\\ud83d"'), len(REPORT) + 10, ["surrogate"]),
    "lone low surrogate": (bad('"note":"\\udc00"'), len(REPORT) + 10, ["surrogate"]),
    "lone surrogate in a key": (bad('"\\ud800":1'), None, []),
    "empty envelope": ('{"content":null}', 2, ["content"]),
    "fault in an envelope": ('{"content":' + bad('"plase":"x"') + ',"id":"","position":3}', len(REPORT) + 13,
                             ["plase"]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_on_line_3_of_5(quick: Quick, fault: str) -> None:
    quick("init").ok()
    before = quick.log.read_bytes()
    line, column, phrases = FAULTS[fault]
    name = quick.write("bad.jsonl", *GOOD[:2], line, *GOOD[3:])
    done = quick("import", name)
    refused(done, 65, *phrases)
    place = re.search(r"bad\.jsonl:3:(\d+): ", done.err)
    assert place, done.err
    if column is not None:
        assert int(place[1]) == column, done.err
    assert max(map(len, done.err.splitlines())) < 300, done.err
    assert quick.log.read_bytes() == before


def test_the_column_is_that_of_the_key_and_not_of_a_value(quick: Quick) -> None:
    quick("init").ok()
    name = quick.write("bad.jsonl", *GOOD[:2], '{"type":"reported","note":"subject","subject":"ss","act":"signed",'
                       '"source":"a"}')
    refused(quick("import", name), 65, "bad.jsonl:3:37:")


def test_a_backslash_before_u0000_is_text_and_no_nul(quick: Quick) -> None:
    quick("init").ok()
    quick("import", quick.write("good.jsonl", *GOOD[:3], bad(r'"note":"the text \\u0000 as it stands"'))).ok()
    assert quick.events("--last", "1")[0]["note"] == r"the text \u0000 as it stands"


def test_messages_are_plain_words(quick: Quick) -> None:
    """No Python words in what people read, and no sentence with a hole."""
    quick("init").ok()
    for line in (REPORT, bad('"note":"a\tb"'), bad('"locator":3'), bad('"by":"JP"'), bad('"note":7')):
        err = quick("import", quick.write("bad.jsonl", *GOOD[:2], line)).err
        for word in ("Locator", "dictionary", "at at", " at .", "instance of", "input should be"):
            assert word not in err, err


def test_the_second_file_at_fault_saves_nothing_of_the_first(quick: Quick) -> None:
    quick("init").ok()
    before = quick.log.read_bytes()
    quick.write("good.jsonl", *GOOD)
    quick.write("bad.jsonl", "{")
    refused(quick("import", "good.jsonl", "bad.jsonl"), 65, "bad.jsonl:1:")
    refused(quick("import", "good.jsonl", "missing.jsonl"), 66, "missing.jsonl")
    assert quick.log.read_bytes() == before
    assert "Recorded 5 events, positions 1 to 5" in quick("import", "good.jsonl").ok().out


def test_import_from_a_pipe(cli: Cli) -> None:
    cli("init").ok()
    lines = "".join(json.dumps(one) + "\n" for one in GOOD)
    broken = lines.replace('"signed"', '"sigend"')
    refused(cli("import", "-", stdin=broken), 65, "standard input:4:", "sigend", 'Did you mean "signed"')
    assert cli.events() == []
    assert "Recorded 5 events" in cli("import", "-", stdin=lines.rstrip("\n").replace("\n", "\r\n\r\n")).ok().out
    assert "5 events recorded already" in cli("import", "-", stdin=lines).ok().out
    assert cli("import", "-", stdin="").ok().err == ""
    assert len(cli.events()) == 5


def test_gzip(quick: Quick) -> None:
    quick("init").ok()
    lines = "".join(json.dumps({**one, "note": os.urandom(99).hex()} if one["type"] == "reported" else one) + "\n"
                    for one in GOOD)
    whole = gzip.compress(lines.encode())
    (quick.folder / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (quick.folder / "tail.jsonl.gz").write_bytes(whole[:-3])
    (quick.folder / "plain.jsonl.gz").write_bytes(lines.encode())
    (quick.folder / "spoilt.jsonl.gz").write_bytes(whole[:40] + bytes([whole[40] ^ 255]) + whole[41:])
    for name in ("cut", "tail", "plain", "spoilt"):
        refused(quick("import", f"{name}.jsonl.gz"), 65, f"{name}.jsonl.gz")
    (quick.folder / "whole.jsonl.gz").write_bytes(whole)
    assert "Recorded 5 events" in quick("import", "whole.jsonl.gz").ok().out


def test_a_directory_is_not_a_file_to_import(cli: Cli) -> None:
    cli.example()
    done = cli("import", ".")
    assert done.code in (65, 66), done
    assert SAVED in done.err


# --- logs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["status"], ["export"], ["log"], ["append", "x", "signed", "--source", "y"],
                                   ["import", "/dev/null"], ["subject", "list"], ["due"], ["search", "x"],
                                   ["retract", "abcd", "--reason", "x"], ["show", "x"], ["replay"]])
def test_no_log(quick: Quick, words: list[str]) -> None:
    refused(quick(*words), 66, "There is no log", "tracker init", saved="")
    assert list(quick.folder.iterdir()) == []
    refused(quick("--log", "nowhere.db", *words), 66, "nowhere.db", "tracker init nowhere.db", saved="")
    refused(quick(*words, env={"TRACKER_LOG": "else where.db"}), 66, "tracker init 'else where.db'", saved="")
    assert list(quick.folder.iterdir()) == []


def test_no_log_from_a_process(cli: Cli) -> None:
    refused(cli("status"), 66, "There is no log", "tracker init", saved="")
    assert list(cli.folder.iterdir()) == []


def test_where_the_log_is_found(cli: Cli, tmp_path: Path) -> None:
    cli.example()
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    inner = Cli(below, cli.log)
    assert len(inner.events()) == len(cli.events())
    Quick(below, cli.log)("--log", "other.db", "init").ok()
    assert inner("log", "--format", "json", env={"TRACKER_LOG": "other.db"}).json == []
    # --log comes before TRACKER_LOG, and both before the folder
    assert inner("--log", "../../tracker.db", "log", "--format", "json", env={"TRACKER_LOG": "other.db"}).json
    (below / "other.db").rename(below / "tracker.db")
    assert inner.events() == []


def test_what_is_no_log(quick: Quick) -> None:
    folder = quick.folder
    (folder / "text.db").write_text("not a database\n" * 200)
    (folder / "short.db").write_text("x")
    (folder / "empty.db").touch()
    with sqlite3.connect(folder / "other.db") as other:
        other.execute("create table notes (text)")
    other.close()
    shutil.copy(quick.example(), folder / "newer.db")
    newer = sqlite3.connect(folder / "newer.db")
    newer.execute("pragma user_version = 99")
    newer.close()
    shutil.copy(quick.log, folder / "torn.db")
    with (folder / "torn.db").open("r+b") as torn:
        torn.truncate(8192)
    for name, code, phrase in (("text.db", 65, "not a log"), ("short.db", 65, "not a log"),
                               ("empty.db", 65, "empty file"), ("other.db", 65, "another program"),
                               (".", 65, "folder"), ("newer.db", 78, "newer tracker")):
        before = (folder / name).read_bytes() if name != "." else b""
        for words in (["status"], ["append", "gsomia", "urged", "--source", ANN], ["export"]):
            refused(quick("--log", name, *words), code, name, phrase, saved="")
        assert name == "." or (folder / name).read_bytes() == before
    done = quick("--log", "torn.db", "status")
    assert done.code in (65, 74) and "torn.db" in done.err, done


def test_a_server_is_never_shown_with_its_password(quick: Quick) -> None:
    done = quick("--log", "postgresql://editor:hunter2@db.example/log", "status")
    assert done.code in (69, 78) and "hunter2" not in done.err, done


def test_init_where_something_stands(cli: Cli) -> None:
    before = cli.example().read_bytes()
    refused(cli("init"), 73, "tracker.db", "stands there already")
    refused(cli("init", "--example"), 73, "stands there already")
    (cli.folder / "notes.txt").write_text("mine")
    refused(cli("init", "notes.txt"), 73, "notes.txt")
    refused(cli("init", "no/such/folder.db"), 73, "no/such/folder.db", "folder first")
    assert (cli.log.read_bytes(), (cli.folder / "notes.txt").read_text()) == (before, "mine")
    assert sorted(path.name for path in cli.folder.iterdir()) == ["notes.txt", "tracker.db"]


def test_files_that_cannot_be_written(quick: Quick) -> None:
    quick.example()
    refused(quick("export", "no/folder/x.jsonl"), 73, "no/folder", "folder first", saved="Nothing was written.")
    done = quick("due", "--ics", "no/folder/x.ics")
    assert done.code in (66, 73) and "no/folder" in done.err, done
    (quick.folder / "sub").mkdir()
    done = quick("export", "sub")
    assert done.code == 73 and "sub" in done.err and "full disk" not in done.err, done


@pytest.mark.parametrize("words", [["export", "tracker.db"], ["due", "--ics", "tracker.db"]])
def test_the_log_is_not_written_over(quick: Quick, words: list[str]) -> None:
    """Nothing is edited: no command may put another file in the log's place."""
    before = quick.example().read_bytes()
    done = quick(*words)
    assert quick.log.read_bytes() == before, done
    assert done.code == 73, done


# --- usage --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "phrases"),
    [
        (["statsu"], ['"statsu"', 'Did you mean "status"']),
        (["stauts", "gsomia"], ['"stauts"', 'Did you mean "status"']),
        (["xyzzy"], ['"xyzzy"', "tracker --help"]),
        (["status", "--frmat", "json"], ["--frmat", "--format"]),
        (["status", "--format", "xml"], ["--format", "xml", "table", "json", "csv", "markdown"]),
        (["retract", "1a2b3c4d"], ["--reason"]),
        (["diff", "2013"], ["D2"]),
        (["search"], ["WORDS"]),
        (["subject", "ad"], ["ad", "add"]),
        (["log", "--type", "reportd"], ["reportd", 'Did you mean "reported"']),
        (["log", "--act", "sigend"], ["sigend", 'Did you mean "signed"']),
        (["status", "--at", "-1"], ["--at", "-1"]),
        (["status", "--at", "x"], ["--at", "x"]),
        (["append", "gsomia", "signed", "--source", ANN, "--certainty", "maybe"], ["maybe", "possible"]),
    ],
)
def test_wrong_usage(quick: Quick, words: list[str], phrases: list[str]) -> None:
    quick.example()
    refused(quick(*words), 2, *phrases, saved="")


def test_wrong_usage_from_a_process(cli: Cli) -> None:
    refused(cli("statsu"), 2, 'Did you mean "status"', saved="")
    refused(cli("status", "--frmat"), 2, "--frmat", saved="")
    bare = cli()
    assert bare.code == 2 and "status" in bare.out + bare.err  # there is no default command
    assert list(cli.folder.iterdir()) == []


@pytest.mark.parametrize("words", [["status", "--as-of", "2012-13"], ["status", "--known-by", "soon"],
                                   ["replay", "--from", "2012-02-30"], ["diff", "2012", "20xx"],
                                   ["status", "--as-of", "2012/.."]])
def test_bad_dates_of_a_reading(quick: Quick, words: list[str]) -> None:
    quick.example()
    refused(quick(*words), 65, words[-1], saved="")


@pytest.mark.parametrize("words", [["status", "gsomiaa"], ["why", "gsomiaa"], ["show", "gsomiaa"],
                                   ["replay", "gsomiaa"], ["due", "gsomiaa"], ["log", "--subject", "gsomiaa"]])
def test_a_near_miss_gets_did_you_mean(quick: Quick, words: list[str]) -> None:
    quick.example()
    refused(quick(*words), 66, "gsomiaa", "Did you mean", "GSOMIA", saved="")


# --- pipes and permissions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["status"], ["log", "--format", "csv"], ["export"], ["acts"]])
def test_a_reader_that_has_gone(shared: Cli, words: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tracker", *words], cwd=shared.folder, env=environment(), check=False, stdout=write,
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        )
    finally:
        os.close(write)
    assert done.stderr == ""
    assert done.returncode in (0, 141)


# All is loaded before the user changes: nobody may be unable to read the interpreter's own folder.
AS_NOBODY = """
import csv, difflib, getpass, hashlib, importlib, json, os, pkgutil, pwd, sys, unicodedata
import tracker, tracker.cli
for found in pkgutil.walk_packages(tracker.__path__, "tracker."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(tracker.cli.main(sys.argv[1:]))
"""


class Stranger(Cli):
    """`tracker` as a user who may read the folder, but not write there."""

    def __call__(self, *args: str, stdin: object = None, env: object = None) -> Done:
        ended = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, *args], cwd=self.folder, env=environment(), check=False,
            capture_output=True, stdin=subprocess.DEVNULL, text=True,
        )
        return checked(Done(args, ended.returncode, ended.stdout, ended.stderr))


@pytest.fixture
def stranger(made: Path) -> Iterator[Stranger]:
    folder = Path(tempfile.mkdtemp())
    try:
        shutil.copy(made, folder / "tracker.db")
        shutil.copy(made, folder / "secret.db")
        (folder / "secret.jsonl").write_text("")
        for name in ("secret.db", "secret.jsonl"):
            (folder / name).chmod(0)
        (folder / "tracker.db").chmod(0o444)
        folder.chmod(0o555)
        yield Stranger(folder, made)
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_that_may_only_be_read(stranger: Stranger) -> None:
    assert "GSOMIA" in stranger("status").ok().out
    for words in (["append", "gsomia", "urged", "--source", ANN], ["init", "new.db"], ["export", "x.jsonl"],
                  ["import", "secret.jsonl"]):
        saved = "Nothing was written." if words[0] == "export" else SAVED
        refused(stranger(*words), 77, words[1] if words[0] == "init" else "", saved=saved)
    refused(stranger("--log", "secret.db", "status"), 77, "secret.db", saved="")
    assert sorted(path.name for path in stranger.folder.iterdir()) == ["secret.db", "secret.jsonl", "tracker.db"]
