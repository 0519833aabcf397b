"""The life of a meeting series: evolve it by one occurrence, and view the state on a day.

The rule kept here: `evolve` is pure and total. A series is active once a round is held; what only the clock
decides (held once its day has passed, dormant) is decided in `view`. Its rounds are in `tracker.rounds`.
"""

from __future__ import annotations

from typing import NamedTuple

from tracker.days import END, Duration
from tracker.errors import BadInput
from tracker.occurrences import NO_DOUBTS, Occurrence
from tracker.rounds import AMBIGUOUS, LONGEST_MEETING, Round, Rounds, RoundView, filled, moved, view_round
from tracker.vector import Vector
from tracker.vocabulary import (
    ACTIVE,
    DORMANT,
    FLAGS,
    HELD,
    OPENED,
    OUT_OF_ORDER,
    SERIES_ACTS,
    UNRESOLVED,
    Act,
)

DORMANT_AFTER = 2
"""Intervals without a round after which an active series is dormant."""

_OUT_OF_ORDER, _UNRESOLVED = frozenset({OUT_OF_ORDER}), frozenset({UNRESOLVED})


class Series(NamedTuple):
    """The state of one series after the occurrences folded so far.

    `opened` is a round that was opened since the status last changed and not reported closed: once its day
    has passed it makes the series active. `unresolved` are occurrences that fit several open rounds; `doubts` the flags
    that `made_by` raises.
    """

    status: str | None = None
    since: str | None = None
    made_by: tuple[Occurrence, ...] = ()
    every: Duration | None = None
    opened: Occurrence | None = None
    doubts: frozenset[str] = NO_DOUBTS
    rounds: Rounds = Rounds()
    misfits: Vector[tuple[Occurrence, Occurrence | None]] = Vector()
    unresolved: Vector[Occurrence] = Vector()


class SeriesView(NamedTuple):
    """A series as seen at the end of a day. `last` is the round held last; `ahead` are those still to come, or
    overdue, as the state has them."""

    status: str | None
    since: str | None
    flags: tuple[str, ...]
    made_by: tuple[Occurrence, ...]
    last: RoundView | None
    ahead: tuple[Round, ...]
    state: Series
    day: int

    @property
    def rounds(self) -> tuple[RoundView, ...]:
        """Every round, in the order in which they were first told of."""
        return tuple(view_round(known, self.day) for known in self.state.rounds.all)


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
        in_the_way = state.made_by[-1] if state.made_by else None
        return state._replace(misfits=state.misfits.with_last((occurrence, in_the_way)))
    if state.status == act.status:
        return state._replace(made_by=(*state.made_by, occurrence), doubts=state.doubts | occurrence.doubts)
    return state._replace(
        status=act.status, since=occurrence.since, made_by=(occurrence,), opened=None, doubts=occurrence.doubts)


def _interval(text: str) -> Duration | None:
    """The interval, or None for a text that is no duration: `evolve` never raises."""
    try:
        return Duration.parse(text)
    except BadInput:
        return None


def _evolve_round(state: Series, act: Act, occurrence: Occurrence) -> Series:
    rounds = state.rounds
    index = rounds.find(act, occurrence)
    if index == AMBIGUOUS:
        return state._replace(unresolved=state.unresolved.with_last(occurrence))
    known = rounds.all[index] if index is not None else None
    opened = state.opened
    if known is not None:
        if known.status not in act.moves:
            if act.else_signal or (act.planning and known.status == OPENED):
                return _with_rounds(state, rounds.put(index, filled(known, occurrence)), opened)
            return state._replace(misfits=state.misfits.with_last((occurrence, known.made_by[-1])))
        if known.took_place is opened:
            opened = None
    rounds = rounds.put(index, moved(known, act, occurrence))
    if act.name == OPENED:
        return _with_rounds(state, rounds, occurrence)
    state = _with_rounds(state, rounds, opened)
    return _met(state, occurrence) if act.name == HELD else state


def _with_rounds(state: Series, rounds: Rounds, opened: Occurrence | None) -> Series:
    status, since, made_by, every, _, doubts, _, misfits, unresolved = state
    return Series(status, since, made_by, every, opened, doubts, rounds, misfits, unresolved)


def _settled(state: Series, day: int) -> Series:
    """The state once a round that was opened, and not reported closed, counts as held: its day has passed."""
    if state.opened is None or day <= _closing(state, state.opened):
        return state
    return _met(state, state.opened)


def _met(state: Series, occurrence: Occurrence) -> Series:
    """A round was held: the series is active, since the first of its meetings in a row."""
    since = state.since if state.status == ACTIVE else occurrence.since
    return state._replace(status=ACTIVE, since=since, made_by=(occurrence,), opened=None, doubts=occurrence.doubts)


def view(state: Series, day: int) -> SeriesView:
    """The series at the end of `day`: its state with what has been held, is overdue or dormant by then."""
    state, last, status, since = _by_the_clock(state, day)
    rounds, flags = state.rounds, state.doubts
    ahead = tuple([known for _, known in rounds.ahead])
    for known in (*ahead, *_going_on(rounds, day), last, rounds.told):
        if known is not None and known.doubts:
            flags |= known.doubts
    if state.misfits:
        flags |= _OUT_OF_ORDER
    if state.unresolved:
        flags |= _UNRESOLVED
    told = tuple([flag for flag in FLAGS if flag in flags]) if flags else ()
    held = view_round(last, day) if last is not None else None
    return SeriesView(status, since, told, state.made_by, held, ahead, state, day)


def _going_on(rounds: Rounds, day: int) -> list[Round]:
    """The rounds that were opened, and that the clock has not closed by the end of `day`."""
    if not rounds.going:
        return []
    return [known for _, known in rounds.going_since(day - LONGEST_MEETING) if day <= known.turns_after]


def status_at(state: Series, day: int) -> str | None:
    """The status that `view` gives, alone."""
    return _by_the_clock(state, day)[2]


def stays_active(state: Series, day: int) -> bool:
    """Whether a series is active at the end of `day`, whatever more is told of rounds: nothing calls off what was
    reported held, and if that was not long ago, neither is what may have been held since."""
    if state.opened is not None:
        state = _settled(state, day)
    return state.status == ACTIVE and (
        state.every is None or (state.rounds.held is not None and day < _sleeps(state.every, state.rounds.held)))


def _sleeps(every: Duration, last: Round | None) -> int:
    """The first day on which an active series is dormant, where no round was held after this one."""
    return every.after(last.window.latest, DORMANT_AFTER) + 1 if last is not None else END + 1


def _by_the_clock(state: Series, day: int) -> tuple[Series, Round | None, str | None, str | None]:
    """The state settled by the end of `day`, the round held last by then, the status and since when."""
    if state.opened is not None:
        state = _settled(state, day)
    last, status, since = state.rounds.held_by(day), state.status, state.since
    if status == ACTIVE and last is not None and state.every is not None and day >= _sleeps(state.every, last):
        status, since = DORMANT, last.took_place.since if last.took_place is not None else None
    return state, last, status, since


def next_turn(state: Series, day: int, seen: SeriesView | None = None) -> int:
    """The next day after `day` on which the clock alone may change the view, or what may be besides; later than `END`
    where there is none.

    `seen` is the view of that day, where it is at hand.
    """
    turn, rounds, every = END + 1, state.rounds, state.every
    for _, known in rounds.ahead:
        if day <= known.turns_after < turn:
            turn = known.turns_after + 1
    for known in _going_on(rounds, day):
        turn = min(turn, known.turns_after + 1)
    if every is not None:
        last = rounds.held_by(day) if seen is None else seen.last.round if seen.last is not None else None
        for held in (last, rounds.held) if last is not rounds.held else (last,):
            slept = _sleeps(every, held)
            if day < slept < turn:
                turn = slept
    return turn


def _closing(state: Series, opened: Occurrence) -> int:
    for _, known in reversed(state.rounds.going):
        if known.took_place is opened:
            return known.closing_day
    return opened.latest


def alike(one: Series, other: Series) -> bool:
    """Whether two states look the same from here on, whatever follows: they may differ in which reports they hold as
    misfits or unresolved."""
    return _alike_but_for_rounds(one, other) and one.rounds[:5] == other.rounds[:5]


def same_rows(one: Series, other: Series) -> bool:
    """Whether rows made of two states are the same on every day on which nothing may have happened besides: they differ
    at most in rounds that do not show, and in who told of those that do."""
    return _alike_but_for_rounds(one, other) and (
        one.rounds[:4] == other.rounds[:4] or _show_alike(one.rounds, other.rounds))


def same_ways(one: Series, other: Series) -> bool:
    """Whether, of two states with the same rows, so are those where something may have happened besides: of their
    rounds they differ at most in who told of them, and in what more was told."""
    rounds, others = one.rounds.all, other.rounds.all
    return len(rounds) == len(others) and all(
        _place(known) == _place(told) for known, told in rounds.differing(others))


def _show_alike(one: Rounds, other: Rounds) -> bool:
    """Whether of both the same shows: of the rounds ahead and going on, of the one held last, and what was told last.
    """
    return (
        len(one.ahead) == len(other.ahead) and len(one.going) == len(other.going)
        and (one.told and one.told.doubts) == (other.told and other.told.doubts)
        and (one.held and _shown(one.held)) == (other.held and _shown(other.held))
        and all(
            known is told or _shown(known) == _shown(told)
            for (_, known), (_, told) in zip((*one.ahead, *one.going), (*other.ahead, *other.going), strict=True)
        )
    )


def _shown(known: Round) -> tuple[object, ...]:
    """All that rows show of a round, and its place among others on the same days."""
    name, status, window, _, made_by, planned, _, took_place, turns_after, doubts = known
    return made_by[0][:4], name, status, window, planned, turns_after, doubts, took_place and took_place.since


def _alike_but_for_rounds(one: Series, other: Series) -> bool:
    return (
        one[:6] == other[:6] and bool(one.misfits) == bool(other.misfits)
        and bool(one.unresolved) == bool(other.unresolved)
    )


def _place(known: Round) -> tuple[object, ...]:
    """All of a round that decides which reports belong to it, and what they make of it."""
    return known.name, known.status, known.window, known.planned, known.closing_day


def turning_days(state: Series) -> set[int]:
    """The days on which the clock alone may change the view."""
    rounds = state.rounds
    going = [known for _, known in rounds.going]
    days = {known.turns_after + 1 for known in (*[known for _, known in rounds.ahead], *going)}
    if state.every is not None:
        held = [known.window.latest for known in (*going, rounds.held) if known is not None]
        days |= {state.every.after(day, times) + 1 for day in held for times in (1, DORMANT_AFTER)}
    return {day for day in days if day <= END}
