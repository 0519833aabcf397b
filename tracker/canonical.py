"""Canonical bytes and content ids: one value, one spelling, one digest.

The rule kept here: what is hashed is what is stored. `canonical` gives the JSON Canonicalization
Scheme of RFC 8785 for the values the log holds (no floats, keys in ASCII), and `content_id` is taken
over those bytes, so two people who write the same content in different key order name the same event.
"""

from __future__ import annotations

from collections.abc import Mapping

ENVELOPE_VERSION = 1
ID_LENGTH = 32
SHOWN_LENGTH = 8
SHORTEST_PREFIX = 4


def canonical(value: object) -> bytes:
    """The RFC 8785 bytes of `value`.

    For float-free values with ASCII keys, Python's sorted compact JSON is byte for byte the canonical
    form (RFC 8785, section 3.2); the tests compare it with the `rfc8785` package.
    Raises `ValueError` for NaN and infinities, `UnicodeEncodeError` for lone surrogates.
    """
    import json

    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def content_id(content: Mapping[str, object]) -> str:
    """The id of a content: the first 32 hex digits of SHA-256 over its canonical JSON."""
    import hashlib  # slow to load, and who only reads needs no digest

    return hashlib.sha256(canonical(content)).hexdigest()[:ID_LENGTH]


def envelope(content: Mapping[str, object], event_id: str, position: int, recorded: str, recorder: str) -> bytes:
    """The bytes the log stores for one event: content, id, position, recorded, recorder, version."""
    return canonical(
        {
            "content": content,
            "id": event_id,
            "position": position,
            "recorded": recorded,
            "recorder": recorder,
            "version": ENVELOPE_VERSION,
        }
    )
