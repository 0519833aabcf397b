"""Labels: no two collide and none leaves the picture, whatever is drawn."""

from __future__ import annotations

import json
import pathlib
import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import day
from tests.pictures.lanes import HOSTILE, NAMES, names, timelines
from tests.test_knowledge import known_of
from tests.test_timeline import record
from tracker.folding import Folded
from tracker.gates import one_line
from tracker.pictures import bitemporal, bitemporal_svg, sheet, timeline_svg
from tracker.pictures.labels import Rows, folded, shortened, width_of
from tracker.pictures.lanes import Words
from tracker.pictures.scale import PX
from tracker.timeline import Lane, Timeline, timeline

WIDTHS = (240, 360, 768, 1440)


def assert_apart(words: list[Words], width: int, height: int) -> None:
    """No label overlaps another, and none leaves the picture."""
    for one in words:
        assert one.text == one_line(one.text), "measured before the gate"
        assert min(one.box) >= 0 and one.box.right <= width and one.box.bottom <= height, one
    for one, other in combinations(words, 2):
        assert not one.box.overlaps(other.box), (one, other)


@given(timelines(), st.sampled_from(WIDTHS), st.booleans())
@settings(max_examples=120, deadline=None)
def test_labels_of_a_timeline_never_collide(seen: Timeline, width: int, heading: bool) -> None:
    picture = sheet.lay_out(seen, width, heading)
    assert_apart([*picture.words, *(told for one in picture.lanes for told in one.words)], picture.width,
                 picture.height)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_measured_as_it_is_drawn(name: str) -> None:
    """As the picture's title, and beside its lane."""
    seen = Timeline((Lane("x", name, "agreement", ("JP", "KR")),), day("2013-01-11"), None, day("2012-01-01"),
                    day("2013-01-11"))
    picture = sheet.lay_out(seen, 768, True)
    assert_apart([*picture.words, *(told for one in picture.lanes for told in one.words)], picture.width,
                 picture.height)


@pytest.mark.parametrize("width", WIDTHS)
def test_labels_of_the_record_never_collide(width: int) -> None:
    for as_of in ("2012-02-15", "2013-01-11", "2015-04-30", "2016-01-05", "2026-01-01"):
        picture = sheet.lay_out(timeline(Folded(record()).courses(), day(as_of)), width)
        assert_apart([*picture.words, *(told for one in picture.lanes for told in one.words)], picture.width,
                     picture.height)
        for subject in Folded(record()).subjects:
            chart = bitemporal.lay_out(known_of(Folded(record()), subject, day(as_of)), width)
            assert_apart(list(chart.words), chart.width, chart.height)


@given(names, st.integers(0, 300), st.sampled_from((11, 13, 17)), st.booleans())
def test_a_shortened_text_has_room(text: str, room: int, size: int, bold: bool) -> None:
    short = shortened(text, room * PX, size, bold)
    assert short == "" or width_of(short, size, bold) <= room * PX
    assert short in (text, "") or (short.endswith("…") and text.startswith(short[:-1]))


@given(names, st.integers(60, 300), st.integers(1, 4), st.booleans())
def test_a_folded_text_has_room(text: str, room: int, lines: int, bold: bool) -> None:
    found = folded(text, room * PX, 13, lines, bold)
    assert len(found) <= lines and all(width_of(line, 13, bold) <= room * PX for line in found)
    if not any(line.endswith("…") for line in found):
        assert "".join(found).replace(" ", "") == text.replace(" ", "")


def test_a_long_word_and_a_name_without_spaces_are_broken() -> None:
    assert folded("日米韓防衛実務者協議", 80 * PX, 13, 3) == ["日米韓防衛", "実務者協議"]
    assert folded("one two three four", 60 * PX, 13, 2) == ["one two", "three f…"]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(-10, 1000)), max_size=40), st.integers(1, 3))
def test_rows_take_labels_that_do_not_touch(wanted: list[tuple[int, int]], count: int) -> None:
    rows = Rows(0, 900, count, 5)
    placed: dict[int, list[tuple[int, int]]] = {row: [] for row in range(count)}
    for width, left in wanted:
        place = rows.put(width, [left, left - width])
        if place is not None:
            row, at = place
            assert at >= 0 and at + width <= 900
            assert all(at + width + 5 <= first or last + 5 <= at for first, last in placed[row])
            placed[row].append((at, at + width))
    assert rows.used == max([row + 1 for row, some in placed.items() if some], default=0)


MEASURE = """
() => [...document.querySelectorAll('svg')].map(svg => {
  const frame = svg.getBoundingClientRect();
  return {width: frame.width, height: frame.height, words: [...svg.querySelectorAll('text')].map(one => {
    const box = one.getBoundingClientRect(), size = parseFloat(one.getAttribute('font-size'));
    const line = one.getCTM().f + frame.top * 0 + parseFloat(one.getAttribute('y'));
    return {text: one.lastChild.textContent, left: box.left - frame.left, right: box.right - frame.left,
            top: line - size * 0.75, bottom: line + size * 0.22};
  })};
})
"""


def test_labels_do_not_collide_in_a_browser(tmp_path: pathlib.Path, browser: Any) -> None:
    """The widths of the table hold in Chromium, with the fonts of this machine."""
    folded_record = Folded(record())
    seen = timeline(folded_record.courses(), day("2016-01-05"))
    odd = seen._replace(lanes=tuple(
        one._replace(name=name) for one, name in zip(seen.lanes, NAMES + HOSTILE, strict=False)))
    pictures = []
    for width in (360, 768, 1440):
        pictures += [timeline_svg(seen, width=width, prefix=f"a{width}"),
                     timeline_svg(odd, width=width, prefix=f"b{width}"),
                     *(bitemporal_svg(known_of(folded_record, subject, day("2016-01-05")), width=width,
                                      prefix=f"{subject}{width}") for subject in ("jp-kr-us-tisa", "jp-kr-gsomia"))]
    page_file = tmp_path / "page.html"
    page_file.write_text(f"<!DOCTYPE html><meta charset=utf-8>{''.join(pictures)}", "utf-8")
    page = browser.new_page()
    page.goto(page_file.as_uri())
    measured = json.loads(json.dumps(page.evaluate(MEASURE)))
    page.close()
    assert len(measured) == len(pictures) and sum(len(one["words"]) for one in measured) > 500
    for svg, one in zip(pictures, measured, strict=True):
        assert len(one["words"]) == len(re.findall("<text", svg))
        for told in one["words"]:
            assert told["left"] >= -1 and told["right"] <= one["width"] + 1, told
        for told, other in combinations(one["words"], 2):
            apart = (told["right"] <= other["left"] + 0.5 or other["right"] <= told["left"] + 0.5
                     or told["bottom"] <= other["top"] + 0.5 or other["bottom"] <= told["top"] + 0.5)
            assert apart, (told, other)
