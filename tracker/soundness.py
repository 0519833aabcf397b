"""Is a stored event what this tracker would have stored? Asked of each row of a log, one after the other.

The rule kept here: the bytes decide. They must be the canonical envelope (RFC 8785) of a content that an event can
have, under the id that is the content's digest, at their own position; every column must say what the bytes say; time
never goes back; and what an event refers to must come before it. Whatever the bytes are, the answer is a list of
faults, never an exception.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple

from tracker.canonical import ENVELOPE_VERSION, ID_LENGTH, canonical
from tracker.errors import TrackerError
from tracker.events import parse_content

KEYS = ("content", "id", "position", "recorded", "recorder", "version")
_RECORDED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_UNDOING = ("retracted", "corrected")


class Fault(NamedTuple):
    """What is wrong with an event: of which kind (a key of `KINDS`), and in words."""

    kind: str
    says: str


KINDS: dict[str, str] = {
    "sqlite": "SQLite's own check of the file",
    "schema": "the log's table, index and triggers",
    "positions": "positions without a gap",
    "canonical": "every event in canonical form",
    "ids": "every id the digest of its content, and no id twice",
    "columns": "every column as its event says",
    "time": "time of recording never goes back",
    "form": "contents of the form of an event",
    "references": "what events refer to was recorded before them",
}
"""The checks of a log, in the order in which they are told."""


class Auditor:
    """Looks at rows in the order of their positions; what it has seen so far decides what comes later.

    `is_earlier(id, position)` says whether an event with this id stands before a position.
    """

    def __init__(self, is_earlier: Callable[[str, int], bool]) -> None:
        self._is_earlier = is_earlier
        self._last = 0
        self._recorded = ""
        self._subjects: set[str] = set()
        self._sources: set[str] = set()

    def faults(
        self, position: int, event_id: bytes | None, kind: bytes | None, subject: bytes | None, source: bytes | None,
        recorded: bytes | None, body: bytes | None,
    ) -> list[Fault]:
        """What is wrong with the next row."""
        faults = [] if position == self._last + 1 else [Fault("positions", _gap(self._last, position))]
        self._last = position
        envelope, more = _examined(position, body)
        faults += more
        if envelope is not None:
            content = envelope["content"]
            told = content.get("type")
            about = content.get("replacement") if told == "corrected" else content
            get = (about if isinstance(about, dict) else content).get
            says = (envelope["id"], told, get("subject"), get("source"), envelope["recorded"])
            columns = (event_id, kind, subject, source, recorded)
            if columns != tuple([one.encode() if isinstance(one, str) else None for one in says]):
                faults += self._columns(columns, says)
            faults += self._time(envelope["recorded"])
            faults += self._form(content, position)
        return faults

    def _columns(self, columns: tuple[bytes | None, ...], says: tuple[object, ...]) -> Iterator[Fault]:
        for name, column, told in zip(("id", "type", "subject", "source", "recorded"), columns, says, strict=True):
            if column != (told.encode() if isinstance(told, str) else None):
                shown = str(column, "utf-8", "replace") if column is not None else None
                yield Fault("columns", f"the column {name} holds {_shown(shown)}, and its bytes say {_shown(told)}")

    def _time(self, recorded: object) -> Iterator[Fault]:
        if not isinstance(recorded, str) or not _RECORDED.fullmatch(recorded):
            yield Fault("time", f"its time of recording {_shown(recorded)} is not like 2026-11-21T20:43:58Z")
            return
        if recorded < self._recorded:
            yield Fault("time", f"it was recorded at {recorded}, before the event in front of it, {self._recorded}")
        self._recorded = max(self._recorded, recorded)

    def _form(self, content: dict[str, Any], position: int) -> Iterator[Fault]:
        try:
            parse_content(content)
        except (TrackerError, ValueError, TypeError, RecursionError) as error:
            happened = error.happened if isinstance(error, TrackerError) else _reason(error)
            yield Fault("form", f"no event of this tracker has such a content: {happened}")
            return
        kind = content["type"]
        told = content.get("replacement") if kind == "corrected" else content
        if kind in _UNDOING and not self._is_earlier(content["event"], position):
            yield Fault("references", f"it takes back the event {content['event']}, which is not in the log before it")
        if told is not None and told["type"] == "subject_registered":
            self._subjects.add(told["subject"])
        elif told is not None and told["type"] == "source_filed":
            self._sources.add(told["source"])
        elif told is not None:
            if "subject" in told and told["subject"] not in self._subjects:
                yield Fault("references", f"the subject {told['subject']} was not registered before it")
            if told.get("source") is not None and told["source"] not in self._sources:
                yield Fault("references", f"the source {told['source']} was not filed before it")


def faults_of_bytes(position: int, body: bytes) -> list[Fault]:
    """What is wrong with the bytes of one event by themselves: their form, their id, their position."""
    return _examined(position, body)[1]


def _examined(position: int, body: bytes | None) -> tuple[dict[str, Any] | None, list[Fault]]:
    """The envelope that bytes hold, if they do, and what is wrong with it."""
    try:
        envelope = _read(body)
        content_id, expected = _digested(envelope)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        return None, [Fault("canonical", f"its bytes are no canonical envelope ({_reason(error)})")]
    faults = []
    if expected != body:
        faults.append(Fault("canonical", "its bytes are not the canonical form of what they say"))
    if envelope["id"] != content_id:
        faults.append(Fault("ids", f"its id is {_shown(envelope['id'])}, and its content's digest is {content_id}"))
    if envelope["position"] != position:
        faults.append(Fault("columns", f"its bytes say that it is at position {_shown(envelope['position'])}"))
    return envelope, faults


def _read(body: bytes | None) -> dict[str, Any]:
    """The envelope that bytes hold. Raises `ValueError`, `TypeError`, `KeyError` or `RecursionError`."""
    if body is None:
        raise ValueError("there are none")
    envelope, _ = _decoder().raw_decode(str(body, "utf-8"))  # what stands after it is not canonical, and is found so
    if not isinstance(envelope, dict) or tuple(sorted(envelope)) != KEYS:
        raise ValueError(f"its keys are not {', '.join(KEYS)}")
    if not isinstance(envelope["content"], dict):
        raise ValueError("its content is no object")
    if envelope["version"] != ENVELOPE_VERSION or isinstance(envelope["version"], bool):
        raise ValueError(f"its version is {_shown(envelope['version'])}, not {ENVELOPE_VERSION}")
    for key, kind in (("id", str), ("recorded", str), ("recorder", str), ("position", int)):
        if type(envelope[key]) is not kind:
            raise ValueError(f"its {key} is {_shown(envelope[key])}")
    return envelope


def _digested(envelope: dict[str, Any]) -> tuple[str, bytes]:
    """The id that the content has, and the canonical bytes of the whole. Raises `ValueError` for a lone surrogate."""
    told = canonical(envelope["content"])
    # As `canonical.enclosed` writes it, in one go: the keys are known, and their order.
    rest = (f',"id":{_quoted(envelope["id"])},"position":{envelope["position"]},"recorded":'
            f'{_quoted(envelope["recorded"])},"recorder":{_quoted(envelope["recorder"])},"version":{ENVELOPE_VERSION}}}')
    return sha256(told).hexdigest()[:ID_LENGTH], b'{"content":' + told + rest.encode()


@lru_cache(maxsize=1)
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def _refuse(number: str) -> None:
    raise ValueError(f"it holds the number {number[:20]}")


def _gap(last: int, position: int) -> str:
    if position <= 0:
        return f"position {position}: positions begin at 1"
    if position == last + 2:
        return f"the event at position {last + 1} is missing"
    return f"the events at positions {last + 1} to {position - 1} are missing"


def _reason(error: BaseException) -> str:
    return str(error)[:80] if isinstance(error, ValueError) else type(error).__name__


def _shown(value: object) -> str:
    """A value for a message, cut."""
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 60 else f"{text[:60]}…"
