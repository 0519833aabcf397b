"""One subject on both clocks: what was known on each day of knowing about each day of occurring.

The rule kept here: whatever day of knowing has been reached, `board` and `rounds` say for every day what replay
says of it known by then. Days of knowing are taken in order; what a day brings changes only the occurrences near
it, the states after those, and the days on which they count, and only that is worked out again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from tracker import lifecycle, meetings
from tracker.boardrows import agreement_row, round_row, series_row
from tracker.days import BEGINNING, END
from tracker.facts import Subject
from tracker.lifecycle import Agreement
from tracker.meetings import Series
from tracker.occurrences import Occurrence
from tracker.plane import Plane, Rectangle
from tracker.projection import agreement_ways, possible_statuses, series_ways, with_unresolved
from tracker.rounds import Round, view_round
from tracker.rows import NOTHING_KNOWN, BoardRow, RoundRow
from tracker.seats import MONTH
from tracker.tally import Tally
from tracker.visible import SIGNAL, Claim
from tracker.vocabulary import ACTS

RoundKey = tuple[int, int, int, str]
"""A round among those of its series: the place in replay of what it was first told by. Rounds stand in that order."""


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
        self._evolve: Any = meetings.evolve if self._is_series else lifecycle.evolve
        self._alike: Any = meetings.alike if self._is_series else lifecycle.alike
        self._same_rows: Any = meetings.same_rows if self._is_series else lifecycle.alike
        self._occurrences: list[Occurrence] = []
        self._broad: list[Occurrence] = []
        self._states: list[Any] = [Series() if self._is_series else Agreement(subject.parties)]
        self._vague: list[int] = []
        self._recall_board: Callable[[int], list[Rectangle[BoardRow]]] | None = None
        self._recall_round: Callable[[RoundKey], list[Rectangle[RoundRow]]] | None = None

    def begin(self, claims: Sequence[Claim]) -> None:
        """Set out from what was visible on some day of knowing, without working out its rows: they are put in `board`
        and `rounds` by whoever kept them."""
        self._occurrences = sorted(self._taken_in(claims, ())[1])
        self._broad = [one for one in self._occurrences if one.latest - one.earliest > MONTH]
        self._states = self._states[:1]
        for one in self._occurrences:
            self._states.append(self._evolve(self._states[-1], one))

    def take(self, day: Day) -> None:
        """Go on to the next day of knowing."""
        vague = self._vague[0] if self._vague else END + 1
        went, came = self._taken_in(day.come, day.gone)
        now_vague = self._vague[0] if self._vague else END + 1
        went, came = _but_for_the_same(went, came)
        first = last = None
        if went or came:
            first, last = self._refold(went, came, day.known)
        if vague != now_vague:
            low, high = min(vague, now_vague), max(vague, now_vague) - 1
            first, last = (low, high) if first is None or last is None else (min(low, first), max(high, last))
        if first is not None and last is not None and first <= last:
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
            if act not in self._tallies:
                self._tallies[act] = Tally(self._acts[act])
            change = self._tallies[act].change(told, away)
            went += change.went
            came += change.came
            for claim in change.resolved:
                del self._vague[bisect_left(self._vague, claim.earliest)]
            for claim in change.unresolved:
                insort(self._vague, claim.earliest)
        return went, came

    def _put(self, one: Occurrence, there: bool) -> None:
        """Put an occurrence in its place, or take it out."""
        for occurrences in (self._occurrences, self._broad) if one.latest - one.earliest > MONTH else (
                self._occurrences,):
            if there:
                insort(occurrences, one)
            else:
                del occurrences[bisect_left(occurrences, one)]

    def _refold(self, went: Sequence[Occurrence], came: Sequence[Occurrence], known: int) -> tuple[int, int]:
        """Put the occurrences in their places and fold on from the first; the days between which rows may differ.

        Folding ends where a state looks as it did before, once all that changed has been passed.
        """
        changed, more = [*went, *came], len(came) - len(went)
        for one in went:
            self._put(one, False)
        for one in came:
            self._put(one, True)
        occurrences, states = self._occurrences, self._states
        start, passed = bisect_left(occurrences, min(changed)), bisect_right(occurrences, max(changed))
        state, met, unlike = states[start], None, start
        folded = [state]
        for number in range(start, len(occurrences) + 1):
            before = states[number - more] if number >= passed else None
            if before is not None and self._alike(state, before):
                met = number
                break
            if before is None or not self._same_rows(state, before):
                unlike = number
            if number < len(occurrences):
                state = self._evolve(state, occurrences[number])
                folded.append(state)
        old = states[start : met - more + 1 if met is not None else None]
        states[start : start + len(old)] = folded if met is None else [*folded[:-1], old[-1]]
        if self._is_series:
            self._redraw_rounds(_retold(old, folded, passed - start), start, known)
        last = END
        if unlike < len(occurrences):
            last = max([occurrences[unlike].latest, *[one.latest for one in changed]]) - 1
        return min([one.earliest for one in changed]), last

    def _redraw(self, first: int, last: int, known: int) -> None:
        """Work out the board's row again for the days from `first` to `last`."""
        if self._recall_board is not None:
            self.board.load(self._recall_board(first))
        occurrences, states = self._occurrences, self._states
        index = bisect_right(occurrences, (first, END + 1))
        days = {one.latest for one in occurrences[index : bisect_right(occurrences, (last, END + 1))]}
        near = occurrences[index : bisect_right(occurrences, (last + MONTH, END + 1))]
        coming = sorted(
            [one for one in near if 0 < one.latest - one.earliest <= MONTH and one.earliest <= last]
            + [one for one in self._broad if one.latest > first and one.earliest <= last],
            key=lambda one: one.earliest, reverse=True,
        )
        days |= {one.earliest for one in coming if one.earliest > first}
        if self._vague and first < self._vague[0] <= last:
            days.add(self._vague[0])
        stops = sorted(days, reverse=True)
        maybe: list[Occurrence] = []
        day = first
        put, put_from, put_row = self.board.put, first, None
        while True:
            while index < len(occurrences) and occurrences[index].latest <= day:
                index += 1
            maybe = [one for one in maybe if one.latest > day]
            while coming and coming[-1].earliest <= day:
                one = coming.pop()
                if one.latest > day:
                    insort(maybe, one)
            while stops and stops[-1] <= day:
                stops.pop()
            row, turn = self._row(states[index], maybe, day)
            kept = None if row == NOTHING_KNOWN else row
            if kept != put_row:
                if put_from < day:
                    put(put_from, day - 1, put_row, known)
                put_from, put_row = day, kept
            day = min(stops[-1] if stops else END + 1, turn)
            if day > last:
                put(put_from, last, put_row, known)
                return

    def _row(self, state: Any, maybe: Sequence[Occurrence], day: int) -> tuple[BoardRow, int]:
        """The row at the end of `day`, and the next day on which the clock alone may change it."""
        if self._is_series:
            seen = meetings.view(state, day)
            ways: Sequence[Any] = series_ways(state, maybe, day) if maybe else (state,)
            turn = min([meetings.next_turn(way, day) for way in ways]) if maybe else meetings.next_turn(
                state, day, seen)
            possible = possible_statuses(ways, seen.status, day) if maybe else ()
            row = series_row(seen, possible, self._flags(seen.flags, day))
        else:
            looked = lifecycle.view(state, day)
            ways = agreement_ways(state, maybe, day) if maybe else (state,)
            turn = min([lifecycle.next_turn(way, day) for way in ways])
            possible = possible_statuses(ways, looked.status, day) if maybe else ()
            row = agreement_row(looked, possible, self._flags(looked.flags, day))
        return row, turn

    def _flags(self, flags: tuple[str, ...], day: int) -> tuple[str, ...]:
        return with_unresolved(flags) if self._vague and self._vague[0] <= day else flags

    def _redraw_rounds(self, keys: set[RoundKey], start: int, known: int) -> None:
        """Work out the rows of these rounds again, from the first occurrence that may be another."""
        first = BEGINNING if start == 0 else self._occurrences[start - 1].latest
        for key in sorted(keys):
            if key not in self.rounds:
                self.load_round(key, self._recall_round(key) if self._recall_round is not None else [])
            put, from_day, told = self.rounds[key].put, first, self._versions(key, start)
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

    def _versions(self, key: RoundKey, start: int) -> list[tuple[int, Round]]:
        """What a round was after `start` occurrences, and each time it was told of again, from which day on."""
        at_first, at_last = _find(self._states[start], key), _find(self._states[-1], key)
        versions = [(BEGINNING, at_first)] if at_first is not None else []
        for one in at_last.made_by if at_last is not None else ():
            place = bisect_left(self._occurrences, one)
            if place >= start:
                versions.append((one.latest, self._states[place + 1].rounds.told))
        return versions

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


def _but_for_the_same(
    went: list[Occurrence], came: list[Occurrence]
) -> tuple[list[Occurrence], list[Occurrence]]:
    """What went and came, but for those that are equal."""
    if not went or not came:
        return went, came
    old = {one[:4]: one for one in went}
    same = {one[:4] for one in came if old.get(one[:4]) == one}
    if not same:
        return went, came
    return [one for one in went if one[:4] not in same], [one for one in came if one[:4] not in same]


def _retold(old: Sequence[Series], new: Sequence[Series], passed: int) -> set[RoundKey]:
    """The rounds of which other things were told than before, in two folds that set out from one state.

    After the first `passed` occurrences of the new one, both are of the same occurrences.
    """
    was, now = ([after.rounds.told if after.rounds is not before.rounds else None for before, after in pairwise(states)]
                for states in (old, new))
    same = len(now) - passed
    told = [*was[: len(was) - same], *now[:passed]]
    for one, other in zip(was[len(was) - same :], now[passed:], strict=True):
        if one != other:
            told += one, other
    return {known.key for known in told if known is not None}


def _find(state: Series, key: RoundKey) -> Round | None:
    rounds = state.rounds.all
    place = bisect_left(rounds, key, key=attrgetter("key"))
    return rounds[place] if place < len(rounds) and rounds[place].key == key else None


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
