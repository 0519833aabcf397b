"""The life of a meeting series: evolve it by one occurrence, and view the state on a day.

The rule kept here: `evolve` is pure and total. A series is active once a round is held; what only the clock
decides (held once its day has passed, dormant) is decided in `view`. Its rounds are in `tracker.rounds`.
"""

from __future__ import annotations

from typing import NamedTuple

from tracker.days import END, Duration
from tracker.errors import BadInput
from tracker.occurrences import Occurrence
from tracker.rounds import AMBIGUOUS, Round, RoundView, filled, find, moved, view_round
from tracker.vocabulary import (
    ACTIVE,
    DISPUTED,
    DORMANT,
    FLAGS,
    HELD,
    OPENED,
    OUT_OF_ORDER,
    ROUND_CLOSED,
    SERIES_ACTS,
    SOURCES_DIFFER,
    UNRESOLVED,
    Act,
)

DORMANT_AFTER = 2
"""Intervals without a round after which an active series is dormant."""


class Series(NamedTuple):
    """The state of one series after the occurrences folded so far.

    `opened` is a round that was opened since the status last changed and not reported closed: once its day
    has passed it makes the series active. `unresolved` are occurrences that fit several open rounds. Of `rounds`,
    `ahead` are the indices of those not closed, `held` that of the one held last, `touched` that of the one last
    told of.
    """

    status: str | None = None
    since: str | None = None
    made_by: tuple[Occurrence, ...] = ()
    every: Duration | None = None
    opened: Occurrence | None = None
    ahead: tuple[int, ...] = ()
    held: int | None = None
    touched: int | None = None
    rounds: tuple[Round, ...] = ()
    misfits: tuple[tuple[Occurrence, Occurrence | None], ...] = ()
    unresolved: tuple[Occurrence, ...] = ()


class SeriesView(NamedTuple):
    """A series as seen at the end of a day. `last` is the round held last; `ahead` are those still to come, or
    overdue."""

    status: str | None
    since: str | None
    flags: tuple[str, ...]
    made_by: tuple[Occurrence, ...]
    last: RoundView | None
    ahead: tuple[RoundView, ...]
    state: Series
    day: int

    @property
    def rounds(self) -> tuple[RoundView, ...]:
        """Every round, in the order in which they were first told of."""
        return tuple(view_round(known, self.day) for known in self.state.rounds)


def evolve(state: Series, occurrence: Occurrence, by: int = END) -> Series:
    """The state after one more occurrence. Pure; never raises; unknown acts and signals change nothing.

    What only may have happened has happened by the end of `by`, if it has.
    """
    act = SERIES_ACTS.get(occurrence.act)
    if act is None or act.signal:
        return state
    if state.opened is not None:
        state = _settled(state, min(occurrence.latest, by))
    if act.level == "round":
        return _evolve_round(state, act, occurrence)
    if occurrence.every is not None:
        state = state._replace(every=_interval(occurrence.every) or state.every)
    if act.status is None:
        return state
    if state.status not in act.moves:
        if act.else_signal:
            return state
        return state._replace(misfits=(*state.misfits, (occurrence, state.made_by[-1] if state.made_by else None)))
    if state.status == act.status:
        return state._replace(made_by=(*state.made_by, occurrence))
    return state._replace(status=act.status, since=occurrence.since, made_by=(occurrence,), opened=None)


def _interval(text: str) -> Duration | None:
    """The interval, or None for a text that is no duration: `evolve` never raises."""
    try:
        return Duration.parse(text)
    except BadInput:
        return None


def _evolve_round(state: Series, act: Act, occurrence: Occurrence) -> Series:
    index = find(state.rounds, state.ahead, act, occurrence)
    if index == AMBIGUOUS:
        return state._replace(unresolved=(*state.unresolved, occurrence))
    known = state.rounds[index] if index is not None else None
    opened = state.opened
    if known is not None:
        if known.status not in act.moves:
            if act.else_signal or (act.planning and known.status == OPENED):
                return _with_round(state, index, filled(known, occurrence), opened)
            return state._replace(misfits=(*state.misfits, (occurrence, known.made_by[-1])))
        if known.took_place is opened:
            opened = None
    after = moved(known, act, occurrence)
    if act.name == OPENED:
        return _with_round(state, index, after, occurrence)
    state = _with_round(state, index, after, opened)
    return _met(state, occurrence) if act.name == HELD else state


def _settled(state: Series, day: int) -> Series:
    """The state once a round that was opened, and not reported closed, counts as held: its day has passed."""
    if state.opened is None or day <= _closing(state, state.opened):
        return state
    return _met(state, state.opened)


def _met(state: Series, occurrence: Occurrence) -> Series:
    """A round was held: the series is active, since the first of its meetings in a row."""
    since = state.since if state.status == ACTIVE else occurrence.since
    return state._replace(status=ACTIVE, since=since, made_by=(occurrence,), opened=None)


def _with_round(state: Series, index: int | None, after: Round, opened: Occurrence | None) -> Series:
    """The state with the round in its place, new (None) or known."""
    status, since, made_by, every, _, ahead, held, _, rounds, misfits, unresolved = state
    if index is None:
        index = len(rounds)
        rounds = (*rounds, after)
        if after.status not in ROUND_CLOSED:
            ahead = (*ahead, index)
    else:
        if (rounds[index].status in ROUND_CLOSED) != (after.status in ROUND_CLOSED):
            ahead = (tuple(other for other in ahead if other != index) if after.status in ROUND_CLOSED
                     else tuple(sorted((*ahead, index))))
        rounds = (*rounds[:index], after, *rounds[index + 1 :])
    if after.status == HELD and (held is None or _later(rounds, index, held)):
        held = index
    return Series(status, since, made_by, every, opened, ahead, held, index, rounds, misfits, unresolved)


def _later(rounds: tuple[Round, ...], one: int, other: int) -> bool:
    """Whether a round held took place after another; of two on the same days, the one told of first counts."""
    return (rounds[one].window[::-1], -one) > (rounds[other].window[::-1], -other)


def with_rounds(state: Series, rounds: tuple[Round, ...]) -> Series:
    """The state with these rounds, and what follows from them."""
    ahead = tuple(index for index, known in enumerate(rounds) if known.status not in ROUND_CLOSED)
    held: int | None = None
    for index, known in enumerate(rounds):
        if known.status == HELD and (held is None or _later(rounds, index, held)):
            held = index
    touched = max(range(len(rounds)), key=lambda index: rounds[index].made_by[-1].order, default=None)
    return state._replace(rounds=rounds, ahead=ahead, held=held, touched=touched)


def view(state: Series, day: int) -> SeriesView:
    """The series at the end of `day`: its state with what has been held, is overdue or dormant by then."""
    state, last, status, since = _by_the_clock(state, day)
    made_by, rounds = state.made_by, state.rounds
    current = []
    ahead = []
    for index in state.ahead:
        known = rounds[index]
        if known.status != OPENED:
            current.append(known)
            ahead.append(view_round(known, day))
        elif day <= known.turns_after:
            current.append(known)
    flags = set()
    if state.misfits:
        flags.add(OUT_OF_ORDER)
    if state.unresolved:
        flags.add(UNRESOLVED)
    if last is not None:
        current.append(last)
    if state.touched is not None:
        current.append(rounds[state.touched])
    for made in (made_by, *[known.made_by for known in current]):
        for one in made:
            if one.differing:
                flags.add(SOURCES_DIFFER)
            if one.denials:
                flags.add(DISPUTED)
    told = tuple([flag for flag in FLAGS if flag in flags]) if flags else ()
    held = view_round(last, day) if last is not None else None
    return SeriesView(status, since, told, made_by, held, tuple(ahead), state, day)


def status_at(state: Series, day: int) -> str | None:
    """The status that `view` gives, alone."""
    return _by_the_clock(state, day)[2]


def _by_the_clock(state: Series, day: int) -> tuple[Series, Round | None, str | None, str | None]:
    """The state settled by the end of `day`, the round held last by then, the status and since when."""
    if state.opened is not None:
        state = _settled(state, day)
    best, rounds = state.held, state.rounds
    for index in state.ahead:
        known = rounds[index]
        if day > known.turns_after and known.status == OPENED and (best is None or _later(rounds, index, best)):
            best = index
    last = rounds[best] if best is not None else None
    status, since = state.status, state.since
    if (status == ACTIVE and last is not None and state.every is not None
            and day > state.every.after(last.window.latest, DORMANT_AFTER)):
        status, since = DORMANT, last.took_place.since if last.took_place is not None else None
    return state, last, status, since


def next_turn(state: Series, day: int, seen: SeriesView | None = None) -> int:
    """The next day after `day` on which the clock alone may change the view; later than `END` where there is none.

    `seen` is the view of that day, where it is at hand.
    """
    turn = END + 1
    for index in state.ahead:
        if day <= state.rounds[index].turns_after < turn:
            turn = state.rounds[index].turns_after + 1
    if state.every is not None:
        last = _by_the_clock(state, day)[1] if seen is None else seen.last.round if seen.last is not None else None
        slept = state.every.after(last.window.latest, DORMANT_AFTER) + 1 if last is not None else END + 1
        if day < slept < turn:
            turn = slept
    return turn


def _closing(state: Series, opened: Occurrence) -> int:
    for index in state.ahead:
        if state.rounds[index].took_place is opened:
            return state.rounds[index].closing_day
    return opened.latest


def alike(one: Series, other: Series) -> bool:
    """Whether two states look the same from here on, whatever follows: they may differ in which reports they hold as
    misfits or unresolved."""
    return (
        one[:-2] == other[:-2] and bool(one.misfits) == bool(other.misfits)
        and bool(one.unresolved) == bool(other.unresolved)
    )


def turning_days(state: Series) -> set[int]:
    """The days on which the clock alone may change the view."""
    ahead = [state.rounds[index] for index in state.ahead]
    days = {known.turns_after + 1 for known in ahead}
    if state.every is not None:
        held = [known.window.latest for known in ahead if known.status == OPENED]
        held += [state.rounds[state.held].window.latest] if state.held is not None else []
        days |= {state.every.after(day, times) + 1 for day in held for times in (1, DORMANT_AFTER)}
    return {day for day in days if day <= END}
