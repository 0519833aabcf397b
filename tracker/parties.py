"""The parties of an agreement: their codes, their names, and what people call them.

The rule kept here: a word stands for one party or for none. Whatever could mean two parties is refused
with both named, and nothing is guessed: a near miss is only suggested.

A party is a country or territory (ISO 3166-1 alpha-2, all 249 assigned codes), Kosovo (XK, a code that
ISO 3166 leaves to its users and that many institutions use), or an organisation (usually by its own
abbreviation; EU and UN are reserved for them in ISO 3166). AU is Australia, as ISO has it, so the African
Union is AFRU. A code or a name here says what people write, and takes no side on status or borders.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from tracker.errors import BadInput
from tracker.party_table import TABLE

# Names that two parties share, with the codes of both; refused, never settled by a guess.
_AMBIGUOUS: Mapping[str, tuple[str, ...]] = {
    "korea": ("KR", "KP"),
    "congo": ("CD", "CG"),
    "roc": ("TW", "CG"),
    "virgin islands": ("VG", "VI"),
}

_SUGGESTIONS = 3
_LIKENESS = 0.7  # difflib's ratio from which a name counts as a near miss
_SHORTEST_COMPARED = 3
_LONGEST_SHOWN = 60
_HOW_TO_NAME = "Give a country's ISO 3166 code (JP), an organisation's code (NATO) or a common name (Japan)."
_ALIKE = str.maketrans({**dict.fromkeys(".-‐‑–()", " "), **dict.fromkeys("'‘’ʼ"), "&": " and "})


def _read(table: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The two read-only mappings of `table`: code to name, and casefolded other name to code."""
    names: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for line in table.split("\n"):
        if line:
            code, _, rest = line.partition(" ")
            names[code], *others = rest.split(" | ")
            for other in others:
                aliases[other.casefold()] = code
    return MappingProxyType(names), MappingProxyType(aliases)


NAMES: Mapping[str, str]
ALIASES: Mapping[str, str]
NAMES, ALIASES = _read(TABLE)


def parse_party(text: str) -> str:
    """The code of the party that `text` gives as a code (in any case), a name or another name.

    A code goes before a name, so "in" is India and "au" is Australia. "X, Y" and "X (Y)" are also read
    as "Y X": "Korea, Republic of", "Iran (Islamic Republic of)".
    Raises `BadInput` when `text` is blank, when two parties share the name (both are listed), and when
    no party has it (up to three near misses are listed).
    """
    code = text.replace(".", "").strip()
    if code.isascii() and code.upper() in NAMES:  # ASCII, or "ß" would be South Sudan
        return code.upper()
    names = _names()
    key = _fold(text)
    head, comma, tail = text.replace("(", ",", 1).partition(",")
    turned = _fold(f"{tail} {head}") if comma and head.strip() and tail.strip() else key
    for reading in (key, turned):
        codes = names.get(reading, ())
        if len(codes) == 1:
            return codes[0]
        if codes:
            raise BadInput(
                f"{_shown(text)} could mean {_choice(codes)}.",
                todo="Say which, by its code or its full name.",
            )
    near = _near(key)
    raise BadInput(
        f"{_shown(text)} names no party known here." if text.strip() else "The party is blank.",
        todo=f"Did you mean {_choice(near)}?" if near else _HOW_TO_NAME,
    )


def party_name(code: str) -> str:
    """The common English name of the party with this code, or `code` itself when it is unknown.

    Raises nothing.
    """
    return NAMES.get(code, code)


def parties_apart(status: str | None, by_party: Mapping[str, str | None]) -> list[str]:
    """The parties that stand elsewhere than the agreement, in words: `United States notice pending`."""
    if not by_party:
        return []
    from tracker.vocabulary import PARTLY_SIGNED

    expected = (None, "signed", "ratified") if status != PARTLY_SIGNED else (None,)
    return [f"{party_name(party)} {standing}" for party, standing in by_party.items()
            if standing not in (*expected, status)]


def is_code(text: str) -> bool:
    """Whether `text` is exactly a known code, in upper case. Raises nothing."""
    return text in NAMES


def _fold(text: str) -> str:
    """The key under which spellings of one name meet: "The U.S.", "u. s." and "US" all give "us"."""
    folded = text.casefold().translate(_ALIKE)
    if not folded.isascii():
        folded = "".join(sign for sign in unicodedata.normalize("NFD", folded) if not unicodedata.combining(sign))
    words: list[str] = []
    initials = False
    for word in folded.split():
        if word == "the":
            continue
        if initials and len(word) == 1:
            words[-1] += word
        else:
            words.append(word)
        initials = len(word) == 1
    if len(words) > 1 and words[0] == "st":
        words[0] = "saint"
    return " ".join(words)


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Every folded name with the codes it can mean.

    Codes of two letters stay out, unless people write them as names too: "the US" is, "the in" is not.
    """
    names = {_fold(name): (code,) for name, code in ALIASES.items()}
    for code, name in NAMES.items():
        names[_fold(name)] = (code,)
        if len(code) > 2:
            names[_fold(code)] = (code,)
    return {**names, **_AMBIGUOUS}


def _near(key: str) -> list[str]:
    """The codes of at most three parties that `key` may have meant, the likeliest first.

    Those whose common name starts with `key` come before those with a name spelled much like it. Names
    of three letters or fewer are too like everything to be suggested.
    """
    from difflib import get_close_matches  # only an error needs it, and it is slow to load

    if len(key) < _SHORTEST_COMPARED:
        return []
    names = {name: codes for name, codes in _names().items() if len(name) > _SHORTEST_COMPARED}
    codes = [code for code, name in NAMES.items() if _fold(name).startswith(key)]
    for name in get_close_matches(key, names, n=4 * _SUGGESTIONS, cutoff=_LIKENESS):
        codes.extend(names[name])
    return list(dict.fromkeys(codes))[:_SUGGESTIONS]


def _choice(codes: Iterable[str]) -> str:
    """The parties as a reader chooses among them: "South Korea (KR) or North Korea (KP)"."""
    *first, last = (f"{party_name(code)} ({code})" for code in codes)
    return f"{', '.join(first)} or {last}" if first else last


def _shown(text: str) -> str:
    """`text` in quotes for a message: control signs escaped, and cut when long."""
    return repr(text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…")
