"""Citations of sources: as text, as CSL-JSON (Citation Style Language 1.0.2), and as RIS.

The rule kept here: a citation says what was filed, and no more. A date that is not one day is told as such: in words,
as `circa`, as a range, or in a note. Names of publishers and origins are literals, which no style turns round. Every
value is one line without control characters, so that none can begin another tag or key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tracker import gates
from tracker.citing import Cited
from tracker.dates import SEASONS, When
from tracker.datewords import in_words
from tracker.days import BEGINNING, END, civil, day_text, month_length
from tracker.facts import Source

TYPES: dict[str, tuple[str, str]] = {
    "article-newspaper": ("NEWS", "T2"),
    "webpage": ("ELEC", "T2"),
    "broadcast": ("VIDEO", "T2"),
    "report": ("RPRT", "PB"),
    "document": ("GEN", "PB"),
}
"""What a source may be cited as: its type in CSL, that of RIS, and the tag under which RIS has the publisher."""

LANGUAGES = {
    "ar": "Arabic", "de": "German", "es": "Spanish", "fr": "French", "hi": "Hindi", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "pt": "Portuguese", "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese", "zh": "Chinese",
}
"""Languages that a citation names; the tag stands for any other. English is not named."""

_BLANKS = re.compile(r"[\t\r\n]+")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f-\x9f]+", re.IGNORECASE)


def text(cited: Iterable[Cited], kind: str = "article-newspaper") -> str:
    """One citation a line: origin and publisher, title, date, address, day of access. `kind` changes nothing."""
    return "".join(f"{_citation(one)}\n" for one in cited)


def csl(cited: Iterable[Cited], kind: str = "article-newspaper") -> list[dict[str, Any]]:
    """The items of CSL-JSON, with the source's id as `id`. `kind` is one of `TYPES`."""
    return [_item(one, kind) for one in cited]


def csl_json(cited: Iterable[Cited], kind: str = "article-newspaper") -> str:
    """`csl` as JSON text."""
    from tracker.render.listing import json_text

    return json_text(csl(cited, kind)) + "\n"


def ris(cited: Iterable[Cited], kind: str = "article-newspaper") -> str:
    """RIS records: a tag and its value on each line, lines ended by CR LF, `ER` at the end of each record."""
    return "".join(
        "".join(f"{tag}  - {value}\r\n" for tag, value in _tags(one, kind)) + "ER  - \r\n\r\n" for one in cited
    )


FORMATS: Mapping[str, Callable[[Iterable[Cited], str], str]] = {"text": text, "csl-json": csl_json, "ris": ris}
"""Each form a citation comes in."""


def _line(value: str) -> str:
    """A value in one line, through the gate."""
    return gates.one_line(_BLANKS.sub(" ", value).strip())


def _address(source: Source) -> str | None:
    """The source's address, if it is one of the web."""
    return source.url if source.url is not None and _ADDRESS.fullmatch(source.url) else None


def _origin(source: Source) -> str | None:
    """Whose story it is, where that is another than the publisher."""
    return _line(source.origin) if source.origin and source.independent_origin != source.publisher.casefold() else None


# Text


def _citation(one: Cited) -> str:
    source, origin, publisher = one.source, _origin(one.source), _line(one.source.publisher)
    who = f"{origin}, in {publisher}" if origin else publisher
    parts = [who, _title(source), _words(source.published), _language(source)]
    told = f"{', '.join(filter(None, parts))}."
    address = _address(source)
    if address:
        told += f" {gates.one_line(address)}."
    told += f" Accessed {in_words(day_text(one.accessed))}. [{_line(source.id)}]"
    return f"{told} Withdrawn: {_line(one.withdrawn)}." if one.withdrawn else told


def _language(source: Source) -> str:
    """The language, where it is not English."""
    tag = (source.language or "en").split("-")[0].lower()
    if tag == "en":
        return ""
    return f"in {LANGUAGES[tag]}" if tag in LANGUAGES else f"language: {_line(source.language or tag)}"


def _title(source: Source) -> str:
    """A title in quotes; one that stands in brackets was made up by who filed it, and is not quoted."""
    if not source.title:
        return "[title not told]"
    title = _line(source.title)
    return title if title.startswith("[") and title.endswith("]") else f"“{title}”"


def _words(date: When) -> str:
    return in_words(date.text)


# CSL-JSON


def _item(one: Cited, kind: str) -> dict[str, Any]:
    """One item. A publisher is the title of the newspaper it stands in, but for what stands alone."""
    source, publisher, author = one.source, _line(one.source.publisher), _author(one.source, kind)
    told: dict[str, Any] = {
        "id": _line(source.id),
        "type": kind,
        "author": [{"literal": author}] if author else [],
        "title": _line(source.title or ""),
        "container-title": publisher if _stands_in_another(kind) else "",
        "publisher": publisher,
        "issued": issued(source.published),
        "accessed": {"date-parts": [list(civil(one.accessed))]},
        "language": _line(source.language or ""),
        "URL": _address(source) or "",
        "source": "Agreement Tracker",
        "note": "\n".join(_notes(one)),
    }
    return {key: value for key, value in told.items() if value}


def _stands_in_another(kind: str) -> bool:
    return TYPES[kind][1] == "T2"


def _author(source: Source, kind: str) -> str | None:
    """Who wrote it: its origin, where another than the publisher; of what stands alone, else the publisher."""
    return _origin(source) or (None if _stands_in_another(kind) else _line(source.publisher))


def _notes(one: Cited) -> list[str]:
    """What neither CSL nor RIS has a place for, a line each."""
    source, told = one.source, []
    if one.withdrawn:
        told.append(f"Withdrawn: {_line(one.withdrawn)}")
    if not _is_plain(source.published):
        told.append(f"Published {_words(source.published)} (EDTF: {source.published.text})")
    told.append(f"Filed as {_line(source.id)}, event {_line(one.event)}")
    if source.sha256:
        told.append(f"SHA-256 of the text: {_line(source.sha256)}")
    return told


def _is_plain(date: When) -> bool:
    """Whether the date is one day, one month or one year, and sure."""
    return re.fullmatch(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?", date.text) is not None


def issued(date: When) -> dict[str, Any]:
    """A date as CSL has it: `date-parts` of one date or of a range's two ends, months from 1 to 12; `season` 1 to 4.

    `circa` where it is approximate, uncertain, or one day of a range; the words as `literal` where an end is open or
    the years are not those of CSL (1 to 9999).
    """
    season = re.fullmatch(r"(\d{4})-(2[1-4])[?~%]?", date.text)
    if season and int(season[2]) in SEASONS:
        parts: list[list[int]] = [[int(season[1])]]
        told: dict[str, Any] = {"date-parts": parts, "season": int(season[2]) - 20}
        return {**told, "circa": True} if date.uncertain or date.approximate else told
    first, last = date.window
    if first <= BEGINNING or last >= END or civil(first)[0] < 1 or civil(last)[0] > 9999:
        return {"literal": _words(date)}
    parts = _parts(first, last)
    vague = date.uncertain or date.approximate or (len(parts) > 1 and not date.is_span)
    return {"date-parts": parts, **({"circa": True} if vague else {})}


def _parts(first: int, last: int) -> list[list[int]]:
    """The days from `first` to `last`, both included, as one year, month or day, or as a range of such."""
    start, end = list(civil(first)), list(civil(last))
    if start[2] == 1 and end[2] == month_length(end[0], end[1]):
        whole_years = (start[1], end[1]) == (1, 12)
        start, end = (start[:1], end[:1]) if whole_years else (start[:2], end[:2])
    return [start] if start == end else [start, end]


# RIS


def _tags(one: Cited, kind: str) -> Iterable[tuple[str, str]]:
    """The tags of a record and their values, `ER` left out."""
    source, author = one.source, _author(one.source, kind)
    type_of_reference, publisher_tag = TYPES[kind]
    year, date = _ris_date(source.published)
    notes = _notes(one)
    if author and "," in author:  # RIS takes what stands after a comma for a first name
        notes, author = [f"By {author}", *notes], None
    address = _address(source)
    told = (
        ("TY", type_of_reference), ("ID", _line(source.id)), ("AU", author), ("TI", _line(source.title or "")),
        (publisher_tag, _line(source.publisher)), ("PY", year), ("DA", date),
        ("Y2", day_text(one.accessed).replace("-", "/")), ("UR", gates.one_line(address) if address else None),
        ("LA", _line(source.language or "")), ("N1", "; ".join(notes)),  # one: each is a note of its own to a reader
    )
    return [(tag, value) for tag, value in told if value]


def _ris_date(date: When) -> tuple[str, str]:
    """Year, and date as `YYYY/MM/DD/other`, with what is not the same in all of its window left out; empty where not
    even the year is. A date that is about right says so."""
    first, last = date.window
    start, end = civil(first), civil(last)
    if first <= BEGINNING or last >= END or start[0] != end[0] or not 1 <= start[0] <= 9999:
        return "", ""
    month = f"{start[1]:02d}" if start[1] == end[1] else ""
    day = f"{start[2]:02d}" if start == end else ""
    vague = "about" if date.approximate else "uncertain" if date.uncertain else ""
    told = f"{start[0]:04d}/{month}/{day}/{vague}"
    return f"{start[0]:04d}", told if vague or not day else told.rstrip("/")
