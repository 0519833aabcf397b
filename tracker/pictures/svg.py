"""SVG (2, as browsers draw 1.1): what was laid out, written through templates.

The rule kept here: every text passes the `xml` gate; there are no style attributes and no scripts, so that a picture
may stand in a page under a strict Content-Security-Policy; ids begin with the prefix given, so that several pictures
may stand in one page. The same picture gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.gates import xml
from tracker.pictures import sheet, words
from tracker.pictures.lanes import BAR, Bar, Glyph, LanePicture, RugTick, Words
from tracker.pictures.scale import PX
from tracker.pictures.sheet import Key, Sheet
from tracker.pictures.theme import FONT, Paint, dark_rules
from tracker.timeline import NOTICE, OVER, RUNNING, STAGES, STOPPED, Timeline

_HATCHED = {STOPPED: ("6", "rotate(45)"), NOTICE: ("7", "")}


def timeline_svg(
    timeline: Timeline, *, width: int = 960, inline: bool = True, prefix: str = "t", heading: bool = True,
    theme: str = "light", styled: bool | None = None,
) -> str:
    """A timeline as SVG, `width` pixels wide (240 to 8,000) and as high as it needs to be.

    `inline`: for a page, without XML declaration and style element; the page's stylesheet (`stylesheet()`) may give it
    other colours. Not inline: a file that stands alone, with a ground, dark where the reader's system is. `prefix`
    begins every id: letters, digits, hyphens. `heading`: with name and standpoint on top. `theme`: the colours where
    no stylesheet tells others, `light` or `dark`; `styled` False leaves the style element out of a file.
    """
    return _document(sheet.lay_out(timeline, width, heading), Paint(theme), inline, prefix,
                     not inline if styled is None else styled)


def _document(one: Sheet, paint: Paint, inline: bool, prefix: str, styled: bool) -> str:
    return document(
        one.width, one.height, one.title, one.desc, _body(one, paint, prefix), paint, inline, prefix, styled,
        defs_svg({bar.stage for lane in one.lanes for bar in lane.bars}, _inks(one.lanes), paint, prefix))


def document(
    width: int, height: int, title: str, desc: str, body: Iterable[str], paint: Paint, inline: bool, prefix: str,
    styled: bool, defs: str = "",
) -> str:
    """A whole SVG around its parts, with the words that stand for it."""
    across, down = px(width), px(height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tracker-picture" viewBox="0 0 {across} {down}" '
        f'width="{across}" height="{down}" role="img" aria-labelledby="{prefix}-title {prefix}-desc" '
        f'font-family="{xml(FONT)}">'
        f'<title id="{prefix}-title">{xml(title)}</title><desc id="{prefix}-desc">{xml(desc)}</desc>'
    )
    ground = "" if inline else f'<rect{paint.fill("paper")} width="{across}" height="{down}"/>'
    drawn = f"{f'<defs>{defs}</defs>' if defs else ''}{ground}{''.join(body)}"
    style = f"<style>{dark_rules(drawn)}</style>" if styled else ""
    declaration = "" if inline else '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{declaration}{head}{style}{drawn}</svg>\n"


def px(length: int) -> str:
    """A length in pixels, as short as can be."""
    whole, rest = divmod(abs(length), PX)
    told = f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
    return f"-{told}" if length < 0 else told


def _inks(drawn: Iterable[LanePicture]) -> set[str]:
    return {_ink(glyph) for one in drawn for glyph in one.glyphs if glyph.fades}


def _ink(glyph: Glyph) -> str:
    return "late" if glyph.mark == words.OVERDUE_MARK else "mark"


def defs_svg(stages: set[str], inks: set[str], paint: Paint, prefix: str) -> str:
    """The patterns and gradients that are used."""
    parts = []
    for stage in [stage for stage in STAGES if stage in stages]:
        if stage in _HATCHED:
            size, turned = _HATCHED[stage]
            transform = f' patternTransform="{turned}"' if turned else ""
            parts.append(
                f'<pattern id="{prefix}-{stage}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"'
                f'{transform}><rect{paint.fill(f"{stage}-fill")} width="{size}" height="{size}"/>'
                f'<path{paint.stroke(f"{stage}-hatch")} stroke-width="2" d="M1 0V{size}"/></pattern>')
        colour = paint.stop(f"{stage}-line")
        parts.append(f'<linearGradient id="{prefix}-{stage}-in"><stop{colour} stop-opacity="0"/>'
                     f'<stop{colour} offset="1" stop-opacity=".5"/></linearGradient>')
    for ink in sorted(inks):
        colour = paint.stop(ink)
        for name, opacities in (("in", ("0", ".5")), ("out", (".5", "0")), ("both", ("0", ".5", "0"))):
            stops = "".join(f'<stop{colour} offset="{offset}" stop-opacity="{opacity}"/>' for offset, opacity in zip(
                ("0", "1") if len(opacities) == 2 else ("0", ".5", "1"), opacities, strict=True))
            parts.append(f'<linearGradient id="{prefix}-{ink}-{name}">{stops}</linearGradient>')
    return "".join(parts)


def _body(one: Sheet, paint: Paint, prefix: str) -> Iterator[str]:
    top, bottom = one.top, one.bottom
    for tick in one.ticks:
        name = "grid-whole" if tick.whole else "grid"
        yield f'<path{paint.stroke(name)} d="M{px(tick.at)} {px(top)}V{px(bottom)}"/>'
    for lane in one.lanes:
        yield from _lane(lane, one, paint, prefix)
    if one.rule is not None:
        yield (f'<path{paint.stroke("rule")} stroke-width="1" stroke-dasharray="3 3" '
               f'd="M{px(one.rule.x)} {px(top - 4 * PX)}V{px(bottom)}"/>')
    for key in one.keys:
        yield _key(key, paint, prefix)
    for told in one.words:
        yield words_svg(told, paint)


def words_svg(told: Words, paint: Paint) -> str:
    """A text."""
    anchor = f' text-anchor="{told.anchor}"' if told.anchor != "start" else ""
    bold = ' font-weight="600"' if told.bold else ""
    title = f"<title>{xml(told.title)}</title>" if told.title and told.title != told.text else ""
    return (f'<text{paint.fill(told.style)} x="{px(told.x)}" y="{px(told.y)}" font-size="{told.size}"{anchor}{bold}>'
            f"{title}{xml(told.text)}</text>")


def _lane(lane: LanePicture, one: Sheet, paint: Paint, prefix: str) -> Iterator[str]:
    left, right = px(one.axis.start), px(one.axis.start + one.axis.length)
    yield f'<path{paint.stroke("grid")} d="M{left} {px(lane.rug)}H{right}"/>'
    for leader in lane.leaders:
        yield f'<path{paint.stroke("tick-quiet")} d="M{px(leader.x)} {px(leader.top)}V{px(leader.bottom)}"/>'
    for bar in lane.bars:
        yield _bar(bar, lane.bar_top, paint, prefix)
    for glyph in lane.glyphs:
        yield _glyph(glyph, lane.marks, paint, prefix)
    for tick in lane.ticks:
        yield _tick(tick, lane.rug, paint)
    for told in lane.words:
        yield words_svg(told, paint)


def _bar(bar: Bar, top: int, paint: Paint, prefix: str) -> str:
    parts = []
    if bar.right > bar.left:
        parts.append(rect_svg(bar.stage, bar.left, top, bar.right - bar.left, BAR, paint, prefix))
    if bar.fade < bar.left:
        parts.append(f'<rect fill="url(#{prefix}-{bar.stage}-in)" x="{px(bar.fade)}" y="{px(top)}" '
                     f'width="{px(bar.left - bar.fade)}" height="{px(BAR)}"/>')
    return f"<g><title>{xml(bar.title)}</title>{''.join(parts)}</g>"


def rect_svg(stage: str, left: int, top: int, width: int, height: int, paint: Paint, prefix: str) -> str:
    """A bar in the look of its stage: hatched, dashed or plain."""
    size = f'x="{px(left)}" y="{px(top)}" width="{px(width)}" height="{px(height)}"'
    if stage in _HATCHED:
        return f'<rect{paint.stroke(f"{stage}-line")} fill="url(#{prefix}-{stage})" {size}/>'
    dashed = ' stroke-dasharray="4 3"' if stage == OVER else ""
    return f"<rect{paint.both(f'{stage}-fill', f'{stage}-line')}{dashed} {size}/>"


def ground_svg(stage: str, paint: Paint, prefix: str) -> str:
    """The attributes of what is filled in the look of a stage, light enough for words of any colour to stand on it."""
    if stage in _HATCHED:
        return f' fill="url(#{prefix}-{stage})"'
    return paint.fill("running-tint" if stage == RUNNING else f"{stage}-fill")


def _tick(tick: RugTick, rug: int, paint: Paint) -> str:
    """A tick of the published axis, thicker and higher the more reports it stands for."""
    thick, high = (150, 7 * PX) if tick.reports == 1 else (250, 8 * PX) if tick.reports < 5 else (350, 9 * PX)
    ink = paint.fill("tick-quiet" if tick.is_quiet else "tick")
    return (f'<g><title>{xml(tick.title)}</title><rect{ink} x="{px(tick.x - thick // 2)}" y="{px(rug - high)}" '
            f'width="{px(thick)}" height="{px(high)}"/></g>')


def _glyph(glyph: Glyph, y: int, paint: Paint, prefix: str) -> str:
    ink = _ink(glyph)
    window = ""
    if glyph.fades:
        window = (f'<rect fill="url(#{prefix}-{ink}-{glyph.fades})" x="{px(glyph.left)}" y="{px(y - 3 * PX)}" '
                  f'width="{px(glyph.right - glyph.left)}" height="6"/>')
    return f"<g><title>{xml(glyph.title)}</title>{window}{mark_svg(glyph.mark, glyph.x, y, paint, glyph.is_sure)}</g>"


def mark_svg(mark: str, x: int, y: int, paint: Paint, is_sure: bool = True) -> str:
    """A mark: held filled, planned hollow, overdue a diamond with a stroke, put off crossed, an act a triangle, a day
    waited for a flag. What is not sure is dashed."""
    ink = "late" if mark == words.OVERDUE_MARK else "mark"
    dashed = "" if is_sure else ' stroke-dasharray="2 1.6"'
    hollow = f'{paint.both("paper", ink)} stroke-width="1.6"{dashed}'
    circle = f'cx="{px(x)}" cy="{px(y)}" r="4.4"'
    at = f"M{px(x)} {px(y)}"
    if mark == words.HELD_MARK:
        return f"<circle{paint.fill(ink)} {circle}/>"
    if mark == words.OVERDUE_MARK:
        return (f'<path{hollow} d="{at}m0-5.6l5.6 5.6l-5.6 5.6l-5.6-5.6z"/>'
                f'<path{paint.stroke(ink)} stroke-width="1.6" d="{at}m0-3v3.4m0 1.4v1.2"/>')
    if mark == words.OFF_MARK:
        return (f'<circle{paint.both("paper", ink)} stroke-width="1.6" {circle}/>'
                f'<path{paint.stroke(ink)} stroke-width="1.6" d="{at}m-3-3l6 6m0-6l-6 6"/>')
    if mark == words.ACT_MARK:
        return f'<path{hollow} d="{at}m0-4.6l4.8 8.4h-9.6z"/>'
    if mark == words.DAY_MARK:
        return f'<path{hollow} d="{at}m-3 5v-10h7l-2 2.6l2 2.6h-7"/>'
    return f"<circle{hollow} {circle}/>"


def _key(key: Key, paint: Paint, prefix: str) -> str:
    """A sample of the legend, 18 pixels wide."""
    x, y = key.x, key.y
    if key.what in STAGES:
        return rect_svg(key.what, x, y - 5 * PX, 18 * PX, 10 * PX, paint, prefix)
    if key.what == "tick":
        return f'<rect{paint.fill("tick")} x="{px(x + 8 * PX)}" y="{px(y - 4 * PX)}" width="1.5" height="8"/>'
    if key.what in ("fade", "window"):
        height = (10 if key.what == "fade" else 6) * PX
        steps = ((0, ".12"), (6, ".4"), (12, ".8")) if key.what == "fade" else ((0, ".15"), (6, ".5"), (12, ".15"))
        return "".join(
            f'<rect{paint.fill("mark")} fill-opacity="{opacity}" x="{px(x + at * PX)}" y="{px(y - height // 2)}" '
            f'width="6" height="{px(height)}"/>' for at, opacity in steps)
    return mark_svg(key.what, x + 9 * PX, y, paint)
