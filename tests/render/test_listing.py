"""Listings: one set of rows, and each format is a view of all of it."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import gates
from tracker.render.listing import FORMATS, Column, csv_text, json_text, markdown_text, words

PROPERTY = settings(max_examples=150, deadline=None)
COLUMNS = (
    Column("one", "First"),
    Column("two", "Second", right=True),
    Column("three", "Third", plain=lambda value: words(value)),
)
CELLS = st.one_of(
    st.text(max_size=20),
    st.text("=+-@\t\r\n\",|\\`'; x", max_size=12),
    st.none(),
    st.booleans(),
    st.integers(),
    st.lists(st.text('a|,\n"', max_size=4), max_size=3),
)
ROWS = st.lists(st.fixed_dictionaries({"one": CELLS, "two": CELLS}, optional={"three": CELLS}), max_size=4)
Row = dict[str, Any]


@PROPERTY
@given(ROWS)
def test_csv_is_read_back_cell_by_cell(rows: list[Row]) -> None:
    text = csv_text(rows, COLUMNS)
    assert text.endswith("\r\n")
    head, *cells = csv.reader(io.StringIO(text, newline=""))
    assert head == ["one", "two", "three"]
    assert cells == [[gates.spreadsheet(words(row.get(key))) for key in head] for row in rows]


@PROPERTY
@given(ROWS)
def test_no_cell_of_a_csv_is_a_formula(rows: list[Row]) -> None:
    for cells in csv.reader(io.StringIO(csv_text(rows, COLUMNS), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)


@PROPERTY
@given(ROWS)
def test_a_markdown_table_keeps_its_lines_and_columns(rows: list[Row]) -> None:
    text = markdown_text(rows, COLUMNS)
    lines = text.removesuffix("\n").split("\n")
    assert len(lines) == len(text.splitlines()) == 2 + len(rows)
    for line in lines:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == len(COLUMNS) + 1, line


def test_markdown_tells_which_columns_stand_right() -> None:
    assert markdown_text([], COLUMNS) == "| First | Second | Third |\n|---|---:|---|\n"


@PROPERTY
@given(st.recursive(CELLS, lambda inner: st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6))
def test_json_is_the_value_itself_with_nothing_a_terminal_could_misread(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert gates.terminal(text) == text


@pytest.mark.parametrize("text", ["\x9b31m", "\u202eevil", "\u2028", "\U0010fffd", "한국 é"])
def test_json_keeps_letters_and_escapes_what_could_be_misread(text: str) -> None:
    assert json.loads(json_text([text])) == [text]
    assert (text in json_text([text])) == (text == "한국 é")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, ""),
        (0, "0"),
        ("x", "x"),
        (["JP", "KR"], "JP, KR"),
        ([], ""),
        ([None, 1], ", 1"),
        ({"paragraph": 3, "starts": None, "end": [1, 2]}, "paragraph 3; end 1, 2"),
        (("a",), "a"),
    ],
)
def test_a_value_in_words(value: Any, text: str) -> None:
    assert words(value) == text


def test_a_column_may_read_otherwise_in_files_than_in_tables() -> None:
    column = Column("one", "First", show=lambda value: "short", plain=lambda value: f"in full: {value}")
    assert csv_text([{"one": "x"}], [column]) == "one\r\nin full: x\r\n"
    assert "in full: x" in markdown_text([{"one": "x"}], [column])


def test_the_formats() -> None:
    assert FORMATS == ("table", "json", "csv", "markdown")
