"""Every kind of page in a real browser: for the keyboard, for those who cannot see, on a phone, on paper, and for
whoever means harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Reader
from tests.publishing.conftest import DAY, publish_to
from tests.publishing.test_serving import served
from tests.publishing.test_site import hostile_log
from tracker.publishing.site import Setting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("browser")
PAGES = ("index.html", "subject/jp-kr-gsomia.html", "subject/jp-kr-security-dialogue.html", "changes.html",
         "sources.html", "source/ann-2013-01-11.html", "about.html")
LOOKS = [(width, scheme) for width in (360, 1440) for scheme in ("light", "dark")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing(browser: Browser, site: Path, width: int, scheme: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    reader = Reader(browser, site, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for address in PAGES:
        page = reader.open(address)
        found = axe.run(page).response["violations"]
        assert not found, (address, [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found])
        across = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert across[0] <= across[1], f"{address} is wider than {width} pixels"
    reader.assert_calm()
    reader.context.close()


FOCUSED = """
() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  return [one.outerHTML.slice(0, 120), box.width > 0 && box.height > 0, style.outlineStyle !== "none"];
}
"""
REACHABLE = """
() => [...document.querySelectorAll("a[href], button, input, select, [tabindex='0']")].filter((one) =>
  !one.disabled && one.checkVisibility({ visibilityProperty: true }) && !(one.type === "radio" && !one.checked)
).map((one) => one.outerHTML.slice(0, 120))
"""


@pytest.mark.parametrize("address", PAGES)
def test_the_keyboard_alone_reaches_everything(reader: Reader, address: str) -> None:
    page = reader.open(address)
    wanted, met = page.evaluate(REACHABLE), []
    for _ in range(8 * len(wanted)):
        page.keyboard.press("Tab")
        told, has_a_box, is_marked = page.evaluate(FOCUSED)
        if told.startswith("<body"):
            break
        assert has_a_box and is_marked, told
        if told not in met:
            met.append(told)
    assert set(wanted) <= set(met), set(wanted) - set(met)
    assert "skip" in met[0]


def test_the_keyboard_alone_works(reader: Reader) -> None:
    page = reader.open()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.focus("input[name=mode][value=all]")
    page.keyboard.press("ArrowDown")
    assert "that day" in page.locator("#standpoint").inner_text()
    page.focus("button[data-order=name] >> nth=0")
    page.keyboard.press("Enter")
    assert page.get_attribute("th >> nth=0", "aria-sort") == "ascending"
    page.focus("input[name=words]")
    page.keyboard.type("gsomia")
    assert page.locator("#count").inner_text() == "1 of 20 shown"
    page.focus("[id='jp-kr-gsomia'] a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/jp-kr-gsomia.html*")


def test_on_a_phone_gsomia_is_two_taps_away(browser: Browser, site: Path) -> None:
    reader = Reader(browser, site, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = reader.open("about.html")
    page.tap("nav a >> text=Board")
    page.tap("a >> text=Japan-South Korea GSOMIA")
    page.wait_for_url("**/jp-kr-gsomia.html*")
    assert "postponed" in page.locator("#status").inner_text()
    reader.assert_calm()
    reader.context.close()


@pytest.mark.parametrize("address", PAGES)
def test_it_reads_well_without_scripts(browser: Browser, site: Path, address: str) -> None:
    reader = Reader(browser, site, java_script_enabled=False)
    page = reader.open(address)
    assert page.locator("h1").count() == 1
    for control in ("#clocks", "#filter", "#theme"):  # what would do nothing is not there
        assert page.locator(control).count() == 0 or not page.locator(control).is_visible()
    if address == "index.html":
        row = page.locator("[id='jp-kr-gsomia']").inner_text()
        assert "postponed" in row and "June 2012" in row
        assert page.locator("button[data-order]:enabled").count() == 0
    if address.startswith("subject/"):
        assert page.locator("li.event").count() >= 5 and page.locator(".picture svg").count() == 2
    reader.assert_calm()
    reader.context.close()


def test_light_and_dark_are_the_reader_s_choice(browser: Browser, site: Path) -> None:
    reader = Reader(browser, site, color_scheme="dark")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    picture = "() => getComputedStyle(document.querySelector('.tracker-picture text')).fill"
    page = reader.open("subject/jp-kr-gsomia.html")
    dark = page.evaluate(ground), page.evaluate(picture)
    page.click("#theme")
    light = page.evaluate(ground), page.evaluate(picture)
    assert dark[0] != light[0] and dark[1] != light[1]
    page = reader.open("index.html")
    assert page.evaluate(ground) == light[0]  # the choice is kept
    reader.assert_calm()
    reader.context.close()


def test_on_paper_the_controls_are_gone_and_the_rows_are_not(reader: Reader) -> None:
    page = reader.open()
    page.emulate_media(media="print")
    assert not page.locator("#clocks").is_visible() and not page.locator("nav").is_visible()
    assert page.locator("[id='nuclear-security-summit']").is_visible()
    assert page.locator("#standpoint").is_visible()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A site of hostile texts."""
    folder = tmp_path_factory.mktemp("hostile")
    yield publish_to(hostile_log(folder), folder / "site", Setting(DAY))


def test_hostile_texts_run_nothing(browser: Browser, hostile: Path) -> None:
    """Twelve hostile names, titles, notes, places, rounds: written by the template, drawn again by the script."""
    reader = Reader(browser, hostile)
    pages = [str(path.relative_to(hostile)) for path in sorted(hostile.rglob("*.html"))]
    assert len(pages) == 4 + 24 + 12
    for address in pages:
        page = reader.open(address)
        title = page.title()
        if address == "index.html" or address.startswith("subject/"):
            reader.view("2014-06-01")
            reader.view("2015-03-15", "2015-03-15")
        assert page.title() == title and title != "run"
        tags = page.evaluate("[...new Set([...document.querySelectorAll('*')].map((one) => one.localName))]")
        assert not {"img", "iframe", "object"} & set(tags)
        assert page.evaluate("document.querySelectorAll('svg:not(.tracker-picture)').length") == 0
    reader.assert_calm()
    reader.context.close()


def test_nothing_runs_that_is_not_ours(reader: Reader) -> None:
    """The policy holds: a script, a style and a picture that somebody brings in do nothing, and are complained of."""
    page = reader.open()
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'run'";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", "<img src='x.png' onerror='document.title = 1'>");
      document.body.setAttribute("style", "display: none");
    }""")
    page.wait_for_timeout(100)
    assert page.title() == "Agreement Tracker"
    assert page.locator("#standpoint").is_visible()
    complaints = [one for one in reader.troubles if "Content Security Policy" in one]
    assert len(complaints) >= 3
    reader.troubles.clear()


def test_it_works_from_a_host_too(browser: Browser, example: Path, tmp_path: Path) -> None:
    (tmp_path / "tracker.db").write_bytes(example.read_bytes())
    with served(tmp_path) as (_, port):
        reader = Reader(browser, tmp_path)
        page = reader.page
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_selector("html[data-ready]", state="attached")
        reader.view("2012-07-15", "2012-07-15")
        assert page.locator("[id='jp-kr-gsomia'] .status").inner_text() == "stalled"
        page.click("[id='jp-kr-gsomia'] a")
        page.wait_for_selector("html[data-ready]", state="attached")
        assert page.locator("#status").inner_text() == "stalled"
        assert not reader.troubles
        assert all(url.startswith((f"http://127.0.0.1:{port}/", "data:", "about:")) for url in reader.requests)
        reader.context.close()
