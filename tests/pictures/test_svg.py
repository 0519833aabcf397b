"""SVG: well formed whatever is drawn, safe in a page, and telling what the board tells."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import Given, agreement, day, series
from tests.pictures.lanes import HOSTILE, timelines
from tests.strategies import Log, facts_of, logs, news_days
from tests.test_knowledge import known_of
from tests.test_timeline import record
from tracker.dates import When
from tracker.errors import UsageError
from tracker.folding import Folded
from tracker.gates import one_line, xml
from tracker.pictures import bitemporal_svg, stylesheet, timeline_svg
from tracker.pictures.page import page
from tracker.pictures.png import png_bytes
from tracker.pictures.theme import DARK, LIGHT
from tracker.timeline import Timeline, timeline

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "style", "defs", "pattern", "linearGradient", "stop", "g", "rect", "path", "circle",
            "text"}
LAW = settings(max_examples=60, deadline=None)


def read(svg: str) -> ElementTree.Element:
    """A picture as a tree; it holds nothing but what pictures are made of."""
    root = ElementTree.fromstring(svg)
    for one in root.iter():
        assert one.tag.startswith(SVG) and one.tag.removeprefix(SVG) in ELEMENTS, one.tag
        assert not [name for name in one.attrib if name == "style" or name.startswith("on") or "href" in name]
        assert all(value.startswith("url(#") or "url(" not in value for value in one.attrib.values())
    return root


def texts(root: ElementTree.Element) -> list[str]:
    """The words drawn, without their titles."""
    return [(one.text or "") + "".join(child.tail or "" for child in one) for one in root.iter(f"{SVG}text")]


def titles(root: ElementTree.Element) -> list[str]:
    """What is told on pointing at something."""
    return [one.text or "" for one in root.iter(f"{SVG}title")]


def record_svg(as_of: str = "2016-01-05", *subjects: str, width: int = 960) -> ElementTree.Element:
    """A picture of the record."""
    seen = timeline(Folded(record()).courses(None, subjects or None), day(as_of))
    return read(timeline_svg(seen, width=width))


@given(logs(), news_days(), st.none() | news_days(), st.sampled_from((240, 700)))
@LAW
def test_the_picture_of_any_log_is_well_formed(log: Log, as_of: int, known_by: int | None, width: int) -> None:
    folded = Folded(facts_of(log))
    read(timeline_svg(timeline(folded.courses(known_by), as_of, known_by), width=width))
    for subject in folded.subjects:
        read(bitemporal_svg(known_of(folded, subject, as_of, known_by), width=width))


@given(timelines(), st.sampled_from((240, 700)), st.booleans(), st.booleans())
@LAW
def test_the_picture_of_anything_is_well_formed_and_the_same_again(
    seen: Timeline, width: int, inline: bool, heading: bool
) -> None:
    svg = timeline_svg(seen, width=width, inline=inline, heading=heading)
    assert svg == timeline_svg(seen, width=width, inline=inline, heading=heading)
    read(svg)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_name_stays_text(title: str) -> None:
    log = Given(agreement("x", "JP", "KR", name=title), series("y", "JP", name=title), agreement("z", name=title))
    log.report("x", "signed", "2012-06", place=title)
    log.report("y", "held", "2012-06", place=title, round=title)
    folded = Folded(log.facts())
    shown = one_line(title)
    for svg in (timeline_svg(timeline(folded.courses(), day("2016-01-01")), width=1600),
                timeline_svg(timeline(folded.courses(None, ["y"]), day("2016-01-01")), width=1600),
                bitemporal_svg(known_of(folded, "x", day("2016-01-01")), width=1600)):
        told = [*titles(read(svg)), *(one.text or "" for one in read(svg).iter(f"{SVG}desc"))]
        assert any(shown in one for one in told), svg
        whole = page(title, svg, [title], 1600)
        assert whole.count("<script") == whole.count("<iframe") == whole.count("<img") == 0
        assert re.findall(r"<style>", whole) == ["<style>"]


def test_the_gate_shows_what_xml_forbids() -> None:
    assert xml("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;"
    assert xml("\x00\x0b\x1b\x9b\ufffe\ud800\u202e") == r"\x00\x0b\x1b\x9b\ufffe\ud800\u202e"
    assert xml("대한민국 – é 🇯🇵") == "대한민국 – é 🇯🇵"


@given(st.text(), st.sampled_from(("<a>{}</a>", '<a b="{}"/>', "<a b='{}'/>")))
def test_a_gated_text_reads_back(text: str, form: str) -> None:
    root = ElementTree.fromstring(form.format(xml(one_line(text))))
    assert (root.text or root.get("b") or "") == one_line(text)


def test_an_inline_picture_brings_no_style_and_no_colour_without_a_class() -> None:
    seen = timeline(Folded(record()).courses(), day("2016-01-05"))
    svg = timeline_svg(seen)
    assert svg.startswith("<svg ") and "<style" not in svg
    assert "<style" in timeline_svg(seen, inline=False) and timeline_svg(seen, inline=False).startswith("<?xml ")
    rules = stylesheet()
    for element in re.findall(r"<[a-zA-Z][^>]*#[0-9a-f]{6}[^>]*>", svg):
        names = re.search(r'class="([^"]*)"', element)
        assert names is not None, element
        for name in names[1].split():
            assert f".{name}{{" in rules, name
    for theme in (LIGHT, DARK):
        assert all(f"--t-{name}:{colour};" in rules for name, colour in theme.items())


def test_a_file_reads_where_nobody_knows_its_stylesheet() -> None:
    """Colours are attributes; the style element holds nothing but plain colours for the dark."""
    seen = timeline(Folded(record()).courses(), day("2016-01-05"))
    for svg in (timeline_svg(seen, inline=False),
                bitemporal_svg(known_of(Folded(record()), "jp-kr-gsomia", day("2016-01-05")), inline=False)):
        (style,) = re.findall(r"<style>(.*?)</style>", svg)
        assert re.fullmatch(r"@media \(prefers-color-scheme:dark\)\{(\.[a-z-]+\{[a-z-]+:#[0-9a-f]{6}\})+\}", style)
        assert {name for names in re.findall(r'class="(t-[^"]*)"', svg) for name in names.split()} == set(
            re.findall(r"\.(t-[a-z-]+)\{", style))


def test_every_colour_of_one_theme_is_in_the_other() -> None:
    assert set(LIGHT) == set(DARK)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(theme: dict[str, str]) -> None:
    pairs = [(name.replace("-ink", "-fill"), name) for name in theme if name.endswith("-ink")]
    pairs += [(f"{stage}-hatch", f"{stage}-ink") for stage in ("stopped", "notice")]
    pairs += [("paper", name) for name in ("ink", "muted", "late")]
    pairs += [(name, "ink") for name in theme if name.endswith(("-tint", "-hatch"))]
    pairs += [(f"{stage}-fill", "ink") for stage in ("open", "stopped", "struck", "notice", "over")]
    for ground, ink in pairs:
        light, dark = sorted((luminance(theme[ground]), luminance(theme[ink])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, ink)


def test_ids_are_each_picture_s_own() -> None:
    seen = timeline(Folded(record()).courses(), day("2016-01-05"))
    known = known_of(Folded(record()), "jp-kr-gsomia", day("2016-01-05"))
    pictures = [timeline_svg(seen, prefix="one"), timeline_svg(seen, prefix="two"), bitemporal_svg(known, prefix="b3")]
    ids = [found for svg in pictures for found in re.findall(r'\bid="([^"]*)"', svg)]
    assert len(ids) == len(set(ids))
    for svg in pictures:
        used = re.findall(r"url\(#([^)]*)\)", svg) + re.findall(r'aria-labelledby="([^"]*)"', svg)[0].split()
        assert set(used) <= set(re.findall(r'\bid="([^"]*)"', svg))


def test_a_picture_has_words_in_its_place() -> None:
    root = record_svg()
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and desc is not None and desc.text is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    for words in ("Japan-South Korea GSOMIA: stalled since 2010, began between 2010-01-01 and 2010-12-31;"
                  " until 2012-06-29; postponed since 2012-06, began between 2012-06-01 and 2012-06-30",
                  "round 1 overdue [2013-01-21..2013-01-31], Tokyo", "meeting held 2012-01-30, Seoul",
                  "proposed since [..2015-04-05], began by 2015-04-05 at the latest",
                  "meeting proposed [2016-03-31..], Washington"):
        assert words in desc.text


def test_the_picture_of_the_record_says_what_its_board_says() -> None:
    shown = texts(record_svg())
    for words in ("stalled 2010", "postponed 2012-06", "proposed", "signed", "suspended 2009-12", "resumption agreed",
                  "collapsed 2009", "active 2012-01-30", "held 2012-01-30", "round 1 overdue [2013-01-21..2013-01-31]",
                  "overdue 2015-05", "scheduled [2016-01-11..2016-01-20]", "proposed [2016-03-31..]",
                  "as of 2016-01-05", "Agreements", "Meeting series"):
        assert words in shown, words
    assert "signed" not in texts(record_svg("2013-01-11", "jp-kr-us-tisa"))


def test_a_window_fades_in_and_an_open_one_from_the_beginning_of_the_picture() -> None:
    def faded(subject: str) -> tuple[float, float]:
        root = record_svg("2016-01-05", subject)
        (fade,) = [one for one in root.iter(f"{SVG}rect") if (one.get("fill") or "").endswith("-in)")
                   and one.get("height") == "20"]
        return float(fade.attrib["x"]), float(fade.attrib["width"])

    seen = timeline(Folded(record()).courses(None, ["us-kr-thaad"]), day("2016-01-05"))
    assert seen.first == When.parse("2015-04-05").earliest
    assert faded("us-kr-thaad")[0] == 82  # where the axis begins
    _, width = faded("jp-kr-us-tisa")
    whole = record_svg("2016-01-05", "jp-kr-us-tisa")
    (solid,) = [one for one in whole.iter(f"{SVG}rect")
                if one.get("height") == "20" and "t-f-struck-fill" in (one.get("class") or "")]
    days = When.parse("2014-12-31").latest - When.parse("2014-10-01").earliest
    held = When.parse("2016-01-06").earliest - When.parse("2014-12-31").earliest
    assert abs(width / float(solid.attrib["width"]) - days / held) < 0.01


def test_held_is_filled_and_planned_is_hollow() -> None:
    log = Given(series("talks", "JP", "KR"))
    log.report("talks", "held", "2012-01-30", round="1")
    log.report("talks", "scheduled", "2013-01-10", planned_for="2014-01-21", round="2")
    root = read(timeline_svg(timeline(Folded(log.facts()).courses(), day("2013-06-01")), heading=False))
    marks = {title.text: one for one in root.iter(f"{SVG}g") if (title := one.find(f"{SVG}title")) is not None}
    held, planned = marks["round 1 held 2012-01-30"], marks["round 2 scheduled 2014-01-21"]
    assert [one.get("class") for one in held.iter(f"{SVG}circle")] == ["t-f-mark"]
    assert [one.get("class") for one in planned.iter(f"{SVG}circle")] == ["t-f-paper t-s-mark"]
    late = read(timeline_svg(timeline(Folded(log.facts()).courses(), day("2014-02-01")), heading=False))
    assert [title for title in titles(late) if "overdue" in title] == ["round 2 overdue 2014-01-21"]
    assert "t-f-paper t-s-late" in ElementTree.tostring(late, encoding="unicode")


def test_reports_stand_on_the_day_they_were_published() -> None:
    log = Given(agreement("x", "JP", "KR"))
    log.press("2014-02-01", "x", "signed", "2012-01")
    log.press("2014-02-01", "x", "urged", "2012-02-01")
    root = read(timeline_svg(timeline(Folded(log.facts()).courses(), day("2015-01-01"))))
    assert "published 2014-02-01: 2 reports: signed, urged (moves no status)" in titles(root)


def test_a_picture_too_large_for_png_is_refused() -> None:
    with pytest.raises(UsageError, match="too large"):
        png_bytes('<svg viewBox="0 0 8000 400000"/>')
