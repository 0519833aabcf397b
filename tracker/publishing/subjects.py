"""The page of one agreement or series: where it stands, and every report with what it changed.

The rule kept here: what is shown is what `show` and `replay` print of the subject; a report that was taken back is
shown as such, and never left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker import reports
from tracker.days import END
from tracker.facts import Report, Source
from tracker.history import Step, steps
from tracker.parties import party_name
from tracker.projection import Course
from tracker.publishing import addresses
from tracker.publishing.boards import origins_words
from tracker.publishing.packing import day_code
from tracker.publishing.wording import date_words, day_words, every_words
from tracker.readmodel.stories import Shown
from tracker.render.page import ATTRIBUTION_WORDS, DETAIL_WORDS, subject_value

if TYPE_CHECKING:
    from tracker.readmodel.reading import Reader

Row = dict[str, Any]
PART_WORDS = {"signal": "a signal; it moves no status", "denial": "disputes a report",
              "unresolved": "unresolved: it fits several occurrences", "out of order": "out of order"}
_DETAIL_NAMES = {"by": "who did it", "place": "where", "planned_for": "the day planned for", "until": "until when",
                 "effective": "when it takes effect", "every": "how often", "successor": "what succeeds it"}
MAKES, UNPUBLISHED, NOT_YET, PERHAPS = (
    "makes the status", "not published yet", "had not happened yet", "may have happened",
)
PARTS = {"makes": MAKES, "unpublished": UNPUBLISHED, "notYet": NOT_YET, "perhaps": PERHAPS}
"""What a report is to the status seen, in words."""


class Told(NamedTuple):
    """All that a subject's page tells: the value of `show --format json`, its reports, and those as `shown`."""

    value: Row
    events: list[Row]
    shown: list[list[Any]]
    course: Course


def told(reader: Reader, subject: str, as_of: int, known_by: int | None) -> Told:
    """The subject as seen from a standpoint."""
    (course,) = reader.courses(known_by, {subject})
    state = course.at(as_of)
    sources, everything = reader.sources, reader.shown(subject)
    by_id = {one.id: reader.told[one.id] for one in everything}
    value = subject_value(course, state, as_of, by_id, sources)
    parts = {row["id"]: PART_WORDS.get(row["part"], "") for row in value["reports"]}
    makes = _makers(value)
    changes = _changes(steps(course))
    known = END if known_by is None else known_by
    events = [
        event_row(by_id[one.id], sources) | {
            "makes": one.id in makes, "changes": changes.get(one.id, []),
            "part_words": (part := _part(one, parts.get(one.id, ""), one.id in makes, as_of, known)),
            "unseen": part in (UNPUBLISHED, NOT_YET), **_taken_back(reader, one),
        }
        for one in everything
    ]
    shown = [[*map(day_code, one[1:5]), parts.get(one.id, "")] for one in everything]
    return Told(value, events, shown, course)


def _makers(value: Row) -> set[str]:
    return {*value["events"], *(event for one in value.get("rounds", ()) for event in one["events"])}


def _part(one: Shown, part: str, makes: bool, day: int, known: int) -> str:
    if makes:
        return MAKES
    if known < one.visible_from:
        return UNPUBLISHED
    if known > one.visible_to or part:
        return part
    return NOT_YET if one.earliest > day else PERHAPS if one.latest > day else ""


def _taken_back(reader: Reader, one: Shown) -> Row:
    if one.visible_to >= END:
        return {"taken_back_by": None, "taken_back_on": None}
    return {"taken_back_by": reader.taken_back_by(one.id), "taken_back_on": day_words(one.visible_to + 1)}


def event_row(report: Report, sources: Mapping[str, Source]) -> Row:
    """One report in words."""
    row = reports.reason(report, sources)
    by = f" by {', '.join(map(party_name, row['by']))}" if row.get("by") else ""
    dates = "".join(f", {words} {_detail(key, row[key])}" for key, words in DETAIL_WORDS.items() if row.get(key))
    place = f", in {row['place']}" if row.get("place") else ""
    where = f", paragraph {row['paragraph']}" if row["paragraph"] else ""
    starts = f" (“{row['starts']} …”)" if row["starts"] else ""
    said = f"; dated by its words “{row['said']}”" if row.get("said") else ""
    word = ATTRIBUTION_WORDS.get(row["attribution"] or "", "")
    grade = f"grade {row['grade']}" if row["grade"] else ""
    return {
        "id": row["id"], "position": row["position"], "subject": row["subject"], "occurred": row["occurred"],
        "published": row["published"],
        "certainty_words": {"denied": "denied: ", "possible": "possibly: "}.get(row["certainty"], ""),
        "act_words": row["act"].replace("_", " "), "rest": f"{by}{dates}{place}", "note": row["note"],
        "source": row["source"], "source_address": addresses.source(row["source"]), "source_words": source_words(row),
        "where": f"{where}{starts}{said}; " + "; ".join(filter(None, (word, grade, f"position {row['position']}"))),
        "address": addresses.subject(row["subject"]),
    }


def source_words(row: Mapping[str, Any]) -> str:
    """Whose story it is, and where it appeared."""
    if row["origin"] and row["origin"] != row["publisher"]:
        return f"{row['origin']}, in {row['publisher']}"
    return str(row["publisher"])


def _detail(key: str, value: str) -> str:
    if key == "every":
        return every_words(value).removeprefix("every ")
    return date_words(value) if key in ("planned_for", "effective", "until") else value


def _changes(made: Iterable[Step]) -> dict[str, list[Row]]:
    """What each event changed, by its id."""
    changes: dict[str, list[Row]] = {}
    for step in made:
        row = {"status": step.status, "words": f"{step_words(step)}, from {day_words(step.day)}"}
        for event in dict.fromkeys(claim.id for one in step.made_by for claim in one.claims):
            changes.setdefault(event, []).append(row)
    return changes


def step_words(step: Step) -> str:
    """A change in words: round 1: scheduled → overdue."""
    whose = f"{step.round}: " if step.round else f"{party_name(step.party)}: " if step.party else ""
    status = step.status or "nothing known"
    return f"{whose}{step.was} → {status}" if step.was else f"{whose}{status}"


def view(seen: Told) -> Row:
    """The page's values besides the answer of `show`."""
    value = seen.value
    cadence = value.get("cadence_in_full") or {}
    count = len(seen.events)
    return {
        "parties": ", ".join(map(party_name, value["parties"])),
        "by_party": [(party_name(code), told) for code, told in value.get("by_party", {}).items()],
        "differ": [_DETAIL_NAMES.get(detail, detail.replace("_", " ")) for detail in value["sources_differ_on"]],
        "notes": [*(f"may be {one}" for one in value["possible"]), *value["flags"]],
        "origins": origins_words(value.get("origins", 0)), "cadence": _cadence_words(cadence),
        "events": seen.events, "counted": f"{count} report{'' if count == 1 else 's'}.",
    }


def _cadence_words(cadence: Row) -> str:
    told = []
    if cadence.get("intervals"):
        spans = [f"{fewest}–{most}" if fewest != most else f"{fewest}" for fewest, most in cadence["intervals"]]
        told.append(f"Days between the rounds held: {', '.join(spans)}.")
    if cadence.get("due_by"):
        told.append(f"The next is due by its interval: {date_words(cadence['due_by'])}.")
    if cadence.get("days_overdue"):
        told.append(f"{cadence['days_overdue']} days overdue.")
    return " ".join(told)
