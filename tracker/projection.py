"""Replay: where every subject stood, as of a day, known by a day, at a position of the log.

The rule kept here: state = fold(evolve, occurrences certain by the day). Data flows one way: facts ->
claims visible at known-by -> occurrences -> fold -> view -> board. Since occurrences are folded in the
order of their latest bound, those certain by a day are a prefix of the whole, and `Course` holds one
subject's whole course, to be seen on any day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker import lifecycle, meetings
from tracker.corroboration import corroborate
from tracker.days import END
from tracker.facts import Facts, Subject
from tracker.lifecycle import Agreement, AgreementView
from tracker.meetings import Series, SeriesView
from tracker.occurrences import Occurrence, Told
from tracker.visible import Catalogue, Claim, catalogue, claims
from tracker.vocabulary import ACTS, HELD, OPENED, SERIES_ACTS, UNRESOLVED


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where the log is read: occurred by the end of `as_of`, published by the end of `known_by`
    (None: no limit), among the first `position` events."""

    as_of: int
    known_by: int | None
    position: int


@dataclass(frozen=True, slots=True)
class AgreementState:
    """One agreement on the board. `possible`: statuses it may already have, if what is only possibly past
    is past."""

    subject: Subject
    view: AgreementView
    possible: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeriesState:
    """One meeting series on the board."""

    subject: Subject
    view: SeriesView
    possible: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Where every subject stands, from one standpoint; subjects in the order of their ids."""

    standpoint: Standpoint
    agreements: tuple[AgreementState, ...]
    series: tuple[SeriesState, ...]

    @property
    def states(self) -> list[AgreementState | SeriesState]:
        """All of them: agreements, then series."""
        return [*self.agreements, *self.series]

    def find(self, subject: str) -> AgreementState | SeriesState | None:
        """The state of a subject by id, or None."""
        return next((state for state in self.states if state.subject.id == subject), None)


@dataclass(frozen=True, slots=True)
class Course:
    """One subject's occurrences from one known-by day, ready to be seen on any day."""

    subject: Subject
    told: Told

    def certain(self, day: int) -> tuple[Occurrence, ...]:
        """The occurrences whose latest bound has come by the end of `day`: a prefix of the replay order."""
        return tuple([one for one in self.told.occurrences if one.latest <= day])

    def maybe(self, day: int) -> tuple[Occurrence, ...]:
        """Those that may have happened by the end of `day`: only their earliest bound has come."""
        return tuple([one for one in self.told.occurrences if one.earliest <= day < one.latest])

    def at(self, day: int) -> AgreementState | SeriesState:
        """The subject's state at the end of `day`."""
        if self.subject.kind == "agreement":
            return self._agreement(day)
        return self._series(day)

    def states(self) -> Iterator[Agreement | Series]:
        """The initial state, then the state after each occurrence in replay order."""
        if self.subject.kind == "agreement":
            state = Agreement(self.subject.parties)
            yield state
            for one in self.told.occurrences:
                state = lifecycle.evolve(state, one)
                yield state
        else:
            series = Series()
            yield series
            for one in self.told.occurrences:
                series = meetings.evolve(series, one)
                yield series

    def _agreement(self, day: int) -> AgreementState:
        state = fold_agreement(Agreement(self.subject.parties), self.certain(day))
        seen = lifecycle.view(state, day)
        maybe = self.maybe(day)
        possible = possible_statuses(agreement_ways(state, maybe, day), seen.status, day) if maybe else ()
        return AgreementState(self.subject, seen, possible, self._flags(seen.flags, day))

    def _series(self, day: int) -> SeriesState:
        state = fold_series(Series(), self.certain(day))
        seen = meetings.view(state, day)
        maybe = self.maybe(day)
        possible = possible_statuses(series_ways(state, maybe, day), seen.status, day) if maybe else ()
        return SeriesState(self.subject, seen, possible, self._flags(seen.flags, day))

    def _flags(self, flags: tuple[str, ...], day: int) -> tuple[str, ...]:
        """The view's flags, and `unresolved` where a broad report of something that began by then is."""
        if self.told.unresolved and any(claim.earliest <= day for claim in self.told.unresolved):
            return with_unresolved(flags)
        return flags


def with_unresolved(flags: tuple[str, ...]) -> tuple[str, ...]:
    """The flags with `unresolved` among them."""
    return flags if UNRESOLVED in flags else (*flags, UNRESOLVED)


def fold_agreement(state: Agreement, occurrences: Iterable[Occurrence]) -> Agreement:
    """fold(evolve, occurrences, state) for an agreement."""
    for occurrence in occurrences:
        state = lifecycle.evolve(state, occurrence)
    return state


def fold_series(state: Series, occurrences: Iterable[Occurrence]) -> Series:
    """fold(evolve, occurrences, state) for a series."""
    for occurrence in occurrences:
        state = meetings.evolve(state, occurrence)
    return state


CHOICES_TRIED_FOR = 8
"""Up to how many possible occurrences of a series every choice of them is tried (256 of them)."""


def agreement_ways(state: Agreement, maybe: Sequence[Occurrence], day: int) -> list[Agreement]:
    """The states that an agreement may be in at the end of `day`, with every choice of what may have happened.

    However many they are, few of the states differ in what decides a status, and each such is followed once.
    """
    met = {_deciding(state): state}
    for occurrence in maybe:
        for way in list(met.values()):
            after = lifecycle.evolve(way, occurrence, day)
            if after is not way:
                met.setdefault(_deciding(after), after)
    return list(met.values())


def _deciding(state: Agreement) -> tuple[object, ...]:
    """All of an agreement's state that its statuses from here on depend on."""
    standings = frozenset([(party, standing.status) for party, standing in state.standings.items()])
    until = frozenset([(key, date.latest) for key, date in state.until.items()])
    return state.status, standings, state.signatories, until


def series_ways(state: Series, maybe: Sequence[Occurrence], day: int) -> list[Series]:
    """The same for a series; where there are very many, only each alone, and all in order so far.

    What is told of rounds changes a status only if a round may have been held after it, or is open, or if it calls off
    one that was opened and counts as held.
    """
    if meetings.stays_active(state, day) and not [one for one in maybe if SERIES_ACTS[one.act].level == "series"]:
        return [state]
    telling = maybe
    if state.opened is None and not any(one.act == OPENED for one in maybe):
        counts_as_held = bool(state.rounds.going)
        deciding = max((number for number, one in enumerate(maybe)
                        if one.act == HELD or (counts_as_held and OPENED in SERIES_ACTS[one.act].moves)), default=-1)
        telling = [one for number, one in enumerate(maybe)
                   if number <= deciding or SERIES_ACTS[one.act].level == "series"]
    if len(telling) <= CHOICES_TRIED_FOR:
        ways = [state]
        for occurrence in telling:
            ways += [meetings.evolve(way, occurrence, day) for way in ways]
        return ways
    ways = [meetings.evolve(state, occurrence, day) for occurrence in telling]
    for occurrence in telling:
        state = meetings.evolve(state, occurrence, day)
        ways.append(state)
    return ways


def possible_statuses(ways: Iterable[Agreement | Series], status: str | None, day: int) -> tuple[str, ...]:
    """The statuses of these states at the end of `day` that differ from the certain one, once each, in order."""
    reached = [
        lifecycle.settled(way, day).status if isinstance(way, Agreement) else meetings.status_at(way, day)
        for way in ways
    ]
    return tuple(dict.fromkeys([other for other in reached if other is not None and other != status]))


def courses(
    facts: Facts, known_by: int | None = None, subjects: Collection[str] | None = None, listed: Catalogue | None = None
) -> dict[str, Course]:
    """The course of each subject (or of those named), by id, in the order of their ids."""
    listed = listed or catalogue(facts)
    gathered: dict[str, list[Claim]] = {
        subject: [] for subject in sorted(listed.subjects) if subjects is None or subject in subjects
    }
    for subject, claim in claims(facts, listed, known_by):
        if subject in gathered:
            gathered[subject].append(claim)
    return {
        subject: Course(listed.subjects[subject], corroborate(told, ACTS[listed.subjects[subject].kind]))
        for subject, told in gathered.items()
    }


def replay(
    facts: Facts, as_of: int = END, known_by: int | None = None, subjects: Collection[str] | None = None
) -> Board:
    """The board at the end of the day `as_of`, from what was published by the end of `known_by`.

    `facts` are of the first `facts.position` events. Days are integers (see `tracker.days`); `as_of` is
    inclusive, and so is `known_by`; None is hindsight. Raises nothing for a log that was validated.
    """
    states = [course.at(as_of) for course in courses(facts, known_by, subjects).values()]
    return Board(
        Standpoint(as_of, known_by, facts.position),
        tuple(state for state in states if isinstance(state, AgreementState)),
        tuple(state for state in states if isinstance(state, SeriesState)),
    )
