"""The life of an agreement: evolve its state by one occurrence, and view the state on a day.

The rule kept here: `evolve` is pure and total. It reads the table of acts and never raises; an act that
cannot follow the present stage is kept, moves nothing, and raises "out of order". What only the clock
decides (an effective day passed, a held notice running out, a signing overdue) is decided in `view`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tracker.dates import When
from tracker.days import day_text
from tracker.occurrences import Occurrence
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
    SOURCES_DIFFER,
    TERMINATED,
    WITHDRAWN,
    Act,
)

_REACHES = {IN_FORCE: (NOTICE_PENDING, NOTICE_SUSPENDED, "suspended"), NOTICE_SUSPENDED: (NOTICE_PENDING,)}
"""With nobody named: which parties a standing reaches, by where they stood."""

ALL = ""
"""The key of a notice that is the agreement's own, not one party's."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one party stands, and the occurrence that put it there."""

    status: str
    made_by: Occurrence


@dataclass(frozen=True, slots=True)
class Agreement:
    """The state of one agreement after the occurrences folded so far.

    `made_by` are the occurrences that make the status, first to last; `asides` those that left it as before
    since it was reached; `signatories` the parties that signed; `noted` the flags that acts raised;
    `misfits` the pairs (what could not follow, what stood in its way). `effective` and `until` are told
    by notices, per party or for `ALL`; `plans` by signing_scheduled and entry_scheduled.
    """

    parties: tuple[str, ...] = ()
    status: str | None = None
    since: str | None = None
    made_by: tuple[Occurrence, ...] = ()
    asides: tuple[Occurrence, ...] = ()
    signatories: frozenset[str] = frozenset()
    standings: Mapping[str, Standing] = field(default_factory=dict)
    noted: Mapping[str, Occurrence] = field(default_factory=dict)
    misfits: tuple[tuple[Occurrence, Occurrence | None], ...] = ()
    effective: Mapping[str, When] = field(default_factory=dict)
    until: Mapping[str, When] = field(default_factory=dict)
    plans: Mapping[str, Occurrence] = field(default_factory=dict)

    @property
    def remaining(self) -> tuple[str, ...]:
        """The parties that have not withdrawn."""
        return tuple(party for party in self.parties if self.stands(party) != WITHDRAWN)

    def stands(self, key: str) -> str | None:
        """Where a party stands, or for `ALL` the agreement."""
        if key == ALL:
            return self.status
        return self.standings[key].status if key in self.standings else None


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement as seen at the end of a day: the state, and what the clock adds."""

    status: str | None
    since: str | None
    flags: tuple[str, ...]
    by_party: Mapping[str, str | None]
    made_by: tuple[Occurrence, ...]
    state: Agreement


def evolve(state: Agreement, occurrence: Occurrence) -> Agreement:
    """The state after one more occurrence. Pure; never raises; unknown acts and signals change nothing."""
    act = AGREEMENT_ACTS.get(occurrence.act)
    if act is None or act.signal:
        return state
    if act.moves and state.status not in act.moves:
        if act.else_signal:
            return state
        in_the_way = state.made_by[-1] if state.made_by else None
        return replace(state, misfits=(*state.misfits, (occurrence, in_the_way)))
    before = state
    if act.per_party:
        state = _with_standings(state, act, occurrence)
    state = _with_notes(before, state, act, occurrence)
    target = _target(state, act, occurrence)
    if target is None:
        return replace(state, asides=(*state.asides, occurrence))
    if target == state.status:
        return replace(state, made_by=(*state.made_by, occurrence))
    partly = state.made_by if state.status == PARTLY_SIGNED and target == SIGNED else ()
    noted = {flag: raised for flag, raised in state.noted.items() if flag != DECLINED}
    return replace(
        state, status=target, since=occurrence.since, made_by=(*partly, occurrence), asides=(), noted=noted
    )


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
    return replace(
        state, standings={**state.standings, **dict.fromkeys(concerned, standing)}, signatories=signatories
    )


def _with_notes(before: Agreement, state: Agreement, act: Act, occurrence: Occurrence) -> Agreement:
    """Flags raised and lowered, and the dates that notices and plans tell."""
    noted = {flag: raised for flag, raised in state.noted.items() if flag not in act.clears}
    if act.flag:
        noted[act.flag] = occurrence
    plans = {**state.plans, act.name: occurrence} if act.planning else state.plans
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
        elif act.name == "notice_revoked":
            effective.pop(key, None)
            until.pop(key, None)
    return replace(state, noted=noted, plans=plans, effective=effective, until=until)


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
    status, since = state.status, state.since
    flags = set(state.noted)
    by_party: dict[str, str | None] = dict.fromkeys(state.parties)
    by_party.update({party: standing.status for party, standing in state.standings.items()})

    run_out = {key: until for key, until in state.until.items() if day > until.latest}
    for key, until in run_out.items():
        if key == ALL and status == NOTICE_SUSPENDED:
            status, since = NOTICE_PENDING, day_text(until.latest + 1)
            by_party.update({p: NOTICE_PENDING for p, told in by_party.items() if told == NOTICE_SUSPENDED})
        elif by_party.get(key) == NOTICE_SUSPENDED:
            by_party[key] = NOTICE_PENDING
    for key, effective in state.effective.items():
        pending = status == NOTICE_PENDING if key == ALL else by_party.get(key) == NOTICE_PENDING
        if pending and status not in OVER and day > effective.latest:
            flags.add(EFFECTIVE_DATE_PASSED)
    signing = state.plans.get("signing_scheduled")
    if signing is not None and signing.planned_for is not None and status == "signing scheduled":
        flags |= {OVERDUE} if day > signing.planned_for.latest else set()
    if state.misfits:
        flags.add(OUT_OF_ORDER)
    if any(made.differing for made in (*state.made_by, *state.asides)):
        flags.add(SOURCES_DIFFER)
    standing_ones = [standing.made_by for standing in state.standings.values()]
    if any(made.denials for made in (*state.made_by, *state.asides, *state.noted.values(), *standing_ones)):
        flags.add(DISPUTED)
    return AgreementView(
        status, since, tuple(flag for flag in FLAGS if flag in flags), by_party, state.made_by, state
    )


def turning_days(state: Agreement) -> set[int]:
    """The days on which the clock alone may change the view."""
    dates = [*state.effective.values(), *state.until.values()]
    dates += [plan.planned_for for plan in state.plans.values() if plan.planned_for is not None]
    return {date.latest + 1 for date in dates}
