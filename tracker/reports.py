"""What people and programs are told: boards, reasons, listings and things due, as plain rows.

The rule kept here: every command's answer is made of JSON values first, and each format (table, json, csv,
markdown) is a view of those. The keys of a board are a contract (`docs/json.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tracker.boardrows import board_row, round_row, standing_of
from tracker.cadence import cadence
from tracker.dates import When
from tracker.days import Window, day_text
from tracker.facts import Report, Source
from tracker.history import Step
from tracker.occurrences import Occurrence
from tracker.projection import AgreementState, Board, Course, SeriesState
from tracker.rows import LATE, Standing, agreement_json, board_json, series_json, standing_json, verdict
from tracker.visible import Claim
from tracker.vocabulary import (
    ACTS,
    OUT_OF_ORDER,
    OVERDUE,
    ROUND_AHEAD,
    Act,
)

Row = dict[str, Any]


def board(seen: Board) -> Row:
    """The board as `status --format json` prints it."""
    at = seen.standpoint
    return board_json(map(standing_of, seen.states), at.as_of, at.known_by, at.position)


def agreement(state: AgreementState) -> Row:
    """One agreement of the board. `events` make its status; `origins` counts who tells it independently."""
    return agreement_json(state.subject.id, state.subject.name, state.subject.parties, board_row(state))


def series(state: SeriesState, day: int) -> Row:
    """One meeting series of the board at the end of `day`."""
    rounds = [round_row(seen) for seen in state.view.rounds]
    return series_json(state.subject.id, state.subject.name, board_row(state), rounds, day)


def cadence_row(state: SeriesState, day: int) -> Row:
    """The cadence of a series in full: intervals in days (fewest, most), due by (EDTF), days overdue."""
    told = cadence(state.view, day)
    return {
        "verdict": told.verdict,
        "every": state.view.state.every.text if state.view.state.every else None,
        "intervals": [list(interval) for interval in told.intervals],
        "due_by": told.due_by.text() if told.due_by else None,
        "days_overdue": told.days_overdue,
    }


def reason(report: Report, sources: Mapping[str, Source], occurrence: Occurrence | None = None) -> Row:
    """One report with who says so and where: the row of `why` and `show`."""
    source = sources[report.source]
    return {
        "id": report.id,
        "position": report.position,
        "subject": report.subject,
        "act": report.act,
        "occurred": report.occurred.text if report.occurred else source.published.text,
        **{key: value for key, value in details(report).items() if value},
        "certainty": report.certainty,
        "attribution": report.attribution,
        "grade": report.grade,
        "source": source.id,
        "publisher": source.publisher,
        "origin": source.origin or source.publisher,
        "published": source.published.text,
        "locator": dict(report.locator) if report.locator is not None else None,
        "paragraph": (report.locator or {}).get("paragraph"),
        "starts": (report.locator or {}).get("starts"),
        "note": report.note,
        "occurrence": occurrence.since if occurrence else None,
    }


def details(report: Report) -> Row:
    """What a report tells besides act and date, as JSON values."""
    return {
        "planned_for": report.planned_for.text if report.planned_for else None,
        "effective": report.effective.text if report.effective else None,
        "until": report.until.text if report.until else None,
        "every": report.every,
        "by": list(report.by),
        "place": report.place,
        "round": report.round,
        "successor": report.successor,
        "confirms": report.confirms,
        "said": report.said,
    }


def reasons(
    state: AgreementState | SeriesState, told: Mapping[str, Report], sources: Mapping[str, Source]
) -> list[Row]:
    """Why a subject stands where it does: the events that make its status, then those of its rounds, then
    those that dispute it; each once. `told` has the reports by id."""
    made: list[tuple[str, Occurrence]] = [("status", one) for one in state.view.made_by]
    if isinstance(state, AgreementState):
        made += _beside(state)
    else:
        made += [(f"round {seen.name or seen.date or ''}".strip(), one)
                 for seen in state.view.rounds for one in seen.round.made_by]
    rows: dict[str, Row] = {}
    for makes, one in made:
        for claim in one.claims:
            rows.setdefault(claim.id, {"makes": makes, **reason(told[claim.id], sources, one)})
        for claim in one.denials:
            rows.setdefault(claim.id, {"makes": "disputes", **reason(told[claim.id], sources, one)})
    return list(rows.values())


def _beside(state: AgreementState) -> Iterator[tuple[str, Occurrence]]:
    """What stands beside an agreement's status: parties' own standings, flags, and what is disputed or differs."""
    folded = state.view.state
    for party, standing in folded.standings.items():
        if standing.status not in (state.view.status, "signed"):
            yield f"{party} {standing.status}", standing.made_by
    for flag, one in folded.noted.items():
        yield flag, one
    for one in folded.asides:
        if one.denials or one.differing:
            yield "beside the status", one
    for one, _ in folded.misfits:
        yield OUT_OF_ORDER, one


def differing(state: AgreementState | SeriesState) -> list[str]:
    """The details on which the sources differ, of what makes the present state."""
    made = list(state.view.made_by)
    if isinstance(state, AgreementState):
        made += state.view.state.asides
    else:
        made += [one for seen in state.view.rounds for one in seen.round.made_by]
    return list(dict.fromkeys(detail for one in made for detail in one.differing))


def everything(
    course: Course, state: AgreementState | SeriesState, day: int, told: Mapping[str, Report],
    sources: Mapping[str, Source],
) -> list[Row]:
    """Every visible report on a subject in replay order, each with its part in the picture at the end of `day`.

    `part` is `counted`, `possible` for what may have happened by then, `later` for what had not, `signal`,
    `unresolved`, `denial` or `out of order`.
    """
    apart = {one.id: "out of order" for one, _ in state.view.state.misfits}
    if isinstance(state, SeriesState):
        apart |= {one.id: "unresolved" for one in state.view.state.unresolved}
    denials = {claim.id for one in course.told.occurrences for claim in one.denials}
    parts: list[tuple[str, Claim, Occurrence | None]] = []
    for one in course.told.occurrences:
        certain = "counted" if one.latest <= day else "possible" if one.earliest <= day else "later"
        part = apart.get(one.id, certain)
        parts += [(part, claim, one) for claim in one.claims]
        parts += [("denial", claim, one) for claim in one.denials]
    parts += [("signal", claim, None) for claim in course.told.signals]
    parts += [("unresolved", claim, None) for claim in course.told.unresolved]
    parts += [("denial", claim, None) for claim in course.told.denials if claim.id not in denials]
    parts.sort(key=lambda part: (part[1].latest, part[1].earliest, part[1].id))
    return [{"part": part, **reason(told[claim.id], sources, one)} for part, claim, one in parts]


def step(change: Step, told: Mapping[str, Report]) -> Row:
    """One step of `replay`: from the end of `day` on, the subject (or its round) stands at `status`."""
    claims = [claim for one in change.made_by for claim in one.claims]
    return {
        "day": day_text(change.day),
        "subject": change.subject.id,
        "name": change.subject.name,
        "round": change.round,
        "party": change.party,
        "was": change.was,
        "status": change.status,
        "date": change.since,
        "events": [claim.id for claim in claims],
        "sources": list(dict.fromkeys(told[claim.id].source for claim in claims)),
    }


def difference(before: Standing | None, after: Standing | None, first: int, second: int) -> Row:
    """One row of `diff`: the subject's rows on either board (None where it is not on it)."""
    known = after or before
    assert known is not None
    return {
        "subject": known.subject,
        "name": known.name,
        "before": standing_json(before, first) if before is not None else None,
        "after": standing_json(after, second) if after is not None else None,
    }


def differences(
    before: Iterable[Standing], after: Iterable[Standing]
) -> list[tuple[Standing | None, Standing | None]]:
    """The subjects that stand differently: another status, date, flag, possibility or round; by id."""
    old, new = ({one.subject: one for one in some} for some in (before, after))
    pairs = [(old.get(subject), new.get(subject)) for subject in sorted({*old, *new})]
    return [(one, other) for one, other in pairs if _gist(one) != _gist(other)]


def _gist(one: Standing | None) -> object:
    return one.gist() if one is not None else None


def due(standings: Iterable[Standing], day: int, within: int) -> list[Row]:
    """What is to come or late at the end of `day`: rounds planned and overdue, cadences due, signings and
    entries planned, notices about to take effect, up to `within` days ahead, the earliest first."""
    rows = [row for one in standings for row in (*_due_rounds(one, day), *_due_agreement(one, day))]
    near = (row for row in rows if row["_from"] <= day + within)
    return sorted(near, key=lambda row: (row["_until"], row["subject"]))


def _due_rounds(one: Standing, day: int) -> Iterator[Row]:
    for known in one.rounds or ():
        if known.date is not None and known.status in (*ROUND_AHEAD, OVERDUE):
            what = f"{f'round {known.round}' if known.round else 'round'} {known.status}"
            window = When.parse(known.date).window
            yield _due_row(one, ("round", known.round), what, known.date, window, day, known.place, known.events)
    row = one.row
    if row.due_from is not None and row.due_to is not None:
        window = Window(row.due_from, row.due_to)
        late = verdict(row.due_from, row.due_to, day) == LATE
        what = "next round overdue" if late else "next round due"
        yield _due_row(one, ("next round", None), what, window.text(), window, day, None, row.events)


def _due_agreement(one: Standing, day: int) -> Iterator[Row]:
    for plan in one.row.plans:
        window = When.parse(plan.date).window
        yield _due_row(one, (plan.what, None), plan.what, plan.date, window, day, plan.place, plan.events)


def _due_row(
    one: Standing, thing: tuple[str, str | None], what: str, date: str, window: Window, day: int, place: str | None,
    events: Iterable[str],
) -> Row:
    """One row; `thing` is what is due, and the round's name, whatever its status and date are."""
    return {
        "subject": one.subject, "name": one.name, "what": what, "date": date, "place": place,
        "days_left": max(0, window.earliest - day), "days_overdue": max(0, day - window.latest),
        "events": list(events), "_from": window.earliest, "_until": window.latest, "_thing": thing,
    }


def public(rows: Iterable[Row]) -> list[Row]:
    """The rows without their working keys (those that begin with an underscore)."""
    return [{key: value for key, value in row.items() if not key.startswith("_")} for row in rows]


def act_rows(kinds: Iterable[str]) -> list[Row]:
    """The vocabulary, as `tracker acts` prints it."""
    return [_act_row(kind, act) for kind in kinds for act in ACTS[kind].values()]


def _act_row(kind: str, act: Act) -> Row:
    return {
        "kind": kind, "level": act.level, "act": act.name, "status": act.status, "means": act.means,
        "per_party": act.per_party, "signal": act.signal, "flag": act.flag, "needs": list(act.needs),
    }
