"""Contents on their way into a log: read, found well formed, and prepared, by this process or by a helper.

The rule kept here: what a content is made into does not depend on who makes it, and what is refused is refused here,
in this process, with file, line and column. A helper says only how many lines of a batch, from its first on, are
right; the next one is then read again here. Contents come out in the order in which they went in.
"""

from __future__ import annotations

import marshal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, NamedTuple

from tracker.canonical import Prepared, prepared
from tracker.errors import NOTHING_SAVED, BadInput, TrackerError
from tracker.helpers import Helper, HelperGone, serve
from tracker.jsonl import Line, RawLine
from tracker.readmodel.texts import text_of
from tracker.wellformed import check_content

Given = Mapping[str, Any] | Line | RawLine
"""A content as it is given: as it is, or in a line of a file, parsed or not."""

BATCH = 4_000
"""How many contents are taken at a time."""
_BATCH_BYTES = 1 << 20
_WORTH_A_HELPER = 5
"""Batches from which on starting a helper is worth its while."""
_AHEAD = 3
"""Batches that wait for a helper, so that it has something to do while this process writes."""


class Ready(NamedTuple):
    """A content that is well formed: with its id and bytes, and the words by which its event is found."""

    prepared: Prepared
    text: str


class Batch(NamedTuple):
    """Contents one after the other: as they were given, and those that are ready, up to the first that is refused."""

    given: list[Given]
    ready: list[Ready]
    fault: TrackerError | None


class _Part(NamedTuple):
    """Contents as they were given, up to where no more could be read, and why."""

    given: list[Given]
    fault: TrackerError | None = None


def batches(contents: Iterable[Given], cores: int = 1) -> Iterator[Batch]:
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
    ready = [Ready(Prepared(*made), text) for made, text in marshal.loads(helper.answer())]
    return _made(waiting.popleft(), ready)


def _read(message: bytes) -> bytes:
    """The helper's work: lines in; what the first of them are made into, up to one that is refused."""
    lines = _Part([RawLine("", 0, raw) for raw in marshal.loads(message)])
    return marshal.dumps([(tuple(one.prepared), one.text) for one in _made(lines).ready])


if __name__ == "__main__":
    serve(_read)
