"""The claims of one act, kept gathered while claims come and go.

The rule kept here: the result is always that of `corroboration.corroborate` over the claims present. Which claims lie
together is kept by `placing`; only the occurrences of cells that changed, or that other denials dispute, are made
again. Of those that were there at the outset, only what a change may concern is ever placed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.corroboration import concerned, dispute, reaches_back_to
from tracker.days import BEGINNING, END
from tracker.occurrences import Occurrence
from tracker.placing import Placing
from tracker.seats import Cell
from tracker.visible import DENIED, Claim
from tracker.vocabulary import Act

_LOOKS = 8
"""How often what was there at the outset is looked through before all of it is placed."""


class Change(NamedTuple):
    """What a change of claims changed: the occurrences that went and came, some of which may be equal, and the claims
    that are no longer unresolved and those that now are."""

    went: list[Occurrence]
    came: list[Occurrence]
    resolved: list[Claim]
    unresolved: list[Claim]


class Tally:
    """The claims of one act of one subject that are visible now, and what they tell.

    `begun` are those that were there at the outset.
    """

    def __init__(self, act: Act, begun: Sequence[Claim] = ()) -> None:
        self._act = act
        self._begun = _Begun(begun) if begun else None
        self._placing = Placing(act)
        self._denied: dict[str, Claim] = {}
        self._disputed: dict[str, list[Cell]] = {}

    def change(self, come: Sequence[Claim], gone: Sequence[Claim]) -> Change:
        """Take claims in and let claims go."""
        if self._begun is not None:
            near = self._begun.concerned([*come, *gone])
            if near:
                self._change(near, ())
        return self._change(come, gone)

    def _change(self, come: Sequence[Claim], gone: Sequence[Claim]) -> Change:
        denied = [claim for claim in come if claim.part == DENIED]
        withdrawn = [claim for claim in gone if claim.part == DENIED]
        touched, resolved, unresolved = self._placing.change(
            [claim for claim in come if claim.part != DENIED] if denied else come,
            [claim for claim in gone if claim.part != DENIED] if withdrawn else gone)
        changed = {id(cell): cell for cell in touched}
        if self._denied or denied:
            changed |= self._dispute(denied, withdrawn, touched)
        went, came = [], []
        for cell in changed.values():
            before = cell.made
            cell.made = self._occurrence(cell) if cell.claims else None
            if cell.made is not before:
                went += [before] if before is not None else []
                came += [cell.made] if cell.made is not None else []
        return Change(went, came, resolved, unresolved)

    def _occurrence(self, cell: Cell) -> Occurrence:
        """The cell's occurrence, the same as before where the same claims make it, undisputed."""
        before = cell.made
        if (before is not None and not before.denials and not cell.group.denials
                and len(before.claims) == len(cell.claims)
                and {*before.claims} == {*cell.claims}):
            return before
        return cell.group.occurrence(self._act)

    def _dispute(self, come: Sequence[Claim], gone: Sequence[Claim], touched: Sequence[Cell]) -> dict[int, Cell]:
        """Give the denials to what they dispute now; returns the cells in which that changed something.

        A denial finds what its days meet, or, told without a date, what began by its last day, or what it names; where
        nothing of that changed, it stays.
        """
        changed: dict[int, Cell] = {}
        for claim in gone:
            del self._denied[claim.id]
            changed |= self._withdrawn(claim)
            self._disputed.pop(claim.id, None)
        self._denied |= {claim.id: claim for claim in come}
        spans = [(cell.made.earliest, cell.made.latest) for cell in touched if cell.made is not None]
        spans += [(cell.group.earliest, cell.group.latest) for cell in touched if cell.claims]
        begins = min([first for first, _ in spans], default=END + 1)
        ends = max([last for _, last in spans], default=BEGINNING - 1)
        told = [claim for cell in touched
                for claim in (*(cell.made.claims if cell.made else ()), *cell.claims)]
        names = {name for claim in told for name in claim.all_names}
        fresh = {claim.id for claim in come}
        for claim in self._denied.values():
            reaches = begins <= claim.latest and (claim.dateless or claim.earliest <= ends)
            if reaches or claim.id in fresh or claim.confirms in names:
                before = self._withdrawn(claim)
                near = self._may_be_denied(claim)
                dispute(self._act, [cell.group for cell in near], [claim])
                now = self._disputed[claim.id] = [cell for cell in near if claim in cell.group.denials]
                if before.keys() != {id(cell) for cell in now}:
                    changed |= before
                    changed |= {id(cell): cell for cell in now}
        return changed

    def _withdrawn(self, claim: Claim) -> dict[int, Cell]:
        """Take a denial from what it disputes; these cells."""
        found = self._disputed.pop(claim.id, [])
        for cell in found:
            cell.group.denials = [one for one in cell.group.denials if one.id != claim.id]
        return {id(cell): cell for cell in found}

    def _may_be_denied(self, claim: Claim) -> list[Cell]:
        """The cells among which a denial finds what it disputes: those it meets, or that it names; for one without a
        date, as many of those before it as may be the last that it could dispute."""
        placing = self._placing
        met = {id(cell): cell for cell in placing.cells.meeting(claim.earliest, claim.latest)}
        met |= {id(cell): cell for cell in placing.named(claim.confirms)}
        latest = BEGINNING
        for reach, cell in placing.cells.backwards(claim.latest) if claim.dateless else ():
            if reach < latest:
                break
            group = cell.group
            if group.earliest <= claim.latest and group.agrees(self._act, claim):
                met[id(cell)] = cell
                latest = max(latest, group.latest)
        return list(met.values())


class _Begun:
    """The claims that were there at the outset, and that nothing concerned so far."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = claims
        self._looked = 0
        self._latest: int | None = None  # None: not known, look
        self._confirmed: set[str] = set()

    def concerned(self, others: Sequence[Claim]) -> Sequence[Claim]:
        """Hand out those that `others` may matter to; all, to whoever asks for more than news brings.

        In its turn, news is of later days than all of them, and of most subjects none confirms another.
        """
        if not self._claims:
            return ()
        latest = self._latest if self._latest is not None else self._look_through()
        if not any(
            reaches_back_to(claim) <= latest or claim.confirms or not self._confirmed.isdisjoint(claim.all_names)
            for claim in others
        ):
            return ()
        self._looked += 1
        near, rest = concerned(self._claims, others) if self._looked <= _LOOKS else (self._claims, ())
        if near:
            self._claims, self._latest = rest, None
        return near

    def _look_through(self) -> int:
        """Note what news is held against: the last day of all of them, which is the answer, and whom they confirm."""
        self._confirmed = {claim.confirms for claim in self._claims if claim.confirms}
        self._latest = latest = max([claim.latest for claim in self._claims])
        return latest
