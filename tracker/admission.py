"""Which contents are let into a log: each held against what the log holds and what came before it.

The rule kept here: the first content that is refused ends it, whether for its form or for what it says; and a content
is held against the log, unless it is only about what the same append declared before it, of which the log knew nothing.
What was made of such a report on the way holds, as does a source that nobody filed before; neither is checked twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from tracker.canonical import Prepared
from tracker.checks import Register
from tracker.errors import BadInput, NotFound
from tracker.intake import HELD, Batch, refused
from tracker.readmodel import KnownLog
from tracker.readmodel.reportrows import Made


class Admitted(NamedTuple):
    """What the log is to be told of a batch, and people: the positions, by id, of what is recorded already; of the
    rest, what is known already of some, and the places of the others; the warnings, once each."""

    places: Mapping[str, int]
    made: Made
    others: list[int]
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
        prepared = batch.prepared
        ids = [one.id for one in prepared]
        places = self._known.held(ids)
        new: Collection[int] = range(len(ids))
        if places or len(set(ids)) < len(ids):
            first = {event_id: place for place, event_id in reversed([*enumerate(ids)])}  # where each comes first
            new = {place for event_id, place in first.items() if event_id not in places}
        made, others = self._known_already(batch, new)
        warnings: dict[int, list[str]] = {}
        if batch.warnings:
            warnings |= {place: batch.warnings[place] for place in batch.warnings.keys() & set(made.places)}
        self._check(batch, made, others, warnings)
        if batch.fault is not None:
            raise batch.fault
        if len(self.sources) >= HELD:
            self.sources.clear()
        self.sources.update(source.id for _, source in made.filings)
        self.subjects.update(_registered(prepared, others))
        told = chain.from_iterable(warnings[place] for place in sorted(warnings))
        return Admitted(places, made, others, dict.fromkeys(told))

    def _known_already(self, batch: Batch, new: Collection[int]) -> tuple[Made, list[int]]:
        """Of what was made of the new contents on the way, what holds by what the log and this append declared; the
        places of the other contents."""
        reports, filings = batch.made
        if not reports and not filings:
            return batch.made, sorted(new)
        self._known.sources.look_up({source.id for _, source in filings})
        filed: dict[str, int] = {}
        filings = [one for one in filings if one[0] in new and one[1].id not in self._known.sources
                   and filed.setdefault(one[1].id, one[0]) == one[0]]
        others = set(new).difference(batch.made.places)
        subjects = self.subjects.union(_registered(batch.prepared, others))
        sources = self.sources.union(filed)
        reports = [one for one in reports if one[0] in new and one[1][1] in subjects and one[1][3] in sources]
        made = Made(reports, filings)
        return made, sorted(set(new).difference(made.places))

    def _check(self, batch: Batch, made: Made, others: list[int], warnings: dict[int, list[str]]) -> None:
        """Hold the others, one after the other, against the log and the contents before them; note what to warn of."""
        self._known.sources.look_up({name for place in others if (name := batch.prepared[place].source) is not None})
        register = Register(self._known)
        unseen = _Unseen(batch.prepared, made, register) if made.reports or made.filings else None
        for place in others:
            one = batch.prepared[place]
            if unseen is not None:
                unseen.show(place, one)
            try:
                warned = register.check(one.content)
            except (BadInput, NotFound) as error:
                raise refused(error, batch.given[place]) from None
            if warned:
                warnings[place] = warned
            register.take(one.id, one.content)


class _Unseen:
    """Contents let in without a look at each; the register takes them once another content names them."""

    def __init__(self, prepared: Sequence[Prepared], made: Made, register: Register) -> None:
        self._prepared = prepared
        self._register = register
        self._filings = deque(made.filings)
        self._filed: dict[str | None, int] = {}  # places by source
        self._made = made
        self._places: dict[str, int] | None = None  # by event
        self._shown: set[int] = set()

    def show(self, place: int, one: Prepared) -> None:
        """Let the register know what the content at a place names, of what came before it."""
        while self._filings and self._filings[0][0] < place:
            at, source = self._filings.popleft()
            self._register.sources.own[source.id] = source
            self._filed[source.id] = at
        named = _named_events(one.content)
        if named and self._places is None:
            self._places = {self._prepared[at].id: at for at in self._made.places}
        found = [self._places[event] for event in named if event in self._places] if self._places is not None else []
        for at in (*found, self._filed.get(one.source, place)):
            if at < place and at not in self._shown:
                self._shown.add(at)
                self._register.take(self._prepared[at].id, self._prepared[at].content)


def _registered(prepared: Sequence[Prepared], places: Iterable[int]) -> Iterator[str | None]:
    """The subjects that some of the contents register."""
    return (prepared[place].subject for place in places if prepared[place].type == "subject_registered")


def _named_events(content: Mapping[str, Any]) -> set[str]:
    """The events that a content names: what it takes back, and what it, or its replacement, confirms."""
    told = content.get("replacement") or content
    return {named for named in (content.get("event"), told.get("confirms")) if named is not None}
