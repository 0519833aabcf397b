"""The claims of one act, each with those that tell of the same, while claims come and go.

The rule kept here: claims lie together as `corroboration.gather` lays them. It places them one by one, in turn, and
where each goes depends on those before it alone. So when a claim comes or goes, only those after it that meet the
days concerned, and for which something is other than it was, are placed again, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from tracker.corroboration import begins_last
from tracker.seats import NO_TURN, Cell, Days, Seat, Turn
from tracker.visible import Claim
from tracker.vocabulary import Act

_CIRCLE = 10**9
"""The level of claims that confirm each other, or those: they are placed last."""


class Placing:
    """The claims of one act that are visible now, each in its place."""

    def __init__(self, act: Act) -> None:
        self.cells: Days[Cell] = Days()
        self._act = act
        self._days: Days[Seat] = Days()
        self._seats: dict[str, Seat] = {}
        self._named: dict[str, list[Seat]] = {}
        self._wanting: dict[str, list[Seat]] = {}
        self._loose: list[Seat] = []
        self._waiting: dict[str, Seat] = {}
        self._queue: list[Turn] = []
        self._touched: dict[int, Cell] = {}
        self._unresolved: dict[str, Claim | None] = {}
        self._from_nothing = True

    def of(self, name: str | None) -> Seat | None:
        """The seat of what goes by a name: of several, the one that begins last."""
        seats = self._named.get(name) if name is not None else None
        if not seats or len(seats) == 1:
            return seats[0] if seats else None
        return max(seats, key=lambda seat: begins_last(seat.claim))

    def named(self, name: str | None) -> list[Cell]:
        """The cells that hold what goes by a name."""
        return [seat.cell for seat in self._named.get(name or "", ()) if seat.cell is not None]

    def change(self, come: Iterable[Claim], gone: Iterable[Claim]) -> tuple[list[Cell], list[Claim], list[Claim]]:
        """Take claims in and let claims go: the cells that are other than before (an empty one is no more), the claims
        that are no longer unresolved, and those that now are."""
        self._touched, self._unresolved, self._from_nothing = {}, {}, False
        for claim in gone:
            seat = self._seats.pop(claim.id)
            self._lift(seat)
            del self._waiting[claim.id]
            self._days.take(claim)
            self._call(seat, False)
        self._from_nothing = not self._seats
        for claim in come:
            seat = self._seats[claim.id] = self._waiting[claim.id] = Seat(claim)
            self._unresolved.setdefault(claim.id, None)
            self._loose.append(seat)
            self._days.put(claim, seat)
            self._call(seat, True)
        self._go_on()
        resolved, unresolved = [], []
        for name, before in self._unresolved.items():
            at = self._seats.get(name)
            now = at.claim if at is not None and at.cell is None else None
            if now is not before:
                resolved += [before] if before is not None else []
                unresolved += [now] if now is not None else []
        return list(self._touched.values()), resolved, unresolved

    def _go_on(self) -> None:
        """Give all that is loose its turn, and place in turn what is to be placed."""
        while self._loose or self._queue or self._waiting:
            if self._loose:
                self._line_up(self._loose.pop())
            elif self._queue:
                turn = heappop(self._queue)
                seat = self._seats.get(turn[3])
                if seat is not None and seat.queued and seat.turn == turn:
                    seat.queued = False
                    self._place(seat, turn)
            else:
                for seat in list(self._waiting.values()):
                    self._give(seat, _CIRCLE, 0)

    def _call(self, seat: Seat, come: bool) -> None:
        """Keep, or forget, its names, and what it confirms. What confirms one of its names looks for that again."""
        for name in seat.claim.all_names:
            named = self._named.setdefault(name, [])
            if come:
                named.append(seat)
            else:
                named.remove(seat)
            for other in self._wanting.get(name, ()):
                self._lift(other)
        if seat.claim.confirms:
            wanting = self._wanting.setdefault(seat.claim.confirms, [])
            if come:
                wanting.append(seat)
            else:
                wanting.remove(seat)

    def _confirming(self, seat: Seat) -> list[Seat]:
        """The seats that say that they confirm this one. (Of several that go by one name, one alone is confirmed.)"""
        if not self._wanting:
            return []
        return [other for name in seat.claim.all_names if self._wanting.get(name) and self.of(name) is seat
                for other in self._wanting[name] if other is not seat]

    def _lift(self, seat: Seat) -> None:
        """Take a seat from its place and its turn, and those that confirm it."""
        lifted = [seat]
        while lifted:
            seat = lifted.pop()
            if seat.turn is not NO_TURN:
                self._unseat(seat)
                seat.turn, seat.queued = NO_TURN, False
                self._waiting[seat.claim.id] = seat
                self._loose.append(seat)
                lifted += self._confirming(seat)

    def _unseat(self, seat: Seat) -> None:
        """Take a seat from its place."""
        if seat.settled:
            self._unresolved.setdefault(seat.claim.id, seat.claim if seat.cell is None else None)
            if seat.cell is not None:
                self._leave(seat.cell, seat.turn)
        seat.cell, seat.met, seat.settled = None, (), False

    def _leave(self, cell: Cell, turn: Turn) -> None:
        self._touched[id(cell)] = cell
        if turn != cell.turns[0]:
            if cell.let_go(turn):
                self._look_again(cell, turn)
            return
        self._look_again(cell, turn)
        self.cells.take(cell.claims[0])
        others = [self._seats[claim.id] for claim in cell.claims[1:]]
        cell.claims, cell.turns = [], []
        for other in others:
            self._unresolved.setdefault(other.claim.id, None)
            other.cell, other.settled = None, False
        for other in others:
            if other.turn[0] < _CIRCLE:
                self._lift(other)
            elif not other.queued:
                self._enqueue(other)

    def _look_again(self, cell: Cell, turn: Turn) -> None:
        """Place again those after this turn that it may concern that the cell is other than it was."""
        if self._from_nothing:
            return
        days = cell.claims[0]
        for seat in self._days.meeting(days.earliest, days.latest):
            if (seat.settled and not seat.queued and seat.turn > turn and not seat.joins
                    and (seat.cell is not None or cell in seat.met)):
                self._enqueue(seat)

    def _enqueue(self, seat: Seat) -> None:
        seat.queued = True
        heappush(self._queue, seat.turn)

    def _line_up(self, seat: Seat) -> None:
        """Give a seat its turn, if what it confirms is settled."""
        if seat.turn is not NO_TURN or self._seats.get(seat.claim.id) is not seat:
            return
        confirmed = self.of(seat.claim.confirms)
        if confirmed is None or confirmed is seat:
            self._give(seat, 0, 0)
        elif confirmed.settled and confirmed.turn[0] < _CIRCLE:
            level, step = confirmed.turn[:2]
            self._give(seat, *((level, step + 1) if confirmed.cell is not None else (level + 1, 0)))

    def _give(self, seat: Seat, level: int, step: int) -> None:
        claim = seat.claim
        seat.turn = level, step, claim.latest - claim.earliest, claim.id
        del self._waiting[claim.id]
        self._enqueue(seat)

    def _place(self, seat: Seat, turn: Turn) -> None:
        """Put a seat where it belongs in its turn: into the one cell that it fits, or a new one; into none where it
        fits several."""
        confirmed = self.of(seat.claim.confirms) if seat.joins else None
        if confirmed is not None and confirmed.cell is not None:
            cells = [confirmed.cell]
        else:
            cells = self._fitting(seat.claim, turn)
        if seat.settled:
            if self._is_there(seat, cells):
                seat.met = cells if len(cells) > 1 else ()
                return
            self._unseat(seat)
            for other in self._confirming(seat) if turn[0] < _CIRCLE else ():
                self._lift(other)
        seat.settled = True
        if len(cells) > 1:
            seat.met = cells
        elif cells:
            seat.cell = cells[0]
            self._touched[id(cells[0])] = cells[0]
            if cells[0].take(seat.claim, turn):
                self._look_again(cells[0], turn)
        else:
            cell = seat.cell = Cell(seat.claim, turn)
            self.cells.put(seat.claim, cell)
            self._touched[id(cell)] = cell
            self._look_again(cell, turn)
        if turn[0] < _CIRCLE:
            self._loose += self._confirming(seat)

    def _is_there(self, seat: Seat, cells: Sequence[Cell]) -> bool:
        """Whether a seat lies where it would be put, given the cells that it fits."""
        if len(cells) > 1:
            return seat.cell is None
        return seat.cell is not None and (seat.cell is cells[0] if cells else seat.cell.turns[0] == seat.turn)

    def _fitting(self, claim: Claim, turn: Turn) -> list[Cell]:
        """The cells, as they are when it is this turn, that a claim fits: two, where it fits more."""
        earliest, latest, found = claim.earliest, claim.latest, []
        for cell in self.cells.meeting(earliest, latest):
            if cell.turns[0] < turn:
                group = cell.before(turn)
                if group.earliest <= latest and earliest <= group.latest and group.agrees(self._act, claim):
                    found.append(cell)
                    if len(found) > 1:
                        break
        return found
