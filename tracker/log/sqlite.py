"""The log of record in one SQLite file.

The rule kept here: an event is acknowledged only after the transaction that holds it is on the disk, one
append is one transaction, and positions are given out under the write lock, so they have no gaps and no
reader ever sees one it must come back for.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from itertools import count
from types import TracebackType
from typing import Self

from tracker import canonical
from tracker.canonical import Prepared
from tracker.errors import NOTHING_SAVED, BadInput, Conflict, NoPermission, StorageFailed
from tracker.log import PATIENCE_SECONDS, Appended, Stored, opening, schema
from tracker.log.failures import NOT_CERTAIN, translate, translated
from tracker.log.queue import Queue

_PAGE_EVENTS = 1_000
_PAGE_BYTES = 4 * 1024 * 1024
_new = tuple.__new__  # a named tuple of values in their order, at half the time
# To the second, and Z: then later is greater as text. (With fractions "58.5Z" would sort before "58Z".)
_RECORDED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_PREFIX = re.compile(r"[0-9a-f]*")


class SqliteLog:
    """A log kept in a SQLite file; see `tracker.log.Log` for what it promises.

    `patience` is how many seconds to wait for other writers, in the queue and again for SQLite's lock.
    """

    def __init__(self, where: str, *, create: bool = False, patience: float = PATIENCE_SECONDS) -> None:
        self.where = where
        path = os.path.abspath(where)
        if create:
            with opening.drafted(path, where):
                pass
        self._connection, self._writable = opening.connect(path, where, patience)
        self._last: tuple[int, bytes] | None = None  # the last event's position and time, while the write lock is held
        # The real folder, so that writers who come through a symbolic link stand in the same queue.
        self._queue = Queue(where, os.path.dirname(os.path.realpath(path)), patience)

    @property
    def database(self) -> sqlite3.Connection:
        return self._connection

    @property
    def is_writable(self) -> bool:
        return self._writable

    def append(
        self,
        contents: Sequence[Mapping[str, object] | Prepared],
        *,
        recorded: str,
        recorder: str,
        expected: int | None = None,
        places: Mapping[str, int] | None = None,
    ) -> list[Appended]:
        self._check_writable()
        _check_stamp(recorded, recorder)
        batch = [one if isinstance(one, Prepared) and one.type is not None else _prepared(one, number)
                 for number, one in enumerate(contents, 1)]
        if self._last is not None:  # within `writing`
            return self._appended(batch, recorded, recorder, expected, places)
        # A crash within leaves a hot journal: whoever opens the log next rolls the whole batch back. A crash after it
        # leaves the batch recorded but not acknowledged: appending it again says "recorded already".
        with self.writing():
            return self._appended(batch, recorded, recorder, expected, None)

    def _appended(
        self, batch: Sequence[Prepared], recorded: str, recorder: str, expected: int | None,
        places: Mapping[str, int] | None,
    ) -> list[Appended]:
        """Append a batch within the transaction that is open."""
        if len(batch) >= opening.LONG_BATCH:
            opening.widen(self._connection)
        head, last = self._at_head()
        # Time in the log never goes back: what was known on a day is decided by `recorded`, so an event
        # at a later position must not look as if it had been known before one at an earlier position.
        # A computer whose clock is slow is corrected by the log here; order is the position's alone.
        recorded = max(recorded, str(last, "utf-8"))
        result, fresh = _placed(batch, head, dict(places) if places is not None else self._places(batch))
        if fresh and expected is not None and head != expected:
            raise Conflict(expected, head)
        bodies = canonical.envelopes(fresh, head + 1, recorded, recorder)
        self._connection.executemany(schema.INSERT, [
            (position, event_id, kind, subject, source, recorded, body)
            for position, (event_id, _, kind, subject, source, _), body in zip(
                count(head + 1), fresh, bodies, strict=False)
        ])
        if fresh:
            self._last = head + len(fresh), recorded.encode("ascii")
        return result

    @contextmanager
    def reading(self) -> Iterator[None]:
        with translated(self.where):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[None]:
        self._check_writable()
        with self.turn(), translated(self.where, NOTHING_SAVED), self._transaction():
            yield
        # A crash before this line leaves a hot journal, or the whole: never the log without what is kept beside it.

    def _check_writable(self) -> None:
        if not self._writable:
            raise NoPermission(
                f"{self.where} can only be read by this user.",
                saved=NOTHING_SAVED,
                todo="Ask for write access to the file and its folder, or use a copy.",
            )

    def _places(self, batch: Sequence[Prepared]) -> dict[str, int]:
        """Where those of the batch are that are recorded already. Asked under the write lock."""
        if len(batch) == 1:  # a third of the time
            found = self._connection.execute(schema.PLACE, (batch[0].id,)).fetchone()
            return {batch[0].id: found[0]} if found is not None else {}
        asked = json.dumps([event.id for event in batch])
        return dict(self._connection.execute(schema.PLACES, (asked,)))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # IMMEDIATE takes the write lock before the head is read; a lock taken at the first INSERT
        # could find that the head it decided on is gone.
        if self._connection.in_transaction:  # within `writing`
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            before = self._last = self._at_head()
            yield
        except BaseException:  # Ctrl-C too
            self._last = None
            self._roll_back()
            raise
        self._last = None
        self._commit(before[0])

    def _commit(self, before: int) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            # The last steps of a commit empty the journal and sync that. If the system fails there, the events are
            # in the file, but a power cut may yet bring the journal back, and take them out again.
            if not self._is_head(before):
                raise translate(error, self.where, NOT_CERTAIN) from error
            raise
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        # SQLite has ended the transaction by itself after some errors. If this fails too, the journal stays, and
        # whoever opens the log next rolls back; what failed first is what people must hear of.
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _is_head(self, before: int) -> bool:
        try:
            return bool(self._connection.execute(schema.HEAD).fetchone()[0] == before)
        except sqlite3.Error:
            return False

    def read(self, after: int = 0) -> Iterator[Stored]:
        head = self.head()
        while after < head:
            # Page by page, each read to its end before any of it is handed out: a statement left open while
            # the reader thinks would hold SQLite's read lock, and no writer could commit.
            # Pages fit together, because what is at a position never changes.
            page = self._page(after, head)
            if not page:
                return
            yield from page
            after = page[-1].position

    def _page(self, after: int, head: int) -> list[Stored]:
        page: list[Stored] = []
        size = 0
        with (
            translated(self.where),
            closing(self._connection.execute(schema.PAGE, (after, head, _PAGE_EVENTS))) as rows,
        ):
            for row in rows:
                page.append(_stored(row))
                size += len(page[-1].body)
                if size >= _PAGE_BYTES:
                    break  # `closing` ends the statement, and with it the read lock
        return page

    def head(self) -> int:
        if self._last is not None:  # nobody else can write, and what this one appends is noted
            return self._last[0]
        with translated(self.where):
            head: int = self._connection.execute(schema.HEAD).fetchone()[0]
        return head

    def last(self) -> tuple[int, str]:
        with translated(self.where):
            position, recorded = self._at_head()
            return position, str(recorded, "utf-8")

    def _at_head(self) -> tuple[int, bytes]:
        """The last position, and the time of the event there."""
        return self._last or self._connection.execute(schema.LAST).fetchone() or (0, b"")

    def find(self, prefix: str, limit: int = 8) -> list[Stored]:
        if not _PREFIX.fullmatch(prefix):
            return []  # no id starts like this
        with translated(self.where):
            return [_stored(row) for row in self._connection.execute(schema.FIND, (prefix, prefix, max(limit, 0)))]

    def turn(self) -> AbstractContextManager[None]:
        return self._queue.place()

    def close(self) -> None:
        with translated(self.where):
            self._connection.close()
        self._queue.leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _placed(batch: Sequence[Prepared], head: int, places: dict[str, int]) -> tuple[list[Appended], list[Prepared]]:
    """Where each event of the batch is or will be, and the new ones in order."""
    if not places:
        places = dict(zip([event.id for event in batch], count(head + 1), strict=False))
        if len(places) == len(batch):  # as most are: nothing comes twice
            return [_new(Appended, (place, name, True)) for name, place in places.items()], list(batch)
        places = {}
    result: list[Appended] = []
    fresh: list[Prepared] = []
    place = head
    for event in batch:
        name = event.id
        is_new = name not in places
        if is_new:
            fresh.append(event)
            place += 1
            places[name] = place
        result.append(_new(Appended, (place if is_new else places[name], name, is_new)))
    return result, fresh


def _stored(row: tuple[int, bytes | None, bytes | None]) -> Stored:
    position, event_id, body = row
    if body is None or event_id is None:  # no table of ours lets that in
        raise StorageFailed(f"The log is damaged: the event at position {position} has no bytes.",
                            todo="`tracker verify` tells what else was found; go back to a sound copy or an export.")
    return Stored(position, str(event_id, "utf-8", "replace"), body)


def _check_stamp(recorded: str, recorder: str) -> None:
    problem = ""
    if not _RECORDED.fullmatch(recorded):
        problem = f"The time of recording {recorded!r} is not like 2026-11-21T20:43:58Z."
    elif not _is_text(recorder):
        problem = f"The recorder {recorder!r} holds half a character (a lone surrogate)."
    if problem:
        raise BadInput(problem, saved=NOTHING_SAVED, todo="Correct it and try again.")


def _prepared(content: Mapping[str, object] | Prepared, number: int) -> Prepared:
    """The batch's `number`th content, prepared; or `BadInput` if it cannot be written."""
    try:
        prepared = content if isinstance(content, Prepared) else canonical.prepared(dict(content))
    except UnicodeEncodeError as error:
        raise _refused(number, "holds half a character (a lone surrogate)") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise _refused(number, f"cannot be written as JSON ({error})") from error
    if prepared.type is None:
        raise _refused(number, "has no type")
    return prepared


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _refused(number: int, why: str) -> BadInput:
    return BadInput(f"Event {number} of the batch {why}.", saved=NOTHING_SAVED, todo="Correct it and try again.")
