"""Subjects and sources of the read model, as the mappings of a catalogue.

The rule kept here: each is read when it is asked for, and the last few thousand are held, so that a log with a
million sources takes no more memory than a small one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, ValuesView
from typing import TYPE_CHECKING, Any

from tracker.dates import When
from tracker.facts import Source, Subject

if TYPE_CHECKING:
    import sqlite3

HELD = 20_000
"""How many subjects, and how many sources, are held at a time."""
WAITING = 1_000
"""Up to how many new sources wait to be written together."""

_SUBJECT = "SELECT number, subject, kind, name, parties, aliases FROM subjects"
_SOURCE = "SELECT source, publisher, published, origin, title, language, url, sha256, reliability FROM sources"


_PUT_SOURCE = (
    "INSERT INTO sources (source, publisher, origin, title, published, language, url, sha256, reliability, position)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Subjects(Mapping[str, Subject]):
    """The subjects by id; `number` is the one the read model's tables use."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held: dict[str, tuple[int, Subject] | None] = {}

    def numbered(self, subject: str) -> tuple[int, Subject] | None:
        """The subject with its number, or None."""
        if subject not in self._held:
            row = self._connection.execute(f"{_SUBJECT} WHERE subject = ?", (subject,)).fetchone()
            if len(self._held) >= HELD:
                self._held.clear()
            self._held[subject] = (row[0], _subject(row)) if row is not None else None
        return self._held[subject]

    def forget(self) -> None:
        """Hold nothing: everything is read again."""
        self._held.clear()

    def put(self, subject: Subject, position: int) -> None:
        """Write a subject, new or changed."""
        self._held.pop(subject.id, None)
        self._connection.execute(
            "INSERT INTO subjects (subject, kind, name, parties, aliases, position) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (subject) DO UPDATE SET kind = excluded.kind, name = excluded.name,"
            " parties = excluded.parties, aliases = excluded.aliases",
            (subject.id, subject.kind, subject.name, _json(subject.parties), _json(subject.aliases), position),
        )
        self._connection.execute("DELETE FROM names WHERE subject = ?", (subject.id,))
        self._connection.executemany(
            "INSERT INTO names (word, subject) VALUES (?, ?)",
            [(word, subject.id) for word in {
                word.casefold() for word in (subject.id, subject.name, *subject.aliases)
            }],
        )

    def remove(self, subject: str) -> None:
        """Let go of a subject that is no longer registered."""
        self._held.pop(subject, None)
        self._connection.execute("DELETE FROM subjects WHERE subject = ?", (subject,))
        self._connection.execute("DELETE FROM names WHERE subject = ?", (subject,))

    def named(self, word: str) -> list[Subject]:
        """The subjects that a casefolded id, name or alias names."""
        rows = self._connection.execute("SELECT subject FROM names WHERE word = ?", (word,)).fetchall()
        return [self[subject] for (subject,) in rows]

    def get_all(self) -> dict[str, Subject]:
        """All of them, by id, in the order of their ids."""
        rows = self._connection.execute(f"{_SUBJECT} ORDER BY subject")
        return {row[1]: _subject(row) for row in rows}

    def by_number(self) -> dict[int, Subject]:
        """All of them, by the number that the tables use."""
        return {row[0]: _subject(row) for row in self._connection.execute(_SUBJECT)}

    def values(self) -> ValuesView[Subject]:
        """All of them, in one query."""
        return self.get_all().values()

    def get(self, subject: str, default: object = None) -> Subject | None:  # type: ignore[override]
        """The subject, or None."""
        found = self.numbered(subject)
        return found[1] if found is not None else None

    def __getitem__(self, subject: str) -> Subject:
        found = self.numbered(subject)
        if found is None:
            raise KeyError(subject)
        return found[1]

    def __iter__(self) -> Iterator[str]:
        return iter([subject for (subject,) in self._connection.execute("SELECT subject FROM subjects ORDER BY 1")])

    def __len__(self) -> int:
        count: int = self._connection.execute("SELECT count(*) FROM subjects").fetchone()[0]
        return count


class Sources(Mapping[str, Source]):
    """The sources by id."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held: dict[str, Source | None] = {}
        self._waiting: list[tuple[Any, ...]] = []

    def forget(self) -> None:
        """Hold nothing: everything is read again, and what waited is not written."""
        self._held.clear()
        self._waiting = []

    def put(self, source: Source, position: int) -> None:
        """Write a source, new or changed."""
        self.write()
        self._hold(source.id, source)
        self._connection.execute(
            f"{_PUT_SOURCE} ON CONFLICT (source) DO UPDATE SET"
            " publisher = excluded.publisher, origin = excluded.origin, title = excluded.title,"
            " published = excluded.published, language = excluded.language, url = excluded.url,"
            " sha256 = excluded.sha256, reliability = excluded.reliability", _columns(source, position))

    def look_up(self, names: Collection[str]) -> None:
        """Read these sources, those that are there, in one query: they are asked for next."""
        self.write()
        asked = [name for name in names if name not in self._held]
        if len(asked) < 2:  # by itself it is as quick
            return
        if len(self._held) + len(asked) > HELD:
            self._held.clear()
        self._held |= dict.fromkeys(asked)
        rows = self._connection.execute(
            f"{_SOURCE} WHERE source IN (SELECT value FROM json_each(?))", (json.dumps(asked),))
        self._held |= {row[0]: _source(row) for row in rows}

    def file(self, source: Source, position: int) -> None:
        """Take in a source that is new; it is written together with others, by `write` at the latest."""
        if len(self._waiting) >= WAITING:
            self.write()
        self._hold(source.id, source)
        self._waiting.append(_columns(source, position))

    def write(self) -> None:
        """Write the sources that wait."""
        if self._waiting:
            self._connection.executemany(_PUT_SOURCE, self._waiting)
            self._waiting = []

    def remove(self, source: str) -> None:
        """Let go of a source that is no longer filed."""
        self.write()
        self._held.pop(source, None)
        self._connection.execute("DELETE FROM sources WHERE source = ?", (source,))

    def get_all(self) -> dict[str, Source]:
        """All of them, by id, in the order of their ids."""
        self.write()
        return {row[0]: _source(row) for row in self._connection.execute(f"{_SOURCE} ORDER BY source")}

    def _hold(self, name: str, source: Source | None) -> None:
        if len(self._held) >= HELD:
            self.write()
            self._held.clear()
        self._held[name] = source

    def values(self) -> ValuesView[Source]:
        """All of them, in one query."""
        return self.get_all().values()

    def get(self, source: str, default: object = None) -> Source | None:  # type: ignore[override]
        """The source, or None."""
        if source not in self._held:
            row = self._connection.execute(f"{_SOURCE} WHERE source = ?", (source,)).fetchone()
            self._hold(source, _source(row) if row is not None else None)
        return self._held[source]

    def __getitem__(self, source: str) -> Source:
        found = self.get(source)
        if found is None:
            raise KeyError(source)
        return found

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and self.get(source) is not None

    def __iter__(self) -> Iterator[str]:
        self.write()
        return iter([source for (source,) in self._connection.execute("SELECT source FROM sources ORDER BY 1")])

    def __len__(self) -> int:
        self.write()
        count: int = self._connection.execute("SELECT count(*) FROM sources").fetchone()[0]
        return count


def _columns(source: Source, position: int) -> tuple[Any, ...]:
    return (
        source.id, source.publisher, source.origin, source.title, source.published.text, source.language, source.url,
        source.sha256, source.reliability, position,
    )


def _json(texts: tuple[str, ...]) -> str | None:
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":")) if texts else None


def _tuple(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()


def _subject(row: tuple[int, str, str, str, str | None, str | None]) -> Subject:
    _, subject, kind, name, parties, aliases = row
    return Subject(subject, kind, name, _tuple(parties), _tuple(aliases))


def _source(row: tuple[str, str, str, *tuple[str | None, ...]]) -> Source:
    source, publisher, published, *more = row
    return Source(source, publisher, When.parse(published), *more)
