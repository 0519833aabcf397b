"""The claims of one act, kept gathered while claims come and go.

The rule kept here: the result is always that of `corroboration.corroborate` over the claims present. No window and
no confirmation leads out of a cluster; so when a claim comes or goes, only the clusters it meets are gathered again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.corroboration import Group, clusters, dispute, gather
from tracker.days import BEGINNING, END
from tracker.occurrences import Occurrence
from tracker.visible import DENIED, Claim
from tracker.vocabulary import Act


class Change(NamedTuple):
    """What a change of claims changed: the occurrences that went and came, some of which may be equal, and the claims
    that are no longer unresolved and those that now are."""

    went: list[Occurrence]
    came: list[Occurrence]
    resolved: list[Claim]
    unresolved: list[Claim]


class _Cluster:
    """Claims, and what they tell; `made` has an occurrence for each group."""

    __slots__ = ("claims", "groups", "made", "unresolved")

    def __init__(self, act: Act, claims: list[Claim]) -> None:
        self.claims = claims
        self.unresolved: list[Claim] = []
        self.groups: list[Group] = gather(act, claims, self.unresolved)
        self.made: list[Occurrence] = []


class Tally:
    """The claims of one act of one subject that are visible now.

    The stretches of days that claims cover, in order, lead to their clusters; confirmation may join several stretches
    in one.
    """

    def __init__(self, act: Act) -> None:
        self._act = act
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._clusters: list[_Cluster] = []
        self._named: dict[str, Claim] = {}
        self._wanted: dict[str, list[Claim]] = {}
        self._denied: list[Claim] = []
        self._disputed: dict[str, list[tuple[_Cluster, Group]]] = {}

    def change(self, come: Sequence[Claim], gone: Sequence[Claim]) -> Change:
        """Take claims in and let claims go."""
        told = [claim for claim in come if claim.part != DENIED]
        away = [claim for claim in gone if claim.part != DENIED]
        old = self._taken_out([*told, *away, *self._linked(told)])
        left = {claim.id for claim in away}
        self._keep_names(told, away)
        new = self._put_in([claim for cluster in old for claim in cluster.claims if claim.id not in left] + told)
        again = self._dispute(come, gone, old, new)
        fresh = {id(cluster) for cluster in new}
        redone = [cluster for cluster in again if id(cluster) not in fresh]
        known = {
            tuple([claim.id for claim in group.claims]): one
            for cluster in (*old, *redone) for group, one in zip(cluster.groups, cluster.made, strict=True)
        }
        went = [one for cluster in (*old, *redone) for one in cluster.made]
        for cluster in (*new, *redone):
            cluster.made = [self._occurrence(group, known) for group in cluster.groups]
        return Change(
            went, [one for cluster in (*new, *redone) for one in cluster.made],
            [claim for cluster in old for claim in cluster.unresolved],
            [claim for cluster in new for claim in cluster.unresolved],
        )

    def _occurrence(self, group: Group, known: dict[tuple[str, ...], Occurrence]) -> Occurrence:
        """The group's occurrence, the same as before where the same claims make it, undisputed."""
        before = known.get(tuple([claim.id for claim in group.claims]))
        if before is not None and not before.denials and not group.denials:
            return before
        return group.occurrence(self._act)

    def _linked(self, told: Iterable[Claim]) -> list[Claim]:
        """The claims present that these confirm, or that confirm these."""
        if not self._wanted and not [claim for claim in told if claim.confirms]:
            return []
        linked = [self._named[claim.confirms] for claim in told if claim.confirms in self._named]
        for claim in told:
            for name in claim.all_names:
                linked += self._wanted.get(name, ())
        return linked

    def _keep_names(self, told: Iterable[Claim], away: Iterable[Claim]) -> None:
        for claim in away:
            for name in claim.all_names:
                self._named.pop(name, None)
            if claim.confirms in self._wanted:
                self._wanted[claim.confirms] = [one for one in self._wanted[claim.confirms] if one.id != claim.id]
        for claim in told:
            self._named.update(dict.fromkeys(claim.all_names, claim))
            if claim.confirms:
                self._wanted.setdefault(claim.confirms, []).append(claim)

    def _taken_out(self, claims: Iterable[Claim]) -> list[_Cluster]:
        """Take out the clusters that these claims meet."""
        old: dict[int, _Cluster] = {}
        joined = False
        for claim in claims:
            first = bisect_left(self._lasts, claim.earliest)
            after = bisect_right(self._firsts, claim.latest)
            if first < after:
                old |= {id(cluster): cluster for cluster in self._clusters[first:after]}
                del self._clusters[first:after], self._firsts[first:after], self._lasts[first:after]
                joined = joined or bool(self._wanted)
        if joined:  # a cluster may have further stretches
            kept = [number for number, cluster in enumerate(self._clusters) if id(cluster) not in old]
            self._firsts = [self._firsts[number] for number in kept]
            self._lasts = [self._lasts[number] for number in kept]
            self._clusters = [self._clusters[number] for number in kept]
        return list(old.values())

    def _put_in(self, claims: list[Claim]) -> list[_Cluster]:
        new = []
        for together in clusters(claims) if claims else ():
            cluster = _Cluster(self._act, together)
            new.append(cluster)
            for first, last in _stretches(together):
                place = bisect_left(self._firsts, first)
                self._clusters.insert(place, cluster)
                self._firsts.insert(place, first)
                self._lasts.insert(place, last)
        return new

    def _dispute(
        self, come: Sequence[Claim], gone: Sequence[Claim], old: Sequence[_Cluster], new: Sequence[_Cluster]
    ) -> list[_Cluster]:
        """Give the denials to what they dispute now; returns the clusters in which that changed something.

        A denial finds what its days meet, or, told without a date, what began by its last day, or what it names; where
        nothing of that changed, it stays.
        """
        away = {claim.id for claim in gone if claim.part == DENIED}
        fresh = {claim.id for claim in come if claim.part == DENIED}
        changed: dict[int, _Cluster] = {}
        left = {id(cluster) for cluster in old}
        if away:
            for claim in self._denied:
                if claim.id in away:
                    changed |= self._withdrawn(claim, left)
                    self._disputed.pop(claim.id, None)
            self._denied = [claim for claim in self._denied if claim.id not in away]
        self._denied += [claim for claim in come if claim.part == DENIED]
        if not self._denied:
            return list(changed.values())
        changing = [claim for cluster in (*old, *new) for claim in cluster.claims]
        begins = min([claim.earliest for claim in changing], default=END + 1)
        ends = max([claim.latest for claim in changing], default=BEGINNING - 1)
        names = {name for claim in changing for name in claim.all_names}
        for claim in self._denied:
            reaches = begins <= claim.latest and (claim.dateless or claim.earliest <= ends)
            if reaches or claim.id in fresh or claim.confirms in names:
                before = self._withdrawn(claim, left)
                known = {id(group) for _, group in self._disputed.pop(claim.id, ())}
                near = self._may_be_denied(claim)
                dispute(self._act, [group for _, group in near], [claim])
                now = [(cluster, group) for cluster, group in near if claim in group.denials]
                self._disputed[claim.id] = now
                if known != {id(group) for _, group in now}:
                    changed |= before
                    changed |= {id(cluster): cluster for cluster, _ in now}
        return list(changed.values())

    def _withdrawn(self, claim: Claim, left: set[int]) -> dict[int, _Cluster]:
        """Take a denial from what it disputes, in the clusters that stay; these clusters."""
        found = {}
        for cluster, group in self._disputed.get(claim.id, ()):
            if id(cluster) not in left:
                group.denials = [one for one in group.denials if one.id != claim.id]
                found[id(cluster)] = cluster
        return found

    def _may_be_denied(self, claim: Claim) -> list[tuple[_Cluster, Group]]:
        """The groups among which a denial finds what it disputes: those in the clusters it meets, or that it names;
        for one without a date, those in the last cluster before it that holds one it could dispute."""
        first = bisect_left(self._lasts, claim.earliest)
        met = {id(one): one for one in self._clusters[first : bisect_right(self._firsts, claim.latest)]}
        if claim.confirms in self._named:
            named = self._named[claim.confirms]
            met |= {id(one): one for one in self._clusters[bisect_left(self._lasts, named.earliest)
                                                            : bisect_right(self._firsts, named.latest)]}
        if claim.dateless:
            while first > 0 and not any(
                group.earliest <= claim.latest and group.agrees(self._act, claim)
                for cluster in met.values() for group in cluster.groups
            ):
                first -= 1
                met[id(self._clusters[first])] = self._clusters[first]
            if self._wanted:  # stretches may be joined: what is last is not told by their order
                met = {id(one): one for one in self._clusters}
        return [(cluster, group) for cluster in met.values() for group in cluster.groups]


def _stretches(claims: Sequence[Claim]) -> list[tuple[int, int]]:
    """The stretches of days that claims cover, in order."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted([(claim.earliest, claim.latest) for claim in claims]):
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return merged
