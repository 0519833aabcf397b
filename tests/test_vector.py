"""A vector is a tuple to whoever reads it, and never another than it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.vector import Vector

NEXT = st.tuples(st.none() | st.integers(0, 10_000), st.integers())
"""What to put, and where: at the end, or at an index, taken round the length."""


@given(st.integers(0, 600), st.lists(NEXT, max_size=40))
def test_it_holds_what_was_put_and_each_before_it_stays(size: int, steps: list[tuple[int | None, int]]) -> None:
    made = [(Vector.of(range(size)), tuple(range(size)))]
    for at, item in steps:
        vector, told = made[-1]
        if at is None or not told:
            made.append((vector.with_last(item), (*told, item)))
        else:
            at %= len(told)
            made.append((vector.with_at(at, item), (*told[:at], item, *told[at + 1 :])))
    for vector, told in made:
        assert tuple(vector) == told
        assert [vector[number] for number in range(-len(told), len(told))] == [*told, *told]
        assert (len(vector), bool(vector), vector[2:5]) == (len(told), bool(told), told[2:5])
        assert vector == Vector.of(told)
    assert made[0][0] != made[0][0].with_last(0)
