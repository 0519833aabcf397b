"""The read model: what is derived from the log for quick answers, and can always be made again.

The rule kept here: nothing in it is a fact of its own. For now it is the full-text index, made in memory
from the events searched; words that people type are never read as query syntax.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]

TEXTS = ("name", "title", "publisher", "origin", "note", "reason", "place", "said", "round", "subject", "source", "act")


def search(rows: Iterable[Row], words: list[str], limit: int) -> list[Row]:
    """The rows (events as `log` lists them) in whose text every word stands, best first, at most `limit`.

    A subject's name and aliases and a source's title are searched with each report about it or from it. A `*`
    at the end of a word stands for any ending.
    """
    from sqlite_utils import Database

    terms = [term for word in words for term in _terms(word)]
    kept = list(rows)
    if not terms or not kept:
        return []
    database = Database(memory=True)
    try:
        texts = _texts(kept)
        database.table("events").insert_all(
            {"number": number, "text": text} for number, text in enumerate(texts)
        ).enable_fts(["text"], tokenize="unicode61 remove_diacritics 2")
        found = database.execute(
            "select events.number from events join events_fts on events.rowid = events_fts.rowid"
            " where events_fts match ? order by bm25(events_fts), events.number limit ?",
            [" AND ".join(terms), limit],
        ).fetchall()
    finally:
        database.close()
    return [kept[number] for (number,) in found]


def _terms(word: str) -> list[str]:
    """A word as FTS5 terms: quoted, so that nothing in it is syntax; empty where no letter or digit is in it."""
    ending = "*" if word.endswith("*") else ""
    whole = unicodedata.normalize("NFC", word)  # as the texts are
    parts = "".join(character if character.isalnum() else " " for character in whole).split()
    return [f'"{part}"' for part in parts[:-1]] + [f'"{part}"{ending}' for part in parts[-1:]]


def _texts(rows: list[Row]) -> list[str]:
    """The searched text of each row."""
    about: dict[str, str] = {}
    for row in rows:
        if row["type"] in ("subject_registered", "subject_amended"):
            told = " ".join([row.get("name") or "", *(row.get("aliases") or [])])
            about[row["subject"]] = f"{about.get(row['subject'], '')} {told}"
        elif row["type"] in ("source_filed", "source_amended"):
            told = " ".join([row.get("title") or "", row.get("publisher") or ""])
            about[row["source"]] = f"{about.get(row['source'], '')} {told}"
    return [_text(row, about) for row in rows]


def _text(row: Row, about: dict[str, str]) -> str:
    told = {**row, **(row.get("replacement") or {})}
    words = [str(told[key]) for key in TEXTS if told.get(key)]
    words += [about.get(told.get("subject") or "", ""), about.get(told.get("source") or "", "")]
    return unicodedata.normalize("NFC", " ".join(words)).replace("_", " ")
