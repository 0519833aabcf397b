"""The subjects drawn last, kept for a process that appends again and again.

The rule kept here: of how many claims chronicles are kept is bounded, and those kept longest make room.
"""

from __future__ import annotations

from tracker.chronicle import Chronicle

CLAIMS_KEPT = 200_000
"""Of how many claims the chronicles are kept, for a process that appends again and again."""


class Drawings:
    """The subjects drawn last, as far as they were drawn, for whoever appends again and again."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Chronicle, int, int]] = {}
        self._claims = 0

    def has(self, subject: str) -> bool:
        """Whether the subject's chronicle is kept."""
        return subject in self._made

    def get(self, subject: str, known: int) -> Chronicle | None:
        """The subject's chronicle, if it has not gone beyond the day of knowing `known`."""
        made = self._made.get(subject)
        return made[0] if made is not None and made[1] <= known else None

    def keep(self, subject: str, made: Chronicle, known: int, claims: int) -> None:
        """Keep a chronicle, drawn up to the day of knowing `known`, for later; those kept longest make room."""
        before = self._made.pop(subject, None)
        if before is not None:
            claims = before[2] + claims if before[0] is made else claims
            self._claims -= before[2]
        self._made[subject] = made, known, claims
        self._claims += claims
        while self._claims > CLAIMS_KEPT and len(self._made) > 1:
            self.forget(next(iter(self._made)))

    def forget(self, subject: str) -> None:
        """Let go of a chronicle."""
        made = self._made.pop(subject, None)
        if made is not None:
            self._claims -= made[2]

    def clear(self) -> None:
        """Let go of all."""
        self._made, self._claims = {}, 0
