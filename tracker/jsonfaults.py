"""What is wrong with a line of JSON, and where; and where in it a value stands.

The rule kept here: a line that the fast reader of `jsonl` refuses is walked once, sign by sign, and its first fault
is told, with its code, its column and the text at fault. The walk takes just what that reader takes (RFC 8259
within I-JSON, RFC 7493, and tighter), and no more memory or depth than the line is given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from tracker import gates

DEPTH_LIMIT = 32
LARGEST = 2**53 - 1
SHOWN = 60
"""How many characters of a text at fault are shown."""

CODES: Mapping[str, str] = {
    "long-line": "the line is longer than 1 MiB",
    "blanks": "more than 100,000 blank lines follow each other",
    "not-utf-8": "a byte is not UTF-8, as half of a surrogate pair in three bytes, or a file in UTF-16",
    "byte-order-mark": "the line begins with a byte order mark",
    "packed": "the file is packed by gzip, and its name does not end in .gz",
    "not-gzip": "the name ends in .gz, and the file is not packed by gzip, or cut short, damaged or followed by more",
    "bomb": "the packed file unpacks to more than 250 times its size",
    "not-json": "the line is not JSON: a sign is missing, or stands where none can",
    "not-object": "the line, or an envelope's content, is JSON, but not an object",
    "duplicate-key": "an object has a key twice",
    "not-whole": "a number has a fraction or an exponent, or is -0",
    "large-number": "a whole number is beyond 2^53 - 1, where numbers lose their last digits",
    "not-a-number": "NaN or Infinity, which are not JSON",
    "control-character": "a control character stands in a text without being escaped",
    "nul": "a text holds a NUL, escaped or not",
    "half-pair": "a text holds half of a surrogate pair, escaped",
    "deep": f"lists and objects stand more than {DEPTH_LIMIT} deep in each other",
    "event": "the line is sound, but no event that this log can take: a type, key, date, party or name is off",
}
"""Every way for a line to be refused: its code, which stays the same from version to version, and what it means."""


class Fault(NamedTuple):
    """What is wrong: a code of `CODES`, the place of the sign at fault (from 0), and the reason in words."""

    code: str
    at: int
    reason: str


def fault_in(text: str) -> Fault | None:
    """The first fault in a line of JSON, or None where it is sound."""
    try:
        _Walk(text).whole()
    except _Found as found:
        return found.fault
    return None


def place_of(text: str, path: tuple[str, ...]) -> int:
    """Where, from 0, the key or list place stands that a path leads to, or the nearest above it that is there."""
    walk = _Walk(text, path)
    try:
        walk.whole()
    except _Found:  # not of a line that was read
        return 0
    return walk.reached[1]


def cut(text: str) -> str:
    """A text at fault as a message shows it: what cannot be seen by its number, at most `SHOWN` characters of it."""
    shown = gates.one_line(text[: SHOWN + 1])
    return shown if len(text) <= SHOWN and len(shown) <= SHOWN else f"{shown[:SHOWN]}…"


class _Found(Exception):
    """Ends the walk at the first fault."""

    def __init__(self, code: str, at: int, reason: str) -> None:
        super().__init__(reason)
        self.fault = Fault(code, at, reason)


_BLANK = re.compile(r"[ \t\r\n]*+")
# A group is repeated without being possessive: before Python 3.11.5 that takes in what half matched.
_SOUND = r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*'
_TEXT = re.compile(f'{_SOUND}"')
_SOUND_PART = re.compile(_SOUND)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?([eE][+-]?[0-9]++)?")
_NO_NUMBER = re.compile(r"NaN|-?Infinity")
_WORDS = ("true", "false", "null")


class _Walk:
    """One walk through a line. `reached`: how many parts of the path were found, and where the last of them stands."""

    def __init__(self, text: str, path: tuple[str, ...] = ()) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.path = path
        self.reached = (0, 0)

    def whole(self) -> None:
        self.value(0)
        self.pass_blanks()
        if self.at < len(self.text):
            self.refuse("extra data")

    def value(self, matched: int) -> None:
        """Pass over a value, to which the first `matched` parts of the path lead; -1 where it is not on the path."""
        self.pass_blanks()
        sign = self.text[self.at : self.at + 1]
        if sign == '"':
            self.string()
        elif sign in ("{", "["):
            self.depth += 1
            if self.depth > DEPTH_LIMIT:
                raise _Found("deep", self.at, f"is nested deeper than {DEPTH_LIMIT} levels")
            self.object(matched) if sign == "{" else self.array(matched)
            self.depth -= 1
        else:
            self.scalar()

    def object(self, matched: int) -> None:
        keys: set[str] = set()
        if self.opens_empty("}"):
            return
        while True:
            self.pass_blanks()
            begins = self.at
            if self.text[self.at : self.at + 1] != '"':
                self.refuse("expecting property name enclosed in double quotes")
            key = self.string()
            if key in keys:
                raise _Found("duplicate-key", begins, f'the key "{cut(key)}" stands twice')
            keys.add(key)
            self.pass_blanks()
            if self.text[self.at : self.at + 1] != ":":
                self.refuse("expecting ':' delimiter")
            self.at += 1
            self.value(self.follow(matched, key, begins))
            if self.closes("}"):
                return

    def array(self, matched: int) -> None:
        if self.opens_empty("]"):
            return
        number = 0
        while True:
            self.pass_blanks()
            self.value(self.follow(matched, str(number), self.at))
            number += 1
            if self.closes("]"):
                return

    def follow(self, matched: int, part: str, begins: int) -> int:
        """How much of the path leads on to the value of this key or place."""
        if not 0 <= matched < len(self.path) or self.path[matched] != part:
            return -1
        if matched + 1 > self.reached[0]:
            self.reached = (matched + 1, begins)
        return matched + 1

    def opens_empty(self, end: str) -> bool:
        self.at += 1
        self.pass_blanks()
        if self.text[self.at : self.at + 1] != end:
            return False
        self.at += 1
        return True

    def closes(self, end: str) -> bool:
        self.pass_blanks()
        sign = self.text[self.at : self.at + 1]
        if sign not in (",", end) or not sign:
            self.refuse("expecting ',' delimiter")
        self.at += 1
        return sign == end

    def string(self) -> str:
        """Pass over a text and return it."""
        begins = self.at
        found = _TEXT.match(self.text, begins)
        if not found:
            self.refuse_text(begins)
        assert found is not None
        self.at = found.end()
        if "\\u" in found[0]:
            self.check_escapes(begins, found.end())
        told: str = json.loads(found[0])
        return told

    def refuse_text(self, begins: int) -> None:
        """Say why what begins here is no text."""
        sound = _SOUND_PART.match(self.text, begins)
        at = sound.end() if sound else begins
        sign = self.text[at : at + 1]
        self.check_escapes(begins, at)
        if sign == "\0":
            raise _Found("nul", at, "holds a NUL character")
        if sign and sign < " ":
            raise _Found("control-character", at, f"the control character {cut(sign)} stands in a text")
        self.at = at if sign else begins
        self.refuse("invalid \\escape" if sign else "unterminated string")

    def check_escapes(self, begins: int, ends: int) -> None:
        """Refuse NUL and halves of surrogate pairs among the escapes of a text."""
        at = begins
        while (found := _ESCAPE.search(self.text, at, ends)) is not None:
            at = found.end()
            unit = int(found[1], 16) if found[1] else -1
            if unit == 0:
                raise _Found("nul", found.start(), "holds a NUL character")
            if 0xD800 <= unit < 0xDC00:
                second = _ESCAPE.match(self.text, at, ends)
                if second and second[1] and 0xDC00 <= int(second[1], 16) < 0xE000:
                    at = second.end()
                    continue
            if 0xD800 <= unit < 0xE000:
                raise _Found("half-pair", found.start(), f"{found[0]} is half of a surrogate pair")

    def scalar(self) -> None:
        begins = self.at
        for word in _WORDS:
            if self.text.startswith(word, begins):
                self.at += len(word)
                return
        if found := _NO_NUMBER.match(self.text, begins):
            raise _Found("not-a-number", begins, f"{found[0]} is not JSON")
        number = _NUMBER.match(self.text, begins)
        if not number:
            self.refuse("expecting value")
        assert number is not None
        if number[1] or number[2]:
            raise _Found("not-whole", begins, f"{cut(number[0])} is not a whole number; the log holds no others")
        if number[0] == "-0":
            raise _Found("not-whole", begins, "-0 is not a whole number; write 0")
        if len(number[0]) > len(str(LARGEST)) + 1 or abs(int(number[0])) > LARGEST:
            raise _Found("large-number", begins,
                         f"{cut(number[0])} is beyond 2^53, where numbers lose their last digits")
        self.at = number.end()

    def pass_blanks(self) -> None:
        found = _BLANK.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def refuse(self, reason: str) -> None:
        rest = self.text[self.at : self.at + SHOWN + 1]
        where = f"at {cut(rest)}" if rest else "at the end of the line"
        raise _Found("not-json", self.at, f"not JSON: {reason} {where}")
