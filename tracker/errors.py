"""Every way to fail, with its exit code, in one table of classes.

The rule kept here: an error says what happened, what was saved, and what to do next, and a script can
tell the kinds apart by the exit code (sysexits numbers where one fits).
"""

from __future__ import annotations

NOTHING_SAVED = "Nothing was saved."


class TrackerError(Exception):
    """What went wrong, in three parts.

    `happened` is one sentence; `saved` says what the log holds now (empty for a plain read);
    `todo` is the next step. `path` leads to the key of a content at fault, where one is. `code` is the
    exit code of the command line.
    """

    code = 70
    kind = "a fault of this program"

    def __init__(self, happened: str, *, saved: str = "", todo: str = "", path: tuple[str, ...] = ()) -> None:
        super().__init__(happened)
        self.happened = happened
        self.saved = saved
        self.todo = todo
        self.path = path

    def parts(self) -> list[str]:
        """The non-empty parts, in order: what happened, what was saved, what to do next."""
        return [part for part in (self.happened, self.saved, self.todo) if part]

    def __str__(self) -> str:
        return " ".join(self.parts())


class CheckFailed(TrackerError):
    """A check found something: a log that is not what was signed, a proof that proves nothing."""

    code = 1
    kind = "a check found something"


class UsageError(TrackerError):
    """The command's words are off: an unknown act or option, a missing one."""

    code = 2
    kind = "wrong usage"


class BadInput(TrackerError):
    """What was given cannot be an event of this log, or is not a log at all."""

    code = 65
    kind = "bad input"


class NotFound(TrackerError):
    """No such log, file, subject, source or event; or more than one fits."""

    code = 66
    kind = "not found"


class Unreachable(TrackerError):
    """A server does not answer."""

    code = 69
    kind = "server unreachable"


class CannotCreate(TrackerError):
    """The file asked for cannot be made, or stands there already."""

    code = 73
    kind = "cannot create"


class StorageFailed(TrackerError):
    """Input or output failed, or the disk is full."""

    code = 74
    kind = "input or output failed"


class Busy(TrackerError):
    """Another process holds the log; try again."""

    code = 75
    kind = "busy"


class Conflict(Busy):
    """The log's head is not where the writer expected it: somebody appended in between."""

    kind = "the log moved on"

    def __init__(self, expected: int, head: int) -> None:
        super().__init__(
            f"The log's head is at position {head}, not at {expected}: somebody appended in between.",
            saved=NOTHING_SAVED,
            todo="Read the new events and try again.",
        )
        self.expected = expected
        self.head = head


class NoPermission(TrackerError):
    """The system does not let this user read or write there."""

    code = 77
    kind = "permission denied"


class BadConfiguration(TrackerError):
    """A log of a newer schema, or a setting that cannot work."""

    code = 78
    kind = "bad configuration"


EXIT_CODES: dict[int, str] = {
    0: "ok",
    **{kind.code: kind.kind for kind in (
        CheckFailed, UsageError, BadInput, NotFound, Unreachable, TrackerError, CannotCreate, StorageFailed, Busy,
        NoPermission, BadConfiguration,
    )},
}
