"""The made-up log: a stream of contents like those that reading the news makes, as many as asked for.

The rule kept here: the same seed, size and number of subjects give the same contents, in the same order, on any
machine; nothing refused by the checks is made; and only what is being told is held in memory, never the log.

    python -m bench.data --size 100000 > log.jsonl
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import random
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

from bench.cast import Subject, Telling, cast, tellings
from bench.telling import Undoings, source_of, told
from tracker.canonical import content_id

Content = dict[str, Any]

SEED = 20130111
MOST_SUBJECTS = 10_000
NEAR = 14
"""Days over which the reports of one article may have come up."""
AHEAD = 64
LATE_IN_100 = 5


class Article(NamedTuple):
    """A source in the making: the day it came out, what it tells, and its number."""

    published: int
    tellings: list[Telling]
    number: int


def subjects_for(size: int) -> int:
    """How many subjects a log of `size` events has, unless asked otherwise."""
    return max(10, min(MOST_SUBJECTS, size // 100))


def contents(size: int, subjects: int | None = None, seed: int = SEED) -> Iterator[Content]:
    """The first `size` contents of the made-up log, in the order of appending."""
    count = subjects_for(size) if subjects is None else subjects
    # Of what is no registration: a report, 22 in 100 of a source, 3 of an undoing, under one of an amendment.
    reports = max(count, (size - count) * 100 // 125)
    return islice(_stream(seed, reports + reports // 25, count), size)


def _stream(seed: int, reports: int, subjects: int) -> Iterator[Content]:
    rng = random.Random(seed)
    undoings = Undoings(rng)
    registered: set[int] = set()
    for article in _as_filed(rng, _articles(rng, _merged(seed, cast(rng, reports, subjects)))):
        for telling in article.tellings:
            if telling.subject.number not in registered:
                registered.add(telling.subject.number)
                yield telling.subject.registration()
        source = source_of(rng, article.published, article.number, article.tellings[0].subject)
        yield source
        paragraph = 0
        for telling in article.tellings:
            paragraph += 1 + rng.randrange(3)
            report = told(rng, telling, source["source"], article.published, paragraph)
            if not telling.signal:
                telling.story.first = telling.story.first or content_id(report)
            yield report
            undoings.note(report, telling, article.published)
            yield from undoings.after_report(source["source"], article.published)
        yield from undoings.amendments(article.tellings[0].subject, source)


def _merged(seed: int, subjects: list[Subject]) -> Iterator[Telling]:
    lives = [tellings(random.Random(seed * 1_000_003 + one.number), one) for one in subjects]
    return heapq.merge(*lives, key=lambda telling: telling.day)


def _articles(rng: random.Random, stream: Iterator[Telling]) -> Iterator[Article]:
    """Tellings gathered into articles of one to eight, of near days: of the same subject first, a story once each."""
    ahead = list(islice(stream, AHEAD))
    number = 0
    while ahead:
        first = ahead.pop(0)
        taken = [first]
        wanted = rng.randrange(8)
        for same in (True, False):
            for telling in list(ahead):
                if len(taken) > wanted or telling.day > first.day + NEAR:
                    break
                if (telling.subject is first.subject) is same and all(one.story is not telling.story for one in taken):
                    taken.append(telling)
                    ahead.remove(telling)
        ahead += islice(stream, AHEAD - len(ahead))
        number += 1
        yield Article(max(one.day for one in taken), taken, number)


def _as_filed(rng: random.Random, articles: Iterator[Article]) -> Iterator[Article]:
    """Articles in the order in which they are filed: that of their days, but for those found weeks or years later."""
    waiting: list[tuple[int, int, Article]] = []
    for article in articles:
        oldest = article.tellings[0].day
        while waiting and waiting[0][0] < oldest:
            yield heapq.heappop(waiting)[2]
        late = 21 + rng.randrange(1_100) if rng.randrange(100) < LATE_IN_100 else 0
        heapq.heappush(waiting, (article.published + late, article.number, article))
    while waiting:
        yield heapq.heappop(waiting)[2]


def main() -> None:
    """Print the contents as JSON Lines."""
    parser = argparse.ArgumentParser(prog="python -m bench.data", description="Print a made-up log as JSON Lines.")
    parser.add_argument("--size", type=int, default=100_000, help="how many events")
    parser.add_argument("--subjects", type=int, help="how many subjects (one for every hundred events, at most 10,000)")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    with suppress(BrokenPipeError):  # whoever reads it has seen enough
        for content in contents(chosen.size, chosen.subjects, chosen.seed):
            sys.stdout.write(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the last flush finds a place to go


if __name__ == "__main__":
    main()
