"""Days on an axis, and its ticks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.given import day
from tracker.days import BEGINNING, END
from tracker.pictures.labels import width_of
from tracker.pictures.scale import PX, Scale, scale, ticks

days = st.integers(-4_000_000, 4_000_000)


def labels_of(first: str, last: str, width: int) -> list[str]:
    """The labels of an axis so many pixels wide."""
    axis = Scale(day(first), day(last), 0, width * PX)
    return [tick.label for tick in ticks(axis, lambda label: width_of(label, 11), 8 * PX)]


@given(days, days, st.integers(50, 3000), st.integers(0, 300))
def test_a_later_day_never_stands_before_an_earlier_one(first: int, last: int, width: int, start: int) -> None:
    axis = scale(first, last, start * PX, width * PX)
    places = [axis.at(at) for at in sorted({axis.first, first, (first + last) // 2, last, axis.last + 1})]
    assert places == sorted(places)
    assert places[0] == start * PX and places[-1] == (start + width) * PX
    assert axis.first < min(first, last) and max(first, last) < axis.last


@given(days, st.integers(50, 3000))
def test_what_lies_beyond_stands_at_the_end(first: int, width: int) -> None:
    axis = scale(first, first + 100, 0, width * PX)
    assert axis.at(BEGINNING) == axis.at(axis.first) == 0
    assert axis.at(END) == axis.after(axis.last) == width * PX
    assert axis.middle(BEGINNING, first) == axis.at(first) and axis.middle(first, END) == axis.at(first)


@given(days, st.sampled_from((1, 40, 400, 4_000, 40_000, 400_000, 3_000_000)), st.integers(60, 3000), st.booleans())
def test_labels_of_an_axis_never_collide(first: int, span: int, width: int, up: bool) -> None:
    axis = scale(first, first + span, 0, -width * PX if up else width * PX)
    found = ticks(axis, lambda label: width_of(label, 11), 8 * PX)
    for one, other in pairwise(found):
        room = (width_of(one.label, 11) + width_of(other.label, 11)) // 2 + 8 * PX
        assert abs(other.at - one.at) >= room
    assert all(axis.first <= tick.day <= axis.last for tick in found)


def test_an_axis_that_reaches_beyond_all_years_has_ticks() -> None:
    axis = scale(-10**11, 10**11, 0, 900 * PX)
    assert 3 < len(ticks(axis, lambda label: width_of(label, 11), 8 * PX)) < 40


@pytest.mark.parametrize(("first", "last", "width", "labels"), [
    ("2003-01-01", "2005-12-31", 600, ["2003", "Apr", "Jul", "Oct", "2004", "Apr", "Jul", "Oct", "2005", "Apr", "Jul",
                                       "Oct"]),
    ("2003-01-01", "2016-01-01", 600, [str(year) for year in range(2003, 2017)]),
    ("2003-01-01", "2016-01-01", 300, ["2004", "2006", "2008", "2010", "2012", "2014", "2016"]),
    ("2012-01-15", "2012-05-01", 300, ["Feb 2012", "Mar", "Apr", "May"]),
    ("2012-01-30", "2012-02-05", 400, ["30 Jan 2012", "31", "Feb", "2", "3", "4", "5"]),
    ("1900-01-01", "2000-01-01", 300, ["1900", "1920", "1940", "1960", "1980", "2000"]),
])
def test_an_axis_has_years_quarters_months_and_days(first: str, last: str, width: int, labels: list[str]) -> None:
    assert labels_of(first, last, width) == labels
