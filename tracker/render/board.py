"""The board for people: agreements, series, and what nothing is known of yet.

The rule kept here: the board is made of the rows that JSON prints; nothing is worked out again here.
"""

from __future__ import annotations

from typing import Any

from tracker.parties import parties_apart
from tracker.render import columns, listing
from tracker.render.listing import Column

AHEAD = ("proposed", "agreed", "scheduled", "postponed", "opened", "overdue")
"""Statuses of rounds that are to come or late."""
_CSV = ("kind", "subject", "name", "status", "since", "possible", "flags", "origins", "every", "last_held", "next",
        "cadence", "overdue", "rounds_words", "by_party_words", "events")
_CSV_NAMES = {"rounds_words": "rounds", "by_party_words": "by_party"}


def standpoint_words(value: dict[str, Any]) -> str:
    """From where the board is seen, in words."""
    known = f"known by {value['known_by']}" if value["known_by"] else "with all that is known now"
    return f"As of {value['as_of']}, {known}; log position {value['position']}"


def _is_known(row: dict[str, Any]) -> bool:
    return bool(row["status"] or row["possible"] or row["flags"] or row.get("rounds"))


def _agreement_rows(value: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "flags": _flags(row)} for row in value["agreements"] if _is_known(row)]


def _flags(row: dict[str, Any]) -> list[str]:
    """The flags, and for parties that stand elsewhere than the agreement, who stands where."""
    return [*row["flags"], *parties_apart(row["status"], row["by_party"])]


def _series_rows(value: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**row, "ahead": ahead(row), "cadence_words": _cadence(row),
         "status_words": "\n".join(filter(None, (row["status"], ", ".join(row["flags"]),
                                                 *(f"may be {status}" for status in row["possible"]))))}
        for row in value["series"] if _is_known(row)
    ]


def ahead(row: dict[str, Any]) -> str:
    """The rounds that are to come or late, a line each; where there is none, the last, unless it was held."""
    return "\n".join(
        f"{seen['status']} {seen['date'] or ''}".strip()
        for seen in row["rounds"]
        if seen["status"] in AHEAD or (seen is row["rounds"][-1] and seen["status"] != "held")
    )


def _cadence(row: dict[str, Any]) -> str:
    if not row["every"]:
        return ""
    return f"{row['every']}, {row['cadence']}" if row["cadence"] != "unknown" else row["every"]


def _unknown(value: dict[str, Any]) -> list[str]:
    return [row["name"] for row in (*value["agreements"], *value["series"]) if not _is_known(row)]


def show(value: dict[str, Any]) -> None:
    """Print the board as tables."""
    from tracker.render import screen

    parts: list[Any] = [standpoint_words(value)]
    agreements, series = _agreement_rows(value), _series_rows(value)
    if agreements:
        parts += ["", screen.table(agreements, _used(columns.AGREEMENTS, agreements))]
    if series:
        parts += ["", screen.table(series, _used(columns.SERIES, series))]
    unknown = _unknown(value)
    if unknown:
        parts += ["", f"Nothing known yet: {', '.join(unknown)}."]
    if not agreements and not series and not unknown:
        parts += ["", "No subject is registered yet. `tracker subject add` registers one; "
                      "`tracker import FILE` takes events from a file."]
    screen.say(*parts)


def _used(told: tuple[Column, ...], rows: list[dict[str, Any]]) -> list[Column]:
    """The columns in which some row has something to say."""
    return [column for column in told if any(row.get(column.key) for row in rows)]


def text(value: dict[str, Any], format: str) -> str:
    """The board as json, csv or markdown."""
    if format == "json":
        return listing.json_text(value) + "\n"
    if format == "csv":
        return listing.csv_text(
            [{_CSV_NAMES.get(key, key): row.get(key) for key in _CSV} for row in _csv_rows(value)],
            [Column(_CSV_NAMES.get(key, key), key) for key in _CSV],
        )
    parts = [f"{standpoint_words(value)}.\n"]
    agreements, series = _agreement_rows(value), _series_rows(value)
    if agreements:
        parts.append(listing.markdown_text(agreements, _used(columns.AGREEMENTS, agreements)))
    if series:
        parts.append(listing.markdown_text(series, _used(columns.SERIES, series)))
    unknown = _unknown(value)
    if unknown:
        from tracker import gates

        parts.append(f"Nothing known yet: {gates.markdown(', '.join(unknown))}.\n")
    return "\n".join(parts)


def _csv_rows(value: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [{"kind": "agreement", **row, "by_party_words": row["by_party"]} for row in value["agreements"]]
    rows += [
        {
            "kind": "series", **row,
            "rounds_words": "; ".join(
                " ".join(filter(None, (seen["round"], seen["status"], seen["date"], seen["place"])))
                for seen in row["rounds"]
            ),
        }
        for row in value["series"]
    ]
    return rows
