"""The terminal: tables and lines in colour, readable at 80 columns and without colour.

The rule kept here: data is never read as markup, every text passes the terminal gate, and colour only
repeats what the words say. No line ends with a space.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from tracker import gates
from tracker.cells import fold
from tracker.render import layout, terminal
from tracker.render.layout import Cell, Paint, Spec
from tracker.render.listing import Column

STATUS_STYLES = {
    "in force": "bold green", "signed": "green", "concluded": "green", "held": "green", "active": "green",
    "partly signed": "green", "provisionally applied": "green",
    "postponed": "yellow", "stalled": "yellow", "suspended": "yellow", "notice pending": "yellow",
    "notice suspended": "yellow", "overdue": "bold yellow", "declined": "yellow", "due": "yellow", "dormant": "yellow",
    "terminated": "red", "expired": "red", "abandoned": "red", "collapsed": "red", "ended": "red", "cancelled": "red",
    "superseded": "red",
}
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}

Drawn = Callable[[int, Paint], list[str]]
"""What is yet to be laid out: the lines it takes in a width, painted."""


def status_style(status: str) -> str:
    """The colour that goes with a status; none for most."""
    first = status.splitlines()[0] if status else ""
    return STATUS_STYLES.get(first.split(",")[0].strip(), "")


def painted(text: str, style: str) -> str:
    """A text in a style, for a terminal."""
    return f"\x1b[{';'.join(_CODES[word] for word in style.split())}m{text}\x1b[0m" if style and text else text


def table(rows: Sequence[dict[str, Any]], columns: Sequence[Column], title: str = "") -> Drawn:
    """A plain table with a rule under its head."""
    specs = [Spec(column.right, column.wrap) for column in columns]
    head = [gates.one_line(column.header) for column in columns]
    grid = [[_cell(column, row.get(column.key)) for column in columns] for row in rows]
    return lambda width, paint: layout.table(head, grid, specs, width, paint, gates.one_line(title))


def _cell(column: Column, value: Any) -> Cell:
    gate = gates.terminal if column.lines else gates.one_line
    text = gate(column.show(value))
    return Cell(text, status_style(text) if column.style == "status" else column.style)


def hanging(head: str, text: str) -> Drawn:
    """A head and a text beside it, whose further lines begin under its first, and so never look like a head."""
    gated = gates.one_line(head), gates.terminal(text)
    return lambda width, paint: layout.beside(*gated, width, paint)


def say(*parts: str | Drawn, stderr: bool = False, style: str = "") -> None:
    """Print texts, each a line to be folded, or what was drawn, through the gate; a line end in a text begins none."""
    stream = sys.stderr if stderr else sys.stdout
    paint = painted if terminal.is_coloured(stream) else layout.plain
    room = terminal.width()
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines += [paint(line, style) for line in fold(gates.one_line(part), room)]
        else:
            lines += part(room, paint)
    text = "".join(f"{line}\n" for line in lines)
    stream.flush()
    stream.buffer.write(text.encode("utf-8", "backslashreplace"))  # whatever the locale
    stream.buffer.flush()
