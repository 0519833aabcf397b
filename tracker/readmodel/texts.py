"""The searched text of an event.

The rule kept here: what people would look for, in their own spelling, and nothing that only machines read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

TEXTS = ("name", "title", "publisher", "origin", "note", "reason", "place", "said", "round", "subject", "source", "act")


def text_of(content: Mapping[str, Any]) -> str:
    """The text by which an event is found: notes, places, names, titles, and the words of its subject, source, act."""
    told = {**content, **(content.get("replacement") or {})}
    words = [str(told[key]) for key in TEXTS if told.get(key)]
    words += told.get("aliases") or ()
    return unicodedata.normalize("NFC", " ".join(words)).replace("_", " ")


def terms(word: str) -> list[str]:
    """A word as FTS5 terms: quoted, so that nothing in it is syntax; empty where no letter or digit is in it.

    A `*` at its end stands for any ending.
    """
    ending = "*" if word.endswith("*") else ""
    whole = unicodedata.normalize("NFC", word)
    parts = "".join(character if character.isalnum() else " " for character in whole).split()
    return [f'"{part}"' for part in parts[:-1]] + [f'"{part}"{ending}' for part in parts[-1:]]
