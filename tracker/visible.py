"""Which part of the log counts: the catalogue, and the claims visible at a known-by day.

The rules kept here (replay, rules 1 and 2): a report counts once its source was published by K, unless a
retraction that was itself known by K takes it back; a correction puts its replacement in the report's
place; registrations, filings and amendments count whatever K is; and what is reported has happened, so a
report's window ends on the day its source was published at the latest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from tracker.dates import When
from tracker.days import BEGINNING, END, Window, joined
from tracker.facts import NOT_OURS, Facts, Report, Source, Subject, Undoing
from tracker.vocabulary import ACTS

COUNTED, DENIED, SIGNAL = 0, 1, 2
"""The part a claim plays: it tells of something that happened; it disputes that; it never changes a status."""


class Claim(NamedTuple):
    """A report with what its source adds: its window of days, its origin, and when it was published.

    One flat row of plain values, as the read model keeps it, so that a fold reads rows and builds nothing else.
    `earliest` and `latest` are days, both included. `dated` is the date as the occurrence tells it: that of the
    report (a span's first date, for a state), or the window where the day of publication cut it; `dateless`: the
    report told none. `by` holds codes with blanks between, dates are EDTF. `names` are further ids it may be
    confirmed under, those of the events it corrects, with blanks between.
    """

    id: str
    part: int
    act: str
    earliest: int
    latest: int
    dated: str
    dateless: int
    published: int
    origin: str
    by: str | None = None
    round: str | None = None
    place: str | None = None
    planned_for: str | None = None
    effective: str | None = None
    until: str | None = None
    every: str | None = None
    successor: str | None = None
    confirms: str | None = None
    names: str | None = None

    @property
    def window(self) -> Window:
        """The days it may have happened on."""
        return Window(self.earliest, self.latest)

    @property
    def all_names(self) -> list[str]:
        """The ids it may be confirmed under: its own, and those of the events it corrects."""
        return [self.id, *self.names.split()] if self.names else [self.id]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The subjects and sources of a log, by id, with their amendments."""

    subjects: Mapping[str, Subject]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Undone:
    """Ids taken back (`void`), and ids whose content a correction replaced (`replaced`)."""

    void: frozenset[str]
    replaced: frozenset[str]

    def __contains__(self, event_id: object) -> bool:
        return event_id in self.void or event_id in self.replaced


def undone(facts: Facts, known: Mapping[str, int] | None = None, known_by: int | None = None) -> Undone:
    """What the retractions and corrections known by the end of `known_by` take back; None: all of them.

    `known` is `known_days` of the facts. They are read from the last to the first, since each can only name an
    earlier event: a retraction that is itself retracted takes nothing back. A correction of a correction
    replaces its replacement only; where it is known, what it corrects holds its own target back too, though it
    may have been recorded later.
    """
    return _undone(facts.undoings, known, known_by)


def _undone(undoings: Sequence[Undoing], known: Mapping[str, int] | None, known_by: int | None) -> Undone:
    void: set[str] = set()
    replaced: set[str] = set()
    for undoing in reversed(undoings):
        if undoing.id in void:
            continue
        if known is not None and known_by is not None and undoing.id not in replaced and known[undoing.id] > known_by:
            continue
        (replaced if undoing.replacement or undoing.restated else void).add(undoing.target)
    return Undone(frozenset(void), frozenset(replaced))


def taken_back(facts: Facts) -> dict[str, str]:
    """Each event that is retracted or corrected, with the event that does it."""
    gone = undone(facts)
    return {undoing.target: undoing.id for undoing in facts.undoings if undoing.id not in gone.void}


def known_days(facts: Facts, sources: Mapping[str, Source]) -> dict[str, int]:
    """The day from which each retraction or correction counts.

    That is when its source was published, else when it was recorded. A correction has the source of its
    replacement, where that is another than what it corrects cites.
    """
    cited = {report.id: report.source for report in facts.reports}
    known: dict[str, int] = {}
    for undoing in facts.undoings:
        source = undoing.source
        if undoing.replacement is not None:
            cited[undoing.id] = undoing.replacement.source
            source = cited[undoing.id] if cited.get(undoing.target, cited[undoing.id]) != cited[undoing.id] else None
        published = sources[source].published if source is not None and source in sources else None
        known[undoing.id] = published.latest if published is not None else undoing.recorded
    return known


def catalogue(facts: Facts) -> Catalogue:
    """The subjects and sources, whatever is known by when. Lists of an amendment add, other fields replace."""
    gone = undone(facts)
    first: dict[str, str] = {}  # of a chain of corrections, the registration or filing at its beginning
    restated: dict[str, Mapping[str, Any]] = {}
    for undoing in facts.undoings:
        first[undoing.id] = first.get(undoing.target, undoing.target)
        if undoing.restated and undoing.id not in gone:
            restated[first[undoing.id]] = undoing.restated
    subjects: dict[str, Subject] = {}
    sources: dict[str, Source] = {}
    for declared in facts.declared:
        if declared.id not in gone.void:
            with suppress(*NOT_OURS):
                _declare(restated.get(declared.id, declared.content), subjects, sources)
    return Catalogue(subjects, sources)


def _declare(content: Mapping[str, Any], subjects: dict[str, Subject], sources: dict[str, Source]) -> None:
    """Take in a registration, filing or amendment."""
    kind = content["type"]
    if kind == "subject_registered":
        subjects.setdefault(content["subject"], new_subject(content))
    elif kind == "source_filed":
        sources.setdefault(content["source"], new_source(content))
    elif kind == "subject_amended" and content["subject"] in subjects:
        subjects[content["subject"]] = amended_subject(subjects[content["subject"]], content)
    elif kind == "source_amended" and content["source"] in sources:
        sources[content["source"]] = amended_source(sources[content["source"]], content)


def new_subject(content: Mapping[str, Any]) -> Subject:
    """The subject that a `subject_registered` registers. Raises `KeyError` for a kind that is none."""
    if content["kind"] not in ACTS:
        raise KeyError(content["kind"])
    return Subject(
        content["subject"], content["kind"], content["name"],
        tuple(content.get("parties") or ()), tuple(content.get("aliases") or ()),
    )


def new_source(content: Mapping[str, Any]) -> Source:
    """The source that a `source_filed` files."""
    told = {key: content[key] for key in ("origin", "title", "language", "url", "sha256", "reliability")
            if content.get(key) is not None}
    return Source(content["source"], content["publisher"], When.parse(content["published"]), **told)


def amended_subject(subject: Subject, content: Mapping[str, Any]) -> Subject:
    """The subject after a `subject_amended`: parties and aliases are added, a name replaces. Raises `TypeError` for a
    name that is no text."""
    if not all(isinstance(word, str) for word in (content.get("name") or "", *(content.get("aliases") or ()))):
        raise TypeError("a name is a text")
    return replace(
        subject,
        name=content.get("name") or subject.name,
        parties=tuple(dict.fromkeys([*subject.parties, *(content.get("parties") or ())])),
        aliases=tuple(dict.fromkeys([*subject.aliases, *(content.get("aliases") or ())])),
    )


def amended_source(source: Source, content: Mapping[str, Any]) -> Source:
    """The source after a `source_amended`: each field told replaces."""
    told = {key: value for key, value in content.items() if key not in ("type", "source") and value is not None}
    if "published" in told:
        told["published"] = When.parse(told["published"])
    return replace(source, **told)


class Visible(NamedTuple):
    """A claim about `subject`, and the days of knowing, both included, between which it is visible."""

    subject: str
    claim: Claim
    first: int
    last: int


def claims(facts: Facts, listed: Catalogue, known_by: int | None = None) -> Iterator[tuple[str, Claim]]:
    """The claims visible at the end of `known_by` (None: all that was ever published), each with its subject."""
    limit = END if known_by is None else known_by
    known = known_days(facts, listed.sources)
    gone = undone(facts, known, limit)
    for report, names, since in _told(facts, known):
        if report.id not in gone and since <= limit:
            claim = claim_of(report, names, listed)
            if claim is not None and claim.published <= limit:
                yield report.subject, claim


def visible(facts: Facts, listed: Catalogue) -> Iterator[Visible]:
    """Every claim with each stretch of days during which it is visible: from its publication on, but for the
    days on which it is known to be taken back. (A retraction that is retracted lets it count again.)"""
    known = known_days(facts, listed.sources)
    away = _undone_stretches(facts, known)
    for report, names, since in _told(facts, known):
        claim = claim_of(report, names, listed)
        if claim is None:
            continue
        first = max(claim.published, since)
        for gone_first, gone_last in away.get(report.id, ()):
            if first < gone_first:
                yield Visible(report.subject, claim, first, gone_first - 1)
            first = max(first, gone_last + 1)
        if first <= END:
            yield Visible(report.subject, claim, first, END)


def _told(facts: Facts, known: Mapping[str, int]) -> Iterator[tuple[Report, str | None, int]]:
    """Every report, then every replacement, with the further names it goes by and the day it counts from."""
    for report in facts.reports:
        yield report, None, BEGINNING
    named: dict[str, str] = {}
    for undoing in facts.undoings:
        named[undoing.id] = f"{undoing.target} {named[undoing.target]}" if undoing.target in named else undoing.target
        if undoing.replacement is not None:
            yield undoing.replacement, named[undoing.id], known[undoing.id]


def _undone_stretches(facts: Facts, known: Mapping[str, int]) -> dict[str, list[tuple[int, int]]]:
    """For each event that is ever taken back, the stretches of days on which it is known to be, in order.

    Only what takes back one and the same, or that, and so on, bears on one another: there are few in each chain.
    """
    away: dict[str, list[tuple[int, int]]] = {}
    for chain in _chains(facts.undoings):
        days = sorted({known[one.id] for one in chain})
        for first, after in pairwise([*days, END + 1]):
            gone = _undone(chain, known, first)
            for event in gone.void | gone.replaced:
                away.setdefault(event, []).append((first, after - 1))
    return {event: joined(stretches) for event, stretches in away.items()}


def _chains(undoings: Sequence[Undoing]) -> list[list[Undoing]]:
    """Retractions and corrections, each with those that it takes back, and that take it back."""
    chains: list[list[Undoing]] = []
    chain_of: dict[str, list[Undoing]] = {}
    for undoing in undoings:
        chain = chain_of.get(undoing.target)
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append(undoing)
        chain_of[undoing.id] = chain
    return chains


def claim_of(report: Report, names: str | None, listed: Catalogue) -> Claim | None:
    """The report's claim; None where its subject, act or source is not known."""
    (event, _, about, name, cited, occurred, planned_for, effective, until, every, by, place, round, successor,
     confirms, certainty, *_) = report
    source, subject = listed.sources.get(cited), listed.subjects.get(about)
    act = ACTS[subject.kind].get(name) if subject is not None else None
    if source is None or act is None:
        return None
    published = source.published.latest
    date = occurred or source.published
    window, dated = date.window, date.text
    if act.state and date.is_span:
        window = date.start
        dated = window.text()
    earliest, latest = window
    if published < latest and earliest < latest:
        latest = max(published, earliest)
        dated = Window(earliest, latest).text()
    part = DENIED if certainty == "denied" else COUNTED
    if part == COUNTED and (certainty == "possible" or act.signal):
        part = SIGNAL
    return Claim(
        event, part, name, earliest, latest, dated, int(occurred is None), published, source.independent_origin,
        " ".join(by) or None, round, place,
        planned_for.text if planned_for is not None else None,
        effective.text if effective is not None else None,
        until.text if until is not None else None,
        every, successor, confirms, names,
    )
