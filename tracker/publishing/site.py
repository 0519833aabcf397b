"""The site: which pages there are, and the bytes of each.

The rule kept here: a page is made when it is asked for, from the read model and the setting alone, so that `publish`
writes what `serve` shows, and pages can be made in any order and by several processes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker import gates, reports
from tracker.days import day_text
from tracker.facts import Source, Subject
from tracker.publishing import addresses, boards, others, pages, seams, subjects
from tracker.publishing.packing import Packing
from tracker.publishing.wording import KINDS_OF_STATUS, day_words
from tracker.readmodel.stories import Story
from tracker.render import board as drawn

if TYPE_CHECKING:
    from tracker.readmodel.reading import Reader

Job = tuple[str, str]
"""What is made at one go: a kind of page, and the id of the subject or source, where it is one's."""
Made = dict[str, bytes]
"""Pages by their addresses."""

TITLE = "Agreement Tracker"
PAGES = [(addresses.BOARD, "Board"), (addresses.CHANGES, "Lately"), (addresses.SOURCES, "Sources"),
         (addresses.ABOUT, "About")]
WITHIN = 90
"""How many days ahead the list of what is coming looks, as `due` does."""
EXTRAS = {
    addresses.FEED: ("application/atom+xml", "Atom feed", "feedgenerator"),
    addresses.CALENDAR: ("text/calendar", "calendar", "icalendar"),
}
"""Files that are left out where a package is missing: kind, words, package."""


class Setting(NamedTuple):
    """How a site is made. `as_of` and `known_by` (None: everything) are the days its pages are written for;
    `address` is where it will lie, ending in a slash, or empty."""

    as_of: int
    known_by: int | None = None
    title: str = TITLE
    address: str = ""


class Site:
    """The pages of a log, as its read model tells them."""

    def __init__(self, reader: Reader, setting: Setting) -> None:
        self.reader, self.setting = reader, setting

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """The subjects by id."""
        return {one.id: one for one in self.reader.subjects.values() if one.kind in ("agreement", "series")}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources by id."""
        return {one.id: one for one in self.reader.sources.values()}

    @cached_property
    def stories(self) -> list[Story]:
        """All rectangles, subject by subject."""
        return list(self.reader.stories(self.subjects))

    @cached_property
    def board(self) -> dict[str, Any]:
        """The board the pages are written for."""
        return self.reader.board(self.setting.as_of, self.setting.known_by)

    @cached_property
    def head(self) -> dict[str, Any]:
        """What every page says of the site."""
        at, known = self.setting.as_of, self.setting.known_by
        known_words = day_words(known) if known is not None else None
        seen = "with all that is known now"
        if known_words is not None:
            seen = "as it was known that day" if known == at else f"as it was known by {known_words}"
        return {
            "title": self.setting.title, "address": self.setting.address, "pages": PAGES, "as_of": day_text(at),
            "as_of_words": day_words(at), "known_by": day_text(known) if known is not None else None,
            "known_by_words": known_words, "position": self.reader.position, "root": self.root,
            "standpoint": f"As of {day_words(at)}, {seen}",
        }

    @cached_property
    def extras(self) -> list[str]:
        """The files that need a package of their own, of those that are installed."""
        return [name for name, (_, _, package) in EXTRAS.items() if find_spec(package) is not None]

    @cached_property
    def citing(self) -> seams.Citing:
        """The log, asked for citations."""
        return seams.Citing(self.reader)

    @cached_property
    def root(self) -> str | None:
        """The root of the Merkle tree over the events the site is made from."""
        return seams.log_root(self.reader)

    def jobs(self) -> list[Job]:
        """All there is to make. What stands first is what others lead to."""
        single: list[Job] = [(kind, "") for kind in ("board", "changes", "sources", "about", "list")]
        return [*single, *(("subject", one) for one in self.subjects), *(("source", one) for one in self.sources)]

    def make(self, job: Job) -> Made:
        """The pages of a job, by their addresses."""
        kind, name = job
        makers: dict[str, Any] = {
            "board": self._board, "changes": self._changes, "sources": self._sources, "about": self._about,
            "list": self._list,
        }
        if kind in makers:
            made: Made = makers[kind]()
            return made
        return self._subject(name) if kind == "subject" else self._source(name)

    @cached_property
    def owners(self) -> dict[str, Job]:
        """Which job makes the page at an address."""
        owners: dict[str, Job] = {}
        for name in (addresses.BOARD, addresses.BOARD_JSON, addresses.BOARD_CSV, addresses.BOARD_MARKDOWN):
            owners[name] = ("board", "")
        for name in (addresses.CHANGES, addresses.CHANGES_JSON, *self.extras):
            owners[name] = ("changes", "")
        for name in (addresses.SOURCES, addresses.SOURCES_JSON, addresses.CITATIONS_JSON, addresses.CITATIONS_RIS):
            owners[name] = ("sources", "")
        owners |= dict.fromkeys((addresses.ABOUT, addresses.ABOUT_JSON), ("about", ""))
        owners |= dict.fromkeys((addresses.LIST, addresses.SITEMAP), ("list", ""))
        for suffix in ("html", "json"):
            owners |= {addresses.subject(one, suffix): ("subject", one) for one in self.subjects}
            owners |= {addresses.source(one, suffix): ("source", one) for one in self.sources}
        return owners

    def _shipped(self, packing: Packing, page: str) -> dict[str, Any]:
        at, known = self.setting.as_of, self.setting.known_by
        return {
            "page": page, "as_of": at, "known_by": known, "position": self.reader.position,
            "kinds": KINDS_OF_STATUS, "ahead": list(drawn.AHEAD), "lines": boards.LINES, **packing.packed(),
        }

    def _ends(self, packing: Packing) -> dict[str, Any]:
        """From where to where the sliders reach: the first day on which anything changes, to the day of publication."""
        at = self.setting.as_of
        return {"first": min(packing.first, at), "last": max(at, self.setting.known_by or at), "as_of": at,
                "as_of_text": day_text(at), "as_of_words": day_words(at)}

    def _board(self) -> Made:
        packing = Packing()
        for story in self.stories:
            packing.add(story)
        kinds = {one.id: one.kind for one in self.subjects.values()}
        parties = {one.id: one.parties for one in self.subjects.values()}
        page = pages.page(
            "board.html", addresses.BOARD, self.head, self.setting.title,
            f"Where {len(kinds)} agreements and meeting series stand, {self.head['standpoint'].lower()}.",
            data=self._shipped(packing, "board"), scripts=pages.BOARD_SCRIPT,
            alternates=[("application/json", addresses.BOARD_JSON, "JSON"), ("text/csv", addresses.BOARD_CSV, "CSV"),
                        ("text/markdown", addresses.BOARD_MARKDOWN, "Markdown")],
            page={**boards.rows(self.board, kinds, parties), **self._ends(packing)},
        )
        return {
            addresses.BOARD: page, addresses.BOARD_JSON: drawn.text(self.board, "json").encode(),
            addresses.BOARD_CSV: drawn.text(self.board, "csv").encode(),
            addresses.BOARD_MARKDOWN: drawn.text(self.board, "markdown").encode(),
        }

    def _subject(self, name: str) -> Made:
        told = subjects.told(self.reader, name, self.setting.as_of, self.setting.known_by)
        (story,) = self.reader.stories({name})
        packing = Packing({row["id"]: number for number, row in enumerate(told.events)})
        packing.add(story)
        drawings = seams.pictures(told.course, story, self.setting.as_of, self.setting.known_by)
        json_address = addresses.subject(name, "json")
        page = pages.page(
            "subject.html", addresses.subject(name), self.head, told.value["name"],
            f"Where it stands and every report of it, {self.head['standpoint'].lower()}.",
            data={**self._shipped(packing, "subject"), "shown": told.shown, "parts": subjects.PARTS},
            scripts=pages.SUBJECT_SCRIPT, with_pictures=bool(drawings),
            alternates=[("application/json", json_address, "JSON")],
            told=told.value,
            page={
                **subjects.view(told), **self._ends(packing),
                "pictures": [(heading, words, pages.markup(picture)) for heading, words, picture in drawings],
            },
        )
        return {addresses.subject(name): page, json_address: _json(told.value)}

    def _source(self, name: str) -> Made:
        source = self.sources[name]
        value, events = others.source_told(
            self.reader, source, self.citing.filed.get(name, {}), self.subjects, self.sources)
        value["citation"] = seams.citation_text(self.citing.cited([name])[0])
        page = pages.page(
            "source.html", addresses.source(name), self.head, source.title or source.id,
            f"{source.publisher}, {source.published.text}.",
            alternates=[("application/json", addresses.source(name, "json"), "JSON")],
            page={"facts": others.source_facts(source), "url": gates.link(source.url) if source.url else None,
                  "citation": value["citation"], "events": events},
        )
        return {addresses.source(name): page, addresses.source(name, "json"): _json(value)}

    def _sources(self) -> Made:
        cited = self.reader.citations()
        rows = [
            others.source_row(one, cited.get(one.id, 0), self.citing.filed.get(one.id, {}))
            for one in self.sources.values()
        ]
        files = seams.citation_files(self.citing.cited(list(self.sources)))
        words = {addresses.CITATIONS_JSON: "CSL-JSON", addresses.CITATIONS_RIS: "RIS"}
        page = pages.page(
            "sources.html", addresses.SOURCES, self.head, "Sources", f"{len(rows)} sources.",
            alternates=[("application/json", addresses.SOURCES_JSON, "JSON")],
            page={"sources": others.listed(rows), "counted": f"{len(rows)} source{'' if len(rows) == 1 else 's'}.",
                  "files": [(name, words[name]) for name in files]},
        )
        return {addresses.SOURCES: page, addresses.SOURCES_JSON: _json(rows), **files}

    def _changes(self) -> Made:
        at, known = self.setting.as_of, self.setting.known_by
        latest = others.lately(self.reader, at if known is None else min(at, known))
        due = reports.due(self.reader.standings(at, known), at, WITHIN)
        address = self.setting.address
        value = {"coming": reports.public(due), "changes": [others.change_json(one) for one in latest]}
        page = pages.page(
            "changes.html", addresses.CHANGES, self.head, "What changed lately",
            "What changed lately, and what is to come.",
            alternates=[("application/json", addresses.CHANGES_JSON, "JSON"),
                        *((kind, name, words) for name, (kind, words, _) in EXTRAS.items() if name in self.extras)],
            page=others.changes_view(due, latest),
        )
        made = {addresses.CHANGES: page, addresses.CHANGES_JSON: _json(value)}
        if addresses.FEED in self.extras:
            made[addresses.FEED] = seams.feed_bytes(
                latest, self.reader, self.setting.title, address, self._source_words)
        if addresses.CALENDAR in self.extras:
            made[addresses.CALENDAR] = seams.calendar_bytes(due, at, self.reader, address)
        return made

    def _source_words(self, name: str) -> str:
        source = self.sources.get(name)
        return f"{source.publisher} ({source.published.text})" if source is not None else name

    def _about(self) -> Made:
        files = [(addresses.BOARD_JSON, "The board as JSON"), (addresses.BOARD_CSV, "the board as CSV"),
                 (addresses.BOARD_MARKDOWN, "the board as Markdown"), (addresses.CHANGES_JSON, "what changed lately"),
                 *((name, f"the same as {words}") for name, (_, words, _) in EXTRAS.items() if name in self.extras),
                 (addresses.SOURCES_JSON, "the sources"), (addresses.CITATIONS_JSON, "their citations as CSL-JSON"),
                 (addresses.CITATIONS_RIS, "their citations as RIS"),
                 (addresses.LIST, "every address of this site")]
        value = {key: self.head[key] for key in ("title", "as_of", "known_by", "position", "root")}
        value |= {"subjects": len(self.subjects), "sources": len(self.sources)}
        page = pages.page(
            "about.html", addresses.ABOUT, self.head, "About this site", "How to read it, and what it was made from.",
            alternates=[("application/json", addresses.ABOUT_JSON, "JSON")],
            page={"key": boards.KEY, "acts": reports.act_rows(["agreement", "series"]), "words": others.WORDS,
                  "files": files, "subjects": len(self.subjects), "sources": len(self.sources)},
        )
        return {addresses.ABOUT: page, addresses.ABOUT_JSON: _json(value)}

    def _list(self) -> Made:
        names = sorted(name for name in self.owners if name != addresses.SITEMAP)
        made = {addresses.LIST: "".join(f"{self.setting.address}{name}\n" for name in names).encode()}
        if self.setting.address:
            made[addresses.SITEMAP] = others.sitemap(self.setting.address, names)
        return made


def _json(value: Mapping[str, Any] | list[Any]) -> bytes:
    """A page as JSON, for programs: on one line, which is made ten times as fast as an indented one."""
    return (gates.json(json.dumps(value, ensure_ascii=False)) + "\n").encode()
