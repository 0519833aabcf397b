"""The two-clock picture of one subject: when it occurred across, when it was published up.

The rule kept here: a point of the picture says where the subject stood at the end of the day below it, by what had been
published by the end of the day beside it. On the diagonal the two days are the same; what is right of it had not come
yet, and shows what the status would be if nothing more happened. Labels that find no room are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.days import day_text
from tracker.gates import xml
from tracker.knowledge import Knowledge, Patch
from tracker.pictures import words
from tracker.pictures.labels import Box, Rows, folded, shortened, width_of
from tracker.pictures.lanes import SMALL, WORD, Words, text
from tracker.pictures.scale import PX, Scale, Tick, scale, ticks
from tracker.pictures.sheet import HEADING, NARROWEST, WIDEST
from tracker.pictures.svg import defs_svg, document, px, rect_svg, words_svg
from tracker.pictures.theme import Paint
from tracker.timeline import SIGNAL, STAGE_OF, STAGES, Telling

_MARGIN, _LINE, _LEFT = 12 * PX, 16 * PX, 78 * PX
_TALLEST, _LOWEST = 560 * PX, 220 * PX
_LABELLED = 80
"""Reports that get a label, at most; the rest have titles."""
_TINT = ".45"


class Chart(NamedTuple):
    """A picture laid out. `box` is the room of the two axes."""

    width: int
    height: int
    box: Box
    across: Scale
    up: Scale
    across_ticks: tuple[Tick, ...]
    up_ticks: tuple[Tick, ...]
    words: tuple[Words, ...]
    keys: tuple[tuple[int, int, str], ...]


def bitemporal_svg(
    knowledge: Knowledge, *, width: int = 960, inline: bool = True, prefix: str = "b", heading: bool = True,
    theme: str = "light", styled: bool | None = None,
) -> str:
    """What was known when about one subject, as SVG; the options are those of `timeline_svg`."""
    chart, paint = lay_out(knowledge, width, heading), Paint(theme)
    stages = {STAGE_OF[one.status] for one in knowledge.patches}
    return document(
        chart.width, chart.height, f"{knowledge.name}: what was known when", described(knowledge),
        _body(knowledge, chart, paint, prefix), paint, inline, prefix, not inline if styled is None else styled,
        defs_svg(stages, set(), paint, prefix))


def described(seen: Knowledge) -> str:
    """The picture in words."""
    told = [_patch_title(one) for one in seen.patches[:40]]
    more = [f"{len(seen.patches) - 40} more"] if len(seen.patches) > 40 else []
    about = "; ".join([*told, *more]) or "nothing known"
    count = len(seen.tellings)
    return (f"Across, when it occurred; up, when it was published. As of {day_text(seen.as_of)}, known by "
            f"{day_text(seen.known_by)}. {about}. {count} report{'s' if count != 1 else ''}.")


def _patch_title(one: Patch) -> str:
    return (f"{one.status} as of {day_text(one.occurred_from)} to {day_text(one.occurred_to)}, known by "
            f"{day_text(one.published_from)} to {day_text(one.published_to)}")


def _telling_title(one: Telling) -> str:
    return (f"{words.act_words(one.act)} {words.window_words(one.earliest, one.latest)}, published "
            f"{day_text(one.published)}{words.PART_WORDS[one.part]}")


def lay_out(seen: Knowledge, width: int, heading: bool = True) -> Chart:
    """Where everything stands."""
    total = min(max(width, NARROWEST), WIDEST) * PX
    told: list[Words] = []
    y = _heading(seen, total, told) if heading else 4 * PX
    y += 14 * PX
    told.append(text(_MARGIN, y, "published", "ink", SMALL, bold=True))
    left, right, top = _LEFT, total - _MARGIN, y + 8 * PX
    high = min(max((right - left) * 2 // 3, _LOWEST), _TALLEST)
    box = Box(left, top, right, top + high)
    across = scale(seen.first, seen.last, left, right - left)
    up = scale(seen.published_first, seen.last, box.bottom, -high, 16)
    across_ticks = ticks(across, lambda label: width_of(label, SMALL), 8 * PX, 22 * PX)
    up_ticks = ticks(up, lambda _: SMALL * PX, 8 * PX, 22 * PX)
    y = box.bottom + 15 * PX
    for tick in across_ticks:
        half = (width_of(tick.label, SMALL) + 1) // 2
        word = text(min(max(tick.at, half), total - half), y, tick.label, "ink" if tick.whole else "muted", SMALL,
                    "middle")
        if not any(word.box.overlaps(other.box) for other in told):
            told.append(word)
    for tick in up_ticks:
        label = shortened(tick.label, left - 16 * PX, SMALL)
        word = text(left - 6 * PX, tick.at + 380, label, "ink" if tick.whole else "muted", SMALL, "end")
        if word.box.top >= top - 2 * PX and not any(word.box.overlaps(other.box) for other in told):
            told.append(word)
    y += 16 * PX
    told.append(text(right, y, "occurred", "ink", SMALL, "end", bold=True))
    told += _inside(seen, across, up, box)
    keys, y = _legend(seen, y + 10 * PX, total, told)
    return Chart(total, y + 8 * PX, box, across, up, tuple(across_ticks), tuple(up_ticks), tuple(told), tuple(keys))


def _heading(seen: Knowledge, total: int, told: list[Words]) -> int:
    y = 6 * PX
    for line in folded(seen.name, total - 2 * _MARGIN, HEADING, 2, bold=True):
        y += 20 * PX
        told.append(text(_MARGIN, y, line, "ink", HEADING, bold=True, title=seen.name))
    parties = f"{words.parties_words(seen.parties)}. " if seen.parties else ""
    about = f"{parties}What was known when, as of {day_text(seen.as_of)}, known by {day_text(seen.known_by)}."
    for line in folded(about, total - 2 * _MARGIN, WORD, 3):
        y += _LINE
        told.append(text(_MARGIN, y, line, "muted", WORD))
    return y + 8 * PX


def _inside(seen: Knowledge, across: Scale, up: Scale, box: Box) -> list[Words]:
    """The words within the axes: the status of each patch that has room for it, then the acts of reports."""
    told: list[Words] = []
    taken = [_mark_box(one, across, up) for one in seen.tellings[:_LABELLED]]
    for one in sorted(seen.patches, key=lambda one: (one.published_from, one.occurred_from)):
        room = _room(one, across, up)
        size = width_of(one.status, WORD)
        if size + 10 * PX > room.right - room.left or room.bottom - room.top < 17 * PX:
            continue
        lefts = (room.left + 5 * PX, (room.left + room.right - size) // 2, room.right - 5 * PX - size)
        middle = (room.top + room.bottom) // 2 + 420
        _put(one.status, [(x, y) for y in (middle, room.top + 14 * PX, room.bottom - 5 * PX) for x in lefts],
             WORD, _patch_title(one), told, taken, room)
    for point in seen.tellings[:_LABELLED]:
        if across.shows(point.earliest, point.latest) and up.shows(point.published, point.published):
            x, y = _point(point, across, up)
            act = words.act_words(point.act)
            size = width_of(act, SMALL)
            right = max(x + 8 * PX, across.after(point.latest) + 4 * PX)
            left = min(x - 8 * PX, across.at(point.earliest) - 4 * PX) - size
            _put(act, [(right, y + 380), (left, y + 380), (x - size // 2, y - 7 * PX), (x - size // 2, y + 16 * PX),
                       (right, y - 9 * PX), (right, y + 16 * PX), (left, y - 9 * PX), (left, y + 16 * PX)],
                 SMALL, _telling_title(point), told, taken, box)
    return told


def _mark_box(one: Telling, across: Scale, up: Scale) -> Box:
    """The room of a report's point and of its window."""
    x, y = _point(one, across, up)
    return Box(min(x - 5 * PX, across.at(one.earliest)), y - 4 * PX, max(x + 5 * PX, across.after(one.latest)),
               y + 4 * PX)


def _put(label: str, places: Iterable[tuple[int, int]], size: int, title: str, told: list[Words], taken: list[Box],
         room: Box) -> None:
    """Put a label at the first of these places that is free and within the room."""
    for x, y in places:
        word = text(x, y, label, "ink", size, title=title)
        inside = (room.left <= word.box.left and word.box.right <= room.right and room.top <= word.box.top
                  and word.box.bottom <= room.bottom)
        if inside and not any(word.box.overlaps(other) for other in taken):
            told.append(word)
            taken.append(word.box)
            return


def _room(one: Patch, across: Scale, up: Scale) -> Box:
    return Box(across.at(one.occurred_from), up.after(one.published_to), across.after(one.occurred_to),
               up.at(one.published_from))


def _point(one: Telling, across: Scale, up: Scale) -> tuple[int, int]:
    return across.middle(one.earliest, one.latest), up.middle(one.published, one.published)


def _legend(seen: Knowledge, y: int, total: int, told: list[Words]) -> tuple[list[tuple[int, int, str]], int]:
    stages = [stage for stage in STAGES if any(STAGE_OF[one.status] == stage for one in seen.patches)]
    entries = []
    for stage in stages:
        shown = dict.fromkeys(one.status for one in seen.patches if STAGE_OF[one.status] == stage)
        entries.append((stage, f"{words.STAGE_WORDS[stage]}: {', '.join(shown)}" if len(shown) < 5
                        else words.STAGE_WORDS[stage]))
    entries.append(("diagonal", "published on the day it occurred; right of it, not yet come"))
    if seen.tellings:
        entries += [("point", "a report, on one of these days"), ("signal", "a report that moves no status")]
    keys = []
    y += _LINE
    rows = Rows(_MARGIN, total - _MARGIN, len(entries), 14 * PX)
    for what, entry in entries:
        entry = shortened(entry, total - 2 * _MARGIN - 24 * PX, SMALL)
        place = rows.put(24 * PX + width_of(entry, SMALL), [_MARGIN, *rows.ends()])
        if place is not None:
            row, x = place
            keys.append((x, y + row * _LINE - 4 * PX, what))
            told.append(text(x + 24 * PX, y + row * _LINE, entry, "muted", SMALL))
    return keys, y + (rows.used - 1) * _LINE


def _body(seen: Knowledge, chart: Chart, paint: Paint, prefix: str) -> Iterator[str]:
    box, across, up = chart.box, chart.across, chart.up
    for one in seen.patches:
        room = _room(one, across, up)
        if room.right > room.left and room.bottom > room.top:
            shape = rect_svg(STAGE_OF[one.status], room.left, room.top, room.right - room.left,
                             room.bottom - room.top, paint, prefix, _TINT)
            yield f"<g><title>{xml(_patch_title(one))}</title>{shape}</g>"
    for tick in chart.across_ticks:
        yield f'<path{_grid(tick, paint)} d="M{px(tick.at)} {px(box.top)}V{px(box.bottom)}"/>'
    for tick in chart.up_ticks:
        yield f'<path{_grid(tick, paint)} d="M{px(box.left)} {px(tick.at)}H{px(box.right)}"/>'
    yield from _diagonal(across, up, box, paint)
    for told in seen.tellings:
        if across.shows(told.earliest, told.latest) and up.shows(told.published, told.published):
            yield _telling(told, across, up, paint)
    yield (f'<path{paint.stroke("muted")} fill="none" '
           f'd="M{px(box.left)} {px(box.top)}V{px(box.bottom)}H{px(box.right)}"/>')
    for x, y, what in chart.keys:
        yield _key(x, y, what, paint, prefix)
    for told_words in chart.words:
        yield words_svg(told_words, paint)


def _grid(tick: Tick, paint: Paint) -> str:
    return paint.stroke("grid-whole" if tick.whole else "grid")


def _diagonal(across: Scale, up: Scale, box: Box, paint: Paint) -> Iterator[str]:
    """The line on which both clocks show the same day, and a veil over what is right of it."""
    first, last = max(across.first, up.first), min(across.last, up.last) + 1
    if first >= last:
        return
    ends = [(across.at(day), up.at(day)) for day in (first, last)]
    (x1, y1), (x2, y2) = ends
    yield (f'<path{paint.fill("paper")} fill-opacity=".5" d="M{px(x1)} {px(y1)}L{px(x2)} {px(y2)}H{px(box.right)}'
           f'V{px(box.bottom)}H{px(x1)}z"/>')
    yield (f'<path{paint.stroke("rule")} stroke-dasharray="3 3" fill="none" d="M{px(x1)} {px(y1)}L{px(x2)} {px(y2)}"/>')


def _telling(one: Telling, across: Scale, up: Scale, paint: Paint) -> str:
    """A report: a point, with its window as a bar."""
    x, y = _point(one, across, up)
    left, right = across.at(one.earliest), across.after(one.latest)
    window = ""
    if right - left > 6 * PX:
        window = (f'<rect{paint.fill("mark")} fill-opacity=".35" x="{px(left)}" y="{px(y - 150)}" '
                  f'width="{px(right - left)}" height="3"/>')
    return f"<g><title>{xml(_telling_title(one))}</title>{window}{_dot(x, y, one.part == SIGNAL, paint)}</g>"


def _dot(x: int, y: int, is_signal: bool, paint: Paint) -> str:
    ink = f'{paint.both("paper", "mark")} stroke-width="1.4"' if is_signal else paint.fill("mark")
    return f'<circle{ink} cx="{px(x)}" cy="{px(y)}" r="{3 if is_signal else "3.6"}"/>'


def _key(x: int, y: int, what: str, paint: Paint, prefix: str) -> str:
    if what in STAGES:
        return rect_svg(what, x, y - 5 * PX, 18 * PX, 10 * PX, paint, prefix, _TINT)
    if what == "diagonal":
        return (f'<path{paint.stroke("rule")} stroke-dasharray="3 3" '
                f'd="M{px(x + 2 * PX)} {px(y + 5 * PX)}L{px(x + 16 * PX)} {px(y - 5 * PX)}"/>')
    bar = f'<rect{paint.fill("mark")} fill-opacity=".35" x="{px(x)}" y="{px(y - 150)}" width="18" height="3"/>'
    return bar * (what == "point") + _dot(x + 9 * PX, y, what == "signal", paint)
