"""`tracker timeline`: pictures in the terminal and in files."""

from __future__ import annotations

import hashlib
import os
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from commands import LOG, Cli, Quick, environment
from terminal import at_terminal

AS_OF = ("--as-of", "2016-01-05")


def digest(path: Path) -> str:
    """The digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_it_draws_in_the_terminal(shared: Cli) -> None:
    done = shared("timeline", *AS_OF, env={"COLUMNS": "80"}).ok()
    assert done.err == "" and "\x1b" not in done.out
    lines = done.out.splitlines()
    assert lines[:2] == ["20 agreements and meeting series over time", "As of 2016-01-05, with all that is known now."]
    assert all(len(line) <= 80 and line == line.rstrip() for line in lines)
    assert "├╌ stalled 2010 ╌" in done.out and "┈ collapsed 2009 ┈" in done.out


def test_it_is_as_wide_as_it_is_told_to_be(shared: Cli) -> None:
    for width in (40, 60, 120):
        for more in ({"COLUMNS": str(width)}, {}):
            done = shared("timeline", *AS_OF, *(() if more else ("--width", str(width))), env=more).ok()
            longest = max(map(len, done.out.splitlines()))
            assert width - 12 < longest <= width


def test_a_terminal_gets_colour_and_no_color_takes_it_away(cli: Cli) -> None:
    cli.example()
    with at_terminal(cli, "timeline", "gsomia", "dtt", *AS_OF) as screen:
        screen.sees("\x1b[33m")
        screen.sees("published")
        screen.ends(0)
    plain = cli("timeline", "gsomia", *AS_OF, env={"NO_COLOR": "1", "FORCE_COLOR": "1"}).ok().out
    coloured = cli("timeline", "gsomia", *AS_OF, env={"FORCE_COLOR": "1"}).ok().out
    assert "\x1b" not in plain and "\x1b[33m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_it_can_do_with_ascii(shared: Cli) -> None:
    assert shared("timeline", "--ascii", *AS_OF).ok().out.isascii()


def test_it_takes_a_standpoint(quick: Quick) -> None:
    quick.example()
    known = quick("timeline", "gsomia", "--as-of", "2012-07-15", "--known-by", "2012-07-15").ok().out
    assert "stalled" in known and "postponed" not in known and "known by 2012-07-15" in known
    assert "postponed" in quick("timeline", "gsomia", "--as-of", "2012-07-15").ok().out
    assert "no status known" in quick("timeline", "thaad", "--known-by", "2014", *AS_OF).ok().out
    part = quick("timeline", "six-party-talks", *AS_OF, "--from", "2009", "--to", "2012").ok().out
    assert "2013" not in part and "collapsed" in part


@pytest.mark.parametrize("options", [(), ("gsomia",), ("tisa", "--bitemporal"), ("six-party-talks", "--width", "360")])
def test_an_svg_is_well_formed_and_always_the_same(cli: Cli, options: tuple[str, ...]) -> None:
    cli.example()
    first = cli("timeline", *options, *AS_OF, "-o", "one.svg").ok()
    assert first.out == "" and first.err == "Wrote one.svg.\n"
    cli("timeline", *options, *AS_OF, "-o", "two.SVG", env={"PYTHONHASHSEED": "7", "COLUMNS": "50"}).ok()
    text = (cli.folder / "one.svg").read_text("utf-8")
    assert digest(cli.folder / "one.svg") == digest(cli.folder / "two.SVG")
    root = ElementTree.fromstring(text)
    assert root.get("width") == ("360" if "360" in options else "960")
    assert text.startswith("<?xml ") and "prefers-color-scheme:dark" in text


def test_a_page_allows_itself_nothing_but_its_style(cli: Cli) -> None:
    cli.example()
    cli("timeline", *AS_OF, "-o", "a.html").ok()
    cli("timeline", *AS_OF, "-o", "b.html").ok()
    text = (cli.folder / "a.html").read_text("utf-8")
    assert text == (cli.folder / "b.html").read_text("utf-8")
    assert "default-src 'none'; style-src 'sha256-" in text and "<script" not in text and " style=" not in text
    assert re.search(r'(src|href)="', text) is None
    assert "<summary>In words</summary>" in text and "postponed since 2012-06" in text


@pytest.mark.parametrize("options", [(), ("--dark",), ("gsomia", "--bitemporal")])
def test_a_png_has_two_points_for_each_pixel(cli: Cli, options: tuple[str, ...]) -> None:
    cli.example()
    cli("timeline", *options, *AS_OF, "--width", "500", "-o", "a.png").ok()
    content = (cli.folder / "a.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n") and struct.unpack(">I", content[16:20]) == (1000,)


def test_a_png_without_its_package_says_how_to_get_it(cli: Cli) -> None:
    cli.example()
    code = "import sys; sys.modules['resvg_py'] = None; from tracker.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", code, "timeline", "-o", "a.png"], cwd=cli.folder, env=environment(),
                          capture_output=True, text=True, check=False)
    assert done.returncode == 78 and "agreement-tracker[pictures]" in done.stderr
    assert "Nothing was written" in done.stderr
    assert not (cli.folder / "a.png").exists()


@pytest.mark.parametrize(("words", "code", "said"), [
    (("-o", "a.gif"), 2, ".svg, .png, .html"),
    (("-o", "a.svg.gz"), 2, "told by the suffix"),
    (("-o", "nowhere/a.svg"), 73, "There is no folder"),
    (("gsoma", "-o", "a.svg"), 66, "Did you mean"),
    (("--bitemporal",), 2, "in a file only"),
    (("--bitemporal", "-o", "a.svg"), 2, "draws one subject"),
    (("gsomia", "acsa", "--bitemporal", "-o", "a.svg"), 2, "draws one subject"),
    (("--from", "2015", "--to", "2014"), 2, "--from is later than --to"),
    (("--from", "sometime"), 65, "sometime"),
    (("--width", "10"), 2, "--width"),
    (("--width", "9000"), 2, "--width"),
])
def test_what_is_refused(quick: Quick, words: tuple[str, ...], code: int, said: str) -> None:
    quick.example()
    done = quick("timeline", *words)
    assert done.code == code and said in done.said, done
    assert sorted(path.name for path in quick.folder.iterdir() if not path.name.startswith(LOG)) == []


def test_it_never_writes_over_a_log(cli: Cli) -> None:
    log = cli.example()
    other = log.rename(cli.folder / "tracker.svg")
    before = digest(other)
    done = cli("--log", "tracker.svg", "timeline", "-o", "tracker.svg")
    assert done.code == 73 and "not written over" in done.said and digest(other) == before


def test_a_file_is_written_whole_or_not_at_all(cli: Cli) -> None:
    cli.example()
    (cli.folder / "a.svg").write_text("what was there before")
    os.chmod(cli.folder, 0o500)
    try:
        if os.access(cli.folder, os.W_OK):
            pytest.skip("this user may write anywhere")
        assert cli("timeline", "-o", "a.svg").code == 77
    finally:
        os.chmod(cli.folder, 0o700)
    assert (cli.folder / "a.svg").read_text() == "what was there before"
    assert not list(cli.folder.glob(".a.svg*"))


def test_an_empty_log_has_an_empty_picture(cli: Cli) -> None:
    cli("init").ok()
    done = cli("timeline").ok()
    assert done.out == "" and "No subject is registered yet" in done.err
    cli("timeline", "-o", "a.svg").ok()
    ElementTree.fromstring((cli.folder / "a.svg").read_text("utf-8"))


def test_a_lagging_log_is_drawn_all_the_same(cli: Cli) -> None:
    """Of its first events, and by replay, the picture is the one the read model gives."""
    cli.example()
    cli("timeline", *AS_OF, "-o", "kept.svg").ok()
    cli("timeline", *AS_OF, "--at", "102", "-o", "folded.svg").ok()
    assert digest(cli.folder / "kept.svg") == digest(cli.folder / "folded.svg")
    for name, options in (("b", ()), ("c", ("--at", "102"))):
        cli("timeline", "gsomia", "--bitemporal", *AS_OF, *options, "-o", f"{name}.svg").ok()
    assert digest(cli.folder / "b.svg") == digest(cli.folder / "c.svg")
