"""The lives of made-up agreements and meeting series: what happens to them, one thing after another.

The rule kept here: what follows on what is a table of weights, and all chance is drawn as whole numbers from the
generator given, so that the same seed lives the same life everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bench import words

TICKS = 1_000
"""Ticks of the clock in a day: a busy subject has several happenings in one."""


@dataclass(slots=True)
class Clock:
    """Where a life is in time: `now` and the mean gap to the next happening, in ticks; `ending` near its end."""

    now: int
    gap: int
    ending: bool = False

    @property
    def day(self) -> int:
        return self.now // TICKS

    def step(self, rng: random.Random) -> None:
        """On to the next happening."""
        self.now += 1 + rng.randrange(2 * self.gap + 1)

    def ahead(self, rng: random.Random) -> int:
        """A day to plan something for, a few happenings ahead."""
        return self.day + 1 + rng.randrange(max(2, min(120, 3 * self.gap // TICKS)))


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, with what a report may tell of it. Days are integers."""

    act: str
    day: int
    by: tuple[str, ...] = ()
    place: str | None = None
    round: str | None = None
    planned_for: int | None = None
    effective: int | None = None
    until: int | None = None
    every: str | None = None


Next = tuple[int, str, str]
"""A weight, the act, and the stage after it."""

AGREEMENT: Mapping[str, tuple[Next, ...]] = {
    "nothing": ((6, "proposed", "proposed"), (3, "negotiated", "talks"), (1, "agreed", "agreed")),
    "proposed": ((6, "negotiated", "talks"), (1, "declined", "proposed"), (1, "stalled", "stalled")),
    "talks": ((5, "negotiated", "talks"), (4, "agreed", "agreed"), (2, "stalled", "stalled"), (1, "declined", "talks")),
    "stalled": ((6, "negotiated", "talks"), (1, "abandoned", "given up")),
    "given up": ((1, "proposed", "proposed"),),
    "agreed": ((2, "initialled", "settled"), (3, "approved", "settled"), (4, "signing_scheduled", "dated"),
               (1, "stalled", "stalled")),
    "settled": ((5, "signing_scheduled", "dated"), (3, "signed", "signed")),
    "dated": ((3, "postponed", "put off"), (7, "signed", "signed")),
    "put off": ((4, "signing_scheduled", "dated"), (1, "stalled", "stalled"), (1, "negotiated", "talks")),
    "signed": ((3, "approved", "signed"), (6, "ratified", "ratified"), (1, "provisionally_applied", "applied")),
    "applied": ((1, "ratified", "ratified"),),
    "ratified": ((3, "entry_scheduled", "awaited"), (5, "entered_into_force", "force")),
    "awaited": ((1, "entered_into_force", "force"),),
    "force": ((7, "proposed", "again"), (3, "amended", "force"), (2, "renewed", "force"), (3, "suspended", "suspended"),
              (2, "termination_announced", "announced"), (2, "notice_served", "notice")),
    "again": ((5, "negotiated", "again"), (3, "agreed", "settled again"), (1, "declined", "force")),
    "settled again": ((3, "approved", "settled again"), (5, "amended", "force")),
    "suspended": ((6, "resumed", "force"), (2, "terminated", "over")),
    "announced": ((4, "notice_served", "notice"), (3, "renewed", "force")),
    "notice": ((4, "notice_revoked", "force"), (3, "notice_suspended", "held"), (3, "terminated", "over"),
               (2, "withdrawn", "over")),
    "held": ((4, "notice_revoked", "force"), (2, "notice_served", "notice")),
    "over": ((3, "proposed", "over"), (3, "negotiated", "over"), (2, "agreed", "over")),
}
SURVIVAL: Mapping[str, Next] = {"suspended": (1, "resumed", "force"), "notice": (1, "notice_revoked", "force")}
"""What comes instead of the end, while a life still has news to make."""

SERIES: Mapping[str, tuple[Next, ...]] = {
    "idle": ((3, "proposed", "proposed"), (2, "agreed", "agreed"), (8, "scheduled", "scheduled"),
             (1, "suspended", "suspended"), (1, "cadence_set", "idle")),
    "proposed": ((3, "agreed", "agreed"), (4, "scheduled", "scheduled"), (1, "declined", "idle")),
    "agreed": ((1, "scheduled", "scheduled"),),
    "scheduled": ((7, "held", "idle"), (2, "opened", "opened"), (2, "postponed", "postponed"),
                  (1, "cancelled", "idle")),
    "opened": ((1, "held", "idle"),),
    "postponed": ((4, "scheduled", "scheduled"), (1, "cancelled", "idle")),
    "suspended": ((1, "resumption_agreed", "idle"),),
    "over": ((1, "proposed", "over"),),
}

ODD = ("postponed", "stalled", "initialled", "signed", "abandoned")
"""What is reported out of order now and then, after the entry into force."""
ONE_BY_ONE = ("signed", "ratified")
TAKEN_BY_ONE = ("proposed", "declined", "postponed", "suspended", "resumed", "termination_announced", "notice_served",
                "notice_suspended", "notice_revoked", "withdrawn", "approved", "cancelled")
WITH_PLACE = ("negotiated", "agreed", "signed", "scheduled", "opened", "held", "proposed")
ROUND_ACTS = ("proposed", "agreed", "scheduled", "opened", "held", "postponed", "cancelled", "declined")


def _drawn(rng: random.Random, choices: tuple[Next, ...]) -> Next:
    if len(choices) == 1:
        return choices[0]
    at = rng.randrange(sum(weight for weight, _, _ in choices))
    for choice in choices:
        at -= choice[0]
        if at < 0:
            return choice
    raise AssertionError("the weights add up")


def agreement_life(rng: random.Random, parties: tuple[str, ...], clock: Clock) -> Iterator[Happening]:
    """An agreement's life without end; after an entry into force it is amended, suspended, given notice of, renewed."""
    stage, actor = "nothing", parties[0]
    while True:
        _, act, then = _drawn(rng, AGREEMENT[stage])
        if then == "over" and stage in SURVIVAL and not clock.ending:
            _, act, then = SURVIVAL[stage]
        if clock.ending and stage in ("signed", "ratified", "force", "again") and rng.randrange(100) < 40:
            act, then = ("terminated", "expired")[rng.randrange(2)], "over"
        elif stage == "force" and rng.randrange(100) < 8:
            act, then = ODD[rng.randrange(len(ODD))], "force"
        if stage in ("nothing", "force", "proposed", "talks", "dated"):
            actor = parties[rng.randrange(len(parties))]
        if act in ONE_BY_ONE and then != "force" and rng.randrange(100) < 45:
            for party in rng.sample(parties, len(parties)):
                yield _agreement_happening(rng, act, clock, (party,))
                clock.step(rng)
        else:
            made = _agreement_happening(rng, act, clock, (actor,) if act in TAKEN_BY_ONE else ())
            yield made
            clock.step(rng)
            if made.planned_for is not None and rng.randrange(100) < 70:
                clock.now = max(clock.now, made.planned_for * TICKS)
        stage = then


def _agreement_happening(rng: random.Random, act: str, clock: Clock, by: tuple[str, ...]) -> Happening:
    told = Happening(act, clock.day, by)
    if act in WITH_PLACE and rng.randrange(100) < 45:
        told = replace(told, place=words.PLACES[rng.randrange(len(words.PLACES))])
    if act in ("signing_scheduled", "entry_scheduled"):
        return replace(told, planned_for=clock.ahead(rng))
    if act == "notice_served":
        return replace(told, effective=told.day + (90, 180, 365)[rng.randrange(3)])
    if act == "notice_suspended":
        return replace(told, until=told.day + 30 + rng.randrange(150))
    return told


def series_life(rng: random.Random, parties: tuple[str, ...], clock: Clock) -> Iterator[Happening]:
    """A series' life without end: established, given a cadence, and round upon round; some number their rounds."""
    numbered, number, stage = rng.randrange(100) < 40, 0, "idle"
    planned, place = 0, words.PLACES[rng.randrange(len(words.PLACES))]
    for act, share in (("established", 75), ("cadence_set", 60)):
        if rng.randrange(100) < share:
            yield _series_happening(rng, act, clock)
            clock.step(rng)
    while True:
        if stage == "idle":
            number += 1
            place = words.PLACES[rng.randrange(len(words.PLACES))]
        _, act, then = _drawn(rng, SERIES[stage])
        if clock.ending and stage == "idle" and rng.randrange(100) < 30:
            act, then = ("ended", "collapsed")[rng.randrange(2)], "over"
        told = _series_happening(rng, act, clock)
        if act in ROUND_ACTS:
            told = replace(told, place=place, round=str(number) if numbered else None)
        if act in ("proposed", "agreed", "scheduled"):
            planned = clock.ahead(rng)
            told = replace(told, planned_for=planned)
        if act in ("declined", "cancelled", "postponed"):
            told = replace(told, place=None, by=(parties[rng.randrange(len(parties))],))
        yield told
        clock.step(rng)
        if then in ("scheduled", "opened") or act == "scheduled":
            clock.now = max(clock.now, planned * TICKS) if rng.randrange(100) < 75 else clock.now
        stage = then


def _series_happening(rng: random.Random, act: str, clock: Clock) -> Happening:
    told = Happening(act, clock.day)
    if act == "cadence_set":
        return replace(told, every=words.EVERY[rng.randrange(len(words.EVERY))])
    return told
