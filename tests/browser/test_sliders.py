"""Two sliders: the board of any day, as it was known by any day, in the reader's browser.

Known (K) is both clocks on one day, hindsight (H) all that is known now.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bench.data import contents
from tests.browser.conftest import Reader
from tests.publishing.conftest import publish_to
from tracker.dates import When
from tracker.log import open_log
from tracker.publishing.site import Setting
from tracker.readmodel import Reader as Log
from tracker.recording import Recorder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.xdist_group("browser")
GSOMIA, ACSA, TISA = "jp-kr-gsomia", "jp-kr-acsa", "jp-kr-us-tisa"
DTT, TALKS, DIALOGUE = "jp-kr-us-dtt", "jp-kr-us-security-talks", "jp-kr-security-dialogue"
DEFENCE, VICE, LEADERS, SIX = (
    "jp-kr-us-defense-ministers", "jp-kr-us-vice-ministers", "jp-kr-us-leaders", "six-party-talks",
)
FEBRUARY, JANUARY, APRIL, LAST = "2012-02-15", "2013-01-11", "2015-04-30", "2016-01-05"
NOTHING = "nothing known"

# Subject, day, known or hindsight, and what its row says, in any of its cells.
CELLS = [
    (GSOMIA, FEBRUARY, "KH", "stalled"), (GSOMIA, JANUARY, "KH", "postponed June 2012"),
    (GSOMIA, JANUARY, "H", "2 origins"), (GSOMIA, JANUARY, "H", "sources differ"), (GSOMIA, JANUARY, "K", "1 origin"),
    (GSOMIA, APRIL, "KH", "postponed"), (GSOMIA, LAST, "KH", "postponed"),
    (ACSA, FEBRUARY, "KH", "stalled"), (ACSA, JANUARY, "KH", "stalled"), (ACSA, APRIL, "KH", "proposed 12 April 2015"),
    (ACSA, LAST, "KH", "proposed 12 April 2015"),
    (TISA, FEBRUARY, "KH", NOTHING), (TISA, JANUARY, "KH", NOTHING),
    (TISA, APRIL, "KH", "signed between October and December 2014"), (TISA, LAST, "KH", "signed"),
    (DTT, FEBRUARY, "KH", "30 January 2012"), (DTT, LAST, "KH", "30 January 2012"),
    (TALKS, FEBRUARY, "KH", NOTHING), (TALKS, JANUARY, "KH", "planned"), (TALKS, JANUARY, "KH", "scheduled between 21"),
    (TALKS, APRIL, "KH", "overdue between 21 and 31 January 2013"), (TALKS, LAST, "KH", "overdue"),
    (DIALOGUE, FEBRUARY, "K", NOTHING), (DIALOGUE, FEBRUARY, "H", "suspended"), (DIALOGUE, JANUARY, "K", NOTHING),
    (DIALOGUE, JANUARY, "H", "suspended"), (DIALOGUE, APRIL, "KH", "resumption agreed"),
    (DIALOGUE, APRIL, "KH", "scheduled between 5 and 30 April 2015"),
    (DIALOGUE, LAST, "KH", "overdue between 5 and 30 April"), (DEFENCE, JANUARY, "KH", NOTHING),
    (DEFENCE, APRIL, "KH", "proposed May 2015"), (DEFENCE, LAST, "KH", "overdue May"),
    (VICE, APRIL, "KH", NOTHING), (VICE, LAST, "KH", "scheduled between 11 and 20 January 2016"),
    (LEADERS, APRIL, "KH", NOTHING), (LEADERS, LAST, "KH", "proposed 31 March 2016 or later"),
    (SIX, FEBRUARY, "KH", "collapsed"), (SIX, LAST, "KH", "collapsed"),
    (GSOMIA, "2012-07-15", "K", "stalled"), (GSOMIA, "2012-07-15", "H", "postponed"),
    (TISA, "2015-01-15", "K", NOTHING), (TISA, "2015-01-15", "H", "signed"),
    (TISA, "2015-04-10", "K", "concluded"), (TISA, "2015-04-10", "H", "signed"),
    ("jp-kr-comfort-women", "2016-01-02", "K", NOTHING), ("jp-kr-comfort-women", "2016-01-02", "H", "concluded"),
    ("us-kr-thaad", "2012-07-15", "H", NOTHING),
]


def test_the_sliders_give_the_cells_of_the_record(reader: Reader) -> None:
    page = reader.open()
    for day, seen in sorted({(day, one) for _, day, kinds, _ in CELLS for one in kinds}):
        reader.view(day, day if seen == "K" else None)
        for subject, asked, kinds, words in CELLS:
            if asked == day and seen in kinds:
                row = page.locator(f"[id='{subject}']")
                row.scroll_into_view_if_needed()
                expect(row, f"{subject} {day} {seen}").to_contain_text(words, use_inner_text=True)


def test_on_the_last_day_known_and_hindsight_are_one(reader: Reader) -> None:
    page, day = reader.open(), When.parse(LAST).latest
    board = "([day, known]) => JSON.stringify({...agreementTracker.board(day, known), known_by: 0})"
    assert page.evaluate(board, [day, None]) == page.evaluate(board, [day, day])


def without_events(board: dict[str, Any]) -> dict[str, Any]:
    """The board as its page has it: which events make a row is told on the subject's own page."""
    for row in (*board["agreements"], *board["series"]):
        row["events"] = []
        for one in row.get("rounds", ()):
            one["events"] = []
    return board


def standpoints(log: Log, count: int) -> list[tuple[int, int | None]]:
    """Pairs of days: at the edges of rectangles, beside them, and anywhere."""
    chosen = random.Random(20130111)
    edges = [(one[0] + shift, one[2]) for story in log.stories() for one in story.board for shift in (-1, 0)]
    days = [day for pair in edges for day in pair if 1 <= day < 3_600_000]
    return [
        (chosen.choice(days), chosen.choice([None, chosen.choice(days), chosen.choice(days) - 1, chosen.choice(days)]))
        for _ in range(count)
    ]


def assert_same_boards(reader: Reader, log: Log, count: int) -> None:
    page = reader.open()
    pairs = standpoints(log, count)
    drawn = page.evaluate("(pairs) => pairs.map(([day, known]) => JSON.stringify(agreementTracker.board(day, known)))",
                          pairs)
    for (day, known), told in zip(pairs, drawn, strict=True):
        board = without_events(log.board(day, known))
        assert told == json.dumps(board, ensure_ascii=False, separators=(",", ":")), (day, known)


def test_the_page_s_board_is_the_command_s(reader: Reader, example: Path) -> None:
    with open_log(str(example)) as log, log.reading():
        assert_same_boards(reader, Log(log), 400)


def test_so_it_is_on_a_made_up_log_with_everything_in_it(browser: Browser, tmp_path: Path) -> None:
    with open_log(str(tmp_path / "log.db"), create=True) as log:
        Recorder(log).record(contents(1_500, 12), recorded="2031-01-01T00:00:00Z", recorder="test", today=741_000)
        site = publish_to(tmp_path / "log.db", tmp_path / "site", Setting(741_000))
        reader = Reader(browser, site)
        with log.reading():
            seen = Log(log)
            assert_same_boards(reader, seen, 300)
            for subject in sorted(seen.subjects)[:4]:
                page = reader.open(f"subject/{subject}.html")
                ids = [item.get_attribute("id") for item in page.locator("li.event").all()]
                for day, known in standpoints(seen, 25):
                    told = page.evaluate("([day, known]) => agreementTracker.board(day, known)", [day, known])
                    (row,) = (*told["agreements"], *told["series"])
                    for one in (row, *row.get("rounds", ())):
                        one["events"] = [ids[number] for number in one["events"]]
                    assert row == seen.subject(subject, day, known), (subject, day, known)
        reader.assert_calm()
        reader.context.close()


DRAWN = "() => [...document.querySelectorAll('tbody tr')].map((row) => row.outerHTML)"


def test_what_is_drawn_is_what_was_written(reader: Reader) -> None:
    """Away and back: the rows that the browser draws are those of the template, sign by sign."""
    page = reader.open()
    written = page.evaluate(DRAWN)
    reader.view("2012-07-15", "2012-07-15")
    page.wait_for_function("(written) => [...document.querySelectorAll('tbody tr')].filter("
                           "(row, at) => row.outerHTML !== written[at]).length > 12", arg=written)
    page.click("#back-to-published")
    page.wait_for_function(f"(written) => JSON.stringify(({DRAWN})()) === JSON.stringify(written)", arg=written)
    for name in (GSOMIA, DIALOGUE):
        page = reader.open(f"subject/{name}.html")
        inner = "() => [...document.querySelectorAll('main > :not(#told, #clocks)')].map((one) => one.outerHTML)"
        written = page.evaluate(inner)
        reader.view("2010-06-01", "2012-07-15")
        assert page.evaluate(inner) != written
        page.click("#back-to-published")
        assert page.evaluate(inner) == written


def test_a_slider_is_dragged_and_the_row_follows(reader: Reader) -> None:
    page = reader.open()
    slider = page.locator("input[name=as-of-slider]")
    box = slider.bounding_box()
    assert box is not None
    status = page.locator(f"[id='{TISA}'] .status")
    assert status.inner_text() == "signed"
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2, steps=6)
    assert status.inner_text().startswith(NOTHING)
    assert "#" not in page.url  # the address follows when the reader lets go
    page.mouse.up()
    page.wait_for_function("location.hash.startsWith('#as-of=' + document.querySelector('[name=as-of]').value)")
    assert page.locator("#standpoint").inner_text().startswith("As of ")


def test_keys_move_by_a_day_a_month_and_a_year(reader: Reader) -> None:
    page = reader.open()
    page.focus("input[name=as-of-slider]")
    for key, day in (("ArrowLeft", "2016-01-04"), ("PageDown", "2015-12-04"), ("Shift+PageDown", "2014-12-04"),
                     ("PageUp", "2015-01-04"), ("ArrowRight", "2015-01-05"), ("End", "2016-01-05")):
        page.keyboard.press(key)
        assert page.input_value("input[name=as-of]") == day, key
    page.keyboard.press("Home")
    first = page.input_value("input[name=as-of]")
    page.click("[name=as-of-on]")
    assert page.input_value("input[name=as-of]") > first
    for _ in range(3):
        page.click("[name=as-of-back]")
    assert page.input_value("input[name=as-of]") >= "0001-01-01"
    assert "2016" not in (page.get_attribute("input[name=as-of-slider]", "aria-valuetext") or "")


def test_the_last_day_of_a_month_falls_back(reader: Reader) -> None:
    page = reader.open("index.html#as-of=2015-03-31")
    page.focus("input[name=as-of-slider]")
    page.keyboard.press("PageDown")
    assert page.input_value("input[name=as-of]") == "2015-02-28"


def test_a_link_keeps_the_view_and_the_next_page_too(reader: Reader) -> None:
    page = reader.open()
    reader.view("2012-07-15", "2012-07-15")
    link = page.get_attribute("#link-to-view", "href")
    assert link == "#as-of=2012-07-15&known-by=2012-07-15" and page.url.endswith(link)
    page = reader.open(f"index.html{link}")
    assert page.locator(f"[id='{GSOMIA}'] .status").inner_text() == "stalled"
    assert "as it was known that day" in page.locator("#standpoint").inner_text()
    page.click(f"[id='{GSOMIA}'] a")
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.url.endswith(f"{GSOMIA}.html{link}")
    assert page.locator("#status").inner_text() == "stalled"
    assert page.locator("li.event.makes").count() == 1
    assert page.locator("li.event", has_text="not published yet").count() >= 4
    page.click("a.name")
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.url.endswith(f"index.html{link}")


@pytest.mark.parametrize("address", ["#as-of=yesterday", "#as-of=2012-02-31", "#known-by=2012-01-01", "#x", "#as-of=",
                                     "#as-of=<script>", f"#{GSOMIA}"])
def test_an_address_that_names_no_day_shows_the_board_as_published(reader: Reader, address: str) -> None:
    page = reader.open(f"index.html{address}")
    assert "5 January 2016" in page.locator("#standpoint").inner_text()


def test_filter_and_order(reader: Reader) -> None:
    page = reader.open()
    shown = "() => [...document.querySelectorAll('tbody tr')].filter((row) => row.offsetParent).map((row) => row.id)"
    page.fill("input[name=words]", "general security")
    assert page.evaluate(shown) == [GSOMIA]
    assert page.locator("#count").inner_text() == "1 of 20 shown"
    page.fill("input[name=words]", "")
    page.select_option("select[name=party]", "CN")
    assert page.evaluate(shown) == ["jp-cn-security-dialogue", SIX]
    page.select_option("select[name=party]", "")
    page.select_option("select[name=status]", "overdue")
    assert TALKS in page.evaluate(shown) and GSOMIA not in page.evaluate(shown)
    page.select_option("select[name=status]", "")
    page.click("button[data-order=status] >> nth=0")
    names = [text.split("\n")[0] for text in page.locator("section:first-of-type tbody .word").all_inner_texts()]
    assert names == sorted(names) and len(names) == 7
    assert page.get_attribute("section:first-of-type th:nth-child(2)", "aria-sort") == "ascending"
    page.click("button[data-order=status] >> nth=0")
    assert page.get_attribute("section:first-of-type th:nth-child(2)", "aria-sort") == "descending"
