"""Where much is told in few days, a chronicle that went on day by day says what one says that is told all at once."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker import meetings
from tracker.chronicle import Chronicle, Day, chronicle, days_of_knowing
from tracker.corroboration import corroborate
from tracker.days import BEGINNING, END, day_text
from tracker.facts import Subject
from tracker.lifecycle import Agreement
from tracker.meetings import Series
from tracker.occurrences import Occurrence, doubts_of
from tracker.projection import Course, possible_statuses, series_ways
from tracker.rounds import AMBIGUOUS, NEAREST_WITHIN, Rounds, _is_open, _looked_for
from tracker.visible import COUNTED, DENIED, Claim
from tracker.vocabulary import ACTS, HELD, OPENED, ROUND_CLOSED, SERIES_ACTS, Act

FIRST = 735_000
ACTS_TOLD = {
    "agreement": ("negotiated", "signed", "suspended", "resumed", "approved", "declined", "notice_served",
                  "notice_suspended", "notice_revoked", "amended", "withdrawn", "renewed"),
    "series": ("scheduled", "opened", "held", "held", "postponed", "cancelled", "suspended", "resumption_agreed",
               "cadence_set", "proposed", "agreed"),
}


def told(dice: random.Random, kind: str, days: int, number: int) -> tuple[Claim, int, int]:
    """A claim of some days ago, and the days of knowing on which it is visible: mostly from then on for ever."""
    latest = FIRST + dice.randrange(days)
    earliest = latest - dice.choice((0, 0, 0, 0, 3, 10, 40, END))
    act = ACTS[kind][dice.choice(ACTS_TOLD[kind])]
    planned = FIRST + dice.randrange(days + 40)
    first = latest + dice.choice((0, 0, 0, 1, 5, 30, days))
    return Claim(
        f"{number:03}", DENIED if dice.randrange(8) == 0 else COUNTED, act.name, max(earliest, BEGINNING), latest,
        "told", int(dice.randrange(4) == 0), first, f"origin {number % 5}",
        by=dice.choice((None, None, "JP", "KR", "JP KR US", "EU")) if kind == "agreement" else None,
        round=dice.choice((None, None, None, "1", "2")) if kind == "series" else None,
        place=dice.choice((None, None, "Seoul", "Tokyo")),
        planned_for=day_text(planned) if act.planning and dice.randrange(8) > 0 else None,
        effective=day_text(planned) if act.name == "notice_served" and dice.randrange(2) == 0 else None,
        until=day_text(planned) if act.name == "notice_suspended" and dice.randrange(2) == 0 else None,
        every=dice.choice(("P1W", "P3W", "P2M")) if act.name == "cadence_set" else None,
    ), first, END if dice.randrange(8) > 0 else first + dice.randrange(days)


@pytest.mark.parametrize("kind", ACTS_TOLD)
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_it_goes_on_as_if_told_at_once(kind: str, seed: int) -> None:
    dice = random.Random(seed)
    subject = Subject("s", kind, "S", ("JP", "KR", "US") if kind == "agreement" else (), ())
    days = dice.choice((12, 40, 150))
    claims = [told(dice, kind, days, number) for number in range(dice.randrange(5, 60))]
    made = Chronicle(subject)
    steps = days_of_knowing(claims)
    for number, step in enumerate(steps):
        made.take(step)
        if number % 4 and number < len(steps) - 1:
            continue
        at_once = Chronicle(subject)
        at_once.take(Day(step.known, [claim for claim, first, last in claims if first <= step.known <= last], []))
        for day in (BEGINNING, *range(FIRST - 45, FIRST + 2 * days + 80), END):
            assert made.board.at(day) == at_once.board.at(day), (step.known, day)
            assert _rounds(made, day) == _rounds(at_once, day), (step.known, day)


def looked_for(rounds: Rounds, act: Act, occurrence: Occurrence) -> int | None:
    """Where a round is found when every round is looked at."""
    name = occurrence.round
    named = [place for place, known in enumerate(rounds.all) if name is not None and known.name == name]
    if named:
        return named[-1]
    windows = _looked_for(act, occurrence)
    near = [
        (place, known) for place, known in enumerate(rounds.all)
        if min(known.window.gap(window) for window in windows) <= NEAREST_WITHIN
        and (act.name == OPENED or known.status not in ROUND_CLOSED)
        and (name is None or known.name is None) and _is_open(known, act, occurrence)
    ]
    for window in windows:
        overlapping = [place for place, known in near if known.window.overlaps(window)]
        if overlapping:
            return overlapping[0] if len(overlapping) == 1 else AMBIGUOUS if name is None else None
    found = [(known.window.gap(window), known.window, place) for window in windows for place, known in near]
    return min(found)[2] if found else None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
@example(2707015)  # one that was opened, and counts as held, may have been called off
@example(34)  # one that is opened again has its turn by the later day
def test_rounds_are_found_as_if_all_were_looked_at_and_what_is_possible_as_if_all_was_tried(seed: int) -> None:
    dice = random.Random(seed)
    claims = [told(dice, "series", dice.choice((40, 400)), number)[0] for number in range(dice.randrange(5, 60))]
    occurrences = corroborate(claims, SERIES_ACTS).occurrences
    state = Series()
    for number, one in enumerate(occurrences):
        act, rounds = SERIES_ACTS[one.act], state.rounds
        if act.level == "round":
            assert rounds.find(act, one) == looked_for(rounds, act, one)
        held = [known for known in rounds.all if known.status == HELD
                or (known.status == OPENED and known.turns_after < one.latest)]
        assert rounds.held_by(one.latest) == max(
            held, key=lambda known: (known.window[::-1], [-part for part in known.key[:3]]), default=None)
        maybe = [other for other in occurrences[number:] if other.earliest <= one.latest - 1 < other.latest][:5]
        ways = [state]
        for other in maybe:
            ways += [meetings.evolve(way, other, one.latest - 1) for way in ways]
        status = meetings.status_at(state, one.latest - 1)
        assert set(possible_statuses(series_ways(state, maybe, one.latest - 1), status, one.latest - 1)) == set(
            possible_statuses(ways, status, one.latest - 1))
        state = meetings.evolve(state, one)
        assert state.rounds.ahead == tuple((place, known) for place, known in enumerate(state.rounds.all)
                                           if known.status not in ROUND_CLOSED | {OPENED})


def _rounds(made: Chronicle, day: int) -> list[object]:
    found = [(key, plane.at(day)) for key, plane in sorted(made.rounds.items())]
    return [one for one in found if one[1] is not None]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_doubts_are_those_of_what_makes_the_status_and_of_what_was_told_besides(seed: int) -> None:
    dice = random.Random(seed)
    claims = [told(dice, "agreement", 40, number)[0] for number in range(40)]
    for state in Course(Subject("s", "agreement", "S", ("JP", "KR", "US"), ()),
                        corroborate(claims, ACTS["agreement"])).states():
        assert isinstance(state, Agreement)
        assert state.doubts == doubts_of((*state.made_by, *state.asides))


def meetings_held(*windows: tuple[int, int], origin: str = "origin") -> Series:
    """A series of which a round was held within each of these windows."""
    claims = [Claim(f"{number}", COUNTED, "held", FIRST + first, FIRST + last, "told", 0, FIRST + last, origin)
              for number, (first, last) in enumerate(windows)]
    state = Series()
    for one in corroborate(claims, SERIES_ACTS).occurrences:
        state = meetings.evolve(state, one)
    return state


def test_rows_are_the_same_but_for_who_told_of_meetings_past() -> None:
    """And where something may have happened besides, so they are if the meetings past were on the same days."""
    state = meetings_held((0, 0), (40, 42), (90, 90))
    other = state.rounds.all[1]._replace(since="told by others", made_by=state.rounds.all[1].made_by * 2)
    retold = state._replace(rounds=state.rounds._replace(all=state.rounds.all.with_at(1, other)))
    for same in (meetings_held((0, 0), (40, 42), (90, 90)), retold):
        assert meetings.same_rows(state, same) and meetings.same_ways(state, same)
    moved = meetings_held((0, 0), (41, 42), (90, 90))
    assert meetings.same_rows(state, moved) and not meetings.same_ways(state, moved)
    assert not meetings.same_ways(state, meetings_held((0, 0), (90, 90)))
    assert not meetings.same_rows(state, meetings_held((0, 0), (40, 42), (90, 91)))


def test_it_can_begin_anywhere() -> None:
    dice = random.Random(5)
    subject = Subject("s", "series", "S", (), ())
    claims = [told(dice, "series", 40, number) for number in range(60)]
    whole, begun = chronicle(subject, claims), Chronicle(subject)
    after = FIRST + 20
    begun.begin([claim for claim, first, last in claims if first <= after <= last])
    board, rounds = whole.present()
    begun.board.load([one for one in board if one.published_from <= after <= one.published_to])
    for key in {key for key, _ in rounds}:
        begun.load_round(key, [
            one for of, one in rounds if of == key and one.published_from <= after <= one.published_to])
    for step in days_of_knowing(claims, after):
        begun.take(step)
    assert sorted(begun.board.standing()) == sorted(whole.board.standing())
