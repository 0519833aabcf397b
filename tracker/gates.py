"""Output gates: what comes from outside is made harmless for the sink it goes to.

The rule kept here: one gate for each sink, and every name, title, note and error passes it. A terminal gets
no control, escape or bidirectional character, a spreadsheet no formula, a Markdown table no markup.
"""

from __future__ import annotations

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SEPARATORS = frozenset("\u2028\u2029")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def terminal(text: str) -> str:
    """Text for a terminal: control, escape, bidirectional and unpaired characters are shown as `\\xNN` or `\\uNNNN`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _is_harmless(character) else _escaped(character) for character in text)


def _is_harmless(character: str) -> bool:
    if character == "\n":
        return True
    if character in _BIDI or character in _SEPARATORS:
        return False
    import unicodedata  # only for what is not plain ASCII

    return unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Co")


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65_536 else f"\\U{number:08x}"


def one_line(text: str) -> str:
    """Text for one line of a terminal: as `terminal`, with line ends turned into spaces."""
    return terminal(" ".join(text.split("\n")))


def spreadsheet(text: str) -> str:
    """A cell of a CSV file: a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


_ENTITY = "&(?=#?[0-9A-Za-z]+;)"
_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]<>#|~!"})


def markdown(text: str) -> str:
    """A cell of a Markdown table: markup characters are escaped, line ends turned into spaces.

    An ampersand is escaped where it would begin an entity, a dollar sign where a second could make them a formula.
    """
    import re

    line = one_line(text)
    if "&" in line:
        line = re.sub(_ENTITY, "&amp;", line)
    line = line.translate(_MARKUP)
    return line.replace("$", "\\$") if line.count("$") > 1 else line


def xml(text: str) -> str:
    """Text for an XML or SVG document, in an element or between quotes of an attribute: on one line, with markup
    escaped, and what XML forbids (XML 1.0, section 2.2) or a reader would not see shown as `\\xNN` or `\\uNNNN`."""
    line = one_line(text)
    if not any(sign in line for sign in "&<>\"'"):
        return line
    return line.translate(_XML)


_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
