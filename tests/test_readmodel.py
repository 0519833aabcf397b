"""The search: rows in whose text every word stands, and no word is ever read as syntax."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.given import agreement, reported, source
from tracker.readmodel import search

Row = dict[str, Any]

SUBJECT = agreement(
    "jp-kr-gsomia", "JP", "KR", aliases=["GSOMIA", "General Security of Military Information Agreement"]
)
PAPER = source(
    "ann-2013",
    "2013-01-11",
    "Asia News Network",
    title="Japan, US, S. Korea plan security talks",
    origin="Yomiuri Shimbun",
)
POSTPONED = reported(
    "jp-kr-gsomia", "postponed", source="ann-2013", note="Seoul decided at the last minute", said="June last year"
)
SCHEDULED = reported("jp-kr-gsomia", "signing_scheduled", source="ann-2013", planned_for="2013", place="Saint-Étienne")
RETRACTED: Row = {"type": "retracted", "event": "0" * 32, "reason": "the publisher withdrew it"}
CORRECTED: Row = {
    "type": "corrected",
    "event": "0" * 32,
    "reason": "wrong month",
    "replacement": reported("jp-kr-gsomia", "initialled", source="ann-2013", note="in Busan"),
}
ROWS = [SUBJECT, PAPER, POSTPONED, SCHEDULED, RETRACTED, CORRECTED]


def found(*words: str, rows: list[Row] = ROWS, limit: int = 20) -> list[int]:
    """The places of the rows found, in order."""
    return sorted(rows.index(row) for row in search(rows, list(words), limit))


@pytest.mark.parametrize(
    ("words", "places"),
    [
        (["minute"], [2]),
        (["MINUTE"], [2]),
        (["Busan"], [5]),
        (["publisher", "withdrew"], [4]),
        (["month"], [5]),
        (["seoul", "busan"], []),
        (["minut"], []),
        (["minut*"], [2]),
        (["MIN*"], [2]),
        (["*"], []),
        (["*inute"], []),
        (["signing", "scheduled"], [3]),
        (["signing_scheduled"], [3]),
        (["signing-scheduled"], [3]),
        (["etienne"], [3]),
        (["Étienne"], [3]),
        (["ÉTIENNE*"], [3]),
        (["étienne saint"], [3]),
        (["June"], [2]),
        (["retracted"], []),
    ],
)
def test_a_row_is_found_by_every_word_together(words: list[str], places: list[int]) -> None:
    assert found(*words) == places


def test_a_report_is_found_by_its_subjects_names_and_its_sources_title() -> None:
    assert found("military") == [0, 2, 3, 5]
    assert found("yomiuri") == [1]
    assert found("plan", "talks") == [1, 2, 3, 5]
    amended = [*ROWS, {"type": "subject_amended", "subject": "jp-kr-gsomia", "aliases": ["TheNewWord"]}]
    assert found("thenewword", rows=amended) == [0, 2, 3, 5, 6]


@pytest.mark.parametrize("words", [[], [""], ["  "], ["'"], ['"'], ["()*-"], ["*", "'"], ["🕊"], ["\0"], ["_"]])
def test_where_no_letter_or_digit_is_nothing_is_found(words: list[str]) -> None:
    assert search(ROWS, words, 20) == []


def test_nothing_is_found_among_nothing() -> None:
    assert search([], ["x"], 20) == []


def test_at_most_so_many_are_found_the_best_first() -> None:
    rows = [
        reported("x", "commented", source="s", note="security " * count + "filler " * (9 - count))
        for count in range(1, 9)
    ]
    assert len(search(rows, ["security"], 3)) == 3
    assert search(rows, ["security"], 1) == [rows[-1]]
    alike = [{**rows[0], "position": number} for number in range(5)]
    assert [row["position"] for row in search(alike, ["security"], 5)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "word",
    [
        "OR",
        "AND",
        "NOT",
        "NEAR",
        "NEAR(a b)",
        "text:x",
        "{text}:x",
        "^x",
        '"x',
        "x'; drop table events; --",
        "a+b",
        "-x",
        "x*y*",
        "\\",
        "%",
        "?",
        ":number",
        "events_fts",
    ],
)
def test_the_words_of_a_query_language_are_words(word: str) -> None:
    rows = [{**SUBJECT, "name": word}, {**SUBJECT, "subject": "y", "name": "other"}]
    search(rows, [word], 5)
    for sign in ("OR", "AND", "NOT", "NEAR"):
        assert search(ROWS, ["seoul", sign, "minute"], 5) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=3))
@example(['" OR 1'])
@example(["\ud800"])
@example(["a" * 5000])
def test_no_words_are_syntax(words: list[str]) -> None:
    assert all(row in ROWS for row in search(ROWS, words, 20))


_words = st.text(
    st.characters(codec="utf-8", categories=("Lu", "Ll", "Lo", "Nd"), max_codepoint=0xD7FF), min_size=1, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(_words, _words.filter(lambda word: "zq" not in word))
def test_whatever_stands_in_a_row_finds_it(word: str, other: str) -> None:
    row = reported("x", "commented", source="s", note=f"before {word}, {other}")
    apart = reported("x", "commented", source="s", note="zqzq")
    for asked in ([word], [word, other], [f"{word}*"], [f'"{word}"'], [f"({other})"]):
        assert row in search([apart, row], asked, 5), asked
    assert search([apart, row], [word, "zqzqzq"], 5) == []


@pytest.mark.parametrize("word", ["Étienne", "Münster", "한국", "Tōkyō"])
@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_accents_may_be_typed_in_one_piece_or_in_two(word: str, stored: Any, typed: Any) -> None:
    row = reported("x", "commented", source="s", note=unicodedata.normalize(stored, f"in {word} today"))
    assert search([row], [unicodedata.normalize(typed, word)], 5) == [row]


def test_an_ending_stands_for_the_last_part_of_a_word_only() -> None:
    row = reported("x", "commented", source="s", note="abc a")
    assert search([row], ["a-ab*"], 5) == [row]
    assert search([reported("x", "commented", source="s", note="abc")], ["a-a*"], 5) == []
