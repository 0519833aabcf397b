"""From states to rows: what a state says of its subject, flat.

The rule kept here: the fold and the read model make their rows here, so that neither can say it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable

from tracker.cadence import due_by
from tracker.lifecycle import AgreementView
from tracker.meetings import SeriesView
from tracker.occurrences import Occurrence
from tracker.parties import party_name
from tracker.projection import AgreementState, SeriesState
from tracker.rounds import Round, RoundView, next_planned
from tracker.rows import BoardRow, Plan, RoundRow, Standing
from tracker.vocabulary import IN_FORCE, NOTICE_PENDING, NOTICE_SUSPENDED, OVER, OVERDUE
from tracker.wording import standing_words


def board_row(state: AgreementState | SeriesState) -> BoardRow:
    """The row of a state on the board."""
    if isinstance(state, AgreementState):
        return agreement_row(state.view, state.possible, state.flags)
    return series_row(state.view, state.possible, state.flags)


def agreement_row(view: AgreementView, possible: tuple[str, ...], flags: tuple[str, ...]) -> BoardRow:
    """The row of an agreement as seen on a day."""
    return BoardRow(
        view.status, view.since, possible, flags, events_of(view.made_by), len(origins_of(view.made_by)),
        _by_party(view),
        plans=_plans(view) if view.state.plans or view.state.effective else (),
    )


def _by_party(view: AgreementView) -> tuple[tuple[str, str], ...]:
    """Who stands where: the parties in their order, then who else did something, whatever was told first."""
    parties = view.state.parties
    others = sorted(view.by_party.keys() - set(parties)) if len(view.by_party) > len(parties) else []
    stands = [(party, view.by_party[party]) for party in (*parties, *others)]
    return tuple([(party, standing) for party, standing in stands if standing is not None])


def _plans(view: AgreementView) -> tuple[Plan, ...]:
    """What an agreement waits for: a signing, an entry into force, notices that take effect."""
    state, status = view.state, view.status
    found = []
    for name, what, waiting in (
        ("signing_scheduled", "signing", status == "signing scheduled"),
        ("entry_scheduled", "entry into force", status not in (IN_FORCE, *OVER)),
    ):
        plan = state.plans.get(name)
        if plan is not None and plan.planned_for is not None and waiting:
            found.append(Plan(what, plan.planned_for.text, plan.place, events_of((plan,))))
    for party, effective in sorted(state.effective.items()):
        pending = view.by_party.get(party) if party else status
        if pending in (NOTICE_PENDING, NOTICE_SUSPENDED):
            by = f" by {party_name(party)}" if party else ""
            made_by = (state.standings[party].made_by,) if party in state.standings else view.made_by
            found.append(Plan(f"notice{by} takes effect", effective.text, None, events_of(made_by)))
    return tuple(found)


def series_row(view: SeriesView, possible: tuple[str, ...], flags: tuple[str, ...]) -> BoardRow:
    """The row of a series as seen on a day."""
    planned, due, every, day = next_planned(view.ahead, view.day), due_by(view), view.state.every, view.day
    return BoardRow(
        view.status, view.since, possible, flags, events_of(view.made_by), len(origins_of(view.made_by)), (),
        every.text if every is not None else None,
        view.last.date if view.last is not None else None,
        planned.planned.text if planned is not None and planned.planned is not None else None,
        tuple([known.name or _label(known) for known in view.ahead if day > known.turns_after]),
        *(due or (None, None)),
    )


def round_row(seen: RoundView) -> RoundRow:
    """The row of a round as seen on a day."""
    return RoundRow(seen.name, seen.status, seen.date, seen.place, events_of(seen.round.made_by))


def state_words(state: AgreementState | SeriesState) -> str:
    """Where a subject stands, in words for one line."""
    standing = standing_of(state)
    return standing_words(standing.row, standing.rounds)


def standing_of(state: AgreementState | SeriesState) -> Standing:
    """The state as rows."""
    rounds = tuple([round_row(seen) for seen in state.view.rounds]) if isinstance(state, SeriesState) else None
    subject = state.subject
    return Standing(subject.id, subject.kind, subject.name, subject.parties, board_row(state), rounds)


def _label(overdue: Round) -> str:
    """A round without a name in a list of those overdue: the date it was planned for."""
    return overdue.planned.text if overdue.planned is not None else OVERDUE


def events_of(made_by: Iterable[Occurrence]) -> tuple[str, ...]:
    """The ids of the events that tell of occurrences, each once."""
    ids = [claim.id for one in made_by for claim in one.claims]
    return tuple(ids) if len(ids) == 1 else tuple(dict.fromkeys(ids))


def origins_of(made_by: Iterable[Occurrence]) -> set[str]:
    """The independent origins that tell of occurrences."""
    return {claim.origin for one in made_by for claim in one.claims}
