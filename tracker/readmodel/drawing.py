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
from operator import itemgetter
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
"""Claims drawn at a time, or those of one subject."""
AHEAD = 3
"""Batches that wait for a helper, so that it has something to do while this process draws its own."""
WORTH_A_HELPER = 20_000
"""Claims from which on starting a helper is worth its while."""


class Shown(NamedTuple):
    """A claim, and the first and last day of knowing on which it is visible."""

    claim: Claim
    first: int
    last: int


class Drawn(NamedTuple):
    """The rows of one subject, as the tables take them."""

    number: int
    board: list[tuple[Any, ...]]
    rounds: list[tuple[Any, ...]]


ShownRow = tuple[Any, ...]
"""A claim as it is kept: the first and last day of knowing on which it is visible, then what it holds."""

Task = tuple[int, Subject, list[ShownRow]]


def one(task: Task) -> Drawn:
    """Draw one subject."""
    number, subject, rows = task
    new = tuple.__new__  # as the type itself makes them, at half the time
    made = chronicle(subject, [(new(Claim, row[2:]), row[0], row[1]) for row in rows])
    board, rounds = made.present()
    return Drawn(number, board_rows(number, board), round_rows(number, rounds))


def board_rows(number: int, rectangles: Iterable[Rectangle[BoardRow]]) -> list[tuple[Any, ...]]:
    """Rectangles of a subject's board as rows."""
    return [(number, *rectangle[:4], *board_columns(rectangle[4])) for rectangle in rectangles]


def round_rows(number: int, rectangles: Iterable[tuple[RoundKey, Rectangle[RoundRow]]]) -> list[tuple[Any, ...]]:
    """Rectangles of a subject's rounds as rows."""
    return [(number, *key, *rectangle[:4], *round_columns(rectangle[4])) for key, rectangle in rectangles]


def answered(message: bytes) -> bytes:
    """A helper's work: the rows of a batch of subjects. Plain values go to and fro."""
    return marshal.dumps([
        tuple(one((number, Subject(*subject), rows))) for number, subject, rows in marshal.loads(message)
    ])


Sized = tuple[int, Subject, int]
"""A subject to draw: its number, itself, and how many claims it has, or about."""

Read = Callable[[int], list[ShownRow]]
"""Gives the claims of the subject with a number."""


def draw(
    wanted: Iterable[Sized], read: Read, progress: Callable[[str, int, int], None] | None, cores: int
) -> Iterator[Drawn]:
    """Draw subjects, in any order. `progress` is told how many of them are done.

    The claims of a subject are read when it is its turn: a few are held at a time, however many there are to draw.
    """
    left = deque(sorted(wanted, key=itemgetter(2), reverse=True))
    total = len(left)
    shared = cores > 1 and sum(size for *_, size in left) >= WORTH_A_HELPER
    for done, drawn in enumerate(_shared(left, read, cores - 1) if shared else _alone(left, read), 1):
        yield drawn
        if progress is not None and (done % 100 == 0 or done == total):
            progress("drawing subjects", done, total)


def _alone(some: Iterable[Sized], read: Read) -> Iterator[Drawn]:
    return (one((number, subject, read(number))) for number, subject, _ in some)


def _batch(take: Callable[[], Sized], left: deque[Sized]) -> list[Sized]:
    """The next batch, from one end of what is left."""
    batch: list[Sized] = []
    size = 0
    while left and size < BATCH:
        batch.append(take())
        size += batch[-1][2] + 1
    return batch


def _shared(left: deque[Sized], read: Read, helpers: int) -> Iterator[Drawn]:
    """Draw batch by batch: helpers from the largest subject on, this process, which holds the read model's pages and
    what helpers drew, from the smallest on. The large ones are begun first, and none is waited for at the end."""
    waiting: deque[tuple[Future[bytes], list[Sized]]] = deque()
    with _Helpers(helpers) as pool:
        while left:
            while waiting and waiting[0][0].done():
                yield from pool.result(*waiting.popleft(), read)
            if len(waiting) < AHEAD * pool.count:
                batch = _batch(left.popleft, left)
                waiting.append((pool.submit(_asked(batch, read)), batch))
            else:
                yield from _alone(_batch(left.pop, left), read)
        while waiting:
            future, batch = waiting.pop()  # the last first: helpers have begun with those before
            yield from _alone(batch, read) if future.cancel() else pool.result(future, batch, read)


def _asked(batch: list[Sized], read: Read) -> bytes:
    return marshal.dumps([
        (number, (subject.id, subject.kind, subject.name, subject.parties, subject.aliases), read(number))
        for number, subject, _ in batch
    ])


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

    def submit(self, message: bytes) -> Future[bytes]:
        """Have a batch drawn."""
        return self._threads.submit(self._ask, message)

    def _ask(self, message: bytes) -> bytes:
        helper = self._free.pop()
        helper.ask(message)
        answer = helper.answer()
        self._free.append(helper)
        return answer

    def result(self, future: Future[bytes], batch: list[Sized], read: Read) -> Iterator[Drawn]:
        """What a helper drew; where it failed, drawn here."""
        try:
            drawn = [Drawn(*rows) for rows in marshal.loads(future.result())]
        except (HelperGone, IndexError, EOFError, TypeError, ValueError):  # it is gone, or another asked it in vain
            self.count -= 1
            return _alone(batch, read)
        return iter(drawn)
