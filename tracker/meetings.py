"""The life of a meeting series: evolve it by one occurrence, and view the state on a day.

The rule kept here: `evolve` is pure and total. A series is active once a round is held; what only the clock
decides (held once its day has passed, dormant) is decided in `view`. Its rounds are in `tracker.rounds`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.days import END, Duration
from tracker.errors import BadInput
from tracker.occurrences import Occurrence
from tracker.rounds import AMBIGUOUS, Round, RoundView, filled, find, last_held, moved, view_round
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


@dataclass(frozen=True, slots=True)
class Series:
    """The state of one series after the occurrences folded so far.

    `opened` is a round that was opened since the status last changed and not reported closed: once its day
    has passed it makes the series active. `unresolved` are occurrences that fit several open rounds.
    """

    status: str | None = None
    since: str | None = None
    made_by: tuple[Occurrence, ...] = ()
    every: Duration | None = None
    rounds: tuple[Round, ...] = ()
    misfits: tuple[tuple[Occurrence, Occurrence | None], ...] = ()
    unresolved: tuple[Occurrence, ...] = ()
    opened: Occurrence | None = None


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series as seen at the end of a day."""

    status: str | None
    since: str | None
    flags: tuple[str, ...]
    made_by: tuple[Occurrence, ...]
    rounds: tuple[RoundView, ...]
    state: Series


def evolve(state: Series, occurrence: Occurrence) -> Series:
    """The state after one more occurrence. Pure; never raises; unknown acts and signals change nothing."""
    act = SERIES_ACTS.get(occurrence.act)
    if act is None or act.signal:
        return state
    state = _settled(state, occurrence.window.latest)
    if act.level == "round":
        return _evolve_round(state, act, occurrence)
    if occurrence.every is not None:
        state = replace(state, every=_interval(occurrence.every) or state.every)
    if act.status is None:
        return state
    if state.status not in act.moves:
        if act.else_signal:
            return state
        return replace(state, misfits=(*state.misfits, (occurrence, state.made_by[-1] if state.made_by else None)))
    if state.status == act.status:
        return replace(state, made_by=(*state.made_by, occurrence))
    return replace(state, status=act.status, since=occurrence.since, made_by=(occurrence,), opened=None)


def _interval(text: str) -> Duration | None:
    """The interval, or None for a text that is no duration: `evolve` never raises."""
    try:
        return Duration.parse(text)
    except BadInput:
        return None


def _evolve_round(state: Series, act: Act, occurrence: Occurrence) -> Series:
    index = find(state.rounds, act, occurrence)
    if index == AMBIGUOUS:
        return replace(state, unresolved=(*state.unresolved, occurrence))
    known = state.rounds[index] if index is not None else None
    if known is not None and known.status not in act.moves:
        if act.else_signal or (act.planning and known.status == OPENED):
            return _with_round(state, index, filled(known, occurrence))
        return replace(state, misfits=(*state.misfits, (occurrence, known.made_by[-1])))
    if known is not None and known.took_place is state.opened:
        state = replace(state, opened=None)
    state = _with_round(state, index, moved(known, act, occurrence))
    if act.name == HELD:
        return _met(state, occurrence)
    if act.name == OPENED:
        return replace(state, opened=occurrence)
    return state


def _settled(state: Series, day: int) -> Series:
    """The state once a round that was opened, and not reported closed, counts as held: its day has passed."""
    if state.opened is None or day <= _closing(state, state.opened):
        return state
    return _met(state, state.opened)


def _met(state: Series, occurrence: Occurrence) -> Series:
    """A round was held: the series is active, since the first of its meetings in a row."""
    since = state.since if state.status == ACTIVE else occurrence.since
    return replace(state, status=ACTIVE, since=since, made_by=(occurrence,), opened=None)


def _with_round(state: Series, index: int | None, after: Round) -> Series:
    if index is None:
        return replace(state, rounds=(*state.rounds, after))
    return replace(state, rounds=(*state.rounds[:index], after, *state.rounds[index + 1 :]))


def view(state: Series, day: int) -> SeriesView:
    """The series at the end of `day`: its state with what has been held, is overdue or dormant by then."""
    state = _settled(state, day)
    status, since, made_by = state.status, state.since, state.made_by
    seen = tuple(view_round(known, day) for known in state.rounds)
    last = last_held(seen)
    slept = state.every.after(last.round.window.latest, DORMANT_AFTER) if last and state.every else END
    if status == ACTIVE and last is not None and day > slept:
        status, since = DORMANT, last.date
    flags = set()
    if state.misfits:
        flags.add(OUT_OF_ORDER)
    if state.unresolved:
        flags.add(UNRESOLVED)
    latest = max(seen, key=lambda known: known.round.made_by[-1].order, default=None)
    current = [known.round for known in seen if known.status not in ROUND_CLOSED or known in (last, latest)]
    if any(made.differing for known in current for made in known.made_by) or any(made.differing for made in made_by):
        flags.add(SOURCES_DIFFER)
    if any(made.denials for known in current for made in known.made_by) or any(made.denials for made in made_by):
        flags.add(DISPUTED)
    return SeriesView(status, since, tuple(flag for flag in FLAGS if flag in flags), made_by, seen, state)


def _closing(state: Series, opened: Occurrence) -> int:
    return next((known.closing_day for known in state.rounds if known.took_place is opened), opened.window.latest)


def turning_days(state: Series) -> set[int]:
    """The days on which the clock alone may change the view."""
    days = {known.planned.latest + 1 for known in state.rounds if known.planned is not None}
    days |= {known.closing_day + 1 for known in state.rounds if known.took_place is not None}
    if state.every is not None:
        held = [known.window.latest for known in state.rounds if known.took_place is not None]
        days |= {state.every.after(day, times) + 1 for day in held for times in (1, DORMANT_AFTER)}
    return {day for day in days if day <= END}
