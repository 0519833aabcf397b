"""The search: events in whose text every word stands, and no word is ever read as syntax."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.given import agreement, reported, source
from tests.readmodel.kept import append, new_log, record
from tracker.log import Log
from tracker.readmodel import Reader
from tracker.recording import Recorder

Content = dict[str, Any]

SUBJECT = agreement(
    "jp-kr-gsomia", "JP", "KR", aliases=["GSOMIA", "General Security of Military Information Agreement"]
)
PAPER = source(
    "ann-2013", "2013-01-11", "Asia News Network", title="Japan, US, S. Korea plan security talks",
    origin="Yomiuri Shimbun",
)
POSTPONED = reported(
    "jp-kr-gsomia", "postponed", source="ann-2013", note="Seoul decided at the last minute", said="June last year"
)
SCHEDULED = reported("jp-kr-gsomia", "signing_scheduled", source="ann-2013", planned_for="2013", place="Saint-Étienne")
RETRACTED: Content = {"type": "retracted", "event": "0" * 32, "reason": "the publisher withdrew it"}
CORRECTED: Content = {
    "type": "corrected", "event": "0" * 32, "reason": "wrong month",
    "replacement": reported("jp-kr-gsomia", "initialled", source="ann-2013", note="in Busan"),
}
ROWS = [SUBJECT, PAPER, POSTPONED, SCHEDULED, RETRACTED, CORRECTED]


@pytest.fixture(scope="module")
def log() -> Iterator[Log]:
    with made(ROWS) as log:
        yield log


class made:
    """A log of these contents, whatever they say, with its read model."""

    def __init__(self, contents: Sequence[Content]) -> None:
        self._contents, self._new = contents, new_log()

    def __enter__(self) -> Log:
        log = self._new.__enter__()
        append(log, self._contents)
        Recorder(log).catch_up()
        return log

    def __exit__(self, *error: Any) -> None:
        self._new.__exit__(*error)


def found(log: Log, *words: str, limit: int = 20) -> list[int]:
    """The places of the rows found, counted from 0, in order."""
    return sorted(position - 1 for position in Reader(log).search(words, limit))


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
def test_an_event_is_found_by_every_word_together(log: Log, words: list[str], places: list[int]) -> None:
    assert found(log, *words) == places


def test_a_report_is_found_by_its_subjects_names_and_its_sources_title(log: Log) -> None:
    assert found(log, "military") == [0, 2, 3, 5]
    assert found(log, "gsomia") == [0, 2, 3, 5]
    assert found(log, "yomiuri") == [1, 2, 3, 5]
    assert found(log, "plan", "talks") == [1, 2, 3, 5]
    assert found(log, "military", "yomiuri", "minute") == [2]
    assert found(log, "military", "plan", "saint") == [3]


def test_an_alias_told_later_finds_the_earlier_reports_too() -> None:
    with new_log() as log:
        record(log, [SUBJECT, PAPER, POSTPONED])
        assert found(log, "thenewword") == []
        record(log, [{"type": "subject_amended", "subject": "jp-kr-gsomia", "aliases": ["TheNewWord"]}])
        record(log, [{"type": "source_amended", "source": "ann-2013", "title": "Another headline"}])
        record(log, [SCHEDULED])
        assert found(log, "thenewword") == [0, 2, 3, 5]
        assert found(log, "headline") == [1, 2, 4, 5]
        assert found(log, "headline", "thenewword", "minute") == [2]


def test_what_is_about_a_moved_report_is_found_by_both_its_subjects_own_events() -> None:
    with new_log() as log:
        record(log, [SUBJECT, agreement("other", "JP", "US", aliases=["Elsewhere"]), PAPER, POSTPONED])
        event = next(iter(Reader(log).told))
        record(log, [{"type": "corrected", "event": event, "reason": "the other agreement",
                      "replacement": {**POSTPONED, "subject": "other"}}])
        assert found(log, "elsewhere") == [1, 4]
        assert found(log, "military") == [0, 3]


@pytest.mark.parametrize("words", [[], [""], ["  "], ["'"], ['"'], ["()*-"], ["*", "'"], ["🕊"], ["\0"], ["_"],
                                   ["\u0301"], ["\ud800"], ["\u3000"], ["。"]])
def test_where_no_letter_or_digit_is_nothing_is_found(log: Log, words: list[str]) -> None:
    assert found(log, *words) == []


def test_nothing_is_found_among_nothing() -> None:
    with made([]) as log:
        assert found(log, "x") == []


def test_at_most_so_many_are_found_the_best_first_and_of_the_alike_the_latest() -> None:
    rows = [
        reported("x", "commented", source="s", note="security " * count + "filler " * (9 - count))
        for count in range(1, 9)
    ]
    with made(rows) as log:
        assert len(found(log, "security", limit=3)) == 3
        assert found(log, "security", limit=1) == [len(rows) - 1]
        assert found(log, "security", limit=0) == []
    with made([{**rows[0], "locator": {"paragraph": number}} for number in range(5)]) as log:
        assert Reader(log).search(["security"], 5) == [5, 4, 3, 2, 1]


HOSTILE = [
    "OR", "AND", "NOT", "NEAR", "NEAR(a b)", "NEAR(a b, 3)", "text:x", "{text}:x", "{text title}:x", "-text:x", "^x",
    '"x', 'x"', '"', '""', '"""', "'", "''", "x'; drop table events; --", "a+b", "+", "-x", "x*y*", "**", "*x", "x^*",
    "\\", "\\\"", "%", "?", "?1", ":number", "@x", "$x", "search", "rank MATCH x", "(", ")", "(((", "x) OR (y", "[x]",
    "a\0b", "\0", "\ud800x", "x\udfff", "a" * 100_000, "a " * 5_000, "🕊x🕊", "한국", "ㅎㅏㄴ", "e\u0301\u0302",
    "\u202ex", "ﬁ", "ß", "İ", "１２", "²", "\u200bx", "\ufeffx", "q\u0303x", "日本", "हिन्दी", "𞤀𞤣", "x\n\ty", "\r",
    "/* x */", "x" * 1_000_000, '"' * 1_000_000, "minute " * 140_000, "(" * 1_000_000, "\0" * 1_000_000, "x AND",
    "NOT x", "x OR OR y", "NEAR(", "NEAR(a b, -1)", "title : x", '{"a" "b"', '"a" "b', "* * *", "x NEAR/3 y",
]


@pytest.mark.parametrize("word", HOSTILE, ids=lambda word: ascii(word[:12]))
def test_the_words_of_a_query_language_are_words(log: Log, word: str) -> None:
    for words in ([word], [word, "minute"], ["minute", word], [f"{word}*"], [f"{word}*", word]):
        assert set(found(log, *words)) <= set(range(len(ROWS)))
    if word in ("OR", "AND", "NOT", "NEAR"):
        assert found(log, "seoul", word, "minute") == []


TEXTS = [word for word in HOSTILE if any(map(str.isalnum, word)) and len(word) < 1_000 and "\0" not in word
         and not any(0xD800 <= ord(character) < 0xE000 for character in word)]


@pytest.mark.parametrize("word", TEXTS, ids=lambda word: ascii(word[:12]))
def test_a_hostile_word_finds_the_note_it_stands_in(word: str) -> None:
    with made([reported("zz", "commented", source="s", note=f"before {word} after"),
               reported("zz", "commented", source="s", note="zqzq")]) as log:
        assert found(log, word.rstrip("*")) == [0]
        assert found(log, word.rstrip("*"), "before") == [0]
        assert found(log, word.rstrip("*"), "zqzq") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.text(max_size=12), max_size=3))
@example(words=['" OR 1'])
@example(words=["\ud800"])
@example(words=["a" * 5000])
def test_no_words_are_syntax(log: Log, words: list[str]) -> None:
    assert set(found(log, *words)) <= set(range(len(ROWS)))


_words = st.text(
    st.characters(codec="utf-8", categories=("Lu", "Ll", "Lo", "Nd"), max_codepoint=0xD7FF), min_size=1, max_size=8
)


@settings(max_examples=40, deadline=None)
@given(_words, _words.filter(lambda word: "zq" not in word))
def test_whatever_stands_in_an_event_finds_it(word: str, other: str) -> None:
    row = reported("x", "commented", source="s", note=f"before {word}, {other}")
    apart = reported("x", "commented", source="s", note="zqzq")
    with made([apart, row]) as log:
        for asked in ([word], [word, other], [f"{word}*"], [f'"{word}"'], [f"({other})"]):
            assert 1 in found(log, *asked), asked
        assert found(log, word, "zqzqzq") == []


@pytest.mark.parametrize("word", ["Étienne", "Münster", "한국", "Tōkyō", "m̂x", "ạ̄z"])
@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_accents_may_be_typed_in_one_piece_or_in_two(word: str, stored: Any, typed: Any) -> None:
    with made([reported("x", "commented", source="s", note=unicodedata.normalize(stored, f"in {word} today"))]) as log:
        assert found(log, unicodedata.normalize(typed, word)) == [0]


def test_an_ending_stands_for_the_last_part_of_a_word_only() -> None:
    with made([reported("x", "commented", source="s", note="abc a")]) as log:
        assert found(log, "a-ab*") == [0]
    with made([reported("x", "commented", source="s", note="abc")]) as log:
        assert found(log, "a-a*") == []
