"""The cast: the made-up subjects, how often the news is about each, and when each thing is told.

The rule kept here: attention is skewed as in news. One subject in five takes nearly all of it, by a power law whose
head is a few subjects with thirty in a thousand of all reports each; the other four have about ten reports each.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench import words
from bench.lives import TICKS, Clock, Happening, agreement_life, series_life
from tracker.days import civil, day_number
from tracker.parties import party_name

FIRST_DAY = day_number(1995, 1, 1)
LAST_DAY = day_number(2025, 12, 31)
TAIL_REPORTS = 10
MOST_REPORTS = 40_000
"""About one subject: four a day for nearly thirty years. Only in logs of several millions does any come to it."""
SHIFT = 2
"""Flattens the head of the power law: 25,000, 20,000, 16,000 … instead of 25,000, 14,000."""

SIGNALS = ("urged", "discussed", "commented", "commented", "referenced", "referenced", "referenced")


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject of the cast: its registration, how many reports it shall have, and from when to when."""

    number: int
    id: str
    kind: str
    name: str
    topic: str
    parties: tuple[str, ...]
    alias: str
    reports: int
    first: int
    last: int

    def registration(self) -> dict[str, object]:
        """The content that registers it."""
        return {
            "type": "subject_registered", "subject": self.id, "kind": self.kind, "name": self.name,
            "parties": list(self.parties), "aliases": [self.alias],
        }


@dataclass(slots=True)
class Story:
    """One thing that happened, as its tellings share it. `first` is the id of the report that told it first."""

    happening: Happening
    first: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """That one article tells of a story on a day."""

    day: int
    subject: Subject
    story: Story = field(compare=False)
    signal: bool = False


def shares(reports: int, subjects: int) -> list[int]:
    """How many reports each subject has, the busiest first."""
    head = max(1, subjects // 5)
    tail = min(TAIL_REPORTS, reports * 4 // (10 * max(1, subjects - head)))
    left = reports - tail * (subjects - head)
    # Whole numbers from start to end: weights scaled to 10^12, by an integer root.
    weights = [10**12 * 100 // _power(rank + SHIFT) for rank in range(1, head + 1)]
    full = 0  # subjects that take as much as any can; the others share the rest
    while full < head and left * weights[full] // sum(weights[full:]) > MOST_REPORTS:
        left -= MOST_REPORTS
        full += 1
    total = sum(weights[full:])
    shared = [max(tail, left * weight // total) for weight in weights[full:]]
    return [MOST_REPORTS] * full + shared + [tail] * (subjects - head)


def _power(number: int) -> int:
    """100 * number ** 0.9, as a whole number: the twentieth root of (100 ** 20 * number ** 18), by bisection."""
    wanted, low, high = 100**20 * number**18, 1, 100 * number
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**20 <= wanted else (low, middle - 1)
    return low


def cast(rng: random.Random, reports: int, subjects: int) -> list[Subject]:
    """The subjects: three in five are agreements, the rest meeting series."""
    return [_subject(rng, number, share) for number, share in enumerate(shares(reports, subjects), 1)]


def _subject(rng: random.Random, number: int, share: int) -> Subject:
    kind = "agreement" if number % 5 in (1, 2, 4) else "series"
    count = (2, 2, 2, 2, 2, 3, 3, 4, 6)[rng.randrange(9)]
    parties = tuple(sorted(rng.sample(words.PARTIES, count)))
    names = words.AGREEMENTS if kind == "agreement" else words.SERIES
    which = rng.randrange(len(names))
    pair = "-".join(party.lower() for party in parties[:3])
    title = "-".join(party_name(party) for party in parties[:2]) if count == 2 else f"{party_name(parties[0])}-led"
    length = LAST_DAY - FIRST_DAY
    if share > 10 * TAIL_REPORTS:
        first, last = FIRST_DAY + rng.randrange(length // 5), LAST_DAY
    else:
        life = 300 + rng.randrange(4_000)
        first = FIRST_DAY + rng.randrange(length - life)
        last = first + life
    short = words.SHORT_AGREEMENTS[which] if kind == "agreement" else words.SERIES[which].lower()
    slug = "-".join("".join(letter if letter.isalnum() else " " for letter in short.lower()).split())
    name = f"{title} {names[which]} ({civil(first)[0]}, no. {number})"
    return Subject(
        number, f"{pair}-{slug}-{number}", kind, name, names[which], parties, f"{'/'.join(parties)} {short} {number}",
        share, first, last,
    )


def tellings(rng: random.Random, subject: Subject) -> Iterator[Telling]:
    """The tellings about a subject, in the order of their days, about as many as it shall have."""
    clock = Clock(subject.first * TICKS, TICKS)
    lives = agreement_life if subject.kind == "agreement" else series_life
    life = lives(rng, subject.parties, clock)
    ends, busy, left = rng.randrange(2) == 0, subject.reports > 4 * TAIL_REPORTS, subject.reports
    waiting: list[tuple[int, int, Telling]] = []
    pushed = 0
    while left > 0:
        time_left = subject.last * TICKS - clock.now
        clock.ending = ends and left < 14
        clock.gap = max(1, time_left * (466 if busy else 320) // (100 * left))
        happening = next(life)
        if happening.day > subject.last:
            break
        for telling in _told(rng, subject, happening, clock.gap, busy):
            left -= 1
            if left >= 0:
                pushed += 1
                heapq.heappush(waiting, (telling.day, pushed, telling))
        while waiting and waiting[0][0] < happening.day:
            yield heapq.heappop(waiting)[2]
    while waiting:
        yield heapq.heappop(waiting)[2]


def _told(rng: random.Random, subject: Subject, happening: Happening, gap: int, busy: bool) -> Iterator[Telling]:
    """What is told around a happening: itself by one to five reports, and as many signals on average."""
    at = rng.randrange(100)
    limits = (35, 60, 80, 92) if busy else (60, 85, 100, 100)
    times = 1 + sum(at >= limit for limit in limits)
    story = Story(happening)
    for _ in range(times):
        yield Telling(min(happening.day + _delay(rng), LAST_DAY), subject, story)
    for _ in range(rng.randrange(2 * times + 1)):
        day = min(happening.day + rng.randrange(gap // TICKS + 1), LAST_DAY)
        by = (subject.parties[rng.randrange(len(subject.parties))],) if rng.randrange(3) else ()
        place = words.PLACES[rng.randrange(len(words.PLACES))] if rng.randrange(10) == 0 else None
        signal = Happening(SIGNALS[rng.randrange(len(SIGNALS))], max(subject.first, day - rng.randrange(3)), by, place)
        yield Telling(day, subject, Story(signal), signal=True)


def _delay(rng: random.Random) -> int:
    """Days from a happening to a report of it: mostly none or one, now and then years."""
    at = rng.randrange(100)
    if at < 45:
        return 0
    if at < 70:
        return 1
    if at < 85:
        return 2 + rng.randrange(6)
    return 8 + rng.randrange(52) if at < 95 else 60 + rng.randrange(640)
