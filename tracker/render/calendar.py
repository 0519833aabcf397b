"""iCalendar (RFC 5545, with RFC 7986): what is due, as entries that any calendar reads.

The rule kept here: an entry spans the days of its window and says so in words; nothing is given a time of day. What is
due keeps its UID while its date and status change, so that a calendar moves the entry it has. The same rows make the
same bytes: no clock is read. icalendar is an extra; without it the command says how to get it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tracker import gates
from tracker.canonical import SHOWN_LENGTH, digest_uuid
from tracker.dates import When
from tracker.datewords import in_words
from tracker.days import BEGINNING, END
from tracker.errors import BadConfiguration

NAME = "Agreements and meetings: what is due"
CATEGORIES = {"round": "Meeting", "next round": "Meeting", "signing": "Signing", "entry into force": "Entry into force"}
"""What an entry is, by what is due; anything else is a notice."""
SAYING = {"round": "Planned", "next round": "Due by the interval", "signing": "Planned", "entry into force": "Planned"}
"""How its date is told; a notice takes effect."""
FIRM = ("scheduled", "opened")
"""The statuses of a round that is set. A calendar has it as confirmed, if its date is one day, and sure."""

_LAST = datetime.date.max.toordinal()
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f-\x9f]+", re.IGNORECASE)
Recorded = Mapping[str, tuple[int, str]]


def calendar_bytes(
    rows: Iterable[dict[str, Any]], day: int, recorded: Recorded | None = None, *,
    address_of: Callable[[str], str] | None = None, address: str | None = None, namespace: str = "",
) -> bytes:
    """The rows of `reports.due` as a calendar.

    `recorded` has position and time of recording (RFC 3339, UTC) of the rows' events, from which an entry has its
    stamp; where all are missing, the stamp is `day`, on which the rows are seen. `address_of` gives a subject's page,
    `address` is that of the calendar itself; only http and https are told. `namespace` tells the calendars of different
    logs apart. A calendar without entries is no valid one (RFC 5545, section 3.6), but readers take it.
    Raises `BadConfiguration` where icalendar is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise BadConfiguration(
            "Calendars need the icalendar package.", saved="No calendar was written.",
            todo="Install it: pip install 'agreement-tracker[calendar]'.",
        ) from None
    calendar = Calendar()
    for name, value in (("prodid", "-//agreement-tracker//due//EN"), ("version", "2.0"), ("calscale", "GREGORIAN"),
                        ("name", NAME), ("x-wr-calname", NAME), ("uid", digest_uuid([namespace, "due"]))):
        calendar.add(name, value)
    calendar.add("refresh-interval", datetime.timedelta(days=1), parameters={"VALUE": "DURATION"})
    if address is not None and _ADDRESS.fullmatch(address):
        calendar.add("source", address, parameters={"VALUE": "URI"})
    taken: set[str] = set()
    entries = [_entry(row, day, recorded or {}, _uid(row, recorded or {}, namespace, taken), address_of)
               for row in rows if has_a_place(row)]
    if entries:
        calendar.add("last-modified", max(entry["dtstamp"].dt for entry in entries))
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def has_a_place(row: Mapping[str, Any]) -> bool:
    """Whether a calendar has the row's days: those of the years 1 to 9999."""
    first, last = _span(row)
    return 1 <= first <= last < _LAST


def _span(row: Mapping[str, Any]) -> tuple[int, int]:
    """The days an entry stands on, both included: its window, or, where that is open, the end that is known."""
    first = row["_from"] if row["_from"] > BEGINNING else row["_until"]
    return first, row["_until"] if row["_until"] < END else first


def _entry(
    row: Mapping[str, Any], day: int, recorded: Recorded, uid: str, address_of: Callable[[str], str] | None
) -> Any:
    from icalendar import Event

    (first, last), thing = _span(row), row["_thing"][0]
    is_sure, is_late = _is_sure(row), row["days_overdue"] > 0
    is_firm = is_sure and not is_late and (thing not in ("round", "next round") or row["what"].endswith(FIRM))
    entry = Event()
    entry.add("uid", uid)
    entry.add("dtstamp", _stamp(row, day, recorded))
    entry.add("dtstart", datetime.date.fromordinal(first))
    entry.add("dtend", datetime.date.fromordinal(last + 1))  # exclusive: RFC 5545, section 3.6.1
    entry.add("summary", gates.calendar(f"{row['name']}: {row['what']}"))
    entry.add("description", "\n".join(map(gates.calendar, _description(row, is_sure, is_late))))
    entry.add("categories", [word for word, told in (
        (CATEGORIES.get(thing, "Notice"), True), ("Overdue", is_late), ("Date uncertain", not is_sure)) if told])
    entry.add("status", "CONFIRMED" if is_firm else "TENTATIVE")
    entry.add("transp", "TRANSPARENT")
    if row["place"]:
        entry.add("location", gates.calendar(row["place"]))
    address = address_of(row["subject"]) if address_of is not None else ""
    if _ADDRESS.fullmatch(address):
        entry.add("url", address)
    return entry


def _is_sure(row: Mapping[str, Any]) -> bool:
    """Whether the date is one day, and neither approximate nor uncertain."""
    date = When.parse(row["date"])
    return bool(row["_from"] == row["_until"]) and not (date.uncertain or date.approximate)


def _description(row: Mapping[str, Any], is_sure: bool, is_late: bool) -> Iterable[str]:
    told = f"{SAYING.get(row['_thing'][0], 'Takes effect')}: {in_words(row['date'])}"
    if row["_from"] <= BEGINNING or row["_until"] >= END:
        told += "; the entry stands on the one day that is told"
    elif row["_from"] != row["_until"]:
        told += "; the entry spans all the days it can be"
    yield f"{told}."
    if is_late:
        yield "The time has passed, and no report tells what came of it."
    yield f"Events {', '.join(event[:SHOWN_LENGTH] for event in row['events'])}."


def _stamp(row: Mapping[str, Any], day: int, recorded: Recorded) -> datetime.datetime:
    """When an entry last changed: with the latest of its events, or when it came to be late."""
    midnight = datetime.time(tzinfo=datetime.UTC)
    times = [_time(recorded[event][1]) for event in row["events"] if event in recorded]
    if row["days_overdue"]:
        times.append(datetime.datetime.combine(datetime.date.fromordinal(row["_until"] + 1), midnight))
    known = [time for time in times if time is not None]
    seen = datetime.date.fromordinal(min(max(day, 1), _LAST))
    return max(known) if known else datetime.datetime.combine(seen, midnight)


def _time(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC)
    except ValueError:  # another program recorded it
        return None


def _uid(row: Mapping[str, Any], recorded: Recorded, namespace: str, taken: set[str]) -> str:
    """What an entry is known by (RFC 7986, section 5.3, asks for a UUID): the subject and what is due, and, of a round
    without a name, the event that was recorded first; what has the same of both is told apart by its date."""
    thing, name = row["_thing"]
    if thing == "round" and name is None:
        known = [(recorded[event][0], event) for event in row["events"] if event in recorded]
        first = min(known)[1] if known else next(iter(sorted(row["events"])), "")
        key = [namespace, row["subject"], thing, "", first]
    else:
        key = [namespace, row["subject"], thing, name or ""]
    uid = digest_uuid(key)
    while uid in taken:
        key.append(row["date"])
        uid = digest_uuid(key)
    taken.add(uid)
    return uid
