"""The screen: data is never markup, every text passes the gate, and colour only repeats what the words say."""

from __future__ import annotations

import io
import os
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker import gates
from tracker.render import columns, screen, terminal
from tracker.render.listing import Column

HOSTILE = "\x1b[31mred\x1b[0m \u202eevil [bold]x[/] [link=http://x]y[/] :warning: \ud800"
COLUMNS = (Column("name", "Name"), Column("status", "Status", style="status"), Column("lines", "Lines", lines=True))


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen of 100 columns, in no particular terminal."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "TRACKER_DEBUG", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm-256color")


def said(capsysbinary: pytest.CaptureFixture[bytes], *parts: Any, **options: Any) -> str:
    screen.say(*parts, **options)
    out, err = capsysbinary.readouterr()
    return (err if options.get("stderr") else out).decode()


def test_data_is_text_and_no_markup(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = [{"name": HOSTILE, "status": "[red]held[/]", "lines": "a\nb"}]
    for part in (HOSTILE, screen.table(rows, COLUMNS), screen.hanging(HOSTILE, HOSTILE)):
        shown = " ".join(said(capsysbinary, part).split())
        assert "\x1b" not in shown and "\u202e" not in shown
        for piece in ("\\x1b[31mred", "\\u202eevil", "[bold]x[/]", ":warning:", "\\ud800"):
            assert piece in "".join(shown.split()) or piece in shown, (piece, shown)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=()), max_size=40))
def test_whatever_is_said_is_what_the_gate_lets_through(text: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    for part in (
        text,
        screen.table([{"name": text, "status": text, "lines": text}], COLUMNS),
        screen.hanging(text, text),
    ):
        shown = said(capsysbinary, part)
        assert gates.terminal(shown) == shown


def test_a_pipe_gets_no_colour_and_no_spaces_at_the_ends_of_lines(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    shown = said(capsysbinary, screen.table([{"name": "x", "status": "held"}], COLUMNS), "a line   ", style="bold red")
    assert "\x1b" not in shown and not re.search(r"[ \t]$", shown, re.MULTILINE)


def test_colour_repeats_what_the_words_say(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = screen.table([{"name": "x", "status": "held"}, {"name": "y", "status": "terminated"}], COLUMNS)
    without = said(capsysbinary, made)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = said(capsysbinary, made)
    assert "\x1b[32mheld" in coloured and "\x1b[31mterminated" in coloured
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in bare.split("\n")] == without.split("\n")
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert said(capsysbinary, made) == without


def test_every_style_that_is_used_has_a_code() -> None:
    used = {word for style in screen.STATUS_STYLES.values() for word in style.split()} | {"bold", "dim", "yellow"}
    used |= {one.style for name in dir(columns) if isinstance(told := getattr(columns, name), tuple)
             for one in told if isinstance(one, Column)} - {"", "status"}
    for word in used:
        assert screen.painted("x", word).endswith("mx\x1b[0m")
    assert screen.painted("", "bold") == "" and screen.painted("x", "") == "x"


@pytest.mark.parametrize(
    ("told", "width"), [("100", 100), ("", 80), ("0", 80), ("-5", 80), ("wide", 80), ("\u00b2", 80)]
)
def test_the_width_is_columns_or_that_of_the_terminal(told: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_stream: int) -> object:
        raise OSError

    monkeypatch.setenv("COLUMNS", told)
    monkeypatch.setattr("os.get_terminal_size", refused)
    assert terminal.width() == width
    monkeypatch.setattr("os.get_terminal_size", lambda _stream: os.terminal_size((132, 24)))
    assert terminal.width() == (100 if told == "100" else 132)
    monkeypatch.setattr("os.get_terminal_size", lambda _stream: os.terminal_size((0, 0)))
    assert terminal.width() == (100 if told == "100" else 80)


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False),
        ({"FORCE_COLOR": ""}, False), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_who_gets_colour(env: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert terminal.is_coloured(Terminal()) is coloured
    assert terminal.is_coloured(io.StringIO()) is (coloured and "FORCE_COLOR" in env)


@pytest.mark.parametrize(
    ("status", "style"),
    [
        ("in force", "bold green"),
        ("held, 2013", "green"),
        ("overdue\n2013", "bold yellow"),
        ("", ""),
        ("proposed", ""),
        ("nothing known", ""),
        ("terminated", "red"),
    ],
)
def test_the_colour_of_a_status(status: str, style: str) -> None:
    assert screen.status_style(status) == style


def test_only_columns_that_keep_lines_have_them(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    shown = said(capsysbinary, screen.table([{"name": "a\nb", "status": "", "lines": "c\nd"}], COLUMNS)).splitlines()
    assert any(line.startswith("a b") and line.endswith("c") for line in shown)
    assert any(line.strip() == "d" for line in shown)


def test_a_long_text_is_folded_and_nothing_of_it_is_lost(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = "x" * 350
    shown = said(capsysbinary, screen.table([{"name": text, "status": "held"}], COLUMNS))
    assert shown.count("x") == 350 and max(map(len, shown.splitlines())) <= 100
    hung = said(capsysbinary, screen.hanging("head: ", "word " * 60)).splitlines()
    assert hung[0].startswith("head: word") and all(line.startswith("      word") for line in hung[1:] if line)


def test_warnings_go_to_standard_error(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    screen.say("a warning", stderr=True)
    out, err = capsysbinary.readouterr()
    assert (out, err) == (b"", b"a warning\n")


def test_letters_go_out_as_utf_8(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert said(capsysbinary, "한국 é") == "한국 é\n"


def test_heads_and_titles_are_no_markup_either(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    made = screen.table(
        [{"name": "x" * 60}], [Column("name", "[red]Name[/] :warning:")], title="[bold]The title[/] :warning:"
    )
    shown = " ".join(said(capsysbinary, made).split())
    assert "[red]Name[/] :warning:" in shown and "[bold]The title[/] :warning:" in shown


def test_heads_and_titles_pass_the_gate_too(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    made = screen.table([{"name": "x"}], [Column("name", f"head {HOSTILE}")], title=f"title\n{HOSTILE}")
    shown = said(capsysbinary, made)
    assert gates.terminal(shown) == shown and "\x1b" not in shown
    assert "title \\x1b[31mred" in shown and "head \\x1b[31mred" in shown


def test_wide_letters_stand_in_their_columns(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = [{"name": name, "status": "held"} for name in ("한국", "e\u0301", "abcd")]
    assert said(capsysbinary, screen.table(rows, COLUMNS[:2])).splitlines()[2:] == [
        "한국  held", "e\u0301     held", "abcd  held"
    ]
