"""Timelines in a terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import Given, agreement, day, series
from tests.pictures.lanes import HOSTILE, timelines
from tests.test_timeline import record
from tracker.cells import cells
from tracker.folding import Folded
from tracker.pictures.terminal import ASCII, LINES, STYLES, Canvas, lines
from tracker.timeline import STAGES, Timeline, timeline

ESCAPING = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str, style: str) -> str:
    """No colour."""
    return text


def painted(text: str, style: str) -> str:
    """Colour, so that it can be seen and taken away again."""
    return f"<{style}|{text}|>" if style else text


def drawn(log: Given, as_of: str, width: int = 80, signs: object = LINES) -> list[str]:
    """The lines of a log's picture, without its heading."""
    seen = timeline(Folded(log.facts()).courses(), day(as_of))
    return lines(seen, width, plain, ASCII if signs is ASCII else LINES)[3:]


@given(timelines(), st.integers(40, 200), st.booleans())
@settings(max_examples=50, deadline=None)
def test_no_line_is_wider_than_the_terminal_and_nothing_escapes(seen: Timeline, width: int, simple: bool) -> None:
    for line in lines(seen, width, plain, ASCII if simple else LINES):
        assert cells(line) <= width and line == line.rstrip()
        assert not ESCAPING.search(line)


@given(timelines())
@settings(max_examples=20, deadline=None)
def test_colour_changes_nothing_of_what_is_read(seen: Timeline) -> None:
    coloured = [re.sub(r"<(?:bold |bold|dim|red|green|yellow)+\||\|>", "", line) for line in lines(seen, 80, painted)]
    for line, other in zip(coloured, lines(seen, 80, plain), strict=True):
        if "|>" not in other:
            assert line == other


def test_a_wide_sign_that_does_not_fit_is_left_out() -> None:
    canvas = Canvas(4)
    canvas.put(0, 0, "日韓")
    canvas.put(1, 3, "韓")
    canvas.put(2, 2, "e\u0301a")
    canvas.put(2, -1, "xy")
    assert canvas.lines(range(4), plain) == ["日韓", "", "y e\u0301a", ""]


def test_every_look_has_a_style_and_a_sign() -> None:
    assert set(STYLES) == set(LINES.stages) == set(ASCII.stages) == set(STAGES)
    for signs in (LINES, ASCII):
        assert len(set(signs.stages.values())) == len(STAGES) and len(set(signs.marks.values())) == 6
    assert all(sign.isascii() for sign in (*ASCII.stages.values(), *ASCII.marks.values(), ASCII.fade, ASCII.report))


def test_a_status_fades_in_and_is_named() -> None:
    log = Given(agreement("x", "JP", "KR"))
    log.press("2012-01-31", "x", "stalled", "2010")
    log.press("2013-01-11", "x", "postponed", "2012-06")
    assert drawn(log, "2013-06-01") == [
        "           2010     Jul       2011      Jul       2012      Jul       2013",
        "occurred   ░░░░░░░▒▒▒▒▒▒▓▓▓▓▓▓├╌ stalled 2010 ╌╌╌╌╌╌╌╌╌╌╌╌╌░├╌ postponed ╌╌╌╌╌┊",
        "published                                           ╵                  ╵      ┊",
        "",
        "╌ halted;  ░▒▓ began on one of these days;  ╵ a report published (2 to 9: so",
        "many, #: more)",
    ]


def test_meetings_are_marked() -> None:
    log = Given(series("talks", "JP", "KR"))
    log.press("2012-01-31", "talks", "held", "2012-01-30", round="1")
    log.press("2013-01-11", "talks", "scheduled", "2013-01-10", planned_for="2013-06", round="2")
    log.press("2013-01-12", "talks", "proposed", "2013-01-12", planned_for="2015-06", round="3")
    text = "\n".join(drawn(log, "2014-01-01"))
    assert "● round 1 held 2012-01-30" in text and "round 2 overdue 2013-06" in text and "◇" in text
    assert "○" in text and "round 3 proposed" in text
    simple = "\n".join(drawn(log, "2014-01-01", signs=ASCII))
    assert simple.isascii() and "* round 1 held 2012-01-30" in simple and "! overdue" in simple


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_name_is_shown_as_codes(title: str) -> None:
    log = Given(agreement("x", "JP", "KR", name=title))
    log.report("x", "signed", "2012-06")
    text = "\n".join(lines(timeline(Folded(log.facts()).courses(), day("2013-01-01")), 80, plain))
    assert not ESCAPING.search(text.replace("\n", ""))


def test_the_record_says_what_its_board_says() -> None:
    text = "\n".join(lines(timeline(Folded(record()).courses(), day("2016-01-05")), 80, plain))
    for words in ("╌ stalled 2010 ╌", "postponed", "overdue [2015-04-05..2015-04-30]", "┈ collapsed 2009 ┈",
                  "round 1 overdue [2013-01-21..2013-01-31]", "proposed [2016-03-31..]", "● held 2012-01-30"):
        assert words in text, words
