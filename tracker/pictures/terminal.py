"""Timelines as lines of text for a terminal.

The rule kept here: no line is wider than the width, every text passes the terminal gate, and colour only repeats what
characters and words say. What is drawn with lines and shades has a plain ASCII form beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tracker import gates
from tracker.cells import cells, fold
from tracker.days import BEGINNING, END
from tracker.pictures import words
from tracker.pictures.labels import Rows
from tracker.pictures.lanes import marks_of
from tracker.pictures.scale import PX, Scale, scale, ticks
from tracker.timeline import NOTICE, OPEN, OVER, RUNNING, STAGE_OF, STAGES, STOPPED, STRUCK, Lane, Timeline

Paint = Callable[[str, str], str]
"""What makes of a text and its style what is printed (see `render.layout`)."""

STYLES = {OPEN: "", STOPPED: "yellow", STRUCK: "green", RUNNING: "bold green", NOTICE: "yellow", OVER: "red"}
_LEAST, _NAMES = 40, 30
_OVER_ROWS, _UNDER_ROWS = 2, 2


class Signs(NamedTuple):
    """The characters to draw with. `fade` goes from what is least sure to what is surest."""

    stages: dict[str, str]
    begins: str
    fade: str
    marks: dict[str, str]
    window: str
    report: str
    rule: str


_STAGES = (OPEN, STOPPED, STRUCK, RUNNING, NOTICE, OVER)
LINES = Signs(dict(zip(_STAGES, "─╌═━≡┈", strict=True)), "├", "░▒▓", dict(zip(words.MARKS, "●○◇×△▷", strict=True)),
              "░", "╵", "┊")
ASCII = Signs(dict(zip(_STAGES, "-~=#%_", strict=True)), "|", ".:+", dict(zip(words.MARKS, "*o!x^>", strict=True)),
              ".", "'", ":")


class Canvas:
    """Rows of cells, each with a sign and a style; a wide sign takes two."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._rows: dict[int, list[tuple[str, str]]] = {}

    def put(self, row: int, at: int, text: str, style: str = "") -> None:
        """Write a text over what is there; what does not fit within the width is left out."""
        line = self._rows.setdefault(row, [(" ", "")] * self.width)
        for sign in text:
            size = cells(sign)
            if size == 0 and 0 < at <= self.width:
                line[at - 1] = line[at - 1][0] + sign, line[at - 1][1]
            elif at >= 0 and at + size <= self.width:
                line[at : at + size] = [(sign, style), *[("", style)] * (size - 1)]
            at += size

    def sign(self, row: int, at: int) -> str:
        """What stands there."""
        return self._rows[row][at][0] if row in self._rows and 0 <= at < self.width else " "

    def lines(self, rows: Iterable[int], paint: Paint) -> list[str]:
        """The rows as painted lines, as long as what is in them."""
        return [self._line(self._rows.get(row, []), paint) for row in rows]

    def _line(self, row: list[tuple[str, str]], paint: Paint) -> str:
        end = max([number + 1 for number, (sign, _) in enumerate(row) if sign not in (" ", "")], default=0)
        line, run, style = "", "", ""
        for sign, its in row[:end]:
            if its != style:
                line += paint(run, style) if run.strip() else run
                run, style = "", its
            run += sign
        return line + (paint(run, style) if run.strip() else run)


def lines(seen: Timeline, width: int, paint: Paint, signs: Signs = LINES) -> list[str]:
    """A timeline in `width` cells: its heading, its axis, a few lines for each subject, and what the signs mean."""
    width = max(width, _LEAST)
    single = len(seen.lanes) == 1
    names = 10 if single else min(_NAMES, width * 3 // 10)
    axis = scale(seen.first, seen.last, names * PX, (width - names) * PX, 60, seen.is_cut)
    found = [paint(line, "bold") for line in fold(gates.one_line(words.title_words(seen)), width)]
    about = f"{words.standpoint_words(seen.as_of, seen.known_by)}."
    if single and seen.lanes[0].parties:
        about = f"{words.parties_words(seen.lanes[0].parties)}. {about}"
    found += [*fold(gates.one_line(about), width), "", *_axis(axis, width, paint)]
    for one in seen.lanes:
        found += [*([] if single else [""]), *_lane(one, axis, seen, width, names, single, paint, signs)]
    return [*found, "", *fold(_legend(seen, signs), width)]


def _axis(axis: Scale, width: int, paint: Paint) -> list[str]:
    canvas = Canvas(width)
    taken = -1
    for tick in ticks(axis, lambda label: cells(label) * PX, 2 * PX):
        at = min(max(tick.at // PX, 0), width - cells(tick.label))
        if at > taken:
            canvas.put(0, at, tick.label, "" if tick.whole else "dim")
            taken = at + cells(tick.label)
    return canvas.lines([0], paint)


def _lane(
    one: Lane, axis: Scale, seen: Timeline, width: int, names: int, single: bool, paint: Paint, signs: Signs
) -> list[str]:
    """The lines of a lane: words over its bar (rows below 0), the bar (0), marks (1 and on), reports (the last)."""
    canvas = Canvas(width)
    top = -_bars(canvas, one, axis, seen.as_of, names, signs)
    below = 1 if one.stretches or one.possible else 0
    used = _marks(canvas, one, axis, below, names, signs)
    if not one.stretches and not one.possible and not used:
        canvas.put(0, names, "no status known", "dim")
        below = 1
    rug = below + used
    _reports(canvas, one, axis, rug, signs)
    if axis.first <= seen.as_of < axis.last:
        for row in range(top, rug + 1):
            if canvas.sign(row, axis.after(seen.as_of) // PX) == " ":
                canvas.put(row, axis.after(seen.as_of) // PX, signs.rule, "dim")
    if single:
        canvas.put(0, 0, "occurred", "dim")
        canvas.put(rug, 0, "published", "dim")
        return canvas.lines(range(top, rug + 1), paint)
    told = fold(gates.one_line(one.name), names - 2)
    if len(told) > max(rug + 1, 3):
        told = [*told[: max(rug + 1, 3) - 1], f"{told[max(rug + 1, 3) - 1][: names - 3]}…"[: names - 2]]
    for number, line in enumerate(told):
        canvas.put(number, 0, line, "bold")
    return canvas.lines(range(top, max(rug, len(told) - 1) + 1), paint)


def _column(axis: Scale, day: int) -> int:
    return axis.at(day) // PX


def _columns(axis: Scale, first: int, last: int) -> tuple[int, int]:
    """The columns of some days, one at least: the first, and that after the last."""
    left = _column(axis, first)
    return left, max(_column(axis, last + 1), left + 1)


def _bars(canvas: Canvas, one: Lane, axis: Scale, as_of: int, names: int, signs: Signs) -> int:
    """The stretches of status, with their words; returns how many rows of words stand over them."""
    over = Rows(names, canvas.width, _OVER_ROWS, 2)
    for number, stretch in enumerate(one.stretches):
        if not axis.shows(stretch.earliest, stretch.last):
            continue
        follows = one.stretches[number + 1] if number + 1 < len(one.stretches) else None
        stage = STAGE_OF[stretch.status]
        left, right = _columns(axis, stretch.first, stretch.last)
        if stretch.earliest < stretch.first:
            _fade(canvas, 0, _column(axis, stretch.earliest), left, STYLES[stage], signs)
        canvas.put(0, left, signs.begins + signs.stages[stage] * (right - left - 1), STYLES[stage])
        until = _column(axis, max(follows.earliest, stretch.first)) if follows else right
        label = next((told for told in words.stretch_labels(stretch) if cells(told) + 4 <= until - left), None)
        if label is not None:
            canvas.put(0, left + 1, f"{signs.stages[stage]} {label} ", STYLES[stage])
        else:
            _over(canvas, over, left, right, stretch.status)
    if one.possible and axis.shows(one.possible_from, as_of):
        left, right = _columns(axis, one.possible_from, as_of)
        _fade(canvas, 0, left, right, STYLES[STAGE_OF[one.possible[0]]], signs)
        _over(canvas, over, left, right, f"perhaps {' or '.join(one.possible)}")
    return over.used


def _over(canvas: Canvas, over: Rows, left: int, right: int, label: str) -> None:
    size = cells(label)
    place = over.put(size, [left, right - size] if left + size > canvas.width else [left])
    if place is not None:
        canvas.put(-1 - place[0], place[1], label)


def _fade(canvas: Canvas, row: int, left: int, right: int, style: str, signs: Signs) -> None:
    """A window in which something began, fading in."""
    for column in range(left, right):
        sign = signs.fade[(column - left) * len(signs.fade) // (right - left)]
        canvas.put(row, column, sign, style)


def _marks(canvas: Canvas, one: Lane, axis: Scale, top: int, names: int, signs: Signs) -> int:
    """The marks with their words; returns how many rows they take."""
    marks = [mark for mark in marks_of(one) if axis.shows(mark.earliest, mark.latest)]
    rows = Rows(names, canvas.width, _UNDER_ROWS, 1)
    spans = []
    for mark in marks:
        at = min(axis.middle(mark.earliest, mark.latest) // PX, canvas.width - 1)
        left, right = (_column(axis, mark.earliest), _column(axis, mark.latest + 1))
        if mark.earliest <= BEGINNING or mark.latest >= END:
            left, right = max(at - 3, left), min(at + 4, right)
        spans.append((at, min(left, at), max(right, at + 1)))
        for column in range(*spans[-1][1:]):
            canvas.put(top, column, signs.window, "dim")
        rows.block(0, *spans[-1][1:])
    for mark, (at, _, _) in reversed(list(zip(marks, spans, strict=True))):
        canvas.put(top, at, signs.marks[mark.mark], _mark_style(mark.mark))
    for mark, (at, left, right) in zip(marks, spans, strict=True):
        for label in map(gates.one_line, mark.labels):
            size = cells(label)
            place = rows.put(size, [right + 1, left - 1 - size], [0]) or rows.put(
                size, [at, at - size // 2, at - size + 1], range(1, _UNDER_ROWS))
            if place is not None:
                canvas.put(top + place[0], place[1], label, _mark_style(mark.mark))
                break
    return rows.used


def _mark_style(mark: str) -> str:
    return {words.OVERDUE_MARK: "bold yellow", words.HELD_MARK: "green"}.get(mark, "")


def _reports(canvas: Canvas, one: Lane, axis: Scale, row: int, signs: Signs) -> None:
    """The reports on the days they were published: one, how many, or more than nine."""
    counts: dict[int, int] = {}
    for telling in one.tellings:
        if axis.first <= telling.published <= axis.last:
            at = axis.middle(telling.published, telling.published) // PX
            counts[at] = counts.get(at, 0) + 1
    for at, count in counts.items():
        canvas.put(row, at, signs.report if count == 1 else str(count) if count < 10 else "#", "dim")


def _legend(seen: Timeline, signs: Signs) -> str:
    """What the signs that are used mean."""
    used = {STAGE_OF[status] for one in seen.lanes
            for status in (*(stretch.status for stretch in one.stretches), *one.possible)}
    told = [f"{signs.stages[stage]} {words.STAGE_WORDS[stage]}" for stage in STAGES if stage in used]
    if any(stretch.earliest < stretch.first for one in seen.lanes for stretch in one.stretches):
        told.append(f"{signs.fade} began on one of these days")
    marks = {mark.mark for one in seen.lanes for mark in marks_of(one)}
    told += [f"{signs.marks[mark]} {words.MARK_WORDS[mark]}" for mark in words.MARKS if mark in marks]
    if any(one.tellings for one in seen.lanes):
        told.append(f"{signs.report} a report published (2 to 9: so many, #: more)")
    return ";  ".join(told)
