"""What the pictures say in words: titles, labels from long to short, the text that stands for a picture.

The rule kept here: words are those of the vocabulary, dates are EDTF, and whatever a picture shows is told here too.
Names pass the line gate before anybody measures them, so that a text is drawn as long as it was measured.
"""

from __future__ import annotations

from tracker.days import BEGINNING, END, Window, day_text
from tracker.gates import one_line
from tracker.parties import party_name
from tracker.timeline import (
    COUNTED,
    DENIAL,
    NOTICE,
    OPEN,
    OVER,
    POSSIBLE,
    RUNNING,
    SIGNAL,
    STOPPED,
    STRUCK,
    UNRESOLVED,
    Deadline,
    Happening,
    Lane,
    Meeting,
    Stretch,
    Telling,
    Timeline,
)
from tracker.vocabulary import DECLINED, HELD, OPENED, OVERDUE

STAGE_WORDS = {
    OPEN: "on the way", STOPPED: "halted", STRUCK: "signed or concluded", RUNNING: "in operation",
    NOTICE: "under notice", OVER: "over",
}
"""What each look of a bar means."""

HELD_MARK, PLANNED_MARK, OVERDUE_MARK, OFF_MARK, ACT_MARK, DAY_MARK = MARKS = (
    "held", "planned", "overdue", "off", "act", "day")
MARK_WORDS = {
    HELD_MARK: "meeting held", PLANNED_MARK: "meeting planned", OVERDUE_MARK: "overdue: its day passed, no report",
    OFF_MARK: "meeting put off or called off", ACT_MARK: "happened, status as before", DAY_MARK: "day waited for",
}
"""What each mark means."""
_MARK_OF = {HELD: HELD_MARK, OPENED: HELD_MARK, OVERDUE: OVERDUE_MARK, "postponed": OFF_MARK, "cancelled": OFF_MARK,
            DECLINED: OFF_MARK}

PART_WORDS = {
    COUNTED: "", POSSIBLE: " (may have happened)", SIGNAL: " (moves no status)",
    UNRESOLVED: " (fits more than one occurrence)", DENIAL: " (denied)",
}


MOST_TOLD = 40
"""How much of a lane is told in words, at most."""


def mark_of(meeting: Meeting) -> str:
    """The mark of a meeting."""
    return _MARK_OF.get(meeting.status, PLANNED_MARK)


def act_words(act: str) -> str:
    """An act as people read it."""
    return act.replace("_", " ")


def parties_words(parties: tuple[str, ...], most: int = 4, together: bool = False) -> str:
    """The parties by name; of many the first few, and how many more. `together`: no name is broken over lines."""
    space = "\u00a0" if together else " "
    names = [party_name(code).replace(" ", space) for code in parties]
    if len(names) > most:
        more = f"{len(names) - most + 1} more"
        return f"{', '.join(names[: most - 1])} and {more.replace(' ', space)}"
    return ", ".join(names)


def window_words(earliest: int, latest: int) -> str:
    """A window of days, in words."""
    if earliest <= BEGINNING and latest >= END:
        return "on an unknown day"
    if earliest <= BEGINNING:
        return f"by {day_text(latest)} at the latest"
    if latest >= END:
        return f"on {day_text(earliest)} or later"
    if earliest == latest:
        return f"on {day_text(earliest)}"
    return f"between {day_text(earliest)} and {day_text(latest)}"


def stretch_title(one: Stretch, as_of: int) -> str:
    """A stretch of status in a line."""
    begins = f", began {window_words(one.earliest, one.first)}" if one.earliest < one.first else ""
    ends = f"; until {day_text(one.last)}" if one.last < as_of else ""
    return f"{one.status} since {one.since or day_text(one.first)}{begins}{ends}"


def stretch_labels(one: Stretch) -> list[str]:
    """What stands in its bar."""
    return [f"{one.status} {one.since}", one.status] if one.since else [one.status]


def meeting_words(one: Meeting) -> str:
    """A meeting: its name and status."""
    return f"round {one_line(one.name)} {one.status}" if one.name else one.status


def meeting_title(one: Meeting) -> str:
    """A meeting in a line."""
    what = meeting_words(one) if one.name else f"meeting {one.status}"
    date = f" {one.date}" if one.date else ", no date told"
    return f"{what}{date}{f', {one_line(one.place)}' if one.place else ''}"


def meeting_labels(one: Meeting) -> list[str]:
    """What stands beside its mark."""
    what = meeting_words(one)
    return list(dict.fromkeys([f"{what} {one.date}" if one.date else what, what, one.status]))


def happening_title(one: Happening) -> str:
    """A happening in a line."""
    by = f" by {parties_words(one.by, 8)}" if one.by else ""
    part = "" if one.part == COUNTED else " (may have happened)" if one.part == POSSIBLE else f" ({one.part})"
    return f"{act_words(one.act)}{by} {one.date}{part}"


def happening_labels(one: Happening) -> list[str]:
    """What stands beside its mark."""
    what = act_words(one.act)
    by = [f"{what} by {party_name(one.by[0])} {one.date}"] if len(one.by) == 1 else []
    return [*by, f"{what} {one.date}", what]


def deadline_title(one: Deadline) -> str:
    """A day waited for, in a line."""
    return f"{one_line(one.what)} {one.date}{' (passed)' if one.passed else ''}"


def deadline_labels(one: Deadline) -> list[str]:
    """What stands beside its mark."""
    what = one_line(one.what)
    return [f"{what} {one.date}", what]


def tellings_title(some: list[Telling]) -> str:
    """Reports published close together, in a line."""
    first, last = some[0].published, some[-1].published
    days = day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}"
    acts = list(dict.fromkeys(f"{act_words(one.act)}{PART_WORDS[one.part]}" for one in some))
    more = f" and {len(acts) - 6} more" if len(acts) > 6 else ""
    return f"published {days}: {len(some)} report{'s' if len(some) != 1 else ''}: {', '.join(acts[:6])}{more}"


def standpoint_words(as_of: int, known_by: int | None) -> str:
    """From where the picture is seen."""
    known = f"known by {day_text(known_by)}" if known_by is not None else "with all that is known now"
    return f"As of {day_text(as_of)}, {known}"


def title_words(seen: Timeline) -> str:
    """The name of a picture."""
    if len(seen.lanes) == 1:
        return one_line(seen.lanes[0].name)
    return f"{len(seen.lanes)} agreements and meeting series over time" if seen.lanes else "No subject"


def lane_words(one: Lane, as_of: int) -> str:
    """One lane in sentences, for who cannot see it."""
    told = [stretch_title(stretch, as_of) for stretch in one.stretches]
    told += [f"may already be {status}" for status in one.possible]
    told += [*map(meeting_title, one.meetings), *map(happening_title, one.happenings),
             *map(deadline_title, one.deadlines)]
    reports = f"{len(one.tellings)} report{'s' if len(one.tellings) != 1 else ''}"
    if one.tellings:
        days = Window(one.tellings[0].published, one.tellings[-1].published).text()
        reports += f", published {days}"
    if len(told) > MOST_TOLD:
        told[MOST_TOLD:] = [f"{len(told) - MOST_TOLD} more"]
    return f"{one_line(one.name)}: {'; '.join(told) or 'nothing known'}; {reports}."
