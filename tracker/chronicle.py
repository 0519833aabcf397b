"""One subject on both clocks: what was known on each day of knowing about each day of occurring.

The rule kept here: whatever day of knowing has been reached, `board` and `rounds` say for every day what replay
says of it known by then. Days of knowing are taken in order; what a day brings changes only the occurrences near
it, the states after those, and the days on which they count, and only that is worked out again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from tracker import lifecycle, meetings
from tracker.boardrows import agreement_row, round_row, series_row
from tracker.corroboration import corroborate
from tracker.days import BEGINNING, END, joined
from tracker.facts import Subject
from tracker.occurrences import Occurrence
from tracker.plane import Plane, Rectangle
from tracker.projection import agreement_ways, possible_statuses, series_ways, with_unresolved
from tracker.rounds import Round, view_round
from tracker.rows import NOTHING_KNOWN, BoardRow, RoundRow
from tracker.states import RoundKey, States
from tracker.tally import Tally
from tracker.visible import SIGNAL, Claim
from tracker.vocabulary import ACTS


class Day(NamedTuple):
    """What one day of knowing brings: claims that become visible, and claims that no longer are."""

    known: int
    come: Sequence[Claim]
    gone: Sequence[Claim]


class Chronicle:
    """A subject's board row, and the rows of its rounds, for every day, as known by the day reached."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.board: Plane[BoardRow] = Plane()
        self.rounds: dict[RoundKey, Plane[RoundRow]] = {}
        self._acts = ACTS[subject.kind]
        self._is_series = subject.kind == "series"
        self._tallies: dict[str, Tally] = {}
        self._begun: dict[str, list[Claim]] = {}
        self._states = States(subject)
        self._vague: list[int] = []
        self._recall_board: Callable[[int], list[Rectangle[BoardRow]]] | None = None
        self._recall_round: Callable[[RoundKey], list[Rectangle[RoundRow]]] | None = None

    def begin(self, claims: Sequence[Claim]) -> None:
        """Set out from what was visible on some day of knowing, without working out its rows: they are put in `board`
        and `rounds` by whoever kept them."""
        told = corroborate(claims, self._acts)
        self._states.begin(told.occurrences)
        self._vague = sorted([claim.earliest for claim in told.unresolved])
        for claim in claims:
            if claim.part != SIGNAL:
                self._begun.setdefault(claim.act, []).append(claim)

    def take(self, day: Day) -> None:
        """Go on to the next day of knowing."""
        vague = self._vague[0] if self._vague else END + 1
        went, came = self._taken_in(day.come, day.gone)
        now_vague = self._vague[0] if self._vague else END + 1
        stretches, retold, start, first = self._states.change(went, came)
        self._redraw_rounds(retold, start, first, day.known)
        if vague != now_vague:
            stretches.append((min(vague, now_vague), max(vague, now_vague) - 1))
        stretches = joined(stretches)
        if stretches and self._recall_board is not None:  # once a day: it takes the place of what is there
            self.board.load(self._recall_board(stretches[0][0]))
        for first, last in stretches:
            self._redraw(first, last, day.known)

    def _taken_in(
        self, come: Sequence[Claim], gone: Sequence[Claim]
    ) -> tuple[list[Occurrence], list[Occurrence]]:
        """Change the tallies of the acts concerned; the occurrences that went and came."""
        by_act: dict[str, tuple[list[Claim], list[Claim]]] = {}
        for number, claims in enumerate((come, gone)):
            for claim in claims:
                if claim.part != SIGNAL:
                    by_act.setdefault(claim.act, ([], []))[number].append(claim)
        went, came = [], []
        for act, (told, away) in by_act.items():
            change = self._tally(act).change(told, away)
            went += change.went
            came += change.came
            for claim in change.resolved:
                del self._vague[bisect_left(self._vague, claim.earliest)]
            for claim in change.unresolved:
                insort(self._vague, claim.earliest)
        return went, came

    def _tally(self, act: str) -> Tally:
        """The tally of an act; of those that were there at the outset, one is made when the first claim comes."""
        if act not in self._tallies:
            self._tallies[act] = Tally(self._acts[act], self._begun.pop(act, ()))
        return self._tallies[act]

    def _redraw(self, first: int, last: int, known: int) -> None:
        """Work out the board's row again for the days from `first` to `last`."""
        occurrences, states = self._states.occurrences, self._states.after
        index = bisect_right(occurrences, (first, END + 1))
        coming = sorted(self._states.maybe(first, last), key=attrgetter("earliest"), reverse=True)
        vague = self._vague[0] if self._vague else END + 1
        maybe: list[Occurrence] = []
        put, put_from, put_row = self.board.put, first, None
        state, certain, clock, day = None, None, first, first
        while True:
            while index < len(occurrences) and occurrences[index].latest <= day:
                index += 1
            if maybe:
                maybe = [one for one in maybe if one.latest > day]
            while coming and coming[-1].earliest <= day:
                one = coming.pop()
                if one.latest > day:
                    insort(maybe, one)
            if day >= clock or day == vague or states[index] is not state:
                state = states[index]
                certain, clock = self._row(state, day, day >= vague)
            row, turn = self._possible(state, maybe, day, certain, clock) if maybe else (certain, clock)
            if row != put_row:
                if put_from < day:
                    put(put_from, day - 1, put_row, known)
                put_from, put_row = day, row
            if index < len(occurrences) and occurrences[index].latest < turn:
                turn = occurrences[index].latest
            if coming and coming[-1].earliest < turn:
                turn = coming[-1].earliest
            day = vague if day < vague < turn else turn
            if day > last:
                put(put_from, last, put_row, known)
                return

    def _row(self, state: Any, day: int, vague: bool) -> tuple[BoardRow | None, int]:
        """The row at the end of `day`, where nothing may have happened besides (None: nothing known), and the next day
        on which the clock alone may change it."""
        if self._is_series:
            seen = meetings.view(state, day)
            turn = meetings.next_turn(state, day, seen)
            row = series_row(seen, (), with_unresolved(seen.flags) if vague else seen.flags)
        else:
            looked = lifecycle.view(state, day)
            turn = lifecycle.next_turn(state, day)
            row = agreement_row(looked, (), with_unresolved(looked.flags) if vague else looked.flags)
        return None if row == NOTHING_KNOWN else row, turn

    def _possible(
        self, state: Any, maybe: Sequence[Occurrence], day: int, row: BoardRow | None, turn: int
    ) -> tuple[BoardRow | None, int]:
        """The row, and the next turn, with what it may be where some of `maybe` happened."""
        ways: Sequence[Any] = (series_ways if self._is_series else agreement_ways)(state, maybe, day)
        next_turn: Callable[[Any, int], int] = meetings.next_turn if self._is_series else lifecycle.next_turn
        turn = min([turn, *[next_turn(way, day) for way in ways if way is not state]])
        possible = possible_statuses(ways, row.status if row is not None else None, day)
        return (row or NOTHING_KNOWN)._replace(possible=possible) if possible else row, turn

    def _redraw_rounds(self, keys: set[RoundKey], start: int, first: int, known: int) -> None:
        """Work out the rows of these rounds again, from the day and the occurrence that may be the first other ones."""
        for key in sorted(keys):
            if key not in self.rounds:
                self.load_round(key, self._recall_round(key) if self._recall_round is not None else [])
            put, from_day, told = self.rounds[key].put, first, self._states.versions(key, start, first)
            for number, (begins, version) in enumerate(told):
                if begins > from_day:
                    put(from_day, begins - 1, None, known)
                    from_day = begins
                ends = told[number + 1][0] - 1 if number + 1 < len(told) else END
                for day, upto in _turns(version, from_day, ends):
                    put(day, upto, round_row(view_round(version, day)), known)
                from_day = max(from_day, ends + 1)
            if not told:
                put(first, END, None, known)

    def outset(
        self, board: Callable[[int], list[Rectangle[BoardRow]]] | None,
        round: Callable[[RoundKey], list[Rectangle[RoundRow]]],
    ) -> None:
        """Set out from what is kept elsewhere, read only when it is needed: the board from a day on (for one more day
        of knowing), and each round. What was drawn before is let go of."""
        self.board, self.rounds = Plane(), {}
        self._recall_board, self._recall_round = board, round

    def load_round(self, key: RoundKey, rectangles: list[Rectangle[RoundRow]]) -> None:
        """Set out with these rectangles of a round."""
        self.rounds[key] = Plane()
        self.rounds[key].load(rectangles)

    def present(self) -> tuple[list[Rectangle[BoardRow]], list[tuple[RoundKey, Rectangle[RoundRow]]]]:
        """Every rectangle so far: those that ended, and those that stand."""
        board = [*self.board.ended, *self.board.standing()]
        rounds = [(key, one) for key, plane in self.rounds.items() for one in (*plane.ended, *plane.standing())]
        return board, rounds


def _turns(known: Round, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The stretches of days, within these, on which a round looks the same."""
    turn = known.turns_after + 1
    if first < turn <= last:
        yield first, turn - 1
        yield turn, last
    elif first <= last:
        yield first, last


def days_of_knowing(visible: Sequence[tuple[Claim, int, int]], after: int = BEGINNING) -> list[Day]:
    """The days after `after` on which claims come or go, in order, from claims with the first and last day of
    knowing on which each is visible."""
    days: dict[int, tuple[list[Claim], list[Claim]]] = {}
    for claim, first, last in visible:
        if first > after:
            days.setdefault(first, ([], []))[0].append(claim)
        if after <= last < END:
            days.setdefault(last + 1, ([], []))[1].append(claim)
    return [Day(known, *days[known]) for known in sorted(days)]


def chronicle(subject: Subject, visible: Sequence[tuple[Claim, int, int]]) -> Chronicle:
    """A subject's chronicle, up to the last day of knowing."""
    made = Chronicle(subject)
    for day in days_of_knowing(visible):
        made.take(day)
    return made
