"""What a citation is made from: the source as filed and amended, the day it was read, and whether it still counts.

The rule kept here: a source that was withdrawn can be cited, and says so. Withdrawn is one whose filing was retracted,
or all of whose reports were; a correction that still cites it keeps it. The day of access is the day of filing unless
somebody tells another: the last day of which the log knows that somebody had the source before them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from tracker.facts import Source, recorded_day
from tracker.visible import new_source

MOST_REASONS = 3
"""How many different reasons for its retractions a citation tells."""


class Cited(NamedTuple):
    """A source as it is cited. `event` is its filing; `accessed` a day; `withdrawn` says in words that, and why, it
    no longer counts."""

    source: Source
    event: str
    accessed: int
    withdrawn: str | None = None


class Asked(Protocol):
    """What is asked of a log: `tracker.readmodel.Reader` answers it."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id, as filed and amended."""

    def declared_at(self, kind: str, column: str) -> dict[str, dict[str, Any]]:
        """Position, id and time of recording of each filing, by source."""

    def events(self, subject: str | None = None, source: str | None = None) -> list[int]:
        """The positions of the events about a subject, or that cite a source."""

    def bodies(self, positions: Collection[int]) -> Iterator[bytes]:
        """The stored bytes of events."""

    def taken_back_by(self, event: str) -> str | None:
        """What takes an event back."""

    def positions(self, events: Collection[str]) -> dict[str, tuple[int, str]]:
        """Position and time of recording of events, by their ids."""


def cited(log: Asked, sources: Collection[str] | None = None, accessed: int | None = None) -> list[Cited]:
    """The sources with these ids, in their order, as they are cited; without ids, all that are filed, the oldest first.

    `accessed` is the day they were read (None: of each, the day it was filed, in UTC). An id whose filing was retracted
    is cited too, if it is named. Raises `KeyError` for an id that was never filed.
    """
    places = log.declared_at("source_filed", "source")
    if sources is None:
        filed = [log.sources[one] for one in log.sources]
        sources = [one.id for one in sorted(filed, key=lambda one: (one.published.window, one.id))]
    return [_cited(log, source, places[source], accessed) for source in sources]


def sources_of(log: Asked, subject: str) -> list[str]:
    """The ids of the sources that report on a subject, in the order of their first reports; those whose reports were
    all retracted too."""
    contents = (envelope["content"] for envelope in _envelopes(log, log.events(subject=subject)))
    told = (content.get("replacement") or content for content in contents)
    return list(dict.fromkeys(
        one["source"] for one in told if one["type"] == "reported" and one.get("subject") == subject
    ))


def _cited(log: Asked, name: str, filed: Mapping[str, Any], accessed: int | None) -> Cited:
    source = log.sources.get(name)
    day = recorded_day(filed["recorded"]) if accessed is None else accessed
    if source is None:
        (envelope,) = _envelopes(log, [filed["position"]])
        reasons = _reasons(log, [filed["id"]])
        return Cited(new_source(envelope["content"]), filed["id"], day, f"its filing was retracted{reasons}")
    return Cited(source, filed["id"], day, _withdrawn(log, name))


def _withdrawn(log: Asked, name: str) -> str | None:
    """In words that all reports of a source were retracted, if there were any; None where one still counts."""
    taken_back = []
    for envelope in _envelopes(log, log.events(source=name)):
        told = envelope["content"].get("replacement") or envelope["content"]
        if told["type"] == "reported" and told["source"] == name:
            if log.taken_back_by(envelope["id"]) is None:
                return None
            taken_back.append(envelope["id"])
    retracted = [event for event in taken_back if _taking(log, event)["content"]["type"] == "retracted"]
    if not retracted:
        return None
    which = "its report was" if len(retracted) == 1 else f"all {len(retracted)} reports from it were"
    return f"{which} retracted{_reasons(log, retracted)}"


def _reasons(log: Asked, events: Iterable[str]) -> str:
    """Why events were retracted: the different reasons, as many as are told, in brackets."""
    told = list(dict.fromkeys(_taking(log, event)["content"].get("reason") or "" for event in events))
    reasons = "; ".join(filter(None, told[:MOST_REASONS])) + ("; …" if len(told) > MOST_REASONS else "")
    return f" ({reasons})" if reasons else ""


def _taking(log: Asked, event: str) -> dict[str, Any]:
    """The envelope of what takes an event back; the event is known to be taken back."""
    taking = log.taken_back_by(event)
    assert taking is not None
    ((position, _),) = log.positions([taking]).values()
    (envelope,) = _envelopes(log, [position])
    return envelope


def _envelopes(log: Asked, positions: Collection[int]) -> Iterator[dict[str, Any]]:
    return (json.loads(body) for body in log.bodies(positions))
