"""Corroboration: which claims tell of the same thing that happened.

The rule kept here (replay, rule 3): claims of one act whose windows overlap are one occurrence; the narrowest is
placed first, then by id, so the order of appending plays no part. A claim that fits two or more occurrences joins
none by guess. A denial disputes what it matches. Nothing is decided here about statuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from tracker.dates import When
from tracker.days import BEGINNING, END, Window
from tracker.occurrences import Occurrence, Told, by_date, narrowest, occurrence, parties_told
from tracker.visible import COUNTED, DENIED, Claim
from tracker.vocabulary import Act

_MONTH = 31
"""Windows wider than this many days are placed against every group of their act; narrower ones only against those
near them, which gives the same, since the narrow are placed first."""
_PASSES = 8
"""How often claims are looked through for what others may matter to, before they are taken to matter to all."""


def begins_last(claim: Claim) -> tuple[int, str]:
    """Of several that go by one name, the last by this order is who is confirmed."""
    return claim.earliest, claim.id


class Group:
    """An occurrence in the making: its claims, and what they agree on so far."""

    __slots__ = ("by", "claims", "denials", "earliest", "latest", "planned", "round")

    def __init__(self, claim: Claim) -> None:
        self.earliest, self.latest = claim.earliest, claim.latest
        self.claims = [claim]
        self.denials: list[Claim] = []
        self.round = claim.round
        self.by: frozenset[str] = parties_told(claim.by) if claim.by else frozenset()
        self.planned: Window | None = When.parse(claim.planned_for).window if claim.planned_for else None

    def agrees(self, act: Act, claim: Claim) -> bool:
        """Whether it may be the same occurrence, dates apart: the round, the parties, the plan."""
        if claim.round and self.round and claim.round != self.round:
            return False
        if act.per_party and claim.by and self.by and self.by.isdisjoint(parties_told(claim.by)):
            return False
        return not (
            act.planning
            and claim.planned_for is not None
            and self.planned is not None
            and not self.planned.overlaps(When.parse(claim.planned_for).window)
        )

    def join(self, claim: Claim) -> None:
        """Take the claim in. A window that meets none of its days (it confirms all the same) leaves them."""
        earliest, latest = max(self.earliest, claim.earliest), min(self.latest, claim.latest)
        if earliest <= latest:
            self.earliest, self.latest = earliest, latest
        self.claims.append(claim)
        self.round = self.round or claim.round
        if claim.by:
            self.by |= parties_told(claim.by)
        if claim.planned_for is not None:
            window = When.parse(claim.planned_for).window
            self.planned = (self.planned.intersection(window) if self.planned else window) or self.planned

    def occurrence(self, act: Act) -> Occurrence:
        """What its claims tell."""
        return occurrence(act, (self.earliest, self.latest), self.claims, self.round, self.denials)


def corroborate(claims: Iterable[Claim], acts: Mapping[str, Act]) -> Told:
    """Gather one subject's visible claims into occurrences, in replay order. `acts` is its kind's table."""
    signals: list[Claim] = []
    asserted: dict[str, list[Claim]] = {}
    denied: list[Claim] = []
    for claim in claims:
        if claim.part == COUNTED:
            if claim.act in asserted:
                asserted[claim.act].append(claim)
            else:
                asserted[claim.act] = [claim]
        else:
            (denied if claim.part == DENIED else signals).append(claim)

    occurrences: list[Occurrence] = []
    unresolved: list[Claim] = []
    unmatched: list[Claim] = []
    for name, told in asserted.items():
        groups = gather(acts[name], told, unresolved)
        if denied:
            unmatched += dispute(acts[name], groups, [claim for claim in denied if claim.act == name])
        occurrences += [group.occurrence(acts[name]) for group in groups]
    unmatched += [claim for claim in denied if claim.act not in asserted]
    occurrences.sort()
    return Told(
        tuple(occurrences), tuple(sorted(signals, key=by_date)), tuple(sorted(unresolved, key=by_date)),
        tuple(sorted(unmatched, key=by_date)),
    )


def gather(act: Act, claims: Sequence[Claim], unresolved: list[Claim]) -> list[Group]:
    """One act's claims as groups: plain ones narrowest first, then those that say which event they confirm.

    Those that fit several groups are added to `unresolved`.
    """
    if len(claims) == 1:
        return [Group(claims[0])]
    if not [claim for claim in claims if claim.confirms]:
        return _gather_plain(act, claims, unresolved)
    groups: list[Group] = []
    for cluster in clusters(claims):
        if [claim for claim in cluster if claim.confirms]:
            groups += _gather_confirming(act, cluster, unresolved)
        else:
            groups += _gather_plain(act, cluster, unresolved)
    return groups


def _gather_plain(
    act: Act, claims: Sequence[Claim], unresolved: list[Claim], placed: dict[str, Group] | None = None
) -> list[Group]:
    """Claims as groups, whatever they confirm; `placed` is told the group of each claim, by its id."""
    groups: list[Group] = []
    broad = [claim for claim in claims if claim.latest - claim.earliest > _MONTH]
    narrow = [claim for claim in claims if claim.latest - claim.earliest <= _MONTH] if broad else claims
    for cluster in _overlapping(narrow):
        near: list[Group] = []
        for claim in sorted(cluster, key=narrowest) if len(cluster) > 1 else cluster:
            _place(act, claim, near, unresolved, placed)
        groups += near
    for claim in sorted(broad, key=narrowest):
        _place(act, claim, groups, unresolved, placed)
    return groups


def clusters(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims in clusters that no window and no confirmation leads out of: what is in one matters to no other."""
    found = _overlapping(claims)
    if len(found) < 2 or not [claim for claim in claims if claim.confirms]:
        return found
    home: dict[str | None, list[int]] = {}
    for number, cluster in enumerate(found):
        for claim in cluster:
            for name in claim.all_names:
                home.setdefault(name, []).append(number)
    return _joined(found, home)


def concerned(claims: Sequence[Claim], others: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """An act's claims in two: those that `others` of it may matter to, and the rest.

    They are whatever the days of the others lead to, and what they confirm, and so on; and some more, since all days
    between are looked at; and all, where they lead on and on.
    """
    found: list[Claim] = []
    fresh, rest = others, list(claims)
    first, last = END, BEGINNING
    names: set[str] = set()
    confirmed: set[str] = set()
    for _ in range(_PASSES):
        if not (fresh and rest):
            return found, rest
        first = min(first, *[reaches_back_to(claim) for claim in fresh])
        last = max(last, *[claim.latest for claim in fresh])
        names.update([name for claim in fresh for name in claim.all_names])
        confirmed.update([claim.confirms for claim in fresh if claim.confirms])
        near: list[Claim] = []
        far: list[Claim] = []
        for claim in rest:
            meets = first <= claim.latest and reaches_back_to(claim) <= last
            if not meets and (claim.confirms or confirmed):
                meets = claim.confirms in names or not confirmed.isdisjoint(claim.all_names)
            (near if meets else far).append(claim)
        found += near
        fresh, rest = near, far
    return [*found, *rest], []


def reaches_back_to(claim: Claim) -> int:
    """The first day that a claim may matter to: of a denial without a date, which disputes the last before it, any."""
    return BEGINNING if claim.dateless and claim.part == DENIED else claim.earliest


def _joined(found: list[list[Claim]], home: Mapping[str | None, list[int]]) -> list[list[Claim]]:
    """The clusters, those joined that a confirmation links; `home` has the clusters in which something has a name."""
    leads = list(range(len(found)))

    def root(number: int) -> int:
        while leads[number] != number:
            leads[number] = leads[leads[number]]
            number = leads[number]
        return number

    confirmed = set()
    for number, cluster in enumerate(found):
        for claim in cluster:
            if claim.confirms in home:
                leads[root(number)] = root(home[claim.confirms][0])
                confirmed.add(claim.confirms)
    for name in confirmed:
        for number in home[name][1:]:
            leads[root(number)] = root(home[name][0])
    joined: dict[int, list[Claim]] = {}
    for number, cluster in enumerate(found):
        joined.setdefault(root(number), []).extend(cluster)
    return list(joined.values())


def _overlapping(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims in clusters that no window leads out of."""
    found: list[list[Claim]] = []
    reach = None
    for claim in sorted(claims, key=attrgetter("earliest")):
        if reach is not None and claim.earliest <= reach:
            found[-1].append(claim)
            reach = max(reach, claim.latest)
        else:
            found.append([claim])
            reach = claim.latest
    return found


def _gather_confirming(act: Act, claims: Sequence[Claim], unresolved: list[Claim]) -> list[Group]:
    """`gather`, where some of the claims say which event they confirm."""
    placed: dict[str, Group] = {}
    owner: dict[str | None, Claim] = {}
    for claim in sorted(claims, key=begins_last):
        owner |= dict.fromkeys(claim.all_names, claim)
    ready: list[Claim] = []
    waiting: dict[str, list[Claim]] = {}  # by the id of what they confirm
    for claim in sorted(claims, key=narrowest):
        confirmed = owner.get(claim.confirms, claim)
        (ready if confirmed is claim else waiting.setdefault(confirmed.id, [])).append(claim)
    groups = _gather_plain(act, ready, unresolved, placed)
    astray: list[Claim] = []
    while waiting or astray:
        joining: list[Claim] = []
        for claim in ready:
            (joining if claim.id in placed else astray).extend(waiting.pop(claim.id, ()))
        for claim in sorted(joining, key=narrowest):
            group = placed[claim.id] = placed[owner[claim.confirms].id]
            group.join(claim)
        ready = joining
        if not ready:  # what they confirm is itself unresolved, or they confirm each other: placed like any other
            if not astray:
                astray, waiting = [claim for some in waiting.values() for claim in some], {}
            ready, astray = astray, []
            for claim in sorted(ready, key=narrowest):
                _place(act, claim, groups, unresolved, placed)
    return groups


def _place(
    act: Act, claim: Claim, groups: list[Group], unresolved: list[Claim], placed: dict[str, Group] | None
) -> None:
    """Put a claim into the one group that it fits, or a new one; into none where it fits several."""
    earliest, latest, found = claim.earliest, claim.latest, None
    for group in groups:
        if group.earliest <= latest and earliest <= group.latest and group.agrees(act, claim):
            if found is not None:
                unresolved.append(claim)
                return
            found = group
    if found is None:
        found = Group(claim)
        groups.append(found)
    else:
        found.join(claim)
    if placed is not None:
        placed[claim.id] = found


def dispute(act: Act, groups: Sequence[Group], denied: Iterable[Claim]) -> list[Claim]:
    """Give each denial to the groups it disputes; those that match none are returned.

    A denial that names an event (`confirms`) disputes that event's occurrence; one with a date disputes the
    occurrences of its act that it overlaps; one without disputes the last that could have happened by then.
    """
    unmatched = []
    for claim in denied:
        matching = [
            group for group in groups if any(claim.confirms in other.all_names for other in group.claims)
        ] if claim.confirms else []
        matching = matching or [
            group for group in groups
            if group.earliest <= claim.latest and claim.earliest <= group.latest and group.agrees(act, claim)
        ]
        if not matching and claim.dateless:
            before = [group for group in groups if group.earliest <= claim.latest and group.agrees(act, claim)]
            matching = sorted(before, key=_last)[-1:]
        for group in matching:
            group.denials.append(claim)
        if not matching:
            unmatched.append(claim)
    return unmatched


def _last(group: Group) -> tuple[int, int, tuple[int, str]]:
    return group.latest, group.earliest, min(map(narrowest, group.claims))
