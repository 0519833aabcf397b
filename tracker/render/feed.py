"""Atom (RFC 4287): what changed, as a feed that any reader follows.

The rule kept here: the same changes make the same bytes. No clock is read: an entry is updated when the last of its
events was recorded, or, where the clock alone changed something, when that day began in UTC. An entry's id is a digest
of what it is about, not of where it is published. Every text passes the gate, which leaves nothing that XML forbids
(XML 1.0, section 2.2). feedgenerator is an extra; without it there is an error that says how to get it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urljoin

from tracker import gates
from tracker.canonical import digest_uuid
from tracker.changes import Change
from tracker.datewords import in_words
from tracker.days import day_text
from tracker.errors import BadConfiguration

AUTHOR = "Agreement Tracker"
NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries was updated, if nobody tells: RFC 4287 asks for a time (section 4.1.1)."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Entry(NamedTuple):
    """One entry. `about` is what it is the same by, each time the feed is made (for a change, subject and day).

    `updated` is a time, RFC 3339 in UTC with whole seconds. `lines` are its content, plain text. `address` is where it
    is read, from the feed's place if it is not a whole address; empty for nowhere. `categories` are words.
    """

    about: tuple[str, ...]
    title: str
    updated: str
    lines: tuple[str, ...]
    address: str = ""
    categories: tuple[str, ...] = ()


def entry(change: Change, address: str = "", source_words: Callable[[str], str] = str) -> Entry:
    """The entry of a change; `address` leads to its subject, `source_words` tells a source by its id."""
    day = day_text(change.day)
    lines = [f"{in_words(day)}: {change.turns[0].words()}.", *(f"{turn.words()}." for turn in change.turns[1:])]
    if change.by_clock:
        lines.append("By the clock alone: no report of that day says so.")
    if change.sources:
        lines.append(f"Reported by {'; '.join(source_words(source) for source in change.sources)}.")
    if change.events:
        lines.append(f"Events {', '.join(change.events)}.")
    updated = change.recorded if change.recorded and _TIME.fullmatch(change.recorded) else f"{day}T00:00:00Z"
    kinds = ("by the clock" if change.by_clock else "reported", change.kind, *(turn.what for turn in change.turns))
    return Entry((change.subject, day), f"{change.name}: {change.words()}", updated, tuple(lines), address,
                 tuple(dict.fromkeys(kinds)))


def atom(
    entries: Iterable[Entry], *, title: str, address: str | None = None, file: str = "changes.atom",
    home: str = "index.html", namespace: str = "", updated: str | None = None, subtitle: str = "",
) -> bytes:
    """The feed, its entries in the order given.

    `address` is that of the site, where it has one: the links are whole then, and the feed names its own (`file`).
    Without it they lead on from the feed's place, as from a folder. `namespace` tells the feeds of different logs
    apart, and is the same each time (the id of the log's first event serves). `updated` is when the log was last
    appended to; the feed's time is the latest of that and of its entries. Raises `BadConfiguration` where feedgenerator
    is not installed, `ValueError` for an `updated` that is no time.
    """
    try:
        from feedgenerator import Atom1Feed
    except ImportError:
        raise BadConfiguration(
            "Feeds need the feedgenerator package.", saved="No feed was written.",
            todo="Install it: pip install 'agreement-tracker[feed]'.",
        ) from None
    some = list(entries)
    latest = max([*(one.updated for one in some), updated or NEVER])

    class PlainAtom(Atom1Feed):  # type: ignore[misc]
        """Content as plain text, and times that no clock is asked for."""

        def latest_post_date(self) -> datetime.datetime:
            return _time(latest)

        def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
            _write(handler, item["one"], item["unique_id"], item["link"])

    base = address if address is None or address.endswith("/") else f"{address}/"
    feed = PlainAtom(
        title=gates.one_line(title), link=_link(base, home), description=gates.one_line(subtitle) or None,
        language="en", author_name=AUTHOR, feed_url=_link(base, file) if base else None,
        feed_guid=_urn(namespace, ("feed",)),
    )
    for one in some:
        link = _link(base, one.address) if one.address else ""
        feed.add_item(one.title, link, None, unique_id=_urn(namespace, one.about), one=one)
    return _bytes(feed)


def _bytes(feed: Any) -> bytes:
    import io

    out = io.BytesIO()
    feed.write(out, "utf-8")
    return out.getvalue() + b"\n"


def _write(handler: Any, one: Entry, name: str, link: str) -> None:
    """The elements of an entry (RFC 4287, section 4.1.2)."""
    handler.addQuickElement("title", gates.one_line(one.title))
    if link:
        handler.addQuickElement("link", "", {"rel": "alternate", "href": link})
    handler.addQuickElement("id", name)
    handler.addQuickElement("updated", _time(one.updated).isoformat() + "Z")
    for word in one.categories:
        handler.addQuickElement("category", "", {"term": gates.one_line(word)})
    handler.addQuickElement("content", "\n".join(gates.one_line(line) for line in one.lines), {"type": "text"})


def _time(text: str) -> datetime.datetime:
    """A time as RFC 3339 has it, in UTC; `isoformat` leaves out the zone, which is added."""
    if not _TIME.fullmatch(text):
        raise ValueError(f"{text!r} is not a time in UTC with whole seconds")
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


def _urn(namespace: str, about: Sequence[str]) -> str:
    return f"urn:uuid:{digest_uuid([gates.terminal(part) for part in (namespace, *about)])}"


def _link(base: str | None, place: str) -> str:
    """An address: whole where the site has one; only http and https, else none. feedgenerator makes it a URI."""
    if place.startswith(("//", "\\", "/\\")):  # another host
        return ""
    try:
        whole = urljoin(base, place) if base else place
    except ValueError:  # brackets that are no address
        return ""
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", whole)
    return "" if scheme and scheme[1].lower() not in ("http", "https") else gates.one_line(whole)
