"""What the operating system refuses, as one of our errors with its exit code."""

from __future__ import annotations

import errno

from tracker.errors import BadInput, CannotCreate, NoPermission, NotFound, StorageFailed, TrackerError


def from_output(error: OSError, saved: str = "", todo: str = "") -> StorageFailed:
    """The error for an answer that cannot be written; `saved` is what was done before it was to be told."""
    return StorageFailed(f"Standard output cannot be written ({error.strerror or error}).", saved=saved,
                         todo=todo or "Make room, or send it elsewhere, and repeat the command.")


def from_os_error(error: OSError) -> TrackerError:
    """The error for a failed file operation; names the file and the system's reason."""
    if error.filename is None:  # not a file that was opened by its name; those that are read say so themselves
        return from_output(error)
    name = f" ({error.filename})"
    reason = f"{error.strerror or error}{name}."
    if error.errno == errno.ENOENT:
        return NotFound(f"No such file: {error.filename}.", todo="Check the path.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return NoPermission(reason, todo="Choose a place that you may read and write.")
    if error.errno in (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.EROFS):
        return CannotCreate(reason, todo="Choose another path.")
    return StorageFailed(reason, todo="Make room, or mend the disk, and repeat the command: repeating is safe.")


def from_words(error: UnicodeEncodeError) -> TrackerError:
    """The error for a word of the command that holds what is no Unicode text, as bytes of another encoding are."""
    return BadInput(f'"{error.object}" is not whole Unicode text.', todo="Give it in UTF-8.")
