"""What events name before it is registered or filed, as only a foreign log has it.

The rule kept here: what is declared late is known to have been named, whether an event of this transaction named it, or
one that the read model lists.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tracker.readmodel.shelves import Sources, Subjects

if TYPE_CHECKING:
    import sqlite3


class Early:
    """Subjects and sources that events name, and those declared since it was last asked, within one transaction."""

    def __init__(self, connection: sqlite3.Connection, subjects: Subjects, sources: Sources) -> None:
        self._connection = connection
        self._subjects, self._sources = subjects, sources
        self._named: dict[str, set[str]] = {"subject": set(), "source": set()}
        self._declared: dict[str, dict[str, int]] = {"subject": {}, "source": {}}

    def name(self, subject: str | None, source: str | None) -> None:
        """An event is listed under these; it has been taken in, with what it declares."""
        if subject is not None and self._subjects.numbered(subject) is None:
            self._named["subject"].add(subject)
        if source is not None and source not in self._sources:
            self._named["source"].add(source)

    def declare(self, column: str, named: str, position: int) -> None:
        """The event at a position declares a `subject` or `source`."""
        self._declared[column][named] = position

    def told(self, column: str) -> list[str]:
        """Of what was declared since it was last asked, that which earlier events name."""
        declared, self._declared[column] = self._declared[column], {}
        if not declared:
            return []
        early = [named for named in declared if named in self._named[column]] if self._named[column] else []
        return early + [named for (named,) in self._connection.execute(
            f"SELECT j.key FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM events_of_{column} e"
            f" WHERE e.{column} = j.key AND e.position < j.value)", (json.dumps(declared),))]
