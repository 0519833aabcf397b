"""History: how a subject came to stand where it does, day by day, and what differs between two standpoints.

The rule kept here: a subject's view can only change on a day when an occurrence becomes possible or
certain, or when the clock turns it (overdue, run out, dormant); those days are enough to see every change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker import lifecycle, meetings
from tracker.days import BEGINNING, END
from tracker.lifecycle import Agreement
from tracker.meetings import RoundView, Series
from tracker.occurrences import Occurrence
from tracker.replay import AgreementState, Board, Course, SeriesState
from tracker.facts import Subject

NOTHING_KNOWN = "nothing known"


@dataclass(frozen=True, slots=True)
class Step:
    """One change: on `day` (the first day it shows) the subject, or one of its rounds, came to `status`.

    `since` is the date as reported (EDTF); `made_by` are the occurrences that did it, empty where only the
    clock did.
    """

    day: int
    subject: Subject
    round: str | None
    was: str | None
    status: str | None
    since: str | None
    made_by: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A subject that stands differently on two boards; either side is None where it is not on the board."""

    subject: Subject
    before: AgreementState | SeriesState | None
    after: AgreementState | SeriesState | None


def breakpoints(course: Course) -> list[int]:
    """Every day on which the subject's state can change, in order; open ends left out."""
    days: set[int] = set()
    for one in course.told.occurrences:
        days |= {one.window.earliest, one.window.latest}
    for claim in course.told.unresolved:
        days.add(claim.window.earliest)
    if course.subject.kind == "agreement":
        for state in _agreement_states(course):
            days |= lifecycle.turning_days(state)
    else:
        for series in _series_states(course):
            days |= meetings.turning_days(series)
    return sorted(day for day in days if BEGINNING < day < END)


def _agreement_states(course: Course) -> Iterator[Agreement]:
    state = Agreement(course.subject.parties)
    for one in course.told.occurrences:
        state = lifecycle.evolve(state, one)
        yield state


def _series_states(course: Course) -> Iterator[Series]:
    state = Series()
    for one in course.told.occurrences:
        state = meetings.evolve(state, one)
        yield state


def steps(course: Course, first: int = BEGINNING, last: int = END) -> list[Step]:
    """The changes of a subject's status, and of its rounds', from `first` to `last`, both included."""
    found: list[Step] = []
    was: AgreementState | SeriesState = course.at(BEGINNING)
    for day in breakpoints(course):
        if day > last:
            break
        now = course.at(day)
        if day >= first:
            found += _changes(day, was, now)
        was = now
    return found


def _changes(day: int, was: AgreementState | SeriesState, now: AgreementState | SeriesState) -> Iterator[Step]:
    if isinstance(now, SeriesState) and isinstance(was, SeriesState):
        yield from _round_changes(day, was, now)
    if now.view.status != was.view.status:
        fresh = tuple(one for one in now.view.made_by if one not in was.view.made_by)
        yield Step(day, now.subject, None, was.view.status, now.view.status, now.view.since, fresh)


def _round_changes(day: int, was: SeriesState, now: SeriesState) -> Iterator[Step]:
    for index, seen in enumerate(now.view.rounds):
        before = was.view.rounds[index] if index < len(was.view.rounds) else None
        if before is not None and before.status == seen.status and before.date == seen.date:
            continue
        old = before.round.made_by if before is not None else ()
        fresh = tuple(one for one in seen.round.made_by if one not in old)
        name = round_name(seen)
        yield Step(day, now.subject, name, before.status if before else None, seen.status, seen.date, fresh)


def round_name(seen: RoundView) -> str:
    """What people call a round: "round 1", or "the round" where it has no name."""
    return f"round {seen.name}" if seen.name else "a round"


def state_words(state: AgreementState | SeriesState) -> str:
    """Where a subject stands, in words for one line."""
    status = state.view.status
    words = f"{status} ({state.view.since})" if status else ""
    if isinstance(state, SeriesState):
        open_or_last = [seen for seen in state.view.rounds if seen.status not in ("held",)] or list(state.view.rounds)
        if open_or_last:
            seen = open_or_last[-1]
            told = f"{round_name(seen)} {seen.status}" + (f" {seen.date}" if seen.date else "")
            words = f"{words}, {told}" if words else told
    return words or NOTHING_KNOWN


def differences(before: Board, after: Board) -> list[Difference]:
    """The subjects that stand differently: another status, date, flag, possibility or round."""
    return list(_differences(before, after))


def _differences(before: Board, after: Board) -> Iterator[Difference]:
    ids: Iterable[str] = sorted({state.subject.id for board in (before, after) for state in
                                 (*board.agreements, *board.series)})
    for subject in ids:
        old, new = before.find(subject), after.find(subject)
        known = new or old
        if known is not None and _gist(old) != _gist(new):
            yield Difference(known.subject, old, new)


def _gist(state: AgreementState | SeriesState | None) -> object:
    if state is None:
        return None
    rounds = (
        [(seen.name, seen.status, seen.date, seen.place) for seen in state.view.rounds]
        if isinstance(state, SeriesState)
        else sorted((party, standing) for party, standing in state.view.by_party.items() if standing)
    )
    if not state.view.status and not rounds and not state.flags and not state.possible:
        return None
    return state.view.status, state.view.since, state.possible, state.flags, rounds
