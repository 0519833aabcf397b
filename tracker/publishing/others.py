"""The pages beside the board and the subjects: sources, what changed lately, the words, the map of the site.

The rule kept here: lists are in one order, by date and then by id, whatever order the log gives them in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tracker import reports
from tracker.changes import ROUND, STATUS, Change, Turn
from tracker.dates import DateError
from tracker.days import day_text
from tracker.facts import Source, Subject
from tracker.publishing import addresses
from tracker.publishing.subjects import event_row, source_words
from tracker.publishing.wording import date_words, day_words

if TYPE_CHECKING:
    from tracker.readmodel.reading import Reader

Row = dict[str, Any]

WORDS = (
    ("source", "a published article or document, filed once"),
    ("report", "one event of the log: what a source says happened, with its paragraph"),
    ("origin", "whose story it is; an agency's story in ten papers has one origin"),
    ("round", "one meeting of a series"),
    ("cadence", "how often a series is to meet, and whether it is late"),
    ("sources differ", "reports of one thing disagree on a detail; both are kept"),
    ("disputed", "a source denies it"),
    ("out of order", "reported, but it cannot follow the stage reached; kept, and the status does not move"),
    ("unresolved", "a broad report that fits several occurrences; it counts for none"),
    ("grade", "the Admiralty code: A to F for the source, 1 to 6 for the report"),
)
"""Words of the pages, with their meanings."""


def source_row(source: Source, cited: int, filed: Row) -> Row:
    """A source, with where it was filed and how many reports cite it: the row of `source list`."""
    return {
        **filed,
        "source": source.id, "publisher": source.publisher, "origin": source.origin, "title": source.title,
        "published": source.published.text, "language": source.language, "url": source.url, "sha256": source.sha256,
        "reliability": source.reliability, "reports": cited,
    }


def listed(rows: Iterable[Row]) -> list[Row]:
    """The sources for their page, the latest first."""
    ordered = sorted(rows, key=lambda row: row["source"])
    ordered.sort(key=lambda row: row["published"], reverse=True)
    return [
        {**row, "stem": addresses.stem(row["source"]), "address": addresses.source(row["source"]),
         "by": source_words(row), "reports": f"{row['reports']} report{'' if row['reports'] == 1 else 's'}"}
        for row in ordered
    ]


def source_told(
    reader: Reader, source: Source, filed: Row, subjects: Mapping[str, Subject], sources: Mapping[str, Source]
) -> tuple[Row, list[Row]]:
    """A source as JSON, and its reports for the page, in the order of the log."""
    positions = reader.events(source=source.id)
    contents = [json.loads(body) for body in reader.bodies(positions)]
    ids = [one["id"] for one in contents if one["content"]["type"] in ("reported", "corrected")]
    told, rows, events = reader.told, [], []
    for event in ids:
        report = told[event]
        if report.subject in subjects and report.source == source.id:
            rows.append(reports.reason(report, sources))
            events.append(event_row(report, sources) | {
                "name": subjects[report.subject].name, "taken_back_by": reader.taken_back_by(event),
                "taken_back_on": None, "makes": False, "unseen": False,
                "part_words": "", "changes": [],
            })
    return {**source_row(source, len(rows), filed), "told": rows}, events


def source_facts(source: Source) -> list[tuple[str, str]]:
    """What is known of a source, by name."""
    facts = (
        ("Publisher", source.publisher), ("Origin", source.origin), ("Published", date_words(source.published.text)),
        ("Language", source.language), ("Reliability", source.reliability), ("SHA-256 of its text", source.sha256),
        ("Id", source.id),
    )
    return [(name, value) for name, value in facts if value]


LATELY = 100
"""Of how many days with changes the page of changes tells."""
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")


def lately(reader: Reader, until: int) -> list[Change]:
    """The changes of the last days with changes up to a day, the latest first. Years are looked through one by one,
    then more at a time, so that of a long log only its last part is read."""
    years = 1
    while True:
        first = until - 366 * years
        found = reader.changes(first, until)
        days = list(dict.fromkeys(one.day for one in found))
        if len(days) >= LATELY or first < 1:
            return [one for one in found if one.day >= days[:LATELY][-1]] if days else []
        years *= 4


def change_json(change: Change) -> Row:
    """A change as JSON."""
    return {
        "day": day_text(change.day), "subject": change.subject, "name": change.name, "by_clock": change.by_clock,
        "turns": [_turn_json(turn) for turn in change.turns], "words": change.words(), "events": list(change.events),
        "sources": list(change.sources),
    }


def _turn_json(turn: Turn) -> Row:
    sides = {"before": turn.before, "after": turn.after}
    return {"what": turn.what, "name": turn.name, **{key: side and side._asdict() for key, side in sides.items()}}


def change_words(words: str) -> str:
    """The words of a change, with its dates in words."""
    return _IN_BRACKETS.sub(_dated, words).replace(" -> ", " → ")


def _dated(match: re.Match[str]) -> str:
    try:
        return f"({date_words(match[1])})"
    except DateError:
        return match[0]


def _status_of(change: Change) -> str | None:
    """The status that the first turn tells, for its shape."""
    turn = change.turns[0]
    return turn.after.status if turn.what in (STATUS, ROUND) and turn.after is not None else None


def changes_view(due: Sequence[Row], changes: Iterable[Change]) -> Row:
    """The page of changes: what is to come, and the days on which something changed, the last first."""
    return {
        "words": "The board of each day as it was known that day, compared with the day before.",
        "coming": [{**row, "address": addresses.subject(row["subject"]), "left": _left(row)} for row in due],
        "days": [
            (day_text(day), day_words(day), [
                {"address": addresses.subject(one.subject), "name": one.name, "status": _status_of(one),
                 "words": [change_words(turn.words()) for turn in one.turns], "by_clock": one.by_clock}
                for one in some
            ])
            for day, some in groupby(changes, lambda one: one.day)
        ],
    }


def _left(row: Row) -> str:
    late, left = row["days_overdue"], row["days_left"]
    if late:
        return f"{late} day{'' if late == 1 else 's'} late"
    return f"in {left} day{'' if left == 1 else 's'}" if left else "now"


def sitemap(address: str, names: Iterable[str]) -> bytes:
    """The map of the site (sitemaps.org, protocol 0.9): the pages, by their absolute addresses."""
    from xml.sax.saxutils import escape

    urls = "".join(f"<url><loc>{escape(address + name)}</loc></url>\n" for name in names if name.endswith(".html"))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{urls}</urlset>\n".encode()
