"""Faults of system calls, one at each call of one command: run under strace, which injects them.

    strace -f … -e inject=pwrite64:error=EIO:when=400 python -m tests.faults.points FOLDER CALL 400 COUNT WORDS…

strace counts the calls of each process by itself and spoils the 400th. Child N makes 400 - N idle calls first, on a
file that is nobody's, so that the N-th of the command's own is the one. So all the points of a command are tried with
one start of the interpreter, and each is met by the command line as people call it. Child N works on a copy of
FOLDER/base.db, if there is one, at FOLDER/N/log.db, which is LOG in the words; what it told goes to FOLDER/N/out and
err, and how each ended to FOLDER/0/ended.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tracker import cli

IDLE = b"idle"


def _open(idle: int) -> None:
    os.close(os.open(os.devnull, os.O_RDONLY))


CALLS: dict[str, Callable[[int], object]] = {
    "pwrite64": lambda idle: os.pwrite(idle, IDLE, 0),
    "pread64": lambda idle: os.pread(idle, 1, 0),
    "fdatasync": os.fdatasync,
    "fsync": os.fsync,
    "ftruncate": lambda idle: os.ftruncate(idle, 4),
    "openat": _open,
    "write": lambda idle: os.write(idle, IDLE),
    "unlink": lambda idle: _nothing_to_unlink(),
    "link": lambda idle: _nothing_to_link(),
}
"""The idle call of each kind."""


def _nothing_to_unlink() -> None:
    with contextlib.suppress(OSError):
        os.unlink("/nobody/nothing")


def _nothing_to_link() -> None:
    with contextlib.suppress(OSError):
        os.link("/nobody/nothing", "/nobody/other")


def command(folder: Path, words: list[str]) -> list[str]:
    """The command's words for the log in a folder."""
    return [word.replace("LOG", str(folder / "log.db")) for word in words]


def child(folder: Path, call: str, idle_calls: int, words: list[str]) -> None:
    """Make the idle calls, then run the command."""
    for stream, name in ((1, "out"), (2, "err")):
        opened = os.open(folder / name, os.O_CREAT | os.O_WRONLY)
        os.dup2(opened, stream)
        os.close(opened)
    idle = os.open(folder / "idle", os.O_CREAT | os.O_RDWR)
    sys.argv = ["tracker", *command(folder, words)]
    for _ in range(idle_calls):
        CALLS[call](idle)
    cli.run()


def main(place: str, call: str, spoilt: str, count: str, *words: str) -> None:
    """Try the points from the first to the COUNT-th."""
    folders = [Path(place) / str(number) for number in range(int(count) + 1)]
    base = Path(place) / "base.db"
    for folder in folders:
        folder.mkdir()
        if base.exists():
            shutil.copy(base, folder / "log.db")
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):  # once, so that all is loaded
        assert cli.main(command(folders[0], list(words))) == 0
    # Not from this process, which has made many calls already, but from one whose calls are counted anew.
    os._exit(0) if _in_child(lambda: _strike(folders, call, int(spoilt), list(words))) == 0 else os._exit(1)


def _strike(folders: list[Path], call: str, spoilt: int, words: list[str]) -> None:
    ends = [
        _in_child(functools.partial(child, folder, call, spoilt - number, words))
        for number, folder in enumerate(folders[1:], 1)
    ]
    (folders[0] / "ended").write_text(" ".join(map(str, ends)))


def _in_child(work: Callable[[], object]) -> int:
    """Do something in a child; returns its exit code, or the negative number of its signal."""
    process = os.fork()
    if not process:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
