"""Strict JSON Lines: one content a line, or a clear refusal with line and column.

The rule kept here: everything in a file is hostile until read. No duplicate keys, no floats, no NaN, no
number beyond 2^53, no lone surrogates, no NUL, UTF-8 without a byte order mark, at most 1 MiB a line and
32 levels deep (I-JSON, RFC 7493, and tighter). Lines are read one at a time, in bounded memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from tracker.errors import NOTHING_SAVED, BadInput, TrackerError

LINE_LIMIT = 1 << 20
DEPTH_LIMIT = 32
LARGEST = 2**53 - 1
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One content with the place it stands at: file, line from 1, and the text, for pointing at a column."""

    file: str
    number: int
    text: str
    content: Mapping[str, Any]

    def column(self, path: tuple[str, ...]) -> int:
        """The column (from 1) of the last key of a path, or of the line's first character."""
        at = 0
        for key in path:
            found = re.compile(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:").search(self.text, at)
            at = found.start() if found else at
        return at + 1

    def refuse(self, error: TrackerError) -> BadInput:
        """The error as bad input at this place; nothing of the file is saved."""
        return bad_line(self.file, self.number, self.column(error.path), error.happened, error.todo)


def bad_line(file: str, line: int, column: int, reason: str, todo: str = "") -> BadInput:
    """`file:line:column: reason`, the form that editors and people know."""
    return BadInput(
        f"{file}:{line}:{column}: {reason}", saved=NOTHING_SAVED,
        todo=todo or "Mend this line and import the file again.",
    )


class _Refused(Exception):
    """A reason found inside the JSON parser's hooks, with the text to point at, `nth` time it stands there."""

    def __init__(self, reason: str, token: str, nth: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.token, self.nth = reason, token, nth


def read_lines(stream: BinaryIO, file: str) -> Iterator[Line]:
    """The contents of a stream of JSON Lines, blank lines passed over. Raises `BadInput` with the place.

    A line may be a content, or an envelope as `export` prints it, of which the content is read.
    """
    number = 0
    while raw := stream.readline(LINE_LIMIT + 2):
        number += 1
        if len(raw.rstrip(b"\r\n")) > LINE_LIMIT:
            raise bad_line(file, number, 1, "the line is longer than 1 MiB")
        if raw.strip():
            yield _line(raw, file, number)


def _line(raw: bytes, file: str, number: int) -> Line:
    text = _decoded(raw, file, number)
    value = _parsed(text, file, number)
    if not isinstance(value, dict):
        raise bad_line(file, number, 1, "the line is not a JSON object", "One event a line: {\"type\": …}.")
    content = value.get("content") if "content" in value and "type" not in value else value
    if not isinstance(content, dict):
        raise bad_line(file, number, 1, "the envelope's content is not a JSON object")
    return Line(file, number, text, content)


def _decoded(raw: bytes, file: str, number: int) -> str:
    if raw.startswith(b"\xef\xbb\xbf"):
        raise bad_line(file, number, 1, "begins with a byte order mark", "Save the file as UTF-8 without BOM.")
    try:
        text = raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        column = len(raw[: error.start].decode("utf-8", "replace")) + 1
        raise bad_line(file, number, column, f"byte 0x{raw[error.start]:02x} is not UTF-8",
                       "Save the file as UTF-8.") from None
    nul = _NUL.search(text)
    if nul:
        column = nul.end() if nul[0] == "\0" else nul.end() - len("\\u0000") + 1
        raise bad_line(file, number, column, "holds a NUL character")
    return text


_NUL = re.compile(r"\0|(?<!\\)(?:\\\\)*\\u0000")


def _parsed(text: str, file: str, number: int) -> Any:
    deep = _too_deep(text)
    if deep is not None:
        raise bad_line(file, number, deep + 1, f"is nested deeper than {DEPTH_LIMIT} levels")
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_float=_no_float, parse_int=_whole, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        rest = text[error.pos :]
        where = f"at {_cut(rest)}" if rest else "at the end of the line"
        reason = f"not JSON: {reason.removesuffix(' at')} {where}"
        raise bad_line(file, number, error.colno, reason) from None
    except _Refused as refused:
        raise bad_line(file, number, _column_of(text, refused.token, refused.nth), refused.reason) from None
    surrogate = _SURROGATE.search(text)
    if surrogate and _has_lone_surrogate(value):
        raise bad_line(file, number, surrogate.start() + 1, "holds half of a surrogate pair")
    return value


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _has_lone_surrogate(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Refused(f'the key "{_cut(key)}" stands twice', json.dumps(key, ensure_ascii=False), 2)
            seen.add(key)
    return made


def _no_float(token: str) -> Any:
    raise _Refused(f"{_cut(token)} is not a whole number; the log holds no others", token)


def _whole(token: str) -> int:
    if len(token) > 17 or abs(int(token)) > LARGEST:
        raise _Refused(f"{_cut(token)} is beyond 2^53, where numbers lose their last digits", token)
    return int(token)


def _no_constant(token: str) -> Any:
    raise _Refused(f"{token} is not JSON", token)


def _column_of(text: str, token: str, nth: int) -> int:
    at = -1
    for _ in range(nth):
        found = text.find(token, at + 1)
        at = found if found >= 0 else at
    return max(at, 0) + 1


# A text without an end reaches to the end of the line: looked for again from each of its quotes, it would take hours.
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?$)|[\[{]|[\]}]')


def _too_deep(text: str) -> int | None:
    """The place of the bracket that opens one level too many, or None. Strings are passed over."""
    if text.count("[") + text.count("{") <= DEPTH_LIMIT:
        return None
    depth = 0
    for match in _STRUCTURE.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > DEPTH_LIMIT:
                return match.start()
        elif match[0] in "]}":
            depth -= 1
    return None


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
