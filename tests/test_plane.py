"""A plane says of every pair of days what a table with one entry for each pair would say."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.days import BEGINNING, END
from tracker.plane import Plane, Rectangle

SPAN = 8
DAYS = range(SPAN)
Puts = list[tuple[int, int, str | None, int]]


def puts() -> st.SearchStrategy[Puts]:
    """What is put in turn, on days of knowing that never go back; often several on one."""
    ends = st.sampled_from((BEGINNING, *DAYS, END))
    one = st.tuples(ends, ends, st.sampled_from((None, "a", "b")), st.sampled_from((0, 0, 1)))

    def in_order(drawn: Puts) -> Puts:
        known, made = 0, []
        for first, last, value, later in drawn:
            known += later
            made.append((min(first, last), max(first, last), value, known))
        return made

    return st.lists(one, max_size=12).map(in_order)


def plane_of(given: Puts) -> Plane[str]:
    plane: Plane[str] = Plane()
    for first, last, value, known in given:
        plane.put(first, last, value, known)
    return plane


def naive(given: Puts, day: int, known: int) -> str | None:
    """What was put last for the day by the day of knowing."""
    return next((value for first, last, value, at in reversed(given) if first <= day <= last and at <= known), None)


def covering(rectangles: list[Rectangle[str]], day: int, known: int) -> list[str]:
    return [one.value for one in rectangles if one.occurred_from <= day <= one.occurred_to
            and one.published_from <= known <= one.published_to]


@given(puts())
def test_it_says_of_every_pair_of_days_what_was_put_last(given: Puts) -> None:
    plane = plane_of(given)
    rectangles = [*plane.ended, *plane.standing()]
    for day in (BEGINNING, *range(-1, SPAN + 1), END):
        assert plane.at(day) == naive(given, day, END)
        for known in (*range(-1, 14), END):
            expected = naive(given, day, known)
            assert covering(rectangles, day, known) == ([] if expected is None else [expected]), (day, known)


@given(puts())
def test_its_stretches_lie_in_order_and_no_two_neighbours_are_alike(given: Puts) -> None:
    plane = plane_of(given)
    assert plane.firsts[0] == BEGINNING and plane.firsts == sorted(set(plane.firsts))
    assert len(plane.firsts) == len(plane.values) == len(plane.since)
    pairs = list(zip(plane.values, plane.since, strict=True))
    assert all(one != other for one, other in pairwise(pairs))


@given(puts(), puts())
def test_loaded_with_what_stands_it_goes_on_as_if_it_had_never_stopped(before: Puts, after: Puts) -> None:
    """And `changed` holds whatever differs from what was loaded."""
    known = before[-1][3] if before else 0
    after = [(first, last, value, at + known) for first, last, value, at in after]
    whole, again = plane_of([*before, *after]), Plane[str]()
    loaded = plane_of(before).standing()
    again.load(loaded)
    assert again.standing() == loaded and again.changed is None
    for put in after:
        again.put(*put)
    assert again.standing() == whole.standing()
    kept = [one for one in loaded if again.changed is None
            or not again.changed[0] <= one.occurred_from <= again.changed[1]]
    replaced: list[Rectangle[str]] = again.rectangles(again.changed) if again.changed is not None else []
    assert sorted([*plane_of(before).ended, *kept, *replaced]) == sorted([*whole.ended, *whole.standing()])


def test_what_is_put_again_changes_nothing() -> None:
    plane = plane_of([(2, 5, "a", 0)])
    plane.changed = None
    plane.put(3, 4, "a", 1)
    assert plane.changed is None and plane.ended == []
    plane.put(4, 3, "b", 1)
    assert plane.changed is None


def test_a_value_that_comes_back_within_a_day_leaves_no_rectangle_of_no_days() -> None:
    plane = plane_of([(2, 5, "a", 0), (2, 5, "b", 3), (2, 5, "a", 3)])
    assert all(one.published_from <= one.published_to for one in [*plane.ended, *plane.standing()])
    assert plane.ended == [Rectangle(2, 5, 0, 2, "a")]
