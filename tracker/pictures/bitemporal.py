"""The two-clock picture of one subject: when it occurred across, when it was published up.

The rule kept here: a point of the picture says where the subject stood at the end of the day below it, by what had been
published by the end of the day beside it. On the diagonal the two days are the same; what is right of it had not come
yet, and shows what the status would be if nothing more happened. Labels that find no room are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.days import day_text
from tracker.gates import one_line, xml
from tracker.knowledge import Knowledge, Patch
from tracker.pictures import words
from tracker.pictures.labels import Box, Rows, folded, shortened, width_of
from tracker.pictures.lanes import ASCENT, DESCENT, SMALL, WORD, Words, text
from tracker.pictures.scale import PX, Scale, Tick, scale, ticks
from tracker.pictures.sheet import HEADING, NARROWEST, WIDEST
from tracker.pictures.svg import defs_svg, document, ground_svg, px, words_svg
from tracker.pictures.theme import Paint
from tracker.timeline import SIGNAL, STAGE_OF, STAGES, Telling

_MARGIN, _LINE, _LEFT = 12 * PX, 16 * PX, 78 * PX
_TALLEST, _LOWEST = 560 * PX, 220 * PX
_LABELLED = 80
"""Reports that get a label, at most; the rest have titles."""


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
        chart.width, chart.height, title_words(knowledge), described(knowledge),
        _body(knowledge, chart, paint, prefix), paint, inline, prefix, not inline if styled is None else styled,
        defs_svg(stages, set(), paint, prefix))


def title_words(seen: Knowledge) -> str:
    """The name of the picture."""
    return f"{one_line(seen.name)}: what was known when"


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


def _tellings_title(some: list[Telling]) -> str:
    if len(some) == 1:
        return _telling_title(some[0])
    one = some[0]
    return f"{words.window_words(one.earliest, one.latest)}; {words.tellings_title(some)}"


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
    across = scale(seen.first, seen.last, left, right - left, is_cut=seen.is_cut)
    up = scale(seen.published_first, seen.last, box.bottom, -high, 16, seen.is_cut)
    across_ticks = ticks(across, lambda label: width_of(label, SMALL), 8 * PX, 22 * PX)
    up_ticks = ticks(up, lambda _: SMALL * PX, 8 * PX, 34 * PX)
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
    for line in folded(one_line(seen.name), total - 2 * _MARGIN, HEADING, 2, bold=True):
        y += 21 * PX
        told.append(text(_MARGIN, y, line, "ink", HEADING, bold=True, title=one_line(seen.name)))
    parties = f"{words.parties_words(seen.parties)}. " if seen.parties else ""
    about = f"{parties}What was known when, as of {day_text(seen.as_of)}, known by {day_text(seen.known_by)}."
    for line in folded(about, total - 2 * _MARGIN, WORD, 3):
        y += _LINE
        told.append(text(_MARGIN, y, line, "muted", WORD))
    return y + 8 * PX


def _inside(seen: Knowledge, across: Scale, up: Scale, box: Box) -> list[Words]:
    """The words within the axes: the status of each patch that has room for it, then the acts of reports."""
    told: list[Words] = []
    points = [some[0] for some in _points(seen, across, up)][:_LABELLED]
    taken = [_mark_box(one, across, up) for one in points]
    for one in sorted(seen.patches, key=lambda one: (one.published_from, one.occurred_from)):
        room = _room(one, across, up)
        size = width_of(one.status, WORD)
        if size + 10 * PX > room.right - room.left or room.bottom - room.top < 17 * PX:
            continue
        lefts = (room.left + 5 * PX, (room.left + room.right - size) // 2, room.right - 5 * PX - size)
        middle = (room.top + room.bottom) // 2 + 420
        places = [(x, y) for y in (middle, room.top + 14 * PX, room.bottom - 5 * PX) for x in lefts]
        places.sort(key=lambda place: _on_diagonal(Box(place[0], place[1] - 1_000, place[0] + size, place[1]),
                                                   across, up))
        _put(one.status, places, WORD, _patch_title(one), told, taken, room)
    for point in points:
        x, y = _point(point, across, up)
        act = words.act_words(point.act)
        size = width_of(act, SMALL)
        right = max(x + 8 * PX, across.after(point.latest) + 4 * PX)
        left = min(x - 8 * PX, across.at(point.earliest) - 4 * PX) - size
        beside = [(right, y + 380), (left, y + 380)]
        over = [(x - size // 2, y - 7 * PX), (x - size // 2, y + 16 * PX)]
        round_about = [(at, y + down) for at in (right, left) for down in (-900, 1600)]
        places = [*beside, *over] if right - left - size < 40 * PX else [*over, *beside]
        _put(act, [*places, *round_about], SMALL, _telling_title(point), told, taken, box)
    return told


def _points(seen: Knowledge, across: Scale, up: Scale) -> list[list[Telling]]:
    """The reports that are shown, those of the same days together, signals apart."""
    groups: dict[tuple[int, int, int, bool], list[Telling]] = {}
    for one in seen.tellings:
        if across.shows(one.earliest, one.latest) and up.shows(one.published, one.published):
            groups.setdefault((one.published, one.earliest, one.latest, one.part == SIGNAL), []).append(one)
    return list(groups.values())


def _on_diagonal(box: Box, across: Scale, up: Scale) -> bool:
    """Whether the line of equal days goes through a box: its corners to the left and right lie on both sides."""
    days = [across.first + (x - across.start) * (across.last + 1 - across.first) // across.length
            for x in (box.left, box.right)]
    return up.at(days[0]) > box.top and up.at(days[1]) < box.bottom


def _mark_box(one: Telling, across: Scale, up: Scale) -> Box:
    """The room of a report's point and of its window."""
    x, y = _point(one, across, up)
    return Box(min(x - 5 * PX, across.at(one.earliest)), y - 4 * PX, max(x + 5 * PX, across.after(one.latest)),
               y + 4 * PX)


def _put(label: str, places: Iterable[tuple[int, int]], size: int, title: str, told: list[Words], taken: list[Box],
         room: Box) -> None:
    """Put a label at the first of these places that is free and within the room."""
    width = width_of(label, size)
    for x, y in places:
        left, top, right, bottom = x, y - size * ASCENT, x + width, y + size * DESCENT
        if left < room.left or right > room.right or top < room.top or bottom > room.bottom:
            continue
        for other in taken:
            if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom:
                break
        else:
            told.append(text(x, y, label, "ink", size, title=title))
            taken.append(told[-1].box)
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
    entries.append(("diagonal", "the same day; right of it, not yet come"))
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
    for status in dict.fromkeys(one.status for one in seen.patches):
        yield from _patches([one for one in seen.patches if one.status == status], across, up, paint, prefix)
    for tick in chart.across_ticks:
        yield f'<path{_grid(tick, paint)} d="M{px(tick.at)} {px(box.top)}V{px(box.bottom)}"/>'
    for tick in chart.up_ticks:
        yield f'<path{_grid(tick, paint)} d="M{px(box.left)} {px(tick.at)}H{px(box.right)}"/>'
    yield from _diagonal(across, up, box, paint)
    for some in _points(seen, across, up):
        yield _tellings(some, across, up, paint)
    yield (f'<path{paint.stroke("muted")} fill="none" '
           f'd="M{px(box.left)} {px(box.top)}V{px(box.bottom)}H{px(box.right)}"/>')
    for x, y, what in chart.keys:
        yield _key(x, y, what, paint, prefix)
    for told_words in chart.words:
        yield words_svg(told_words, paint)


def _patches(some: list[Patch], across: Scale, up: Scale, paint: Paint, prefix: str) -> Iterator[str]:
    """The patches of one status: their edge, and over its inner half their ground, so that none stands between two."""
    stage = STAGE_OF[some[0].status]
    shapes = [(one, _rectangle(_room(one, across, up))) for one in some]
    edge = "".join(shape for _, shape in shapes)
    yield f'<path{paint.stroke(f"{stage}-line")} stroke-width="1.8" fill="none" d="{edge}"/>'
    for one, shape in shapes:
        if shape:
            yield (f"<g><title>{xml(_patch_title(one))}</title>"
                   f'<path{ground_svg(stage, paint, prefix)} shape-rendering="crispEdges" d="{shape}"/></g>')


def _rectangle(room: Box) -> str:
    if room.right <= room.left or room.bottom <= room.top:
        return ""
    return f"M{px(room.left)} {px(room.top)}H{px(room.right)}V{px(room.bottom)}H{px(room.left)}z"


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


def _tellings(some: list[Telling], across: Scale, up: Scale, paint: Paint) -> str:
    """Reports of the same days: a point, with their window as a bar."""
    one = some[0]
    x, y = _point(one, across, up)
    left, right = across.at(one.earliest), across.after(one.latest)
    window = ""
    if right - left > 6 * PX:
        window = (f'<rect{paint.fill("mark")} fill-opacity=".35" x="{px(left)}" y="{px(y - 150)}" '
                  f'width="{px(right - left)}" height="3"/>')
    return f"<g><title>{xml(_tellings_title(some))}</title>{window}{_dot(x, y, one.part == SIGNAL, paint)}</g>"


def _dot(x: int, y: int, is_signal: bool, paint: Paint) -> str:
    ink = f'{paint.both("paper", "mark")} stroke-width="1.4"' if is_signal else paint.fill("mark")
    return f'<circle{ink} cx="{px(x)}" cy="{px(y)}" r="{3 if is_signal else "3.6"}"/>'


def _key(x: int, y: int, what: str, paint: Paint, prefix: str) -> str:
    if what in STAGES:
        sample = _rectangle(Box(x, y - 5 * PX, x + 18 * PX, y + 5 * PX))
        return (f'<path{ground_svg(what, paint, prefix)} d="{sample}"/>'
                f'<path{paint.stroke(f"{what}-line")} fill="none" d="{sample}"/>')
    if what == "diagonal":
        return (f'<path{paint.stroke("rule")} stroke-dasharray="3 3" '
                f'd="M{px(x + 2 * PX)} {px(y + 5 * PX)}L{px(x + 16 * PX)} {px(y - 5 * PX)}"/>')
    bar = f'<rect{paint.fill("mark")} fill-opacity=".35" x="{px(x)}" y="{px(y - 150)}" width="18" height="3"/>'
    return bar * (what == "point") + _dot(x + 9 * PX, y, what == "signal", paint)
