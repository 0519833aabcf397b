"""Contents on their way into a log: read, found well formed, and prepared, by this process or by a helper.

The rule kept here: what a content is made into does not depend on who makes it, and what is refused is refused here,
in this process, with file, line and column. A helper says only how many lines of a batch, from its first on, are
right; the next one is then read again here. Contents come out in the order in which they went in.
"""

from __future__ import annotations

import marshal
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.canonical import Prepared, prepared
from tracker.checks import Register
from tracker.dates import When
from tracker.errors import NOTHING_SAVED, BadInput, NotFound, TrackerError
from tracker.facts import Source, Subject, report
from tracker.helpers import Helper, HelperGone, serve
from tracker.jsonl import Line, RawLine
from tracker.pausing import no_collecting
from tracker.readmodel.reportrows import ClaimRow, Listed, Made, report_rows
from tracker.readmodel.texts import text_of
from tracker.register import Declared
from tracker.visible import Catalogue, amended_source, amended_subject, claim_of, new_source, new_subject
from tracker.wellformed import check_content

Given = Mapping[str, Any] | Line | RawLine
"""A content as it is given: as it is, or in a line of a file, parsed or not."""

BATCH = 4_000
"""How many contents are taken at a time."""
_BATCH_BYTES = 15 << 16
"""How many bytes of lines, about: with what tells them apart, they fit the pipe to a helper."""
_WORTH_A_HELPER = 5
"""Batches from which on starting a helper is worth its while."""
_AHEAD = 3
"""Batches that wait for a helper, so that it has something to do while this process writes."""
HELD = 20_000
"""How many of the sources declared lately are known."""


class Batch(NamedTuple):
    """Contents one after the other: as they were given; those that are ready, up to the first that is refused, with the
    words by which the event of each is found; and what the lines before tell of some of these, each with its place in
    the batch: what it comes to, where the log knew of neither its subject nor its source before these lines, and what
    to warn of."""

    given: list[Given]
    prepared: list[Prepared]
    texts: list[str]
    fault: TrackerError | None
    made: Made = Made()
    warnings: Mapping[int, list[str]] = MappingProxyType({})


class _Part(NamedTuple):
    """Contents as they were given, up to where no more could be read, and why."""

    given: list[Given]
    fault: TrackerError | None = None


def batches(contents: Iterable[Given], cores: int = 1) -> Generator[Batch]:
    """The contents batch by batch, made ready; the last batch ends before a content that is refused, and says why.

    With more than one core, a helper process reads the lines of a long import.
    """
    parts = _parts(contents)
    first = list(islice(parts, _WORTH_A_HELPER))
    worth = cores > 1 and len(first) == _WORTH_A_HELPER and all(isinstance(one, RawLine) for one in first[-1].given)
    made = _with_helper(chain(first, parts)) if worth else map(_made, chain(first, parts))
    for batch in made:
        yield batch
        if batch.fault is not None:
            return


def refused(error: TrackerError, given: Given) -> TrackerError:
    """The error for a content that is refused, with its place, where it has one."""
    if isinstance(given, RawLine):
        given = given.parsed()
    if isinstance(given, Line):
        return given.refuse(error)
    error.saved = error.saved or NOTHING_SAVED
    return error


def _parts(contents: Iterable[Given]) -> Iterator[_Part]:
    part: list[Given] = []
    size = 0
    try:
        for one in contents:
            part.append(one)
            size += len(one.raw) if isinstance(one, RawLine) else 0
            if len(part) >= BATCH or size >= _BATCH_BYTES:
                yield _Part(part)
                part, size = [], 0
    except TrackerError as error:
        yield _Part(part, error)
        return
    if part:
        yield _Part(part)


def _made(part: _Part, begun: Batch | None = None) -> Batch:
    """A batch, of which the first few may be ready."""
    batch = begun or Batch(part.given, [], [], part.fault)
    for one in part.given[len(batch.prepared) :]:
        try:
            ready, text = _ready(one)
        except BadInput as error:
            return batch._replace(fault=error)
        batch.prepared.append(ready)
        batch.texts.append(text)
    return batch


def _ready(given: Given) -> tuple[Prepared, str]:
    """Make one content ready. Raises `BadInput`, with its place."""
    one = given.parsed() if isinstance(given, RawLine) else given
    content = one.content if isinstance(one, Line) else one
    try:
        check_content(content)
    except BadInput as error:
        raise refused(error, one) from None
    return prepared(content, one.canonical if isinstance(one, Line) else None), text_of(content)


def _with_helper(parts: Iterator[_Part]) -> Iterator[Batch]:
    """Batches whose lines a helper reads, a few ahead of what is taken; where it is gone, they are read here."""
    waiting: deque[_Part] = deque()
    with Helper("tracker.intake") as helper:
        try:
            for part in parts:
                waiting.append(part)
                helper.ask(marshal.dumps([one.raw for one in _lines(part.given)]))
                if len(waiting) > _AHEAD:
                    yield _answered(helper, waiting)
            while waiting:
                yield _answered(helper, waiting)
        except HelperGone:
            pass
    yield from map(_made, chain(waiting, parts))


def _lines(given: Iterable[Given]) -> Iterator[RawLine]:
    """The lines with which a batch begins."""
    for one in given:
        if not isinstance(one, RawLine):
            return
        yield one


def _answered(helper: Helper, waiting: deque[_Part]) -> Batch:
    """The batch that has waited longest, once the helper has read it. Raises `HelperGone`."""
    try:
        rows, texts, reports, filings, warnings = marshal.loads(helper.answer())
    except (EOFError, TypeError, ValueError):  # no answer of ours: it is read here
        raise HelperGone from None
    new = tuple.__new__  # as the type itself makes them, at half the time
    part = waiting.popleft()
    filed = [(place, Source(name, publisher, When.parse(published), *more))
             for place, name, publisher, published, *more in filings]
    return _made(part, Batch(
        part.given, [new(Prepared, row) for row in rows], texts, part.fault, Made(reports, filed), warnings))


class _Lines:
    """The helper's work: lines in, batch by batch; what the first of them are made into, up to one that is refused.

    It knows the subjects and sources that the lines declare. What it cannot tell from them is left to whoever asks
    the log.
    """

    def __init__(self) -> None:
        self._subjects: dict[str, Subject] = {}
        self._sources: dict[str, Source] = {}
        self._amending: dict[str, str] = {}
        self._changed: set[str | None] = set()  # amended or restated: a first line that comes again is passed over
        self._register = Register(Declared(self._subjects, self._sources))
        self._listed = Catalogue(self._subjects, self._sources)

    def read(self, message: bytes) -> bytes:
        """What the lines of a message are made into, as plain values: rows of `Prepared`; the words each is found by;
        of reports, their places and rows; of filings, their places and what the sources are, their dates as text;
        warnings by place."""
        lines = _made(_Part([RawLine("", 0, raw) for raw in marshal.loads(message)]))
        rows: list[tuple[Any, ...]] = []
        reports: list[tuple[Any, ...]] = []
        filings: list[tuple[Any, ...]] = []
        warnings: dict[int, list[str]] = {}
        for place, one in enumerate(lines.prepared):
            content: Mapping[str, Any] = one.content
            told = self._report(one.id, content) if one.type == "reported" else None
            if told is not None:
                warned, listed, claim = told
                reports.append((place, listed, claim))
                if warned:
                    warnings[place] = warned
            elif one.type == "source_filed":
                filings.append((place, *self._file(content)))
            elif one.type != "reported":
                self._change(one, content)
            # What is known is in its rows, and its JSON; of what is left to the log, all is looked at.
            is_known = told is not None or one.type == "source_filed"
            rows.append((*one[:-1], None) if is_known else tuple(one))
        return marshal.dumps((rows, lines.texts, reports, filings, warnings))

    def _file(self, content: Mapping[str, Any]) -> tuple[str | None, ...]:
        source = new_source(content)
        if len(self._sources) >= HELD:
            self._sources.clear()
        if source.id not in self._changed:
            self._sources.setdefault(source.id, source)
        return (source.id, source.publisher, source.published.text, source.origin, source.title, source.language,
                source.url, source.sha256, source.reliability)

    def _report(self, event_id: str, content: Mapping[str, Any]) -> tuple[list[str], Listed, ClaimRow | None] | None:
        """What to warn of, and the rows; None for what only the log can tell."""
        if content.get("confirms") is not None:
            return None
        try:
            warnings = self._register.check(content)
        except (BadInput, NotFound):  # refused, or about what only the log knows
            return None
        claim = claim_of(report(event_id, 0, content), None, self._listed)
        return (warnings, *report_rows(claim, content)) if claim is not None else None

    def _change(self, one: Prepared, content: Mapping[str, Any]) -> None:
        """Follow registrations and amendments; what is restated, or loses an amendment, is known to the log alone from
        here on."""
        named = content.get("subject") or content.get("source")
        if one.id in self._amending:
            return  # its line has come before
        if one.type in ("subject_amended", "source_amended"):
            self._changed.add(named)
        if one.type == "subject_registered":
            if named not in self._changed:
                self._subjects.setdefault(content["subject"], new_subject(content))
        elif one.type == "subject_amended" and named in self._subjects:
            self._subjects[named] = amended_subject(self._subjects[named], content)
            self._amending[one.id] = named
        elif one.type == "source_amended" and named in self._sources:
            self._sources[named] = amended_source(self._sources[named], content)
            self._amending[one.id] = named
        elif one.type == "retracted" and content["event"] in self._amending:
            self._forget(self._amending[content["event"]])
        elif one.type == "corrected" and content["replacement"]["type"] != "reported":
            self._forget(one.subject or one.source)

    def _forget(self, named: str | None) -> None:
        if named is not None:
            self._changed.add(named)
            self._subjects.pop(named, None)
            self._sources.pop(named, None)


if __name__ == "__main__":
    with no_collecting():
        serve(_Lines().read)
