"""Citations, read by what reads them: CSL-JSON by citeproc-py, RIS by rispy; dates, names and hostile texts survive."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import edtf_texts
from tracker.citing import Cited
from tracker.dates import When
from tracker.days import BEGINNING, END, civil, day_number
from tracker.facts import Source
from tracker.render import citations

EVENT = "0123456789abcdef0123456789abcdef"
READ = day_number(2026, 11, 22)
HOSTILE = "Peace\nER  - \r\nTY  - BOOK\u2028AU  - Nobody\x1b[31m\x00\u202e\ud800 <b>&amp;</b> \"]}"


def cited(published: str = "2013-01-11", withdrawn: str | None = None, **told: Any) -> Cited:
    """A source as it is cited, of a paper that wrote the story itself unless told."""
    name, publisher = told.pop("id", "paper-1"), told.pop("publisher", "The Paper")
    return Cited(Source(name, publisher, When.parse(published), **told), EVENT, READ, withdrawn)


# Text


@pytest.mark.parametrize(("one", "line"), [
    (cited(title="Talks planned", language="en"),
     "The Paper, “Talks planned”, 11 January 2013. Accessed 22 November 2026. [paper-1]"),
    (cited(title="Talks planned", publisher="Asia News Network", origin="Yomiuri Shimbun"),
     "Yomiuri Shimbun, in Asia News Network, “Talks planned”, 11 January 2013. Accessed 22 November 2026. [paper-1]"),
    (cited(title="Talks", origin="THE PAPER"),
     "The Paper, “Talks”, 11 January 2013. Accessed 22 November 2026. [paper-1]"),
    (cited("2012-01-31~", title="[A consultation in Seoul]"),
     "The Paper, [A consultation in Seoul], about 31 January 2012. Accessed 22 November 2026. [paper-1]"),
    (cited("[2014-10..2014-12]", url="https://paper.example/1?a=b&c=d"),
     "The Paper, [title not told], between October and December 2014. https://paper.example/1?a=b&c=d."
     " Accessed 22 November 2026. [paper-1]"),
    (cited("2012-06", title="한일 정보협정", publisher="한겨레", language="ko"),
     "한겨레, “한일 정보협정”, June 2012, in Korean. Accessed 22 November 2026. [paper-1]"),
    (cited("2012", title="Ett avtal", language="sv-SE"),
     "The Paper, “Ett avtal”, 2012, language: sv-SE. Accessed 22 November 2026. [paper-1]"),
    (cited(title="Gone", withdrawn="its report was retracted (the paper withdrew it)"),
     "The Paper, “Gone”, 11 January 2013. Accessed 22 November 2026. [paper-1]"
     " Withdrawn: its report was retracted (the paper withdrew it)."),
    (cited(title="No web", url="javascript:alert(1)"),
     "The Paper, “No web”, 11 January 2013. Accessed 22 November 2026. [paper-1]"),
])
def test_a_citation_reads_as_in_a_footnote(one: Cited, line: str) -> None:
    assert citations.text([one]) == line + "\n"


# CSL-JSON

DATE = {
    "type": "object", "additionalProperties": False, "minProperties": 1,
    "properties": {
        "date-parts": {
            "type": "array", "minItems": 1, "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer", "minimum": 1}},
        },
        "season": {"type": "integer", "minimum": 1, "maximum": 4},
        "circa": {"type": "boolean"},
        "literal": {"type": "string", "minLength": 1},
    },
}
TEXT = {"type": "string", "minLength": 1}
CSL_ITEMS = {
    "type": "array",
    "items": {
        "type": "object", "required": ["type", "id"], "additionalProperties": False,
        "properties": {
            "type": {"enum": ["article-newspaper", "webpage", "broadcast", "report", "document"]},
            "author": {"type": "array", "minItems": 1, "items": {
                "type": "object", "required": ["literal"], "additionalProperties": False,
                "properties": {"literal": TEXT}}},
            "issued": DATE, "accessed": DATE,
            **dict.fromkeys(("id", "title", "container-title", "publisher", "language", "URL", "source", "note"), TEXT),
        },
    },
}
"""What the schema of CSL data (version 1.0.2) says of the keys used here, and stricter: no key but these."""

STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0" default-locale="en-GB">
  <info><title>Test</title><id>https://test.example/style</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <macro name="day"><date variable="issued"><date-part name="day" suffix=" "/><date-part name="month" suffix=" "/>
    <date-part name="year"/></date></macro>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout suffix=".">
    <names variable="author" suffix=" | "><name name-as-sort-order="all" sort-separator=" ; " initialize-with=". "/>
      </names>
    <text variable="title" suffix=" | "/><text variable="container-title" suffix=" | "/>
    <choose><if is-uncertain-date="issued"><text value="c. "/></if></choose><text macro="day"/>
    <date variable="accessed" prefix=" | read "><date-part name="day" suffix=" "/>
      <date-part name="month" suffix=" "/><date-part name="year"/></date>
    <text variable="URL" prefix=" | "/>
  </layout></bibliography>
</style>
"""


def rendered(items: list[dict[str, Any]], folder: Path) -> list[str]:
    """The items as citeproc-py renders them, in a style that shows all of it."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    path = folder / "test.csl"
    path.write_text(STYLE, "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle(str(path), validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for one in items:
            bibliography.register(Citation([CitationItem(one["id"])]))
        return [str(entry) for entry in bibliography.bibliography()]


def csl(*some: Cited, kind: str = "article-newspaper") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(citations.csl_json(some, kind))
    jsonschema.validate(items, CSL_ITEMS)
    return items


@pytest.mark.parametrize(("one", "line"), [
    (cited(title="Talks planned", publisher="Asia News Network", origin="Yomiuri Shimbun", url="https://a.example/1"),
     "Yomiuri Shimbun | Talks planned | Asia News Network | 11 January 2013 | read 22 November 2026"
     " | https://a.example/1."),
    (cited("2012-01-31~", title="Talks"), "Talks | The Paper | c. 31 January 2012 | read 22 November 2026."),
    (cited("2012-12", title="Talks"), "Talks | The Paper | December 2012 | read 22 November 2026."),
    (cited("2012", title="Talks", origin="Kim Dae-jung, Park and Abe"),
     "Kim Dae-jung, Park and Abe | Talks | The Paper | 2012 | read 22 November 2026."),
    (cited(title="한일 정보협정", publisher="한겨레", origin="연합뉴스"),
     "연합뉴스 | 한일 정보협정 | 한겨레 | 11 January 2013 | read 22 November 2026."),
])
def test_citeproc_renders_the_item(one: Cited, line: str, tmp_path: Path) -> None:
    """Names of Japan and Korea, and of offices, are neither turned round nor cut to initials."""
    assert rendered(csl(one), tmp_path) == [line]


@pytest.mark.parametrize(("date", "told"), [
    ("2012-01-31", {"date-parts": [[2012, 1, 31]]}),
    ("2012-12-01~", {"date-parts": [[2012, 12, 1]], "circa": True}),
    ("2012-06", {"date-parts": [[2012, 6]]}),
    ("2012?", {"date-parts": [[2012]], "circa": True}),
    ("2012-06-XX", {"date-parts": [[2012, 6]]}),
    ("2015-21", {"date-parts": [[2015]], "season": 1}),
    ("2015-24~", {"date-parts": [[2015]], "season": 4, "circa": True}),
    ("201X", {"date-parts": [[2010], [2019]], "circa": True}),
    ("2010/2012", {"date-parts": [[2010], [2012]]}),
    ("2012-06-29/2012-07-01", {"date-parts": [[2012, 6, 29], [2012, 7, 1]]}),
    ("[2014-10..2014-12]", {"date-parts": [[2014, 10], [2014, 12]], "circa": True}),
    ("[2016-01-11..2016-01-20]", {"date-parts": [[2016, 1, 11], [2016, 1, 20]], "circa": True}),
    ("[2012-06-29,2012-06-29]", {"date-parts": [[2012, 6, 29]]}),
    ("[..2010]", {"literal": "by the end of 2010"}),
    ("-0043", {"literal": "44 BCE"}),
    ("Y17000", {"literal": "17000"}),
])
def test_a_date_in_csl(date: str, told: dict[str, Any]) -> None:
    assert citations.issued(When.parse(date)) == told


@settings(max_examples=200, deadline=None)
@given(edtf_texts())
def test_the_date_parts_are_the_ends_of_the_window(text: str) -> None:
    """Whatever the date, its parts begin and end where its window does, and nothing vague is told as sure."""
    date = When.parse(text)
    told = citations.issued(date)
    if "date-parts" not in told:
        assert told["literal"]
        assert (date.earliest <= BEGINNING or date.latest >= END or civil(date.earliest)[0] < 1
                or civil(date.latest)[0] > 9999)
    else:
        first, last = told["date-parts"][0], told["date-parts"][-1]
        assert tuple(first) == civil(date.earliest)[: len(first)]
        if "season" not in told:
            assert tuple(last) == civil(date.latest)[: len(last)]
        if date.uncertain or date.approximate or (text.startswith("[") and date.window.width and len(first) == 3):
            assert told["circa"] is True


def test_what_csl_has_no_place_for_is_in_the_note() -> None:
    (item,) = csl(cited("[2014-10..2014-12]", sha256="ab" * 32, withdrawn="its report was retracted (a mistake)"))
    assert item["note"].split("\n") == [
        "Withdrawn: its report was retracted (a mistake)",
        "Published between October and December 2014 (EDTF: [2014-10..2014-12])",
        f"Filed as paper-1, event {EVENT}",
        f"SHA-256 of the text: {'ab' * 32}",
    ]


@pytest.mark.parametrize("kind", ["report", "document"])
def test_what_stands_alone_is_by_its_publisher(kind: str) -> None:
    (item,) = csl(cited(publisher="Ministry of Foreign Affairs, Tokyo"), kind=kind)
    assert item["author"] == [{"literal": "Ministry of Foreign Affairs, Tokyo"}] and "container-title" not in item
    assert item["publisher"] == "Ministry of Foreign Affairs, Tokyo"


# RIS


def records(*some: Cited, kind: str = "article-newspaper") -> list[dict[str, Any]]:
    """RIS as rispy reads it, after a look at its lines."""
    told = citations.ris(some, kind)
    assert told.endswith("ER  - \r\n\r\n") or not some
    for line in told.replace("\r\n\r\n", "\r\n").split("\r\n")[:-1]:
        assert line[:2].isalnum() and line[2:6] == "  - " and not set(line) & set("\r\n\x1b\0"), ascii(line)
    found: list[dict[str, Any]] = rispy.loads(told)
    assert len(found) == len(some)
    return found


def test_rispy_reads_the_record() -> None:
    (record,) = records(cited(
        title="Talks planned", publisher="Asia News Network", origin="Yomiuri Shimbun", language="ko",
        url="https://a.example/1", sha256="ab" * 32,
    ))
    assert record == {
        "type_of_reference": "NEWS", "id": "paper-1", "authors": ["Yomiuri Shimbun"], "title": "Talks planned",
        "secondary_title": "Asia News Network", "year": "2013", "date": "2013/01/11", "access_date": "2026/11/22",
        "urls": ["https://a.example/1"], "language": "ko",
        "notes": [f"Filed as paper-1, event {EVENT}; SHA-256 of the text: {'ab' * 32}"],
    }


@pytest.mark.parametrize(("date", "year", "told"), [
    ("2012-12-31", "2012", "2012/12/31"),
    ("2012-01-31~", "2012", "2012/01/31/about"),
    ("2012-01-31?", "2012", "2012/01/31/uncertain"),
    ("2012-06", "2012", "2012/06//"),
    ("2012", "2012", "2012///"),
    ("[2014-10..2014-12]", "2014", "2014///"),
    ("[2016-01-11..2016-01-20]", "2016", "2016/01//"),
    ("0476", "0476", "0476///"),
    ("[2014-12..2015-01]", None, None),
    ("[..2010]", None, None),
    ("-0043", None, None),
])
def test_a_date_in_ris_leaves_out_what_is_not_sure(date: str, year: str | None, told: str | None) -> None:
    (record,) = records(cited(date))
    assert (record.get("year"), record.get("date")) == (year, told)
    if date[:4].isdigit() and len(date) == 10:
        assert record["notes"] == [f"Filed as paper-1, event {EVENT}"]
    elif not date[-1].isdigit() or date.startswith("-"):
        assert f"(EDTF: {date})" in record["notes"][0]


def test_a_name_with_a_comma_is_a_note_in_ris() -> None:
    (record,) = records(cited(origin="Agence France-Presse, Seoul"))
    assert "authors" not in record and record["notes"][0].startswith("By Agence France-Presse, Seoul; ")


def test_a_document_has_its_publisher_in_ris() -> None:
    (record,) = records(cited(publisher="Ministry of Defence"), kind="document")
    assert (record["type_of_reference"], record["publisher"], record["authors"]) == (
        "GEN", "Ministry of Defence", ["Ministry of Defence"])


# Hostile texts


TEXTS = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40) | st.just(HOSTILE)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_no_text_begins_a_tag_a_line_or_a_record(title: str, publisher: str, origin: str, reason: str) -> None:
    one = cited(title=title, publisher=publisher, origin=origin, withdrawn=reason, language="en\nER  - ",
                url="https://x.example/\nER  - ", sha256="x\nTY  - BOOK", id="a\nTY  - BOOK")
    found = records(one, cited(title="The next"))
    assert found[0]["type_of_reference"] == "NEWS" and found[1]["title"] == "The next"
    assert set(found[0]) <= {"type_of_reference", "id", "authors", "title", "secondary_title", "year", "date",
                             "access_date", "language", "notes"}
    assert citations.text([one]).count("\n") == 1 and len(citations.text([one]).splitlines()) == 1
    (item,) = csl(one)
    assert set(item) <= {"id", "type", "author", "title", "container-title", "publisher", "issued", "accessed",
                         "language", "source", "note"}
    for form in citations.FORMATS.values():
        form([one], "article-newspaper").encode("utf-8")


def test_an_injected_tag_is_text() -> None:
    (record,) = records(cited(title="Peace\nER  - \nTY  - BOOK\nTI  - Another"))
    assert record["title"] == "Peace ER  -  TY  - BOOK TI  - Another"
