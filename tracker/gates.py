"""Output gates: what comes from outside is made harmless for the sink it goes to.

The rule kept here: one gate for each sink, and every name, title, note and error passes it. No sink gets a control,
escape or bidirectional character, nor one that cannot be seen: these are shown by their number. Beyond that a
spreadsheet gets no formula, a Markdown table no markup, a page or a picture no element, and a link leads to the web.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Self

MARKS_LIMIT = 8
"""How many combining marks may stand on one sign: what is written needs four or five, a pile of them hides lines."""

_PLAIN, _SHOWN_BY_NUMBER, _MARK, _JOINER, _SELECTOR = range(5)
# Letters and marks that nobody sees, though Unicode does not count them among the format characters (category Cf).
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
# Of the format characters those that are drawn: signs that Arabic, Syriac and Kaithi put around numbers.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_KEYCAPS = frozenset("0123456789#*")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
_TAKEN_OFF = '"\n \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'


def terminal(text: str) -> str:
    """Text for a terminal: what it could act upon, and what nobody could see, is shown as `\\xNN`, `\\uNNNN` or
    `\\UNNNNNNNN`.

    These are control, escape, bidirectional, format, tag, private, unassigned and unpaired characters, line and
    paragraph separators (but for the line feed, which is left), invisible letters, and marks piled up. Joiners and
    variation selectors are left where writing and pictures need them: one at a time, after a sign beyond ASCII.
    """
    return text if text.isascii() and text.isprintable() else _gated(text, _escaped)


def _gated(text: str, escaped: Callable[[str], str]) -> str:
    import re  # only for what is not plain ASCII

    return re.sub(r"[^ -~\n]+", lambda run: _run(run[0], text[run.start() - 1 : run.start()] or "\n", escaped), text)


def _run(text: str, before: str, escaped: Callable[[str], str]) -> str:
    """Characters beyond ASCII and control characters, with the one that stands before them."""
    if text.isalpha() and _UNSEEN.isdisjoint(text):  # letters without marks: most of what is written
        return text
    made: list[str] = []
    kind, marks = _PLAIN, 0
    for character in text:
        after, kind = kind, _kind(character)
        marks = marks + 1 if kind in (_MARK, _SELECTOR) else 0 if kind == _PLAIN else marks
        if (
            kind == _PLAIN
            or (kind == _MARK and marks <= MARKS_LIMIT)
            or (kind == _JOINER and before > "~" and after != _JOINER)
            or (kind == _SELECTOR and (before > "~" or before in _KEYCAPS) and after not in (_JOINER, _SELECTOR))
        ):
            made.append(character)
            before = character
        else:
            made.append(escaped(character))
            before, kind = "\n", _SHOWN_BY_NUMBER
    return "".join(made)


@lru_cache(8192)
def _kind(character: str) -> int:
    """What is to be thought of a character that is not printable ASCII."""
    import unicodedata  # only for what is not plain ASCII

    if character in "\u200c\u200d":
        return _JOINER
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return _SELECTOR
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp") or character in _UNSEEN:
        return _SHOWN_BY_NUMBER
    if category == "Cf" and character not in _SEEN:
        return _SHOWN_BY_NUMBER
    return _MARK if category in ("Mn", "Me") else _PLAIN


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65_536 else f"\\U{number:08x}"


def one_line(text: str) -> str:
    """Text for one line of a terminal: as `terminal`, with line ends turned into spaces."""
    return terminal(" ".join(text.split("\n")))


def json(text: str) -> str:
    """JSON that may go to a terminal: it reads as before, with JSON's own escapes for what `terminal` would show."""
    return text if text.isascii() and "\x7f" not in text else _gated(text, _json_escaped)


def _json_escaped(character: str) -> str:
    """A character as JSON writes it in ASCII: one escape, or two for what is beyond U+FFFF (RFC 8259, section 7)."""
    number = ord(character)
    if number < 0x10000:
        return f"\\u{number:04x}"
    high, low = divmod(number - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def spreadsheet(text: str) -> str:
    """A cell of a CSV file: as `terminal`, and what a spreadsheet would take for a formula gets an apostrophe in front.

    Spaces and quotation marks before a formula count as nothing, since some spreadsheets take them off.
    """
    shown = terminal(text)
    is_formula = shown.startswith("\n") or shown.lstrip(_TAKEN_OFF).startswith(_FORMULA)
    return f"'{shown}" if is_formula else shown


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


class Escaped(str):
    """Text that has passed a gate for markup: a template that escapes by itself leaves it as it is.

    A piece of it, or a text it was put into, is plain text again, and is escaped.
    """

    __slots__ = ()

    def __html__(self) -> Self:
        return self


_MARKED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def html(text: str) -> Escaped:
    """Text for the content of an HTML element (not of script or style): as `terminal`, with its markup as entities."""
    return Escaped(terminal(text).translate(_MARKED))


def attribute(text: str) -> Escaped:
    """The value of an HTML or XML attribute that stands in quotation marks, on one line.

    A value that is an address has to pass `link` before.
    """
    return Escaped(one_line(text).translate(_MARKED))


def xml(text: str) -> Escaped:
    """Text for XML 1.0, as in SVG and Atom: as `html`; so what XML forbids (section 2.2) is shown by its number."""
    return Escaped(terminal(text).translate(_MARKED))


_HOST = r"(?=.{1,253}\Z)(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*\.?"
_ADDRESS = r"(?P<scheme>(?i:https?))://(?P<host>[^/?#:@\\\s]+)(?::(?P<port>[0-9]{1,5}))?(?P<rest>(?:[/?#].*)?)"
_IN_NO_ADDRESS = r"[\x00-\x20\x7f-\xa0\ud800-\udfff\\\s]"
_LEFT_AS_IS = "/?#[]@!$&()*+,;=:%-._~"


def link(url: str) -> str | None:
    """The address that a link may lead to, in ASCII; None where the text is to be shown without a link.

    Only http and https with the name of a host lead anywhere: no user or password before it (`https://bank@evil.example`
    leads to the second), no backslash (browsers take it for a slash), no blank or control character. What is beyond
    ASCII, or would end an attribute, is percent-encoded (RFC 3986, section 2.1); a host beyond ASCII has to be
    written in its `xn--` form. For an attribute it still passes `attribute`, or a template that escapes.
    """
    import re
    from urllib.parse import quote

    found = re.fullmatch(_ADDRESS, url)
    if not found or not re.fullmatch(_HOST, found["host"]) or re.search(_IN_NO_ADDRESS, url):
        return None
    port = found["port"]
    if port is not None and not 0 < int(port) < 65_536:
        return None
    rest = re.sub("%(?![0-9A-Fa-f]{2})", "%25", found["rest"])
    where = f"{found['scheme'].lower()}://{found['host']}" + (f":{port}" if port is not None else "")
    return where + quote(rest, safe=_LEFT_AS_IS)


def calendar(text: str) -> str:
    """A TEXT value of iCalendar (RFC 5545, section 3.3.11): no control characters, and what is unseen by its number.

    A line end of any kind is a line feed. The library that writes the calendar escapes it, commas, semicolons and
    backslashes, and folds long lines.
    """
    lines = "\n".join(text.splitlines())
    return terminal("".join(character for character in lines if character == "\n" or not _is_control(character)))


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"
