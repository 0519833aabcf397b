"""Days, windows and durations: the calendar agrees with others, and windows behave as sets of days."""

from __future__ import annotations

import datetime

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.strategies import FIRST_DAY, LAST_DAY, days, durations, windows
from tracker.dates import DateError, When
from tracker.days import (
    BEGINNING,
    END,
    Duration,
    Window,
    civil,
    day_number,
    day_of,
    day_text,
    is_leap,
    month_length,
    year_text,
)
from tracker.errors import BadInput

PROPERTY = settings(max_examples=300, deadline=None)
FOUR_HUNDRED_YEARS = 146_097
EVERYTHING = Window(BEGINNING, END)


# Days


@PROPERTY
@given(st.dates())
@example(datetime.date.min)
@example(datetime.date.max)
@example(datetime.date(2012, 2, 29))
@example(datetime.date(1900, 3, 1))
def test_a_day_has_the_number_and_the_text_that_the_standard_library_gives_it(date: datetime.date) -> None:
    number = day_number(date.year, date.month, date.day)
    assert number == day_of(date) == date.toordinal()
    assert civil(number) == (date.year, date.month, date.day)
    assert day_text(number) == date.isoformat()


@PROPERTY
@given(st.integers(-10**11, 10**11))
def test_every_number_is_one_day_and_the_next_number_is_the_next_day(number: int) -> None:
    year, month, day = civil(number)
    assert day_number(year, month, day) == number
    next_month = (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)
    assert civil(number + 1) == ((year, month, day + 1) if day < month_length(year, month) else next_month)


@PROPERTY
@given(st.integers(-10**9, 10**9), st.integers(1, 12), st.integers(1, 28))
def test_the_calendar_repeats_every_four_hundred_years_before_the_year_one_too(year: int, month: int, day: int) -> None:
    assert day_number(year + 400, month, day) - day_number(year, month, day) == FOUR_HUNDRED_YEARS
    assert month_length(year + 400, month) == month_length(year, month)


@pytest.mark.parametrize(
    ("year", "leap"),
    [(2012, True), (2013, False), (2000, True), (1900, False), (2100, False), (4, True), (0, True), (-1, False),
     (-4, True), (-100, False), (-400, True)],
)
def test_leap_years_are_those_of_the_gregorian_calendar_without_end(year: int, leap: bool) -> None:
    assert is_leap(year) is leap
    assert month_length(year, 2) == (29 if leap else 28)
    assert day_number(year + 1, 1, 1) - day_number(year, 1, 1) == (366 if leap else 365)


def test_a_year_has_twelve_months_of_the_usual_lengths() -> None:
    assert [month_length(2013, month) for month in range(1, 13)] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


@pytest.mark.parametrize(
    ("year", "text"),
    [(2012, "2012"), (33, "0033"), (0, "0000"), (-1, "-0001"), (-9999, "-9999"), (9999, "9999"), (10000, "Y10000"),
     (-10000, "Y-10000")],
)
def test_a_year_is_written_with_four_digits_or_with_a_y(year: int, text: str) -> None:
    assert year_text(year) == text
    assert When.parse(text).window == Window(day_number(year, 1, 1), day_number(year, 12, 31))


# Windows


@PROPERTY
@given(windows(), windows())
def test_the_days_in_both_are_the_same_whichever_comes_first(one: Window, other: Window) -> None:
    assert one.intersection(other) == other.intersection(one)
    assert one.overlaps(other) is other.overlaps(one)
    assert one.gap(other) == other.gap(one)


@PROPERTY
@given(windows(), windows(), windows())
def test_the_days_in_all_three_are_the_same_in_whatever_order(a: Window, b: Window, c: Window) -> None:
    def then(first: Window | None, second: Window | None) -> Window | None:
        return first.intersection(second) if first is not None and second is not None else None

    assert then(then(a, b), c) == then(a, then(b, c))


@PROPERTY
@given(windows(), windows())
def test_the_days_in_both_lie_in_both_and_there_are_some_just_when_they_overlap(one: Window, other: Window) -> None:
    both = one.intersection(other)
    assert (both is not None) is one.overlaps(other)
    if both is not None:
        assert both.earliest <= both.latest
        assert max(one.earliest, other.earliest) == both.earliest
        assert min(one.latest, other.latest) == both.latest
        assert both.intersection(one) == both == both.intersection(other)


@PROPERTY
@given(windows(), windows(), days())
def test_a_day_is_in_the_intersection_just_when_it_is_in_both(one: Window, other: Window, drawn: int) -> None:
    both = one.intersection(other)
    for day in (drawn, *one, *other):
        in_both = one.earliest <= day <= one.latest and other.earliest <= day <= other.latest
        assert in_both is (both is not None and both.earliest <= day <= both.latest)


@PROPERTY
@given(windows())
def test_a_window_meets_itself_and_everything_in_itself(window: Window) -> None:
    assert window.intersection(window) == window == window.intersection(EVERYTHING)
    assert window.gap(window) == 0
    assert not window.wholly_before(window)


@PROPERTY
@given(windows(), windows())
def test_two_windows_overlap_or_one_is_wholly_before_the_other(one: Window, other: Window) -> None:
    assert [one.overlaps(other), one.wholly_before(other), other.wholly_before(one)].count(True) == 1


@PROPERTY
@given(windows(), windows())
def test_the_gap_is_how_far_one_must_move_to_touch_the_other(one: Window, other: Window) -> None:
    gap = one.gap(other)
    assert (gap == 0) is one.overlaps(other)
    if one.wholly_before(other):
        assert gap == other.earliest - one.latest
        assert Window(one.earliest, one.latest + gap).overlaps(other)
        assert not Window(one.earliest, one.latest + gap - 1).overlaps(other)


def test_neighbouring_days_are_one_day_apart() -> None:
    assert Window(5, 9).gap(Window(10, 12)) == 1


@PROPERTY
@given(days(), st.integers(0, 10**6))
def test_the_width_is_the_days_between_the_ends(first: int, more: int) -> None:
    assert Window(first, first + more).width == more
    assert Window(BEGINNING, first).width > more < Window(first, END).width


@PROPERTY
@given(windows())
@example(When.parse("2012-06").window)
@example(When.parse("[2014-10..2014-12]").window)
@example(When.parse("Y-12345").window)
@example(Window(BEGINNING, day_number(2012, 2, 29)))
@example(Window(day_number(0, 1, 1), END))
@example(Window(FIRST_DAY, LAST_DAY))
def test_the_text_of_a_window_reads_as_that_window(window: Window) -> None:
    assert When.parse(window.text()).window == window
    assert When.of(window).window == window


@pytest.mark.parametrize(
    ("text", "plainest"),
    [
        ("2012", "2012"), ("2012?", "2012"), ("2012-XX-XX", "2012"), ("2012-06-XX", "2012-06"),
        ("201X", "[2010..2019]"), ("2012-06-29/2012-06-29", "2012-06-29"), ("2012-06/2012-07-31", "[2012-06..2012-07]"),
        ("2012-02-01/2012-02-29", "2012-02"), ("2012-06-15/2012-07", "[2012-06-15..2012-07-31]"),
        ("2015-24", "[2015-12..2016-02]"), ("../2010-12-31", "[..2010]"), ("../2010-11-30", "[..2010-11]"),
        ("2016-03-31/..", "[2016-03-31..]"), ("2016-03-01/..", "[2016-03..]"), ("2016-01-01/..", "[2016..]"),
        ("[2012,2014]", "[2012..2014]"),
    ],
)
def test_a_window_is_written_in_the_coarsest_precision_that_both_ends_share(text: str, plainest: str) -> None:
    assert When.parse(text).window.text() == plainest


def test_a_window_open_on_both_sides_has_a_text_that_is_refused_as_a_date_since_it_tells_nothing() -> None:
    assert EVERYTHING.text() == "../.."
    with pytest.raises(DateError, match="a span needs a date on one side at least"):
        When.parse(EVERYTHING.text())


# Durations

FAR_FROM_THE_ENDS = st.dates(datetime.date(1000, 1, 1), datetime.date(8000, 1, 1))


def parts() -> st.SearchStrategy[tuple[int, int, int, int]]:
    return st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(0, 999)).filter(any)


@PROPERTY
@given(FAR_FROM_THE_ENDS, parts(), st.integers(-3, 3))
@example(datetime.date(2012, 1, 31), (0, 1, 0, 0), 1)
@example(datetime.date(2012, 2, 29), (1, 0, 0, 0), 1)
@example(datetime.date(2012, 8, 31), (0, 6, 0, 0), 1)
def test_a_day_moves_by_a_duration_as_dateutil_moves_it(
    date: datetime.date, told: tuple[int, int, int, int], times: int
) -> None:
    years, months, weeks, more_days = told
    duration = Duration.parse(f"P{years}Y{months}M{weeks}W{more_days}D")
    moved = date + relativedelta(months=(years * 12 + months) * times, days=(weeks * 7 + more_days) * times)
    assert duration.after(date.toordinal(), times) == moved.toordinal()


@PROPERTY
@given(durations(), days(), days())
def test_a_duration_on_the_earlier_of_two_days_is_not_the_later(duration: Duration, one: int, other: int) -> None:
    earlier, later = sorted((one, other))
    assert earlier < duration.after(earlier) <= duration.after(later)


@PROPERTY
@given(durations())
def test_a_duration_keeps_its_text(duration: Duration) -> None:
    assert Duration.parse(duration.text) == duration
    assert duration.months or duration.days


@PROPERTY
@given(durations(), st.integers(1, 3))
def test_an_open_end_stays_open_however_long_one_waits(duration: Duration, times: int) -> None:
    assert duration.after(END, times) == END
    assert duration.after(BEGINNING, times) == BEGINNING


@pytest.mark.parametrize(
    ("text", "months", "days_told"),
    [("P6M", 6, 0), ("P1Y", 12, 0), ("P1Y6M", 18, 0), ("P2W", 0, 14), ("P90D", 0, 90), ("P1Y2M3W4D", 14, 25),
     ("P0Y6M", 6, 0)],
)
def test_a_duration_is_whole_months_and_days(text: str, months: int, days_told: int) -> None:
    assert Duration.parse(text)[:2] == (months, days_told)


@pytest.mark.parametrize(
    "text",
    ["", "P", "P0D", "P0Y0M", "6M", "p6m", "P-6M", "-P6M", "P6", "P6S", "PT6H", "P1DT6H", "P0.5Y", "P1,5M", "P6M1Y",
     " P6M", "P6M\n", "P12345Y", "P٦M", "every six months"],
)
def test_what_is_no_duration_of_whole_days_is_refused_with_examples(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        Duration.parse(text)
    assert repr(text) in caught.value.happened
    assert "P6M" in caught.value.todo


@PROPERTY
@given(st.text(max_size=12) | st.text("P0123456789YMWDT-,. ", max_size=12))
def test_any_text_is_a_duration_or_is_refused(text: str) -> None:
    try:
        duration = Duration.parse(text)
    except BadInput:
        return
    assume(duration.after(0) < END)
    assert duration.after(0) > 0
