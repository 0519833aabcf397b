"""What the operating system refuses, as one of our errors with its exit code."""

from __future__ import annotations

import errno

from tracker.errors import CannotCreate, NoPermission, NotFound, StorageFailed, TrackerError


def from_os_error(error: OSError) -> TrackerError:
    """The error for a failed file operation; names the file and the system's reason."""
    name = f" ({error.filename})" if error.filename else ""
    reason = f"{error.strerror or error}{name}."
    if error.errno == errno.ENOENT:
        return NotFound(f"No such file: {error.filename}.", todo="Check the path.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return NoPermission(reason, todo="Choose a place that you may read and write.")
    if error.errno in (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.EROFS):
        return CannotCreate(reason, todo="Choose another path.")
    return StorageFailed(reason, saved="What was acknowledged before is safe.",
                         todo="Mend the cause (a full disk?) and repeat the command: repeating is safe.")
