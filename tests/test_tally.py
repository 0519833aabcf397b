"""A tally, whatever has come and gone, holds what corroboration makes of the claims present."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import NEWS
from tracker.corroboration import corroborate
from tracker.days import BEGINNING, END
from tracker.occurrences import Occurrence
from tracker.tally import Change, Tally
from tracker.visible import COUNTED, DENIED, Claim
from tracker.vocabulary import AGREEMENT_ACTS, Act

IDS = "abcdefgh"
ACTS = ("signed", "signing_scheduled", "negotiated")
PER_PARTY = AGREEMENT_ACTS["signed"]


def claims(act: str) -> st.SearchStrategy[list[Claim]]:
    """At most eight claims of an act, each with an id of its own, that may confirm each other, or what a correction
    among them, or several, replaced."""

    def claim(number: int) -> st.SearchStrategy[Claim]:
        return st.builds(
            lambda window, part, by, round, planned, confirms, dateless, names: Claim(
                IDS[number], part, act, window.earliest, window.latest, "told", dateless, window.latest,
                f"origin {number % 3}", by=by, round=round, planned_for=planned, confirms=confirms, names=names),
            st.sampled_from([date.window for date in NEWS]),
            st.sampled_from((COUNTED, COUNTED, COUNTED, DENIED)), st.sampled_from((None, None, "JP", "KR", "JP KR")),
            st.sampled_from((None, None, None, "1", "2")), st.sampled_from((None, None, "2012-09", "2012-10", "2012")),
            st.sampled_from((*[None] * 8, *IDS, "old")), st.integers(0, 1), st.sampled_from((None, None, None, "old")),
        )

    return st.integers(1, len(IDS)).flatmap(
        lambda size: st.tuples(*(claim(number) for number in range(size)))).map(list)


def took(present: list[Occurrence], change: Change) -> list[Occurrence]:
    """The occurrences after a change: those that went are found among those before."""
    left = list(present)
    for one in change.went:
        left.remove(one)
    return [*left, *change.came]


def assert_same(act: Act, present: dict[str, Claim], occurrences: list[Occurrence], unresolved: list[Claim]) -> None:
    told = corroborate(present.values(), {act.name: act})
    assert sorted(occurrences) == list(told.occurrences)
    for one, other in zip(sorted(occurrences), told.occurrences, strict=True):
        assert (one.claims, one.since, one.round, one.by) == (other.claims, other.since, other.round, other.by)
        assert sorted(one.denials) == sorted(other.denials)
    assert sorted(one.id for one in unresolved) == sorted(one.id for one in told.unresolved)


class Kept:
    """A tally beside the claims that are present, held to their corroboration whenever some come and go.

    `begun` are there at the outset.
    """

    def __init__(self, act: Act, begun: Sequence[Claim] = ()) -> None:
        self.act, self.tally = act, Tally(act, begun)
        self.present = {claim.id: claim for claim in begun}
        told = corroborate(begun, {act.name: act})
        self.occurrences, self.unresolved = list(told.occurrences), list(told.unresolved)

    def turn(self, turned: list[Claim]) -> None:
        """Those of these that are present go, and the others come."""
        gone = [one for one in turned if one.id in self.present]
        come = [one for one in turned if one.id not in self.present]
        for one in gone:
            del self.present[one.id]
        self.present |= {one.id: one for one in come}
        change = self.tally.change(come, gone)
        self.occurrences = took(self.occurrences, change)
        for one in change.resolved:
            self.unresolved.remove(one)
        self.unresolved += change.unresolved
        assert_same(self.act, self.present, self.occurrences, self.unresolved)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ACTS).flatmap(claims), st.data())
def test_after_anything_has_come_and_gone_it_is_corroboration(drawn: list[Claim], data: st.DataObject) -> None:
    act = AGREEMENT_ACTS[drawn[0].act]
    kept = Kept(act, drawn[: data.draw(st.integers(0, len(drawn)), "begun")])
    for _ in range(data.draw(st.integers(1, 5), "changes")):
        turned = data.draw(st.lists(st.sampled_from(drawn), min_size=1, max_size=4, unique_by=lambda one: one.id))
        kept.turn(turned)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_so_it_is_where_there_are_many(seed: int) -> None:
    """Of few days, some claims broad, open or denied, in chains and circles of confirmation."""
    dice = random.Random(seed)
    act = AGREEMENT_ACTS[dice.choice(ACTS)]
    names = [f"{number:02}" for number in range(dice.randrange(5, 60))]
    dice.shuffle(names)
    days, confirming = dice.choice((10, 60, 200, 1000)), dice.choice((1, 3, 20))
    drawn = []
    for number, name in enumerate(names):
        last = 735_000 + dice.randrange(days)
        first = last - dice.choice((0, 0, 0, 0, 1, 6, 30, 45, 365, END, END))
        drawn.append(Claim(
            name, DENIED if dice.randrange(8) == 0 else COUNTED, act.name, max(first, BEGINNING), last, "told",
            int(dice.randrange(3) == 0), last, f"origin {number % 4}",
            by=dice.choice((None, None, "JP", "KR", "JP KR")), round=dice.choice((None, None, None, "1", "2")),
            planned_for=dice.choice((None, "2012-09", "2012-10", "2012")),
            confirms=dice.choice((*names, "old")) if dice.randrange(confirming) == 0 else None,
            names=dice.choice((*[None] * 9, "old")),
        ))
    kept = Kept(act, dice.sample(drawn, dice.choice((0, len(drawn) // 2, len(drawn)))))
    for _ in range(dice.randrange(1, 30)):
        turned = dice.sample(drawn, dice.randrange(1, 1 + min(len(drawn), dice.choice((1, 2, 10, 40)))))
        kept.turn(turned)


def told(name: str, first: int, last: int, part: int = COUNTED) -> Claim:
    """A claim of a signing between two days, or a denial that tells no date."""
    return Claim(name, part, "signed", first, last, "told", int(part == DENIED), last, name)


def test_of_two_that_go_by_one_name_and_begin_on_one_day_it_is_the_same_who_is_confirmed_in_any_order() -> None:
    one, other = (told(name, 5, 5)._replace(round=name, names="old") for name in "ab")
    who = told("c", 90, 90)._replace(confirms="old")
    for order in permutations((one, other, who)):
        occurrences = corroborate(order, {"signed": PER_PARTY}).occurrences
        assert [[claim.id for claim in one.claims] for one in occurrences] == [["a"], ["b", "c"]]


def test_who_goes_by_the_name_that_it_confirms_is_not_whom_others_confirm() -> None:
    kept = Kept(PER_PARTY)
    kept.turn([told("c", 100, 150)._replace(names="old")])
    kept.turn([told("a", 105, 110)._replace(names="old", confirms="old", round="1")])


def test_news_at_one_end_of_a_long_ripple_matters_at_the_other() -> None:
    """Each meets the next, and what goes at one end changes where all after it lie."""
    ripple = [told(f"{number:02}", 5000 - 10 * number - 10 - number, 5000 - 10 * number) for number in range(16)]
    kept = Kept(PER_PARTY, ripple)
    kept.turn([told("new", 4995, 5000)])
    kept.turn(ripple[:1])


def test_a_long_chain_of_confirmations_is_followed_to_its_end() -> None:
    chain = [told(f"{number:04}", 3 * number, 3 * number)._replace(confirms=f"{number - 1:04}" if number else None)
             for number in range(2_000)]
    kept = Kept(PER_PARTY)
    kept.turn(chain)
    assert len(kept.occurrences) == 1
    kept.turn(chain[:1])
    assert [len(one.claims) for one in kept.occurrences] == [1_999]


def test_a_claim_far_from_the_others_leaves_them_as_they_are() -> None:
    tally = Tally(PER_PARTY)
    tally.change([told("a", 1, 2), told("b", 2, 3)], [])
    change = tally.change([told("c", 100, 101)], [])
    assert change.went == [] and [one.id for one in change.came] == ["c"]
    change = tally.change([], [told("c", 100, 101)])
    assert [one.id for one in change.went] == ["c"] and change.came == []


def test_a_claim_may_become_unresolved_and_be_settled_again() -> None:
    tally = Tally(PER_PARTY)
    tally.change([told("a", 1, 1), told("b", 9, 9)], [])
    broad = told("c", 1, 9)
    assert tally.change([broad], []).unresolved == [broad]
    change = tally.change([], [told("b", 9, 9)])
    assert change.resolved == [broad] and change.unresolved == []
    assert [sorted(claim.id for claim in one.claims) for one in change.came] == [["a", "c"]]


def test_a_denial_is_given_to_what_it_disputes_now() -> None:
    tally = Tally(PER_PARTY)
    denial = told("d", 5, 5, DENIED)
    assert tally.change([denial], []) == Change([], [], [], [])
    assert [len(one.denials) for one in tally.change([told("a", 1, 1)], []).came] == [1]
    change = tally.change([told("b", 4, 4)], [])  # the last before the denial
    assert {one.id: len(one.denials) for one in change.came} == {"a": 0, "b": 1}
    change = tally.change([], [told("b", 4, 4)])
    assert {one.id: len(one.denials) for one in change.came} == {"a": 1}


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_so_it_is_where_news_goes_on_from_what_was_there(seed: int) -> None:
    """Claims come in their turn, after many that were there at the outset: most of later days than all of those, a few
    late, a few confirming or confirmed by what was there, a few denied, a few taken back."""
    dice = random.Random(seed)
    act = AGREEMENT_ACTS[dice.choice(ACTS)]
    drawn: list[Claim] = []
    for number in range(dice.randrange(4, 50)):
        last = 735_000 + 20 * number - (dice.randrange(20 * number + 1) if dice.randrange(8) == 0 else 0)
        other = f"{dice.randrange(50):02}"  # maybe one that comes later, or never
        drawn.append(Claim(
            f"{number:02}", DENIED if dice.randrange(9) == 0 else COUNTED, act.name,
            last - dice.choice((0, 0, 0, 3, 30, 90)), last, "told", int(dice.randrange(4) == 0), last,
            f"origin {number % 3}", round=dice.choice((None, None, None, "1", "2")),
            confirms=other if dice.randrange(8) == 0 else None,
        ))
    outset = dice.randrange(1, len(drawn))
    kept = Kept(act, drawn[:outset])
    for claim in drawn[outset:]:
        kept.turn([claim] if dice.randrange(6) else [claim, dice.choice(list(kept.present.values()))])
