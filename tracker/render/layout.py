"""Layout: texts in columns, and beside a head, folded to a width that is counted in a terminal's cells.

The rule kept here: no text is lost and no line is wider than the width, as long as every column can have a
cell or two. Nothing is known here of terminals, files or colour: who draws says how a piece is painted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tracker.cells import cells, fold

GAP = "  "
RULE = "─"
_NARROW = 8  # cells of a column that can still be read
_BESIDE = 8  # a text gets at least this many cells beside its head, else it stands below
_INDENT = 4

Paint = Callable[[str, str], str]
"""What makes of a text and its style what is printed; it changes nothing of what is read."""


class Cell(NamedTuple):
    """A text, and the style its pieces are painted with."""

    text: str
    style: str = ""


class Spec(NamedTuple):
    """How a column stands: at the right or the left, and whether it folds before those that had better not."""

    right: bool = False
    wrap: bool = True


def plain(text: str, style: str) -> str:
    """The paint that leaves a text as it is."""
    return text


def shrink(widths: Sequence[int], least: Sequence[int], wraps: Sequence[bool], room: int) -> list[int]:
    """Widths that come to `room` together: the widest gives first, and the first of equals.

    No width goes below its least. Columns that had better not fold give only when the others are narrow, and
    only when all are narrow does any become narrower than can well be read.
    """
    left = [min(width, max(room, low)) for width, low in zip(widths, least, strict=True)]
    narrow = [max(low, _NARROW) for low in least]
    over = sum(left) - room
    for lowest, any_column in ((narrow, False), (narrow, True), (least, True)):
        while over > 0:
            giving = [at for at, width in enumerate(left) if width > lowest[at] and (any_column or wraps[at])]
            if not giving:
                break
            left[max(giving, key=lambda at: (left[at], -at))] -= 1
            over -= 1
    return left


def table(
    head: Sequence[str], rows: Sequence[Sequence[Cell]], specs: Sequence[Spec], width: int,
    paint: Paint = plain, title: str = "",
) -> list[str]:
    """The lines of a table: its title, its head with a rule under it, and the rows, each on as many lines as it needs.

    Title and head are painted bold. No line ends with a space.
    """
    grid = [[Cell(text, "bold") for text in head], *rows]
    texts = [[row[at].text for row in grid] for at in range(len(specs))]
    widths = shrink(
        [max(cells(line) for text in column for line in text.split("\n")) for column in texts],
        [1 if all(text.isascii() for text in column) else 2 for column in texts],
        [spec.wrap for spec in specs],
        width - len(GAP) * (len(specs) - 1),
    )
    lines = [paint(line, "bold") for line in fold(title, width)] if title else []
    for number, row in enumerate(grid):
        folded = [fold(cell.text, width) for cell, width in zip(row, widths, strict=True)]
        height = max(map(len, folded), default=0)
        if number == 0:  # the words of the head stand on the rule
            folded = [[*[""] * (height - len(pieces)), *pieces] for pieces in folded]
        lines += _row(row, folded, specs, widths, paint)
        if number == 0:
            lines.append(RULE * (sum(widths) + len(GAP) * (len(widths) - 1)))
    return lines


def _row(
    row: Sequence[Cell], folded: Sequence[Sequence[str]], specs: Sequence[Spec], widths: Sequence[int], paint: Paint
) -> list[str]:
    lines: list[str] = []
    for number in range(max(map(len, folded), default=0)):
        line, owed = "", ""
        for cell, spec, width, pieces in zip(row, specs, widths, folded, strict=True):
            piece = pieces[number] if number < len(pieces) else ""
            pad = " " * (width - cells(piece))
            if piece:
                line += owed + (pad if spec.right else "") + paint(piece, cell.style)
                owed = ("" if spec.right else pad) + GAP
            else:
                owed += pad + GAP
        lines.append(line)
    return lines


def beside(head: str, text: str, width: int, paint: Paint = plain) -> list[str]:
    """A head, painted bold, and a text beside it whose further lines begin under its first.

    Where the head leaves too little room, the text stands below it.
    """
    room = width - cells(head)
    if room < min(_BESIDE, max(cells(line) for line in text.split("\n"))):
        indent = " " * (_INDENT if width > 2 * _INDENT else 0)
        return [*(paint(line, "bold") for line in fold(head, width)),
                *(f"{indent}{line}".rstrip() for line in fold(text, width - len(indent)))]
    first, *rest = fold(text, room)
    indent = " " * cells(head)
    return [paint(head if first else head.rstrip(), "bold") + first, *(f"{indent}{line}".rstrip() for line in rest)]
