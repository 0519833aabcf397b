"""Which part of the log counts: the catalogue, and the claims visible at a known-by day.

The rules kept here (replay, rules 1 and 2): a report counts once its source was published by K, unless a
retraction that was itself known by K takes it back; a correction puts its replacement in the report's
place; registrations, filings and amendments count whatever K is; and what is reported has happened, so a
report's window ends on the day its source was published at the latest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.dates import When
from tracker.days import END, Window
from tracker.facts import Facts, Report, Source, Subject
from tracker.vocabulary import ACTS


@dataclass(frozen=True, slots=True)
class Claim:
    """A visible report with what its source adds: its window of days, its origin, and when it was published.

    `dated` is the date as the occurrence tells it: that of the report (a span's first date, for a state),
    or the window where the day of publication cut it. `names` are the ids it may be confirmed under: its
    own, and those of the events it corrects.
    """

    report: Report
    window: Window
    dated: str
    published: int
    origin: str
    names: tuple[str, ...] = ()


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
    void: set[str] = set()
    replaced: set[str] = set()
    for undoing in reversed(facts.undoings):
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
        if declared.id in gone.void:
            continue
        content = restated.get(declared.id, declared.content)
        kind = content["type"]
        if kind == "subject_registered":
            subjects.setdefault(content["subject"], new_subject(content))
        elif kind == "source_filed":
            sources.setdefault(content["source"], new_source(content))
        elif kind == "subject_amended" and content["subject"] in subjects:
            subjects[content["subject"]] = amended_subject(subjects[content["subject"]], content)
        elif kind == "source_amended" and content["source"] in sources:
            sources[content["source"]] = amended_source(sources[content["source"]], content)
    return Catalogue(subjects, sources)


def new_subject(content: Mapping[str, Any]) -> Subject:
    """The subject that a `subject_registered` registers."""
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
    """The subject after a `subject_amended`: parties and aliases are added, a name replaces."""
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


def claims(facts: Facts, listed: Catalogue, known_by: int | None = None) -> Iterator[Claim]:
    """The claims visible at the end of `known_by` (None: all that was ever published), in log order."""
    limit = END if known_by is None else known_by
    known = known_days(facts, listed.sources)
    gone = undone(facts, known, limit)
    for report in facts.reports:
        if report.id not in gone:
            yield from _claim(report, (report.id,), listed, limit)
    named: dict[str, tuple[str, ...]] = {}
    for undoing in facts.undoings:
        named[undoing.id] = (undoing.id, *named.get(undoing.target, (undoing.target,)))
        if undoing.replacement is not None and undoing.id not in gone and known[undoing.id] <= limit:
            yield from _claim(undoing.replacement, named[undoing.id], listed, limit)


def _claim(report: Report, names: tuple[str, ...], listed: Catalogue, limit: int) -> Iterator[Claim]:
    """The report's claim, if its subject, act and source are known and the source is published by `limit`."""
    source, subject = listed.sources.get(report.source), listed.subjects.get(report.subject)
    if source is None or subject is None or source.published.latest > limit:
        return
    act = ACTS[subject.kind].get(report.act)
    if act is None:
        return
    date = report.occurred or source.published
    window = date.start if act.state and date.is_span else date.window
    dated = window.text() if act.state and date.is_span else date.text
    latest = max(source.published.latest, window.earliest)
    if latest < window.latest:
        window = Window(window.earliest, latest)
        dated = window.text()
    yield Claim(report, window, dated, source.published.latest, source.independent_origin, names)
