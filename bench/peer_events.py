"""The peer `eventsourcing`: one aggregate for each subject, kept by its own SQLite recorder, rebuilt by its repository.

The rule kept here: it is used as its documentation recommends, and where there is a choice, the one kinder to it is
taken. Sources are no aggregates of their own: what a fold needs of one rides with each report, so it stores and reads
fewer events than the log has, and needs no join.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.measure import stopwatch
from bench.ours import State
from tracker.canonical import content_id
from tracker.days import END
from tracker.facts import Facts
from tracker.projection import courses

BATCH = 10_000
RECORDED_DAY = 739_617
"""2026-01-01: the day of every import here."""

keeps = True
"""Whether aggregates keep what they are told, for our fold; without, they count it only: the trivial mutator."""


class Subject(Aggregate):
    """An agreement or series as an aggregate: what was told of it, in order."""

    @event("Registered")
    def __init__(self, subject: str, content: dict[str, Any]) -> None:
        self.subject = subject
        self.registration = content
        self.count = 1
        self.told: list[tuple[str, int, dict[str, Any], dict[str, Any] | None]] = []

    @event("Told")
    def tell(self, event_id: str, position: int, content: dict[str, Any], source: dict[str, Any] | None) -> None:
        self.count += 1
        if keeps:
            self.told.append((event_id, position, content, source))

    @staticmethod
    def create_id(subject: str) -> UUID:
        """The same id for a subject everywhere."""
        return uuid5(NAMESPACE_URL, f"/subjects/{subject}")


class Subjects(Application[UUID]):
    """The application: its repository and its recorder are what is measured."""


def application(path: Path) -> Subjects:
    """The application on a SQLite file, with the package's own settings."""
    return Subjects(env={**os.environ, "PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})


def load(app: Subjects, contents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Put contents in: events made by the aggregates, mapped, and inserted 10,000 a transaction.

    Answers how many events, and the seconds of making, of mapping and of inserting them.
    """
    global keeps
    keeps = False
    made: list[float] = []
    mapped: list[float] = []
    inserted: list[float] = []
    known: dict[str, Subject] = {}
    about: dict[str, str] = {}
    sources: dict[str, dict[str, Any]] = {}
    batch: list[tuple[str, str, int, dict[str, Any], dict[str, Any] | None]] = []
    total = position = 0

    def flush() -> None:
        with stopwatch(made):
            events = [one for item in batch for one in _events(known, *item)]
        with stopwatch(mapped):
            stored = [app.mapper.to_stored_event(one) for one in events]
        with stopwatch(inserted):
            app.recorder.insert_events(stored)
        batch.clear()

    for position, content in enumerate(contents, 1):
        placed = _placed(content, about, sources)
        if placed is not None:
            total += 1
            batch.append((placed[0], placed[1], position, content, placed[2]))
        if len(batch) >= BATCH:
            flush()
    flush()
    return {"log_events": position, "events": total, "make": sum(made), "map": sum(mapped), "insert": sum(inserted)}


def _placed(
    content: dict[str, Any], about: dict[str, str], sources: dict[str, dict[str, Any]]
) -> tuple[str, str, dict[str, Any] | None] | None:
    """The subject that a content belongs to, its id and its source; None for what is about a source only."""
    kind = content["type"]
    if kind in ("source_filed", "source_amended"):
        kept = sources.setdefault(content["source"], {"type": "source_filed"})
        kept.update({key: content[key] for key in ("source", "publisher", "origin", "published") if key in content})
        return None
    event_id = content_id(content)
    told = content.get("replacement") or content
    subject = told.get("subject") or about[content["event"]]
    about[event_id] = subject
    return subject, event_id, sources.get(told.get("source") or "")


def _events(
    known: dict[str, Subject], subject: str, event_id: str, position: int, content: dict[str, Any],
    source: dict[str, Any] | None,
) -> Iterator[Any]:
    if subject not in known:
        known[subject] = Subject(subject=subject, content=content)
    else:
        known[subject].tell(event_id=event_id, position=position, content=content, source=source)
    yield from known[subject].collect_events()


def rebuilt(app: Subjects, subjects: Iterable[str], fold: bool) -> Iterator[tuple[int, State | None]]:
    """Each subject rebuilt by the repository: how many events it has, and its state by our own fold if asked for."""
    global keeps
    keeps = fold
    for subject in subjects:
        aggregate: Subject = app.repository.get(Subject.create_id(subject))
        yield aggregate.count, _state(aggregate) if fold else None


def _state(aggregate: Subject) -> State:
    facts = Facts()
    facts.add("", 0, aggregate.registration, RECORDED_DAY)
    filed = set()
    for event_id, position, content, source in aggregate.told:
        if source is not None and source["source"] not in filed:
            filed.add(source["source"])
            facts.add("", 0, source, RECORDED_DAY)
        facts.add(event_id, position, content, RECORDED_DAY)
    return courses(facts)[aggregate.subject].at(END)
