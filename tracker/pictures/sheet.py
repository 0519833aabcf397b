"""A whole picture laid out: heading, axis, lanes, the line of the standpoint, and the legend.

The rule kept here: wide pictures have the names beside the lanes, narrow ones above them; the legend tells what is
shown, and nothing that is not. Lengths are hundredths of a pixel.
"""

from __future__ import annotations

from typing import NamedTuple

from tracker.days import day_text
from tracker.gates import one_line
from tracker.pictures import lanes, words
from tracker.pictures.labels import Rows, folded, shortened, width_of
from tracker.pictures.lanes import NAME, SMALL, WORD, LanePicture, Words, text
from tracker.pictures.scale import PX, Scale, Tick, scale, ticks
from tracker.timeline import STAGE_OF, STAGES, Lane, Timeline

NARROWEST, WIDEST = 240, 8_000
"""A picture is drawn as wide as asked, within these pixels."""
HEADING = 17
_WIDE = 640 * PX
_MARGIN = 12 * PX
_LINE = 16 * PX
_AGAIN = 900 * PX
"""A picture whose lanes are higher than this has its axis below them too."""


class Rule(NamedTuple):
    """A line through all lanes: the day of the standpoint."""

    x: int


class Key(NamedTuple):
    """An entry of the legend: a sample (a stage, a mark, `fade`, `tick`, `rule`) at `x`, `y`, before its words."""

    x: int
    y: int
    what: str


class Sheet(NamedTuple):
    """A picture laid out."""

    width: int
    height: int
    title: str
    desc: str
    axis: Scale
    ticks: tuple[Tick, ...]
    top: int
    bottom: int
    rule: Rule | None
    lanes: tuple[LanePicture, ...]
    words: tuple[Words, ...]
    keys: tuple[Key, ...]


def lay_out(seen: Timeline, width: int, heading: bool = True) -> Sheet:
    """A picture of a timeline, `width` pixels wide."""
    total = min(max(width, NARROWEST), WIDEST) * PX
    single = len(seen.lanes) == 1
    gutter = _gutter(seen, total, single)
    left, right = _MARGIN + gutter, total - _MARGIN
    axis = scale(seen.first, seen.last, left, right - left, is_cut=seen.is_cut)
    told: list[Words] = []
    y = _heading(seen, total, told) if heading else 4 * PX
    rule, y = _standpoint(seen, axis, y, told, _MARGIN, right)
    marks = ticks(axis, lambda label: width_of(label, SMALL), 8 * PX, 22 * PX)
    y += 14 * PX
    told += _axis(marks, y, total)
    top = y = y + 7 * PX
    drawn: list[LanePicture] = []
    kind = ""
    for one in seen.lanes:
        if one.kind != kind and len({lane.kind for lane in seen.lanes}) > 1:
            kind = one.kind
            y += 20 * PX
            told.append(text(_MARGIN, y - 4 * PX, "Agreements" if kind == "agreement" else "Meeting series", "muted",
                             WORD, bold=True))
        y = _lane(one, axis, seen.as_of, y, gutter, left, right, single, drawn, told)
    bottom = y
    if bottom - top > _AGAIN:
        y += 14 * PX
        told += _axis(marks, y, total)
    keys, y = _legend(seen, drawn, rule, y + 10 * PX, total, told)
    desc = " ".join([f"{words.standpoint_words(seen.as_of, seen.known_by)}.",
                     *(words.lane_words(one, seen.as_of) for one in seen.lanes)])
    return Sheet(total, y + 4 * PX, words.title_words(seen), desc, axis, tuple(marks), top, bottom, rule,
                 tuple(drawn), tuple(told), tuple(keys))


def _gutter(seen: Timeline, total: int, single: bool) -> int:
    """The room beside the lanes: for the names; with one lane, for the names of its rows."""
    if total < _WIDE or not seen.lanes:
        return 0
    return 70 * PX if single else min(total * 26 // 100, 260 * PX)


def _heading(seen: Timeline, total: int, told: list[Words]) -> int:
    y = 6 * PX
    for line in folded(words.title_words(seen), total - 2 * _MARGIN, HEADING, 2, bold=True):
        y += 21 * PX
        told.append(text(_MARGIN, y, line, "ink", HEADING, bold=True, title=words.title_words(seen)))
    about = [words.standpoint_words(seen.as_of, seen.known_by) + "."]
    if len(seen.lanes) == 1 and seen.lanes[0].parties:
        about.insert(0, words.parties_words(seen.lanes[0].parties) + ".")
    for line in folded(" ".join(about), total - 2 * _MARGIN, WORD, 3):
        y += _LINE
        told.append(text(_MARGIN, y, line, "muted", WORD))
    return y + 8 * PX


def _standpoint(
    seen: Timeline, axis: Scale, y: int, told: list[Words], left: int, right: int
) -> tuple[Rule | None, int]:
    """The line of the day up to which the picture counts, where days after it are shown, with its label."""
    if not axis.first <= seen.as_of < axis.last:
        return None, y
    x = axis.after(seen.as_of)
    label = f"as of {day_text(seen.as_of)}"
    size = width_of(label, SMALL)
    at = Rows(left, right, 1).put(size, [x - size // 2, right - size, left])
    if at is not None:
        y += 13 * PX
        told.append(text(at[1], y, label, "ink", SMALL))
    return Rule(x), y + 2 * PX


def _axis(marks: list[Tick], y: int, total: int) -> list[Words]:
    """The labels of the axis, each under or over its tick; one that would leave the picture is moved within it."""
    told: list[Words] = []
    for tick in marks:
        half = (width_of(tick.label, SMALL) + 1) // 2
        x = min(max(tick.at, half + 2 * PX), total - half - 2 * PX)
        word = text(x, y, tick.label, "ink" if tick.whole else "muted", SMALL, "middle")
        if not told or told[-1].box.right + 2 * PX <= word.box.left:
            told.append(word)
    return told


def _lane(
    one: Lane, axis: Scale, as_of: int, y: int, gutter: int, left: int, right: int, single: bool,
    drawn: list[LanePicture], told: list[Words],
) -> int:
    """Lay out a lane below `y`, with its name; returns where it ends."""
    y += 6 * PX
    if single:
        picture = lanes.lay_out(one, axis, as_of, y, left, right)
        drawn.append(picture)
        if gutter:
            if picture.bars:
                told.append(text(_MARGIN, picture.bar_top + 14 * PX, "occurred", "muted", SMALL))
            told.append(text(_MARGIN, picture.rug, "published", "muted", SMALL))
        return picture.bottom
    name, parties = one_line(one.name), words.parties_words(one.parties, 3, together=True)
    if gutter:
        room = gutter - 14 * PX
        lines = folded(name, room, NAME, 3, bold=True)
        under = folded(parties, room, SMALL, 2) if parties else []
        picture = lanes.lay_out(one, axis, as_of, y, left, right)
        line_y = picture.bar_top + 14 * PX if picture.bars else y + 14 * PX
        if line_y + (len(lines) - 1) * _LINE > picture.rug + 4 * PX:
            line_y = y + 14 * PX
    else:
        room = right - _MARGIN
        lines, under = folded(name, room, NAME, 2, bold=True), []
        line_y = y + 14 * PX
        y += len(lines) * _LINE + 5 * PX
        picture = lanes.lay_out(one, axis, as_of, y, left, right)
    for line in lines:
        told.append(text(_MARGIN, line_y, line, "ink", NAME, bold=True, title=name))
        line_y += _LINE
    for line in under:
        told.append(text(_MARGIN, line_y - PX, line.replace("\u00a0", " "), "muted", SMALL,
                         title=words.parties_words(one.parties, 60)))
        line_y += 14 * PX
    drawn.append(picture)
    return max(picture.bottom, line_y - 6 * PX)


def _legend(
    seen: Timeline, drawn: list[LanePicture], rule: Rule | None, y: int, total: int, told: list[Words]
) -> tuple[list[Key], int]:
    """The entries of the legend, in rows."""
    used = {bar.stage for one in drawn for bar in one.bars}
    entries = [(stage, _stage_entry(stage, seen)) for stage in STAGES if stage in used]
    if any(bar.fade < bar.left for one in drawn for bar in one.bars):
        entries.append(("fade", "fading in: began on one of these days"))
    marks = {glyph.mark for one in drawn for glyph in one.glyphs}
    entries += [(mark, words.MARK_WORDS[mark]) for mark in words.MARKS if mark in marks]
    if any(glyph.fades for one in drawn for glyph in one.glyphs):
        entries.append(("window", "on one of these days"))
    if any(one.ticks for one in drawn):
        entries.append(("tick", "a report was published"))
    keys: list[Key] = []
    x, sample = _MARGIN, 24 * PX
    y += _LINE
    for what, entry in entries:
        told_entry = shortened(entry, total - 2 * _MARGIN - sample, SMALL)
        size = sample + width_of(told_entry, SMALL)
        if x > _MARGIN and x + size > total - _MARGIN:
            x, y = _MARGIN, y + _LINE
        keys.append(Key(x, y - 4 * PX, what))
        told.append(text(x + sample, y, told_entry, "muted", SMALL))
        x += size + 16 * PX
    return keys, (y + 6 * PX if keys else y - _LINE)


def _stage_entry(stage: str, seen: Timeline) -> str:
    """A look of a bar, and the statuses of this picture that have it."""
    shown = dict.fromkeys(
        status for one in seen.lanes
        for status in (*(stretch.status for stretch in one.stretches), *one.possible) if STAGE_OF[status] == stage)
    return f"{words.STAGE_WORDS[stage]}: {', '.join(shown)}" if len(shown) <= 4 else words.STAGE_WORDS[stage]
