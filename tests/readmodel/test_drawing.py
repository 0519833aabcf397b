"""Drawing shared by processes: who draws what, and how much is held."""

from __future__ import annotations

import marshal

import pytest

from tracker.days import END
from tracker.facts import Subject
from tracker.readmodel import drawing
from tracker.visible import COUNTED, Claim

DAY = 734_000


def rows(count: int) -> list[drawing.ShownRow]:
    """So many reports of one signing, each published a day later."""
    made = []
    for number in range(count):
        claim = Claim(f"{number:032x}", COUNTED, "signed", DAY, DAY, "2010-08-12", 0, DAY + number, f"paper {number}")
        made.append((claim.published, END, *claim))
    return made


SIZES = {number: number for number in range(1, 13)}
WANTED = [(number, Subject(f"s{number}", "agreement", "S", ("JP", "KR"), ()), size) for number, size in SIZES.items()]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A little work is worth a helper, and each subject a batch."""
    monkeypatch.setattr(drawing, "WORTH_A_HELPER", 0)
    monkeypatch.setattr(drawing, "BATCH", 1)
    return monkeypatch


def test_the_largest_go_to_a_helper_and_the_smallest_are_drawn_here(small: pytest.MonkeyPatch) -> None:
    """Whoever writes the rows holds much already: it does not draw the largest subject beside that."""
    sent: list[int] = []
    asked = drawing._asked

    def note(batch: list[drawing.Sized], read: drawing.Read) -> bytes:
        sent.extend(number for number, *_ in batch)
        return asked(batch, read)

    small.setattr(drawing, "_asked", note)
    told: list[tuple[int, int]] = []
    drawn = list(drawing.draw(WANTED, lambda number: rows(SIZES[number]), lambda _, *much: told.append(much), 2))
    assert sorted(one.number for one in drawn) == sorted(SIZES)
    assert sent == sorted(sent, reverse=True) and sent[0] == max(SIZES)
    assert min(SIZES) not in sent
    assert told == [(len(SIZES), len(SIZES))]


def test_what_is_drawn_does_not_depend_on_how_many_draw(small: pytest.MonkeyPatch) -> None:
    alone, shared = (
        sorted(drawing.draw(WANTED, lambda number: rows(SIZES[number]), None, cores)) for cores in (1, 3)
    )
    assert alone == shared and all(one.board for one in alone)


def test_claims_are_read_when_it_is_their_turn() -> None:
    read: list[int] = []

    def reading(number: int) -> list[drawing.ShownRow]:
        read.append(number)
        return rows(SIZES[number])

    coming = drawing.draw(WANTED, reading, None, 1)
    assert read == []
    for count, _ in enumerate(coming, 1):
        assert len(read) == count


def test_a_batch_is_of_so_many_claims_from_either_end(monkeypatch: pytest.MonkeyPatch) -> None:
    from collections import deque

    monkeypatch.setattr(drawing, "BATCH", 20)
    left = deque(reversed(WANTED))
    assert [size for *_, size in drawing._batch(left.popleft, left)] == [12, 11]
    assert [size for *_, size in drawing._batch(left.pop, left)] == [1, 2, 3, 4, 5]
    assert len(left) == len(WANTED) - 7
    assert [size for *_, size in drawing._batch(deque().pop, deque())] == []


def test_a_helper_answers_with_rows_as_they_are_made_here() -> None:
    batch = WANTED[:2]
    answer = marshal.loads(drawing.answered(drawing._asked(batch, lambda number: rows(SIZES[number]))))
    assert [drawing.Drawn(*one) for one in answer] == list(drawing._alone(batch, lambda number: rows(SIZES[number])))
