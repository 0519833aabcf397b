"""The life of an agreement: evolve its state by one occurrence, and view the state on a day.

The rule kept here: `evolve` is pure and total. It reads the table of acts and never raises; an act that
cannot follow the present stage is kept, moves nothing, and raises "out of order". What only the clock
decides (an effective day passed, a held notice running out, a signing overdue) is decided in `view`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.dates import When
from tracker.days import END, day_text
from tracker.occurrences import NO_DOUBTS, Occurrence, doubts_of
from tracker.vector import Vector
from tracker.vocabulary import (
    AGREEMENT_ACTS,
    DECLINED,
    DISPUTED,
    EFFECTIVE_DATE_PASSED,
    FLAGS,
    IN_FORCE,
    NOTICE_PENDING,
    NOTICE_SUSPENDED,
    OUT_OF_ORDER,
    OVER,
    OVERDUE,
    PARTLY_SIGNED,
    SIGNED,
    TERMINATED,
    WITHDRAWN,
    Act,
)

_REACHES = {IN_FORCE: (NOTICE_PENDING, NOTICE_SUSPENDED, "suspended"), NOTICE_SUSPENDED: (NOTICE_PENDING,)}
"""With nobody named: which parties a standing reaches, by where they stood."""

ALL = ""
"""The key of a notice that is the agreement's own, not one party's."""


_NONE: Mapping[str, Any] = MappingProxyType({})
_NO_ASIDES: Vector[Occurrence] = Vector()


class Standing(NamedTuple):
    """Where one party stands, and the occurrence that put it there."""

    status: str
    made_by: Occurrence


class Agreement(NamedTuple):
    """The state of one agreement after the occurrences folded so far.

    `made_by` are the occurrences that make the status, first to last; `asides` those that left it as before
    since it was reached; `doubts` the flags that any of these raise; `signatories` the parties that signed; `noted`
    the flags that acts raised; `misfits` the pairs (what could not follow, what stood in its way). `effective` and
    `until` are told by notices, per party or for `ALL`; `plans` by signing_scheduled and entry_scheduled.
    """

    parties: tuple[str, ...] = ()
    status: str | None = None
    since: str | None = None
    made_by: tuple[Occurrence, ...] = ()
    asides: Vector[Occurrence] = Vector()
    doubts: frozenset[str] = NO_DOUBTS
    signatories: frozenset[str] = frozenset()
    standings: Mapping[str, Standing] = _NONE
    noted: Mapping[str, Occurrence] = _NONE
    effective: Mapping[str, When] = _NONE
    until: Mapping[str, When] = _NONE
    plans: Mapping[str, Occurrence] = _NONE
    misfits: Vector[tuple[Occurrence, Occurrence | None]] = Vector()

    @property
    def remaining(self) -> tuple[str, ...]:
        """The parties that have not withdrawn."""
        return tuple(party for party in self.parties if self.stands(party) != WITHDRAWN)

    def stands(self, key: str) -> str | None:
        """Where a party stands, or for `ALL` the agreement."""
        if key == ALL:
            return self.status
        return self.standings[key].status if key in self.standings else None


class AgreementView(NamedTuple):
    """An agreement as seen at the end of a day: the state, and what the clock adds."""

    status: str | None
    since: str | None
    flags: tuple[str, ...]
    by_party: Mapping[str, str | None]
    made_by: tuple[Occurrence, ...]
    state: Agreement


def evolve(state: Agreement, occurrence: Occurrence, by: int = END) -> Agreement:
    """The state after one more occurrence. Pure; never raises; unknown acts and signals change nothing.

    What only may have happened has happened by the end of `by`, if it has.
    """
    act = AGREEMENT_ACTS.get(occurrence.act)
    if act is None or act.signal:
        return state
    if state.until:
        state = settled(state, min(occurrence.latest, by))
    if act.moves and state.status not in act.moves:
        if act.else_signal:
            return state
        in_the_way = state.made_by[-1] if state.made_by else None
        return state._replace(misfits=state.misfits.with_last((occurrence, in_the_way)))
    before = state
    if act.per_party:
        state = _with_dates(before, _with_standings(state, act, occurrence), act, occurrence)
    (parties, status, since, made_by, asides, doubts, signatories, standings, noted, effective, until, plans,
     misfits) = state
    if noted and act.clears:
        noted = {flag: raised for flag, raised in noted.items() if flag not in act.clears}
    if act.flag:
        noted = {**noted, act.flag: occurrence}
    if act.planning:
        plans = {**plans, act.name: occurrence}
    target = _target(state, act, occurrence) if act.per_party else act.status
    if occurrence.differing or occurrence.denials:
        doubts |= occurrence.doubts
    if target is None:
        asides = asides.with_last(occurrence)
    elif target == status:
        made_by = (*made_by, occurrence)
    else:
        made_by = (*made_by, occurrence) if status == PARTLY_SIGNED and target == SIGNED else (occurrence,)
        status, since, asides = target, occurrence.since, _NO_ASIDES
        if doubts:
            doubts = doubts_of(made_by)
        if noted:
            noted = {flag: raised for flag, raised in noted.items() if flag != DECLINED}
    return Agreement(
        parties, status, since, made_by, asides, doubts, signatories, standings, noted, effective, until, plans, misfits
    )


def settled(state: Agreement, day: int) -> Agreement:
    """The state at the end of `day`, once the notices whose suspension has run out by then are pending again."""
    run_out = {key: until for key, until in state.until.items() if day > until.latest}
    if not run_out:
        return state
    status, since, standings = state.status, state.since, dict(state.standings)
    for key, until in run_out.items():
        concerned = [key]
        if key == ALL and status == NOTICE_SUSPENDED:
            status, since = NOTICE_PENDING, day_text(until.latest + 1)
            concerned = list(standings)
        for party in concerned:
            if party in standings and standings[party].status == NOTICE_SUSPENDED:
                standings[party] = Standing(NOTICE_PENDING, standings[party].made_by)
    left = {key: until for key, until in state.until.items() if key not in run_out}
    return state._replace(status=status, since=since, standings=standings, until=left)


def _with_standings(state: Agreement, act: Act, occurrence: Occurrence) -> Agreement:
    """Put the parties concerned at the act's standing.

    With nobody named, a signing is by all, what ends a notice or a suspension ends it for whoever is in it, and
    what suspends a notice suspends it for whoever served it.
    """
    concerned = occurrence.by
    if not concerned and act.standing == SIGNED:
        concerned = state.remaining
    elif not concerned and act.standing in _REACHES:
        concerned = tuple(party for party in state.standings if state.stands(party) in _REACHES[act.standing])
    if not concerned or act.standing is None:
        return state
    standing = Standing(act.standing, occurrence)
    signatories = state.signatories | set(concerned) if act.standing == SIGNED else state.signatories
    return state._replace(
        standings={**state.standings, **dict.fromkeys(concerned, standing)}, signatories=signatories
    )


def _with_dates(before: Agreement, state: Agreement, act: Act, occurrence: Occurrence) -> Agreement:
    """The dates that notices tell: the day they take effect, and until when they are suspended."""
    if act.standing not in (NOTICE_PENDING, NOTICE_SUSPENDED) and act.name != "notice_revoked":
        return state
    effective, until = dict(state.effective), dict(state.until)
    for key in _concerned(state, act, occurrence):
        if act.standing == NOTICE_PENDING:
            until.pop(key, None)
            if occurrence.effective is not None:
                effective[key] = occurrence.effective
            elif before.stands(key) not in (NOTICE_PENDING, NOTICE_SUSPENDED):
                effective.pop(key, None)  # another notice than the one before, with its day not told
        elif act.standing == NOTICE_SUSPENDED:
            until.pop(key, None)
            if occurrence.until is not None:
                until[key] = occurrence.until
        else:
            effective.pop(key, None)
            until.pop(key, None)
    return state._replace(effective=effective, until=until)


def _by_some(state: Agreement, occurrence: Occurrence) -> bool:
    """Whether a per-party act is only some parties' own: named, among three or more, and not all of them."""
    remaining, named = set(state.remaining), set(occurrence.by) & set(state.parties)
    if occurrence.by and not named:
        return len(state.parties) >= 3  # nobody's that is a party
    return bool(named) and len(remaining | named) >= 3 and not remaining <= named


def _concerned(state: Agreement, act: Act, occurrence: Occurrence) -> tuple[str, ...]:
    """Whose notice it is: the parties named, where it is theirs alone, else the agreement's."""
    return occurrence.by if act.per_party and _by_some(state, occurrence) else (ALL,)


def _target(state: Agreement, act: Act, occurrence: Occurrence) -> str | None:
    """The status the act leads to; None leaves it as before."""
    if act.standing == SIGNED:
        everybody = not occurrence.by or set(state.remaining) <= state.signatories
        return SIGNED if everybody else PARTLY_SIGNED
    if act.standing == WITHDRAWN:
        left = len(state.remaining) - (0 if occurrence.by else 1)  # nobody named: somebody left
        return TERMINATED if state.parties and left < 2 else None
    if act.per_party and _by_some(state, occurrence):
        shared = {state.stands(party) for party in state.remaining}
        return act.status if shared == {act.standing} else None
    return act.status


def view(state: Agreement, day: int) -> AgreementView:
    """The agreement at the end of `day`: its state with what has run out, passed, or is overdue by then."""
    raw, state = state, settled(state, day) if state.until else state
    status = state.status
    flags = {*state.noted, *state.doubts}
    by_party: dict[str, str | None] = dict.fromkeys(state.parties)
    by_party.update({party: standing.status for party, standing in state.standings.items()})
    for key, effective in state.effective.items():
        pending = status == NOTICE_PENDING if key == ALL else by_party.get(key) == NOTICE_PENDING
        if pending and status not in OVER and day > effective.latest:
            flags.add(EFFECTIVE_DATE_PASSED)
    signing = state.plans.get("signing_scheduled")
    if signing is not None and signing.planned_for is not None and status == "signing scheduled":
        flags |= {OVERDUE} if day > signing.planned_for.latest else set()
    if state.misfits:
        flags.add(OUT_OF_ORDER)
    if DISPUTED not in flags and (state.noted or state.standings):
        standing_ones = [standing.made_by for standing in state.standings.values()]
        if [made for made in (*state.noted.values(), *standing_ones) if made.denials]:
            flags.add(DISPUTED)
    told = tuple(flag for flag in FLAGS if flag in flags) if flags else ()
    return AgreementView(status, state.since, told, by_party, state.made_by, raw)


def alike(one: Agreement, other: Agreement) -> bool:
    """Whether two states look the same from here on, whatever follows.

    They may differ in which asides and misfits they hold, and in what noted a flag, or put a party where it stands, as
    far as nothing shows of it.
    """
    return (
        one.made_by == other.made_by and one.status == other.status and one.since == other.since
        and one.doubts == other.doubts and bool(one.misfits) == bool(other.misfits)
        and one.signatories == other.signatories and one.effective == other.effective and one.until == other.until
        and one.plans == other.plans and one.parties == other.parties
        and (one.standings is other.standings or _shown(one.standings) == _shown(other.standings))
        and (one.noted is other.noted or _disputed(one.noted) == _disputed(other.noted))
    )


def _shown(standings: Mapping[str, Standing]) -> dict[str, object]:
    """What shows of where parties stand: of a notice, also who tells of it."""
    return {
        party: (status, made_by if status in (NOTICE_PENDING, NOTICE_SUSPENDED) else bool(made_by.denials))
        for party, (status, made_by) in standings.items()
    }


def _disputed(noted: Mapping[str, Occurrence]) -> dict[str, bool]:
    return {flag: bool(raised.denials) for flag, raised in noted.items()}


def turning_days(state: Agreement) -> set[int]:
    """The days on which the clock alone may change the view."""
    if not (state.effective or state.until or state.plans):
        return set()
    dates = [*state.effective.values(), *state.until.values()]
    dates += [plan.planned_for for plan in state.plans.values() if plan.planned_for is not None]
    return {date.latest + 1 for date in dates}


def next_turn(state: Agreement, day: int) -> int:
    """The next day after `day` on which the clock alone may change the view; later than `END` where there is none."""
    return min([turn for turn in turning_days(state) if turn > day], default=END + 1)
