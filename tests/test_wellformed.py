"""The quick verdict on a content is that of the models, whatever was looked at before."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import wellformed
from tracker.errors import BadInput
from tracker.events import TYPES, Reported, parse_content
from tracker.wellformed import check_content

WHOLE: dict[str, dict[str, Any]] = {
    "reported": {
        "type": "reported", "subject": "a-b", "act": "signed", "source": "s-1", "occurred": "2012-06", "planned_for":
        "2013", "effective": "2014-01-01", "until": "2015", "every": "P6M", "by": ["JP", "KR"], "place": "Tokyo",
        "round": "1", "successor": "c-d", "confirms": "0" * 32, "certainty": "possible", "attribution": "media",
        "grade": "B2", "locator": {"paragraph": 3, "starts": "The United States"}, "said": "last June",
        "note": "Words.",
    },
    "source_filed": {
        "type": "source_filed", "source": "s-1", "publisher": "Kyodo", "published": "2012-06-29", "origin": "Yonhap",
        "title": "Talks", "language": "en", "url": "https://example.org/1", "sha256": "a" * 64, "reliability": "B",
    },
    "subject_registered": {
        "type": "subject_registered", "subject": "a-b", "kind": "agreement", "name": "A and B", "parties": ["JP", "KR"],
        "aliases": ["AB"],
    },
    "subject_amended": {"type": "subject_amended", "subject": "a-b", "aliases": ["BA"]},
    "source_amended": {"type": "source_amended", "source": "s-1", "origin": "AP"},
    "retracted": {"type": "retracted", "event": "0" * 32, "reason": "withdrawn"},
    "corrected": {"type": "corrected", "event": "0" * 32, "reason": "wrong", "replacement": {
        "type": "reported", "subject": "a-b", "act": "signed", "source": "s-1"}},
}
ODD: list[Any] = [
    None, True, False, 0, 1, -1, 3, 2**53, 1.0, "", " ", "1", "a", "A", "a-b", "JP", "XX", "2012", "2012-13", "2010/..",
    "..", "P6M", "P", "signed", "held", "agreement", "series", "possible", "media", "B2", "B", "en", "https://x",
    "x" * 501, "x" * 20_001, "a\x00b", "tab\there", "\ud800", "한국", [], ["JP"], ["JP", 1], ["XX"], [None], [["JP"]],
    ("JP",), {}, {"paragraph": 3}, {"paragraph": True}, {"paragraph": 3.0}, {"paragraph": "3"}, {"start": 5, "end": 2},
    {"start": 2, "end": 5}, {"start": True, "end": 5}, {"starts": None}, {"what": 1}, {"type": "reported"}, "a" * 64,
    "0" * 32, b"a-b", {"JP"},
]


def verdict(check: Any, content: Any) -> object:
    try:
        check(content)
    except BadInput as error:
        return error.happened, error.todo, error.path
    except UnicodeEncodeError:  # half a character where a word is asked for; no file can hold it
        return "half a character"
    return "right"


@pytest.mark.parametrize("kind", TYPES)
def test_what_is_whole_is_taken(kind: str) -> None:
    check_content(WHOLE[kind])
    check_content(WHOLE[kind])


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 2**32), st.integers(0, 4))
def test_a_content_changed_anywhere_gets_the_verdict_of_its_model(kind: str, seed: int, changes: int) -> None:
    """One process looks at all of them, so what one left behind would mislead the next."""
    dice = random.Random(seed)
    content = dict(WHOLE[kind])
    keys = sorted({key for whole in WHOLE.values() for key in whole} | {"typ", "Subject", ""})
    for _ in range(changes):
        key = dice.choice(list(content) or keys) if dice.random() < 0.7 else dice.choice(keys)
        if dice.random() < 0.2:
            content.pop(key, None)
        else:
            content[key] = dice.choice(ODD)
    assert verdict(check_content, content) == verdict(parse_content, content)


@pytest.mark.parametrize("kind", sorted(WHOLE))
def test_every_odd_value_in_every_field_gets_the_verdict_of_the_model(kind: str) -> None:
    for key in WHOLE[kind]:
        for odd in ODD:
            content = {**WHOLE[kind], key: odd}
            for _ in range(2):  # once unknown, once remembered
                assert verdict(check_content, content) == verdict(parse_content, content), (key, odd)


def test_remembering_a_list_is_not_remembering_its_text() -> None:
    check_content({**WHOLE["reported"], "by": ["JP"]})
    with pytest.raises(BadInput):
        check_content({**WHOLE["reported"], "by": "JP"})
    check_content({**WHOLE["reported"], "locator": {"paragraph": 1}})
    with pytest.raises(BadInput):
        check_content({**WHOLE["reported"], "locator": {"paragraph": True}})


def test_keys_that_are_not_right_are_not_remembered() -> None:
    """They may be of any length, and come again and again with others."""
    report = {"type": "reported", "subject": "x", "act": "signed", "source": "s"}
    check_content(report)
    for wrong in ({**report, "k" * 1_000: 1}, {"type": "reported", "subject": "x"}):
        with pytest.raises(BadInput):
            check_content(wrong)
    met = wellformed._validators(Reported)[2]
    assert tuple(report) in met and all({"act", "source"} <= {*keys} <= {*Reported.model_fields} for keys in met)
