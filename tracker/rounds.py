"""The rounds of a series: which round a report belongs to, how a round moves on, how it is seen on a day.

The rule kept here: an occurrence of a round's act belongs to the round it names, else to the one open round
whose window it overlaps, else to the nearest open round within 31 days, else it starts a new round. Nothing
is joined by guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.dates import When
from tracker.days import END, Window
from tracker.occurrences import NO_DOUBTS, Occurrence
from tracker.vector import Vector
from tracker.vocabulary import HELD, OPENED, OVERDUE, PROPOSED, ROUND_AHEAD, ROUND_CLOSED, Act

NEAREST_WITHIN = 31
"""Days between a report and an open round within which it is taken to be about that round."""
LONGEST_MEETING = 7
"""A meeting is over within a week: fewer days than this after a round was opened, a report that one was held is
about that round; and a planned span that ends later says nothing of the day it closed."""


class Round(NamedTuple):
    """One meeting of a series. `window` is where it is looked for: its plan, or the days it took place.

    `turns_after` is the last day before the clock alone changes its status, `END` where it never does; `doubts` are
    the flags that what made it raises.
    """

    name: str | None
    status: str
    window: Window
    since: str
    made_by: tuple[Occurrence, ...]
    planned: When | None = None
    place: str | None = None
    took_place: Occurrence | None = None
    turns_after: int = END
    doubts: frozenset[str] = NO_DOUBTS

    @property
    def key(self) -> tuple[int, int, int, str]:
        """The place in replay of what it was first told by."""
        return self.made_by[0][:4]

    @property
    def closing_day(self) -> int:
        """The last day it may be going on: that of its opening, or of the planned span (of days) it opened in."""
        if self.took_place is None:
            return self.window.latest
        opened = self.took_place.window
        planned = self.planned
        if planned is not None and planned.is_span and planned.window.overlaps(opened):
            more = planned.latest - opened.latest
            return opened.latest + more if 0 < more < LONGEST_MEETING else opened.latest
        return opened.latest

    def is_later(self, other: Round) -> bool:
        """Whether a round held took place after another; of two on the same days, the one told of first counts."""
        if self.window != other.window:
            return self.window[::-1] > other.window[::-1]
        return other.key > self.key

    def clocked(self) -> Round:
        """The round with the day after which the clock makes it held (it was opened) or overdue (it was planned)."""
        if self.status == OPENED:
            return self._replace(turns_after=self.closing_day)
        if self.status in ROUND_AHEAD and self.planned is not None:
            return self._replace(turns_after=self.planned.latest)
        return self if self.turns_after == END else self._replace(turns_after=END)


class RoundView(NamedTuple):
    """A round as seen at the end of a day. `date` is when it took place or is planned for, in EDTF."""

    name: str | None
    status: str
    date: str | None
    place: str | None
    round: Round


def moved(known: Round | None, act: Act, occurrence: Occurrence) -> Round:
    """The round after the act: new, or moved on."""
    took_place = act.name in (OPENED, HELD)
    planned = occurrence.planned_for
    if not act.planning and act.name != "postponed":
        planned = known.planned if known else planned
    elif planned is None and act.planning:
        planned = known.planned if known else None
    elif act.name == "postponed" and known and planned and known.planned and planned.window == known.planned.window:
        planned = None  # it names the day that is off, not a new one
    fallback = known.window if known else occurrence.window
    window = occurrence.window if took_place else planned.window if planned else fallback
    return Round(
        name=(known.name if known else None) or occurrence.round,
        status=act.status or "",
        window=window,
        since=occurrence.since,
        made_by=(*(known.made_by if known else ()), occurrence),
        planned=planned,
        place=occurrence.place or (known.place if known else None),
        took_place=occurrence if took_place else None,
        doubts=(known.doubts if known else NO_DOUBTS) | occurrence.doubts,
    ).clocked()


def filled(known: Round, occurrence: Occurrence) -> Round:
    """The round after a plan that does not move it: it fills in the plan, and so the window, where there is none."""
    planned = known.planned or occurrence.planned_for
    window = planned.window if planned is not None and known.took_place is None else known.window
    return known._replace(
        planned=planned, window=window, made_by=(*known.made_by, occurrence), doubts=known.doubts | occurrence.doubts
    ).clocked()


AMBIGUOUS = -1
"""Instead of a round's place: the report overlaps more than one open round, and none is guessed."""


Numbered = tuple[int, "Round"]
"""A round, and its place among those of its series."""


class Rounds(NamedTuple):
    """The rounds of a series, in the order in which they were first told of, and where to look for them.

    `told` is the round last told of, `held` the one held last; `ahead` are those neither opened nor closed; `going`
    those opened and not reported closed, as they were opened; `met` the places of those held, as they were held. What
    is folded in the order of replay is opened, and held, in the order of last days. `named` are the places of those
    that have a name, each in one of a few mappings, of which each is larger than the next.
    """

    told: Round | None = None
    held: Round | None = None
    ahead: tuple[Numbered, ...] = ()
    going: tuple[Numbered, ...] = ()
    all: Vector[Round] = Vector()
    met: Vector[int] = Vector()
    named: tuple[Mapping[str, int], ...] = ()

    @classmethod
    def of(cls, rounds: Iterable[Round]) -> Rounds:
        """These rounds; the one last told of is the one whose last occurrence comes last."""
        made = cls()
        for known in rounds:
            made = made.put(None, known)
        return made._replace(told=max(made.all, key=lambda known: known.made_by[-1].order, default=None))

    def put(self, index: int | None, after: Round) -> Rounds:
        """With a round in its place, new (None) or known."""
        _, held, ahead, going, rounds, met, named = self
        before = rounds[index] if index is not None else None
        if index is None:
            index = len(rounds)
            rounds = rounds.with_last(after)
        else:
            rounds = rounds.with_at(index, after)
        was, now = _stage(before), _stage(after)
        if was == PROPOSED:
            ahead = tuple([one for one in ahead if one[0] != index])
        if now == PROPOSED:
            ahead = (*ahead, (index, after)) if before is None else tuple(sorted((*ahead, (index, after))))
        if now == OPENED and before is not None and before.took_place is after.took_place:
            going = tuple([one if one[0] != index else (index, after) for one in going])
        else:
            if was == OPENED:
                going = tuple([one for one in going if one[0] != index])
            if now == OPENED:
                going = (*going, (index, after))
        if now == HELD:
            if was != HELD:
                met = met.with_last(index)
            if held is None or held is before or after.is_later(held):
                held = after
        if after.name is not None and (before is None or before.name is None):
            named = _with_name(named, after.name, index)
        return Rounds(after, held, ahead, going, rounds, met, named)

    def find(self, act: Act, occurrence: Occurrence) -> int | None:
        """The place of the round an occurrence belongs to; None for a new one; `AMBIGUOUS`."""
        name = occurrence.round
        if name is not None:
            for names in self.named:
                if name in names:
                    return names[name]
        windows = _looked_for(act, occurrence)
        from_day = min([window[0] for window in windows]) - NEAREST_WITHIN
        to_day = max([window[1] for window in windows]) + NEAREST_WITHIN
        looked_at = [*self.ahead, *self.going_since(from_day)]
        if act.name == OPENED:
            looked_at += self._met_since(occurrence.earliest)
        candidates = [
            (index, known) for index, known in looked_at
            if known.window[0] <= to_day and from_day <= known.window[1] and (name is None or known.name is None)
            and _is_open(known, act, occurrence)
        ]
        if not candidates:
            return None
        for earliest, latest in windows:
            overlapping = [
                index for index, known in candidates if known.window[0] <= latest and earliest <= known.window[1]
            ]
            if len(overlapping) == 1:
                return overlapping[0]
            if overlapping:
                return AMBIGUOUS if name is None else None  # it belongs to the round it names
        gap, _, nearest = min((known.window.gap(window), known.window, index)
                              for window in windows for index, known in candidates)
        return nearest if gap <= NEAREST_WITHIN else None

    def going_since(self, day: int) -> list[Numbered]:
        """Those that are going on, the last opened first, as far back as one was opened on `day` or later."""
        found = []
        for one in reversed(self.going):
            if one[1].window[1] < day:
                break
            found.append(one)
        return found

    def _met_since(self, day: int) -> Iterator[Numbered]:
        for place in range(len(self.met) - 1, -1, -1):
            index = self.met[place]
            if self.all[index].window.latest < day:
                return
            yield index, self.all[index]

    def held_by(self, day: int) -> Round | None:
        """The round held last by the end of `day`: reported held, or opened and closed by the clock."""
        best = self.held
        for _, known in reversed(self.going):
            if best is not None and known.window[1] < best.window[1]:
                break
            if day > known.turns_after and (best is None or known.is_later(best)):
                best = known
        return best


def _stage(known: Round | None) -> str | None:
    """Where a round is looked for: with those opened, or closed in a way; else with those proposed."""
    if known is None or known.status in ROUND_CLOSED or known.status == OPENED:
        return known.status if known is not None else None
    return PROPOSED


def _with_name(named: tuple[Mapping[str, int], ...], name: str, index: int) -> tuple[Mapping[str, int], ...]:
    """The mappings with one more name: small ones are put together, so that there are few and each is seldom made."""
    newest: Mapping[str, int] = {name: index}
    while named and len(named[-1]) <= len(newest):
        newest = {**named[-1], **newest}
        named = named[:-1]
    return (*named, newest)


def _is_open(known: Round, act: Act, occurrence: Occurrence) -> bool:
    """Whether an unnamed report may belong to the round.

    A closed round takes none, but for the opening of the meeting that was held in those days. One that was
    opened takes no plan but its own, is called off by its last day, and reported held within a week.
    """
    if known.status == HELD:
        return act.name == OPENED and known.window.overlaps(occurrence.window)
    if known.status == OPENED and act.planning:
        days = known.window if known.planned is None else known.planned.window
        return occurrence.planned_for is not None and days.overlaps(occurrence.planned_for.window)
    if known.status == OPENED:
        after = occurrence.window.earliest - known.closing_day
        return after < LONGEST_MEETING if act.name == HELD else after <= 0
    return known.status not in ROUND_CLOSED


def _looked_for(act: Act, occurrence: Occurrence) -> list[Window]:
    """The windows in which its round is looked for, best first: the plan, for plans; else when it happened.

    A round put off, called off or declined is told on some day before; the plan it names may be the old one.
    """
    planned = [occurrence.planned_for.window] if occurrence.planned_for is not None else []
    if act.planning:
        return planned or [occurrence.window]
    if act.name in (OPENED, HELD):
        return [occurrence.window]
    return [*planned, occurrence.window]


def view_round(known: Round, day: int) -> RoundView:
    """A round at the end of `day`: held once the day it opened has passed, overdue once its plan has."""
    status = known.status
    if day > known.turns_after:
        status = HELD if status == OPENED else OVERDUE
    planned = known.planned.text if known.planned is not None else None
    date = known.took_place.since if known.took_place is not None and status in (OPENED, HELD) else planned
    return RoundView(known.name, status, date, known.place, known)


def last_held(rounds: Sequence[RoundView]) -> RoundView | None:
    """The round held last, or None."""
    held = [known for known in rounds if known.status == HELD]
    return max(held, key=lambda known: (known.round.window.latest, known.round.window.earliest), default=None)


def next_planned(rounds: Iterable[Round], day: int) -> Round | None:
    """The round planned next as seen at the end of `day` (proposed, agreed or scheduled, with a window), or None."""
    found: Round | None = None
    for known in rounds:
        if (day <= known.turns_after and known.planned is not None and known.status in ROUND_AHEAD
                and (found is None or known.window < found.window)):
            found = known
    return found
