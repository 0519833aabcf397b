"""One lane laid out: where its bar, marks, ticks and words stand. Nothing here knows SVG.

The rule kept here: from top to bottom, the words that do not go into the bar, the bar of statuses, the marks with their
words, and the ticks of what was published. A lane is as high as it needs to be. Lengths are hundredths of a pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.days import BEGINNING, END
from tracker.pictures import words
from tracker.pictures.labels import Box, Rows, shortened, width_of
from tracker.pictures.scale import PX, Scale
from tracker.timeline import SIGNAL, STAGE_OF, Lane, Stretch, Telling

NAME, WORD, SMALL = 13, 12, 11
"""The sizes of the fonts, in pixels: names, words in and over bars, the rest."""
ASCENT, DESCENT = 95, 25
"""How far letters reach over and under their line, in hundredths of the font's size."""
BAR = 20 * PX
_WORDS_ROW, _MARKS_ROW, _RUG, _PAD = 15 * PX, 18 * PX, 11 * PX, 9 * PX
_INSET = 5 * PX
RADIUS = 5 * PX
_LEAST_BAR = 150
"""A bar is seen however short its status lasted."""
_TOGETHER = 2 * PX
"""Reports nearer to each other than this share a tick."""
_OVER_ROWS, _UNDER_ROWS = 2, 3


class Words(NamedTuple):
    """A text with the room it takes at most. `anchor` is `start`, `middle` or `end`; `x` and `y` are where its line
    stands. `style` names its colour."""

    x: int
    y: int
    text: str
    style: str
    size: int
    anchor: str
    box: Box
    bold: bool = False
    title: str = ""


class Bar(NamedTuple):
    """A status: it fades in from `fade` to `left`, and is certain up to `right`."""

    fade: int
    left: int
    right: int
    stage: str
    title: str


class Leader(NamedTuple):
    """A thin line from a bar up to its words."""

    x: int
    top: int
    bottom: int


class Glyph(NamedTuple):
    """A mark at `x`, and the window it lies in, where that is wider than the mark; `fades`: `in`, `out` or `both`."""

    x: int
    mark: str
    is_sure: bool
    left: int
    right: int
    fades: str
    title: str


class RugTick(NamedTuple):
    """Reports published at `x`; `is_quiet`: none of them can move a status."""

    x: int
    reports: int
    is_quiet: bool
    title: str


_Label = tuple[tuple[int, int], str, str, str]
"""Words for a bar: from where to where it is, what they say, their style, and its title."""


class LanePicture(NamedTuple):
    """A lane laid out, from `top` down to `bottom`."""

    lane: Lane
    top: int
    bottom: int
    bar_top: int
    marks: int
    rug: int
    bars: tuple[Bar, ...]
    glyphs: tuple[Glyph, ...]
    ticks: tuple[RugTick, ...]
    words: tuple[Words, ...]
    leaders: tuple[Leader, ...]


def text(x: int, y: int, told: str, style: str, size: int, anchor: str = "start", *, bold: bool = False,
         title: str = "") -> Words:
    """Words whose line stands at `y`, with their box."""
    width = width_of(told, size, bold)
    left = x if anchor == "start" else x - width if anchor == "end" else x - (width + 1) // 2
    box = Box(left, y - size * ASCENT, left + width, y + size * DESCENT)
    return Words(x, y, told, style, size, anchor, box, bold, title)


def _standing(left: int, y: int, told: str, style: str, size: int, anchor: str, title: str) -> Words:
    """Words in a room that begins at `left`, at its beginning, middle or end."""
    width = width_of(told, size)
    x = left if anchor == "start" else left + width if anchor == "end" else left + (width + 1) // 2
    return text(x, y, told, style, size, anchor, title=title)


def lay_out(lane: Lane, axis: Scale, as_of: int, top: int, left: int, right: int) -> LanePicture:
    """A lane whose drawing stands between `left` and `right`, where the axis may be a part of that."""
    bars, inside, outside = _bars(lane, axis, as_of)
    end = axis.after(as_of) if axis.first <= as_of < axis.last else right
    told, leaders, bar_top = _over(outside, top, left, right, end)
    told += [text(at, bar_top + BAR // 2 + 420, label, style, WORD, title=title)
             for (at, _), label, style, title in inside]
    below = bar_top + BAR if bars else top
    glyphs, marked, marks_bottom = _glyphs(lane, axis, below, left, right, end)
    if not bars and not glyphs:
        told.append(text(left, top + 14 * PX, shortened("no status known", right - left, WORD), "muted", WORD))
        marks_bottom = top + 16 * PX
    rug = marks_bottom + _RUG
    return LanePicture(lane, top, rug + _PAD, bar_top, below + _MARKS_ROW // 2 + PX, rug, tuple(bars), tuple(glyphs),
                       tuple(_ticks(lane.tellings, axis)), (*told, *marked), tuple(leaders))


def _over(
    labels: Sequence[_Label], top: int, left: int, right: int, end: int
) -> tuple[list[Words], list[Leader], int]:
    """The words that stand over the bar, lines from the higher ones down to it, and where the bar begins."""
    rows = Rows(left, right, _OVER_ROWS)
    if end < right:  # words do not stand across the line of the standpoint
        for row in range(_OVER_ROWS):
            rows.block(row, end, end)
    limit = end - rows.gap
    places = [rows.put(width_of(label, WORD), _near(*span, width_of(label, WORD), limit, end + rows.gap))
              for span, label, *_ in labels]
    bar_top = top + rows.used * _WORDS_ROW
    told: list[Words] = []
    leaders: list[Leader] = []
    for ((first, last), label, style, title), place in zip(labels, places, strict=True):
        if place is None:
            continue
        row, at = place
        y = bar_top - row * _WORDS_ROW - 4 * PX
        ends = at + width_of(label, WORD) in (last, limit)
        anchor = "start" if at in (first, end + rows.gap) else "end" if ends else "middle"
        told.append(_standing(at, y, label, style, WORD, anchor, title))
        if row:
            leaders.append(Leader((first + last) // 2, y + 3 * PX, bar_top))
    return told, leaders, bar_top


def _near(first: int, last: int, width: int, end: int, beyond: int) -> list[int]:
    """Where words over a bar may begin: with it, at its middle, so as to end with it, before the line that they do not
    cross (`end`), or of a bar that reaches the line, behind it (`beyond`)."""
    places = [first, (first + last - width) // 2, last - width]
    if end - width <= first <= end:
        places.append(end - width)
    return [*places, beyond] if first <= end <= last else places


def _bars(lane: Lane, axis: Scale, as_of: int) -> tuple[list[Bar], list[_Label], list[_Label]]:
    """The bars, the words that go into them, and those that do not, with where they stand and what they tell."""
    bars: list[Bar] = []
    inside: list[_Label] = []
    outside: list[_Label] = []
    shown = [one for one in lane.stretches if axis.shows(one.earliest, one.last)]
    for number, one in enumerate(shown):
        follows = shown[number + 1] if number + 1 < len(shown) else None
        stage, title = STAGE_OF[one.status], words.stretch_title(one, as_of)
        left = axis.at(one.first)
        right = max(axis.after(one.last), left + _LEAST_BAR)
        fade = max(axis.at(one.earliest), bars[-1].left if bars else axis.start) if one.earliest < one.first else left
        bars.append(Bar(fade, left, right, stage, title))
        until = axis.at(_fades_from(follows, one)) if follows else right
        room = until - left - 2 * _INSET
        label = next((told for told in words.stretch_labels(one) if width_of(told, WORD) <= room), "")
        if label:
            inside.append(((left + _INSET, right), label, f"{stage}-ink", title))
        else:
            outside.append(((left, right), one.status, "ink", title))
    if lane.possible and axis.shows(lane.possible_from, as_of):
        last = bars[-1].left if bars else axis.start
        told = f"perhaps {' or '.join(lane.possible)}"
        end = axis.after(as_of)
        bars.append(Bar(max(axis.at(lane.possible_from), last), end, end, STAGE_OF[lane.possible[0]],
                        f"{told}, by {words.window_words(as_of, as_of).removeprefix('on ')}"))
        outside.append(((bars[-1].fade, end), told, "ink", bars[-1].title))
    return bars, inside, outside


def _fades_from(follows: Stretch, one: Stretch) -> int:
    return max(follows.earliest, one.first)


class Mark(NamedTuple):
    """Something that is drawn as a mark: its window, its words from long to short, and how soon it gets them."""

    earliest: int
    latest: int
    mark: str
    is_sure: bool
    labels: list[str]
    title: str
    weight: int


def marks_of(lane: Lane) -> list[Mark]:
    """Everything that is a mark, in the order in which it gets its words: what is late or to come, then the latest."""
    found = []
    for one in lane.meetings:
        mark = words.mark_of(one)
        weight = {words.OVERDUE_MARK: 0, words.PLANNED_MARK: 1}.get(mark, 3)
        found.append(Mark(one.earliest, one.latest, mark, one.date is not None, words.meeting_labels(one),
                          words.meeting_title(one), weight))
    found += [Mark(day.earliest, day.latest, words.DAY_MARK, not day.passed, words.deadline_labels(day),
                   words.deadline_title(day), 2) for day in lane.deadlines]
    found += [Mark(one.earliest, one.latest, words.ACT_MARK, one.part == "counted", words.happening_labels(one),
                   words.happening_title(one), 4) for one in lane.happenings]
    return sorted(found, key=lambda one: (one.weight, -one.latest if one.latest < END else -one.earliest, one.title))


def _glyphs(
    lane: Lane, axis: Scale, top: int, left: int, right: int, end: int
) -> tuple[list[Glyph], list[Words], int]:
    """The marks, their words, and where the lowest of them ends."""
    marks = [one for one in marks_of(lane) if axis.shows(one.earliest, one.latest)]
    if not marks:
        return [], [], top + 3 * PX
    rows = Rows(left, right, _UNDER_ROWS, 4 * PX)
    if end < right:
        for row in range(_UNDER_ROWS):
            rows.block(row, end, end)
    glyphs = [_glyph(one, axis) for one in marks]
    for glyph in glyphs:
        rows.block(0, max(glyph.left, left), min(glyph.right, right))
    told = []
    for one, glyph in zip(marks, glyphs, strict=True):
        for label in one.labels:
            width = width_of(label, SMALL)
            beside = [glyph.right + 4 * PX, glyph.left - 4 * PX - width]
            under = [glyph.x - width // 2, glyph.x - RADIUS, glyph.x + RADIUS - width]
            if 0 <= glyph.x - end < 30 * PX:
                under.append(end - width - rows.gap)
            place = rows.put(width, beside, [0]) or rows.put(width, under, range(1, _UNDER_ROWS))
            if place is not None:
                row, at = place
                anchor = "start" if at in (beside[0], under[1]) else "middle" if row and at == under[0] else "end"
                y = top + _MARKS_ROW // 2 + PX + 380 + (row * 14 * PX if row else 0)
                style = "late" if one.mark == words.OVERDUE_MARK else "ink"
                told.append(_standing(at, y, label, style, SMALL, anchor, one.title))
                break
    return sorted(glyphs, key=lambda one: one.x), told, top + _MARKS_ROW + max(rows.used - 1, 0) * 14 * PX + PX


def _glyph(one: Mark, axis: Scale) -> Glyph:
    """A mark in the middle of its window; of one that is open, or goes beyond the axis, at the end that is known."""
    x = axis.middle(one.earliest, one.latest)
    left, right = axis.at(one.earliest), axis.after(one.latest)
    fades = "both"
    if one.earliest <= BEGINNING:
        fades = "in"
    elif one.latest >= END:
        fades = "out"
    if right - left <= 2 * RADIUS:
        left, right, fades = x - RADIUS, x + RADIUS, ""
    return Glyph(x, one.mark, one.is_sure, min(left, x - RADIUS), max(right, x + RADIUS), fades, one.title)


def _ticks(tellings: Sequence[Telling], axis: Scale) -> list[RugTick]:
    """The reports by the day on which they were published; those too near to tell apart share a tick."""
    groups: list[tuple[int, list[Telling]]] = []
    for one in tellings:
        if axis.first <= one.published <= axis.last:
            x = axis.middle(one.published, one.published)
            if groups and x - groups[-1][0] < _TOGETHER:
                groups[-1][1].append(one)
            else:
                groups.append((x, [one]))
    return [RugTick(x, len(some), all(one.part == SIGNAL for one in some), words.tellings_title(some))
            for x, some in groups]
