"""Where claims lie: those that tell of the same in one cell, each in its turn; and what lies at which days.

The rule kept here: a cell knows what those placed in it by any turn agreed on, since that is what whoever was placed
next was compared with.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from tracker.corroboration import Group
from tracker.days import END
from tracker.occurrences import Occurrence
from tracker.visible import Claim

MONTH = 31
"""Claims of more days than this lie by themselves: whoever looks for what meets some days need not look far back."""
Turn = tuple[int, int, int, str]
"""When a claim is placed: level and step, then narrowest first.

Both are 0 for a claim that confirms nothing here. One that does comes one step after that, and joins it; where that is
unresolved, it comes on the next level, and is placed like any other."""

NO_TURN: Turn = (-1, 0, 0, "")

Thing = TypeVar("Thing")


class Seat:
    """A claim, its turn (`NO_TURN` while what it waits for has none), and the cell it lies in (None: it is unresolved).

    `met` are two cells that an unresolved one fits: while they are as they were, it is unresolved.
    """

    __slots__ = ("cell", "claim", "met", "queued", "settled", "turn")

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.turn = NO_TURN
        self.cell: Cell | None = None
        self.met: Sequence[Cell] = ()
        self.settled = self.queued = False

    @property
    def joins(self) -> bool:
        """Whether it lies with what it confirms, wherever that is."""
        return self.turn[1] > 0


class Cell:
    """Claims that tell of the same, in their turns; what they agree on, and the occurrence that they last made."""

    __slots__ = ("claims", "group", "made", "turns")

    def __init__(self, claim: Claim, turn: Turn) -> None:
        self.claims = [claim]
        self.turns = [turn]
        self.group = Group(claim)
        self.made: Occurrence | None = None

    def before(self, turn: Turn) -> Group:
        """What those placed before a turn agree on."""
        return self.group if self.turns[-1] < turn else self._first(bisect_left(self.turns, turn))

    def _first(self, many: int) -> Group:
        group = Group(self.claims[0])
        for claim in self.claims[1:many]:
            group.join(claim)
        return group

    def take(self, claim: Claim, turn: Turn) -> bool:
        """Take a claim in; whether those placed later find another cell."""
        place = bisect_left(self.turns, turn)
        self.claims.insert(place, claim)
        self.turns.insert(place, turn)
        if place < len(self.claims) - 1:
            self.group = self._first(place)
        before = _agreed(self.group)
        self.group.join(claim)
        changed = before != _agreed(self.group)
        self._go_on(place + 1)
        return changed

    def let_go(self, turn: Turn) -> bool:
        """Let go of a claim that is not the first; whether those placed later find another cell."""
        place = bisect_left(self.turns, turn)
        with_it = _agreed(self._first(place + 1))
        del self.claims[place], self.turns[place]
        self.group = self._first(place)
        changed = with_it != _agreed(self.group)
        self._go_on(place)
        return changed

    def _go_on(self, place: int) -> None:
        for claim in self.claims[place:]:
            self.group.join(claim)
        self.group.denials = []


def _agreed(group: Group) -> tuple[object, ...]:
    return group.earliest, group.latest, group.round, group.by, group.planned


class Days(Generic[Thing]):
    """Things by the days of a claim: most claims cover few days, and lie in order."""

    def __init__(self) -> None:
        self._near: list[tuple[int, str, int, Thing]] = []
        self._broad: dict[str, tuple[int, int, Thing]] = {}

    def put(self, claim: Claim, thing: Thing) -> None:
        """Put a thing at the days of a claim."""
        if claim.latest - claim.earliest > MONTH:
            self._broad[claim.id] = claim.earliest, claim.latest, thing
        else:
            insort(self._near, (claim.earliest, claim.id, claim.latest, thing))

    def take(self, claim: Claim) -> None:
        """Take away what lies at the days of a claim."""
        if self._broad.pop(claim.id, None) is None:
            del self._near[bisect_left(self._near, (claim.earliest, claim.id))]

    def meeting(self, first: int, last: int) -> Iterator[Thing]:
        """What lies at a claim that some of these days meet."""
        near = self._near
        for place in range(bisect_left(near, (first - MONTH,)), len(near)):
            begins, _, ends, thing = near[place]
            if begins > last:
                break
            if ends >= first:
                yield thing
        for begins, ends, thing in self._broad.values():
            if begins <= last and ends >= first:
                yield thing

    def backwards(self, last: int) -> Iterator[tuple[int, Thing]]:
        """What lies at a claim that begins by `last`: the broad ones, then those that begin last; each with a day that
        neither it nor any further one goes beyond."""
        for begins, _, thing in self._broad.values():
            if begins <= last:
                yield END, thing
        for place in range(bisect_left(self._near, (last + 1,)) - 1, -1, -1):
            begins, _, _, thing = self._near[place]
            yield begins + MONTH, thing
