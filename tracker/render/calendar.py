"""iCalendar (RFC 5545): what is due, as entries that any calendar reads.

The rule kept here: an entry spans the days of its window and says so in words; nothing is given a time of
day. icalendar is an extra; without it the command says how to get it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from tracker import gates
from tracker.canonical import content_id
from tracker.days import BEGINNING, END
from tracker.errors import BadConfiguration


def calendar_bytes(rows: Iterable[dict[str, Any]], day: int) -> bytes:
    """The rows of `due` as a calendar. Raises `BadConfiguration` where icalendar is not installed."""
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise BadConfiguration(
            "Calendars need the icalendar package.", saved="No calendar was written.",
            todo="Install it: pip install 'agreement-tracker[calendar]'.",
        ) from None
    calendar = Calendar()
    calendar.add("prodid", "-//agreement-tracker//due//EN")
    calendar.add("version", "2.0")
    stamp = datetime.datetime.combine(datetime.date.fromordinal(day), datetime.time(), datetime.UTC)
    for row in rows:
        first = row["_from"] if row["_from"] > BEGINNING else row["_until"]
        last = row["_until"] if row["_until"] < END else first
        if not 1 <= first <= last < datetime.date.max.toordinal():
            continue
        entry = Event()
        entry.add("uid", f"{content_id({'subject': row['subject'], 'what': row['what'], 'date': row['date']})}@tracker")
        entry.add("dtstamp", stamp)
        entry.add("dtstart", datetime.date.fromordinal(first))
        entry.add("dtend", datetime.date.fromordinal(last + 1))
        entry.add("summary", gates.calendar(f"{row['name']}: {row['what']}"))
        entry.add("description", gates.calendar(f"{row['date']}; events {', '.join(row['events'])}"))
        if row["place"]:
            entry.add("location", gates.calendar(row["place"]))
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
