"""Canonical bytes and content ids: one value, one spelling, one digest.

The rule kept here: what is hashed is what is stored. `canonical` gives the JSON Canonicalization
Scheme of RFC 8785 for the values the log holds (no floats, keys in ASCII), and `content_id` is taken
over those bytes, so two people who write the same content in different key order name the same event.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import json

ENVELOPE_VERSION = 1
ID_LENGTH = 32
SHOWN_LENGTH = 8
SHORTEST_PREFIX = 4


class Prepared(NamedTuple):
    """A content on its way into a log: its id, its canonical bytes, and what it says."""

    id: str
    canonical: bytes
    content: Mapping[str, object]


@lru_cache(maxsize=1)
def _encoder() -> json.JSONEncoder:
    import json

    return json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: object) -> bytes:
    """The RFC 8785 bytes of `value`.

    For float-free values with ASCII keys, Python's sorted compact JSON is byte for byte the canonical
    form (RFC 8785, section 3.2); the tests compare it with the `rfc8785` package.
    Raises `ValueError` for NaN and infinities, `UnicodeEncodeError` for lone surrogates.
    """
    return _encoder().encode(value).encode("utf-8")


def prepared(content: Mapping[str, object]) -> Prepared:
    """The content with its id and bytes, worked out once."""
    import hashlib  # slow to load, and who only reads needs no digest

    told = canonical(content)
    return Prepared(hashlib.sha256(told).hexdigest()[:ID_LENGTH], told, content)


def content_id(content: Mapping[str, object]) -> str:
    """The id of a content: the first 32 hex digits of SHA-256 over its canonical JSON."""
    return prepared(content).id


def digest_uuid(value: object) -> str:
    """A UUID that names a value: the first bits of SHA-256 over its canonical JSON (version 8: RFC 9562, section 5.8).

    What the entries of a feed and of a calendar are known by, the same each time they are made.
    """
    import hashlib
    import uuid

    digits = int(hashlib.sha256(canonical(value)).hexdigest()[:ID_LENGTH], 16)
    version, variant = 0xF << 76, 0x3 << 62
    return str(uuid.UUID(int=digits & ~(version | variant) | 0x8 << 76 | 0x2 << 62))


def envelope(content: Mapping[str, object], event_id: str, position: int, recorded: str, recorder: str) -> bytes:
    """The bytes the log stores for one event: content, id, position, recorded, recorder, version."""
    return enclosed(Prepared(event_id, canonical(content), content), position, recorded, recorder)


def enclosed(one: Prepared, position: int, recorded: str, recorder: str) -> bytes:
    """The envelope of a prepared content, whose bytes are taken as they are: what is hashed is what is stored."""
    rest = canonical({
        "id": one.id, "position": position, "recorded": recorded, "recorder": recorder, "version": ENVELOPE_VERSION,
    })
    return b'{"content":' + one.canonical + b"," + rest[1:]
