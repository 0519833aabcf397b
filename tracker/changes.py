"""What changed from day to day: how the board of each day, as it was known on that day, differs from the day before's.

The rule kept here: of a subject's rectangles (occurred x published), those that meet the diagonal, where both clocks
stand on one day, are what people saw on that day; a day on which one ends and another begins is a change, if they say
something else. So a report shows on the day it was published, and what the clock alone turned on the day it did so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from tracker.days import END
from tracker.parties import party_name
from tracker.rows import NOTHING_KNOWN, BoardRow, RoundRow
from tracker.wording import NOTHING_KNOWN as NOTHING_IN_WORDS
from tracker.wording import round_name

STATUS, ROUND, PARTY, FLAG, POSSIBLE = "status", "round", "party", "flag", "possible"
"""What can turn: the subject's status or its date, a round, a party's own standing, a flag, what it may already be."""

Row = TypeVar("Row", BoardRow, RoundRow)


class Stretch(NamedTuple):
    """The days from `first` to `last`, both included, on each of which a subject's row on the board of that day was
    `row`."""

    first: int
    last: int
    row: BoardRow


class RoundStretch(NamedTuple):
    """The same of a round; `told_by` is the event that first told of it, which tells the rounds of a series apart."""

    first: int
    last: int
    row: RoundRow
    told_by: str


class Side(NamedTuple):
    """Where something stood: a status, a party's standing or a flag, with its date (EDTF) and place where told."""

    status: str
    date: str | None = None
    place: str | None = None

    def words(self) -> str:
        """In words: `overdue (2013-01) in Tokyo`."""
        return f"{self.status}{f' ({self.date})' if self.date else ''}{f' in {self.place}' if self.place else ''}"


class Turn(NamedTuple):
    """One thing that stands differently. `what` is one of the words above; `name` the round, the party's code, the flag
    or the status that is possible. `before` and `after` are its sides, None where there was none or is none now."""

    what: str
    name: str | None
    before: Side | None
    after: Side | None

    def words(self) -> str:
        """The turn in words: `postponed (2012-06) -> signed (2016-11-23)`."""
        if self.what == FLAG:
            return f"flag raised: {self.name}" if self.after else f"flag cleared: {self.name}"
        if self.what == POSSIBLE:
            return f"may already be {self.name}" if self.after else f"no longer possibly {self.name}"
        after = self.after.words() if self.after else NOTHING_IN_WORDS
        told = f"{self.before.words()} -> {after}" if self.before else after
        if self.what == STATUS:
            return told
        return f"{party_name(self.name) if self.what == PARTY and self.name else self.name}: {told}"


class Change(NamedTuple):
    """How a subject stands differently at the end of `day` from how it stood the day before, on each day as known then.

    `events` are those that are new in what makes it stand there, and what took others back; `sources` those they cite,
    in order. `recorded` is when the last of them entered the log (RFC 3339, UTC). All three are empty where the clock
    did it alone, which is `by_clock`.
    """

    subject: str
    name: str
    kind: str
    day: int
    turns: tuple[Turn, ...]
    by_clock: bool
    events: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    recorded: str | None = None
    gone: tuple[str, ...] = ()

    def words(self) -> str:
        """All that turned, in words."""
        return "; ".join(turn.words() for turn in self.turns)


def changes(
    subject: str, name: str, kind: str, board: Iterable[Stretch], rounds: Iterable[RoundStretch] = (),
    first: int = -END, last: int = END,
) -> list[Change]:
    """The changes of one subject from the day `first` to the day `last`, both included, in order.

    `board` and `rounds` are the stretches that reach into those days, and those that end on the day before; rounds in
    the order in which they are to be told. `gone` of a change are events that no longer make the row, by progress or
    because they were taken back; where none is new, whether something was taken back or the clock did it is for whoever
    can ask what was known the day before.
    """
    ends: dict[int, list[Stretch | RoundStretch]] = {}
    begins: dict[int, list[Stretch | RoundStretch]] = {}
    stretches: list[Stretch | RoundStretch] = [*board, *rounds]
    for one in stretches:
        begins.setdefault(one.first, []).append(one)
        if one.last < END:
            ends.setdefault(one.last + 1, []).append(one)
    found = []
    for day in sorted({*begins, *ends}):
        if first <= day <= last:
            before, after = ends.get(day, []), begins.get(day, [])
            turns = tuple(_turns(before, after))
            if turns:
                old, new = _events(before), _events(after)
                fresh, gone = tuple(one for one in new if one not in old), tuple(one for one in old if one not in new)
                found.append(Change(subject, name, kind, day, turns, not fresh, fresh, gone=gone))
    return found


def _events(stretches: Iterable[Stretch | RoundStretch]) -> dict[str, None]:
    return {event: None for one in stretches for event in one.row.events}


def _turns(before: Sequence[Stretch | RoundStretch], after: Sequence[Stretch | RoundStretch]) -> Iterator[Turn]:
    """What differs between the stretches that end with a day and those that begin after it; a subject whose own row
    neither ends nor begins stands as it did."""
    old = next((one.row for one in before if isinstance(one, Stretch)), NOTHING_KNOWN)
    new = next((one.row for one in after if isinstance(one, Stretch)), NOTHING_KNOWN)
    yield from _board_turns(old, new)
    sides = ([one for one in side if isinstance(one, RoundStretch)] for side in (before, after))
    yield from _round_turns(*sides)


def _board_turns(old: BoardRow, new: BoardRow) -> Iterator[Turn]:
    if (old.status, old.since) != (new.status, new.since):
        yield Turn(STATUS, None, *(Side(row.status, row.since) if row.status else None for row in (old, new)))
    stood, stands = dict(old.by_party), dict(new.by_party)
    for party in dict.fromkeys((*stood, *stands)):
        was, now = stood.get(party), stands.get(party)
        told_by_status = old.status != new.status and was in (None, old.status) and now in (None, new.status)
        if was != now and not told_by_status:
            yield Turn(PARTY, party, Side(was) if was else None, Side(now) if now else None)
    for what, gone, come in ((POSSIBLE, old.possible, new.possible), (FLAG, old.flags, new.flags)):
        yield from (Turn(what, name, None, Side(name)) for name in come if name not in gone)
        yield from (Turn(what, name, Side(name), None) for name in gone if name not in come)


def _round_turns(before: list[RoundStretch], after: list[RoundStretch]) -> Iterator[Turn]:
    """Rounds that stand differently: each is paired with itself, else with one it shares events or its name with, else
    with one that looks the same (it was corrected, and says what it said)."""
    left, found = list(before), dict[int, RoundStretch]()
    for same in (_is_told_by_the_same, _shares_events, _has_the_same_name, _looks_the_same):
        for number, one in enumerate(after):
            other = None if number in found else next((other for other in left if same(one, other)), None)
            if other is not None:
                left.remove(other)
                found[number] = other
    pairs: list[tuple[RoundRow | None, RoundRow | None]] = [
        (found[number].row if number in found else None, one.row) for number, one in enumerate(after)
    ]
    pairs += [(other.row, None) for other in left]
    for was, now in pairs:
        known = now or was
        sides = [Side(one.status, one.date, one.place) if one is not None else None for one in (was, now)]
        renamed = was is not None and now is not None and was.round != now.round
        if known is not None and (sides[0] != sides[1] or renamed):
            yield Turn(ROUND, round_name(known), *sides)


def _is_told_by_the_same(one: RoundStretch, other: RoundStretch) -> bool:
    return one.told_by == other.told_by


def _shares_events(one: RoundStretch, other: RoundStretch) -> bool:
    return not set(one.row.events).isdisjoint(other.row.events)


def _has_the_same_name(one: RoundStretch, other: RoundStretch) -> bool:
    return one.row.round is not None and one.row.round == other.row.round


def _looks_the_same(one: RoundStretch, other: RoundStretch) -> bool:
    return one.row[:-1] == other.row[:-1]
