"""A log, or its first events, folded: what it says of any day, without a read model.

The rule kept here: it answers what `readmodel.Reader` answers, in the same words, by replaying facts held in memory.
It serves where there is no read model to ask: for the first events of a log (`--at`), and for a log that somebody
appended to without one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from tracker.boardrows import standing_of
from tracker.chronicle import chronicle
from tracker.facts import Facts, Report, Source, Subject
from tracker.plane import Rectangle
from tracker.projection import Course, courses
from tracker.rows import BoardRow, Standing
from tracker.visible import catalogue, taken_back, visible


class Folded:
    """Facts, asked as a reader is."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._listed = catalogue(facts)
        self.position = facts.position

    @property
    def subjects(self) -> Mapping[str, Subject]:
        """The subjects by id."""
        return self._listed.subjects

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        return self._listed.sources

    @property
    def told(self) -> Mapping[str, Report]:
        """Every report by the id of its event."""
        return self._facts.told()

    def taken_back_by(self, event: str) -> str | None:
        """What takes an event back, if something does."""
        return taken_back(self._facts).get(event)

    def courses(self, known_by: int | None = None, subjects: Collection[str] | None = None) -> Iterator[Course]:
        """The course of each subject, known by the end of a day, in the order of their ids."""
        yield from courses(self._facts, known_by, subjects, self._listed).values()

    def standings(
        self, as_of: int, known_by: int | None = None, subjects: Collection[str] | None = None
    ) -> Iterator[Standing]:
        """Where the subjects stand at the end of a day, in the order of their ids."""
        return (standing_of(course.at(as_of)) for course in self.courses(known_by, subjects))

    def history(self, subject: str) -> list[Rectangle[BoardRow]]:
        """The board's rows of a subject, of each day as known by each day; nothing where nothing is known. Raises
        `KeyError` for a subject that is not registered."""
        shown = [(one.claim, one.first, one.last) for one in visible(self._facts, self._listed)
                 if one.subject == subject]
        return chronicle(self.subjects[subject], shown).present()[0]
