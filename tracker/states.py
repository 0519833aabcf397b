"""The states that a subject goes through, kept while the occurrences that it is folded from come and go.

The rule kept here: the states are always those of a fold over the occurrences present, or such as look the same. What
comes or goes is folded on from, until a state looks as it did before; the states from there on stay.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from tracker import lifecycle, meetings
from tracker.days import BEGINNING, END
from tracker.facts import Subject
from tracker.lifecycle import Agreement
from tracker.meetings import Series
from tracker.occurrences import Occurrence
from tracker.rounds import Round
from tracker.seats import MONTH

RoundKey = tuple[int, int, int, str]
"""A round among those of its series: the place in replay of what it was first told by. Rounds stand in that order."""


class Changed(NamedTuple):
    """What is other than before: stretches of days (both ends included) on which the board's row may be, and rounds
    whose rows may be, from the day `first` on, after the first `start` occurrences."""

    stretches: list[tuple[int, int]]
    rounds: set[RoundKey]
    start: int
    first: int


class States:
    """A subject's occurrences in the order of replay, and its state before them all, and `after` each.

    `broad` are the occurrences that may have happened on any day of more than a month.
    """

    def __init__(self, subject: Subject) -> None:
        self._is_series = subject.kind == "series"
        self._evolve: Any = meetings.evolve if self._is_series else lifecycle.evolve
        self._alike: Any = meetings.alike if self._is_series else lifecycle.alike
        self.occurrences: list[Occurrence] = []
        self.broad: list[Occurrence] = []
        self.after: list[Any] = [Series() if self._is_series else Agreement(subject.parties)]

    def begin(self, occurrences: Iterable[Occurrence]) -> None:
        """Fold these, instead of what was folded before."""
        self.occurrences = sorted(occurrences)
        self.broad = [one for one in self.occurrences if one.latest - one.earliest > MONTH]
        self.after = self.after[:1]
        for one in self.occurrences:
            self.after.append(self._evolve(self.after[-1], one))

    def change(self, went: list[Occurrence], came: list[Occurrence]) -> Changed:
        """Put occurrences in their places, take others out, and fold on from each."""
        went, came = _but_for_the_same(went, came)
        changes = [*[(one, -1) for one in went], *[(one, 1) for one in came]]
        if not changes:
            return Changed([], set(), 0, BEGINNING)
        for one, by in changes:
            self._put(one, by > 0)
        if len(changes) > 1:
            changes.sort(key=_order, reverse=True)
        changed = Changed([], set(), bisect_left(self.occurrences, changes[-1][0][:4]), changes[-1][0].latest)
        while changes:
            self._fold_on(bisect_left(self.occurrences, changes[-1][0][:4]), changes, changed)
        return changed

    def maybe(self, first: int, last: int) -> list[Occurrence]:
        """The occurrences that may have happened by one of these days, and may not have."""
        start = bisect_right(self.occurrences, (first, END + 1))
        near = self.occurrences[start : bisect_right(self.occurrences, (last + MONTH, END + 1))]
        return [one for one in near if 0 < one.latest - one.earliest <= MONTH and one.earliest <= last] + [
            one for one in self.broad if one.latest > first and one.earliest <= last]

    def _put(self, one: Occurrence, there: bool) -> None:
        """Put an occurrence in its place, or take it out."""
        if there:
            insort(self.occurrences, one)
        else:
            del self.occurrences[bisect_left(self.occurrences, one[:4])]
        if one.latest - one.earliest > MONTH:
            self.broad = sorted([*self.broad, one]) if there else [other for other in self.broad if other != one]

    def _fold_on(self, start: int, changes: list[tuple[Occurrence, int]], changed: Changed) -> None:
        """Fold on from the state after `start` occurrences, until a state looks as it did before.

        Of `changes`, what went (-1) and came (1), the first last, those that were passed are taken.
        """
        occurrences, states = self.occurrences, self.after
        state, met, unlike, unsure, more, passed = states[start], None, start, start, 0, start
        first = last = changes[-1][0].earliest
        folded = [state]
        many, due = len(occurrences), changes[-1][0][:4]
        for number in range(start, many + 1):
            here = occurrences[number] if number < many else None
            while changes and (here is None or due <= here):
                one, by = changes.pop()
                due = changes[-1][0][:4] if changes else due
                more, passed = more + by, max(passed, number + max(by, 0))
                first, last = min(first, one.earliest), max(last, one.latest)
            before = states[number - more] if number >= passed else None
            if before is not None and self._alike(state, before):
                met = number
                break
            if before is None or not self._is_series or not meetings.same_rows(state, before):
                unlike = number
            elif not meetings.same_ways(state, before):
                unsure = number
            if here is not None:
                state = self._evolve(state, here)
                folded.append(state)
        old = states[start : met - more + 1 if met is not None else None]
        states[start : start + len(old)] = folded if met is None else [*folded[:-1], old[-1]]
        last = max(last, occurrences[unlike].latest) - 1 if unlike < len(occurrences) else END
        if first <= last:
            changed.stretches.append((first, last))
        if unsure > unlike:
            after, upto = last + 1, occurrences[unsure].latest - 1 if unsure < len(occurrences) else END
            changed.stretches.extend(
                (max(one.earliest, after), min(one.latest - 1, upto)) for one in self.maybe(after, upto))
        if self._is_series:
            changed.rounds.update(_retold(old, folded, passed - start))

    def versions(self, key: RoundKey, start: int, first: int) -> list[tuple[int, Round]]:
        """What a round was from the day `first` on, after `start` occurrences, and each time it was told of again, from
        which day on."""
        occurrences, states = self.occurrences, self.after
        at_last, versions = _find(states[-1], key), []
        for one in reversed(at_last.made_by) if at_last is not None else ():
            place = bisect_left(occurrences, one[:4])
            if place < start:
                break
            versions.append((one.latest, states[place + 1].rounds.told))
        if not versions or versions[-1][0] > first:
            at_first = _find(states[start], key)
            versions += [(first, at_first)] if at_first is not None else []
        return versions[::-1]


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


def _order(change: tuple[Occurrence, int]) -> tuple[int, int, int, str]:
    return change[0][:4]


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
