"""Canonical bytes and ids: one value has one spelling and one digest, whoever writes it and in what order."""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker import canonical as module
from tracker.canonical import ENVELOPE_VERSION, canonical, content_id, digest_uuid, envelope

PROPERTY = settings(max_examples=300, deadline=None)
LARGEST_WHOLE = 2**53 - 1  # beyond it RFC 8785 has no integers

# Keys of the log are ASCII; texts are whatever was printed, but for half characters.
_keys = st.text(st.characters(max_codepoint=127), max_size=8)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_WHOLE, LARGEST_WHOLE) | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=4),
    max_leaves=15,
)
_contents = st.dictionaries(_keys, _values, max_size=6)
# Every character that JSON escapes or might, and both sides of each border between lengths in UTF-8 and UTF-16.
AWKWARD = "".join(map(chr, range(0x80))) + "\x80\u07ff\u0800\u2028\u2029\ud7ff\ue000\ufeff\uffff\U00010000\U0010ffff"


@PROPERTY
@given(_values)
@example({AWKWARD[:128]: AWKWARD})
@example({"b": 1, "a": {"Z": [], "a": {}, "": None, "1": "/", "10": "\\", "2": '"'}})
@example([0, -1, LARGEST_WHOLE, -LARGEST_WHOLE, True, False])
def test_the_bytes_are_those_of_the_reference_implementation(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@PROPERTY
@given(_values)
def test_the_bytes_read_back_as_the_value_and_are_canonical_already(value: Any) -> None:
    stored = canonical(value)
    assert json.loads(stored) == value
    assert canonical(json.loads(stored)) == stored


def reordered(value: Any, dice: random.Random) -> Any:
    """The same value with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        dice.shuffle(keys)
        return {key: reordered(value[key], dice) for key in keys}
    return [reordered(one, dice) for one in value] if isinstance(value, list) else value


@PROPERTY
@given(_contents, st.randoms(use_true_random=False))
def test_the_order_of_keys_is_free(content: dict[str, Any], dice: random.Random) -> None:
    other = reordered(content, dice)
    assert canonical(other) == canonical(content)
    assert content_id(other) == content_id(content)


@PROPERTY
@given(_contents)
def test_an_id_is_the_first_half_of_the_digest_of_the_canonical_bytes(content: dict[str, Any]) -> None:
    assert content_id(content) == hashlib.sha256(rfc8785.dumps(content)).hexdigest()[:32]


@PROPERTY
@given(_contents, _contents)
def test_two_contents_have_one_id_only_if_they_are_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (content_id(one) == content_id(other)) is (canonical(one) == canonical(other))


def test_the_ids_of_the_record_stay_what_they_are() -> None:
    content = {"type": "reported", "subject": "jp-kr-gsomia", "act": "postponed", "occurred": "2012-06", "by": ["KR"]}
    assert canonical(content) == (
        b'{"act":"postponed","by":["KR"],"occurred":"2012-06","subject":"jp-kr-gsomia","type":"reported"}'
    )
    assert content_id(content) == "95778a1af0540c428dc0810907e337c3"
    assert (module.ID_LENGTH, module.SHOWN_LENGTH, module.SHORTEST_PREFIX) == (32, 8, 4)


def test_text_is_kept_as_it_was_written_and_not_normalised() -> None:
    assert canonical("협정") == '"협정"'.encode()
    assert canonical("e\u0301") != canonical("\u00e9")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused_wherever_it_stands(number: float) -> None:
    for value in (number, [number], {"deep": {"down": [number]}}):
        with pytest.raises(ValueError, match="JSON"):
            canonical(value)


@pytest.mark.parametrize("text", ["\ud800", "\udfff", "a\ud83dz", "\ude00\ud83d"])
def test_half_a_character_is_refused_in_texts_and_in_keys(text: str) -> None:
    for value in (text, [text], {"note": text}, {text: 1}):
        with pytest.raises(UnicodeEncodeError):
            canonical(value)


def test_a_whole_character_beyond_the_basic_plane_is_four_bytes() -> None:
    assert canonical("\U0001f600") == b'"\xf0\x9f\x98\x80"'


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object()])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@PROPERTY
@given(_contents, st.integers(1, 10**6), _texts)
def test_the_stored_bytes_are_the_canonical_envelope(content: dict[str, Any], position: int, recorder: str) -> None:
    recorded, event_id = "2016-11-21T20:43:58Z", content_id(content)
    body = envelope(content, event_id, position, recorded, recorder)
    told: dict[str, Any] = {
        "content": content, "id": event_id, "position": position, "recorded": recorded, "recorder": recorder,
        "version": ENVELOPE_VERSION,
    }
    assert body == rfc8785.dumps(told)
    assert list(json.loads(body)) == sorted(told)
    assert b"\n" not in body


@PROPERTY
@given(_values, _values)
def test_a_value_has_one_uuid_of_version_8(one: Any, other: Any) -> None:
    """RFC 9562, sections 4.1, 4.2 and 5.8: the variant, the version, and all other bits those of the digest."""
    found = uuid.UUID(digest_uuid(one))
    assert (found.version, found.variant) == (8, uuid.RFC_4122)
    digest = int(content_id(one), 16)
    assert found.int | 0xF << 76 | 0x3 << 62 == digest | 0xF << 76 | 0x3 << 62
    assert (digest_uuid(one) == digest_uuid(other)) is (canonical(one) == canonical(other))
