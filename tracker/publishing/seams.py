"""What the site takes from the rooms beside it: pictures, citations, a feed, a calendar, the root of the log.

The rule kept here: each is asked for in one function, with plain values, and gives text or bytes that are the same
for the same log and day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tracker.facts import Source
from tracker.publishing.lately import Change
from tracker.publishing.wording import date_words
from tracker.render.calendar import calendar_bytes

if TYPE_CHECKING:
    from tracker.projection import Course
    from tracker.readmodel.reading import Reader
    from tracker.readmodel.stories import Story


def pictures(course: Course, story: Story, day: int) -> list[tuple[str, str, str]]:
    """The pictures of a subject: heading, words, SVG."""
    return []


def citation_text(source: Source, accessed: int) -> str:
    """A source as one cites it."""
    title = f"“{source.title}.” " if source.title else ""
    return f"{title}{source.publisher}, {date_words(source.published.text)}."


def citations(sources: Sequence[Source], accessed: int) -> dict[str, bytes]:
    """The citations of all sources, as files."""
    return {}


def feed(changes: Sequence[Change], setting: Any) -> bytes:
    """What changed lately, as an Atom feed."""
    return b""


def calendar(due: Sequence[dict[str, Any]], day: int) -> bytes:
    """What is to come, as a calendar."""
    return calendar_bytes(due, day)


def log_root(reader: Reader) -> str | None:
    """The root of the Merkle tree over the events of the log."""
    return None
