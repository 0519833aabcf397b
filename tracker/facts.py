"""The log's contents as plain frozen values, which the replay reads.

The rule kept here: one value for each thing an event can say, built from a content that was validated
when it was recorded, and nothing decided yet. No pydantic, so that a status starts fast.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tracker.dates import When
from tracker.errors import TrackerError

NOT_OURS = (KeyError, TypeError, AttributeError, TrackerError)
"""What reading a content raises that no event of ours can have. Somebody else's is passed over, wherever it is read."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An agreement or a meeting series, as registered and amended."""

    id: str
    kind: str
    name: str
    parties: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A published article or document, as filed and amended."""

    id: str
    publisher: str
    published: When
    origin: str | None = None
    title: str | None = None
    language: str | None = None
    url: str | None = None
    sha256: str | None = None
    reliability: str | None = None

    @property
    def independent_origin(self) -> str:
        """Whose story it is, for counting independent origins: the origin, else the publisher, case folded."""
        return (self.origin or self.publisher).casefold()


class Report(NamedTuple):
    """One `reported` content. `occurred` None means the day its source was published."""

    id: str
    position: int
    subject: str
    act: str
    source: str
    occurred: When | None = None
    planned_for: When | None = None
    effective: When | None = None
    until: When | None = None
    every: str | None = None
    by: tuple[str, ...] = ()
    place: str | None = None
    round: str | None = None
    successor: str | None = None
    confirms: str | None = None
    certainty: str = "asserted"
    attribution: str | None = None
    grade: str | None = None
    locator: Mapping[str, Any] | None = None
    said: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Undoing:
    """A `retracted` or `corrected` content: it takes `target` back; a correction puts `replacement` in its place.

    `recorded` is the day it entered the log; `source` is the source that published it, if one did.
    """

    id: str
    position: int
    target: str
    reason: str
    recorded: int
    source: str | None = None
    replacement: Report | None = None
    restated: Mapping[str, Any] | None = None  # a corrected registration or filing


class Declared(NamedTuple):
    """A registration, filing or amendment: which content, where."""

    id: str
    position: int
    content: Mapping[str, Any]


class Logged(NamedTuple):
    """An event of the log: where it is, and what it says."""

    position: int
    id: str
    content: Mapping[str, Any]


@dataclass(slots=True)
class Facts:
    """A log, or its first events, as values, each list in the order of the log. `position` is its head."""

    position: int = 0
    declared: list[Declared] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    undoings: list[Undoing] = field(default_factory=list)

    def add(self, event_id: str, position: int, content: Mapping[str, Any], recorded: int) -> None:
        """Take in the next event. `recorded` is a day. Contents of unknown type are passed over."""
        self.position = max(self.position, position)
        kind = content.get("type")
        if kind == "reported":
            self.reports.append(report(event_id, position, content))
        elif kind in ("retracted", "corrected"):
            self.undoings.append(_undoing(event_id, position, content, recorded))
        elif kind in ("subject_registered", "source_filed", "subject_amended", "source_amended"):
            self.declared.append(Declared(event_id, position, content))

    def told(self) -> dict[str, Report]:
        """Every report by the id of its event, the replacements of corrections among them."""
        told = {report.id: report for report in self.reports}
        told |= {undoing.id: undoing.replacement for undoing in self.undoings if undoing.replacement is not None}
        return told

    def copy(self) -> Facts:
        """Another list of the same values, to try an event on."""
        return Facts(self.position, list(self.declared), list(self.reports), list(self.undoings))


def report(event_id: str, position: int, content: Mapping[str, Any]) -> Report:
    """The report that a `reported` content makes. Raises `DateError` for a date that is none."""
    get = content.get
    occurred, planned_for, effective, until = get("occurred"), get("planned_for"), get("effective"), get("until")
    return Report(
        event_id, position, content["subject"], content["act"], content["source"],
        When.parse(occurred) if occurred is not None else None,
        When.parse(planned_for) if planned_for is not None else None,
        When.parse(effective) if effective is not None else None,
        When.parse(until) if until is not None else None,
        get("every"), tuple(get("by") or ()), get("place"), get("round"), get("successor"), get("confirms"),
        get("certainty") or "asserted", get("attribution"), get("grade"), get("locator"), get("said"), get("note"),
    )


def _undoing(event_id: str, position: int, content: Mapping[str, Any], recorded: int) -> Undoing:
    replacement: Mapping[str, Any] | None = content.get("replacement")
    is_report = replacement is not None and replacement.get("type") == "reported"
    reported = report(event_id, position, replacement) if replacement is not None and is_report else None
    return Undoing(
        event_id,
        position,
        content["event"],
        content.get("reason") or "",
        recorded,
        content.get("source"),
        reported,
        replacement if reported is None else None,
    )


def recorded_day(recorded: str) -> int:
    """The day of a `recorded` time (RFC 3339, UTC)."""
    return When.parse(recorded[:10]).earliest


def from_envelopes(bodies: Iterable[bytes], at: int | None = None) -> Facts:
    """The facts of stored envelopes in log order, of the first `at` events only where that is given."""
    facts = Facts()
    for body in bodies:
        envelope = json.loads(body)
        if at is not None and envelope["position"] > at:
            break
        recorded = recorded_day(envelope["recorded"])
        with suppress(*NOT_OURS):
            facts.add(envelope["id"], envelope["position"], envelope["content"], recorded)
    return facts
