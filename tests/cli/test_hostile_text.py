"""Text from outside in every field, through every command and every format: nothing of it acts on the reader's screen.

Two logs are looked at. In one everything passed the checks of an import; into the other it was appended without
them, as another program could. A new command needs a row in `CALLS`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import LOG, Cli, Done, Quick, dangerous
from terminal import at_terminal

from tracker.cli import COMMANDS
from tracker.log import open_log

Content = dict[str, Any]

ATTACKS = (
    "=cmd|'/c calc'!A1", "\x1b[2J\x1b[31m", "\x1b]8;;https://evil.example\x07here\x1b]8;;\x07", "\x1b]0;title\x07",
    "\x9b31m\x90q\x9c", "\u202egnp\u2066", "[x](javascript:alert(1))", "![](x)", "<script>alert(1)</script>",
    "a | b `c` *d*", "\nFORGED line", "\u2028FORGED", "\x85FORGED", "\rFORGED", "\r\nFORGED", "\ufeffbom",
    "\U000e0041\U000e007f", "G\u200bS\u200dO", "e" + "\u0301" * 20, "\x7f\b\b", "\ufff9a\ufffa", "\u3164", "\ue000",
    "{{7*7}}%s%n", "\tTAB", "&lt;b&gt;",
)
RAW = " ".join(ATTACKS)
ALLOWED = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", RAW)

def contents(text: str) -> list[Content]:
    """A log's worth of contents with this text in every field that takes one."""
    def report(subject: str, act: str, **told: Any) -> Content:
        return {"type": "reported", "subject": subject, "act": act, "source": "s", "note": text, "said": text,
                "locator": {"paragraph": 1, "starts": text}, **told}

    return [
        {"type": "subject_registered", "subject": "x", "kind": "agreement", "name": text, "parties": ["JP", "KR"],
         "aliases": [f"alias {text}", "plain"]},
        {"type": "subject_registered", "subject": "y", "kind": "agreement", "name": f" {text}", "parties": ["JP", "KR"],
         "aliases": []},
        {"type": "subject_registered", "subject": "talks", "kind": "series", "name": f"talks {text}",
         "parties": ["JP", "KR"], "aliases": []},
        {"type": "source_filed", "source": "s", "publisher": text, "origin": f"origin {text}", "title": f"title {text}",
         "published": "2012-12-31", "url": "https://example.org/" + re.sub(r"\s", "", text)},
        {"type": "source_filed", "source": "t", "publisher": f"t {text}", "published": "2014-12-31"},
        {"type": "subject_amended", "subject": "y", "aliases": [f"another {text}"]},
        {"type": "source_amended", "source": "t", "title": text},
        report("x", "proposed", occurred="2012-01-01", place=text),
        report("x", "signed", occurred="2012-02-01", by=["JP"], place=text),
        report("x", "signed", occurred="2012-02-01", by=["JP"], place=f"elsewhere {text}"),
        report("x", "proposed", occurred="2012-03-01", source="t"),
        report("x", "signing_scheduled", occurred="2012-03-01", planned_for="2012-09", certainty="possible"),
        report("x", "signed", occurred="2012-02-01", by=["KR"], certainty="denied", place=text),
        report("talks", "held", round=text, occurred="2012-02-01", place=text),
        report("talks", "scheduled", round=f"2 {text}", planned_for="2013-02", place=text),
        report("talks", "cadence_set", every="P6M"),
        report("y", "notice_served", effective="2013-06-01", occurred="2012-12-01", by=["JP"]),
        report("y", "superseded", successor="x", occurred="2012-12-20", place=text),
    ]


def undoings(rows: list[Content], text: str) -> list[Content]:
    """A retraction and a correction of reports in the log."""
    urged, other = (row for row in rows if row["type"] == "reported" and row["act"] in ("proposed", "cadence_set")
                    and row["source"] == "s")
    replacement = {key: value for key, value in urged.items() if key not in ("position", "id", "recorded")}
    return [
        {"type": "retracted", "event": other["id"], "reason": text},
        {"type": "corrected", "event": urged["id"], "reason": text, "replacement": {**replacement, "round": text}
         if urged["subject"] == "talks" else {**replacement, "place": f"there {text}"}},
    ]


@pytest.fixture(scope="module")
def allowed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of what an import lets in."""
    quick = Quick(tmp_path_factory.mktemp("allowed"), Path())
    quick("init").ok()
    harmless(quick("import", quick.write("a.jsonl", *contents(ALLOWED))).ok())
    done = quick("import", quick.write("b.jsonl", *undoings(quick.events(), ALLOWED)))
    harmless(done.ok())
    assert quick("log", "--type", "corrected", "--format", "json").json
    return quick.log


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of what another program may append: every character, ids and types of its own."""
    quick = Quick(tmp_path_factory.mktemp("foreign"), Path())
    quick("init").ok()
    more: list[Content] = [
        {"type": "subject_registered", "subject": f"id {RAW}", "kind": "agreement", "name": "N", "parties": [RAW],
         "aliases": []},
        {"type": "source_filed", "source": f"source {RAW}", "publisher": RAW, "published": "2012-12-31",
         "language": RAW, "sha256": RAW, "reliability": RAW, "url": f"javascript:{RAW}"},
        {"type": "reported", "subject": f"id {RAW}", "act": "signed", "source": f"source {RAW}", "by": [RAW],
         "attribution": RAW, "grade": RAW, "certainty": "asserted", "note": "\n".join([RAW] * 3)},
        {"type": f"type {RAW}", "note": RAW},
        {"type": "reported", "subject": "x", "act": f"act {RAW}", "source": "s", "note": RAW},
    ]
    with open_log(str(quick.log)) as log:
        log.append([*contents(RAW), *more], recorded="2020-01-01T00:00:00Z", recorder=RAW)
    with open_log(str(quick.log)) as log:
        log.append(undoings(quick.events(), RAW), recorded="2020-01-01T00:00:00Z", recorder=RAW)
    return quick.log


# Each command as people call it, a line each: {h} is the hostile text, {event} an event's id, and `*` stands for every
# format, `+` for table and JSON.
CALLS = {
    "init": ("init {h}.db", "init folder{h}/x"),
    "append": ("append x urged --source s --note {h} --place {h}", "append talks postponed --source t --round {h}",
               "append {h} urged --source {h}", "append x {h}", "append x signed --on {h}", "append x signed --by {h}"),
    "subject": ("subject list *", "subject add {h} --kind series --name {h}", "subject add z --kind series --name {h}",
                "subject amend x --name {h}{h}", "subject {h}"),
    "source": ("source list *", "source amend s --title {h}{h}", "source add u --publisher {h} --published {h}",
               "source add u --publisher P --published 2012 --text {h}"),
    "import": ("import {h}.jsonl", "import --dry-run again.jsonl"),
    "export": ("export no{h}/folder", "export {h}.jsonl"),
    "status": ("status *", "status --as-of 2013-01-15 *", "status --as-of 2013-01-15 --at 16 *", "status {h} *",
               "status --known-by 2013-01-15 *", "status plain {id}", "status --format {h}"),
    "replay": ("replay *", "replay --as-of 2013-01-15 *", "replay --known-by 2013-01-15 *", "replay --from {h}"),
    "diff": ("diff 2012 2014 *", "diff 2012-02-01 2014 --known *", "diff 2012 {h}"),
    "due": ("due --as-of 2013-01-15 --within 900 *", "due --as-of 2013-01-15 --within 900 --ics {h}.ics"),
    "show": ("show x +", "show y +", "show talks +", "show {id} +", "show {event} +", "show none{h}",
             "show talks --as-of 2013-01-15 +"),
    "why": ("why x *", "why y *", "why talks *", "why {id} *", "why none{h}"),
    "log": ("log *", "log --subject x --last 3 *", "log --type {h}", "log --act {h}", "log --source {h}"),
    "search": ("search forged *", "search {h} *", "search nothing{h} *"),
    "rebuild": ("rebuild", "rebuild --cores {h}"),
    "acts": ("acts *", "acts --kind {h}"),
    "retract": ("retract {event} --reason {h}", "retract {h} --reason x"),
    "correct": ("correct {event} --reason {h} --note {h}{h}", "correct {event} --reason x --without {h}"),
    "timeline": ("timeline", "timeline x", "timeline none{h}"),
    "verify": ("verify", "verify --json", "verify --proof {h}"),
    "prove": ("prove {event}", "prove {h}"),
    "checkpoint": ("checkpoint", "checkpoint {h}"),
    "publish": ("publish site", "publish {h}"),
    "serve": ("serve {h}",),
    "read": ("read {h}",),
    "review": ("review {h}",),
    "": ("{h}", "--log {h} status", "--{h} status"),
}
FORMATS = {"*": ("table", "json", "csv", "markdown"), "+": ("table", "json")}


def calls() -> Iterator[tuple[list[str], str]]:
    """The words of each call of a command there is, and its format."""
    for name, lines in CALLS.items():
        for line in lines if name in COMMANDS or not name else ():
            words = line.rstrip("*+").split()
            for format in FORMATS.get(line[-1], ("",)):
                yield [*words, *(("--format", format) if format else ())], format


def test_every_command_is_called() -> None:
    assert set(COMMANDS) <= set(CALLS), "a new command needs a row in CALLS"


def harmless(done: Done, format: str = "", wide: bool = False) -> Done:
    """This command's output, looked at as its reader would. `wide`: no line was folded."""
    assert done.code != 70, done
    out = done.out.replace("\r\n", "\n") if format == "csv" else done.out
    assert dangerous(out) == [] and dangerous(done.err) == [], (dangerous(out + done.err), done)
    if format not in ("csv", "json") and wide:
        assert not re.search("(?m)^FORGED", out + done.err), done
    if format == "csv" and done.code == 0:
        rows = list(csv.reader(io.StringIO(done.out, newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if re.match('[\\s"]*[=+\\-@\t\r]', cell)]
    if format == "markdown" and done.code == 0:
        tables(done.out)
    if format == "json" and done.code == 0:
        json.loads(done.out)
    return done


def tables(text: str) -> None:
    """Every row of a table has as many cells as its head, and no cell holds markup."""
    bars: int | None = None
    for line in text.split("\n"):
        told = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) if line.startswith("|") else None
        assert bars is None or told is None or told == bars, line
        bars = told
        assert not re.search(r"(?<!\\)(?:\\\\)*[<>\[`*]", line), line


@pytest.fixture(params=["allowed", "foreign"])
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> Quick:
    """The command line in a folder with a copy of one of the logs."""
    shutil.copy(request.getfixturevalue(request.param), tmp_path / LOG)
    quick = Quick(tmp_path, Path())
    quick.write("again.jsonl", *contents(ALLOWED), {"type": "source_filed", "source": "n", "publisher": ALLOWED,
                                                   "published": "2012"})
    return quick


def test_nothing_from_outside_acts_on_a_terminal(hostile: Quick) -> None:
    name = hostile.events()[0]["name"]
    event = hostile.events("--act", "held")[0]["id"]
    for words, format in calls():
        filled = [word.format(event=event, h=name, id=f"id {name}") for word in words]
        for columns in ("80", "1000000"):
            harmless(hostile(*filled, env={"COLUMNS": columns, "TRACKER_RECORDER": name}), format,
                     wide=columns != "80")


def test_json_says_what_the_log_holds(hostile: Quick) -> None:
    with open_log(str(hostile.log)) as log:
        held = [json.loads(stored.body) for stored in log.read()]
    listed = json.loads(harmless(hostile("log", "--format", "json"), "json").out)
    assert [row["note"] for row in listed if "note" in row] == [
        one["content"]["note"] for one in held if "note" in one["content"]]
    name = held[0]["content"]["name"]
    assert json.loads(hostile("show", "x", "--format", "json").out)["name"] == name
    assert {row["name"] for row in json.loads(hostile("subject", "list", "--format", "json").out)} >= {name, f" {name}"}


def test_a_calendar_holds_no_more_than_its_entries(hostile: Quick) -> None:
    from icalendar import Calendar

    hostile("due", "--as-of", "2013-01-15", "--within", "900", "--ics", "due.ics").ok()
    data = (hostile.folder / "due.ics").read_bytes()
    lines = re.sub("\r\n[ \t]", "", data.decode()).split("\r\n")
    assert not [line for line in lines if dangerous(line.replace("\t", ""))]
    assert {line.split(":")[0].split(";")[0] for line in lines if line} <= {
        "BEGIN", "END", "PRODID", "VERSION", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION",
        "TRANSP", "STATUS", "CATEGORIES", "CALSCALE", "LAST-MODIFIED", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"}
    assert len(Calendar.from_ical(data).walk("VEVENT")) == len(hostile(
        "due", "--as-of", "2013-01-15", "--within", "900", "--format", "json").json)


@pytest.mark.parametrize("line", [
    json.dumps({"type": "reported", RAW: 1}), json.dumps({"type": RAW}), json.dumps({RAW: 1}), json.dumps([RAW]),
    json.dumps({"type": "reported", "subject": RAW, "act": "signed", "source": "s"}), '{"a":"' + RAW,
    json.dumps({"type": "reported", "subject": "x", "act": RAW, "source": "s"}), RAW, '{"a":1.5' + RAW,
    json.dumps({"type": "reported", "subject": "x", "act": "signed", "source": RAW}), f'{{"{RAW}":1,"{RAW}":2}}',
    json.dumps({"type": "reported", "subject": "x", "act": "signed", "source": "s", "occurred": RAW}),
    json.dumps({"type": "reported", "subject": "x", "act": "signed", "source": "s", "by": [RAW]}),
    json.dumps({"type": "reported", "subject": "x", "act": "signed", "source": "s", "note": {RAW: 1}}),
    json.dumps({"type": "source_filed", "source": "n", "publisher": "P", "published": "2012", "url": RAW}),
    json.dumps({"type": "reported", "subject": "x", "act": "signed", "source": "s", "every": RAW, "grade": RAW}),
    json.dumps({"a": "\u202e", "b": "\U000e0041"}, ensure_ascii=False) + "\u202e",
], ids=range(17))
def test_a_refused_line_is_shown_harmless(hostile: Quick, line: str) -> None:
    before = hostile.log.read_bytes()
    name = "in\x1b]0;x\x07\n\u202eFORGED.jsonl"
    (hostile.folder / name).write_text(line + "\n")
    done = harmless(hostile("import", name))
    assert done.code in (65, 66) and "Nothing was saved." in done.said
    assert hostile.log.read_bytes() == before


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_no_word_that_acts(foreign: Path, tmp_path: Path, shell: str) -> None:
    shutil.copy(foreign, tmp_path / LOG)
    cli = Cli(tmp_path, Path())
    for line in ("tracker status ", "tracker log --source "):
        at = "" if shell == "fish" else str(len(line.split()))  # fish tells the word begun, the others its place
        done = cli(env={"_TRACKER_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": at})
        words = done.out.split("\n")
        assert dangerous(done.out) == [] and done.err == "", done
        assert any(word.strip().endswith(("talks", "t")) for word in words), done
        assert "FORGED" not in done.out


# On a terminal

SEQUENCES = ("\x1b]", "\x1b[2J", "\x1b[31m")


def quiet(shown: str) -> None:
    """What was written on the terminal holds no sequence of the log's; those of line editing it does hold."""
    assert not [one for one in SEQUENCES if one in shown]
    assert not [one for one in dangerous(shown) if one not in "\x1b\r\x07"]


@pytest.fixture
def at_foreign(foreign: Path, tmp_path: Path) -> Iterator[Cli]:
    shutil.copy(foreign, tmp_path / LOG)
    yield Cli(tmp_path, Path())


def test_the_form_shows_nothing_that_acts(at_foreign: Cli) -> None:
    with at_terminal(at_foreign, "append") as screen:
        for question, answers in (
            ("Which subject?", ("?", "forged", "\t", "x")), ("What happened to it?", ("?", "forged", "commented")),
            ("Which source says so?", ("?", "forged", "s")), ("When did it happen?", ("forged", "2012-06")),
            ("By whom?", ("?", "JP")), ("Where?", ("<script>",)), ("In which paragraph?", ("x", "")),
            ("How does it word the date?", ("",)), ("How certain is it?", ("",)), ("On whose word?", ("",)),
            ("Anything else?", ("=cmd()",)), ("Save?", ("n",)),
        ):
            for answer in answers:
                screen.sees(question)
                screen.types(answer)
        screen.ends(0)
        quiet("".join(screen._shown))


def test_an_export_to_a_terminal_is_the_same_json(at_foreign: Cli) -> None:
    exported = at_foreign("export").ok().out
    with at_terminal(at_foreign, "export") as screen:
        screen.ends(0)
        shown = "".join(screen._shown)
    quiet(shown)
    lines = [json.loads(line) for line in shown.replace("\r\n", "\n").splitlines()]
    assert lines == [json.loads(line) for line in exported.split("\n") if line]
