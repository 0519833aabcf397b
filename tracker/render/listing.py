"""Listings as table, json, csv or markdown: one set of rows, four views.

The rule kept here: a column names a key of the row, a header, and how its value reads; the formats differ
in nothing else. JSON prints the rows as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tracker import gates

FORMATS = ("table", "json", "csv", "markdown")

def words(value: Any) -> str:
    """A JSON value as people read it: lists with commas, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key} {words(one)}" for key, one in value.items() if one is not None)
    return str(value)


class Column(NamedTuple):
    """One column: the row's key, its header, and for tables its style, whether it may wrap and stand right,
    and whether line ends in it are kept. `plain` is how its value reads in CSV and Markdown; a column may be
    kept out of tables."""

    key: str
    header: str
    show: Callable[[Any], str] = words
    style: str = ""
    wrap: bool = True
    right: bool = False
    lines: bool = False
    plain: Callable[[Any], str] = words
    table: bool = True


def json_text(value: Any) -> str:
    """Indented JSON, with every character as it is but those a terminal could misread."""
    import json

    return gates.json(json.dumps(value, indent=2, ensure_ascii=False))


def csv_text(rows: Sequence[dict[str, Any]], columns: Sequence[Column]) -> str:
    """RFC 4180 with a header row; cells pass the spreadsheet gate."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.key for column in columns])
    for row in rows:
        writer.writerow([gates.spreadsheet(column.plain(row.get(column.key))) for column in columns])
    return out.getvalue()


def markdown_text(rows: Sequence[dict[str, Any]], columns: Sequence[Column]) -> str:
    """A GitHub-flavoured Markdown table; cells pass the Markdown gate."""
    lines = [
        "| " + " | ".join(column.header for column in columns) + " |",
        "|" + "|".join("---:" if column.right else "---" for column in columns) + "|",
    ]
    lines += [
        "| " + " | ".join(gates.markdown(column.plain(row.get(column.key))) for column in columns) + " |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"
