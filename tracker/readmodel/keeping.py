"""Keeping the read model up: what new events of the log change in it, in the append's own transaction.

The rule kept here: after `catch_up`, every table says what the log says up to its head. A report changes its subject
only, from the day of knowing on which it was published; what takes events back, the subjects it concerns; an
amendment, all that it names. Contents that no event of ours can have (somebody else's) are passed over.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tracker.days import END
from tracker.facts import NOT_OURS, Logged, Source, report
from tracker.readmodel import claims, delays, gathering, tables, undoings
from tracker.readmodel.early import Early
from tracker.readmodel.indexing import Texts
from tracker.readmodel.redrawing import Watch
from tracker.readmodel.remembered import Remembered
from tracker.readmodel.reportrows import Fresh, Made, claim_row
from tracker.readmodel.texts import text_in
from tracker.visible import SIGNAL, Catalogue, catalogue, claim_of, new_source, new_subject

if TYPE_CHECKING:
    import sqlite3

PAGE = 2_000
"""Events taken in before what they bring is written."""

UNDOING = ("retracted", "corrected")
_DECLARING = {"subject_registered": "subject", "subject_amended": "subject", "source_filed": "source",
              "source_amended": "source"}

Progress = Callable[[str, int, int], None]
"""Told of long work: what is being done, how much is done, of how much."""


class Keeper:
    """Keeps the read model of one connection up, within the transaction that the caller has begun."""

    def __init__(
        self, connection: sqlite3.Connection, progress: Progress | None = None, cores: int = 1,
        remembered: Remembered | None = None,
    ) -> None:
        self._connection = connection
        self._progress = progress
        self._cores = cores
        self._remembered = remembered or Remembered(connection)
        self.subjects, self.sources = self._remembered.subjects, self._remembered.sources
        self._listed = Catalogue(self.subjects, self.sources)
        self._early = Early(connection, self.subjects, self.sources)
        self._writer = claims.Writer(connection, self.subjects, self._remembered.drawn)
        self._events: list[tuple[Any, ...]] = []
        self._coming: deque[tuple[Any, ...]] = deque()  # rows of `events` too, made already
        self._undone: set[str] = set()
        self._restated: set[str] = set()
        self._anew: set[str] = set()
        self._unlisted: set[str] = set()
        self._awaited: set[str] = set()
        self._head: int | None = None
        self.registered: set[str] = set()  # since it was caught up
        self._cited: dict[str, set[int]] = {}

    def catch_up(self) -> None:
        """Take in what the log holds and the read model does not, as after somebody appended without it.

        A missing read model, or one of another version, is made.
        """
        kept = tables.position(self._connection)
        if kept is None:
            tables.drop(self._connection)
            tables.make(self._connection)
            kept = 0
        for page in self._logged(kept):
            self.take(Fresh([(one.position, text_in(one.content)) for one in page], page))
            self._tell("reading events", self._head)
        self.finish()
        self.registered.clear()

    def take(self, fresh: Fresh) -> None:
        """Take in the log's next events; what follows from them is worked out by `finish`, but for the catalogue."""
        self._look_ahead(fresh)
        self._list(fresh.made, fresh.positions)
        for one in fresh.told:
            self._take(one)
            if one.id in self._awaited:
                self._undo_again(one.id)
        self._writer.add_new(fresh.made.reports)  # the subjects are registered now
        self._head = fresh.texts[-1][0] if fresh.texts else self._head
        self._write(fresh.texts)
        for event_id in sorted(self._awaited.intersection(fresh.ids)):
            self._undo_again(event_id)
        self._look_back()
        for name in sorted(self._unlisted):
            kind, _, named = name.partition(" ")
            (self._restate_source if kind == "source" else self._restate_subject)(named)
        self._unlisted = set()

    def touched(self) -> set[str]:
        """The subjects that what was taken in concerns."""
        self._again()
        return self._writer.touched()

    def finish(self, watch: Watch | None = None) -> None:
        """Work out what follows from what was taken in."""
        self._remembered.index.list()
        if self._head is None:
            return
        self._again()
        self._writer.draw(self._progress, self._cores, watch)
        self._head = None

    def _logged(self, after: int) -> Iterator[list[Logged]]:
        """The events of the log after a position, a page at a time."""
        while True:
            page = self._connection.execute(
                "SELECT body FROM log WHERE position > ? ORDER BY position LIMIT ?", (after, PAGE)
            ).fetchall()
            envelopes = [json.loads(body) for (body,) in page]
            if envelopes:
                yield [Logged(one["position"], one["id"], one["content"]) for one in envelopes]
            if len(page) < PAGE:
                return
            after = envelopes[-1]["position"]

    def _tell(self, what: str, done: int | None) -> None:
        if self._progress is not None and done is not None:
            total = self._connection.execute("SELECT max(position) FROM log").fetchone()[0]
            self._progress(what, done, total)

    def _take(self, one: Logged) -> None:
        """Take in one event: its row, its text, and what it concerns."""
        content = one.content
        kind = content.get("type")
        try:
            if not isinstance(kind, str):
                raise TypeError(kind)
            self._change(one, kind, content)
        except NOT_OURS:
            self._events.append((one.position, _text(kind), *[None] * 7))

    def _list(self, made: Made, positions: Sequence[int]) -> None:
        """File the sources, and have the rows of `events` ready, of what is known already."""
        rows: list[tuple[Any, ...]] = [(positions[place], *listed) for place, listed, _ in made.reports]
        for place, source in made.filings:
            self._file(source, positions[place])
            rows.append((positions[place], "source_filed", None, None, source.id, source.published.text, *[None] * 3))
        rows.sort(key=itemgetter(0))
        self._coming = deque(rows)

    def _change(self, one: Logged, kind: str, content: Mapping[str, Any]) -> None:
        told = content.get("replacement") or content
        subject, source, target, late = told.get("subject"), told.get("source"), None, None
        if kind == "reported":
            made = claim_of(report(one.id, one.position, content), None, self._listed)
            late = made and delays.delay(made)
            if made and made.part != SIGNAL:
                self._writer.add(content["subject"], claim_row(made, made.published, END))
        elif kind in UNDOING:
            target = content["event"]
            subject, source = self._undo(one, target, subject, source)
            late = delays.delay_in(content, self._listed)
        elif kind in _DECLARING:
            self._declare(one, kind, content)
        dated = told.get("occurred") or told.get("published")
        subject, source = _text(subject), _text(source)
        self._early.name(subject, source)
        self._events.append((
            one.position, kind, subject, _text(told.get("act")), source, _text(dated), _text(target),
            _text(told.get("certainty")), late))

    def _declare(self, one: Logged, kind: str, content: Mapping[str, Any]) -> None:
        named = content[_DECLARING[kind]]
        if kind == "subject_registered" and self.subjects.numbered(named) is None:
            self.subjects.put(new_subject(content), one.position)
            self.registered.add(named)
            self._early.declare("subject", named, one.position)
        elif kind == "source_filed" and named not in self.sources:
            self._file(new_source(content), one.position)
        elif kind == "subject_amended":
            self._amend_subject(named)
        elif kind == "source_amended":
            self._amend_source(named)

    def _file(self, source: Source, position: int) -> None:
        self.sources.file(source, position)
        self._early.declare("source", source.id, position)

    def _look_back(self) -> None:
        """What events name before it is registered or filed, as only a foreign log has it, is to be worked out anew."""
        self._anew.update(self._early.told("subject"))
        for named in self._early.told("source"):
            self._amend_source(named)

    def _amend_source(self, named: str) -> None:
        """What cites the source is to be worked out again, once all events are in."""
        self._undone.add(f"source {named}")
        self._unlisted.add(f"source {named}")

    def _amend_subject(self, named: str) -> None:
        """What is told of the subject is to be worked out again, once all events are in."""
        self._restated.add(named)
        self._unlisted.add(f"subject {named}")

    def _undo(self, one: Logged, target: str, subject: str | None, source: str | None) -> tuple[str | None, str | None]:
        """Note whom a retraction or correction concerns; the subject and source to list it under."""
        self._write_events(one.position)
        found = undoings.find(self._connection, target)
        if found is None:  # only a foreign log has it before its target, or without
            self._awaited.add(target)
        position, kind, about, cited, before = found or (one.position, "", None, None, None)
        further = list(undoings.chain(self._connection, before))
        declared = _DECLARING.get(further[-1][1] if further else kind)
        if declared == "source" and cited is not None:
            self._amend_source(cited)
            return subject, cited
        if declared == "subject" and about is not None:
            self._amend_subject(about)
            return about, source
        concerned = {name for name in (about, subject, *undoings.also_about(self._connection, position)) if name}
        rows = [(other, one.position) for other in concerned]
        if len(concerned) > 1:  # moved from one subject to another: both need the whole chain
            rows += [(other, place) for other in concerned for place in (position, *(one[0] for one in further))]
            self._anew |= concerned
        self._connection.executemany("INSERT OR IGNORE INTO also_about (subject, position) VALUES (?, ?)", rows)
        self._undone |= {f"subject {other}" for other in concerned}
        return subject or about, source

    def _look_ahead(self, fresh: Fresh) -> None:
        """Note which of these events something takes back that was there before them, as only a foreign log has it."""
        if self._remembered.has_undoings is None:
            rows = self._connection.execute("SELECT 1 FROM events WHERE target IS NOT NULL LIMIT 1")
            self._remembered.has_undoings = rows.fetchone() is not None
        if self._remembered.has_undoings:
            ids = [*(one.id for one in fresh.told), *fresh.ids]
            if len(ids) == 1:  # by itself it is quicker
                rows = self._connection.execute("SELECT target FROM events WHERE target = ?", ids)
            else:
                rows = self._connection.execute(
                    "SELECT target FROM events WHERE target IN (SELECT value FROM json_each(?))", (json.dumps(ids),))
            self._awaited.update(target for (target,) in rows)

    def _undo_again(self, target: str) -> None:
        """What took an event back before it was there takes it back now, and what undoes that."""
        self._write_events(sys.maxsize)
        rows = self._connection.execute(
            "SELECT l.position, l.id, e.subject, e.source FROM events e JOIN log l ON l.position = e.position"
            " WHERE e.target = ?", (target,)).fetchall()
        for position, by, subject, source in rows:
            listed = self._undo(Logged(position, by, {}), target, subject, source)
            self._connection.execute(
                "UPDATE events SET subject = ?, source = ? WHERE position = ?", (*listed, position))
            self._early.name(*listed)
            self._remembered.index.relist(position, subject, source)
            self._undo_again(by)

    def _write_events(self, before: int) -> None:
        """Write the rows of `events` before a position, in their order: the table grows at its end."""
        while self._coming and self._coming[0][0] < before:
            self._events.append(self._coming.popleft())
        self._events.sort(key=itemgetter(0))
        self._connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._events)
        self._events = []

    def _write(self, texts: Texts) -> None:
        self.sources.write()
        self._write_events(sys.maxsize)
        self._remembered.index.write(texts, may_wait=self._remembered.goes_on)
        self._writer.flush()

    def _again(self) -> None:
        """Work out again what amendments and undoings changed: sources first, then subjects, then their claims."""
        if not (self._undone or self._restated or self._anew or self._cited):
            return
        self._remembered.index.list()
        for named in sorted(name.removeprefix("source ") for name in self._undone if name.startswith("source ")):
            self._restate_source(named)
            self._cite(named)
        for subject in sorted(self._restated):
            self._restate_subject(subject)
        undone = {name.removeprefix("subject ") for name in self._undone if name.startswith("subject ")}
        for subject in sorted((undone | self._cited.keys()) - self._anew):
            facts = gathering.undone(self._connection, subject, self._cited.get(subject, ()))
            self._writer.compare(subject, facts, self._listed)
        for subject in sorted(self._anew):
            self._writer.renew(subject, gathering.about(self._connection, subject), self._listed)
            delays.work_out_again(self._connection, "subject", subject, self._listed)
        self._undone, self._restated, self._anew, self._cited = set(), set(), set(), {}

    def _restate_source(self, named: str) -> None:
        """The source as its filing and amendments make it now."""
        facts = gathering.of_source(self._connection, named)
        found = catalogue(facts).sources.get(named)
        if found is not None:
            self.sources.put(found, facts.declared[0].position)
        else:
            self.sources.remove(named)

    def _cite(self, named: str) -> None:
        """What cites the source is to be worked out again."""
        delays.work_out_again(self._connection, "source", named, self._listed)
        citing = self._connection.execute(
            "SELECT position, subject FROM events"
            " WHERE position IN (SELECT position FROM events_of_source WHERE source = ?)", (named,)).fetchall()
        for position, subject in citing:
            for concerned in {subject, *undoings.also_about(self._connection, position)} - {None}:
                self._cited.setdefault(concerned, set()).add(position)

    def _restate_subject(self, subject: str) -> None:
        before = self.subjects.get(subject)
        facts = gathering.of_subject(self._connection, subject)
        found = catalogue(facts).subjects.get(subject)
        if found is not None:
            self.subjects.put(found, facts.declared[0].position)
            if before is None or before.kind != found.kind:
                self._anew.add(subject)
            elif before.parties != found.parties:
                self._writer.redraw(subject)
        else:
            self._writer.clear(subject)
            self.subjects.remove(subject)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
