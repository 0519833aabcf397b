"""The one write path: contents are checked, what they change is told, and the log takes them all or none.

The rule kept here: decide, then append. `preview` says what would be warned of and which of today's
statuses would change, and saves nothing; `record` does the same and appends in one transaction. Between
reading and appending a writer holds its turn, and the log refuses if its head has moved all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.canonical import content_id
from tracker.checks import UNDOING, Register
from tracker.errors import NOTHING_SAVED, BadInput, NotFound, TrackerError
from tracker.events import parse_content
from tracker.facts import Facts, recorded_day
from tracker.history import state_words
from tracker.jsonl import Line
from tracker.log import Appended, Log
from tracker.projection import AgreementState, Course, SeriesState, courses
from tracker.readmodel.keeping import Keeper
from tracker.visible import catalogue
from tracker.vocabulary import OUT_OF_ORDER, UNRESOLVED

CHANGES_TOLD_FOR = 200
"""Up to how many subjects of one batch today's status is compared for; more take too long to tell."""


@dataclass(frozen=True, slots=True)
class Change:
    """A subject whose status today is another after the append. `late`: by a report older than what was known."""

    subject: str
    name: str
    before: str
    after: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an append did, or, of a preview, would do. `appended` is in the order given; empty for a preview."""

    contents: tuple[Mapping[str, Any], ...] = ()
    appended: tuple[Appended, ...] = ()
    new: int = 0
    repeated: int = 0
    warnings: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class Recorder:
    """A log with what is known of it, kept up as it grows, for one append after another."""

    log: Log
    facts: Facts = field(default_factory=Facts)
    register: Register = field(default_factory=Register)

    def catch_up(self) -> None:
        """Read the events appended since the last time."""
        for stored in self.log.read(after=self.facts.position):
            envelope = json.loads(stored.body)
            self.register.take(stored.id, envelope["content"])
            self.facts.add(stored.id, stored.position, envelope["content"], recorded_day(envelope["recorded"]))

    def preview(self, contents: Iterable[Mapping[str, Any] | Line], recorded: str, today: int) -> Receipt:
        """Check contents and tell what they would change; save nothing. Errors as `record`."""
        self.catch_up()
        return self._decide(contents, recorded, today)

    def record(
        self, contents: Iterable[Mapping[str, Any] | Line], *, recorded: str, recorder: str, today: int,
        expected: int | None = None,
    ) -> Receipt:
        """Check contents against the log and append them in one transaction, all or none.

        `recorded` is the time (RFC 3339, UTC), `today` the day that changes are told for. A content that the
        log holds already is passed over. Raises `BadInput` (with file, line and column for a `Line`) or
        `NotFound` for what is refused, `Conflict` where `expected` is not the head, and the log's errors.
        """
        given = list(contents)  # before the turn: a slow pipe must not keep other writers waiting
        with self.log.turn():
            self.catch_up()
            receipt = self._decide(given, recorded, today)
            head = self.facts.position if expected is None else expected
            appended = self.log.append(
                receipt.contents, recorded=recorded, recorder=recorder, expected=head,
                keep=Keeper(self.log.database).catch_up,
            )
        return Receipt(
            receipt.contents, tuple(appended), receipt.new, receipt.repeated, receipt.warnings, receipt.changes
        )

    def _decide(self, contents: Iterable[Mapping[str, Any] | Line], recorded: str, today: int) -> Receipt:
        trial = self.register.copy()
        taken: list[Mapping[str, Any]] = []
        fresh: list[tuple[str, Mapping[str, Any]]] = []
        warnings: list[str] = []
        for content, event_id, told in _checked(contents, trial):
            taken.append(content)
            if event_id is not None:
                fresh.append((event_id, content))
                warnings.extend(told)
        changes, more = self._compare(fresh, recorded, today)
        return Receipt(
            tuple(taken), (), len(fresh), len(taken) - len(fresh), tuple(dict.fromkeys([*warnings, *more])), changes
        )

    def _compare(
        self, fresh: Sequence[tuple[str, Mapping[str, Any]]], recorded: str, today: int
    ) -> tuple[tuple[Change, ...], list[str]]:
        """What the fresh contents change of today's board, and the warnings that follow from it."""
        after = self.facts.copy()
        for offset, (event_id, content) in enumerate(fresh, start=1):
            after.add(event_id, self.facts.position + offset, content, recorded_day(recorded))
        touched = _touched(after, fresh)
        if not touched or len(touched) > CHANGES_TOLD_FOR:
            return (), []
        before, then = courses(self.facts, subjects=touched), courses(after, subjects=touched)
        fresh_ids = {event_id for event_id, _ in fresh}
        changes, warnings = [], []
        for subject, course in then.items():
            old, new = before.get(subject), course.at(today)
            old_state = old.at(today) if old is not None else None
            warnings += _warnings(old_state, new, course, fresh_ids)
            was, now = (state_words(old_state) if old_state else ""), state_words(new)
            if was != now:
                late = old is not None and _is_late(old, course, fresh_ids)
                changes.append(Change(subject, new.subject.name, was, now, late))
        return tuple(changes), warnings


def record(
    log: Log, contents: Iterable[Mapping[str, Any] | Line], *, recorded: str, recorder: str, today: int,
    expected: int | None = None,
) -> Receipt:
    """Check contents and append them to a log: `Recorder.record`, for one append."""
    return Recorder(log).record(contents, recorded=recorded, recorder=recorder, today=today, expected=expected)


def _checked(
    contents: Iterable[Mapping[str, Any] | Line], register: Register
) -> Iterator[tuple[Mapping[str, Any], str | None, list[str]]]:
    """Each content with its id (None where it is recorded already) and its warnings; the register takes it in."""
    for given in contents:
        content = given.content if isinstance(given, Line) else given
        try:
            parse_content(content)
            event_id = content_id(content)
            if event_id in register.types:
                yield content, None, []
                continue
            told = register.check(content)
        except (BadInput, NotFound) as error:
            raise _refused(error, given) from None
        register.take(event_id, content)
        yield content, event_id, told


def _refused(error: TrackerError, given: Mapping[str, Any] | Line) -> TrackerError:
    if isinstance(given, Line):
        return given.refuse(error)
    error.saved = error.saved or NOTHING_SAVED
    return error


def _touched(after: Facts, fresh: Iterable[tuple[str, Mapping[str, Any]]]) -> set[str]:
    """The subjects whose status the fresh contents may change."""
    subjects: set[str] = set()
    wanted: set[str] = set()
    amended: set[str] = set()
    for _, content in fresh:
        if content["type"] in ("reported", "subject_amended"):
            subjects.add(content["subject"])
        elif content["type"] == "source_amended":
            amended.add(content["source"])
        elif content["type"] in UNDOING:
            wanted.add(content["event"])
            subjects.update(filter(None, [(content.get("replacement") or {}).get("subject")]))
    targets = {undoing.id: undoing for undoing in after.undoings}
    while chained := {targets[event].target for event in wanted if event in targets} - wanted:
        wanted |= chained
    for declared in after.declared:  # a registration, filing or amendment that is restated, taken back, or counts again
        if declared.id in wanted:
            subjects.update(filter(None, [declared.content.get("subject")]))
            amended.update(filter(None, [declared.content.get("source")]))
    for undoing in after.undoings:
        if undoing.id in wanted and undoing.replacement is not None:
            subjects.add(undoing.replacement.subject)
    subjects |= {report.subject for report in after.reports if report.id in wanted or report.source in amended}
    return subjects & set(catalogue(after).subjects)


def _warnings(
    old: AgreementState | SeriesState | None, new: AgreementState | SeriesState, course: Course, fresh: set[str]
) -> list[str]:
    told = []
    flags = set(new.flags) - set(old.flags if old is not None else ())
    if UNRESOLVED in flags:
        told.append(f"{new.subject.name}: a report fits several occurrences, so it counts for none. Correct it with "
                    "--confirms EVENT (or --round NAME) to say which.")
    if OUT_OF_ORDER in flags:
        told.append(f"{new.subject.name}: what is reported cannot follow the stage reached; it is kept, and the status "
                    "does not move.")
    if isinstance(new, SeriesState):
        told += [
            f"{new.subject.name}: no round was known to be {seen.status}, so this starts one; name the round "
            "(--round) or its day (--for) if it is about a known one."
            for seen in new.view.rounds
            if seen.status in ("postponed", "cancelled", "declined")
            and all(event in fresh for one in seen.round.made_by for event in one.events)
        ]
    if any(claim.id in fresh for claim in course.told.denials):
        told.append(f"{new.subject.name}: the denial matches no report so far.")
    return told


def _is_late(old: Course, course: Course, fresh: set[str]) -> bool:
    """Whether a fresh report was published before something already known about the subject."""
    known = [claim.published for one in old.told.occurrences for claim in one.claims]
    new = [
        claim.published for one in course.told.occurrences for claim in one.claims
        if claim.id in fresh and claim.names is None  # a correction is no late report
    ]
    return bool(known and new) and min(new) < max(known)
