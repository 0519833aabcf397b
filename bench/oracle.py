"""The replay of a few subjects of a large log: what the read model is held against, and heavy subjects are found by.

The rule kept here: what a subject's replay needs is gathered whole (its registration, reports, what takes them back,
and the sources of all those), and folded by the project's own replay, from facts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from typing import Any

from bench.ours import row
from tracker.facts import Facts, recorded_day
from tracker.log import Log
from tracker.projection import courses

Content = dict[str, Any]


def census(log: Log) -> dict[str, int]:
    """How many reports each registered subject has, the busiest first."""
    counted: Counter[str] = Counter()
    for stored in log.read():
        content = json.loads(stored.body)["content"]
        if content["type"] == "subject_registered":
            counted[content["subject"]] += 0
        elif content["type"] == "reported":
            counted[content["subject"]] += 1
    return dict(counted.most_common())


def gathered(log: Log, subjects: Collection[str]) -> dict[str, Facts]:
    """The facts of each of these subjects alone."""
    wanted = frozenset(subjects)
    owner: dict[str, str] = {}
    users: dict[str, set[str]] = {}
    for stored in log.read():  # which events and sources are whose
        content = json.loads(stored.body)["content"]
        told = content.get("replacement") or content
        subject = told.get("subject") if told["type"] != "retracted" else owner.get(content["event"])
        subject = subject if subject in wanted else owner.get(content.get("event") or "")
        if subject is None or subject not in wanted:
            continue
        owner[stored.id] = subject
        if told.get("source"):
            users.setdefault(told["source"], set()).add(subject)
    facts = {subject: Facts() for subject in wanted}
    for stored in log.read():
        envelope = json.loads(stored.body)
        content, day = envelope["content"], recorded_day(envelope["recorded"])
        of = {owner[stored.id]} if stored.id in owner else set()
        if content["type"] in ("source_filed", "source_amended"):
            of = users.get(content["source"], set())
        for subject in of:
            facts[subject].add(stored.id, stored.position, content, day)
    return facts


def replayed(facts: Facts, subject: str, as_of: int, known_by: int | None) -> Content:
    """The board's row of a subject by the replay."""
    return row(courses(facts, known_by, [subject])[subject].at(as_of), as_of)
