"""Dates: every form and the days it stands for, what is refused and why, and where another reader differs."""

from __future__ import annotations

import datetime
from math import isinf

import pytest
from edtf import EDTFParseException, parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.strategies import QUALIFIERS, edtf_texts, long_years, plain_dates, sets, spans
from tracker.dates import FORMS, SEASONS, DateError, When, third_of_month
from tracker.days import BEGINNING, END, Window, day_number, month_length
from tracker.errors import BadInput

PROPERTY = settings(max_examples=300, deadline=None)
OPEN = None


def day(text: str) -> int:
    """The number of an ISO date, by way of the standard library where it can."""
    if text[0] != "-" and text[:4] != "0000":
        return datetime.date.fromisoformat(text).toordinal()
    year, month, of_month = text.rsplit("-", 2)
    return day_number(int(year), int(month), int(of_month))


def window(earliest: str | None, latest: str | None) -> Window:
    return Window(day(earliest) if earliest else BEGINNING, day(latest) if latest else END)


# Every form

EVERY_FORM = [
    ("2012", "2012-01-01", "2012-12-31"),
    ("2012-06", "2012-06-01", "2012-06-30"),
    ("2012-02", "2012-02-01", "2012-02-29"),
    ("2013-02", "2013-02-01", "2013-02-28"),
    ("2012-06-29", "2012-06-29", "2012-06-29"),
    ("2012-02-29", "2012-02-29", "2012-02-29"),
    ("0000-02-29", "0000-02-29", "0000-02-29"),
    ("2012-06~", "2012-06-01", "2012-06-30"),
    ("2012?", "2012-01-01", "2012-12-31"),
    ("2012-06-29%", "2012-06-29", "2012-06-29"),
    ("0000", "0000-01-01", "0000-12-31"),
    ("-0044-03-15", "-0044-03-15", "-0044-03-15"),
    ("201X", "2010-01-01", "2019-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("2012-XX", "2012-01-01", "2012-12-31"),
    ("2012-XX-XX", "2012-01-01", "2012-12-31"),
    ("2012-02-XX", "2012-02-01", "2012-02-29"),
    ("2015-21", "2015-03-01", "2015-05-31"),
    ("2015-22", "2015-06-01", "2015-08-31"),
    ("2015-23", "2015-09-01", "2015-11-30"),
    ("2015-24", "2015-12-01", "2016-02-29"),
    ("2014-24~", "2014-12-01", "2015-02-28"),
    ("2010/2012", "2010-01-01", "2012-12-31"),
    ("2010-03/2012-06-29", "2010-03-01", "2012-06-29"),
    ("2012/2012-06", "2012-01-01", "2012-06-30"),
    ("2012-06/2012", "2012-06-01", "2012-12-31"),
    ("2010?/2012~", "2010-01-01", "2012-12-31"),
    ("2010/..", "2010-01-01", OPEN),
    ("2010/", "2010-01-01", OPEN),
    ("../2010", OPEN, "2010-12-31"),
    ("/2010-06", OPEN, "2010-06-30"),
    ("[2014-10..2014-12]", "2014-10-01", "2014-12-31"),
    ("[2014-10..2015-01-05]", "2014-10-01", "2015-01-05"),
    ("[..2010]", OPEN, "2010-12-31"),
    ("[..2015-04-05]", OPEN, "2015-04-05"),
    ("[2016-03-31..]", "2016-03-31", OPEN),
    ("[2012]", "2012-01-01", "2012-12-31"),
    ("[2012,2014]", "2012-01-01", "2014-12-31"),
    ("[2014,2012-06]", "2012-06-01", "2014-12-31"),
    ("[2012-06-01,2012-07..2012-09,2013]", "2012-06-01", "2013-12-31"),
    ("[..2010,2012-06-29]", OPEN, "2012-06-29"),
    ("[2012-06~,2013..]", "2012-06-01", OPEN),
    ("[2014-23..2014-24]", "2014-09-01", "2015-02-28"),
]


@pytest.mark.parametrize(("text", "earliest", "latest"), EVERY_FORM)
def test_a_date_stands_for_the_days_between_its_strict_bounds(
    text: str, earliest: str | None, latest: str | None
) -> None:
    date = When.parse(text)
    assert (date.earliest, date.latest) == date.window == window(earliest, latest)


@pytest.mark.parametrize("text", FORMS.split(", "))
def test_every_example_that_help_gives_is_a_date(text: str) -> None:
    assert When.parse(text).text == text


def test_a_long_year_is_a_whole_year_of_either_sign() -> None:
    assert When.parse("Y12345").window == Window(day_number(12345, 1, 1), day_number(12345, 12, 31))
    assert When.parse("Y-12345").window == Window(day_number(-12345, 1, 1), day_number(-12345, 12, 31))


@PROPERTY
@given(edtf_texts())
@example("2012-06-29/..")
@example("[..2010,2012..]")
@example("9999-24")
def test_a_date_keeps_its_text_and_holds_a_day(text: str) -> None:
    date = When.parse(text)
    assert str(date) == date.text == text
    assert date == When.parse(str(date))
    assert date.earliest <= date.latest
    assert BEGINNING <= date.earliest < END
    assert BEGINNING < date.latest <= END


@PROPERTY
@given(st.dates())
def test_a_day_lies_in_its_month_and_its_month_in_its_year(date: datetime.date) -> None:
    exact, month, year = (When.parse(date.isoformat()[:length]).window for length in (10, 7, 4))
    assert exact == Window(date.toordinal(), date.toordinal())
    assert exact.intersection(month) == exact
    assert month.intersection(year) == month
    assert month.width + 1 == month_length(date.year, date.month)


@PROPERTY
@given(st.integers(0, 9998), st.sampled_from(sorted(SEASONS)))
def test_a_season_is_three_whole_months_and_the_next_one_follows_it(year: int, season: int) -> None:
    following = f"{year:04d}-{season + 1}" if season < 24 else f"{year + 1:04d}-21"
    assert When.parse(following).earliest == When.parse(f"{year:04d}-{season}").latest + 1


@PROPERTY
@given(st.integers(-9999, 9999), st.integers(1, 12))
def test_the_thirds_of_a_month_are_its_days_1_to_10_and_11_to_20_and_from_21_on(year: int, month: int) -> None:
    early, mid, late = (third_of_month(which, year, month) for which in ("early", "mid", "late"))
    assert early.window == Window(day_number(year, month, 1), day_number(year, month, 10))
    assert mid.window == Window(day_number(year, month, 11), day_number(year, month, 20))
    assert late.window == Window(day_number(year, month, 21), day_number(year, month, month_length(year, month)))
    assert all(When.parse(third.text).window == third.window for third in (early, mid, late))


def test_the_last_third_of_february_ends_with_the_month() -> None:
    assert third_of_month("late", 2012, 2).text == "[2012-02-21..2012-02-29]"
    assert third_of_month("late", 2013, 2).text == "[2013-02-21..2013-02-28]"


# Qualifiers


@PROPERTY
@given(edtf_texts())
def test_a_date_is_uncertain_or_approximate_where_some_part_of_it_is(text: str) -> None:
    date = When.parse(text)
    assert date.uncertain is ("?" in text or "%" in text)
    assert date.approximate is ("~" in text or "%" in text)


@PROPERTY
@given(plain_dates(), st.sampled_from(QUALIFIERS))
def test_a_qualifier_does_not_change_the_days(text: str, qualifier: str) -> None:
    bare = text.rstrip("?~%")
    assert When.parse(bare + qualifier).window == When.parse(bare).window


# Spans and sets


@PROPERTY
@given(spans())
def test_a_span_reaches_from_its_first_date_to_its_last_and_begins_in_its_first(text: str) -> None:
    first, last = text.split("/")
    span = When.parse(text)
    assert span.is_span
    assert span.earliest == (BEGINNING if first in ("", "..") else When.parse(first).earliest)
    assert span.latest == (END if last in ("", "..") else When.parse(last).latest)
    begins = Window(BEGINNING, END) if first in ("", "..") else When.parse(first).window
    assert span.start == Window(begins.earliest, min(begins.latest, span.latest))


@pytest.mark.parametrize("text", ["2010/2010-06", "2010-06/2010-06-10"])
def test_a_span_has_begun_by_its_end(text: str) -> None:
    assert When.parse(text).start.latest == When.parse(text).latest


@PROPERTY
@given(plain_dates() | sets())
def test_any_other_date_may_begin_on_each_of_its_days(text: str) -> None:
    date = When.parse(text)
    assert not date.is_span
    assert date.start == date.window


@PROPERTY
@given(st.lists(plain_dates(), min_size=1, max_size=4))
def test_one_of_several_dates_may_be_any_day_from_the_first_to_the_last(texts: list[str]) -> None:
    several, each = When.parse(f"[{','.join(texts)}]"), [When.parse(text) for text in texts]
    assert several.earliest == min(date.earliest for date in each)
    assert several.latest == max(date.latest for date in each)


# Comparison


def test_dates_are_the_same_when_their_texts_are() -> None:
    june = When.parse("2012-06")
    assert june == When.parse("2012-06")
    assert hash(june) == hash(When.parse("2012-06"))
    for text in ("2012-06~", "2012-06-XX", "[2012-06-01..2012-06-30]", "2012-06/2012-06"):
        assert When.parse(text).window == june.window
        assert When.parse(text) != june


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("2012-06-29", "2012-06-30"), ("2011", "2012-01-01"), ("[..2010]", "2011"), ("2012-06", "[2012-07..]"),
     ("-0001", "0000"), ("Y-12345", "-9999"), ("2014-24", "2015-21")],
)
def test_a_date_is_before_another_when_all_its_days_are(earlier: str, later: str) -> None:
    one, other = When.parse(earlier).window, When.parse(later).window
    assert one.wholly_before(other)
    assert not other.wholly_before(one)
    assert not one.overlaps(other)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [("2012", "2012-06", "2012-06"), ("2012-06", "[2012-06-15..2012-07-15]", "[2012-06-15..2012-06-30]"),
     ("[..2010]", "[2010-12..]", "2010-12"), ("2015-24", "2016", "[2016-01..2016-02]"),
     ("2012-06-29", "2012-06~", "2012-06-29")],
)
def test_dates_of_different_precision_share_the_days_in_both(one: str, other: str, both: str) -> None:
    shared = When.parse(one).window.intersection(When.parse(other).window)
    assert shared is not None
    assert shared.text() == both


# What is refused

MISTAKES = [
    ("", "", "nothing is given"),
    ("2013-02-30", "2013-02-30", "February 2013 has 28 days"),
    ("2012-02-30", "2012-02-30", "February 2012 has 29 days"),
    ("1900-02-29", "1900-02-29", "February 1900 has 28 days"),
    ("2012-06-31", "2012-06-31", "June 2012 has 30 days"),
    ("2012-06-00", "2012-06-00", "June 2012 has 30 days"),
    ("2012-13", "2012-13", "13 is not a month; months are 01 to 12, seasons 21 to 24"),
    ("2012-00-10", "2012-00-10", "00 is not a month"),
    ("2012-25", "2012-25", "25 is not a month; months are 01 to 12, seasons 21 to 24"),
    ("2015-21-05", "2015-21-05", "21 is not a month; seasons (21 to 24) have no days"),
    ("2012-6", "2012-6", "months and days have two digits"),
    ("2012-6-29", "2012-6-29", "months and days have two digits"),
    ("2012-06-9", "2012-06-9", "months and days have two digits"),
    ("29-06-2012", "29-06-2012", "the year comes first"),
    ("29.6.2012", "29.6.2012", "the year comes first"),
    ("2012.06.29", "2012.06.29", "joined by hyphens"),
    ("20120629", "20120629", "joined by hyphens"),
    ("2012-06-29T10:00", "2012-06-29T10:00", "a time of day"),
    ("June 2012", "June 2012", "no spaces and no words; June 2012 is written 2012-06"),
    ("2012 ", "2012 ", "no spaces"),
    ("2012\n", "2012\n", "no spaces"),
    ("99", "99", "a year has four digits"),
    ("yesterday", "yesterday", "not a date"),
    ("~2012", "~2012", "a qualifier (? ~ %) stands once, at the end"),
    ("2012?-06", "2012?-06", "a qualifier (? ~ %) stands once, at the end"),
    ("2012??", "2012??", "a qualifier (? ~ %) stands once, at the end"),
    ("2XX2", "2XX2", "unknown digits (X) stand at the right"),
    ("2012-X6", "2012-X6", "unknown digits (X) stand at the right"),
    ("2012-XX-29", "2012-XX-29", "a known day needs a known month"),
    ("201X-06", "201X-06", "stands without month and day"),
    ("Y12345-06", "Y12345-06", "stands without month and day"),
    ("Y2012", "Y2012", "the letter Y stands before a year of more than four digits, and only there"),
    ("Y02012", "Y02012", "the letter Y stands before a year of more than four digits, and only there"),
    ("-0000", "-0000", "1 BCE is 0000"),
    ("2012..2013", "2012..2013", "dots stand in a set"),
    ("2012/06/29", "2012/06/29", "a span has one slash"),
    ("/", "/", "a span needs a date on one side at least"),
    ("../..", "../..", "a span needs a date on one side at least"),
    ("2013/2012", "2013/2012", "the span ends (2012) before it begins (2013)"),
    ("2012-06/2012-02-30", "2012-02-30", "February 2012 has 29 days"),
    ("June/2013", "June", "not a date"),
    ("[2012", "[2012", "a set opens with [ and closes with ]"),
    ("[]", "[]", "a set opens with [ and closes with ], with dates between"),
    ("[..]", "..", "a set needs a date on one side of the dots at least"),
    ("[2012,]", "", "a set needs a date on one side of the dots at least"),
    ("[2013..2012]", "2013..2012", "ends (2012) before it begins (2013)"),
    ("[2012,2013-02-29..]", "2013-02-29", "February 2013 has 28 days"),
    ("[2012..2013..2014]", "2013..2014", "dots stand in a set"),
    ("{2012,2013}", "{2012,2013}", "one of several dates is written [a,b] or [a..b]"),
    ("٢٠١٢", "٢٠١٢", "not a date"),
]


@pytest.mark.parametrize(("text", "part", "reason"), MISTAKES)
def test_a_mistake_is_refused_with_the_part_at_fault_and_the_reason(text: str, part: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        When.parse(text)
    error = caught.value
    assert (error.text, error.part) == (text, part)
    assert reason in error.reason
    assert str(error).startswith(f"{part or 'an empty date'}: {error.reason}")
    assert (f"(in {text})" in error.happened) is (part != text)
    assert FORMS in error.todo
    assert error.code == BadInput.code


@pytest.mark.parametrize(
    ("text", "reason"),
    [("12345", "Y"), ("[2010/2012]", "span"),
     ("2012]", "set"), ("2012-W26", "week"), ("2012-1X", "unknown digits"), ("2012-06..", "dots"),
     ("2012-06x", "not a date"), ("2012-06-29x", "not a date")],
)
def test_a_near_miss_is_told_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason):
        When.parse(text)


@pytest.mark.parametrize("text", ["X" * 3000 + "a", "[" + "2012," * 3000 + "June]"])
def test_a_text_far_too_long_for_a_date_is_refused_in_a_short_sentence(text: str) -> None:
    with pytest.raises(DateError) as caught:
        When.parse(text)
    assert len(caught.value.happened) < 500


def near_dates() -> st.SearchStrategy[str]:
    """Texts of the characters that dates are made of, and dates with a character changed."""
    changed = st.tuples(edtf_texts(), st.integers(0, 30), st.sampled_from("0139XY-/.,[]{}?~% T\n"))
    return st.text("0123456789XY-/.,[]{}?~% T", max_size=24) | changed.map(
        lambda drawn: drawn[0][: drawn[1]] + drawn[2] + drawn[0][drawn[1] + 1 :]
    )


@settings(PROPERTY, max_examples=1500)
@given(st.text() | near_dates())
@example("[-0000..]")
@example("9999999999")
@example("Y-00000")
@example("\x00")
def test_any_text_is_a_date_or_is_refused_as_one(text: str) -> None:
    try:
        date = When.parse(text)
    except DateError as error:
        assert error.text == text
        assert error.part in text
        assert error.reason
    else:
        assert date.text == text


# Another reader of EDTF: the edtf package


def bounds_by_edtf(text: str) -> Window:
    """The strict bounds as that package gives them."""
    read = parse_edtf(text)
    bounds = [read.lower_strict(), read.upper_strict()]
    earliest, latest = (
        (END if bound > 0 else BEGINNING) if isinstance(bound, float) and isinf(bound) else day_number(*bound[:3])
        for bound in bounds
    )
    return Window(earliest, latest)


def whole_dates() -> st.SearchStrategy[str]:
    """Days, months and years, which both read everywhere."""
    return plain_dates().filter(lambda text: text[-1] not in "?~%" and "X" not in text and text[-3:-1] != "-2")


def read_alike() -> st.SearchStrategy[str]:
    """Forms of which both readers are to give the same days; the differences are named below."""
    whole = whole_dates()
    qualified = st.builds(str.__add__, whole, st.sampled_from(QUALIFIERS))
    ordered = st.tuples(whole, whole).map(lambda both: sorted(both, key=lambda text: When.parse(text).window))
    same_precision = ordered.filter(lambda both: both[0].lstrip("-").count("-") == both[1].lstrip("-").count("-"))
    masked = plain_dates(0, 9999).filter(lambda text: "X" in text)
    seasons = st.builds("{:04d}-{}".format, st.integers(1, 9999), st.integers(21, 23))
    return st.one_of(
        qualified, masked, seasons, long_years(),
        ordered.map("/".join), st.builds("{}/..".format, whole), st.builds("../{}".format, whole),
        same_precision.map(lambda both: f"[{both[0]}..{both[1]}]"), st.builds("[{}..]".format, whole),
        st.builds("[..{}]".format, whole), ordered.map(lambda both: f"[{both[0]},{both[1]}]"),
    )


@settings(PROPERTY, max_examples=150)
@given(read_alike())
def test_another_reader_gives_the_same_days(text: str) -> None:
    assert When.parse(text).window == bounds_by_edtf(text)


@pytest.mark.parametrize(
    ("text", "here", "there"),
    [
        # A winter is that of the northern half of the world and lasts until February; there it ends with its year.
        pytest.param("2015-24", "[2015-12..2016-02]", "2015-12", id="winter"),
        pytest.param("2015/2015-24", "[2015-01..2016-02]", "2015", id="span to a winter"),
        # An unknown end bounds nothing; there it is taken to lie within ten years.
        pytest.param("2010/", "[2010..]", "[2010-01-01..2020-01-01]", id="unknown end"),
        pytest.param("/2010", "[..2010]", "[2000-12-31..2010-12-31]", id="unknown beginning"),
    ],
)
def test_where_another_reader_gives_other_days(text: str, here: str, there: str) -> None:
    assert When.parse(text).window == When.parse(here).window
    assert bounds_by_edtf(text) == When.parse(there).window


def test_another_reader_turns_unknown_months_before_the_year_0_round() -> None:
    assert When.parse("-0044-XX").window == When.parse("-0044").window
    backwards = bounds_by_edtf("-0044-XX")
    assert backwards.earliest > backwards.latest


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("2015-21~", "[2015-03..2015-05]", id="a qualified season"),
        pytest.param("2012-06-XX/2012-08?", "[2012-06..2012-08]", id="unknown and qualified in one span"),
        pytest.param("../201X?", "[..2019]", id="qualified unknown digits in a span"),
        pytest.param("[2012-XX,2014]", "[2012..2014]", id="unknown month in a set"),
        pytest.param("[2012?..2014]", "[2012..2014]", id="a qualifier in a set"),
        pytest.param("[2014-10..2015-01-05]", "2014-10/2015-01-05", id="mixed precision in a set"),
        pytest.param("[2012,2014-06..2015]", "[2012..2015]", id="single dates and ranges in one set"),
    ],
)
def test_what_another_reader_cannot_read_is_read_here(text: str, days: str) -> None:
    assert When.parse(text).window == When.parse(days).window
    with pytest.raises((EDTFParseException, TypeError, AttributeError)):
        bounds_by_edtf(text)
