"""What changed lately: the board of each day as it was known that day, compared with that of the day before.

The rule kept here: a change is told on the day on which a reader of the board would have seen it, whether a report
brought it or the clock; both are edges of the subject's rectangles, and only those days are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tracker.days import BEGINNING, END
from tracker.facts import Subject
from tracker.parties import parties_apart
from tracker.plane import Rectangle
from tracker.publishing.wording import date_words
from tracker.readmodel.stories import Story
from tracker.rows import NOTHING_KNOWN, BoardRow, RoundRow


class Change(NamedTuple):
    """On `day` (as of it, known by it) a subject came to look otherwise; `words` say how, `status` is the new one."""

    day: int
    subject: Subject
    status: str | None
    words: str


def changes(story: Story, until: int) -> Iterator[Change]:
    """The changes of a subject up to a day, the last first."""
    board = _diagonal(story.board)
    rounds = [_diagonal(one) for one in story.rounds]
    days = {edge for one in (board, *rounds) for first, last, _ in one for edge in (first, last + 1)}
    for day in sorted(days, reverse=True):
        if BEGINNING < day <= until:
            before, after = _on(board, day - 1) or NOTHING_KNOWN, _on(board, day) or NOTHING_KNOWN
            words = _words(before, after)
            status = after.status
            for one in rounds:
                was, now = _on(one, day - 1), _on(one, day)
                if now is not None and (was is None or (was.status, was.date) != (now.status, now.date)):
                    words.append(_round_words(was, now))
                    status = status if _words(before, after) else now.status
            if words:
                yield Change(day, story.subject, status, "; ".join(words))


def _diagonal(rectangles: Iterable[Rectangle[Any]]) -> list[tuple[int, int, Any]]:
    """From when to when a value was what a reader saw who looked each day at that day."""
    ends = [
        (max(one.occurred_from, one.published_from), min(one.occurred_to, one.published_to, END), one.value)
        for one in rectangles
    ]
    return [(first, last, value) for first, last, value in ends if first <= last]


def _on(seen: list[tuple[int, int, Any]], day: int) -> Any:
    return next((value for first, last, value in seen if first <= day <= last), None)


def _words(before: BoardRow, after: BoardRow) -> list[str]:
    words = []
    if before.status != after.status or before.since != after.since:
        since = f" ({date_words(after.since)})" if after.since else ""
        is_new = before.status != after.status
        was = f"{before.status} → " if before.status and is_new else ""
        dated = "" if is_new else "dated anew: "
        words.append(f"{dated}{was}{after.status or 'nothing known'}{since}")
    words += [f"may be {one}" for one in after.possible if one not in before.possible]
    words += [flag for flag in after.flags if flag not in before.flags]
    words += [f"no longer “{flag}”" for flag in before.flags if flag not in after.flags]
    apart = parties_apart(before.status, dict(before.by_party))
    words += [one for one in parties_apart(after.status, dict(after.by_party)) if one not in apart]
    return words


def _round_words(was: RoundRow | None, now: RoundRow) -> str:
    name = f"round {now.round}" if now.round else "a round"
    dated = f" ({date_words(now.date)})" if now.date else ""
    return f"{name} {f'{was.status} → ' if was and was.status != now.status else ''}{now.status}{dated}"
