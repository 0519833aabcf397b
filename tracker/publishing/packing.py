"""Rectangles packed for a page: the whole answer for every day on both clocks, small enough to be shipped.

The rule kept here: what is unpacked (by `assets/rectangles.js`) is what the read model says, on every day. Days are
integers; every other value is a number in a list of distinct values, of which 0 is None. A rectangle is five numbers:
its first day as of, less that of the one before; how many days it has, 0 for no end; the same two for the days known
by; and the number of its row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.days import END
from tracker.parties import party_name
from tracker.plane import Rectangle
from tracker.publishing.wording import date_words, every_words, is_day
from tracker.readmodel.stories import Story
from tracker.rows import BoardRow, RoundRow

FARTHEST = 2**30
"""Days beyond are told as this one: an integer of 32 bits holds it, and no calendar reaches it."""

Codes = list[int]


class Packing:
    """Stories, packed one after another. With `events` (numbers by id) rows tell the events that make them."""

    def __init__(self, events: Mapping[str, int] | None = None) -> None:
        self._events = events
        self._values: dict[str, int] = {}
        self._listed: list[Any] = [None]
        self._words: dict[str, str] = {}
        self._rows: dict[tuple[int, ...], int] = {}
        self._rounds: dict[tuple[int, ...], int] = {}
        self._subjects: list[list[Any]] = []
        self._parties: dict[str, str] = {}
        self.first, self.last = FARTHEST, -FARTHEST

    def add(self, story: Story) -> None:
        """Take a story in."""
        subject = story.subject
        board = self._rectangles(story.board, self._rows, self._row)
        rounds = [self._rectangles(one, self._rounds, self._round) for one in story.rounds]
        self._parties.update({code: party_name(code) for code in subject.parties})
        self._subjects.append(
            [subject.id, subject.kind, subject.name, list(subject.parties), list(subject.aliases), board, rounds]
        )

    def packed(self) -> dict[str, Any]:
        """All that was taken in, as JSON values."""
        return {
            "values": self._listed, "words": self._words, "parties": dict(sorted(self._parties.items())),
            "rows": [_trimmed(row) for row in self._rows], "rounds": [_trimmed(row) for row in self._rounds],
            "subjects": self._subjects,
        }

    def _rectangles(self, rectangles: Iterable[Rectangle[Any]], known: dict[tuple[int, ...], int], code: Any) -> Codes:
        codes: Codes = []
        first = known_from = 0
        for one in rectangles:
            row = known.setdefault(code(one.value), len(known))
            start, published = day_code(one.occurred_from), day_code(one.published_from)
            codes += [
                start - first, _length(start, one.occurred_to), published - known_from,
                _length(published, one.published_to), row,
            ]
            first, known_from = start, published
            self._reach(start)
            self._reach(published)
        return codes

    def _reach(self, day: int) -> None:
        if 0 < day < FARTHEST:
            self.first, self.last = min(self.first, day), max(self.last, day)

    def _row(self, row: BoardRow) -> tuple[int, ...]:
        for code, _ in row.by_party:
            self._parties.setdefault(code, party_name(code))
        return (
            self._value(row.status), self._date(row.since), self._value(list(row.possible)),
            self._value(list(row.flags)), row.origins, self._value(dict(row.by_party)), self._every(row.every),
            self._date(row.last_held), self._date(row.next), self._value(list(row.overdue)),
            day_code(row.due_from or 0), day_code(row.due_to or 0), self._told(row.events),
        )

    def _round(self, row: RoundRow) -> tuple[int, ...]:
        return (self._value(row.round), self._value(row.status), self._date(row.date), self._value(row.place),
                self._told(row.events))

    def _told(self, events: tuple[str, ...]) -> int:
        if self._events is None:
            return 0
        return self._value([self._events[event] for event in events])

    def _date(self, text: str | None) -> int:
        if text is not None and not is_day(text):
            self._words.setdefault(text, date_words(text))
        return self._value(text)

    def _every(self, text: str | None) -> int:
        if text is not None:
            self._words.setdefault(text, every_words(text))
        return self._value(text)

    def _value(self, value: Any) -> int:
        if not value:
            return 0
        key = json.dumps(value, ensure_ascii=False)
        if key not in self._values:
            self._values[key] = len(self._listed)
            self._listed.append(value)
        return self._values[key]


def day_code(day: int) -> int:
    """A day as an integer of 32 bits."""
    return max(-FARTHEST, min(FARTHEST, day))


def _length(start: int, end: int) -> int:
    """How many days, both ends counted; 0 where there is no end."""
    return 0 if end >= END or end >= FARTHEST else day_code(end) - start + 1


def _trimmed(row: tuple[int, ...]) -> Codes:
    """A row without the zeros at its end."""
    codes = list(row)
    while codes and not codes[-1]:
        codes.pop()
    return codes
