"""The site as files: the commands' answers, the same bytes each time, and nothing of anybody else's."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import feedparser
import pytest
from icalendar import Calendar

from tests.cli.commands import Quick, environment, inside
from tests.publishing.conftest import DAY, publish_to, site_of
from tests.publishing.test_folder import pages, tree
from tracker.dates import When
from tracker.log import open_log
from tracker.publishing.site import Setting
from tracker.readmodel import rebuild

AS_OF = "2016-01-05"
ROOT = Path(__file__).resolve().parents[2]


class Page(HTMLParser):
    """The tags of a page, its scripts and styles, and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inner: dict[str, list[str]] = {"script": [], "style": []}
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._within = tag if tag in self.inner and dict(attrs).get("type") is None else ""

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within:
            self.inner[self._within].append(data)

    def all(self, name: str) -> list[str]:
        """The values of an attribute."""
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


def html(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def test_there_is_a_page_for_everything(site: Path) -> None:
    names = set(pages(site))
    assert {"index.html", "changes.html", "sources.html", "about.html", "board.json", "board.csv", "board.md",
            "changes.atom", "due.ics", "addresses.txt", "sources.csl.json", "sources.ris"} <= names
    assert len([name for name in names if name.startswith("subject/")]) == 2 * 20
    assert len([name for name in names if name.startswith("source/")]) == 2 * 5
    assert set((site / "addresses.txt").read_text().split()) == names
    assert (site / "index.html").stat().st_size < 150_000


def test_pages_as_data_are_what_the_commands_print(example: Path, site: Path) -> None:
    folder = example.parent
    for name, format in (("board.json", "json"), ("board.csv", "csv"), ("board.md", "markdown")):
        printed = inside(folder, "status", "--as-of", AS_OF, "--format", format).ok().out
        assert (site / name).read_bytes().decode() == printed
    for subject in ("jp-kr-gsomia", "jp-kr-security-dialogue"):
        assert read(site / "subject" / f"{subject}.json") == inside(
            folder, "show", subject, "--as-of", AS_OF, "--format", "json").json
    assert read(site / "changes.json")["coming"] == inside(folder, "due", "--as-of", AS_OF, "--format", "json").json
    listed = inside(folder, "source", "list", "--format", "json").json
    assert read(site / "sources.json") == sorted(listed, key=lambda row: row["source"])


def test_every_address_within_the_site_leads_somewhere(site: Path) -> None:
    for path in html(site):
        page = Page(path.read_text("utf-8"))
        ids = page.all("id")
        assert len(ids) == len(set(ids)), path
        for address in page.all("href"):
            if address.startswith(("http://", "https://", "data:,")):
                continue
            name, _, part = address.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target.is_file() and target.is_relative_to(site), (path, address)
            if part and "=" not in part:
                assert part in Page(target.read_text("utf-8")).all("id"), (path, address)


def test_nothing_is_asked_of_another_host(site: Path) -> None:
    for path in html(site):
        page = Page(path.read_text("utf-8"))
        assert not {"img", "iframe", "object", "embed", "base", "audio", "video"} & {tag for tag, _ in page.tags}
        assert not page.all("src") and not page.all("style") and not page.all("action")
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
        for tag, attributes in page.tags:
            address = attributes.get("href") or ""
            if tag == "link" and attributes.get("rel") != "canonical":
                assert not address.startswith(("http", "//")), path
            elif address.startswith("http"):
                assert {"noopener", "noreferrer"} <= set((attributes["rel"] or "").split())


def test_what_may_run_is_named_by_its_digest_and_nothing_else_may(site: Path) -> None:
    for path in html(site):
        page = Page(path.read_text("utf-8"))
        (policy,) = [attributes["content"] or "" for tag, attributes in page.tags
                     if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"]
        told = dict(part.split(" ", 1) for part in policy.split("; "))
        assert told["default-src"] == "'none'" and "unsafe" not in policy and "'self'" not in policy
        for kind, directive in (("script", "script-src"), ("style", "style-src")):
            assert page.inner[kind]
            digests = {
                f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
                for text in page.inner[kind]
            }
            assert set(told[directive].split()) == digests, path


def test_the_same_log_and_day_give_the_same_bytes(example: Path, tmp_path: Path) -> None:
    """In another time zone, locale and hash order, by one process or two, on a log that was made again."""
    again = tmp_path / "again.db"
    again.write_bytes(example.read_bytes())
    with open_log(str(again)) as log:
        rebuild(log)
    trees = []
    for number, (log_path, zone, locale, seed) in enumerate((
        (example, "UTC", "C", "0"), (again, "Pacific/Kiritimati", "C.UTF-8", "1"),
        (example, "America/Anchorage", "tr_TR.UTF-8", "77"),
    )):
        place = tmp_path / f"site-{number}"
        env = environment({"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"})
        subprocess.run(
            [sys.executable, "-m", "tracker", "--log", str(log_path), "publish", str(place), "--as-of", AS_OF,
             "--cores", str(number + 1)], check=True, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
        trees.append(tree(place))
    assert trees[0] == trees[1] == trees[2]


def test_helpers_make_the_same_pages(
    example: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.publishing import publish as publishing

    monkeypatch.setattr(publishing, "WORTH_A_HELPER", 1)
    monkeypatch.setattr(publishing, "BATCH", 2)
    assert tree(publish_to(example, tmp_path / "site", Setting(DAY), cores=3)) == tree(site)


def test_a_helper_that_dies_is_made_up_for(
    example: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.publishing import publish as publishing

    monkeypatch.setattr(publishing, "WORTH_A_HELPER", 1)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert tree(publish_to(example, tmp_path / "site", Setting(DAY), cores=2)) == tree(site)


def test_with_an_address_the_map_and_the_feed_are_whole(example: Path, tmp_path: Path) -> None:
    site = publish_to(example, tmp_path / "site", Setting(DAY, address="https://example.org/t/"))
    told = (site / "sitemap.xml").read_text()
    assert "<loc>https://example.org/t/subject/jp-kr-gsomia.html</loc>" in told and told.count("<loc>") == 29
    feed = feedparser.parse((site / "changes.atom").read_bytes())
    assert not feed.bozo and feed.entries
    assert all(one.link.startswith("https://example.org/t/subject/") for one in feed.entries)
    assert 'rel="canonical" href="https://example.org/t/about.html"' in (site / "about.html").read_text()
    assert "https://example.org/t/index.html" in (site / "addresses.txt").read_text().split()


def test_the_feed_the_calendar_and_the_table_are_read_by_others(site: Path) -> None:
    feed = feedparser.parse((site / "changes.atom").read_bytes())
    assert not feed.bozo and any("GSOMIA" in one.title for one in feed.entries)
    calendar = Calendar.from_ical((site / "due.ics").read_bytes())
    assert any("vice foreign ministers" in str(entry["summary"]) for entry in calendar.walk("VEVENT"))
    rows = list(csv.DictReader(io.StringIO((site / "board.csv").read_bytes().decode())))
    assert {row["subject"]: row["status"] for row in rows}["jp-kr-gsomia"] == "postponed"
    filed = {path.stem for path in (site / "source").glob("*.html")}
    assert {one["id"] for one in read(site / "sources.csl.json")} == filed
    assert (site / "sources.ris").read_text().count("TY  - ") == 5


def test_the_pages_tell_from_where_they_are_seen(example: Path, tmp_path: Path) -> None:
    day = When.parse("2013-01-11").latest
    site = publish_to(example, tmp_path / "site", Setting(day, day, title="Treaties & more"))
    text = (site / "index.html").read_text()
    assert "As of 11 January 2013, as it was known that day" in text
    assert "<title>Treaties &amp; more</title>" in text
    assert read(site / "board.json")["known_by"] == "2013-01-11"
    gsomia = (site / "subject" / "jp-kr-gsomia.html").read_text()
    assert "not published yet" in gsomia  # the report of 2016 is there, and is told to be later


def test_the_root_is_that_of_a_checkpoint(example: Path, site: Path) -> None:
    from tracker.merkle import leaf_hash, root_of

    with open_log(str(example)) as log:
        root = root_of(leaf_hash(stored.body) for stored in log.read())
    assert read(site / "about.json")["root"] == base64.b64encode(root).decode()
    assert read(site / "about.json")["position"] == 102


HOSTILE = [
    "<script>document.title='run'</script>", "</title><script>document.title='run'</script>",
    "</script><script>document.title='run'</script>", "<img src=x onerror=\"document.title='run'\">",
    "\"><svg onload=\"document.title='run'\">", "' onmouseover='document.title=1", "javascript:document.title='run'",
    "{{ 7*7 }}{% raw %}", "<!--<script>", "]]><script>document.title='run'</script>", "\u202egnp.exe\u2066",
    "<a href=\"javascript:document.title='run'\">x</a>",
]


def hostile_log(folder: Path) -> Path:
    """A log whose names, titles, notes, places and rounds are all hostile."""
    lines: list[dict[str, Any]] = []
    for number, text in enumerate(HOSTILE):
        lines += [
            {"type": "subject_registered", "subject": f"pact-{number:02d}", "kind": "agreement",
             "name": f"{number} {text}", "parties": ["JP", "KR"], "aliases": [f"alias {number} {text}"]},
            {"type": "subject_registered", "subject": f"talks-{number:02d}", "kind": "series",
             "name": f"talks {number} {text}", "parties": ["JP", "KR"]},
            {"type": "source_filed", "source": f"paper-{number:02d}", "publisher": text, "origin": f"{text} {number}",
             "title": text, "published": "2015-01-01", "url": f"https://example.org/{number}\"onclick=alert(1)"},
            {"type": "reported", "subject": f"pact-{number:02d}", "act": "signed", "source": f"paper-{number:02d}",
             "place": text, "note": text, "said": text, "locator": {"paragraph": 1, "starts": text}},
            {"type": "reported", "subject": f"talks-{number:02d}", "act": "scheduled", "planned_for": "2015-02",
             "source": f"paper-{number:02d}", "place": text, "round": text, "note": text},
        ]
    (folder / "hostile.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
    inside(folder, "init").ok()
    inside(folder, "import", "hostile.jsonl").ok()
    return folder / "tracker.db"


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    site = publish_to(hostile_log(tmp_path), tmp_path / "site", Setting(DAY))
    ours = {tag for path in html(site) for tag, _ in Page(path.read_text("utf-8")).tags}
    assert not ours & {"img", "iframe", "object"}
    for path in html(site):
        text = path.read_text("utf-8")
        page = Page(text)
        assert len([tag for tag, _ in page.tags if tag == "script"]) <= 3, path
        assert len(page.all("charset")) == 1 and not re.search(r"[\u202a-\u202e\u2066-\u2069]", text)
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")], path
        assert not [one for one in page.all("href") if one.lower().startswith("javascript")], path
        (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text) or [None]
        assert data is None or (data.isascii() and "<" not in data and json.loads(data))


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "https://bank@evil.example/", "data:text/html,x", "//evil.example",
])
def test_an_address_that_leads_elsewhere_is_no_link(example: Path, url: str) -> None:
    """Such a source cannot be filed here; another program could have put it in the log."""
    from dataclasses import replace

    with site_of(example) as site:
        name = next(iter(site.sources))
        site.sources[name] = replace(site.sources[name], url=url)
        page = Page(site.make(("source", name))[f"source/{name}.html"].decode())
        links = [one for one in page.all("href") if one != "data:,"]  # the icon that is none
        assert not [one for one in links if url.split(":")[0] in one or "evil" in one]


def test_publish_says_what_it_did(quick: Quick) -> None:
    quick.example()
    done = quick("publish", "site", "--as-of", AS_OF).ok()
    assert re.search(r"Published \d+ files to site: \d+ new or changed\.\n", done.out)
    assert "Open site/index.html in a browser." in done.out
    assert ": 0 new or changed." in quick("publish", "site", "--as-of", AS_OF).ok().out
    done = quick("publish", ".")
    assert done.code == 73 and "holds what no publish made" in done.said and "Nothing in it was changed" in done.said
    assert quick("publish", "site", "--address", "ftp://x").code == 2
    assert quick("publish", "no/such/site").code == 73
    assert os.listdir(quick.folder / "site")


def test_a_log_of_nothing_has_a_site(quick: Quick) -> None:
    quick("init").ok()
    quick("publish", "site", "--as-of", AS_OF).ok()
    text = (quick.folder / "site" / "index.html").read_text()
    assert "No subject is registered" in text
