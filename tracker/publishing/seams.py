"""What the site takes from the rooms beside it: pictures, citations, a feed, a calendar, the root of the log.

The rule kept here: each is asked for in one function, with plain values, and gives text or bytes that are the same
for the same log and day.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tracker.changes import Change
from tracker.citing import Cited, cited
from tracker.knowledge import knowledge
from tracker.merkle import Tree, leaf_hash
from tracker.pictures import bitemporal_svg, timeline_svg
from tracker.publishing import addresses
from tracker.render import calendar, citations, feed
from tracker.timeline import timeline

if TYPE_CHECKING:
    from tracker.projection import Course
    from tracker.readmodel.reading import Reader
    from tracker.readmodel.stories import Story

HEADINGS = (
    ("Over time", "Each status from when to when; meetings, and below, when the reports were published."),
    ("What was known when", "Across, when it occurred; up, when it was published. A row is what was known then."),
)


def pictures(course: Course, story: Story, as_of: int, known_by: int | None) -> list[tuple[str, str, str]]:
    """The pictures of a subject: heading, words, SVG. None for a subject of which nothing is told."""
    if not story.board and not story.rounds:
        return []
    lanes = timeline_svg(timeline([course], as_of, known_by), prefix="t", heading=False)
    clocks = bitemporal_svg(knowledge(course, story.board, as_of, known_by), prefix="b", heading=False)
    return [(*words, drawn) for words, drawn in zip(HEADINGS, (lanes, clocks), strict=True)]


class Citing:
    """A reader, asked for citations: which event files which source is looked up once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.filed = reader.declared_at("source_filed", "source")

    def declared_at(self, kind: str, column: str) -> dict[str, dict[str, Any]]:
        """Position, id and time of recording of each filing, by source."""
        return self.filed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def cited(self, sources: Sequence[str]) -> list[Cited]:
        """The sources as they are cited, with the day of their filing as that of access."""
        return cited(self, sources)


def citation_text(one: Cited) -> str:
    """A source as one cites it."""
    return citations.text([one]).strip()


def citation_files(some: Sequence[Cited]) -> dict[str, bytes]:
    """The citations of all sources, as files."""
    return {addresses.CITATIONS_JSON: citations.csl_json(some).encode(),
            addresses.CITATIONS_RIS: citations.ris(some).encode()}


def feed_bytes(
    changes: Sequence[Change], reader: Reader, title: str, address: str, source_words: Any
) -> bytes:
    """What changed lately, as an Atom feed. Links are whole where the site has an address."""
    first, last = (envelope(reader, position) for position in (1, reader.position))
    entries = [feed.entry(one, addresses.subject(one.subject), source_words) for one in changes]
    return feed.atom(
        entries, title=title, address=address or None, file=addresses.FEED, home=addresses.BOARD,
        namespace=first.get("id", ""), updated=last.get("recorded"), subtitle="What changed, as it became known",
    )


def calendar_bytes(due: Sequence[dict[str, Any]], day: int, reader: Reader, address: str) -> bytes:
    """What is to come, as a calendar."""
    recorded = reader.positions({event for row in due for event in row["events"]})
    return calendar.calendar_bytes(
        due, day, recorded, address_of=(lambda name: address + addresses.subject(name)) if address else None,
        address=address + addresses.CALENDAR if address else None, namespace=envelope(reader, 1).get("id", ""),
    )


def envelope(reader: Reader, position: int) -> dict[str, Any]:
    """The event at a position; empty where the log is."""
    if not 1 <= position <= reader.position:
        return {}
    (body,) = reader.bodies([position])
    value: dict[str, Any] = json.loads(body)
    return value


def log_root(reader: Reader) -> str:
    """The root of the Merkle tree over the events of the log, as a checkpoint has it (base64)."""
    import base64

    tree = Tree()
    for body in reader.bodies(range(1, reader.position + 1)):
        tree.add(leaf_hash(body))
    return base64.b64encode(tree.root()).decode()
