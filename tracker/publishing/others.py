"""The pages beside the board and the subjects: sources, what changed lately, the words, the map of the site.

The rule kept here: lists are in one order, by date and then by id, whatever order the log gives them in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tracker import reports
from tracker.days import day_text
from tracker.facts import Source, Subject
from tracker.publishing import addresses
from tracker.publishing.lately import Change
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


def source_row(source: Source, cited: int) -> Row:
    """A source, with how many reports cite it: the row of `source list`."""
    return {
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
    reader: Reader, source: Source, subjects: Mapping[str, Subject], sources: Mapping[str, Source]
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
                "taken_back_on": None, "makes": False, "part_words": "", "changes": [],
            })
    return {**source_row(source, len(rows)), "told": rows}, events


def source_facts(source: Source) -> list[tuple[str, str]]:
    """What is known of a source, by name."""
    facts = (
        ("Publisher", source.publisher), ("Origin", source.origin), ("Published", date_words(source.published.text)),
        ("Language", source.language), ("Reliability", source.reliability), ("SHA-256 of its text", source.sha256),
        ("Id", source.id),
    )
    return [(name, value) for name, value in facts if value]


def safe_url(url: str | None) -> str | None:
    """An address that a page may link to: http or https, and nothing else."""
    return url if url is not None and url.lower().startswith(("http://", "https://")) else None


def change_json(change: Change) -> Row:
    """A change as JSON."""
    return {"day": day_text(change.day), "subject": change.subject.id, "name": change.subject.name,
            "status": change.status, "words": change.words}


def changes_view(due: Sequence[Row], changes: Iterable[Change]) -> Row:
    """The page of changes: what is to come, and the days on which something changed, the last first."""
    return {
        "words": "The board of each day as it was known that day, compared with the day before.",
        "coming": [{**row, "address": addresses.subject(row["subject"]), "left": _left(row)} for row in due],
        "days": [
            (day_text(day), day_words(day), [
                {"address": addresses.subject(one.subject.id), "name": one.subject.name, "status": one.status,
                 "words": one.words} for one in some
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
