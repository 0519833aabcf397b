"""A helper: a process of ours that does one kind of work, so that long work has two cores.

The rule kept here: messages go in and answers come out as bytes, in the order asked. A helper talks only to the process
that started it, never opens a log, and ends when its input does. Whoever asks may ask ahead: a helper always takes
in what it is sent, and works on while its answers wait, so neither side can wait for the other for ever.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import IO, Self

_LENGTH = 8
"""Bytes before a message that tell its length."""
_LONGEST = 1 << 32
_PIPE_BYTES = 1 << 20
"""How much a pipe should hold: as much as Linux grants anybody, so that who sends a long message need not wait."""
# With the path of whoever asks: so it runs the same code, and nothing that only lies in the folder it stands in (-P).
_BEGIN = (
    "import json, runpy, sys; sys.path[:], sys.argv[1:] = json.loads(sys.argv[2]), sys.argv[1:2] + sys.argv[3:];"
    " runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)


class HelperGone(Exception):
    """The helper does not answer: it could not be started, or has ended."""


class Helper:
    """A helper process that runs the module `module`, which calls `serve`, with these words in its `sys.argv`."""

    def __init__(self, module: str, *words: str) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", _BEGIN, module, json.dumps(sys.path), *words],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
            _widen(self.process.stdin, self.process.stdout)

    def ask(self, message: bytes) -> None:
        """Send a message, to be answered in its turn. Raises `HelperGone`."""
        process = self._running()
        assert process.stdin is not None
        try:
            _send(process.stdin, message)
        except OSError:
            raise HelperGone from None

    def answer(self) -> bytes:
        """The next answer, once it is there. Raises `HelperGone`."""
        process = self._running()
        assert process.stdout is not None
        told = _received(process.stdout)
        if told is None:
            raise HelperGone
        return told

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise HelperGone
        return self.process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        process = self.process
        if process is None:
            return
        if error[0] is not None:
            process.kill()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()


def _widen(*streams: IO[bytes] | None) -> None:
    """Let these pipes hold more, where the system can; else they stay as they are."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        for stream in streams:
            if stream is not None:
                fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def serve(work: Callable[[bytes], bytes]) -> None:
    """Be a helper: answer each message from standard input on standard output, until the input ends.

    Then this process ends at once: whoever asks waits for it, and it need not give back its memory piece by piece.
    """
    with contextlib.suppress(ValueError):  # Ctrl-C is for whoever asks; what it asked for ends with it
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked: SimpleQueue[bytes | None] = SimpleQueue()
    threading.Thread(target=_take_in, args=(sys.stdin.buffer, asked), daemon=True).start()
    answers: SimpleQueue[bytes | None] = SimpleQueue()
    sending = threading.Thread(target=_give_out, args=(sys.stdout.buffer, answers), daemon=True)
    sending.start()
    while (message := asked.get()) is not None:
        answers.put(work(message))
    answers.put(None)
    sending.join()
    os._exit(0)


def _take_in(stream: IO[bytes], asked: SimpleQueue[bytes | None]) -> None:
    message: bytes | None = b""
    while message is not None:
        message = _received(stream)
        asked.put(message)


def _give_out(stream: IO[bytes], answers: SimpleQueue[bytes | None]) -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody asks any more
        while (answer := answers.get()) is not None:
            _send(stream, answer)


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(_LENGTH, "big"))
    stream.write(message)
    stream.flush()


def _received(stream: IO[bytes]) -> bytes | None:
    """The next message; None where the stream has ended, or ends within it."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    size = int.from_bytes(head, "big")
    message = stream.read(size) if size <= _LONGEST else b""
    return message if len(message) == size else None
