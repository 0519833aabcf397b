"""Knowledge: one subject on both clocks, as there is to draw it: when it occurred across, when it was published up.

The rule kept here: patches are the read model's rectangles of a subject, cut to what occurred by `as_of` and was
published by `known_by`, and put together where the status is the same; no two of them share a day of both clocks. Days
are integers, all ends included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tracker.days import BEGINNING, END
from tracker.facts import Subject
from tracker.plane import Rectangle
from tracker.projection import Course
from tracker.rows import BoardRow
from tracker.timeline import Telling, tellings


class Patch(NamedTuple):
    """A status that holds as of `occurred_from` to `occurred_to`, known by `published_from` to `published_to`."""

    occurred_from: int
    occurred_to: int
    published_from: int
    published_to: int
    status: str


class Knowledge(NamedTuple):
    """One subject's patches, in the order of their days, and its reports; drawn from `first` to `last` across, and from
    `published_first` to `last` up. The patches reach up to `as_of` and `known_by`. `is_cut`: these days were asked
    for."""

    subject: str
    name: str
    kind: str
    parties: tuple[str, ...]
    patches: tuple[Patch, ...]
    tellings: tuple[Telling, ...]
    as_of: int
    known_by: int
    first: int
    last: int
    published_first: int
    is_cut: bool = False


def knowledge(
    course: Course, rectangles: Iterable[Rectangle[BoardRow]], as_of: int, known_by: int | None = None,
    first: int | None = None, last: int | None = None,
) -> Knowledge:
    """What was known of a subject by each day about each day, up to `as_of` and `known_by` (None: all, up to the last
    publication, or `as_of` where that is later).

    `course` is the subject's, known by the end of `known_by`; `rectangles` are those of its history, in any order
    (`Reader.history`, `Folded.history`). Without `first` and `last`, the days are those of all that is told.
    """
    subject: Subject = course.subject
    told = tuple(sorted(tellings(course, as_of)))
    if known_by is None:
        known_by = max([one.published for one in told] + [as_of])
    patches = _patches(rectangles, as_of, known_by)
    days = [day for one in patches for day in (one.occurred_from, one.published_from)]
    days += [day for one in told for day in (one.earliest, one.latest, one.published)]
    closed = [day for day in days if BEGINNING < day < END]
    published = [one.published for one in told] + [one.published_from for one in patches]
    ends = max(as_of, known_by) if last is None else last
    begins = min([*closed, ends]) if first is None else first
    begins, ends = min(begins, ends), max(begins, ends)
    known_first = max(min([day for day in published if BEGINNING < day < END], default=begins), begins)
    return Knowledge(subject.id, subject.name, subject.kind, subject.parties, patches, told, as_of, known_by, begins,
                     ends, min(known_first, ends), first is not None or last is not None)


def _patches(rectangles: Iterable[Rectangle[BoardRow]], as_of: int, known_by: int) -> tuple[Patch, ...]:
    found = [
        Patch(one.occurred_from, min(one.occurred_to, as_of), one.published_from, min(one.published_to, known_by),
              one.value.status)
        for one in rectangles
        if one.value.status is not None and one.occurred_from <= as_of and one.published_from <= known_by
    ]
    before = -1
    while len(found) != before:  # putting together on one clock may let more be put together on the other
        before = len(found)
        found = _joined(found, lambda one: (one.status, one.published_from, one.published_to, one.occurred_from),
                        lambda one, other: one[2:] == other[2:] and one.occurred_to + 1 == other.occurred_from,
                        lambda one, other: one._replace(occurred_to=other.occurred_to))
        found = _joined(found, lambda one: (one.status, one.occurred_from, one.occurred_to, one.published_from),
                        lambda one, other: (one[:2], one.status) == (other[:2], other.status)
                        and one.published_to + 1 == other.published_from,
                        lambda one, other: one._replace(published_to=other.published_to))
    return tuple(sorted(found))


def _joined(
    patches: list[Patch], order: Callable[[Patch], tuple[str, int, int, int]], meet: Callable[[Patch, Patch], bool],
    join: Callable[[Patch, Patch], Patch],
) -> list[Patch]:
    """The patches, with neighbours in this order that meet made one."""
    found: list[Patch] = []
    for one in sorted(patches, key=order):
        if found and meet(found[-1], one):
            found[-1] = join(found[-1], one)
        else:
            found.append(one)
    return found
