"""Names: what people type names one subject or none; nothing is guessed, and a near miss is suggested."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.dates import When
from tracker.errors import NotFound
from tracker.facts import Source, Subject
from tracker.names import MOST_SUGGESTED, did_you_mean, find_source, find_subject, meant_act, nearest
from tracker.vocabulary import OTHER_WORDS, all_acts

GSOMIA = Subject("jp-kr-gsomia", "agreement", "Japan-South Korea GSOMIA", ("JP", "KR"), ("GSOMIA", "Straße accord"))
ACSA = Subject("jp-kr-acsa", "agreement", "Japan-South Korea ACSA", ("JP", "KR"), ("the pact",))
TALKS = Subject("jp-kr-talks", "series", "Security talks", ("JP", "KR"), ("The Pact", "dialogue  of\t2013"))
SUBJECTS = {one.id: one for one in (GSOMIA, ACSA, TALKS)}
PAPER = Source("asahi-2013-01-11", "Asahi", When.parse("2013-01-11"))
SOURCES = {PAPER.id: PAPER}


@pytest.mark.parametrize(
    "typed",
    [
        "jp-kr-gsomia",
        "JP-KR-GSOMIA",
        "Japan-South Korea GSOMIA",
        "japan-south korea gsomia",
        "  gsomia\t",
        "GSOMIA",
        "Japan-South   Korea\nGSOMIA",
        "STRASSE ACCORD",
    ],
)
def test_an_id_a_name_or_an_alias_names_a_subject_in_any_case_and_spacing(typed: str) -> None:
    assert find_subject(typed, SUBJECTS) is GSOMIA


def test_a_name_registered_with_wide_spaces_is_found_as_it_stands_and_without_them() -> None:
    for typed in ("dialogue  of\t2013", "Dialogue of 2013"):
        assert find_subject(typed, SUBJECTS) is TALKS


def test_an_alias_of_two_names_neither_and_gives_their_ids() -> None:
    with pytest.raises(NotFound) as caught:
        find_subject("THE pact", SUBJECTS)
    assert "2 subjects: jp-kr-acsa, jp-kr-talks" in caught.value.happened
    assert "ids" in caught.value.todo


def test_an_id_stands_above_another_subjects_name() -> None:
    other = Subject("other", "agreement", "jp-kr-acsa")
    assert find_subject("jp-kr-acsa", {**SUBJECTS, "other": other}) is ACSA


def test_a_subject_whose_name_and_alias_are_the_same_is_one_subject() -> None:
    subject = Subject("x", "agreement", "Pact", (), ("PACT", "pact"))
    assert find_subject("pact", {"x": subject}) is subject


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gsomai", '"GSOMIA"'),
        ("jp-kr-asca", '"jp-kr-acsa"'),
        ("security talk", '"Security talks"'),
        ("jp-kr", '"jp-kr-'),
        ("Korea", "Japan-South Korea"),
    ],
)
def test_a_near_miss_is_suggested_and_not_taken(typed: str, meant: str) -> None:
    with pytest.raises(NotFound) as caught:
        find_subject(typed, SUBJECTS)
    assert typed in caught.value.happened
    assert caught.value.todo.startswith("Did you mean ") and meant in caught.value.todo


@pytest.mark.parametrize("typed", ["", "  ", "zzzzzz", "jp"[:0]])
def test_what_is_like_nothing_gets_the_command_that_lists_them(typed: str) -> None:
    with pytest.raises(NotFound, match="subject list"):
        find_subject(typed, SUBJECTS)
    with pytest.raises(NotFound, match="source list"):
        find_source(typed, SOURCES)


def test_a_source_is_found_in_any_case_and_a_near_miss_suggested() -> None:
    assert find_source("asahi-2013-01-11", SOURCES) is PAPER is find_source("ASAHI-2013-01-11", SOURCES)
    with pytest.raises(NotFound, match='Did you mean "asahi-2013-01-11"'):
        find_source("asahi-2013-01-12", SOURCES)


def test_suggestions_are_three_at_most_the_likeliest_first() -> None:
    assert nearest("signd", ["resigned", "signed", "signing_scheduled", "designed", "held"])[0] == "signed"
    assert len(nearest("sign", [f"sign{number}" for number in range(9)])) == MOST_SUGGESTED
    assert nearest("SIGN", ["Signature of all"]) == ["Signature of all"]
    assert nearest("", ["signed"]) == []


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ([], ""),
        (["held"], 'Did you mean "held"?'),
        (["held", "helds"], 'Did you mean "held" or "helds"?'),
        (["held", "helds", "heldss"], 'Did you mean "held", "helds" or "heldss"?'),
    ],
)
def test_suggestions_make_a_sentence(choices: list[str], sentence: str) -> None:
    assert did_you_mean("held", choices) == sentence


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=6))
def test_only_choices_are_suggested_each_once(word: str, choices: list[str]) -> None:
    near = nearest(word, choices)
    assert set(near) <= set(choices) and len(set(near)) == len(near) <= MOST_SUGGESTED
    if word and word in choices:
        assert near[0].casefold() == word.casefold()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20))
def test_any_text_names_a_subject_by_one_of_its_words_or_none(typed: str) -> None:
    try:
        found = find_subject(typed, SUBJECTS)
    except NotFound:
        return
    words = {" ".join(word.casefold().split()) for word in (found.id, found.name, *found.aliases)}
    assert " ".join(typed.casefold().split()) in words


def test_words_that_people_try_first_are_told_what_stands_for_them() -> None:
    assert not set(OTHER_WORDS) & set(all_acts())
    assert meant_act("Acceded") == "Here that is ratified."
    assert '"signed"' in meant_act("signd")
    assert meant_act("qqqqqq") == "`tracker acts` lists them."
