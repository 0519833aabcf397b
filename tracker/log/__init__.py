"""The log of record: what every store of events promises.

The rule kept here: a log is append (with the position the writer expected), read after a position, and
head; nothing edits it. What is stored is what is read, byte for byte. SQLite is the one store of this
build; whoever needs a log calls `open_log` and learns nothing of how it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from tracker import secrets
from tracker.canonical import Prepared
from tracker.errors import NOTHING_SAVED, BadConfiguration


class Stored(NamedTuple):
    """One event as it lies in the log. `body` is the canonical envelope, byte for byte."""

    position: int
    id: str
    body: bytes


class Appended(NamedTuple):
    """Where an event is. `new` is False when it was recorded there already."""

    position: int
    id: str
    new: bool


class Log(Protocol):
    """An append-only sequence of events at positions 1, 2, 3 … with no gaps.

    A log belongs to the thread that opened it; other threads and processes open their own.
    """

    where: str
    """How people name it: a path, or a URL without secrets."""

    @property
    def database(self) -> Any:
        """The connection to the database that holds the log, for what is kept beside it."""
        ...

    @property
    def is_writable(self) -> bool:
        """Whether this user may append."""
        ...

    def append(
        self,
        contents: Sequence[Mapping[str, object] | Prepared],
        *,
        recorded: str,
        recorder: str,
        expected: int | None = None,
        places: Mapping[str, int] | None = None,
    ) -> list[Appended]:
        """Record a batch, all or nothing, and return where each of its events is, in the batch's order.

        A content that is prepared (`canonical.prepared`) is taken by its bytes and id as they are.
        A content that is recorded already, or stands twice in the batch, is stored once.
        `recorded` is RFC 3339 in UTC, to the second (2026-11-21T20:43:58Z). `expected` is the head the
        writer decided on. `places`, by id, are the positions of those that are recorded already, where the writer has
        asked that within the same `writing`. The log does not check what a content means, only that it has a type and
        can be written.

        Raises `Conflict` if the head is not `expected` and the batch holds anything new, `BadInput`,
        `Busy`, `NoPermission`, `StorageFailed`. Whatever is raised, nothing of the batch was saved.
        """
        ...

    def read(self, after: int = 0) -> Iterator[Stored]:
        """The events after position `after`, in order, up to the head at the moment reading began."""
        ...

    def head(self) -> int:
        """The last position; 0 for an empty log."""
        ...

    def last(self) -> tuple[int, str]:
        """The last position, and when the event there was recorded; 0 and no time for an empty log."""
        ...

    def find(self, prefix: str, limit: int = 8) -> list[Stored]:
        """At most `limit` events whose id starts with `prefix`, in the order of their ids."""
        ...

    def turn(self) -> AbstractContextManager[None]:
        """A place in the queue of writers, held over read, decide, append. It may be nested.

        Only writers who take turns wait for it: reading never does. Whoever has waited
        for two seconds goes on without a place; the store's own lock is the one that counts.
        Two logs kept in one folder share its queue, so a turn of one inside a turn of the other waits in vain.
        """
        ...

    def reading(self) -> AbstractContextManager[None]:
        """One state of the log for all that is read from its database within: no writer can commit meanwhile."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """A turn, and one transaction for all that is appended and kept beside the log in it. Errors as `append`."""
        ...

    def close(self) -> None:
        """Let go of the log. Closing twice does nothing."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


PATIENCE_SECONDS = 30
"""How long a writer waits for another program that holds the log, before it says *busy*."""


def open_log(where: str, *, create: bool = False, patience: int = PATIENCE_SECONDS) -> Log:
    """The log at `where`, a path. Without `create` a missing log is an error, never a new file.

    `patience` is how many seconds to wait where another program holds the log; 0 asks once.
    Raises `NotFound`, `BadInput` (not a log), `BadConfiguration` (a newer schema, a URL), `NoPermission`, `Busy`,
    `StorageFailed`; with `create`, `CannotCreate`.
    """
    if secrets.is_server(where):
        raise BadConfiguration(
            f"The log named is {secrets.shown(where)}; this version reads SQLite logs, which are files.",
            saved=NOTHING_SAVED if create else "",
            todo="Give the path of a log file. The address is not repeated here, since it may hold a password.",
        )
    from tracker.log.sqlite import SqliteLog  # here, so that naming the types above stays free of sqlite3

    return SqliteLog(where, create=create, patience=patience)


@contextmanager
def new_log(where: str) -> Iterator[Log]:
    """A new log, to be filled within the block: it stands at `where` when that has ended without an error, or not at
    all. Errors as `open_log` with `create`."""
    import os

    from tracker.log.opening import drafted

    with drafted(os.path.abspath(where), where) as draft, open_log(draft) as log:
        log.where = where
        yield log
