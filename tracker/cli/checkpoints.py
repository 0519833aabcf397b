"""Files of checkpoints: where a log's are kept, reading them, and adding one.

The rule kept here: a checkpoint is added whole or not at all, and none is ever taken away. The leaf hashes beside
them only help to find a place; they are believed where their root is the checkpoint's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from tracker.checkpoint import Checkpoint, file_text, from_base64, read_file, to_base64
from tracker.cli.files import write_whole
from tracker.cli.keys import sync_folder
from tracker.errors import BadInput, NotFound
from tracker.merkle import LENGTH

SUFFIX = ".checkpoint"
LEAVES = ".leaves"
LARGEST = 64 * 1024 * 1024


def own_file(log: str) -> str:
    """Where the checkpoints of a log are kept, where people name no other file: beside it."""
    return log + SUFFIX


def shown(path: str) -> str:
    """A path as people see it: from this folder, where that is shorter."""
    try:
        return min(path, os.path.relpath(path), key=len)
    except ValueError:  # another drive
        return path


def read(path: str) -> list[Checkpoint]:
    """The checkpoints in a file. Raises `NotFound`, `BadInput`, which names the file and the line."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", todo="Check the path; `tracker checkpoint` makes one.") from None
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder.", todo="Name the file of checkpoints in it.") from None
    if len(data) > LARGEST:
        raise BadInput(f"{path} is too long for a file of checkpoints.", todo="Name another file.")
    try:
        return read_file(data)
    except BadInput as error:
        raise BadInput(f"{path}: {error.happened[:1].lower()}{error.happened[1:]}", todo=error.todo) from None


def write(path: str, checkpoints: Iterable[Checkpoint]) -> None:
    """Put checkpoints into a file, in the place of what it held. On the disk when this returns."""
    real = os.path.realpath(path)  # a link to the file, in a repository for instance, stays a link
    write_whole(real, [file_text(checkpoints).encode()])
    sync_folder(os.path.dirname(real))


def write_leaves(path: str, leaves: Iterable[bytes]) -> None:
    """Keep the leaf hashes that go with a file of checkpoints, one a line."""
    write_whole(os.path.realpath(path) + LEAVES, (f"{to_base64(leaf)}\n".encode() for leaf in leaves))


def read_leaves(path: str) -> Iterator[bytes]:
    """The leaf hashes that go with a file of checkpoints, as far as they can be read; none where none were kept."""
    try:
        with open(path + LEAVES, "rb") as stream:
            while line := stream.readline(64):
                leaf = from_base64(line.decode("ascii", "replace").removesuffix("\n"))
                if leaf is None or len(leaf) != LENGTH:
                    return
                yield leaf
    except OSError:
        return
