"""Occurrences: one thing that happened, as the claims that tell of it make it.

The rule kept here (replay, rules 3 and 4): an occurrence is dated at the intersection of its claims' windows, in
their own words where those mean just that; what they tell differently is kept and named; and occurrences stand
in the order of replay. Which claims belong together is decided in `tracker.corroboration`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from tracker.dates import When
from tracker.days import Window
from tracker.visible import Claim
from tracker.vocabulary import DISPUTED, SIGNED, SOURCES_DIFFER, Act

DETAILS = ("by", "place", "planned_for", "effective", "until", "every", "successor")
"""Details that corroborating reports may tell differently."""

_FIRST_DETAIL, _AFTER_DETAILS = Claim._fields.index("by"), Claim._fields.index("confirms")
_NO_DETAIL = (None,) * (_AFTER_DETAILS - _FIRST_DETAIL)


class Occurrence(NamedTuple):
    """One thing that happened, as told by its claims (narrowest window first).

    `earliest` to `latest` is the intersection of the claims' windows and `since` its EDTF text; `id` is the smallest
    of its events'. The fields begin with what replay sorts by (rule 4), so occurrences compare in that order.
    `differing` names the details that the claims tell differently; the values used are the first told, all parties
    in `by`, and of dates what they share.
    """

    latest: int
    earliest: int
    rank: int
    id: str
    act: str
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
    def window(self) -> Window:
        """The days it may have happened on."""
        return Window(self.earliest, self.latest)

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Replay, rule 4: latest bound, earliest, the vocabulary's rank for the same day, id."""
        return self[:4]

    @property
    def doubts(self) -> frozenset[str]:
        """The flags that what its claims tell raises: they differ, or are disputed."""
        return _DOUBTS[bool(self.differing), bool(self.denials)]

    @property
    def events(self) -> tuple[str, ...]:
        """The ids of its events, narrowest window first."""
        return tuple(claim.id for claim in self.claims)

    @property
    def origins(self) -> frozenset[str]:
        """The independent origins that tell it."""
        return frozenset(claim.origin for claim in self.claims)


NO_DOUBTS: frozenset[str] = frozenset()
_DOUBTS = {
    (differs, disputed): frozenset({SOURCES_DIFFER} if differs else ()) | frozenset({DISPUTED} if disputed else ())
    for differs in (False, True) for disputed in (False, True)
}


def doubts_of(made_by: Iterable[Occurrence]) -> frozenset[str]:
    """The flags that any of these occurrences raises."""
    return NO_DOUBTS.union(*[one.doubts for one in made_by])


class Told(NamedTuple):
    """What the visible claims about one subject tell: occurrences in replay order, and the rest.

    `signals` never change a status (they were said, or only claimed to be possible); `unresolved` fit
    several occurrences and enter none; `denials` are those that match nothing.
    """

    occurrences: tuple[Occurrence, ...] = ()
    signals: tuple[Claim, ...] = ()
    unresolved: tuple[Claim, ...] = ()
    denials: tuple[Claim, ...] = ()


@lru_cache(maxsize=4096)
def parties_told(by: str) -> frozenset[str]:
    """The parties that a claim names."""
    return frozenset(by.split())


by_date = attrgetter("latest", "earliest", "id")
"""The order in which claims are listed."""


def narrowest(claim: Claim) -> tuple[int, str]:
    """The order in which claims are placed."""
    return claim.latest - claim.earliest, claim.id


def occurrence(
    act: Act, window: tuple[int, int], claims: Sequence[Claim], round: str | None, denied: Sequence[Claim]
) -> Occurrence:
    """What claims tell together, within the days of `window`, of a round."""
    earliest, latest = window
    denials = tuple(sorted(denied, key=by_date)) if denied else ()
    if len(claims) == 1:
        return _told_once(act, window, claims[0], round, denials)
    claims = sorted(claims, key=narrowest)
    since, smallest = _since(earliest, latest, claims), min([claim.id for claim in claims])
    details = [claim[_FIRST_DETAIL:_AFTER_DETAILS] for claim in claims]
    telling = [told for told in details if told != _NO_DETAIL]
    if not telling:
        return Occurrence(latest, earliest, act.rank, smallest, act.name, since, tuple(claims), (), denials)
    by, _, places, planned, effective, until, every, successor = zip(*telling, strict=True)
    return Occurrence(
        latest, earliest, act.rank, smallest, act.name, since, tuple(claims),
        _differing((by, places, planned, effective, until, every, successor)) if len(telling) > 1 else (), denials,
        _by(act, [told for told in by if told], len(claims)), round, _first(places),
        _meeting(planned), _meeting(effective), _meeting(until), _first(every), _first(successor),
    )


def _told_once(
    act: Act, window: tuple[int, int], claim: Claim, round: str | None, denials: tuple[Claim, ...]
) -> Occurrence:
    """What one claim tells."""
    earliest, latest = window
    if claim[_FIRST_DETAIL:_AFTER_DETAILS] == _NO_DETAIL:
        return Occurrence(latest, earliest, act.rank, claim.id, act.name, claim.dated, (claim,), (), denials)
    return Occurrence(
        latest, earliest, act.rank, claim.id, act.name, claim.dated, (claim,), (), denials,
        _by(act, (claim.by,), 1) if claim.by else (), round, claim.place, _when(claim.planned_for),
        _when(claim.effective), _when(claim.until), claim.every, claim.successor,
    )


def _when(text: str | None) -> When | None:
    return When.parse(text) if text is not None else None


def _first(told: Sequence[str | None]) -> str | None:
    """The first value told for a detail, or None."""
    for value in told:
        if value is not None:
            return value
    return None


def _by(act: Act, named: Sequence[str], claims: int) -> tuple[str, ...]:
    """All parties that are named; of a signing nobody, where one of the claims tells it of no party in particular: by
    all."""
    if not named or (act.standing == SIGNED and len(named) < claims):
        return ()
    return _sorted_parties(" ".join(named) if len(named) > 1 else named[0])


@lru_cache(maxsize=4096)
def _sorted_parties(by: str) -> tuple[str, ...]:
    return tuple(sorted(set(by.split())))


def _since(earliest: int, latest: int, claims: Sequence[Claim]) -> str:
    """The EDTF text of the window: a claim's own words where they mean just that, the plainest of them."""
    texts = {claim.dated for claim in claims if claim.earliest == earliest and claim.latest == latest}
    if len(texts) == 1:
        return texts.pop()
    return min(texts, key=_plainness) if texts else Window(earliest, latest).text()


def _plainness(text: str) -> tuple[bool, int, str]:
    return text[-1] in "?~%", len(text), text


def _meeting(texts: Sequence[str | None]) -> When | None:
    """Where the dates told for a detail meet, in the plainest words told; one that fits no other is passed over."""
    told = [When.parse(text) for text in texts if text is not None]
    if len(told) < 2:
        return told[0] if told else None
    window = told[0].window
    for date in told[1:]:
        window = window.intersection(date.window) or window
    exact = [date for date in told if date.window == window]
    return min(exact, key=lambda date: _plainness(date.text)) if exact else When.of(window)


def _differing(details: Sequence[Sequence[str | None]]) -> tuple[str, ...]:
    """The details that claims tell differently: parties as sets, texts without regard to case, dates where no day
    fits all. `details` are what they tell of each."""
    found = []
    for detail, values in zip(DETAILS, details, strict=True):
        told = {value for value in values if value}
        if len(told) < 2:
            continue
        if detail == "by":
            differs = len({parties_told(text) for text in told}) > 1
        elif detail in ("planned_for", "effective", "until"):
            dates = [When.parse(text) for text in told]
            differs = max(date.earliest for date in dates) > min(date.latest for date in dates)
        else:
            differs = len({text.casefold() for text in told}) > 1
        if differs:
            found.append(detail)
    return tuple(found)
