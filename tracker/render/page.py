"""One subject, one event, and the reasons for a status, as a person reads them on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tracker import gates, reports
from tracker.boardrows import state_words
from tracker.facts import Report, Source
from tracker.parties import party_name
from tracker.projection import AgreementState, Course, SeriesState
from tracker.render.columns import party_names, short_id
from tracker.render.listing import Column, words
from tracker.vocabulary import SOURCES_DIFFER

ATTRIBUTION_WORDS = {
    "on_record": "on the record", "anonymous": "anonymous sources", "media": "citing other media",
    "author": "the author", "analyst": "an analyst", "document": "a document",
}

DETAIL_WORDS = {
    "planned_for": "planned for", "effective": "effective", "until": "until", "every": "every", "round": "round",
    "successor": "succeeded by",
}


def subject_value(
    course: Course, state: AgreementState | SeriesState, day: int, told: Mapping[str, Report],
    sources: Mapping[str, Source],
) -> dict[str, Any]:
    """`show SUBJECT` as JSON: the board's row with kind and aliases, cadence, misfits, and every report."""
    row = reports.agreement(state) if isinstance(state, AgreementState) else reports.series(state, day)
    value = {
        "kind": state.subject.kind, "aliases": list(state.subject.aliases), "parties": list(state.subject.parties),
        "since": state.view.since, **row,
    }
    if isinstance(state, SeriesState):
        value["cadence_in_full"] = reports.cadence_row(state, day)
    value["sources_differ_on"] = reports.differing(state)
    value["out_of_order"] = [
        {"event": one.events[0], "act": one.act, "after": before.events[0] if before else None,
         "after_act": before.act if before else None}
        for one, before in state.view.state.misfits
    ]
    value["reports"] = reports.everything(course, state, day, told, sources)
    return value


def _print_fields(pairs: Iterable[tuple[str, Any]]) -> None:
    """Names and values, those that are told, the values under each other."""
    from tracker.render import screen

    shown = [(name, words(value)) for name, value in pairs if value not in (None, "", [], {})]
    width = max((len(name) for name, _ in shown), default=0)
    screen.say(*(screen.hanging(f"  {name.ljust(width)}  ", value) for name, value in shown))


def show_subject(value: dict[str, Any]) -> None:
    """Print one subject."""
    from tracker.render import screen

    standings = {party_name(party): told for party, told in value.get("by_party", {}).items() if told}
    cadence = value.get("cadence_in_full") or {}
    head = [
        ("id", value["subject"]), ("kind", value["kind"]), ("parties", party_names(value["parties"])),
        ("also called", value["aliases"]), ("status", value["status"] or "nothing known"), ("since", value["since"]),
        ("possibly", value["possible"]), ("flags", value["flags"]), ("by party", standings),
        ("sources differ on", value["sources_differ_on"]),
        ("origins", value.get("origins") or None), ("every", value.get("every")), ("last held", value.get("last_held")),
        ("next", value.get("next")), ("due by", cadence.get("due_by")),
        ("cadence", _cadence_words(cadence)),
    ]
    screen.say(value["name"], style="bold")
    _print_fields(head)
    for misfit in value["out_of_order"]:
        screen.say(f"  out of order: {misfit['act']} ({short_id(misfit['event'])}) after "
                   f"{misfit['after_act']} ({short_id(misfit['after'])})")
    if value.get("rounds"):
        screen.say("", screen.table(value["rounds"], (
            Column("round", "Round"), Column("status", "Status", style="status"), Column("date", "Date"),
            Column("place", "Place"))))
    for row in value["reports"]:
        what, *more = reason_lines(row)
        part = "" if row["part"] == "counted" else f"  [{row['part']}]"
        screen.say("", screen.hanging(f"  {short_id(row['id'])}  ", "\n".join((what + part, *more))))


def _cadence_words(cadence: dict[str, Any]) -> str:
    if not cadence or cadence["verdict"] == "unknown":
        return ""
    late = f", {cadence['days_overdue']} days late" if cadence["days_overdue"] else ""
    return f"{cadence['verdict']}{late}"


def show_event(envelope: dict[str, Any]) -> None:
    """Print one event as the log holds it."""
    from tracker.render import screen

    screen.say(f"Event {envelope['id']}", style="bold")
    if envelope["taken_back_by"]:
        screen.say(f"  Taken back by event {short_id(envelope['taken_back_by'])}.", style="yellow")
    _print_fields([
        ("position", envelope["position"]), ("recorded", envelope["recorded"]), ("recorder", envelope["recorder"]),
        *((key.replace("_", " "), value) for key, value in envelope["content"].items()),
    ])


def _joined(lines: Iterable[str | None]) -> str:
    """Lines under each other, without those that are empty; a line's end within one is a space."""
    return "\n".join(gates.one_line(line) for line in lines if line)


def show_subjects(rows: list[dict[str, Any]]) -> None:
    """Print the subjects, two lines or three for each."""
    from tracker.render import screen

    width = max((len(row["subject"]) for row in rows), default=0)
    for row in rows:
        about = "; ".join(filter(None, (row["kind"], party_names(row["parties"]))))
        lines = [row["name"], about, f"also {words(row['aliases'])}" if row["aliases"] else ""]
        screen.say(screen.hanging(f"{row['subject'].ljust(width)}  ", _joined(lines)))


def show_sources(rows: list[dict[str, Any]]) -> None:
    """Print the sources, two lines or three for each."""
    from tracker.render import screen

    width = max((len(row["source"]) for row in rows), default=0)
    for row in rows:
        origin = f" (origin: {row['origin']})" if row["origin"] not in (None, row["publisher"]) else ""
        reports = f"{row['reports']} report{'' if row['reports'] == 1 else 's'}"
        told = f"{row['publisher']}{origin}, {row['published']}; {reports}"
        lines = [row["title"] or "no title told", told, row["url"]]
        screen.say(screen.hanging(f"{row['source'].ljust(width)}  ", _joined(lines)))


def show_events(rows: list[dict[str, Any]]) -> None:
    """Print events of the log, two or three lines for each."""
    from tracker.render import screen

    width = max((len(str(row["position"])) for row in rows), default=1)
    for row in rows:
        what = f"{row['subject_or_target']}: {row['act_or_type'].replace('_', ' ')}"
        if row["occurred"]:
            what += f" {row['occurred']}"
        if row.get("by"):
            what += f" by {party_names(row['by'])}"
        if row["taken_back_by"]:
            what += f"  [taken back by {short_id(row['taken_back_by'])}]"
        source = row.get("source") if row["type"] in ("reported", "retracted") else None
        paragraph = (row.get("locator") or {}).get("paragraph")
        place = f"{source}, paragraph {paragraph}" if source and paragraph else source
        lines = "\n".join(filter(None, (_joined([what, place]), row["note_or_reason"])))
        screen.say(screen.hanging(f"{str(row['position']).rjust(width)}  {short_id(row['id'])}  ", lines))


def show_reasons(state: AgreementState | SeriesState, rows: list[dict[str, Any]]) -> None:
    """Print why a subject stands where it does: a few lines for each report."""
    from tracker.render import screen

    screen.say(f"{state.subject.name}: {state_words(state)}", style="bold")
    on = f"{SOURCES_DIFFER} on {', '.join(reports.differing(state))}"
    notes = [*(f"may already be {status}" for status in state.possible),
             *(on if flag == SOURCES_DIFFER else flag for flag in state.flags)]
    if notes:
        screen.say(f"  {'; '.join(notes)}")
    if not rows:
        screen.say("  No report seen from here moves its status.")
    for row in rows:
        screen.say("", screen.hanging(f"  {short_id(row['id'])}  ", "\n".join(reason_lines(row))))


def show_steps(rows: list[dict[str, Any]]) -> None:
    """Print the steps of a history, a line or two for each."""
    from tracker.render import screen

    if not rows:
        screen.say("No change of status is seen from here.")
    for row in rows:
        change = f"{row['was']} -> {row['status'] or 'nothing known'}" if row["was"] else row["status"]
        whose = row["round"] or (party_name(row["party"]) if row["party"] else "")
        what = f"{whose} {change}".strip()
        told = "; ".join(filter(None, (row["date"], words(row["sources"]) or "by the clock")))
        screen.say(screen.hanging(f"{row['day']}  ", gates.one_line(f"{row['name']}: {what}  ({told})")))


def reason_lines(row: dict[str, Any]) -> list[str]:
    """One report: what it says; where; who says so; and the note, which alone may have several lines."""
    by = f" by {party_names(row['by'])}" if row.get("by") else ""
    place = f", in {row['place']}" if row.get("place") else ""
    occurred = row["occurred"]
    if row["occurrence"] and row["occurrence"] != occurred:
        occurred = f"{occurred} (counted as {row['occurrence']})"
    certainty = {"denied": "denied: ", "possible": "possibly: "}.get(row["certainty"], "")
    dates = "".join(f", {words} {row[key]}" for key, words in DETAIL_WORDS.items() if row.get(key))
    where = f", paragraph {row['paragraph']}" if row["paragraph"] else ""
    starts = f' ("{row["starts"]} …")' if row["starts"] else ""
    origin = f"{row['origin']}, in {row['publisher']}" if row["origin"] != row["publisher"] else row["publisher"]
    word = ATTRIBUTION_WORDS.get(row["attribution"] or "", "")
    lines = [
        f"{certainty}{row['act'].replace('_', ' ')} {occurred}{by}{dates}{place}",
        f"{row['source']}{where}{starts}",
        "; ".join(filter(None, (f"{origin}, {row['published']}", word, row["grade"]))),
    ]
    return [*map(gates.one_line, lines), *([row["note"]] if row["note"] else [])]
