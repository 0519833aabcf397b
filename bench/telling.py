"""How the made-up news is put: sources, reports, and what takes them back or mends them.

The rule kept here: each function writes one content of the log's format, with the details that real records have.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from bench import dating, words
from bench.cast import Subject, Telling
from tracker.canonical import content_id
from tracker.days import day_text
from tracker.parties import party_name

Content = dict[str, Any]

HELD_FOR_UNDOING = 400
ATTRIBUTIONS = ("on_record", "on_record", "anonymous", "media", "author", "author", "analyst", "document")
PLANS = ("planned_for", "effective", "until")


def _one(rng: random.Random, of: tuple[str, ...]) -> str:
    return of[rng.randrange(len(of))]


def source_of(rng: random.Random, published: int, number: int, subject: Subject) -> Content:
    """The filing of a source."""
    slug, publisher, language = words.PUBLISHERS[rng.randrange(len(words.PUBLISHERS))]
    day = day_text(published)
    first, second = party_name(subject.parties[0]), party_name(subject.parties[-1])
    content: Content = {
        "type": "source_filed", "source": f"{slug}-{day}-{number}", "publisher": publisher,
        "title": _one(rng, words.TITLES).format(a=first, b=second, what=subject.topic),
        "published": dating.published(rng, published), "language": language,
    }
    if rng.randrange(100) < 45:
        content["origin"] = _one(rng, words.AGENCIES) if rng.randrange(3) else publisher
    if rng.randrange(100) < 35:
        content["url"] = f"https://news.example/{slug}/{day[:4]}/{day[5:7]}/{number}"
    if rng.randrange(100) < 12:
        content["reliability"] = "ABCD"[rng.randrange(4)]
    return content


def told(rng: random.Random, telling: Telling, source: str, published: int, paragraph: int) -> Content:
    """A report of a story in a source of the day `published`."""
    what = telling.story.happening
    content: Content = {"type": "reported", "subject": telling.subject.id, "act": what.act, "source": source}
    date = dating.occurred(rng, what.day, published)
    if date is not None:
        content["occurred"] = date
    for detail in PLANS:
        day = getattr(what, detail)
        if day is not None:
            content[detail] = dating.planned(rng, day)
    if what.every is not None:
        content["every"] = what.every
    if what.by and (telling.signal or rng.randrange(100) < 92):
        content["by"] = list(what.by)
    if what.place is not None and rng.randrange(100) < 75:
        content["place"] = what.place if rng.randrange(100) < 97 else _one(rng, words.PLACES)
    if what.round is not None and rng.randrange(100) < 80:
        content["round"] = what.round
    if not telling.signal:
        at = rng.randrange(100)
        if at < 6:
            content["certainty"] = "denied" if at < 2 else "possible"
        if telling.story.first is not None and rng.randrange(100) < (40 if date and len(date) == 4 else 1):
            content["confirms"] = telling.story.first
    if rng.randrange(100) < 85:
        content["attribution"] = _one(rng, ATTRIBUTIONS)
    if rng.randrange(100) < 8:
        content["grade"] = "ABCD"[rng.randrange(4)] + "1234"[rng.randrange(4)]
    if rng.randrange(100) < 25:
        content["said"] = _one(rng, words.SAID)
    content["locator"] = {"paragraph": paragraph}
    if rng.randrange(100) < 45:
        content["locator"]["starts"] = _one(rng, words.STARTS)
    if rng.randrange(100) < 84:
        content["note"] = _note(rng)
    return content


def _note(rng: random.Random) -> str:
    note = f"{_one(rng, words.WHO)} {_one(rng, words.SAYS)} {_one(rng, words.MATTER)}"
    return f"{note}; {_one(rng, words.REMARKS)}" if rng.randrange(3) == 0 else note


class Undoings:
    """The retractions, corrections and amendments of a stream, drawn from its recent reports."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._recent: list[tuple[Content, int, int]] = []
        self._retractions: list[str] = []

    def note(self, report: Content, telling: Telling, published: int) -> None:
        """Take in a report, as one that may be taken back later."""
        entry = (report, telling.story.happening.day, published)
        if len(self._recent) < HELD_FOR_UNDOING:
            self._recent.append(entry)
        elif self._rng.randrange(4) == 0:
            self._recent[self._rng.randrange(HELD_FOR_UNDOING)] = entry

    def after_report(self, source: str, published: int) -> Iterator[Content]:
        """Now and then a retraction (2 in 100 reports) or a correction (1 in 100) by a source of that day."""
        at = self._rng.randrange(1000)
        if at >= 31:
            return
        if at == 30:
            if self._retractions:
                yield {"type": "retracted", "event": self._retractions.pop(), "reason": words.REASONS[0]}
            return
        index = self._rng.randrange(len(self._recent))
        report, day, of_report = self._recent[index]
        if of_report > published:
            return
        self._recent[index] = self._recent[-1]
        self._recent.pop()
        if at < 20:
            reason = _one(self._rng, words.REASONS)
            content: Content = {"type": "retracted", "event": content_id(report), "reason": reason}
            if self._rng.randrange(100) < 85:
                content["source"] = source
            yield content
            self._retractions = [*self._retractions[-9:], content_id(content)]
        else:
            yield self._correction(report, day, source, published)

    def _correction(self, report: Content, day: int, source: str, published: int) -> Content:
        mended, at = dict(report), self._rng.randrange(4)
        if self._rng.randrange(100) < 30:
            mended["source"] = source
        if at == 0:
            mended["place"] = _one(self._rng, words.PLACES)
        elif at == 1:
            mended["note"] = _note(self._rng)
        else:
            mended["occurred"] = day_text(day - self._rng.randrange(1, 30))
        if mended == report:
            mended["occurred"] = day_text(day - 31)
        why = _one(self._rng, words.MENDED)
        return {"type": "corrected", "event": content_id(report), "reason": why, "replacement": mended}

    def amendments(self, subject: Subject, source: Content) -> Iterator[Content]:
        """Now and then what is new about a subject or a source."""
        at = self._rng.randrange(1000)
        alias = f"{subject.alias}, as in {source['source']}"
        if at < 6:
            yield {"type": "subject_amended", "subject": subject.id, "aliases": [alias]}
        elif at < 8:
            party = words.PARTIES[self._rng.randrange(len(words.PARTIES))]
            yield {"type": "subject_amended", "subject": subject.id, "parties": [party], "aliases": [alias]}
        elif at < 16:
            yield {"type": "source_amended", "source": source["source"], "origin": _one(self._rng, words.AGENCIES)}
        elif at == 16:
            yield {"type": "source_amended", "source": source["source"], "reliability": "E"}
