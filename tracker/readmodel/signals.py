"""Signals: reports that move nothing, of which there are as many as of all others.

The rule kept here: a signal has no row in `claims`, so that an append and a replay pass over it; it is made from its
event when it is asked for. Only one that something takes back, or that stands in a correction, has rows, since not
every day of knowing sees it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tracker.days import END
from tracker.facts import Facts, Subject, report
from tracker.readmodel.shelves import Sources
from tracker.visible import SIGNAL, Catalogue, Claim, Visible, claim_of, visible
from tracker.vocabulary import ACTS

if TYPE_CHECKING:
    import sqlite3

_ACTS: Mapping[str, str] = {
    kind: json.dumps([name for name, act in acts.items() if act.signal]) for kind, acts in ACTS.items()
}
_TELLING = """
    SELECT l.id, l.body FROM events e JOIN log l ON l.position = e.position
    WHERE e.position IN (SELECT position FROM events_of_subject WHERE subject = ?) AND e.type = 'reported'
        AND e.certainty IS NOT 'denied' AND (e.certainty = 'possible' OR e.act IN (SELECT value FROM json_each(?)))
        AND NOT EXISTS (SELECT 1 FROM events t WHERE t.target = l.id)
"""
_AT_ONCE = 1_000


def with_rows(facts: Facts, listed: Catalogue) -> Iterator[Visible]:
    """What is visible of some facts and has rows in `claims`. `facts` have all that takes their reports back."""
    concerned = {event for one in facts.undoings for event in (one.target, one.id)}
    return (one for one in visible(facts, listed) if one.claim.part != SIGNAL or one.claim.id in concerned)


def signals(connection: sqlite3.Connection, subject: Subject, known_by: int = END) -> Iterator[Claim]:
    """The signals about a subject, published by the end of a day, that have no rows: each is visible from its
    publication on."""
    sources = Sources(connection)
    listed = Catalogue({subject.id: subject}, sources)
    rows = connection.execute(_TELLING, (subject.id, _ACTS[subject.kind]))
    while page := rows.fetchmany(_AT_ONCE):
        contents = [(event, json.loads(body)["content"]) for event, body in page]
        sources.look_up({content["source"] for _, content in contents})
        for event, content in contents:
            claim = claim_of(report(event, 0, content), None, listed)
            if claim is not None and claim.part == SIGNAL and claim.published <= known_by:
                yield claim
