"""The columns of every listing: which keys are shown, under which headers, for people and for CSV."""

from __future__ import annotations

from typing import Any

from tracker.canonical import SHOWN_LENGTH
from tracker.parties import parties_apart, party_name
from tracker.render.listing import Column


def short_id(value: Any) -> str:
    """An id as people see it: its first eight digits."""
    return str(value)[:SHOWN_LENGTH] if value else ""


def party_names(value: Any) -> str:
    """Parties by name."""
    return ", ".join(party_name(code) for code in value or ())


def standing(value: Any) -> str:
    """One side of a difference: status, since, rounds and flags in words."""
    if not value:
        return "not followed"
    told = [f"{value['status']} ({value['since']})" if value.get("since") else value["status"] or "nothing known"]
    told += [f"round {seen['round'] or ''} {seen['status']} {seen['date'] or ''}".replace("  ", " ").strip()
             for seen in value.get("rounds", ())]
    told += parties_apart(value["status"], value.get("by_party", {}))
    told += [f"may be {status}" for status in value["possible"]]
    told += [f"[{flag}]" for flag in value["flags"]]
    return "; ".join(told)


def date_lines(value: Any) -> str:
    """A date, a long set of days on two lines."""
    text = str(value or "")
    return text.replace("..", "..\n").replace("/", "/\n") if len(text) > len("[2014-10..2014-12]") else text


def ahead_lines(value: Any) -> str:
    """Rounds to come or late, a long date on lines of its own."""
    return "\n".join(
        " ".join(date_lines(word) for word in line.split(" ")).replace(" [", "\n[") for line in value.split("\n")
    )


AGREEMENTS = (
    Column("name", "Agreement", style="bold"),
    Column("status", "Status", style="status"),
    Column("since", "Since", show=date_lines, lines=True),
    Column("possible", "Possibly"),
    Column("origins", "Origins", right=True),
    Column("flags", "Flags"),
)
SERIES = (
    Column("name", "Series", style="bold"),
    Column("status_words", "Status", style="status", lines=True),
    Column("last_held", "Last held", show=date_lines, lines=True),
    Column("ahead", "Next or late", show=ahead_lines, lines=True),
    Column("cadence_words", "Cadence"),
)
STEPS = (
    Column("day", "From day", wrap=False),
    Column("subject", "Subject id", table=False),
    Column("name", "Subject", style="bold"),
    Column("round", "Round"),
    Column("party", "Party"),
    Column("was", "Was"),
    Column("status", "Is", style="status"),
    Column("date", "Date told"),
    Column("sources", "Source"),
    Column("events", "Events", table=False),
)
DIFFERENCES = (
    Column("name", "Subject", style="bold"),
    Column("subject", "Subject id", table=False),
    Column("before", "Before", show=standing, plain=standing),
    Column("after", "After", show=standing, plain=standing),
)
DUE = (
    Column("subject", "Subject id", table=False),
    Column("date", "Date", show=date_lines, lines=True),
    Column("name", "Subject", style="bold"),
    Column("what", "What", style="status"),
    Column("place", "Place"),
    Column("days_left", "Days left", right=True),
    Column("days_overdue", "Days late", right=True),
)
REASONS = (
    Column("subject", "Subject id", table=False),
    Column("id", "Event", show=short_id, style="dim", wrap=False),
    Column("makes", "Makes"),
    Column("act", "Act"),
    Column("occurred", "Occurred"),
    Column("by", "By", show=party_names),
    Column("source", "Source"),
    Column("paragraph", "Par.", right=True),
    Column("attribution", "Attribution"),
    Column("note", "Note"),
)
EVENTS = (
    Column("position", "Pos.", right=True, wrap=False),
    Column("id", "Event", show=short_id, style="dim", wrap=False),
    Column("subject_or_target", "Subject"),
    Column("act_or_type", "What"),
    Column("occurred", "Occurred"),
    Column("source", "Source"),
    Column("note_or_reason", "Note"),
)
EVENTS_IN_FULL = tuple(
    Column(key, key)
    for key in (
        "position", "id", "recorded", "type", "subject", "act", "occurred", "planned_for", "effective", "until",
        "every", "by", "place", "round", "successor", "confirms", "certainty", "attribution", "grade", "source",
        "paragraph", "starts", "said", "note", "event", "reason", "taken_back_by", "kind", "name", "parties",
        "aliases", "publisher", "origin", "title", "published", "language", "url", "sha256", "reliability",
    )
)
ACTS = (
    Column("level", "Of", wrap=False),
    Column("act", "Act", style="bold", wrap=False),
    Column("status", "Status after", style="status"),
    Column("means", "Meaning"),
    Column("needs", "Needs", wrap=False),
)
_PLACED = (
    Column("position", "Position", table=False), Column("id", "Event", table=False),
    Column("recorded", "Recorded", table=False),
)
SUBJECTS = (
    *_PLACED,
    Column("subject", "Subject", style="bold", wrap=False),
    Column("kind", "Kind", wrap=False),
    Column("name", "Name"),
    Column("parties", "Parties", show=party_names),
    Column("aliases", "Aliases"),
)
SOURCES = (
    *_PLACED,
    Column("source", "Source", style="bold", wrap=False),
    Column("published", "Published", wrap=False),
    Column("publisher", "Publisher"),
    Column("origin", "Origin"),
    Column("title", "Title"),
    Column("reports", "Reports", right=True),
    Column("language", "Language"), Column("url", "Address"), Column("sha256", "SHA-256"),
    Column("reliability", "Reliability"),
)

REASONS_MORE = (
    Column("position", "Position"),
    Column("recorded", "Recorded"),
    Column("publisher", "Publisher"),
    Column("origin", "Origin"),
    Column("published", "Published"),
    Column("occurrence", "Occurrence"),
)
ACTS_IN_FULL = (
    Column("kind", "Kind"),
    Column("per_party", "Per party"),
    Column("signal", "Signal"),
    Column("flag", "Flag"),
)
