"""Full-text search in the events.

The rule kept here: words that people type are never read as query syntax. Every word must stand in the event's own
text, or in that of the events that register or file its subject and source: their names, aliases and titles. The last
few events, whose words may not be in `search` yet (`indexing`), are found and weighed with them.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from itertools import chain
from math import log
from typing import TYPE_CHECKING

from tracker.readmodel.indexing import Texts, searched, texts_after
from tracker.readmodel.tables import TOKENS
from tracker.readmodel.texts import terms

if TYPE_CHECKING:
    import sqlite3

# For one word: the events with it in their text, with how well it fits there, and those about or from what it names.
_WORD = """
    WITH found AS MATERIALIZED (
        SELECT rowid AS position, rank FROM search WHERE search MATCH ? {more}
    )
    SELECT position, min(rank) FROM (
        SELECT position, rank FROM found
        UNION ALL
        SELECT e.position, 0 FROM events_of_subject e WHERE e.subject IN (
            SELECT n.subject FROM found f JOIN events n ON n.position = f.position
            WHERE n.type IN ('subject_registered', 'subject_amended'))
        UNION ALL
        SELECT e.position, 0 FROM events_of_source e WHERE e.source IN (
            SELECT n.source FROM found f JOIN events n ON n.position = f.position
            WHERE n.type IN ('source_filed', 'source_amended'))
    ) GROUP BY position
"""

_HALF, _K1, _B = 1 / 2, 12 / 10, 3 / 4
"""FTS5's constants of a rank."""


def search(connection: sqlite3.Connection, words: Collection[str], limit: int) -> list[int]:
    """The positions of at most `limit` events in which every word stands, best first, then the latest recorded."""
    wanted = dict.fromkeys(term for word in words for term in terms(word))
    best: dict[int, float] | None = None
    with closing(_Tail(connection, texts_after(connection, searched(connection)))) as tail:
        for term in wanted:
            more = tail.found(term)
            query = _WORD.format(more=f"UNION ALL VALUES {', '.join(['(?, ?)'] * len(more))}" if more else "")
            found = dict(connection.execute(query, (term, *chain.from_iterable(more))).fetchall())
            best = found if best is None else {
                position: rank + found[position] for position, rank in best.items() if position in found
            }
            if not best:
                return []
    ranked = sorted(best or {}, key=lambda position: ((best or {})[position], -position))
    return ranked[:limit]


class _Tail:
    """The texts that are not in `search` yet, in an index of their own, in memory."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts) -> None:
        import sqlite3

        self._connection = connection
        self._length = {position: len(text.split()) for position, text in texts}
        self._index = sqlite3.connect(":memory:")
        if texts:
            self._index.execute(f"CREATE VIRTUAL TABLE tail USING fts5(text, {TOKENS})")
            self._index.executemany("INSERT INTO tail (rowid, text) VALUES (?, ?)", texts)
            (sums,) = connection.execute("SELECT block FROM search_data WHERE id = 1").fetchone() or (b"",)
            self._texts, self._words = (*_whole_numbers(sums), 0, 0)[:2]

    def found(self, term: str) -> list[tuple[int, float]]:
        """The positions of the texts with this term, with their rank among those in `search`."""
        if not self._length:
            return []
        rows = self._index.execute(
            "SELECT rowid, highlight(tail, 0, char(1), '') FROM tail WHERE tail MATCH ?", (term,))
        found = [(position, marked.count("\1")) for position, marked in rows]
        if not found:
            return []
        (hits,) = self._connection.execute("SELECT count(*) FROM search WHERE search MATCH ?", (term,)).fetchone()
        return [(position, self._rank(often, self._length[position], hits)) for position, often in found]

    def _rank(self, often: int, length: int, hits: int) -> float:
        """The rank (https://sqlite.org/fts5.html, 4.3.1) of a text with `length` words, in which the term stands so
        often, where `hits` of those in `search` have it. It is worked out step by step as FTS5 does: of texts that are
        alike none comes before the others for a last digit."""
        rarity = log((self._texts - hits + _HALF) / (hits + _HALF))
        average = self._words / self._texts if self._words else length
        fits = often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * length / average))
        return -(rarity if rarity > 0 else 1 / 10**6) * fits

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()


def _whole_numbers(packed: bytes) -> list[int]:
    """The numbers in SQLite's variable length, of up to eight bytes each: here, how many texts and words there are."""
    numbers, number = [], 0
    for byte in packed:
        number = number << 7 | byte & 127
        if byte < 128:
            numbers.append(number)
            number = 0
    return numbers
