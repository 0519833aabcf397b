"""Strict JSON Lines: one content a line, or a clear refusal with line and column.

The rule kept here: everything in a file is hostile until read. No duplicate keys, no floats, no NaN, no
number beyond 2^53, no lone surrogates, no NUL, UTF-8 without a byte order mark, at most 1 MiB a line and
32 levels deep (I-JSON, RFC 7493, and tighter). Lines are read one at a time, in bounded memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple, NoReturn, Protocol

from tracker.canonical import canonical_text
from tracker.errors import NOTHING_SAVED, BadInput, TrackerError
from tracker.jsonfaults import CODES, DEPTH_LIMIT, LARGEST, fault_in, place_of

LINE_LIMIT = 1 << 20
BLANKS_LIMIT = 100_000
_LONGEST = 300  # characters of a reason: a value at fault may be as long as its line
_GZIP = b"\x1f\x8b"
_BLANK = 32  # what is above it is no blank


class Lines(Protocol):
    """What lines are read from: a file open for bytes, or anything that hands out its lines in pieces of a size."""

    def readline(self, size: int = -1, /) -> bytes: ...


class BadLine(BadInput):
    """A line that is refused: in which file, where (line and column from 1, the column in characters), and the code
    of `CODES` that says why, for programs."""

    def __init__(self, file: str, line: int, column: int, fault: str, reason: str, todo: str = "") -> None:
        assert fault in CODES
        reason = reason.rstrip(".")
        if len(reason) > _LONGEST:
            reason = f"{reason[: _LONGEST // 2]} … {reason[-_LONGEST // 2 :]}"
        super().__init__(
            f"{file}:{line}:{column}: {reason} [{fault}]", saved=NOTHING_SAVED,
            todo=todo or "Mend this line and import the file again.",
        )
        self.file, self.line, self.column, self.fault = file, line, column, fault


class Line(NamedTuple):
    """One content with the place it stands at: file, line from 1, and the text, for pointing at a column.

    `within` leads from the line's value to the content: to that of an envelope, or nowhere. `canonical` is the
    content's canonical JSON, where the line is as long as that.
    """

    file: str
    number: int
    text: str
    content: Mapping[str, Any]
    within: tuple[str, ...] = ()
    canonical: str | None = None

    def column(self, path: tuple[str, ...]) -> int:
        """The column (from 1, in characters) of the last key of a path, or of the line's first character."""
        return place_of(self.text, (*self.within, *path)) + 1 if path else 1

    def refuse(self, error: TrackerError) -> BadLine:
        """The error as bad input at this place; nothing of the file is saved."""
        return BadLine(self.file, self.number, self.column(error.path), "event", error.happened, error.todo)


class _Refused(Exception):
    """Raised inside the JSON parser's hooks; what is wrong, and where, is found by walking the line."""


class RawLine(NamedTuple):
    """A line that holds something, as it was read: of which file, where (from 1), and its bytes."""

    file: str
    number: int
    raw: bytes

    def parsed(self) -> Line:
        """The content it holds: the line is a content, or an envelope as `export` prints it. Raises `BadLine`."""
        return _line(self.raw, self.file, self.number)


def read_lines(stream: Lines, file: str) -> Iterator[Line]:
    """The contents of a stream of JSON Lines, blank lines passed over. Raises `BadLine` with the place."""
    for line in raw_lines(stream, file):
        yield line.parsed()


def raw_lines(stream: Lines, file: str) -> Iterator[RawLine]:
    """The lines of a stream that are not blank, not parsed yet. Raises `BadLine` for those that are not read at all."""
    number = blanks = 0
    new = tuple.__new__  # as the type itself makes them, at half the time
    while raw := stream.readline(LINE_LIMIT + 2):
        number += 1
        if len(raw) > LINE_LIMIT and len(raw.rstrip(b"\r\n")) > LINE_LIMIT:
            raise BadLine(file, number, 1, "long-line", "the line is longer than 1 MiB")
        if raw[0] > _BLANK or raw.strip(b" \t\r\n"):
            blanks = 0
            yield new(RawLine, (file, number, raw))
        elif (blanks := blanks + 1) > BLANKS_LIMIT:
            raise BadLine(file, number, 1, "blanks", f"more than {BLANKS_LIMIT:,} blank lines follow each other")


def _line(raw: bytes, file: str, number: int) -> Line:
    text = _decoded(raw, file, number)
    told = _tight(text)
    if told is not None:
        return Line(file, number, text, told[0], (), told[1])
    value = _parsed(text, file, number)
    if not isinstance(value, dict):
        raise BadLine(file, number, 1, "not-object", "the line is not a JSON object",
                      "One event a line: {\"type\": …}.")
    if "content" not in value or "type" in value:
        return Line(file, number, text, value)
    content = value["content"]
    if not isinstance(content, dict):
        raise BadLine(file, number, place_of(text, ("content",)) + 1, "not-object",
                      "the envelope's content is not a JSON object")
    return Line(file, number, text, content, ("content",))


def _decoded(raw: bytes, file: str, number: int) -> str:
    if raw.startswith(b"\xef\xbb\xbf"):
        raise BadLine(file, number, 1, "byte-order-mark", "begins with a byte order mark",
                      "Save the file as UTF-8 without BOM.")
    if number == 1 and raw.startswith(_GZIP):
        raise BadLine(file, number, 1, "packed", "the file is packed by gzip",
                      "Give it a name that ends in .gz, or unpack it first.")
    try:
        return raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        column = len(raw[: error.start].decode("utf-8")) + 1
        raise BadLine(file, number, column, "not-utf-8", f"byte 0x{raw[error.start]:02x} is not UTF-8",
                      "Save the file as UTF-8.") from None


def _tight(text: str) -> tuple[dict[str, Any], str] | None:
    """The content of a line, and its canonical JSON, where that has the line's length: then no key comes twice.

    (No token of JSON can be shorter than it is in canonical form, so a key too many would make the line longer.)
    None says nothing: it may be right, and is to be read the other way.
    """
    if '": ' in text or text.startswith('{"content"') or _too_deep(text) or _needs_a_look(text):
        return None
    try:
        value, end = _trusting().raw_decode(text)
    except (json.JSONDecodeError, _Refused):
        return None
    if end < len(text) or not isinstance(value, dict) or "type" not in value:
        return None
    told = canonical_text(value)
    return (value, told) if len(told) == len(text) else None


_ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def _needs_a_look(text: str) -> bool:
    """Whether a NUL, or half a character, may be in it."""
    return "\0" in text or ("\\u" in text and _ESCAPED.search(text) is not None)


def _parsed(text: str, file: str, number: int) -> Any:
    if _too_deep(text) or _needs_a_look(text):
        _refuse(text, file, number)
    try:
        return _decoder().decode(text)
    except (json.JSONDecodeError, _Refused) as error:
        _refuse(text, file, number)
        raise AssertionError("a line that is refused has a fault") from error


@lru_cache(maxsize=1)
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_unique, parse_float=_no_number, parse_int=_whole, parse_constant=_no_number
    )


@lru_cache(maxsize=1)
def _trusting() -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=_no_number, parse_int=_whole, parse_constant=_no_number)


def _refuse(text: str, file: str, number: int) -> None:
    """Raise the line's first fault, if it has one."""
    fault = fault_in(text)
    if fault is not None:
        raise BadLine(file, number, fault.at + 1, fault.code, fault.reason) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = {intern(key): value for key, value in pairs}  # found sooner, and sent to another process once
    if len(made) != len(pairs):
        raise _Refused
    return made


def _no_number(token: str) -> NoReturn:
    raise _Refused


def _whole(token: str) -> int:
    if len(token) > 17 or token == "-0" or abs(int(token)) > LARGEST:
        raise _Refused
    return int(token)


# A text without an end reaches to the end of the line: looked for again from each of its quotes, it would take hours.
_STRUCTURE = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*(?:"|\\?$)|[\[{]|[\]}]')


def _too_deep(text: str) -> bool:
    """Whether a bracket opens one level too many. Texts are passed over. Only then does the parser see the line."""
    if text.count("[") + text.count("{") <= DEPTH_LIMIT:
        return False
    depth = 0
    for match in _STRUCTURE.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > DEPTH_LIMIT:
                return True
        elif match[0] in "]}":
            depth -= 1
    return False
