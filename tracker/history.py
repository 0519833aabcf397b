"""History: how a subject came to stand where it does, day by day, and what differs between two standpoints.

The rule kept here: a subject's view can only change on a day when an occurrence becomes possible or
certain, or when the clock turns it (overdue, run out, dormant); those days are enough to see every change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker import lifecycle, meetings
from tracker.days import BEGINNING, END
from tracker.facts import Subject
from tracker.lifecycle import Agreement, AgreementView
from tracker.meetings import Series, SeriesView
from tracker.occurrences import Occurrence
from tracker.projection import Course
from tracker.rounds import RoundView


@dataclass(frozen=True, slots=True)
class Step:
    """One change: on `day` (the first day it shows) the subject, one of its rounds, or one of its parties alone
    (`party`, a code) came to `status`.

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
    party: str | None = None


def breakpoints(course: Course) -> list[int]:
    """Every day on which the subject's state can change, in order; open ends left out."""
    days: set[int] = set()
    for one in course.told.occurrences:
        days |= {one.earliest, one.latest}
    for claim in course.told.unresolved:
        days.add(claim.earliest)
    for state in course.states():
        days |= turning_days(state)
    return sorted(day for day in days if BEGINNING < day < END)


def turning_days(state: Agreement | Series) -> set[int]:
    """The days on which the clock alone may change what is seen of a state."""
    return lifecycle.turning_days(state) if isinstance(state, Agreement) else meetings.turning_days(state)


def view(state: Agreement | Series, day: int) -> AgreementView | SeriesView:
    """A state as seen at the end of a day."""
    return lifecycle.view(state, day) if isinstance(state, Agreement) else meetings.view(state, day)


def steps(course: Course, first: int = BEGINNING, last: int = END) -> list[Step]:
    """The changes of a subject's status, and of its rounds', from `first` to `last`, both included.

    What becomes certain on one day is told one occurrence at a time, in replay order.
    """
    found: list[Step] = []
    coming = list(course.told.occurrences)[::-1]
    states = course.states()
    state = next(states)
    was = view(state, BEGINNING)
    for day in breakpoints(course):
        if day > last:
            break
        seen = [view(state, day)]
        while coming and coming[-1].latest <= day:
            coming.pop()
            state = next(states)
            seen.append(view(state, day))
        for now in seen:
            if day >= first:
                found += _changes(day, course.subject, was, now)
            was = now
    return found


def _changes(
    day: int, subject: Subject, was: AgreementView | SeriesView, now: AgreementView | SeriesView
) -> Iterator[Step]:
    if isinstance(now, SeriesView) and isinstance(was, SeriesView):
        yield from _round_changes(day, subject, was, now)
    if now.status != was.status:
        fresh = tuple(one for one in now.made_by if one not in was.made_by)
        yield Step(day, subject, None, was.status, now.status, now.since, fresh)
    if isinstance(now, AgreementView) and isinstance(was, AgreementView):
        yield from _party_changes(day, subject, was, now)


def _party_changes(day: int, subject: Subject, was: AgreementView, now: AgreementView) -> Iterator[Step]:
    """What one party did that is not the agreement's own status."""
    for party, standing in now.by_party.items():
        before = was.by_party.get(party)
        if standing not in (before, now.status):
            made = now.state.standings.get(party)
            told = made.made_by if made is not None and made.status == standing else None  # else the clock did it
            yield Step(day, subject, None, before, standing, told.since if told else None,
                       (told,) if told else (), party)


def _round_changes(day: int, subject: Subject, was: SeriesView, now: SeriesView) -> Iterator[Step]:
    earlier = was.rounds  # worked out each time it is asked for
    for index, seen in enumerate(now.rounds):
        before = earlier[index] if index < len(earlier) else None
        if before is not None and before.status == seen.status and before.date == seen.date:
            continue
        old = before.round.made_by if before is not None else ()
        fresh = tuple(one for one in seen.round.made_by if one not in old)
        yield Step(day, subject, round_name(seen), before.status if before else None, seen.status, seen.date, fresh)


def round_name(seen: RoundView) -> str:
    """What people call a round: "round 1", or "the round" where it has no name."""
    return f"round {seen.name}" if seen.name else "a round"
