"""Layout: columns fold to the width they are given, wide characters count double, and no text is lost."""

from __future__ import annotations

import itertools
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.render import layout
from tracker.render.layout import Cell, Spec

PROPERTY = settings(max_examples=150, deadline=None)
SIGNS = st.one_of(
    st.sampled_from("ab c d  .,-日本語한국어ｱ（）e\u0301\u0300\u200d🕊éß"),
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")),
)
TEXTS = st.text(SIGNS, max_size=60)
SPECS = st.builds(Spec, right=st.booleans(), wrap=st.booleans())


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[Cell]], list[Spec]]:
    specs = draw(st.lists(SPECS, min_size=1, max_size=5))
    row = st.lists(TEXTS.map(Cell), min_size=len(specs), max_size=len(specs))
    head = draw(st.lists(TEXTS, min_size=len(specs), max_size=len(specs)))
    return head, draw(st.lists(row, max_size=4)), specs


def read(text: str) -> list[str]:
    """The characters of a text that are no spaces, in an order of their own."""
    return sorted("".join(text.split()))


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0), ("abc", 3), ("日本", 4), ("한국", 4), ("ｱｲ", 2), ("（）", 4), ("é", 1), ("e\u0301", 1), ("🕊", 1),
        ("e\u0301\u0327", 1), ("\u1112\u1161\u11ab", 2), ("a\u200db", 2), ("🎉", 2), ("ก\u0e34", 1), ("a\u00adb", 3),
        ("─", 1), ("…", 1), ("क\u094d", 1),
    ],
)
def test_the_cells_of_a_text(text: str, width: int) -> None:
    assert layout.cells(text) == width


@PROPERTY
@given(TEXTS)
def test_a_composed_text_is_as_wide_as_a_decomposed_one(text: str) -> None:
    korean_and_latin = "".join(sign for sign in text if "가" <= sign <= "힣" or sign < "\u0250")
    assert layout.cells(unicodedata.normalize("NFD", korean_and_latin)) == layout.cells(korean_and_latin)


@PROPERTY
@given(TEXTS, st.integers(2, 40))
def test_a_folded_text_fits_and_is_all_there(text: str, width: int) -> None:
    lines = layout.fold(text, width)
    assert lines and all(layout.cells(line) <= width and line == line.rstrip() for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@PROPERTY
@given(TEXTS, st.integers(2, 40))
def test_a_mark_stays_with_its_letter(text: str, width: int) -> None:
    before = set(itertools.pairwise(text))
    for line in layout.fold(text, width)[1:]:
        if line and layout.cells(line[0]) == 0:
            assert any(follow == line[0] and not first.strip() for first, follow in before), "torn from its letter"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 3, ["one", "two", "thr", "ee"]),
        ("a\nb", 9, ["a", "b"]),
        ("a\n\nb", 9, ["a", "", "b"]),
        ("", 5, [""]),
        ("     ", 3, [""]),
        ("word  ", 4, ["word"]),
        ("  in the margin", 9, ["  in the", "margin"]),
        ("日本語の文章", 5, ["日本", "語の", "文章"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        ("日本", 1, ["日", "本"]),
        ("ab", 0, ["a", "b"]),
    ],
)
def test_where_a_text_is_broken(text: str, width: int, lines: list[str]) -> None:
    assert layout.fold(text, width) == lines


@PROPERTY
@given(tables(), st.integers(1, 120))
def test_a_table_fits_and_is_all_there(made: tuple[list[str], list[list[Cell]], list[Spec]], width: int) -> None:
    head, rows, specs = made
    lines = layout.table(head, rows, specs, width)
    if width >= 2 * len(specs) + len(layout.GAP) * (len(specs) - 1):
        assert all(layout.cells(line) <= width for line in lines)
    assert all(line == line.rstrip() for line in lines)
    told = "".join([*head, *(cell.text for row in rows for cell in row)])
    assert read("".join(lines).replace(layout.RULE, "")) == read(told.replace(layout.RULE, ""))


@PROPERTY
@given(tables())
def test_a_wide_screen_folds_nothing(made: tuple[list[str], list[list[Cell]], list[Spec]]) -> None:
    head, rows, specs = made
    lines = layout.table(head, rows, specs, 10_000)
    assert len(lines) == len(rows) + 2


@PROPERTY
@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 2), st.booleans()), min_size=1, max_size=6),
    st.integers(0, 150),
)
def test_columns_shrink_no_more_than_they_must(columns: list[tuple[int, int, bool]], room: int) -> None:
    widths, least, wraps = ([*one] for one in zip(*((max(w, low), low, wrap) for w, low, wrap in columns), strict=True))
    left = layout.shrink(widths, least, wraps, room)
    assert all(low <= now <= before for low, now, before in zip(least, left, widths, strict=True))
    assert sum(left) == max(min(sum(widths), room), sum(least))


@pytest.mark.parametrize(
    ("widths", "wraps", "room", "left"),
    [
        ([10, 20], [True, True], 40, [10, 20]),
        ([10, 20], [True, True], 25, [10, 15]),
        ([20, 20], [True, True], 39, [19, 20]),
        ([10, 40], [True, False], 48, [8, 40]),
        ([10, 40], [True, False], 30, [8, 22]),
        ([10, 40], [True, False], 10, [5, 5]),
        ([5, 5], [True, True], 0, [1, 1]),
    ],
)
def test_which_columns_give(widths: list[int], wraps: list[bool], room: int, left: list[int]) -> None:
    assert layout.shrink(widths, [1] * len(widths), wraps, room) == left


def test_a_table_as_it_is_printed() -> None:
    rows = [[Cell("日本"), Cell("7"), Cell("x")], [Cell("a b"), Cell("12"), Cell("")]]
    specs = [Spec(), Spec(right=True), Spec()]
    assert layout.table(["Name", "Days left", "Last"], rows, specs, 40, title="As of today") == [
        "As of today",
        "Name  Days left  Last",
        "─────────────────────",
        "日本          7  x",
        "a b          12",
    ]
    assert layout.table(["Name", "Long head"], [[Cell("x"), Cell("y")]], [Spec(), Spec()], 10) == [
        "      Long",
        "Name  head",
        "──────────",
        "x     y",
    ]


def test_paint_changes_nothing_of_what_stands_where() -> None:
    rows = [[Cell("日本 ab", "bold"), Cell("long text here", "red")], [Cell(""), Cell("x")]]
    specs = [Spec(), Spec(right=True)]
    painted = layout.table(["A", "B"], rows, specs, 16, lambda text, style: f"<{text}>" if style else text)
    assert [line.replace("<", "").replace(">", "") for line in painted] == layout.table(["A", "B"], rows, specs, 16)
    assert painted[0].startswith("<A>") and "<日本 ab>" in painted[2]


def test_a_table_of_no_columns_is_empty() -> None:
    assert [line for line in layout.table([], [[]], [], 80) if line] == []


@PROPERTY
@given(TEXTS, TEXTS, st.integers(2, 60))
def test_a_text_beside_its_head_fits_and_is_all_there(head: str, text: str, width: int) -> None:
    lines = layout.beside(head, text, width)
    assert all(layout.cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join((head + text).split())


def test_a_text_stands_beside_its_head_or_below_it() -> None:
    assert layout.beside("id  ", "one two three four", 13) == ["id  one two", "    three", "    four"]
    assert layout.beside("a-long-head  ", "one two", 16) == ["a-long-head", "    one two"]
    assert layout.beside("a-long-head  ", "one", 16) == ["a-long-head  one"]
    assert layout.beside("head", "", 16) == ["head"]


def test_a_long_text_without_spaces_takes_no_long_time() -> None:
    begun = time.process_time()
    for text in ("日" * 300_000, "x" * 300_000):
        assert "".join(layout.fold(text, 40)) == text
        assert len(layout.table(["Note"], [[Cell(text)]], [Spec()], 40)) > 2
    assert time.process_time() - begun < 5
