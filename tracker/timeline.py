"""Timelines: what there is to draw of subjects over time, seen from one standpoint, as plain values.

The rule kept here: a picture is drawn from these values alone, and they say what the board says. A stretch holds on
the days at whose end the board has its status; its beginning is the window of what made it. Days are integers
(`tracker.days`), all ends included; `BEGINNING` and `END` are open ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tracker.boardrows import events_of, origins_of, standing_of
from tracker.dates import When
from tracker.days import BEGINNING, END, Window
from tracker.history import turning_days, view
from tracker.lifecycle import Agreement
from tracker.meetings import Series
from tracker.occurrences import Occurrence
from tracker.projection import Course, SeriesState
from tracker.rounds import RoundView
from tracker.vocabulary import ACTS, OUT_OF_ORDER

OPEN, STOPPED, STRUCK, RUNNING, NOTICE, OVER = STAGES = ("open", "stopped", "struck", "running", "notice", "over")
"""The six looks of a status: on the way, halted, struck, in operation, under notice, over."""

STAGE_OF: dict[str, str] = {
    **dict.fromkeys(("proposed", "negotiating", "agreed in principle", "initialled", "signing scheduled", "planned",
                     "resumption agreed"), OPEN),
    **dict.fromkeys(("postponed", "stalled", "abandoned", "suspended", "dormant"), STOPPED),
    **dict.fromkeys(("partly signed", "signed", "concluded"), STRUCK),
    **dict.fromkeys(("provisionally applied", "in force", "active"), RUNNING),
    **dict.fromkeys(("notice pending", "notice suspended"), NOTICE),
    **dict.fromkeys(("terminated", "expired", "superseded", "ended", "collapsed"), OVER),
}
"""The look of each status of the vocabulary."""

COUNTED, POSSIBLE, SIGNAL, UNRESOLVED, DENIAL = PARTS = ("counted", "possible", "signal", "unresolved", "denial")
"""The part that a report plays in the picture."""


class Stretch(NamedTuple):
    """A status while it lasted: certain from `first` to `last`; it may have begun on any day from `earliest` on.

    `earliest` equals `first` where the day is known, or only the clock made the status. `since` is EDTF.
    """

    status: str
    since: str | None
    earliest: int
    first: int
    last: int


class Meeting(NamedTuple):
    """A round of a series as seen from the standpoint: its status, and the window in which it is planned or was held.

    `date` is EDTF, None where no date is told; the window is then that of what told of it.
    """

    name: str | None
    status: str
    date: str | None
    place: str | None
    earliest: int
    latest: int
    origins: int
    events: tuple[str, ...]


class Happening(NamedTuple):
    """Something that happened and left the status as before; `part` is `counted`, `possible`, or "out of order"."""

    act: str
    date: str
    by: tuple[str, ...]
    earliest: int
    latest: int
    part: str
    origins: int
    events: tuple[str, ...]


class Deadline(NamedTuple):
    """A day that is waited for: a signing, an entry into force, a notice that takes effect, the next round."""

    what: str
    date: str
    earliest: int
    latest: int
    passed: bool


class Telling(NamedTuple):
    """One report, on the day it was published; `earliest` to `latest` is when it says that its act occurred."""

    published: int
    act: str
    part: str
    earliest: int
    latest: int
    event: str


class Lane(NamedTuple):
    """One subject. `stretches` follow each other without a gap, up to the day of the standpoint.

    `possible` are the statuses it may already have by then, since `possible_from` at the earliest.
    """

    subject: str
    name: str
    kind: str
    parties: tuple[str, ...]
    stretches: tuple[Stretch, ...] = ()
    possible: tuple[str, ...] = ()
    possible_from: int = END
    flags: tuple[str, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    happenings: tuple[Happening, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    tellings: tuple[Telling, ...] = ()

    @property
    def status(self) -> str | None:
        """The status at the end of the day of the standpoint."""
        return self.stretches[-1].status if self.stretches else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told of the subject."""
        return not (self.stretches or self.possible or self.meetings or self.happenings or self.tellings)


class Timeline(NamedTuple):
    """Lanes, seen at the end of `as_of`, known by the end of `known_by` (None: all), on the days `first` to `last`.

    `is_cut`: these days were asked for, and nothing beyond them is drawn; else a picture leaves some room around them.
    """

    lanes: tuple[Lane, ...]
    as_of: int
    known_by: int | None
    first: int
    last: int
    is_cut: bool = False


def timeline(
    courses: Iterable[Course], as_of: int, known_by: int | None = None, first: int | None = None,
    last: int | None = None,
) -> Timeline:
    """The lanes of courses that are known by the end of `known_by`, agreements first, at the end of `as_of`.

    Without `first` and `last`, the days are those of all that is told, and of the standpoint.
    """
    lanes = sorted((lane(course, as_of) for course in courses), key=lambda one: (one.kind, one.subject))
    days = [day for one in lanes for day in _days_of(one)]
    begins = min([*days, as_of]) if first is None else first
    ends = max([*days, as_of]) if last is None else last
    return Timeline(tuple(lanes), as_of, known_by, min(begins, ends), max(begins, ends),
                    first is not None or last is not None)


def _days_of(one: Lane) -> Iterator[int]:
    """The days that a picture of a lane should reach, open ends left out."""
    spans = [(stretch.earliest, stretch.first) for stretch in one.stretches]
    for some in (one.meetings, one.happenings, one.deadlines):
        spans += [(mark.earliest, mark.latest) for mark in some]
    spans += [(telling.published, telling.published) for telling in one.tellings]
    return (day for span in [*spans, (one.possible_from, END)] for day in span if BEGINNING < day < END)


def lane(course: Course, as_of: int) -> Lane:
    """What there is to draw of one subject, at the end of `as_of`."""
    seen = course.at(as_of)
    states = list(course.states())
    row = standing_of(seen).row
    maybe = [one.earliest for one in course.maybe(as_of) if not ACTS[course.subject.kind][one.act].signal]
    subject = course.subject
    return Lane(
        subject.id, subject.name, subject.kind, subject.parties,
        tuple(_stretches(course.told.occurrences, states, as_of)),
        seen.possible, min(maybe, default=END) if seen.possible else END, seen.flags,
        tuple(map(_meeting, seen.view.rounds)) if isinstance(seen, SeriesState) else (),
        tuple(_happenings(course, states, as_of)),
        (*[_deadline(plan.what, plan.date, as_of) for plan in row.plans],
         *_next_round(row.due_from, row.due_to, as_of)),
        tuple(sorted(tellings(course, as_of))),
    )


def _stretches(
    occurrences: Sequence[Occurrence], states: Sequence[Agreement | Series], as_of: int
) -> Iterator[Stretch]:
    """The statuses that the board has at the end of each day up to `as_of`, one after the other."""
    current: Stretch | None = None
    for number, state in enumerate(states):
        day = occurrences[number - 1].latest if number else BEGINNING
        after = min(occurrences[number].latest if number < len(occurrences) else END, as_of + 1)
        if day >= after:
            continue  # more comes on the same day, or it is later than the standpoint
        for turn in sorted({day, *(turn for turn in turning_days(state) if day < turn < after)}):
            seen = view(state, turn)
            if seen.status == (current.status if current else None):
                continue
            if current is not None:
                yield current._replace(last=turn - 1)
            made = [one.earliest for one in seen.made_by if one.latest == turn]
            current = Stretch(seen.status, seen.since, made[-1] if made else turn, turn, as_of) if seen.status else None
    if current is not None:
        yield current


def _meeting(seen: RoundView) -> Meeting:
    made_by, window = seen.round.made_by, seen.round.window
    return Meeting(seen.name, seen.status, seen.date, seen.place, window.earliest, window.latest,
                   len(origins_of(made_by)), events_of(made_by))


def _happenings(
    course: Course, states: Sequence[Agreement | Series], as_of: int
) -> Iterator[Happening]:
    """What left the status as before; rounds are drawn as meetings."""
    acts = ACTS[course.subject.kind]
    for number, one in enumerate(course.told.occurrences):
        before, after = states[number], states[number + 1]
        made_status = one in after.made_by and after.made_by is not before.made_by
        if one.earliest > as_of or acts[one.act].level == "round" or made_status:
            continue
        if one.latest > as_of and acts[one.act].status is not None:
            continue  # what it may have made is among the possible statuses
        part = POSSIBLE if one.latest > as_of else COUNTED
        if len(after.misfits) > len(before.misfits) and after.misfits[-1][0] is one:
            part = OUT_OF_ORDER
        yield Happening(one.act, one.since, one.by, one.earliest, one.latest, part, len(one.origins), one.events)


def _deadline(what: str, date: str, as_of: int) -> Deadline:
    window = When.parse(date).window
    return Deadline(what, date, window.earliest, window.latest, window.latest < as_of)


def _next_round(first: int | None, last: int | None, as_of: int) -> Iterator[Deadline]:
    if first is not None and last is not None and first > BEGINNING:
        yield Deadline("next round due", Window(first, last).text(), first, last, last < as_of)


def tellings(course: Course, as_of: int) -> Iterator[Telling]:
    """The visible reports of what may have happened by `as_of`, each once."""
    told = course.told
    denials = {claim.id: claim for one in told.occurrences for claim in one.denials}
    denials |= {claim.id: claim for claim in told.denials}
    parts = [(COUNTED if one.latest <= as_of else POSSIBLE, claim) for one in told.occurrences for claim in one.claims]
    parts += [(SIGNAL, claim) for claim in told.signals]
    parts += [(UNRESOLVED, claim) for claim in told.unresolved]
    parts += [(DENIAL, claim) for claim in denials.values()]
    for part, claim in parts:
        if claim.earliest <= as_of:
            yield Telling(claim.published, claim.act, part, claim.earliest, claim.latest, claim.id)
