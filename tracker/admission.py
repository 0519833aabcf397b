"""Which contents are let into a log: each held against what the log holds and what came before it.

The rule kept here: the first content that is refused ends it, whether for its form or for what it says; and a content
is held against the log, unless it is only about what the same append declared before it, of which the log knew nothing.
What was made of such a report on the way holds, as does a source that nobody filed before; neither is checked twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tracker.canonical import Prepared
from tracker.checks import Register
from tracker.errors import BadInput, NotFound
from tracker.facts import Source
from tracker.intake import HELD, Batch, Told, refused
from tracker.readmodel import KnownLog
from tracker.readmodel.reportrows import ReportRows


class Admitted(NamedTuple):
    """What the log is to be told of a batch, and people: the positions, by id, of what is recorded already; for each
    content what it comes to, where that holds as it was made on the way; the warnings, once each."""

    places: Mapping[str, int]
    made: list[ReportRows | Source | None]
    warnings: dict[str, None]


class Admission:
    """Lets batches of one append in, one after the other; each is appended before the next.

    `subjects` and `sources` are those that the append itself declared, as far as they are remembered.
    """

    def __init__(self, known: KnownLog) -> None:
        self._known = known
        self.subjects: set[str | None] = set()
        self.sources: set[str | None] = set()

    def admit(self, batch: Batch) -> Admitted:
        """What is to be appended of a batch: all that is ready.

        Raises `BadInput` or `NotFound` for the first content that is refused, with its place.
        """
        warnings: dict[str, None] = {}
        made: list[ReportRows | Source | None] = []
        places = self._known.held([one.prepared.id for one in batch.ready])
        taken = set(places)
        self._known.sources.look_up({one.prepared.source for one in batch.ready if one.prepared.source is not None})
        register = Register(self._known)
        behind: dict[str, Prepared] = {}  # let in, and taken by the register once an event names them
        filed: dict[str | None, str] = {}  # sources that are behind, and the events that file them
        for given, (one, _, told) in zip(batch.given, batch.ready, strict=False):
            if one.id in taken:
                made.append(None)
                continue
            taken.add(one.id)
            if told is not None and self._holds(one, told, register):
                made.append(told.made)
                if told.warnings:
                    warnings.update(dict.fromkeys(told.warnings))
                behind[one.id] = one
                if isinstance(told.made, Source):
                    register.sources.own[told.made.id] = told.made
                    filed[told.made.id] = one.id
                    self._note(one)
                continue
            made.append(None)
            for named in (*_named_events(one.content), filed.get(one.source, "")):
                if named in behind:
                    register.take(named, behind.pop(named).content)
            try:
                warnings.update(dict.fromkeys(register.check(one.content)))
            except (BadInput, NotFound) as error:
                raise refused(error, given) from None
            register.take(one.id, one.content)
            self._note(one)
        if batch.fault is not None:
            raise batch.fault
        return Admitted(places, made, warnings)

    def _holds(self, one: Prepared, told: Told, register: Register) -> bool:
        """Whether what was told of a content on the way holds, by what the log and this append declared."""
        if isinstance(told.made, Source):
            return told.made.id not in register.sources
        return one.subject in self.subjects and one.source in self.sources

    def _note(self, one: Prepared) -> None:
        if one.type == "subject_registered":
            self.subjects.add(one.subject)
        elif one.type == "source_filed":
            if len(self.sources) >= HELD:
                self.sources.clear()
            self.sources.add(one.source)


def _named_events(content: Mapping[str, Any]) -> set[str]:
    """The events that a content names: what it takes back, and what it, or its replacement, confirms."""
    told = content.get("replacement") or content
    return {named for named in (content.get("event"), told.get("confirms")) if named is not None}
