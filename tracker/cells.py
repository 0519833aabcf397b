"""Cells: how wide a text is on a terminal, and where it is folded.

The rule kept here: a width is counted in a terminal's cells, no text is lost in folding, and what combines with a sign
stays with it.
"""

from __future__ import annotations

import re
from functools import cache


def cells(text: str) -> int:
    """How many cells a terminal gives to a line of text: two for a wide character, none for a combining one."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


@cache
def _cells_of(sign: str) -> int:
    import unicodedata  # only for what is not ASCII

    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 1 if sign == "\u00ad" else 0  # a soft hyphen is drawn
    if "\u1160" <= sign <= "\u11ff" or "\ud7b0" <= sign <= "\ud7fb":
        return 0  # vowels and finals of Hangul, drawn within the syllable before
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def fold(text: str, width: int) -> list[str]:
    """The lines of a text in `width` cells: broken between words, and a word that is too long within itself."""
    return [line for paragraph in text.split("\n") for line in _fold(paragraph.rstrip(), max(width, 1))]


def _fold(text: str, width: int) -> list[str]:
    if cells(text) <= width:
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for word in re.findall(" *[^ ]+ *", text):
        body = word.rstrip(" ")
        size = cells(body)
        if used and used + size > width:
            lines.append(line.rstrip())
            line, used = "", 0
        if size > width:
            *whole, last = _pieces(body, width)
            lines += [piece.rstrip() for piece in whole]
            word = last + word[len(body):]
        line += word
        used += cells(word)
    return [*lines, line.rstrip()]


def _pieces(text: str, width: int) -> list[str]:
    """A text in pieces of at most `width` cells, or of one sign; what combines with a sign stays with it."""
    if text.isascii():
        return [text[start : start + width] for start in range(0, len(text), width)]
    pieces: list[str] = []
    start = used = 0
    for at, sign in enumerate(text):
        size = _cells_of(sign)
        if size and at > start and used + size > width:
            pieces.append(text[start:at])
            start, used = at, 0
        used += size
    return [*pieces, text[start:]]
