"""Rows of the board as the read model's columns, and back.

The rule kept here: lists are JSON texts, and an empty list is NULL; what goes in comes out equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from tracker.rows import BoardRow, Plan, RoundRow

BOARD = (
    "status, since, possible, flags, events, origins, by_party, every, last_held, next, overdue, due_from, due_to,"
    " plans"
)
"""The columns of a board row."""
ROUND = "round, status, date, place, events"
"""The columns of a round."""


_made = tuple.__new__  # a named tuple of values in their order, at half the time: a board is made of thousands


def board_columns(row: BoardRow) -> tuple[Any, ...]:
    """A board row as columns."""
    (status, since, possible, flags, events, origins, by_party, every, held, planned, overdue, first, last, plans) = row
    return (
        status, since, _words(possible) if possible else None, _words(flags) if flags else None,
        _words(events) if events else None, origins, _pairs(by_party) if by_party else None, every, held, planned,
        _texts(overdue) if overdue else None, first, last, _texts(plans) if plans else None,
    )


def board_row(columns: Sequence[Any]) -> BoardRow:
    """A board row from its columns, the first of which is another's."""
    (_, status, since, possible, flags, events, origins, by_party, every, held, planned, overdue, first, last,
     plans) = columns
    return _made(BoardRow, (
        status, since, _list(possible) if possible else (), _list(flags) if flags else (),
        tuple(events[2:-2].split('","')) if events else (), origins, _pairs_of(by_party) if by_party else (),
        every, held, planned, _texts_of(overdue) if overdue else (), first, last, _plans(plans) if plans else (),
    ))


def round_columns(row: RoundRow) -> tuple[Any, ...]:
    """A round's row as columns."""
    return (row.round, row.status, row.date, row.place, _words(row.events))


def round_row(columns: Sequence[Any]) -> RoundRow:
    """A round's row from its columns."""
    name, status, date, place, events = columns
    return RoundRow(name, status, date, place, tuple(events[2:-2].split('","')) if events else ())


@lru_cache(maxsize=4096)
def codes(text: str | None) -> tuple[str, ...]:
    """The codes of parties."""
    return tuple(text[2:-2].split('","')) if text else ()


def _words(words: Sequence[str]) -> str | None:
    """Words of the vocabulary, and ids, need no escaping."""
    return '["' + '","'.join(words) + '"]' if words else None


@lru_cache(maxsize=4096)
def _list(text: str | None) -> tuple[str, ...]:
    return tuple(text[2:-2].split('","')) if text else ()


@lru_cache(maxsize=4096)
def _pairs_of(text: str | None) -> tuple[tuple[str, str], ...]:
    """Codes and words need no escaping, so they are read without a parser, which takes time to load."""
    if not text:
        return ()
    split = [pair.split('":"') for pair in text[2:-2].split('","')]
    return tuple([(party, standing) for party, standing in split])


def _texts_of(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    return tuple(_loaded(text)) if "\\" in text else _list(text)


def _plans(text: str | None) -> tuple[Plan, ...]:
    if not text:
        return ()
    return tuple(Plan(what, date, place, tuple(events)) for what, date, place, events in _loaded(text))


@lru_cache(maxsize=4096)
def _texts(texts: tuple[Any, ...]) -> str | None:
    import json

    return json.dumps(texts, ensure_ascii=False, separators=(",", ":")) if texts else None


@lru_cache(maxsize=4096)
def _pairs(pairs: tuple[tuple[str, str], ...]) -> str | None:
    import json

    return json.dumps(dict(pairs), ensure_ascii=False, separators=(",", ":")) if pairs else None


def _loaded(text: str) -> Any:
    import json

    return json.loads(text)
