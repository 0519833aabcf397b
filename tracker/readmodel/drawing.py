"""Drawing whole subjects: their claims in, the rows of the read model out, on as many cores as are given.

The rule kept here: what is drawn does not depend on who draws it. A helper is a process of its own that is sent
claims and sends rows; it never opens the log. If it cannot be started, or fails, this process does its work.
"""

from __future__ import annotations

import contextlib
import marshal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

from tracker.chronicle import chronicle
from tracker.facts import Subject
from tracker.helpers import Helper, HelperGone
from tracker.plane import Rectangle
from tracker.readmodel.values import board_columns, round_columns
from tracker.rows import BoardRow, RoundRow
from tracker.states import RoundKey
from tracker.visible import Claim

BATCH = 2_000
"""Claims sent to a helper at a time, or those of one subject."""
AHEAD = 3
"""Batches that wait for a helper, so that it has something to do while this process draws a large subject."""
WORTH_A_HELPER = 20_000
"""Claims from which on starting a helper is worth its while."""


class Shown(NamedTuple):
    """A claim, and the first and last day of knowing on which it is visible."""

    claim: Claim
    first: int
    last: int


class Drawn(NamedTuple):
    """The rows of one subject, as the tables take them, but for its number."""

    number: int
    board: list[tuple[Any, ...]]
    rounds: list[tuple[Any, ...]]


ShownRow = tuple[Any, ...]
"""A claim as it is kept: the first and last day of knowing on which it is visible, then what it holds."""

Task = tuple[int, Subject, list[ShownRow]]


def one(task: Task) -> Drawn:
    """Draw one subject."""
    number, subject, rows = task
    made = chronicle(subject, [(Claim._make(row[2:]), row[0], row[1]) for row in rows])
    board, rounds = made.present()
    drawn = Drawn(number, list(board_rows(board)), [])
    for key, rectangle in rounds:
        drawn.rounds.extend(round_rows(key, [rectangle]))
    return drawn


def board_rows(rectangles: Iterable[Rectangle[BoardRow]]) -> Iterator[tuple[Any, ...]]:
    """Rectangles of the board as rows."""
    return ((*rectangle[:4], *board_columns(rectangle.value)) for rectangle in rectangles)


def round_rows(key: RoundKey, rectangles: Iterable[Rectangle[RoundRow]]) -> Iterator[tuple[Any, ...]]:
    """Rectangles of a round as rows."""
    return ((*key, *rectangle[:4], *round_columns(rectangle.value)) for rectangle in rectangles)


def answered(message: bytes) -> bytes:
    """A helper's work: the rows of a batch of subjects. Plain values go to and fro."""
    return marshal.dumps([
        tuple(one((number, Subject(*subject), rows))) for number, subject, rows in marshal.loads(message)
    ])


def _asked(batch: list[Task]) -> bytes:
    return marshal.dumps([
        (number, (subject.id, subject.kind, subject.name, subject.parties, subject.aliases), rows)
        for number, subject, rows in batch
    ])


def draw(
    tasks: Iterable[Task], progress: Callable[[str, int, int], None] | None, total: int, cores: int
) -> Iterator[Drawn]:
    """Draw subjects, in any order. `progress` is told how many of `total` are done."""
    for done, drawn in enumerate(_shared(tasks, cores - 1) if cores > 1 else map(one, tasks), 1):
        yield drawn
        if progress is not None and (done % 100 == 0 or done == total):
            progress("drawing subjects", done, total)


def _batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    batch: list[Task] = []
    size = 0
    for task in tasks:
        batch.append(task)
        size += len(task[2]) + 1
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _shared(tasks: Iterable[Task], helpers: int) -> Iterator[Drawn]:
    """Draw batch by batch, each by whoever is free; helpers are started once there is enough to do."""
    batches = _batches(tasks)
    first: list[list[Task]] = []
    for batch in batches:
        first.append(batch)
        if sum(len(task[2]) for some in first for task in some) >= WORTH_A_HELPER:
            break
    else:
        for batch in first:
            yield from map(one, batch)
        return
    waiting: deque[tuple[Future[list[Drawn]], list[Task]]] = deque()
    with _Helpers(helpers) as pool:
        for batch in _chained(first, batches):
            while waiting and waiting[0][0].done():
                yield from pool.result(*waiting.popleft())
            if len(waiting) < AHEAD * pool.count:
                waiting.append((pool.submit(batch), batch))
            else:
                yield from map(one, batch)
        while waiting:
            future, given = waiting.pop()  # the last first: helpers have begun with those before
            yield from map(one, given) if future.cancel() else pool.result(future, given)


def _chained(first: list[list[Task]], rest: Iterator[list[Task]]) -> Iterator[list[Task]]:
    yield from first
    yield from rest


class _Helpers:
    """Helper processes, each with a thread that talks to it."""

    def __init__(self, count: int) -> None:
        self._held = contextlib.ExitStack()
        started = [self._held.enter_context(Helper("tracker.readmodel.helper")) for _ in range(count)]
        self._free = [helper for helper in started if helper.process is not None]
        self.count = len(self._free)
        self._threads = ThreadPoolExecutor(max(1, self.count), thread_name_prefix="drawing")

    def __enter__(self) -> _Helpers:
        return self

    def __exit__(self, *error: Any) -> None:
        self._held.__exit__(*error)
        self._threads.shutdown()

    def submit(self, batch: list[Task]) -> Future[list[Drawn]]:
        """Have a batch drawn."""
        return self._threads.submit(self._ask, batch)

    def _ask(self, batch: list[Task]) -> list[Drawn]:
        helper = self._free.pop()
        helper.ask(_asked(batch))
        answer = [Drawn(*drawn) for drawn in marshal.loads(helper.answer())]
        self._free.append(helper)
        return answer

    def result(self, future: Future[list[Drawn]], batch: list[Task]) -> list[Drawn]:
        """What a helper drew; where it failed, drawn here."""
        try:
            return future.result()
        except (HelperGone, IndexError, EOFError, TypeError, ValueError):  # it is gone, or another asked it in vain
            self.count -= 1
            return [one(task) for task in batch]

