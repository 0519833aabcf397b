"""`timeline`: pictures of where subjects stood over time, in the terminal or as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.context import App, chosen, clock, note
from tracker.cli.options import Command, Day, SubjectName, standpoint
from tracker.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.folding import Folded
    from tracker.readmodel import Reader
    from tracker.timeline import Timeline

SUFFIXES = (".svg", ".png", ".html")
PIXELS = 960
NOTHING_WRITTEN = "Nothing was written."


def _range(command: Command) -> Command:
    for option in (
        click.option("--to", "last", type=Day(), metavar="DATE", help="The last day drawn (default: what is told)."),
        click.option("--from", "first", type=Day(first=True), metavar="DATE",
                     help="The first day drawn (default: what is told)."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("subjects", nargs=-1, type=SubjectName(), metavar="[SUBJECT]...")
@click.option("-o", "--output", type=click.Path(), metavar="FILE",
              help="Write a file instead: .svg, .png or .html, by its suffix.")
@click.option("--bitemporal", is_flag=True,
              help="Of one subject: when it occurred across, when it was published up. Needs -o.")
@_range
@click.option("--width", type=click.IntRange(40, 8000), metavar="N",
              help=f"Pixels of a file (default: {PIXELS}), or columns of the terminal (default: its own).")
@click.option("--dark", is_flag=True, help="Dark colours in a PNG; SVG and HTML follow the reader's system.")
@click.option("--ascii", "plain", is_flag=True, help="In the terminal, draw with ASCII characters only.")
@standpoint
@click.pass_obj
def timeline_command(
    app: App, subjects: tuple[str, ...], output: str | None, bitemporal: bool, first: int | None, last: int | None,
    width: int | None, dark: bool, plain: bool, as_of: int | None, known_by: int | None, at: int | None,
) -> None:
    """A picture of where the SUBJECTs stood over time, or all subjects: in the terminal, or as a file.

    Bars are statuses, and fade in over the days on which they may have begun. Marks are meetings: filled where held,
    hollow where planned. Ticks below are the days on which reports were published.

    \b
    Examples:
      tracker timeline gsomia
      tracker timeline dtt jp-kr-us-security-talks --as-of 2016-01-05
      tracker timeline -o board.svg --from 2009 --as-of 2016-01-05
      tracker timeline tisa --bitemporal -o tisa.html
    """
    kind = _suffix(output)
    if first is not None and last is not None and first > last:
        raise UsageError("--from is later than --to.", saved=NOTHING_WRITTEN if output else "",
                         todo="Give the earlier day to --from.")
    day = clock.today() if as_of is None else as_of
    with app.seen(at) as seen:
        ids = chosen(subjects, seen)
        if bitemporal:
            _two_clocks(seen, ids, output, kind, (day, known_by, first, last), width or PIXELS, dark)
            return
        from tracker.timeline import timeline

        drawn = timeline(seen.courses(known_by, ids), day, known_by, first, last)
    if output is None:
        _show(drawn, width, plain)
        return
    from tracker.pictures.svg import timeline_svg
    from tracker.pictures.words import lane_words, title_words

    _write(output, kind, title_words(drawn), [lane_words(one, day) for one in drawn.lanes], width or PIXELS,
           lambda inline: timeline_svg(drawn, width=width or PIXELS, inline=inline, theme="dark" if dark else "light",
                                       styled=None if kind == ".svg" else False))


def _suffix(output: str | None) -> str:
    if output is None:
        return ""
    kind = next((suffix for suffix in SUFFIXES if output.lower().endswith(suffix)), None)
    if kind is None:
        raise UsageError(f"{output}: what to draw is told by the suffix, and this is none of {', '.join(SUFFIXES)}.",
                         saved=NOTHING_WRITTEN, todo="Name a file as in -o timeline.svg.")
    return kind


def _two_clocks(
    seen: Reader | Folded, ids: list[str] | None, output: str | None, kind: str,
    standpoint: tuple[int, int | None, int | None, int | None], width: int, dark: bool,
) -> None:
    if output is None:
        raise UsageError("--bitemporal is drawn in a file only.", todo="Name one, as in -o known.svg.")
    if ids is None or len(set(ids)) != 1:
        raise UsageError("--bitemporal draws one subject.", saved=NOTHING_WRITTEN,
                         todo="Name one, as in `tracker timeline gsomia --bitemporal -o known.svg`.")
    from tracker.knowledge import knowledge
    from tracker.pictures.bitemporal import bitemporal_svg, described, title_words

    day, known_by, first, last = standpoint
    (course,) = seen.courses(known_by, ids)
    known = knowledge(course, seen.history(ids[0]), day, known_by, first, last)
    _write(output, kind, title_words(known), [described(known)], width,
           lambda inline: bitemporal_svg(known, width=width, inline=inline, theme="dark" if dark else "light",
                                         styled=None if kind == ".svg" else False))


def _write(
    output: str, kind: str, title: str, told: list[str], width: int, draw: Callable[[bool], str]
) -> None:
    from tracker.cli.files import write_whole

    if kind == ".png":
        from tracker.pictures.png import png_bytes

        content = png_bytes(draw(False))
    elif kind == ".html":
        from tracker.pictures.page import page

        content = page(title, draw(True), told, width).encode("utf-8")
    else:
        content = draw(False).encode("utf-8")
    write_whole(output, [content])
    note(f"Wrote {output}.")


def _show(drawn: Timeline, width: int | None, plain: bool) -> None:
    from tracker.pictures import terminal
    from tracker.render import screen

    if not drawn.lanes:
        note("No subject is registered yet.")
        return
    signs = terminal.ASCII if plain else terminal.LINES
    screen.say(lambda room, paint: terminal.lines(drawn, width or room, paint, signs))
