"""The feed, read by feedparser and as XML: what RFC 4287 asks for, the same bytes each time, and no text breaks out."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import sys
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.changes import FLAG, PARTY, POSSIBLE, ROUND, STATUS, Change, Side, Turn
from tracker.days import day_number
from tracker.errors import BadConfiguration
from tracker.render import feed
from tracker.render.feed import Entry, atom, entry

ATOM = "{http://www.w3.org/2005/Atom}"
EVENT = "0123456789abcdef0123456789abcdef"
SIGNED = Change(
    "jp-kr-gsomia", "Japan-South Korea GSOMIA", "agreement", day_number(2016, 11, 24),
    (Turn(STATUS, None, Side("postponed", "2012-06"), Side("signed", "2016-11-23")),
     Turn(FLAG, "sources differ", Side("sources differ"), None)),
    False, (EVENT,), ("kyodo-2016-11-23",), "2016-11-25T08:30:00Z",
)
OVERDUE = Change(
    "talks", "Trilateral talks", "series", day_number(2013, 2, 1),
    (Turn(ROUND, "round 1", Side("scheduled", "[2013-01-21..2013-01-31]", "Tokyo"), Side("overdue", None, "Tokyo")),),
    True,
)
HOSTILE = "</title><script>alert(1)</script>]]>&\"'\x00\x1b\x0b\ufffe\ud800\u202e\r\n&#0;"


def root(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)


def parsed(data: bytes) -> Any:
    """The feed as feedparser reads it, without a complaint."""
    found = feedparser.parse(data)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def made(*changes: Change, **told: Any) -> bytes:
    entries = [entry(change, f"subjects/{change.subject}.html") for change in changes]
    return atom(entries, title="What changed", **told)


def test_feedparser_reads_what_changed() -> None:
    found = parsed(made(SIGNED, OVERDUE, address="https://site.example/tracker"))
    assert found.feed.title == "What changed" and found.feed.author == "Agreement Tracker"
    assert found.feed.link == "https://site.example/tracker/index.html"
    signed, overdue = found.entries
    assert signed.title == ("Japan-South Korea GSOMIA: postponed (2012-06) -> signed (2016-11-23);"
                            " flag cleared: sources differ")
    assert signed.link == "https://site.example/tracker/subjects/jp-kr-gsomia.html"
    assert signed.updated == "2016-11-25T08:30:00Z"  # when it was recorded
    assert signed.content[0].type == "text/plain"
    assert signed.content[0].value.splitlines() == [
        "24 November 2016: postponed (2012-06) -> signed (2016-11-23).", "flag cleared: sources differ.",
        "Reported by kyodo-2016-11-23.", f"Events {EVENT}."]
    assert [tag.term for tag in signed.tags] == ["reported", "agreement", "status", "flag"]
    assert overdue.updated == "2013-02-01T00:00:00Z"  # when the clock did it
    assert "By the clock alone" in overdue.content[0].value
    assert overdue.tags[0].term == "by the clock"


def test_a_source_is_told_in_the_words_given() -> None:
    told = entry(SIGNED, source_words=lambda source: f"Kyodo ({source})")
    assert "Reported by Kyodo (kyodo-2016-11-23)." in told.lines


def assert_is_as_the_rfc_asks(data: bytes) -> ElementTree.Element:
    """RFC 4287, sections 4.1.1 and 4.1.2: what a feed and an entry must hold, once each."""
    top = root(data)
    assert top.tag == f"{ATOM}feed"
    assert top.find(f"{ATOM}author/{ATOM}name") is not None
    ids = []
    for one in (top, *top.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1, name
        ids.append(one.findtext(f"{ATOM}id"))
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                            ids[-1] or "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.findtext(f"{ATOM}updated") or "")
        alternates = [link for link in one.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternates) <= 1 and all(link.get("href") for link in alternates)
    for one in top.iter(f"{ATOM}entry"):
        assert one.findtext(f"{ATOM}content")
    assert len(set(ids)) == len(ids)
    return top


@pytest.mark.parametrize("address", [None, "https://site.example", "https://site.example/tracker/"])
def test_the_feed_is_as_the_rfc_asks(address: str | None) -> None:
    top = assert_is_as_the_rfc_asks(made(SIGNED, OVERDUE, address=address))
    links = {link.get("rel"): link.get("href") for link in top.findall(f"{ATOM}link")}
    if address is None:
        assert links == {"alternate": "index.html"}  # a reader leads on from the feed's own place
    else:
        assert links["self"] == f"{address.rstrip('/')}/changes.atom"


def test_the_feed_is_as_new_as_its_newest_entry_or_the_log() -> None:
    updated = f"{ATOM}updated"
    assert root(made(SIGNED, OVERDUE)).findtext(updated) == "2016-11-25T08:30:00Z"
    assert root(made(OVERDUE, SIGNED)).findtext(updated) == "2016-11-25T08:30:00Z"
    assert root(made(SIGNED, updated="2020-01-01T00:00:00Z")).findtext(updated) == "2020-01-01T00:00:00Z"
    assert root(made(SIGNED, updated="2010-01-01T00:00:00Z")).findtext(updated) == "2016-11-25T08:30:00Z"


def test_a_feed_of_nothing_is_a_feed() -> None:
    data = made()
    assert parsed(data).entries == []
    assert assert_is_as_the_rfc_asks(data).findtext(f"{ATOM}updated") == feed.NEVER


def test_the_same_changes_make_the_same_bytes() -> None:
    assert made(SIGNED, OVERDUE, address="https://a.example") == made(SIGNED, OVERDUE, address="https://a.example")


def test_no_clock_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed made in another year is the same; nor does the module name a clock."""
    import feedgenerator.django.utils.feedgenerator as library

    before = made(SIGNED, OVERDUE), made()

    class Later(library.datetime.datetime):  # type: ignore[misc,name-defined]
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls(2099, 1, 1, tzinfo=tz)

    monkeypatch.setattr(library.datetime, "datetime", Later)
    assert (made(SIGNED, OVERDUE), made()) == before
    names = {node.attr for node in ast.walk(ast.parse(inspect.getsource(feed))) if isinstance(node, ast.Attribute)}
    assert not names & {"now", "today", "utcnow", "time"}


def ids(data: bytes) -> list[str | None]:
    return [one.text for one in root(data).iter(f"{ATOM}id")]


def test_an_entry_keeps_its_id_wherever_and_whenever_it_is_published() -> None:
    """Nor does another report, another order, another address or another name change it: readers would see it twice."""
    first = ids(made(SIGNED, OVERDUE))
    assert ids(made(SIGNED, OVERDUE, address="https://elsewhere.example")) == first
    assert ids(made(OVERDUE, SIGNED)) == [first[0], first[2], first[1]]
    more = SIGNED._replace(events=(EVENT, "f" * 32), recorded="2030-01-01T00:00:00Z", name="GSOMIA",
                           sources=("a", "b"))
    assert ids(made(more, OVERDUE)) == first
    assert ids(made(SIGNED._replace(day=SIGNED.day + 1), OVERDUE))[1] != first[1]
    assert not set(ids(made(SIGNED, OVERDUE, namespace="another log"))) & set(first)


@pytest.mark.parametrize(("turn", "words"), [
    (Turn(STATUS, None, None, Side("signed", "2016")), "signed (2016)"),
    (Turn(STATUS, None, Side("signed", "2016"), None), "signed (2016) -> nothing known"),
    (Turn(PARTY, "KR", None, Side("notice pending")), "South Korea: notice pending"),
    (Turn(ROUND, "a round", Side("scheduled", "2013", "Seoul"), Side("held", "2013")),
     "a round: scheduled (2013) in Seoul -> held (2013)"),
    (Turn(FLAG, "disputed", None, Side("disputed")), "flag raised: disputed"),
    (Turn(FLAG, "disputed", Side("disputed"), None), "flag cleared: disputed"),
    (Turn(POSSIBLE, "signed", None, Side("signed")), "may already be signed"),
    (Turn(POSSIBLE, "signed", Side("signed"), None), "no longer possibly signed"),
])
def test_a_turn_in_words(turn: Turn, words: str) -> None:
    assert turn.words() == words


# Hostile texts

TEXTS = st.text(st.characters(exclude_categories=()), max_size=40) | st.just(HOSTILE)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_no_text_breaks_out_and_none_that_xml_forbids_gets_in(title: str, line: str, word: str, place: str) -> None:
    one = Entry((title, line), title, "2020-01-01T00:00:00Z", (line, "end"), place, (word,))
    data = atom([one], title=title, subtitle=line, namespace=word, address="https://site.example/")
    top = root(data)  # which refuses what XML forbids
    (found,) = top.findall(f"{ATOM}entry")
    names = [child.tag.removeprefix(ATOM) for child in found]
    assert names in (["title", "link", "id", "updated", "category", "content"],
                     ["title", "id", "updated", "category", "content"])
    assert all(not list(child) for child in found)
    for link in top.iter(f"{ATOM}link"):
        assert re.match(r"https?://", link.get("href") or ""), link.get("href")
    text = "".join(top.itertext())
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]", text)
    assert not feedparser.parse(data).bozo


def test_forbidden_characters_are_shown_as_codes() -> None:
    (found,) = parsed(made(SIGNED._replace(name=HOSTILE))).entries
    assert "\\x00\\x1b\\x0b\\ufffe\\ud800\\u202e" in found.title
    assert "&lt;script&gt;" in made(SIGNED._replace(name=HOSTILE)).decode()


@pytest.mark.parametrize("place", [
    "javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "//[", "file:///etc", "//evil.example/x",
    "\\\\evil.example/x", "/\\evil.example",
])
def test_only_addresses_of_the_web_are_linked(place: str) -> None:
    for address in (None, "https://site.example/"):
        data = atom([Entry(("x",), "x", "2020-01-01T00:00:00Z", ("x",), place)], title="t", address=address)
        (found,) = root(data).findall(f"{ATOM}entry")
        link = found.find(f"{ATOM}link")
        assert link is None, link.get("href")


def test_a_time_that_is_none_falls_back_on_the_day() -> None:
    """Another program may have recorded an event at a time of its own making."""
    assert entry(SIGNED._replace(recorded="yesterday\n<x>")).updated == "2016-11-24T00:00:00Z"
    with pytest.raises(ValueError, match="not a time"):
        atom([Entry(("x",), "x", "today", ("x",))], title="t")


def test_without_the_library_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".")[0] == "feedgenerator":
            raise ImportError(name)
        return real(name, *rest, **more)

    for name in [name for name in sys.modules if name.split(".")[0] == "feedgenerator"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BadConfiguration, match=r"agreement-tracker\[feed\]"):
        made(SIGNED)
