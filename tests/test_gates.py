"""The gates: whatever the text, no terminal, spreadsheet or Markdown table is led astray by it."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import gates

PROPERTY = settings(max_examples=300, deadline=None)
HOSTILE = "\x1b\x07\x9b\r\t\0\x7f\x85\u202e\u2066\u200f\u061c\u2028\u2029\ud800\ue000\n|\\`*<>[]=+-@＝＋&#$;amp lt'\""
TEXTS = st.one_of(st.text(st.characters(exclude_categories=())), st.text(HOSTILE, max_size=30))
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
ENTITY = re.compile("&[#0-9A-Za-z]+;")
TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def raw(text: str) -> list[str]:
    """The characters in a text that a terminal would act upon."""
    return [
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
        or unicodedata.bidirectional(character) in TURNS
        or character in "\u200e\u200f\u061c"
    ]


@PROPERTY
@given(TEXTS)
def test_a_terminal_gets_nothing_it_would_act_upon(text: str) -> None:
    assert set(raw(gates.terminal(text))) <= {"\n"}
    assert raw(gates.one_line(text)) == []
    assert gates.terminal(gates.terminal(text)) == gates.terminal(text)
    gates.terminal(text).encode("utf-8")


@PROPERTY
@given(TEXTS)
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    harmless = "".join(character for character in text if character not in raw(text))
    assert gates.terminal(harmless) == gates.one_line(harmless) == harmless


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\r", "\\x0d"),
        ("\x9b", "\\x9b"),
        ("\u202eevil", "\\u202eevil"),
        ("\ud800", "\\ud800"),
        ("\U0010fffd", "\\U0010fffd"),
        ("a\nb", "a\nb"),
        ("é 한국 🕊", "é 한국 🕊"),
        ("\u2028", "\\u2028"),
        ("\t", "\\x09"),
    ],
)
def test_what_is_not_let_through_is_shown_by_its_number(text: str, shown: str) -> None:
    assert gates.terminal(text) == shown


def test_one_line_is_one_line() -> None:
    assert gates.one_line("a\nb\n\nc") == "a b  c"
    assert "\n" not in gates.one_line("\n")


@PROPERTY
@given(TEXTS)
def test_a_spreadsheet_gets_no_formula_and_all_else_as_it_is(text: str) -> None:
    cell = gates.spreadsheet(text)
    assert not cell.startswith(FORMULA)
    assert cell in (text, f"'{text}")
    assert cell == text or text.startswith(FORMULA)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\n", "＝1+1", "＋1",
                                  "－1", "＠SUM(A1)", "=", '=HYPERLINK("x")'])
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert gates.spreadsheet(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1", "2013-01-11", "a=b", " x", "jp-kr", "'=1"])
def test_texts_that_are_no_formulas(text: str) -> None:
    assert gates.spreadsheet(text) == text


def unescaped(text: str, sign: str) -> list[str]:
    """Where a sign stands that no backslash takes its meaning from."""
    return re.findall(rf"(?<!\\)(?:\\\\)*{re.escape(sign)}", text)


@PROPERTY
@given(TEXTS)
def test_a_cell_of_a_markdown_table_holds_no_markup_and_no_line_end(text: str) -> None:
    cell = gates.markdown(text)
    assert raw(cell) == []
    for sign in "`*_{}[]<>#|~!":
        assert not unescaped(cell, sign), sign
    assert not re.search(r"(?<!\\)(?:\\\\)*\\$", cell), "the next pipe would be taken for text"


@PROPERTY
@given(TEXTS)
def test_a_markdown_cell_reads_as_the_line_did(text: str) -> None:
    assert read(gates.markdown(text)) == gates.one_line(text)


def read(cell: str) -> str:
    """A Markdown cell as it is shown: escapes and entities are what they stand for."""
    parts = re.split(r"\\([\\`*_{}\[\]<>#|~!$])", cell)
    return "".join(part if number % 2 else ENTITY.sub(lambda found: html.unescape(found[0]), part)
                   for number, part in enumerate(parts))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("R&D", "R&D"),
        ("a & b;", "a & b;"),
        ("&amp;", "&amp;amp;"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("&#60;", "&amp;\\#60;"),
        ("&#x3C;", "&amp;\\#x3C;"),
        ("US$5", "US$5"),
        ("$5 or $6", "\\$5 or \\$6"),
        ("$$x$$", "\\$\\$x\\$\\$"),
    ],
)
def test_entities_and_formulas_are_text_in_markdown(text: str, cell: str) -> None:
    assert gates.markdown(text) == cell
    assert read(cell) == text
