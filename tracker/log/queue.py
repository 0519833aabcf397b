"""The queue of writers: one at a time, and nobody left standing.

The rule kept here: the queue is for fairness, never for safety. SQLite's own lock (BEGIN IMMEDIATE with a
busy timeout) keeps writers apart with or without it; but its waiters sleep and guess, so that with eight
of them one may wait for more than a second. Here a waiter sleeps in the kernel, which wakes them about in
the order they came (worst wait of eight busy writers: 0.02 to 0.07 s; polling the lock, 0.7 to 1.0 s).

The lock is `flock` on the folder that holds the log. Not on the log's file: POSIX drops all of a
process's locks on a file, SQLite's too, when any descriptor of that file is closed in it, so a second one
could let two writers in at once; and over NFS a flock is itself such a lock. Not on a file beside the log
either: a log stays one file to copy. Who has stood in line for two seconds goes on without the lock: it may be
another log's, and SQLite's own lock is the one that counts. Where there is no `fcntl`, or the file system refuses
(NFS does, for a folder), writers go on without the queue.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

IN_LINE_SECONDS = 2.0
"""How long a writer stands in the queue. Whoever holds it longer is at something long, or at another log."""


class _Wait:
    """One wait for the lock, in a thread of its own, since flock knows no timeout.

    Whoever settles it first decides: the lock came in time, or the waiter had left, and then the thread
    that gets it too late hands it on at once.
    """

    def __init__(self, folder: int) -> None:
        self._folder = folder
        self._settling = threading.Lock()
        self._came = threading.Event()
        self._left = False
        # A daemon: a process that gave up may end while this thread still waits; its lock ends with it.
        threading.Thread(target=self._take, name="queue of writers", daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):  # refused after all: go on without the queue
            fcntl.flock(self._folder, fcntl.LOCK_EX)
        with self._settling:
            if self._left:
                _release(self._folder)
            else:
                self._came.set()

    def came(self, seconds: float) -> bool:
        """Whether the lock came within that time. If not, or on Ctrl-C, the descriptor is the thread's to close."""
        try:
            self._came.wait(seconds)
        finally:
            with self._settling:
                self._left = not self._came.is_set()
        return not self._left


class Queue:
    """The queue of one folder, as one log sees it. `place` may be nested."""

    def __init__(self, where: str, folder: str, patience: float) -> None:
        self._where = where
        self._path = folder
        self._patience = patience
        self._held: int | None = None
        self._depth = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Stand in the queue for a while, and hold the lock until the block ends."""
        if self._depth == 0:
            self._held = self._take()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                self.leave()

    def leave(self) -> None:
        """Give the lock back, if it is held. (If the process is killed instead, the kernel does.)"""
        held, self._held = self._held, None
        if held is not None:
            _release(held)

    def _take(self) -> int | None:
        """The descriptor that holds the lock; None where there is none to be had."""
        if fcntl is None:
            return None
        try:
            folder = os.open(self._path, os.O_RDONLY)
        except OSError:
            return None  # a folder one may pass through but not list
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            try:
                wait = _Wait(folder)
            except RuntimeError:  # no more threads to be had: SQLite's lock alone, then
                os.close(folder)
                return None
            if not wait.came(min(self._patience, IN_LINE_SECONDS)):
                return None  # a long import, or that of another log in this folder: SQLite's lock alone, then
        except OSError:
            os.close(folder)
            return None
        return folder


def _release(folder: int) -> None:
    # Unlock before closing: a child forked meanwhile shares the lock, and would keep it while it lives.
    with suppress(OSError):
        fcntl.flock(folder, fcntl.LOCK_UN)
    os.close(folder)
