"""Canonical bytes and content ids: one value, one spelling, one digest.

The rule kept here: what is hashed is what is stored. `canonical` gives the JSON Canonicalization
Scheme of RFC 8785 for the values the log holds (no floats, keys in ASCII), and `content_id` is taken
over those bytes, so two people who write the same content in different key order name the same event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import json

ENVELOPE_VERSION = 1
ID_LENGTH = 32
SHOWN_LENGTH = 8
SHORTEST_PREFIX = 4


class Prepared(NamedTuple):
    """A content on its way into a log: its id, its canonical JSON, and what a log lists of it.

    `type`, `subject` and `source` are those of the content, None where it has none that is a text; of a correction,
    subject and source are those of its replacement. `said` is the content, where that was at hand.
    """

    id: str
    canonical: str
    type: str | None
    subject: str | None
    source: str | None
    said: Mapping[str, object] | None = None

    @property
    def content(self) -> Mapping[str, object]:
        """What it says; read from its JSON where only that is there."""
        if self.said is not None:
            return self.said
        import json

        said: Mapping[str, object] = json.loads(self.canonical)
        return said


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
    return canonical_text(value).encode("utf-8")


def canonical_text(value: object) -> str:
    """The same before it is encoded: what is no text of Unicode is not found out."""
    return _encoder().encode(value)


def prepared(content: Mapping[str, object], told: str | None = None) -> Prepared:
    """The content with its id and bytes, worked out once. `told` is its canonical text, where that is known."""
    told = canonical_text(content) if told is None else told
    kind = _text(content.get("type"))
    about = content.get("replacement") if kind == "corrected" else content
    subject, source = (about.get("subject"), about.get("source")) if isinstance(about, dict) else (None, None)
    return Prepared(_digest(told.encode("utf-8")), told, kind, _text(subject), _text(source), content)


def _digest(told: bytes) -> str:
    import hashlib  # slow to load, and who only reads needs no digest

    return hashlib.sha256(told).hexdigest()[:ID_LENGTH]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def content_id(content: Mapping[str, object]) -> str:
    """The id of a content: the first 32 hex digits of SHA-256 over its canonical JSON."""
    return _digest(canonical(content))


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
    one = prepared(content)._replace(id=event_id)
    return next(envelopes([one], position, recorded, recorder)).encode("utf-8")


@lru_cache(maxsize=64)
def _shared(recorded: str, recorder: str) -> str:
    return canonical({"recorded": recorded, "recorder": recorder, "version": ENVELOPE_VERSION}).decode("utf-8")[1:]


def envelopes(batch: Iterable[Prepared], position: int, recorded: str, recorder: str) -> Iterator[str]:
    """The envelopes of prepared contents as text, from `position` on; what they share is written once.

    A content's JSON is taken as it is: what is hashed is what is stored.
    """
    shared = _shared(recorded, recorder)
    for place, (event_id, told, *_) in enumerate(batch, position):
        yield f'{{"content":{told},"id":"{event_id}","position":{place},{shared}'
