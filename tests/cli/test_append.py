"""`append`, `retract`, `correct` and the catalogue: one new event, what it moves, and how it is taken back."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys

import pytest
from commands import Cli, Done, Quick, environment, reported, source

KYODO = "kyodo-2016-11-23"
SIGNED = ("append", "gsomia", "signed", "--on", "2016-11-23", "--source", KYODO)
RECORDED = re.compile(r"^Recorded at position (\d+), as event ([0-9a-f]{8})\.$", re.MULTILINE)


def today(back: int = 0) -> str:
    return (datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=back)).isoformat()


def event_of(done: Done) -> str:
    """The event that a command says it recorded."""
    found = RECORDED.search(done.ok().out)
    assert found, done
    return found[2]


@pytest.fixture
def filed(cli: Cli) -> Cli:
    """The example record and one more source, of the day on which GSOMIA was signed."""
    cli.example()
    done = cli("source", "add", KYODO, "--publisher", "Kyodo", "--published", "2016-11-23", "--language", "en")
    assert RECORDED.search(done.ok().out) and not done.err
    return cli


def test_a_report_moves_the_board_once(filed: Cli) -> None:
    before = len(filed.events())
    done = filed(*SIGNED)
    position = RECORDED.search(done.ok().out)
    assert position and int(position[1]) == before + 1
    assert "postponed" in done.out and "signed (2016-11-23)" in done.out
    assert done.err == ""
    row = filed.row("gsomia")
    assert (row["status"], row["since"], row["origins"]) == ("signed", "2016-11-23", 1)
    assert row["by_party"] == {"JP": "signed", "KR": "signed"}
    assert [one[:8] for one in row["events"]] == [event_of(done)]
    again = filed(*SIGNED).ok()
    assert "already recorded at position" in again.out.lower() and position[1] in again.out
    assert len(filed.events()) == before + 1
    # the day before it was signed, and before it was known, nothing changed
    assert filed.status("gsomia", "--as-of", "2016-11-22") == "postponed"
    assert filed.status("gsomia", "--known-by", "2016-11-22") == "postponed"


def test_a_retraction_takes_it_back_and_the_moment_before_is_still_seen(filed: Cli) -> None:
    signed = filed(*SIGNED)
    head = len(filed.events())
    done = filed("retract", event_of(signed), "--reason", "the publisher withdrew the article").ok()
    assert "signed (2016-11-23) -> postponed" in done.out
    assert filed.status("gsomia") == "postponed"
    assert filed.status("gsomia", "--at", str(head)) == "signed"
    # without a source it counts from the day it was recorded: before that day the report still counts
    assert filed.status("gsomia", "--known-by", today(1)) == "signed"
    assert filed.status("gsomia", "--known-by", today(-1)) == "postponed"
    last = filed.events()[-1]
    assert (last["type"], last["reason"]) == ("retracted", "the publisher withdrew the article")
    assert last["event"].startswith(event_of(signed))


def test_a_retraction_by_a_source_counts_from_the_day_of_that_source(filed: Cli) -> None:
    signed = event_of(filed(*SIGNED))
    filed("source", "add", "kyodo-2016-12-05", "--publisher", "Kyodo", "--published", "2016-12-05").ok()
    filed("retract", signed, "--reason", "not signed after all", "--source", "kyodo-2016-12-05").ok()
    assert filed.status("gsomia", "--as-of", "2016-12-31", "--known-by", "2016-12-04") == "signed"
    assert filed.status("gsomia", "--as-of", "2016-12-31", "--known-by", "2016-12-05") == "postponed"
    assert filed.status("gsomia", "--as-of", "2016-12-31") == "postponed"
    # hindsight knows of the retraction on every day
    assert filed.status("gsomia", "--as-of", "2016-11-30") == "postponed"


def test_a_retraction_is_retracted(filed: Cli) -> None:
    signed = event_of(filed(*SIGNED))
    retraction = event_of(filed("retract", signed, "--reason", "withdrawn"))
    back = event_of(filed("retract", retraction, "--reason", "the withdrawal was a mistake"))
    assert filed.status("gsomia") == "signed"
    refused = filed("retract", retraction, "--reason", "again")
    assert refused.code == 65
    assert retraction in refused.err and back in refused.err and "Nothing was saved." in refused.err
    # what was taken back counts again, and may be taken back again
    event_of(filed("retract", signed, "--reason", "withdrawn for good"))
    assert filed.status("gsomia") == "postponed"


def test_what_is_taken_back_cannot_be_taken_back_again(filed: Cli) -> None:
    signed = event_of(filed(*SIGNED))
    retraction = event_of(filed("retract", signed, "--reason", "withdrawn"))
    before = len(filed.events())
    for command in (("retract", signed, "--reason", "twice"),
                    ("correct", signed, "--on", "2016-11-22", "--reason", "twice")):
        done = filed(*command)
        assert done.code == 65, done
        assert "taken back already" in done.err and retraction in done.err and "Nothing was saved." in done.err
    again = filed("retract", signed, "--reason", "withdrawn").ok()
    assert "already recorded" in again.out.lower()
    assert len(filed.events()) == before


def test_a_correction_and_a_correction_of_it(filed: Cli) -> None:
    wrong = event_of(filed("append", "gsomia", "signed", "--on", "2016-11-22", "--source", KYODO, "--paragraph", "2",
                           "--place", "Seul", "--note", "first reading"))
    head = len(filed.events())
    done = filed("correct", wrong, "--on", "2016-11-23", "--reason", "wrong day")
    first = event_of(done)
    assert filed.row("gsomia")["since"] == "2016-11-23"
    assert filed.row("gsomia", "--at", str(head))["since"] == "2016-11-22"
    stored = filed.events()[-1]
    assert (stored["type"], stored["reason"]) == ("corrected", "wrong day")
    assert stored["replacement"] == {**reported("jp-kr-gsomia", "signed", KYODO), "occurred": "2016-11-23",
                                     "locator": {"paragraph": 2}, "place": "Seul", "note": "first reading"}
    second = event_of(filed("correct", first, "--place", "Seoul", "--without", "note", "--reason", "spelling"))
    replacement = filed.events()[-1]["replacement"]
    assert replacement["place"] == "Seoul" and "note" not in replacement
    assert replacement["occurred"] == "2016-11-23"
    assert filed.row("gsomia")["since"] == "2016-11-23"
    refused = filed("correct", wrong, "--on", "2016-11-21", "--reason", "no")
    assert refused.code == 65 and first in refused.err
    assert filed("correct", second, "--place", "Seoul", "--reason", "nothing").code == 2
    event_of(filed("retract", second, "--reason", "it was right before"))
    assert filed.row("gsomia")["since"] == "2016-11-23"


def test_a_correction_counts_from_the_day_it_was_recorded(filed: Cli) -> None:
    wrong = event_of(filed(*SIGNED))
    event_of(filed("correct", wrong, "--act", "initialled", "--reason", "not signed, initialled"))
    assert filed.status("gsomia") == "initialled"
    assert filed.status("gsomia", "--as-of", "2016-11-23", "--known-by", "2016-11-23") == "signed"


def test_a_late_report_is_told_before_it_is_saved(filed: Cli) -> None:
    done = filed("append", "acsa", "signed", "--on", "2013-01-05", "--source", "ann-2013-01-11").ok()
    assert "late report" in done.err and "Japan-South Korea ACSA" in done.said
    assert "proposed (2015-04-12) -> signed (2013-01-05)" in done.said
    assert "late report" not in done.out
    assert filed.status("acsa") == "signed"


def test_the_warning_comes_before_the_line_that_says_recorded(filed: Cli) -> None:
    """Seen where both streams are one, as on a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "append", "acsa", "signed", "--on", "2013-01-05", "--source",
         "ann-2013-01-11"], cwd=filed.folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=True,
    )
    assert 0 <= done.stdout.find("late report") < done.stdout.find("Recorded at position")


def test_a_report_that_is_not_late_is_not_called_late(filed: Cli) -> None:
    assert "late" not in filed(*SIGNED).ok().err


def test_warnings(filed: Cli) -> None:
    event_of(filed(*SIGNED))
    done = filed("append", "gsomia", "postponed", "--on", "2016-11-24", "--source", KYODO)
    event_of(done)
    assert "warning" in done.err and "cannot follow" in done.said
    row = filed.row("gsomia")
    assert row["status"] == "signed" and "out of order" in row["flags"]
    shown = filed("show", "gsomia").ok().out
    assert "out of order" in shown and event_of(done) in shown


def test_an_unresolved_report_is_told_of(filed: Cli) -> None:
    for day in ("2016-02-01", "2016-09-01"):
        filed("append", "dtt", "held", "--on", day, "--round", day, "--source", KYODO).ok()
    done = filed("append", "dtt", "held", "--on", "2016", "--source", KYODO)
    event = event_of(done)
    assert "warning" in done.err and "several occurrences" in done.said and "--confirms" in done.said
    row = filed.row("dtt")
    assert "unresolved" in row["flags"]
    assert not any(one.startswith(event) for part in row["rounds"] for one in part["events"])
    assert f"{event}" in filed("show", "dtt").out and "unresolved" in filed("show", "dtt").out
    february = next(part for part in row["rounds"] if part["round"] == "2016-02-01")
    settled = filed("correct", event, "--confirms", february["events"][0][:8], "--reason", "the February round").ok()
    assert "several occurrences" not in settled.said
    assert "unresolved" not in filed.row("dtt")["flags"]


@pytest.mark.parametrize(
    "name", ["gsomia", "GSOMIA", "GsOmIa", "jp-kr-gsomia", "JP-KR-GSOMIA", "japan-south korea gsomia",
             "general SECURITY of military information agreement", " gsomia "]
)
def test_a_subject_by_id_name_or_alias_in_any_case(quick: Quick, name: str) -> None:
    quick.example()
    quick("append", name, "urged", "--source", "ANN-2013-01-11", "--note", "by any name").ok()
    last = quick.events("--last", "1")[0]
    assert (last["subject"], last["source"]) == ("jp-kr-gsomia", "ann-2013-01-11")


@pytest.mark.parametrize(
    "parties", [("--by", "Japan", "--by", "KR"), ("--by", "JP,KR"), ("--by", "ROK", "--by", "jp"),
                ("--by", "South Korea, Japan")]
)
def test_parties_by_code_or_common_name(quick: Quick, parties: tuple[str, ...]) -> None:
    quick.example()
    quick("append", "gsomia", "urged", *parties, "--source", "ann-2013-01-11").ok()
    assert quick.events("--last", "1")[0]["by"] == ["JP", "KR"]
    assert "Japan, South Korea" in quick("show", "gsomia").ok().out


def test_every_option_is_kept_as_it_was_given(quick: Quick) -> None:
    quick.example()
    other = quick.events("--subject", "gsomia", "--act", "postponed")[0]["id"]
    quick("append", "gsomia", "notice_served", "--on", "2012-06~", "--effective", "2013-02-01", "--until", "2013-03",
          "--by", "KR", "--place", "Seoul", "--source", "ann-2013-01-11", "--paragraph", "14", "--starts",
          "The United States hopes", "--said", "June last year", "--certainty", "possible", "--attribution",
          "anonymous", "--grade", "B2", "--note", "a note", "--confirms", other[:6], "--successor", "tisa",
          "--yes").ok()
    last = quick.events("--last", "1")[0]
    assert {key: last[key] for key in last if key not in ("position", "id", "recorded")} == {
        "type": "reported", "subject": "jp-kr-gsomia", "act": "notice_served", "occurred": "2012-06~",
        "effective": "2013-02-01", "until": "2013-03", "by": ["KR"], "place": "Seoul", "source": "ann-2013-01-11",
        "locator": {"paragraph": 14, "starts": "The United States hopes"}, "said": "June last year",
        "certainty": "possible", "attribution": "anonymous", "grade": "B2", "note": "a note", "confirms": other,
        "successor": "jp-kr-us-tisa",
    }
    quick("append", "dtt", "scheduled", "--on", "2013-01-11", "--for", "[2013-06..2013-07]", "--round", "6",
          "--source", "ann-2013-01-11").ok()
    quick("append", "dtt", "cadence_set", "--every", "P6M", "--source", "ann-2013-01-11").ok()
    one, two = quick.events("--last", "2")
    assert (one["planned_for"], one["round"], two["every"]) == ("[2013-06..2013-07]", "6", "P6M")


def test_partly_signed_until_all_have(filed: Cli) -> None:
    event_of(filed(*SIGNED, "--by", "Japan"))
    row = filed.row("gsomia")
    assert row["status"] == "partly signed" and row["by_party"] == {"JP": "signed", "KR": None}
    event_of(filed(*SIGNED, "--by", "ROK"))
    row = filed.row("gsomia")
    assert row["status"] == "signed" and row["by_party"] == {"JP": "signed", "KR": "signed"}


def test_possible_moves_nothing_and_denied_disputes(filed: Cli) -> None:
    event_of(filed(*SIGNED, "--certainty", "possible"))
    assert filed.status("gsomia") == "postponed"
    event_of(filed(*SIGNED))
    event_of(filed(*SIGNED, "--certainty", "denied"))
    assert "disputed" in filed.row("gsomia")["flags"]


def test_an_amendment_adds(filed: Cli) -> None:
    filed("subject", "amend", "tisa", "--alias", "trilateral MOU", "--party", "Australia").ok()
    listed = {row["subject"]: row for row in filed("subject", "list", "--format", "json").json}
    tisa = listed["jp-kr-us-tisa"]
    assert "trilateral MOU" in tisa["aliases"] and "TISA" in tisa["aliases"]
    assert sorted(tisa["parties"]) == ["AU", "JP", "KR", "US"]
    assert filed.row("Trilateral mou")["subject"] == "jp-kr-us-tisa"
    # amendments count whatever the day known by
    assert "AU" in filed.row("tisa", "--as-of", "2013-01-11", "--known-by", "2013-01-11")["parties"]
    filed("subject", "amend", "tisa", "--name", "Trilateral Arrangement").ok()
    assert filed.row("tisa")["name"] == "Trilateral Arrangement"
    again = filed("subject", "amend", "tisa", "--alias", "trilateral MOU", "--party", "AU").ok()
    assert "already recorded" in again.out.lower()


def test_an_amended_source_may_join_two_origins(filed: Cli) -> None:
    event_of(filed(*SIGNED))
    filed("source", "add", "times-2016-11-24", "--publisher", "The Times", "--published", "2016-11-24").ok()
    event_of(filed("append", "gsomia", "signed", "--on", "2016-11-23", "--source", "times-2016-11-24"))
    assert filed.row("gsomia")["origins"] == 2
    filed("source", "amend", "times-2016-11-24", "--origin", "Kyodo").ok()
    assert filed.row("gsomia")["origins"] == 1
    listed = {row["source"]: row for row in filed("source", "list", "--format", "json").json}
    assert listed["times-2016-11-24"]["origin"] == "Kyodo"
    assert listed["times-2016-11-24"]["published"] == "2016-11-24"


def test_a_new_subject_is_followed(cli: Cli) -> None:
    made = cli("init").ok()
    assert "Made an empty log" in made.out
    empty = cli("status").ok()
    assert "subject add" in empty.out
    cli("subject", "add", "fr-de-treaty", "--kind", "agreement", "--name", "A treaty", "--party", "France,Germany",
        "--alias", "Traité").ok()
    cli("source", "add", "gazette", "--publisher", "Gazette", "--published", "2019-01-22").ok()
    assert cli.status("TRAITÉ") is None
    assert "negotiating" in cli("append", "traité", "negotiated", "--source", "gazette").ok().out
    row = cli.row("a TREATY")
    assert (row["subject"], row["status"], row["since"]) == ("fr-de-treaty", "negotiating", "2019-01-22")
    assert row["parties"] == ["FR", "DE"]


def test_the_digest_of_a_text_is_taken(cli: Cli) -> None:
    cli("init").ok()
    (cli.folder / "article.txt").write_bytes(b"abc")
    cli("source", "add", "gazette", "--publisher", "G", "--published", "2019", "--text", "article.txt").ok()
    assert cli.events()[0]["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_dry_run_tells_and_saves_nothing(filed: Cli) -> None:
    before = len(filed.events())
    name = filed.write("new.jsonl", source("x", "2016-11-24"),
                       reported("jp-kr-gsomia", "signed", "x", occurred="2016-11-23"))
    done = filed("import", "--dry-run", name).ok()
    assert "Would record 2 events" in done.out and "Nothing was saved." in done.out
    assert "signed (2016-11-23)" in done.out
    assert len(filed.events()) == before
    done = filed("import", name).ok()
    assert f"positions {before + 1} to {before + 2}" in done.out
    assert filed.status("gsomia") == "signed"


def test_a_late_report_in_an_import_is_told_too(filed: Cli) -> None:
    """Section 7's promise for `append` holds for a file: what changes today's status is listed."""
    name = filed.write("late.jsonl", reported("jp-kr-acsa", "signed", "ann-2013-01-11", occurred="2013-01-05"))
    done = filed("import", name).ok()
    assert "Japan-South Korea ACSA: proposed (2015-04-12) -> signed (2013-01-05)" in done.out
