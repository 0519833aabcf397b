"""Dates in words: they say what the date says, for every kind of date."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from tests.strategies import edtf_texts
from tracker.dates import DateError, When
from tracker.datewords import in_words
from tracker.days import MONTH_NAMES, civil


@pytest.mark.parametrize(("date", "words"), [
    ("2012", "2012"),
    ("2012-06", "June 2012"),
    ("2012-06-29", "29 June 2012"),
    ("2012-01-31~", "about 31 January 2012"),
    ("2012?", "2012 (uncertain)"),
    ("2012-12%", "about December 2012 (uncertain)"),
    ("2015-21", "spring 2015"),
    ("2015-24~", "about winter 2015"),
    ("201X", "the 2010s"),
    ("20XX", "2000 to 2099"),
    ("2012-XX", "2012"),
    ("2012-06-XX", "June 2012"),
    ("2010/2012", "2010 to 2012"),
    ("2010/..", "from 2010 on"),
    ("../2010", "until 2010"),
    ("/2010", "from an unknown day to 2010"),
    ("2010/", "from 2010 to an unknown day"),
    ("[2014-10..2014-12]", "between October and December 2014"),
    ("[2016-01-11..2016-01-20]", "between 11 and 20 January 2016"),
    ("[2015-12-30..2016-01-02]", "between 30 December 2015 and 2 January 2016"),
    ("[2015-04..2015-05-03]", "between April and 3 May 2015"),
    ("[2014~..2015?]", "between about 2014 and 2015 (uncertain)"),
    ("[..2010]", "by the end of 2010"),
    ("[..2015-04-05]", "by 5 April 2015"),
    ("[2016-03-31..]", "31 March 2016 or later"),
    ("[2012-06-29,2012-07-01]", "29 June 2012 or 1 July 2012"),
    ("[2012,2013~,2014-02..2014-03]", "2012, about 2013 or between February and March 2014"),
    ("-0043", "44 BCE"),
    ("0000", "1 BCE"),
    ("0476-09-04", "4 September 476 CE"),
    ("Y17000", "17000"),
])
def test_a_date_in_words(date: str, words: str) -> None:
    assert in_words(date) == words


@settings(max_examples=300, deadline=None)
@given(edtf_texts())
def test_every_date_has_words_with_its_years_and_no_signs(date: str) -> None:
    """Whatever the form, the words are plain, and name the year in which a closed window ends."""
    words = in_words(date)
    assert words and words == words.strip() and not re.search(r"[\[\]/~%X]|\.\.", words)
    window = When.parse(date).window
    year, month, day = civil(window.latest) if abs(window.latest) < 10**9 else (0, 0, 0)
    if year > 999 and window.width == 0:
        assert f"{day} {MONTH_NAMES[month - 1]} {year}" in words
    assert ("about" in words) == When.parse(date).approximate
    assert ("uncertain" in words) == When.parse(date).uncertain


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(DateError):
        in_words("June 2012")
