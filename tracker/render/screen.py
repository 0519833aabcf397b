"""The terminal: tables and lines in colour, readable at 80 columns and without colour.

The rule kept here: data is never read as markup, every text passes the terminal gate, and colour only
repeats what the words say. rich is imported here and nowhere else.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.render import gates
from tracker.render.listing import Column

STATUS_STYLES = {
    "in force": "bold green", "signed": "green", "concluded": "green", "held": "green", "active": "green",
    "partly signed": "green", "provisionally applied": "green",
    "postponed": "yellow", "stalled": "yellow", "suspended": "yellow", "notice pending": "yellow",
    "notice suspended": "yellow", "overdue": "bold yellow", "declined": "yellow", "due": "yellow", "dormant": "yellow",
    "terminated": "red", "expired": "red", "abandoned": "red", "collapsed": "red", "ended": "red", "cancelled": "red",
    "superseded": "red",
}


def console(stderr: bool = False) -> Console:
    """A console that respects pipes, NO_COLOR and the terminal's width (80 columns where there is none)."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)


def status_style(status: str) -> str:
    """The colour that goes with a status; none for most."""
    first = status.splitlines()[0] if status else ""
    return STATUS_STYLES.get(first.split(",")[0].strip(), "")


def table(rows: Sequence[dict[str, Any]], columns: Sequence[Column], title: str = "") -> Table:
    """A plain table with a rule under its head."""
    made = Table(
        box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold", header_style="bold",
        pad_edge=False, show_edge=False, padding=(0, 1, 0, 0),
    )
    for column in columns:
        made.add_column(
            column.header, justify="right" if column.right else "left", no_wrap=not column.wrap, overflow="fold"
        )
    for row in rows:
        cells = []
        for column in columns:
            gate = gates.terminal if column.lines else gates.one_line
            text = gate(column.show(row.get(column.key)))
            style = status_style(text) if column.style == "status" else column.style
            cells.append(Text(text, style=style))
        made.add_row(*cells)
    return made


def hanging(head: str, text: str) -> Table:
    """A head and a text beside it, whose further lines begin under its first."""
    grid = Table.grid(padding=0)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(gates.terminal(head), style="bold"), Text(gates.terminal(text)))
    return grid


def say(*parts: Any, stderr: bool = False, style: str = "") -> None:
    """Print lines of text, or tables, through the gate."""
    out = console(stderr)
    with out.capture() as captured:
        for part in parts:
            out.print(Text(gates.terminal(part), style=style) if isinstance(part, str) else part)
    text = captured.get()
    if not out.is_terminal:
        text = "\n".join(line.rstrip() for line in text.split("\n"))
    stream = sys.stderr if stderr else sys.stdout
    stream.flush()
    stream.buffer.write(text.encode("utf-8", "backslashreplace"))  # whatever the locale
    stream.buffer.flush()
