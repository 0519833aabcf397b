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
from typing import Any, NamedTuple

from tracker.canonical import Prepared, prepared
from tracker.checks import Register
from tracker.dates import When
from tracker.errors import NOTHING_SAVED, BadInput, NotFound, TrackerError
from tracker.facts import Source, Subject, report
from tracker.helpers import Helper, HelperGone, serve
from tracker.jsonl import Line, RawLine
from tracker.pausing import no_collecting
from tracker.readmodel.reportrows import ReportRows, report_rows
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


class Told(NamedTuple):
    """A report about a subject and from a source that lines before it declare, checked against those: what to warn
    of, and its rows, which hold where the log knew of neither before these lines. Or the source that is filed."""

    warnings: list[str]
    made: ReportRows | Source


class Ready(NamedTuple):
    """A content that is well formed: with its id and JSON, the words by which its event is found, and, where the
    lines before it tell enough, what it comes to."""

    prepared: Prepared
    text: str
    told: Told | None = None


class Batch(NamedTuple):
    """Contents one after the other: as they were given, and those that are ready, up to the first that is refused."""

    given: list[Given]
    ready: list[Ready]
    fault: TrackerError | None


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


def _made(part: _Part, ready: Iterable[Ready] = ()) -> Batch:
    """A batch, of which the first few may be ready."""
    made = list(ready)
    for one in part.given[len(made) :]:
        try:
            made.append(_ready(one))
        except BadInput as error:
            return Batch(part.given, made, error)
    return Batch(part.given, made, part.fault)


def _ready(given: Given) -> Ready:
    """Make one content ready. Raises `BadInput`, with its place."""
    one = given.parsed() if isinstance(given, RawLine) else given
    content = one.content if isinstance(one, Line) else one
    try:
        check_content(content)
    except BadInput as error:
        raise refused(error, one) from None
    return Ready(prepared(content), text_of(content))


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
    """The batch that has waited longest, once the helper has read it."""
    new = tuple.__new__  # as the types themselves make them, at half the time
    ready = [
        new(Ready, (new(Prepared, made), text,
                    None if told is None else new(Told, (told[0], new(ReportRows, told[1]))) if len(told) == 2
                    else new(Told, ([], Source(told[0], told[1], When.parse(told[2]), *told[3:])))))
        for made, text, told in marshal.loads(helper.answer())
    ]
    return _made(waiting.popleft(), ready)


class _Lines:
    """The helper's work: lines in, batch by batch; what the first of them are made into, up to one that is refused.

    It knows the subjects and sources that the lines declare. What it cannot tell from them is left to whoever asks
    the log.
    """

    def __init__(self) -> None:
        self._subjects: dict[str, Subject] = {}
        self._sources: dict[str, Source] = {}
        self._amending: dict[str, str] = {}
        self._register = Register(Declared(self._subjects, self._sources))
        self._listed = Catalogue(self._subjects, self._sources)

    def read(self, message: bytes) -> bytes:
        """What the lines of a message are made into."""
        lines = _Part([RawLine("", 0, raw) for raw in marshal.loads(message)])
        answer = []
        for one, text, _ in _made(lines).ready:
            told = self._told(one)
            # What a report says is in its rows, and its JSON; of what is left to the log, all is looked at.
            answer.append((tuple(one) if told is None else (*one[:-1], None), text, told))
        return marshal.dumps(answer)

    def _told(self, one: Prepared) -> tuple[Any, ...] | None:
        """Of a report, warnings and rows; of a filing, what the source is, its date as text."""
        content: Mapping[str, Any] = one.content
        if one.type == "reported":
            return self._report(one.id, content) if content.get("confirms") is None else None
        if one.type == "source_filed":
            source = new_source(content)
            if len(self._sources) >= HELD:
                self._sources.clear()
            self._sources.setdefault(source.id, source)
            return (source.id, source.publisher, source.published.text, source.origin, source.title, source.language,
                    source.url, source.sha256, source.reliability)
        if one.type == "subject_registered":
            self._subjects.setdefault(content["subject"], new_subject(content))
        else:
            self._change(one, content)
        return None

    def _report(self, event_id: str, content: Mapping[str, Any]) -> tuple[list[str], tuple[Any, ...]] | None:
        try:
            warnings = self._register.check(content)
        except (BadInput, NotFound):  # refused, or about what only the log knows
            return None
        claim = claim_of(report(event_id, 0, content), None, self._listed)
        return (warnings, tuple(report_rows(claim, content))) if claim is not None else None

    def _change(self, one: Prepared, content: Mapping[str, Any]) -> None:
        """Follow amendments; what is restated, or loses an amendment, is known to the log alone from here on."""
        named = content.get("subject") or content.get("source")
        if one.type == "subject_amended" and named in self._subjects:
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
            self._subjects.pop(named, None)
            self._sources.pop(named, None)


if __name__ == "__main__":
    with no_collecting():
        serve(_Lines().read)
