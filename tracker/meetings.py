"""The life of a meeting series: evolve it by one occurrence, match reports to rounds, view it on a day.

The rule kept here: `evolve` is pure and total. An occurrence of a round's act belongs to the round it
names, else to the one open round whose window it overlaps, else to the nearest open round within 31 days,
else it starts a new round. What only the clock decides (held once its day has passed, overdue, dormant) is
decided in `view`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.dates import When
from tracker.days import END, Duration, Window
from tracker.errors import BadInput
from tracker.occurrences import Occurrence
from tracker.vocabulary import (
    ACTIVE,
    DISPUTED,
    DORMANT,
    FLAGS,
    HELD,
    OPENED,
    OUT_OF_ORDER,
    OVERDUE,
    ROUND_AHEAD,
    ROUND_CLOSED,
    SERIES_ACTS,
    SOURCES_DIFFER,
    UNRESOLVED,
    Act,
)

NEAREST_WITHIN = 31
"""Days between a report and an open round within which it is taken to be about that round."""
LONGEST_MEETING = 7
"""Fewer days than this after a round was opened, a report that one was held is about that round."""
DORMANT_AFTER = 2
"""Intervals without a round after which an active series is dormant."""


@dataclass(frozen=True, slots=True)
class Round:
    """One meeting of a series. `window` is where it is looked for: its plan, or the days it took place."""

    name: str | None
    status: str
    window: Window
    since: str
    made_by: tuple[Occurrence, ...]
    planned: When | None = None
    place: str | None = None
    took_place: Occurrence | None = None

    @property
    def closing_day(self) -> int:
        """The last day it may be going on: that of its opening, or of the planned span it opened in."""
        if self.took_place is None:
            return self.window.latest
        opened = self.took_place.window
        if self.planned is not None and self.planned.is_span and self.planned.window.overlaps(opened):
            return max(opened.latest, self.planned.latest)
        return opened.latest


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
class RoundView:
    """A round as seen at the end of a day. `date` is when it took place or is planned for, in EDTF."""

    name: str | None
    status: str
    date: str | None
    place: str | None
    round: Round


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
    index = _find(state.rounds, act, occurrence)
    if index == AMBIGUOUS:
        return replace(state, unresolved=(*state.unresolved, occurrence))
    known = state.rounds[index] if index is not None else None
    if known is not None and known.status not in act.moves:
        if act.else_signal or (act.planning and known.status == OPENED):
            filled = known.planned or occurrence.planned_for
            return _with_round(state, index, replace(known, planned=filled, made_by=(*known.made_by, occurrence)))
        return replace(state, misfits=(*state.misfits, (occurrence, known.made_by[-1])))
    if known is not None and known.took_place is state.opened:
        state = replace(state, opened=None)
    state = _with_round(state, index, _moved(known, act, occurrence))
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


def _moved(known: Round | None, act: Act, occurrence: Occurrence) -> Round:
    """The round after the act: new, or moved on."""
    took_place = act.name in (OPENED, HELD)
    planned = occurrence.planned_for
    if not act.planning and act.name != "postponed":
        planned = known.planned if known else planned
    elif planned is None and act.planning:
        planned = known.planned if known else None
    elif act.name == "postponed" and known and planned and known.planned and planned.window == known.planned.window:
        planned = None  # it names the day that is off, not a new one
    fallback = known.window if known else occurrence.window
    window = occurrence.window if took_place else planned.window if planned else fallback
    return Round(
        name=(known.name if known else None) or occurrence.round,
        status=act.status or "",
        window=window,
        since=occurrence.since,
        made_by=(*(known.made_by if known else ()), occurrence),
        planned=planned,
        place=occurrence.place or (known.place if known else None),
        took_place=occurrence if took_place else None,
    )


def _with_round(state: Series, index: int | None, moved: Round) -> Series:
    if index is None:
        return replace(state, rounds=(*state.rounds, moved))
    return replace(state, rounds=(*state.rounds[:index], moved, *state.rounds[index + 1 :]))


AMBIGUOUS = -1
"""Instead of a round's index: the report overlaps more than one open round, and none is guessed."""


def _find(rounds: tuple[Round, ...], act: Act, occurrence: Occurrence) -> int | None:
    """The index of the round an occurrence belongs to; None for a new one; `AMBIGUOUS`."""
    if occurrence.round is not None:
        named = [index for index, known in enumerate(rounds) if known.name == occurrence.round]
        if named:
            return named[-1]
    candidates = [
        (index, known)
        for index, known in enumerate(rounds)
        if (known.name is None or occurrence.round is None) and _is_open(known, act, occurrence)
    ]
    for window in _looked_for(act, occurrence):
        overlapping = [index for index, known in candidates if known.window.overlaps(window)]
        if len(overlapping) == 1:
            return overlapping[0]
        if overlapping:
            return AMBIGUOUS
    near = [
        (known.window.gap(window), known.window, index)
        for window in _looked_for(act, occurrence)
        for index, known in candidates
    ]
    nearest = min(near, default=None)
    return nearest[2] if nearest is not None and nearest[0] <= NEAREST_WITHIN else None


def _is_open(known: Round, act: Act, occurrence: Occurrence) -> bool:
    """Whether an unnamed report may belong to the round.

    A closed round takes none, but for the opening of the meeting that was held in those days. One that was
    opened takes no plan but its own, is called off by its last day, and reported held within a week.
    """
    if known.status == HELD:
        return act.name == OPENED and known.window.overlaps(occurrence.window)
    if known.status == OPENED and act.planning:
        days = known.window if known.planned is None else known.planned.window
        return occurrence.planned_for is not None and days.overlaps(occurrence.planned_for.window)
    if known.status == OPENED:
        after = occurrence.window.earliest - known.closing_day
        return after < LONGEST_MEETING if act.name == HELD else after <= 0
    return known.status not in ROUND_CLOSED


def _looked_for(act: Act, occurrence: Occurrence) -> list[Window]:
    """The windows in which its round is looked for, best first: the plan, for plans; else when it happened.

    A round put off, called off or declined is told on some day before; the plan it names may be the old one.
    """
    planned = [occurrence.planned_for.window] if occurrence.planned_for is not None else []
    if act.planning:
        return planned or [occurrence.window]
    if act.name in (OPENED, HELD):
        return [occurrence.window]
    return [*planned, occurrence.window]


def view(state: Series, day: int) -> SeriesView:
    """The series at the end of `day`: its state with what has been held, is overdue or dormant by then."""
    state = _settled(state, day)
    status, since, made_by = state.status, state.since, state.made_by
    rounds = tuple(_view_round(known, day) for known in state.rounds)
    last = last_held(rounds)
    slept = state.every.after(last.round.window.latest, DORMANT_AFTER) if last and state.every else END
    if status == ACTIVE and last is not None and day > slept:
        status, since = DORMANT, last.date
    flags = set()
    if state.misfits:
        flags.add(OUT_OF_ORDER)
    if state.unresolved:
        flags.add(UNRESOLVED)
    latest = max(rounds, key=lambda known: known.round.made_by[-1].order, default=None)
    current = [known.round for known in rounds if known.status not in ROUND_CLOSED or known in (last, latest)]
    if any(made.differing for known in current for made in known.made_by) or any(made.differing for made in made_by):
        flags.add(SOURCES_DIFFER)
    if any(made.denials for known in current for made in known.made_by) or any(made.denials for made in made_by):
        flags.add(DISPUTED)
    return SeriesView(status, since, tuple(flag for flag in FLAGS if flag in flags), made_by, rounds, state)


def _closing(state: Series, opened: Occurrence) -> int:
    return next((known.closing_day for known in state.rounds if known.took_place is opened), opened.window.latest)


def _view_round(known: Round, day: int) -> RoundView:
    status = known.status
    if status == OPENED and day > known.closing_day:
        status = HELD
    elif status in ROUND_AHEAD and known.planned is not None and day > known.planned.latest:
        status = OVERDUE
    planned = known.planned.text if known.planned is not None else None
    date = known.took_place.since if known.took_place is not None and status in (OPENED, HELD) else planned
    return RoundView(known.name, status, date, known.place, known)


def last_held(rounds: tuple[RoundView, ...]) -> RoundView | None:
    """The round held last, or None."""
    held = [known for known in rounds if known.status == HELD]
    return max(held, key=lambda known: (known.round.window.latest, known.round.window.earliest), default=None)


def next_planned(rounds: tuple[RoundView, ...]) -> RoundView | None:
    """The round planned next (proposed, agreed or scheduled, with a window), or None."""
    ahead = [known for known in rounds if known.status in ROUND_AHEAD and known.round.planned is not None]
    return min(ahead, key=lambda known: (known.round.window.earliest, known.round.window.latest), default=None)


def turning_days(state: Series) -> set[int]:
    """The days on which the clock alone may change the view."""
    days = {known.planned.latest + 1 for known in state.rounds if known.planned is not None}
    days |= {known.closing_day + 1 for known in state.rounds if known.took_place is not None}
    if state.every is not None:
        held = [known.window.latest for known in state.rounds if known.took_place is not None]
        days |= {state.every.after(day, times) + 1 for day in held for times in (1, DORMANT_AFTER)}
    return {day for day in days if day <= END}
