"""Files that people ask for: written whole or not at all, and never over a log.

The rule kept here: what is asked for is written beside its place, synced, and then put there, so that a crash
leaves the old file or the new one. What is no file (a pipe, a device) is written to as it is.
"""

from __future__ import annotations

import gzip
import os
import pathlib
import stat
import tempfile
from collections.abc import Iterable
from typing import BinaryIO

from tracker.cli.faults import from_os_error
from tracker.errors import CannotCreate
from tracker.log.opening import sync_folder

NOTHING_WRITTEN = "Nothing was written."
_DATABASE = b"SQLite format 3\0"


def write_whole(path: str, chunks: Iterable[bytes]) -> int:
    """Write the chunks to a file, through gzip where its name ends in .gz; return how many there were.

    Raises `CannotCreate` for a folder that is not there, a folder instead of a file, or a database in the way.
    """
    target = pathlib.Path(os.path.realpath(path))  # what a link leads to is replaced, not the link
    try:
        if _is_device(path):
            with open(path, "wb") as device:
                return _pour(device, chunks, path.endswith(".gz"))
        if not target.parent.is_dir():
            raise CannotCreate(f"There is no folder {target.parent}.", saved=NOTHING_WRITTEN,
                               todo="Make the folder first.")
        _refuse_database(target)
        return _write(target, chunks)
    except OSError as error:
        error.filename = path  # not the hidden file beside it
        refused = from_os_error(error)
        refused.saved = NOTHING_WRITTEN
        raise refused from error


def _is_device(path: str) -> bool:
    """Whether it is there already and is no file to replace: a pipe, /dev/stdout, a tape."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _refuse_database(target: pathlib.Path) -> None:
    if target.is_dir():
        raise CannotCreate(f"{target} is a folder.", saved=NOTHING_WRITTEN, todo="Name a file in it.")
    if target.is_file():
        with target.open("rb") as there:
            if there.read(len(_DATABASE)) == _DATABASE:
                raise CannotCreate(f"{target} is a database, perhaps the log itself; it is not written over.",
                                   saved=NOTHING_WRITTEN, todo="Choose another name.")


def _write(target: pathlib.Path, chunks: Iterable[bytes]) -> int:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as raw:
            count = _pour(raw, chunks, target.suffix == ".gz")
            os.fsync(raw.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, target)
        # A power cut from here on may bring the old file back, until the folder is on the disk too.
        sync_folder(str(target.parent))
    except BaseException:
        pathlib.Path(name).unlink(missing_ok=True)
        raise
    return count


def _pour(raw: BinaryIO, chunks: Iterable[bytes], pack: bool) -> int:
    packed = gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") if pack else None
    count = 0
    for chunk in chunks:
        (packed or raw).write(chunk)
        count += 1
    if packed is not None:
        packed.close()
    raw.flush()
    return count


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
