"""Every listing in every format, and the output gates: what is in the log cannot take over where it is shown."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
import select
import subprocess
import sys
import time
from typing import Any

import pytest
from commands import Cli, Quick, environment, ids, reported, source

import tracker
from tracker.render.layout import cells as cell_len

EVENTS = [["log"], ["search", "missile"], ["why", "gsomia"], ["why", "jp-kr-us-security-talks"]]
CATALOGUE = [["subject", "list"], ["source", "list"]]
OTHERS = [
    ["replay"], ["replay", "gsomia"], ["replay", "--as-of", "2013-01-11"], ["diff", "2013-01-11", "2015-04-30"],
    ["diff", "2015-04-10", "2015-04-30", "--known"], ["due", "--as-of", "2016-01-05"], ["acts"],
    ["acts", "--kind", "series"],
]
LISTINGS = [*EVENTS, *CATALOGUE, *OTHERS]
BOARDS = [["status"], ["status", "--as-of", "2013-01-11", "--known-by", "2013-01-11"], ["status", "gsomia", "dtt"]]
PAGES = [["show", "gsomia"], ["show", "jp-kr-us-security-talks", "--as-of", "2016-01-05"]]
EDTF_SET = re.compile(r"\[[^\]]*\.\.[^\]]*\]")


def named(value: object) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)


@pytest.fixture
def example(quick: Quick) -> Quick:
    quick.example()
    return quick


# --- formats ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", LISTINGS, ids=named)
def test_json_is_a_list_of_objects(example: Quick, words: list[str]) -> None:
    rows = example(*words, "--format", "json").json
    assert isinstance(rows, list) and rows
    assert all(isinstance(row, dict) for row in rows)


@pytest.mark.parametrize("words", EVENTS[:2], ids=named)
def test_json_of_events_has_the_fields_of_the_content(example: Quick, words: list[str]) -> None:
    stored = {envelope["id"]: envelope for envelope in map(json.loads, example("export").ok().out.splitlines())}
    rows = example(*words, "--format", "json").json
    for row in rows:
        envelope = stored[row["id"]]
        assert row == {"position": envelope["position"], "id": envelope["id"], "recorded": envelope["recorded"],
                       **envelope["content"]}


@pytest.mark.parametrize("words", [*EVENTS[2:], *CATALOGUE], ids=named)
def test_json_of_every_listing_of_events_tells_position_id_and_recorded(example: Quick, words: list[str]) -> None:
    """Section 7: the field names of section 3, plus `position`, `id`, `recorded`."""
    for row in example(*words, "--format", "json").json:
        assert {"position", "id", "recorded"} <= set(row), sorted(row)


@pytest.mark.parametrize("words", [*LISTINGS, *BOARDS], ids=named)
def test_csv_parses(example: Quick, words: list[str]) -> None:
    text = example(*words, "--format", "csv").ok().out
    head, *rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert rows and len(set(head)) == len(head)
    assert all(re.fullmatch(r"[a-z][a-z0-9_.]*", name) for name in head), head
    assert all(len(row) == len(head) for row in rows)


@pytest.mark.parametrize("words", [*LISTINGS, *BOARDS], ids=named)
def test_dates_are_edtf_in_csv_and_markdown(example: Quick, words: list[str]) -> None:
    """A date of a table may stand on two lines; in a file it is EDTF text."""
    for text in (example(*words, "--format", "csv").ok().out,
                 example(*words, "--format", "markdown").ok().out.replace("\\", "")):
        for found in EDTF_SET.findall(text):
            assert not re.search(r"\s", found), found


@pytest.mark.parametrize("words", [*EVENTS, *OTHERS[:1], *OTHERS[3:6]], ids=named)
def test_csv_names_subjects_and_events_in_full(example: Quick, words: list[str]) -> None:
    """Eight digits and a display name are for people; a file needs what `--subject` and `retract` take."""
    rows = list(csv.DictReader(io.StringIO(example(*words, "--format", "csv").ok().out)))
    listed = [row for row in example(*words, "--format", "json").json if "board" not in row]
    for row, wanted in zip(rows, listed, strict=True):
        if "id" in wanted:
            assert row["id"] == wanted["id"]
        if "subject" in wanted:
            assert wanted["subject"] in row.values(), row


@pytest.mark.parametrize("words", [*LISTINGS, *BOARDS], ids=named)
def test_markdown_is_a_table(example: Quick, words: list[str]) -> None:
    lines = example(*words, "--format", "markdown").ok().out.splitlines()
    tables = [line for line in lines if line.startswith("|")]
    assert len(tables) >= 3
    width = 0
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("|"):
            cells = len(re.findall(r"(?<!\\)\|", line))
            assert not before.startswith("|") or cells == width, line
            width = cells


@pytest.mark.parametrize("words", [*LISTINGS, *BOARDS, *PAGES], ids=named)
def test_no_table_is_wider_than_80_columns(example: Quick, words: list[str]) -> None:
    for env in ({"COLUMNS": "80"}, {}):
        out = example(*words, env=env).ok().out
        assert out.strip()
        for line in out.splitlines():
            assert cell_len(line) <= 80, line
            assert "\x1b" not in line and line == line.rstrip()


def test_narrow_and_wide_screens(example: Quick) -> None:
    for columns in (40, 200):
        for line in example("status", env={"COLUMNS": str(columns)}).ok().out.splitlines():
            assert cell_len(line) <= columns, line


def test_an_empty_log_is_listed_too(quick: Quick) -> None:
    quick("init").ok()
    for words in (["log"], ["search", "x"], *CATALOGUE, ["replay"], ["diff", "2013", "2014"], ["due"]):
        assert quick(*words, "--format", "json").json == []
        assert len(quick(*words, "--format", "csv").ok().out.splitlines()) == 1
        quick(*words, "--format", "markdown").ok()
        quick(*words).ok()
    board = quick("status", "--format", "json").json
    assert (board["position"], board["agreements"], board["series"]) == (0, [], [])


def test_filters_of_the_log(example: Quick) -> None:
    everything = example.events()
    postponed = example.events("--subject", "GSOMIA", "--act", "postponed")
    assert len(postponed) == 2 and {row["subject"] for row in postponed} == {"jp-kr-gsomia"}
    assert example.events("--after", "100") == everything[100:]
    beyond = str(2**63)  # more than SQLite can count
    assert example.events("--after", beyond) == [] and example.events("--last", beyond) == everything
    assert example.events("--last", "3") == everything[-3:]
    cited = example.events("--source", "ann-2013-01-11", "--type", "reported")
    assert len(cited) == 14


# --- hostile contents ---------------------------------------------------------------------------------------

ESCAPES = "\x1b[31mred\x1b[0m\x07\x9b31m"
BIDI = "\u202eevil\u202c \u2066x\u2069 \u200f"
MARKUP = "[bold red]x[/bold red] [link=http://x]y[/] :warning: [/]"
NAME = f"{ESCAPES} {BIDI} {MARKUP}"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029]")


@pytest.fixture
def hostile(quick: Quick) -> Quick:
    """A log in which somebody else's tool has put what the tracker would refuse."""
    with tracker.open_log(str(quick.log), create=True) as log:
        log.append(
            [
                {"type": "subject_registered", "subject": "x", "kind": "agreement", "name": NAME, "aliases": [NAME],
                 "parties": ["JP", "KR"]},
                {"type": "subject_registered", "subject": "y", "kind": "series", "name": NAME, "parties": ["JP", "KR"]},
                source("s", "2012-06-30", title=NAME, origin=NAME, url="https://x"),
                reported("x", "postponed", "s", note=NAME, place=NAME, said=NAME,
                         locator={"paragraph": 1, "starts": NAME}),
                reported("y", "scheduled", "s", planned_for="2012-07", round=NAME, place=NAME, note=NAME),
            ],
            recorded="2026-01-01T00:00:00Z", recorder=NAME,
        )
    return quick


SHOWN = [["status"], ["log"], ["search", "evil"], ["why", "x"], ["why", "y"], ["show", "x"], ["show", "y"], ["replay"],
         ["replay", "--as-of", "2012-08"], ["diff", "2012-01", "2012-08"], ["due", "--as-of", "2012-07-01"],
         ["subject", "list"], ["source", "list"]]


@pytest.mark.parametrize("words", SHOWN, ids=named)
def test_nothing_raw_reaches_a_terminal(hostile: Quick, words: list[str]) -> None:
    for form in ("table", "json", "markdown") if words[0] != "show" else ("table", "json"):
        done = hostile(*words, "--format", form, env={"COLUMNS": "500"}).ok()
        assert not RAW.search(done.out + done.err), ascii(RAW.search(done.out + done.err))
        if form == "table":
            assert "\\x1b[31mred" in done.out and "\\u202e" in done.out
            assert MARKUP in done.out  # markup and emoji codes are text
        if form == "json":
            assert NAME in _texts(json.loads(done.out))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _texts(part)]


def test_an_event_is_shown_without_raw_characters(hostile: Quick) -> None:
    for event in ids(hostile.events()):
        assert not RAW.search(hostile("show", event).ok().out)


def test_what_a_write_says_is_gated_too(hostile: Quick) -> None:
    """`append`, `import` and `retract` name the subjects they move."""
    done = hostile("append", "x", "signed", "--source", "s", "--on", "2012-06-29").ok()
    assert "signed" in done.out
    assert not RAW.search(done.out + done.err), ascii(done.out + done.err)
    lines = hostile.write("more.jsonl", reported("x", "terminated", "s", occurred="2012-06-30"))
    done = hostile("import", lines).ok()
    assert "terminated" in done.out and not RAW.search(done.out + done.err), ascii(done.out)


def test_names_that_can_be_registered_are_gated_in_what_a_write_says(quick: Quick) -> None:
    """No control character gets into a name, but a bidirectional override does."""
    quick("init").ok()
    quick("subject", "add", "x", "--kind", "agreement", "--name", "A \u202etcaP").ok()
    quick("source", "add", "s", "--publisher", "P", "--published", "2012").ok()
    done = quick("append", "x", "proposed", "--source", "s").ok()
    assert "\u202e" not in done.out, ascii(done.out)


def test_what_was_typed_comes_back_without_raw_characters(example: Quick) -> None:
    for words in (["status", NAME], ["append", "gsomia", NAME], [NAME], ["status", f"--{NAME}"], ["show", NAME],
                  ["status", "--as-of", NAME], ["import", NAME.replace("/", "")], ["status", "--format", NAME],
                  ["--log", NAME.replace("/", ""), "status"]):
        done = example(*words)
        assert done.code in (2, 65, 66), done
        assert not RAW.search(done.out + done.err), ascii(done.err)
    name = f"{BIDI}.db"
    assert not RAW.search(example("init", name).ok().out)


def test_formulas_are_harmless_in_csv(quick: Quick) -> None:
    quick("init").ok()
    formulas = ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1"]
    quick.write("f.jsonl", {"type": "subject_registered", "subject": "x", "kind": "agreement", "name": "=1+1",
                            "parties": ["JP"], "aliases": ["@x"]}, source("s", "2012", title="+1", origin="-1"),
                *(reported("x", "commented", "s", note=note, place=note) for note in formulas),
                reported("x", "proposed", "s", note="=2"))
    quick("import", "f.jsonl").ok()
    count = 0
    for words in (["log"], ["search", "x"], ["why", "x"], ["subject", "list"], ["source", "list"], ["status"],
                  ["replay"], ["diff", "2011", "2013"]):
        for row in csv.reader(io.StringIO(quick(*words, "--format", "csv").ok().out, newline="")):
            for cell in row:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (words, cell)
                count += cell.startswith("'")
    assert count >= 12
    # and JSON tells them as they are
    assert formulas == [row["note"] for row in quick.events("--act", "commented")]


def test_markdown_cells_hold_no_markup(quick: Quick) -> None:
    quick("init").ok()
    quick("subject", "add", "x", "--kind", "agreement", "--name", "a|b <script>alert(1)</script> [x](javascript:1) `c`",
          "--alias", "two\nlines").ok()
    out = quick("subject", "list", "--format", "markdown").ok().out
    assert len(out.splitlines()) == 3
    assert "<script" not in out.replace("\\<", "") and "\\|" in out and "\\[x\\](" in out and "\\`c" in out


# --- colour -------------------------------------------------------------------------------------------------


def on_a_terminal(cli: Cli, *words: str, env: dict[str, str] | None = None) -> str:
    """What a command prints on a terminal of 80 columns."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    child = subprocess.Popen([sys.executable, "-m", "tracker", *words], cwd=cli.folder, stdin=theirs, stdout=theirs,
                             stderr=theirs, env=environment({"COLUMNS": "80", **(env or {})}))
    os.close(theirs)
    read = b""
    until = time.monotonic() + 30
    try:
        while time.monotonic() < until:
            if not select.select([ours], [], [], 0.5)[0]:
                continue
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            read += part
        assert child.wait(timeout=10) == 0
    finally:
        child.kill()
        os.close(ours)
    return read.decode()


COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|9[0-7]|38|48)(?:;[0-9;]*)?m")
SEQUENCE = re.compile(r"\x1b\[[0-9;]*m")


def test_colour_on_a_terminal_and_nowhere_else(shared: Cli) -> None:
    coloured = on_a_terminal(shared, "status")
    assert COLOUR.search(coloured)
    plain = on_a_terminal(shared, "status", env={"NO_COLOR": "1"})
    assert "GSOMIA" in plain and not COLOUR.search(plain)
    piped = shared("status", env={"COLUMNS": "80"}).ok().out
    assert "\x1b" not in piped
    strip = [[line.rstrip() for line in SEQUENCE.sub("", text).splitlines()] for text in (coloured, plain, piped)]
    assert strip[0] == strip[1] == strip[2]  # colour only repeats what the words say
    assert all(cell_len(line) <= 80 for line in strip[0])


def test_json_on_a_terminal_is_json(shared: Cli) -> None:
    text = on_a_terminal(shared, "status", "gsomia", "--format", "json")
    assert "\x1b" not in text and json.loads(text)["agreements"]


def test_results_go_to_standard_output_whatever_the_locale(shared: Cli) -> None:
    for words in (["status"], ["status", "--format", "markdown"], ["acts"], ["show", "gsomia"], ["--help"]):
        done = shared(*words, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
        assert done.code == 0 and done.err == "" and done.out, done


# --- replay, diff, due --------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2012-02-15", "2013-01-11", "2015-04-30", "2016-01-05"])
@pytest.mark.parametrize("known", [True, False])
def test_replay_ends_with_the_board_of_that_day(example: Quick, day: str, known: bool) -> None:
    seen = ("--as-of", day, *(("--known-by", day) if known else ()))
    board, told = example("status", *seen).ok().out, example("replay", *seen).ok().out
    assert told.endswith(board) and len(told) > len(board)
    assert example("replay", *seen, "--format", "json").json[-1]["board"] == example("status", *seen, "--format",
                                                                                       "json").json
    assert example("replay", *seen, "--format", "markdown").out.endswith(
        example("status", *seen, "--format", "markdown").out)


@pytest.mark.parametrize("seen", [(), ("--known-by", "2013-01-11"), ("--known-by", "2015-04-10"), ("--at", "60")])
def test_the_steps_of_a_replay_lead_to_the_board(example: Quick, seen: tuple[str, ...]) -> None:
    """Each step's status is where the next begins, and the last is the board's."""
    for day in ("2012-07-15", "2014-12-31", "2016-01-05"):
        steps = example("replay", *seen, "--as-of", day, "--format", "json").json
        board = steps.pop()["board"]
        last: dict[str, str | None] = {}
        for step in steps:
            assert step["day"] <= day
            if step["round"] is None:
                assert step["was"] == last.get(step["subject"]), step
                last[step["subject"]] = step["status"]
        for row in (*board["agreements"], *board["series"]):
            assert row["status"] == last.get(row["subject"]), row["subject"]


def test_replay_from_and_to(example: Quick) -> None:
    every = example("replay", "--format", "json").json
    some = example("replay", "--from", "2012-01-01", "--to", "2013-12-31", "--format", "json").json
    assert some == [step for step in every if "2012-01-01" <= step["day"] <= "2013-12-31"]
    assert [step["day"] for step in every] == sorted(step["day"] for step in every)
    gsomia = example("replay", "gsomia", "--format", "json").json
    assert gsomia == [step for step in every if step["subject"] == "jp-kr-gsomia"]
    assert [step["status"] for step in gsomia] == ["proposed", "stalled", "postponed"]
    assert set(gsomia[-1]["sources"]) == {"ann-2013-01-11", "japan-times-2016-01-04"}


def test_diff(example: Quick) -> None:
    rows = example("diff", "2013-01-11", "2015-04-30", "--format", "json").json
    boards = [example("status", "--as-of", day, "--format", "json").json for day in ("2013-01-11", "2015-04-30")]
    first, second = ({row["subject"]: row for row in (*board["agreements"], *board["series"])} for board in boards)
    told = {row["subject"]: row for row in rows}
    for subject in first:
        if first[subject]["status"] != second[subject]["status"]:
            assert subject in told
    for subject, row in told.items():
        assert row["before"] == first[subject] and row["after"] == second[subject]
        assert row["before"] != row["after"]
    same = example("diff", "2015-04-30", "2015-04-30").ok()
    assert "No difference" in same.err


def test_diff_of_what_was_known(example: Quick) -> None:
    rows = example("diff", "2015-04-10", "2015-04-30", "--known", "--as-of", "2015-04-10", "--format", "json").json
    told = {row["subject"]: row for row in rows}
    assert told["jp-kr-us-tisa"]["before"]["status"] == "concluded"
    assert told["jp-kr-us-tisa"]["after"]["status"] == "signed"


def test_due(example: Quick) -> None:
    rows = example("due", "--as-of", "2016-01-05", "--known-by", "2016-01-05", "--format", "json").json
    told = {row["subject"]: row for row in rows}
    assert told["jp-kr-us-vice-ministers"]["date"] == "[2016-01-11..2016-01-20]"
    assert told["jp-kr-us-vice-ministers"]["days_left"] == 6
    assert "overdue" in told["jp-kr-us-security-talks"]["what"]
    assert told["jp-kr-us-security-talks"]["days_overdue"] == 1069  # since 2013-01-31
    near = example("due", "--as-of", "2016-01-05", "--within", "3", "--format", "json").json
    assert "jp-kr-us-vice-ministers" not in {row["subject"] for row in near}
    assert "jp-kr-us-security-talks" in {row["subject"] for row in near}


def test_a_notice_about_to_take_effect_is_due(example: Quick) -> None:
    example("source", "add", "kyodo-2019-08-23", "--publisher", "Kyodo", "--published", "2019-08-23").ok()
    example("append", "gsomia", "entered_into_force", "--on", "2016-11-23", "--source", "kyodo-2019-08-23").ok()
    example("append", "gsomia", "notice_served", "--by", "KR", "--on", "2019-08-23", "--effective", "2019-11-23",
            "--source", "kyodo-2019-08-23").ok()
    assert example.status("gsomia", "--as-of", "2019-09-01") == "notice pending"
    rows = example("due", "gsomia", "--as-of", "2019-09-01", "--format", "json").json
    (row,) = [row for row in rows if "notice" in row["what"]]
    assert (row["date"], row["days_left"]) == ("2019-11-23", 83)
    assert "effective date passed" in example.row("gsomia", "--as-of", "2019-11-24")["flags"]


def test_due_as_a_calendar(example: Quick) -> None:
    icalendar = pytest.importorskip("icalendar")
    done = example("due", "--as-of", "2016-01-05", "--ics", "due.ics", "--format", "json")
    rows = done.json
    data = (example.folder / "due.ics").read_bytes()
    assert all(len(line) <= 75 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b"")
    entries = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert len(entries) == len(rows)
    assert len({str(entry["uid"]) for entry in entries}) == len(entries)
    (vice,) = [entry for entry in entries if "vice" in str(entry["summary"])]
    assert vice["dtstart"].dt == datetime.date(2016, 1, 11)
    assert vice["dtend"].dt == datetime.date(2016, 1, 21)
    assert str(vice["location"]) == "Tokyo"
    assert all("dtstamp" in entry for entry in entries)
    (talks,) = [entry for entry in entries if "security talks" in str(entry["summary"])]
    assert talks["dtstart"].dt == datetime.date(2013, 1, 21)
    again = example("due", "--as-of", "2016-01-05", "--ics", "due.ics", "--format", "json").ok()
    assert (example.folder / "due.ics").read_bytes() == data and "due.ics" in again.err


# --- search, show, why --------------------------------------------------------------------------------------

HOSTILE_SEARCHES = [
    '"', '""', '"""', "'", "*", "**", "a*b", "^", "^missile", "NEAR", "NEAR(missile, 3)", "AND", "OR", "NOT", "AND OR",
    "missile AND", "missile OR NOT", "(", ")", "((missile)", "{note}:", "text:missile", "-missile", "+missile", ":",
    "\\", ";drop table events;", "%", "_", "--", "é", "한국", "日本", "\u202e", "x" * 5000, "rowid:1", "missile*", "[",
    "]", "?", "1'or'1'='1", " ", "",
]


def test_hostile_searches(example: Quick) -> None:
    assert len(HOSTILE_SEARCHES) >= 30
    for words in HOSTILE_SEARCHES:
        done = example("search", "--format", "json", "--", words)
        assert isinstance(done.json, list), done
    assert example("search", "missile", "OR", "zzzz", "--format", "json").json == []  # OR is a word like any other


def test_search_finds(example: Quick) -> None:
    def found(*words: str) -> list[dict[str, Any]]:
        rows = example("search", *words, "--format", "json").json
        assert isinstance(rows, list)
        return rows

    assert found("missile") and found("MISSILE") == found("missile")
    assert {row["id"] for row in found("missile", "gsomia")} <= {row["id"] for row in found("missile")}
    assert found("miss*") and len(found("tokyo", "--limit", "2")) == 2
    assert "No event fits" in example("search", "zzzzzz").ok().err
    # a subject's names find the reports about it
    assert any(row["type"] == "reported" for row in found("General", "Security", "of", "Military", "--limit", "100"))


def test_show_a_subject(example: Quick) -> None:
    value = example("show", "GSOMIA", "--format", "json").json
    row = example.row("gsomia")
    assert {key: value[key] for key in row} == row
    assert len(value["reports"]) == len(example.events("--subject", "gsomia", "--type", "reported"))
    text = example("show", "gsomia").ok().out
    for report in value["reports"]:
        assert report["id"][:8] in text
    assert "paragraph 14" in text and "ann-2013-01-11" in text


def test_show_an_event_by_prefix(example: Quick) -> None:
    for event in ids(example.events())[:100:9]:
        for prefix in (event[:8], event[:6].upper(), event):
            shown = example("show", prefix).ok().out
            assert event in shown
        assert example("show", event, "--format", "json").json["id"] == event
    assert example("show", event[:3]).code == 66


def test_why(example: Quick) -> None:
    rows = example("why", "gsomia", "--format", "json").json
    assert ids(rows) == example.row("gsomia")["events"]
    assert [(row["source"], row["paragraph"]) for row in rows] == [("ann-2013-01-11", 14),
                                                                   ("japan-times-2016-01-04", 10)]
    text = example("why", "gsomia").ok().out
    assert "paragraph 14" in text and "Yomiuri Shimbun" in text and "postponed" in text
    known = example("why", "tisa", "--as-of", "2015-04-10", "--known-by", "2015-04-10").ok().out
    assert "concluded" in known and "japan-times-2015-04-05" in known
    nothing = example("why", "tisa", "--as-of", "2012").ok()
    assert "No report" in nothing.out


def test_acts_are_the_contract(example: Quick) -> None:
    acts = {(row["kind"], row["act"]): row for row in example("acts", "--format", "json").json}
    status = {act: acts["agreement", act]["status"] for act in (
        "proposed", "negotiated", "agreed", "initialled", "signing_scheduled", "postponed", "stalled", "abandoned",
        "signed", "provisionally_applied", "entered_into_force", "concluded", "suspended", "resumed", "notice_served",
        "notice_suspended", "notice_revoked", "terminated", "expired", "superseded")}
    assert list(status.values()) == [
        "proposed", "negotiating", "agreed in principle", "initialled", "signing scheduled", "postponed", "stalled",
        "abandoned", "signed", "provisionally applied", "in force", "concluded", "suspended", "in force",
        "notice pending", "notice suspended", "in force", "terminated", "expired", "superseded"]
    for act in ("approved", "declined", "ratified", "entry_scheduled", "amended", "renewed", "termination_announced",
                "withdrawn", "urged", "discussed", "commented", "referenced"):
        assert acts["agreement", act]["status"] is None
    for act in ("established", "cadence_set", "suspended", "resumption_agreed", "ended", "collapsed", "proposed",
                "agreed", "scheduled", "opened", "held", "postponed", "cancelled", "declined", "urged", "discussed",
                "commented", "referenced"):
        assert ("series", act) in acts
    assert sum(kind == "agreement" for kind, _ in acts) == 32 and sum(kind == "series" for kind, _ in acts) == 18


# --- there and back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [False, True])
@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_export_and_import_give_the_same_events(example: Quick, content: bool, name: str) -> None:
    # something of every type
    postponed = example.events("--subject", "gsomia", "--act", "postponed")[0]["id"]
    example("subject", "amend", "gsomia", "--alias", "Pact").ok()
    example("source", "amend", "ann-2013-01-11", "--reliability", "B").ok()
    example("correct", postponed, "--place", "ソウル", "--reason", "the place is told").ok()
    example("retract", example.events("--last", "1")[0]["id"], "--reason", "it is not").ok()
    done = example("export", *(["--content"] if content else []), name).ok()
    assert done.out == "" and f"Exported {len(example.events())} events to {name}" in done.err
    if name.endswith(".gz"):
        assert (example.folder / name).read_bytes()[:2] == b"\x1f\x8b"
    example("--log", "copy.db", "init").ok()
    copied = example("--log", "copy.db", "import", name).ok()
    assert f"positions 1 to {len(example.events())}" in copied.out
    rows = example("--log", "copy.db", "log", "--format", "json").json
    assert [(row["position"], row["id"]) for row in rows] == [(row["position"], row["id"]) for row in example.events()]
    before = (example.folder / "copy.db").read_bytes()
    again = example("--log", "copy.db", "import", name, name).ok()
    assert "Nothing new" in again.out
    assert (example.folder / "copy.db").read_bytes() == before
    board = example("status", "--format", "json").json
    assert example("--log", "copy.db", "status", "--format", "json").json == board


def test_export_to_standard_output(shared: Cli) -> None:
    lines = shared("export").ok().out
    assert shared("export", "-").out == lines
    contents = shared("export", "--content").ok().out.splitlines()
    assert [json.loads(line)["content"] for line in lines.splitlines()] == [json.loads(line) for line in contents]


def test_an_export_replaces_a_file_whole(example: Quick) -> None:
    (example.folder / "out.jsonl").write_text("old\n" * 100_000)
    example("export", "out.jsonl").ok()
    assert (example.folder / "out.jsonl").read_text() == example("export").out
    assert sorted(path.name for path in example.folder.iterdir()) == ["out.jsonl", "tracker.db"]
