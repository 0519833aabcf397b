"""The claims of one act, kept gathered while claims come and go.

The rule kept here: the result is always that of `corroboration.corroborate` over the claims present. Claims whose
windows meet lie in one cluster, and no window leads out of a cluster; so when one comes or goes, only the clusters
it meets are gathered again. Where some claim names an event it confirms, the act is one cluster.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tracker.corroboration import Group, clusters, dispute, gather
from tracker.days import BEGINNING, END
from tracker.occurrences import Occurrence
from tracker.visible import DENIED, Claim
from tracker.vocabulary import Act


class _Cluster:
    """Claims from `first` to `last` day, and what they tell."""

    __slots__ = ("claims", "first", "groups", "last", "made", "unresolved")

    def __init__(self, act: Act, claims: list[Claim], first: int, last: int) -> None:
        self.claims, self.first, self.last = claims, first, last
        self.unresolved: list[Claim] = []
        self.groups: list[Group] = gather(act, claims, self.unresolved)
        self.made: list[Occurrence] = []


class Tally:
    """The claims of one act of one subject that are visible now. `change` tells which occurrences went and came."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._clusters: list[_Cluster] = []
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._denied: list[Claim] = []
        self._disputed: list[tuple[_Cluster, Group]] = []
        self._whole = False

    def change(
        self, come: Sequence[Claim], gone: Sequence[Claim]
    ) -> tuple[list[Occurrence], list[Occurrence], list[Claim], list[Claim]]:
        """Take claims in and let claims go. Returns the occurrences that went and those that came, which may be equal
        in part, and the claims that are no longer unresolved and those that now are."""
        if not self._whole and any(claim.confirms for claim in come):
            self._whole = True
        told = [claim for claim in come if claim.part != DENIED]
        away = {claim.id for claim in gone if claim.part != DENIED}
        pool = told + [claim for claim in gone if claim.part != DENIED]
        old = self._taken_out(pool)
        claims = [claim for cluster in old for claim in cluster.claims if claim.id not in away] + told
        new = self._put_in(claims)
        went = [one for cluster in old for one in cluster.made]
        fresh = {id(cluster) for cluster in new}
        again = self._dispute(come, gone, {id(cluster) for cluster in old}, fresh)
        for cluster in new:
            cluster.made = [group.occurrence(self._act) for group in cluster.groups]
        came = [one for cluster in new for one in cluster.made]
        for cluster in again:
            if id(cluster) not in fresh:
                went += cluster.made
                cluster.made = [group.occurrence(self._act) for group in cluster.groups]
                came += cluster.made
        return (
            went, came, [claim for cluster in old for claim in cluster.unresolved],
            [claim for cluster in new for claim in cluster.unresolved],
        )

    def _taken_out(self, claims: Sequence[Claim]) -> list[_Cluster]:
        """Take out the clusters that these claims meet: all, where one confirms another."""
        if self._whole:
            old, self._clusters, self._firsts, self._lasts = self._clusters, [], [], []
            return old
        old = []
        for claim in claims:
            first = bisect_left(self._lasts, claim.earliest)
            after = bisect_right(self._firsts, claim.latest)
            if first < after:
                old += self._clusters[first:after]
                del self._clusters[first:after], self._firsts[first:after], self._lasts[first:after]
        return old

    def _put_in(self, claims: list[Claim]) -> list[_Cluster]:
        if not claims:
            return []
        if self._whole:
            new = [_Cluster(self._act, claims, BEGINNING, END)]
        else:
            new = [
                _Cluster(self._act, together, min([claim.earliest for claim in together]),
                         max([claim.latest for claim in together]))
                for together in clusters(claims)
            ]
        for cluster in new:
            place = bisect_left(self._firsts, cluster.first)
            self._clusters.insert(place, cluster)
            self._firsts.insert(place, cluster.first)
            self._lasts.insert(place, cluster.last)
        return new

    def _dispute(
        self, come: Sequence[Claim], gone: Sequence[Claim], old: set[int], new: set[int]
    ) -> list[_Cluster]:
        """Give the denials to what they dispute now; returns the clusters in which that changed something."""
        away = {claim.id for claim in gone if claim.part == DENIED}
        if away:
            self._denied = [claim for claim in self._denied if claim.id not in away]
        self._denied += [claim for claim in come if claim.part == DENIED]
        if not self._denied and not self._disputed:
            return []
        before = [
            (cluster, group, group.denials) for cluster, group in self._disputed if id(cluster) not in old
        ]
        for _, group, _ in before:
            group.denials = []
        self._disputed = []
        for claim in self._denied:
            near = self._may_be_denied(claim)
            dispute(self._act, [group for _, group in near], [claim])
            self._disputed += [
                (cluster, group) for cluster, group in near if group.denials and group.denials[-1] is claim
                and not any(other is group for _, other in self._disputed)
            ]
        changed = {id(cluster): cluster for cluster, group, denials in before if group.denials != denials}
        known = {id(group) for _, group, _ in before}
        changed |= {
            id(cluster): cluster for cluster, group in self._disputed
            if id(group) not in known and id(cluster) not in new
        }
        return list(changed.values())

    def _may_be_denied(self, claim: Claim) -> list[tuple[_Cluster, Group]]:
        """The groups among which a denial finds what it disputes: those in the clusters it meets; for one without a
        date, those in the last cluster before it that holds one it could dispute."""
        if self._whole:
            return [(cluster, group) for cluster in self._clusters for group in cluster.groups]
        first = bisect_left(self._lasts, claim.earliest)
        after = bisect_right(self._firsts, claim.latest)
        near = [(cluster, group) for cluster in self._clusters[first:after] for group in cluster.groups]
        if claim.dateless:
            while first > 0 and not any(
                group.earliest <= claim.latest and group.agrees(self._act, claim) for _, group in near
            ):
                first -= 1
                near += [(self._clusters[first], group) for group in self._clusters[first].groups]
        return near
