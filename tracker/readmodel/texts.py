"""The searched text of an event.

The rule kept here: what people would look for, in their own spelling, and nothing that only machines read. Where words
end is decided here alone, for what is stored and for what is asked: SQLite takes a newer emoji for a letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

TEXTS = ("name", "title", "publisher", "origin", "note", "reason", "place", "said", "round", "subject", "source", "act")
# Letters, digits, and the accents that are no letters of their own (FTS5 compares without them); blanks for the rest.
_BETWEEN = re.compile(r"(?:[^\w\u0300-\u036f ]|_)+")
_ASCII = bytes(code if chr(code).isalnum() else 32 for code in range(128)).ljust(256)  # the same, eight times as fast


def text_of(content: Mapping[str, Any]) -> str:
    """The text by which an event is found: notes, places, names, titles, and the words of its subject, source, act."""
    replacement = content.get("replacement")
    told = {**content, **replacement} if replacement else content
    words = [str(told[key]) for key in TEXTS if told.get(key)]
    words += told.get("aliases") or ()
    return _parted(" ".join(words))


def text_in(content: Mapping[str, Any]) -> str:
    """The same, of contents that may be none of ours: nothing, where they have no such text."""
    try:
        return text_of(content)
    except (KeyError, TypeError, AttributeError):
        return ""


def terms(word: str) -> list[str]:
    """A word as FTS5 terms: quoted, so that nothing in it is syntax; empty where no letter or digit is in it.

    A `*` at its end stands for any ending.
    """
    ending = "*" if word.endswith("*") else ""
    parts = [part for part in _parted(word).split() if not all(map(unicodedata.combining, part))]
    return [f'"{part}"' for part in parts[:-1]] + [f'"{part}"{ending}' for part in parts[-1:]]


def _parted(text: str) -> str:
    if text.isascii():
        return text.encode("ascii").translate(_ASCII).decode("ascii").strip()
    return _BETWEEN.sub(" ", unicodedata.normalize("NFC", text)).strip()
