"""What the checks ask of a log, answered from the read model.

The rule kept here: one indexed query for each question, however long the log is.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from tracker.facts import Facts, Subject
from tracker.readmodel.shelves import Sources, Subjects
from tracker.register import Noted

if TYPE_CHECKING:
    import sqlite3

_NOTED = """
    SELECT e.type, e.subject, e.act, e.source, e.target FROM log l JOIN events e ON e.position = l.position
    WHERE l.id = ?
"""
_DECLARING = """
    SELECT l.body FROM events e JOIN log l ON l.position = e.position
    WHERE e.subject = ?1 AND e.type <> 'reported'
          AND e.type IN ('subject_registered', 'subject_amended', 'retracted', 'corrected')
       OR e.source = ?1 AND e.type <> 'reported'
          AND (e.type IN ('source_filed', 'source_amended')
               OR e.type IN ('retracted', 'corrected') AND e.subject IS NULL)
    ORDER BY e.position
"""


class KnownLog:
    """A log's events, as `tracker.register.Known` asks for them."""

    def __init__(self, connection: sqlite3.Connection, subjects: Subjects, sources: Sources) -> None:
        self._connection = connection
        self._subjects, self._sources = subjects, sources

    @property
    def subjects(self) -> Subjects:
        """The subjects by id."""
        return self._subjects

    @property
    def sources(self) -> Sources:
        """The sources by id."""
        return self._sources

    def named(self, word: str) -> list[Subject]:
        """The subjects whose id, name or alias is this word, casefolded."""
        return self._subjects.named(word)

    def noted(self, event_id: str) -> Noted | None:
        """What is known of an event; None where there is none."""
        row = self._connection.execute(_NOTED, (event_id,)).fetchone()
        if row is None:
            return None
        kind, subject, act, source, target = row
        topic = (subject, act) if subject is not None and act is not None else None
        declares = subject if kind.startswith("subject_") else source if kind.startswith("source_") else None
        return Noted(kind, topic, declares, target)

    def holds(self, event_id: str) -> bool:
        """Whether there is an event with this id."""
        return self._connection.execute("SELECT 1 FROM log WHERE id = ?", (event_id,)).fetchone() is not None

    def held(self, event_ids: Collection[str]) -> dict[str, int]:
        """Those of these ids that an event has, with its position."""
        if len(event_ids) == 1:  # an eighth of the time
            (event_id,) = event_ids
            rows = self._connection.execute("SELECT id, position FROM log WHERE id = ?", (event_id,))
        else:
            rows = self._connection.execute(
                "SELECT id, position FROM log WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(event_ids)),))
        return dict(rows)

    def undoings_of(self, event_id: str) -> list[str]:
        """The events that retract or correct an event, in the order of the log."""
        rows = self._connection.execute(
            "SELECT l.id FROM events e JOIN log l ON l.position = e.position WHERE e.target = ? ORDER BY e.position",
            (event_id,),
        )
        return [by for (by,) in rows]

    def declaring(self, named: str) -> Facts:
        """The registration, filing and amendments of a subject or source, and what takes those back."""
        facts = Facts()
        for (body,) in self._connection.execute(_DECLARING, (named,)):
            one = json.loads(body)
            if one["content"]["type"] != "reported":
                facts.add(one["id"], one["position"], one["content"], 0)
        return facts

    def content(self, event_id: str) -> Mapping[str, Any]:
        """What an event says. Raises `KeyError`."""
        row = self._connection.execute("SELECT body FROM log WHERE id = ?", (event_id,)).fetchone()
        if row is None:
            raise KeyError(event_id)
        content: Mapping[str, Any] = json.loads(row[0])["content"]
        return content
