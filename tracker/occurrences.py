"""Corroboration: which claims tell of the same thing that happened.

The rule kept here (replay, rule 3): claims of one act whose windows overlap are one occurrence, dated at
the intersection of their windows; the narrowest is placed first, then by id, so the order of appending
plays no part. A claim that fits two or more occurrences joins none by guess. A denial disputes what it
matches. Nothing is decided here about statuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.dates import When
from tracker.days import Window
from tracker.facts import Report
from tracker.visible import Claim
from tracker.vocabulary import SIGNED, Act

DETAILS = ("by", "place", "planned_for", "effective", "until", "every", "successor")
"""Details that corroborating reports may tell differently."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happened, as told by its claims (narrowest window first).

    `window` is the intersection of the claims' windows and `since` its EDTF text. `differing` names the
    details that the claims tell differently; the values used are the first told, and all parties in `by`.
    """

    act: str
    rank: int
    window: Window
    since: str
    claims: tuple[Claim, ...]
    differing: tuple[str, ...] = ()
    denials: tuple[Claim, ...] = ()
    by: tuple[str, ...] = ()
    round: str | None = None
    place: str | None = None
    planned_for: When | None = None
    effective: When | None = None
    until: When | None = None
    every: str | None = None
    successor: str | None = None

    @property
    def id(self) -> str:
        """The smallest id of its events."""
        return min(claim.report.id for claim in self.claims)

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Replay, rule 4: latest bound, earliest, the vocabulary's rank for the same day, id."""
        return self.window.latest, self.window.earliest, self.rank, self.id

    @property
    def events(self) -> tuple[str, ...]:
        """The ids of its events, narrowest window first."""
        return tuple(claim.report.id for claim in self.claims)

    @property
    def origins(self) -> frozenset[str]:
        """The independent origins that tell it."""
        return frozenset(claim.origin for claim in self.claims)


@dataclass(frozen=True, slots=True)
class Told:
    """What the visible claims about one subject tell: occurrences in replay order, and the rest.

    `signals` never change a status (they were said, or only claimed to be possible); `unresolved` fit
    several occurrences and enter none; `denials` are those that match nothing.
    """

    occurrences: tuple[Occurrence, ...] = ()
    signals: tuple[Claim, ...] = ()
    unresolved: tuple[Claim, ...] = ()
    denials: tuple[Claim, ...] = ()


@dataclass(slots=True)
class _Group:
    """An occurrence in the making."""

    act: Act
    window: Window
    claims: list[Claim]
    planned: Window | None = None
    by: set[str] = field(default_factory=set)
    round: str | None = None
    denials: list[Claim] = field(default_factory=list)

    def fits(self, claim: Claim) -> bool:
        return self.window.overlaps(claim.window) and self.agrees(claim)

    def agrees(self, claim: Claim) -> bool:
        """Whether it may be the same occurrence, dates apart: the round, the parties, the plan."""
        report = claim.report
        if report.round and self.round and report.round != self.round:
            return False
        if self.act.per_party and report.by and self.by and self.by.isdisjoint(report.by):
            return False
        return not (
            self.act.planning
            and report.planned_for is not None
            and self.planned is not None
            and not self.planned.overlaps(report.planned_for.window)
        )

    def join(self, claim: Claim) -> None:
        report = claim.report
        self.window = self.window.intersection(claim.window) or self.window
        self.claims.append(claim)
        self.round = self.round or report.round
        self.by.update(report.by)
        if report.planned_for is not None:
            window = report.planned_for.window
            self.planned = (self.planned.intersection(window) if self.planned else window) or self.planned


def corroborate(claims: Iterable[Claim], acts: Mapping[str, Act]) -> Told:
    """Gather one subject's visible claims into occurrences, in replay order. `acts` is its kind's table."""
    signals: list[Claim] = []
    asserted: dict[str, list[Claim]] = {}
    denied: list[Claim] = []
    for claim in claims:
        if claim.report.certainty == "denied":
            denied.append(claim)
        elif claim.report.certainty == "possible" or acts[claim.report.act].signal:
            signals.append(claim)
        else:
            asserted.setdefault(claim.report.act, []).append(claim)

    groups: dict[str, list[_Group]] = {}
    unresolved: list[Claim] = []
    for name, told in asserted.items():
        groups[name] = _gather(acts[name], told, unresolved)
    unmatched = _dispute(groups, denied)
    occurrences = sorted((_occurrence(group) for made in groups.values() for group in made), key=lambda o: o.order)
    return Told(
        tuple(occurrences), tuple(sorted(signals, key=_by_date)), tuple(sorted(unresolved, key=_by_date)),
        tuple(sorted(unmatched, key=_by_date)),
    )


def _by_date(claim: Claim) -> tuple[int, int, str]:
    return claim.window.latest, claim.window.earliest, claim.report.id


def _narrowest(claim: Claim) -> tuple[int, str]:
    return claim.window.width, claim.report.id


def _gather(act: Act, claims: list[Claim], unresolved: list[Claim]) -> list[_Group]:
    """One act's claims as groups: plain ones narrowest first, then those that say which event they confirm."""
    groups: list[_Group] = []
    placed: dict[str, _Group] = {}
    named = {name: claim.report.id for claim in claims for name in claim.names}
    waiting = []
    for claim in sorted(claims, key=_narrowest):
        if named.get(claim.report.confirms or "", claim.report.id) != claim.report.id:
            waiting.append(claim)
        else:
            _place(act, claim, groups, placed, unresolved)
    while waiting:
        ready = [claim for claim in waiting if claim.report.confirms in placed]
        for claim in ready:
            group = placed[claim.report.confirms or ""]
            group.join(claim)
            placed.update(dict.fromkeys(claim.names, group))
        if not ready:  # what they confirm is itself unresolved, or they confirm each other: placed like any other
            unplaced = {claim.report.id for claim in waiting}
            ready = [one for one in waiting if named[one.report.confirms or ""] not in unplaced] or waiting
            for claim in ready:
                _place(act, claim, groups, placed, unresolved)
        waiting = [claim for claim in waiting if claim not in ready]
    return groups


def _place(
    act: Act, claim: Claim, groups: list[_Group], placed: dict[str, _Group], unresolved: list[Claim]
) -> None:
    fitting = [group for group in groups if group.fits(claim)]
    if len(fitting) > 1:
        unresolved.append(claim)
        return
    if not fitting:
        fitting = [_Group(act, claim.window, [])]
        groups.extend(fitting)
    fitting[0].join(claim)
    placed.update(dict.fromkeys(claim.names, fitting[0]))


def _dispute(groups: Mapping[str, list[_Group]], denied: list[Claim]) -> list[Claim]:
    """Give each denial to the occurrences it disputes; those that match none are returned.

    A denial that names an event (`confirms`) disputes that event's occurrence; one with a date disputes the
    occurrences of its act that it overlaps; one without disputes the last that could have happened by then.
    """
    unmatched = []
    for claim in denied:
        report = claim.report
        made = groups.get(report.act, [])
        named = [group for group in made if any(report.confirms in other.names for other in group.claims)]
        matching = named or [group for group in made if group.fits(claim)]
        if not matching and report.occurred is None:
            before = [group for group in made if group.window.earliest <= claim.window.latest and group.agrees(claim)]
            matching = sorted(before, key=lambda group: (group.window.latest, group.window.earliest))[-1:]
        for group in matching:
            group.denials.append(claim)
        if not matching:
            unmatched.append(claim)
    return unmatched


def _occurrence(group: _Group) -> Occurrence:
    claims = sorted(group.claims, key=_narrowest)
    reports = [claim.report for claim in claims]

    def first(detail: str) -> Any:
        return next((told for told in (getattr(report, detail) for report in reports) if told is not None), None)

    differing = tuple(
        detail for detail in DETAILS if _differ([told for told in (getattr(r, detail) for r in reports) if told])
    )
    return Occurrence(
        act=group.act.name,
        rank=group.act.rank,
        window=group.window,
        since=_since(group.window, claims),
        claims=tuple(claims),
        differing=differing,
        denials=tuple(sorted(group.denials, key=_by_date)),
        by=_by(group.act, reports),
        round=group.round,
        place=first("place"),
        planned_for=_meeting(reports, "planned_for"),
        effective=_meeting(reports, "effective"),
        until=_meeting(reports, "until"),
        every=first("every"),
        successor=first("successor"),
    )


def _by(act: Act, reports: list[Report]) -> tuple[str, ...]:
    """All parties that are named; of a signing nobody, where a report tells it of no party in particular: by all."""
    if act.standing == SIGNED and not all(report.by for report in reports):
        return ()
    return tuple(sorted({party for report in reports for party in report.by}))


def _since(window: Window, claims: list[Claim]) -> str:
    """The EDTF text of the window: a claim's own words where they mean just that, the plainest of them."""
    texts = [claim.dated for claim in claims if claim.window == window]
    return min(texts, key=_plainness) if texts else window.text()


def _plainness(text: str) -> tuple[bool, int, str]:
    return text[-1] in "?~%", len(text), text


def _meeting(reports: list[Report], detail: str) -> When | None:
    """Where the dates told for a detail meet, in the plainest words told; one that fits no other is passed over."""
    told: list[When] = [date for date in (getattr(report, detail) for report in reports) if date is not None]
    if not told:
        return None
    window = told[0].window
    for date in told[1:]:
        window = window.intersection(date.window) or window
    exact = [date for date in told if date.window == window]
    return min(exact, key=lambda date: _plainness(date.text)) if exact else When.of(window)


def _differ(told: list[Any]) -> bool:
    """Whether details told by several claims contradict each other; dates do where no day fits all."""
    if told and isinstance(told[0], When):
        return bool(max(date.earliest for date in told) > min(date.latest for date in told))
    if told and isinstance(told[0], tuple):
        return len({frozenset(parties) for parties in told}) > 1
    if told and isinstance(told[0], str):
        return len({text.casefold() for text in told}) > 1
    return False
