"""Statuses have shapes, dates have words, and both say no more than was told."""

from __future__ import annotations

import pytest

from tracker.days import day_text
from tracker.publishing import boards, wording
from tracker.publishing.pages import data_text, policy, script
from tracker.publishing.wording import KIND_WORDS, KINDS_OF_STATUS, day_words, every_words, kind_of
from tracker.vocabulary import AGREEMENT_ACTS, AGREEMENT_STATUSES, ROUND_STATUSES, SERIES_STATUSES


def test_every_status_and_standing_has_a_kind_and_every_kind_a_shape_in_the_key() -> None:
    standings = {act.standing for act in AGREEMENT_ACTS.values() if act.standing}
    assert {*AGREEMENT_STATUSES, *SERIES_STATUSES, *ROUND_STATUSES, *standings} <= set(KINDS_OF_STATUS)
    assert set(KIND_WORDS) == {*KINDS_OF_STATUS.values(), wording.NOTHING}
    assert {kind_of(status) for status, _ in boards.KEY} == set(KIND_WORDS)


@pytest.mark.parametrize(("duration", "words"), [
    ("P6M", "every 6 months"), ("P1Y", "every year"), ("P1M", "every month"), ("P2W", "every 2 weeks"),
    ("P1Y6M", "every year and 6 months"), ("P90D", "every 90 days"),
])
def test_intervals_in_words(duration: str, words: str) -> None:
    assert every_words(duration) == words


@pytest.mark.parametrize(("day", "words"), [(734_683, "29 June 2012"), (1, "1 January 1"), (0, "31 December 0")])
def test_days_in_words(day: int, words: str) -> None:
    assert day_words(day) == words, day_text(day)


def test_data_in_a_page_ends_no_element() -> None:
    text = data_text({"a": "</script><!--\u2028é&"})
    assert text.isascii() and not {"<", ">", "&"} & set(text)


def test_scripts_are_one_text_without_comments() -> None:
    text = script(("days.js", "start.js"))
    assert not [line for line in text.splitlines() if line.startswith("//")]
    assert "</" not in text and text.startswith("(() => {")
    assert "script-src" not in policy(["a{}"], [])
