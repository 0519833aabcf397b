"""A small language for the tests: given these reports, as of this day, the board says this.

    log = Given(agreement("x", "JP", "KR"))
    log.source("paper", "2016-11-24")
    log.report("x", "signed", "2016-11-23", source="paper", by=["JP"])
    assert log.board("2016-12-01").status("x") == "partly signed"

A report without a source is from the archive, a document published long afterwards, so that its date
stands as it is told. Days are written as dates; `known_by` None is hindsight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.cadence import Cadence, cadence
from tracker.canonical import content_id
from tracker.dates import When
from tracker.facts import Facts
from tracker.lifecycle import AgreementView
from tracker.meetings import SeriesView
from tracker.occurrences import Occurrence, Told
from tracker.projection import AgreementState, Board, Course, SeriesState, courses, replay
from tracker.rounds import RoundView, last_held, next_planned

Content = dict[str, Any]

ARCHIVE = "archive"
ARCHIVE_DAY = "2030-12-31"
RECORDED = "2031-01-01"


def day(text: str) -> int:
    """The integer of a day written as a date."""
    when = When.parse(text)
    assert when.earliest == when.latest, f"{text} is not one day"
    return when.earliest


def agreement(subject: str, *parties: str, **details: Any) -> Content:
    """The registration of an agreement between `parties`."""
    return _subject(subject, "agreement", parties, details)


def series(subject: str, *parties: str, **details: Any) -> Content:
    """The registration of a meeting series between `parties`."""
    return _subject(subject, "series", parties, details)


def _subject(subject: str, kind: str, parties: tuple[str, ...], details: Mapping[str, Any]) -> Content:
    return {
        "type": "subject_registered", "subject": subject, "kind": kind, "name": f"The {kind} {subject}",
        "parties": list(parties), "aliases": [], **details,
    }


def source(name: str, published: str, publisher: str | None = None, **details: Any) -> Content:
    """The filing of a source; its publisher is its own name unless told."""
    return {"type": "source_filed", "source": name, "publisher": publisher or name, "published": published, **details}


def reported(subject: str, act: str, occurred: str | None = None, *, source: str = ARCHIVE, **details: Any) -> Content:
    """A report; without `occurred` it is dated by its source."""
    told: Content = {"type": "reported", "subject": subject, "act": act, "source": source, **details}
    return told if occurred is None else {**told, "occurred": occurred}


class Given:
    """A log in the making. Each sentence appends one event and gives its id."""

    def __init__(self, *contents: Content) -> None:
        self.entries: list[tuple[Content, int]] = []
        self._ids: set[str] = set()
        self.add(source(ARCHIVE, ARCHIVE_DAY))
        for content in contents:
            self.add(content)

    def add(self, content: Content, recorded: str = RECORDED) -> str:
        """Append a content as it stands; the same content twice is stored once."""
        event_id = content_id(content)
        if event_id not in self._ids:
            self._ids.add(event_id)
            self.entries.append((content, day(recorded)))
        return event_id

    def source(self, name: str, published: str, publisher: str | None = None, **details: Any) -> str:
        """File a source."""
        return self.add(source(name, published, publisher, **details))

    def report(
        self, subject: str, act: str, occurred: str | None = None, *, source: str = ARCHIVE, **details: Any
    ) -> str:
        """Append a report."""
        return self.add(reported(subject, act, occurred, source=source, **details))

    def press(self, published: str, subject: str, act: str, occurred: str | None = None, **details: Any) -> str:
        """Append a report from a paper of that day, which is filed for it: one paper a day, its own origin."""
        name = f"paper-{published}"
        self.source(name, published)
        return self.report(subject, act, occurred, source=name, **details)

    def retract(self, event: str, *, source: str | None = None, recorded: str = RECORDED) -> str:
        """Take an event back, by a source or by the recorder."""
        content: Content = {"type": "retracted", "event": event, "reason": "not so"}
        return self.add({**content, "source": source} if source else content, recorded)

    def correct(self, event: str, replacement: Content, *, recorded: str = RECORDED) -> str:
        """Put another report in an event's place."""
        return self.add(
            {"type": "corrected", "event": event, "reason": "put right", "replacement": replacement}, recorded
        )

    def amend_subject(self, subject: str, **changes: Any) -> str:
        """Amend a subject."""
        return self.add({"type": "subject_amended", "subject": subject, **changes})

    def amend_source(self, name: str, **changes: Any) -> str:
        """Amend a source."""
        return self.add({"type": "source_amended", "source": name, **changes})

    def facts(self, at: int | None = None) -> Facts:
        """The facts of the log, or of its first `at` events."""
        return facts_of(self.entries if at is None else self.entries[:at])

    def board(self, as_of: str, known_by: str | None = None, at: int | None = None) -> Seen:
        """The board at the end of a day."""
        return Seen(self.facts(at), as_of, known_by)

    def course(self, subject: str, known_by: str | None = None) -> Course:
        """The course of one subject."""
        return courses(self.facts(), None if known_by is None else day(known_by))[subject]

    def told(self, subject: str, known_by: str | None = None) -> Told:
        """What the visible reports about one subject tell."""
        return self.course(subject, known_by).told

    def only(self, subject: str, known_by: str | None = None) -> Occurrence:
        """The one occurrence of a subject of which the log tells just one."""
        (occurrence,) = self.told(subject, known_by).occurrences
        return occurrence


def facts_of(entries: Iterable[tuple[Content, int]]) -> Facts:
    """The facts that contents make in this order, each with the day it was recorded."""
    facts = Facts()
    for position, (content, recorded) in enumerate(entries, start=1):
        facts.add(content_id(content), position, content, recorded)
    return facts


class Seen:
    """The board on a day, asked in plain words."""

    def __init__(self, facts: Facts, as_of: str, known_by: str | None = None) -> None:
        self.day = day(as_of)
        self.board: Board = replay(facts, self.day, None if known_by is None else day(known_by))

    def _state(self, subject: str) -> AgreementState | SeriesState:
        state = self.board.find(subject)
        assert state is not None, f"{subject} is not on the board"
        return state

    def agreement(self, subject: str) -> AgreementView:
        """The view of an agreement."""
        state = self._state(subject)
        assert isinstance(state, AgreementState)
        return state.view

    def series(self, subject: str) -> SeriesView:
        """The view of a series."""
        state = self._state(subject)
        assert isinstance(state, SeriesState)
        return state.view

    def status(self, subject: str) -> str | None:
        """Where it stands."""
        return self._state(subject).view.status

    def since(self, subject: str) -> str | None:
        """Since when."""
        return self._state(subject).view.since

    def flags(self, subject: str) -> set[str]:
        """The flags."""
        return set(self._state(subject).flags)

    def possible(self, subject: str) -> set[str]:
        """What it may already be."""
        return set(self._state(subject).possible)

    def by_party(self, subject: str) -> dict[str, str | None]:
        """Where each party stands."""
        return dict(self.agreement(subject).by_party)

    def events(self, subject: str) -> set[str]:
        """The ids of the events that make the status."""
        return {event for made in self._state(subject).view.made_by for event in made.events}

    def origins(self, subject: str) -> int:
        """How many independent origins the status has."""
        return len({origin for made in self._state(subject).view.made_by for origin in made.origins})

    def out_of_order(self, subject: str) -> list[tuple[set[str], set[str]]]:
        """The events out of order, each with those that stand in its way."""
        return [
            (set(misfit.events), set(other.events) if other else set())
            for misfit, other in self._state(subject).view.state.misfits
        ]

    def rounds(self, subject: str) -> list[tuple[str | None, str, str | None]]:
        """Name, status and date of each round."""
        return [(known.name, known.status, known.date) for known in self.series(subject).rounds]

    def round(self, subject: str) -> RoundView:
        """The one round of a series that has just one."""
        (known,) = self.series(subject).rounds
        return known

    def last_held(self, subject: str) -> str | None:
        """When a round was last held."""
        last = last_held(self.series(subject).rounds)
        return last.date if last else None

    def next(self, subject: str) -> str | None:
        """When the next round is planned."""
        ahead = next_planned([seen.round for seen in self.series(subject).rounds], self.day)
        return ahead.planned.text if ahead and ahead.planned else None

    def cadence(self, subject: str) -> Cadence:
        """The cadence of a series."""
        return cadence(self.series(subject), self.day)
