"""`tracker source cite`: which sources, in which form, read on which day, and what is said of those withdrawn."""

from __future__ import annotations

import json

import pytest
import rispy
from commands import Cli, Quick, reported, source

import tracker
from tracker.canonical import content_id
from tracker.cli import citing
from tracker.dates import When
from tracker.datewords import in_words
from tracker.render import citations


@pytest.fixture
def example(quick: Quick) -> Quick:
    quick.example()
    return quick


def filed_on(cli: Cli, name: str) -> str:
    """The day a source was filed, as the log tells it."""
    (event,) = [one for one in cli.events("--type", "source_filed") if one["source"] == name]
    return str(event["recorded"])[:10]


def test_all_sources_are_cited_the_oldest_first(example: Quick) -> None:
    lines = example("source", "cite").ok().out.splitlines()
    listed = [row["source"] for row in example("source", "list", "--format", "json").json]
    assert [line.rsplit("[", 1)[1].rstrip("]") for line in lines] == listed
    day = in_words(filed_on(example, "ann-2013-01-11"))
    assert lines[1] == ("Yomiuri Shimbun, in Asia News Network, “Japan, US, S. Korea plan security talks”,"
                        f" 11 January 2013. Accessed {day}. [ann-2013-01-11]")
    assert "about 31 January 2012" in lines[0]


def test_the_sources_named_stand_in_that_order_once(example: Quick) -> None:
    found = example("source", "cite", "japan-times-2016-01-04", "ANN-2013-01-11", "japan-times-2016-01-04",
                    "--format", "csl-json").json
    assert [item["id"] for item in found] == ["japan-times-2016-01-04", "ann-2013-01-11"]
    assert found[0]["author"] == [{"literal": "Kyodo"}] and found[0]["container-title"] == "The Japan Times"


def test_the_sources_on_a_subject(example: Quick) -> None:
    cited = [item["id"] for item in example("source", "cite", "--subject", "gsomia", "--format", "csl-json").json]
    reported_by = {row["source"] for row in example.events("--subject", "gsomia", "--type", "reported")}
    assert set(cited) == reported_by and len(cited) == len(reported_by) < 5
    refused = example("source", "cite", "hankyoreh-2015-04-30", "--subject", "six-party-talks")
    assert refused.code == 66 and "hankyoreh-2015-04-30 reports nothing on six-party-talks" in refused.err


def test_a_source_was_read_on_the_day_it_was_filed_or_on_the_day_told(example: Quick) -> None:
    words = ("source", "cite", "ann-2013-01-11", "--format", "csl-json")
    filed = When.parse(filed_on(example, "ann-2013-01-11"))
    (item,) = example(*words).json
    assert item["accessed"] == {"date-parts": [[int(part) for part in filed.text.split("-")]]}
    (item,) = example(*words, "--accessed", "2013-02-28").json
    assert item["accessed"] == {"date-parts": [[2013, 2, 28]]}
    # and what the log holds says the same on any day it is asked
    assert example(*words).out == example(*words).out


@pytest.mark.parametrize(("day", "said"), [
    ("2999-01-01", "is still to come"),
    ("2012-12-31", "ann-2013-01-11 was published 11 January 2013, after 2012-12-31"),
    ("yesterweek", "not a date"),
])
def test_a_day_on_which_nobody_can_have_read_it_is_refused(example: Quick, day: str, said: str) -> None:
    done = example("source", "cite", "ann-2013-01-11", "--accessed", day)
    assert done.code == 65 and said in done.said and done.out == ""


def test_a_near_miss_gets_a_suggestion(example: Quick) -> None:
    done = example("source", "cite", "ann-2013")
    assert done.code == 66 and 'Did you mean "ann-2013-01-11"' in done.said


def test_ris_in_a_file(example: Quick) -> None:
    done = example("source", "cite", "--format", "ris", "-o", "sources.ris").ok()
    assert done.out == "" and "Wrote 5 citations to sources.ris." in done.err
    data = (example.folder / "sources.ris").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") and data.startswith(b"TY  - NEWS\r\n")
    assert [record["year"] for record in rispy.loads(data.decode())] == ["2012", "2013", "2015", "2015", "2016"]
    kept = example.log.read_bytes()
    refused = example("source", "cite", "-o", "tracker.db")
    assert refused.code == 73 and example.log.read_bytes() == kept


def test_a_source_all_of_whose_reports_were_retracted_says_so(quick: Quick) -> None:
    quick("init").ok()
    quick("subject", "add", "x", "--kind", "agreement", "--name", "X", "--party", "JP,KR").ok()
    quick.write("s.jsonl", source("s", "2013-01-11", title="T"), source("other", "2013-01-12"),
                reported("x", "proposed", "s", note="one"), reported("x", "discussed", "s", note="two"))
    quick("import", "s.jsonl").ok()
    first, second = (row["id"] for row in quick.events("--type", "reported"))
    assert "Withdrawn" not in quick("source", "cite", "s").ok().out
    quick("retract", first, "--reason", "the paper withdrew it").ok()
    assert "Withdrawn" not in quick("source", "cite", "s").ok().out
    quick("retract", second, "--reason", "the paper withdrew it").ok()
    words = "Withdrawn: all 2 reports from it were retracted (the paper withdrew it)"
    assert quick("source", "cite", "s").ok().out.endswith(f"[s] {words}.\n")
    assert words in rispy.loads(quick("source", "cite", "s", "--format", "ris").ok().out)[0]["notes"][0]
    assert words in quick("source", "cite", "--subject", "x", "--format", "csl-json").json[0]["note"]
    (last,) = [row["id"] for row in quick.events("--type", "retracted") if row["event"] == second]
    quick("retract", last, "--reason", "it stands after all").ok()
    assert "Withdrawn" not in quick("source", "cite", "s").ok().out


def test_a_correction_that_still_cites_the_source_keeps_it(quick: Quick) -> None:
    quick("init").ok()
    quick("subject", "add", "x", "--kind", "agreement", "--name", "X", "--party", "JP,KR").ok()
    quick("source", "add", "s", "--publisher", "P", "--published", "2013-01-11").ok()
    quick("append", "x", "proposed", "--source", "s").ok()
    (event,) = (row["id"] for row in quick.events("--type", "reported"))
    quick("correct", event, "--on", "2013-01-10", "--reason", "the day").ok()
    assert "Withdrawn" not in quick("source", "cite", "s").ok().out
    (corrected,) = (row["id"] for row in quick.events("--type", "corrected"))
    quick("retract", corrected, "--reason", "a mistake").ok()
    assert "Withdrawn" not in quick("source", "cite", "s").ok().out  # the first report counts again


def test_a_source_whose_filing_was_retracted_can_still_be_cited(quick: Quick) -> None:
    """The tracker itself retracts no filing; another's log may hold such an event."""
    filing = source("s", "2013-01-11", title="T")
    with tracker.open_log(str(quick.log), create=True) as log:
        log.append([filing, source("t", "2013-01-12"),
                    {"type": "retracted", "event": content_id(filing), "reason": "filed twice"}],
                   recorded="2026-01-01T00:00:00Z", recorder="r")
    out = quick("source", "cite", "s").ok().out
    assert "“T”" in out and out.endswith("Withdrawn: its filing was retracted (filed twice).\n")
    assert "[s]" not in quick("source", "cite").ok().out


def test_the_forms_and_types_offered_are_those_there_are() -> None:
    assert tuple(citations.FORMATS) == citing.FORMATS and tuple(citations.TYPES) == citing.TYPES


@pytest.mark.parametrize("kind", citing.TYPES)
@pytest.mark.parametrize("form", citing.FORMATS)
def test_every_type_can_be_cited_in_every_form(example: Quick, form: str, kind: str) -> None:
    out = example("source", "cite", "ann-2013-01-11", "--format", form, "--type", kind).ok().out
    assert "Asia News Network" in out and "Yomiuri Shimbun" in out


def test_an_empty_log_has_nothing_to_cite(quick: Quick) -> None:
    quick("init").ok()
    assert quick("source", "cite", "--format", "csl-json").json == []
    done = quick("source", "cite").ok()
    assert done.out == "" and "No source is filed yet" in done.err


def test_what_somebody_else_wrote_into_the_log_stays_on_its_line(quick: Quick) -> None:
    hostile = "\x1b[31m\nER  - \r\nTY  - BOOK\u202e"
    with tracker.open_log(str(quick.log), create=True) as log:
        log.append([source("s", "2012", title=hostile, origin=hostile, url="javascript:alert(1)", language=hostile)],
                   recorded="2026-01-01T00:00:00Z", recorder="r")
    (record,) = rispy.loads(quick("source", "cite", "--format", "ris").ok().out)
    assert record["type_of_reference"] == "NEWS" and "urls" not in record
    (item,) = json.loads(quick("source", "cite", "--format", "csl-json").ok().out)
    assert "\n" not in item["title"] and "\x1b" not in item["title"] and "URL" not in item
    assert len(quick("source", "cite").ok().out.splitlines()) == 1
