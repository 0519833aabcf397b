"""The files of an import: opened, unpacked, and a pipe read to its end before others have to wait.

The rule kept here: whatever a file is, it is read in bounded memory, and refused with its name where it is not what its
name says. A packed file may not unpack to more than a bounded multiple of its size.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, BinaryIO

from tracker.errors import NOTHING_SAVED, BadInput, NotFound, StorageFailed
from tracker.jsonl import BadLine, Lines, RawLine, raw_lines

STANDARD = "-"
UNPACKS_TO = 250
"""How many times its size a packed file may unpack to; events come to ten or twenty times."""
UNPACKED_FREELY = 64 << 20
"""How many bytes any packed file may unpack to, however small it is."""
_HELD_IN_MEMORY = 16 << 20


def lines_of(files: Sequence[str], pipes: Mapping[str, IO[bytes]] | None = None) -> Iterator[RawLine]:
    """The lines of several files, one after the other. `pipes`: those read already. Raises `NotFound`, `BadLine`."""
    for file in files:
        if pipes and file in pipes:
            pipes[file].seek(0)
            yield from _read(pipes[file], file)
        else:
            with _opened(file) as stream:
                yield from _read(stream, file)


@contextlib.contextmanager
def ready(files: Sequence[str]) -> Iterator[Iterator[RawLine]]:
    """The lines of several files, so that reading them makes nobody wait: pipes are read to their ends first.

    A pipe is read through once, and refused at its first bad line, and kept in a file without a name meanwhile.
    """
    with contextlib.ExitStack() as held:
        pipes: dict[str, IO[bytes]] = {}
        for file in dict.fromkeys(files):
            if file == STANDARD or _is_pipe(file):
                kept = held.enter_context(tempfile.SpooledTemporaryFile(_HELD_IN_MEMORY))
                with contextlib.nullcontext(sys.stdin.buffer) if file == STANDARD else open(file, "rb") as stream:
                    for line in _read(_Copied(stream, kept), file):
                        line.parsed()
                pipes[file] = kept
        yield lines_of(files, pipes)


def _read(stream: Lines, file: str) -> Iterator[RawLine]:
    try:
        yield from raw_lines(stream, _name(file))
    except OSError as error:
        raise StorageFailed(f"{_name(file).capitalize() if file == STANDARD else file} cannot be read "
                            f"({error.strerror or error}).", saved=NOTHING_SAVED,
                            todo="Check where it comes from, and import it again.") from error


def _name(file: str) -> str:
    return "standard input" if file == STANDARD else file


def _is_pipe(file: str) -> bool:
    try:
        mode = os.stat(file).st_mode
    except (OSError, ValueError):  # opening it will say why
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


class _Copied:
    """A stream whose lines are written elsewhere as they are read."""

    def __init__(self, stream: Lines, into: IO[bytes]) -> None:
        self._stream, self._into = stream, into

    def readline(self, size: int = -1, /) -> bytes:
        piece = self._stream.readline(size)
        self._into.write(piece)
        return piece


@contextlib.contextmanager
def _opened(file: str) -> Iterator[Lines]:
    if not os.path.exists(file):
        raise NotFound(f"There is no file {file}.", saved=NOTHING_SAVED, todo="Check the path.")
    if os.path.isdir(file):
        raise BadInput(f"{file} is a folder.", saved=NOTHING_SAVED, todo=f"Name the files in it: {file}/*.jsonl.")
    with open(file, "rb") as opened:
        yield _Unpacked(opened, file) if file.endswith(".gz") else opened


class _Unpacked:
    """The lines of a file packed by gzip (RFC 1952, of one member or several)."""

    def __init__(self, packed: BinaryIO, file: str) -> None:
        import gzip

        self._packed, self._file = packed, file
        self._stream = gzip.GzipFile(fileobj=packed)
        self._number = self._told = 0

    def readline(self, size: int = -1, /) -> bytes:
        import zlib

        self._number += 1
        try:
            piece = self._stream.readline(size)
        except (OSError, EOFError, zlib.error) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk, not what is on it
            raise BadLine(self._file, self._number, 1, "not-gzip", f"not a whole gzip file: {error}",
                          "Fetch or make the file again.") from None
        self._told += len(piece)
        if self._told > max(UNPACKED_FREELY, UNPACKS_TO * self._packed.tell()):
            raise BadLine(self._file, self._number, 1, "bomb",
                          f"the file unpacks to more than {UNPACKS_TO} times its size",
                          "If it is what it should be, unpack it first.")
        return piece
