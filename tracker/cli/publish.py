"""`publish`, `serve`: the site, in a folder or on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.context import App, clock, note, say
from tracker.cli.options import Day
from tracker.cli.progress import Bar

if TYPE_CHECKING:
    from tracker.publishing.site import Setting

TITLE = "Agreement Tracker"


def _setting(as_of: int | None, known_by: int | None, title: str, address: str) -> Setting:
    """How the site is made, from the options. Raises `UsageError` for an address that is none."""
    from urllib.parse import urlsplit

    from tracker.errors import UsageError
    from tracker.publishing.site import Setting

    if address:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
            raise UsageError(f'"{address}" is not the address of a site.',
                             todo="Give one like https://example.org/tracker/.")
        address = address.rstrip("/") + "/"
    return Setting(clock.today() if as_of is None else as_of, known_by, title, address)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--as-of", type=Day(), metavar="DATE", help="The day the pages are written for (default: today).")
@click.option("--known-by", type=Day(), metavar="DATE",
              help="Write them with what had been published by this day (default: everything).")
@click.option("--title", default=TITLE, show_default=True, metavar="TEXT", help="What the site is called.")
@click.option("--address", default="", metavar="URL",
              help="Where the site will lie, for the feed and the map of the site.")
@click.option("--cores", type=click.IntRange(min=1), metavar="N",
              help="How many processes share the work (default: one for each core).")
@click.pass_obj
def publish_command(
    app: App, folder: str, as_of: int | None, known_by: int | None, title: str, address: str, cores: int | None
) -> None:
    """Write a static site to the folder DIR: the board, a page for each agreement, series and source.

    It works from the folder itself, from any web host, and offline. Readers drag two sliders to see the board of
    any day, as it was known by any day. Publishing again replaces what an earlier publish made, and nothing else:
    a folder that holds other files is refused. The same log and the same day give the same bytes.

    \b
    Examples:
      tracker publish site
      tracker publish site --address https://example.org/agreements/ --title "Pacific agreements"
      tracker publish site --as-of 2016-01-05
    """
    import os

    from tracker.cli.faults import from_os_error
    from tracker.publishing.folder import NOTHING_CHANGED, opened
    from tracker.publishing.publish import publish
    from tracker.readmodel.rebuilding import caught_up

    setting = _setting(as_of, known_by, title, address)
    with app.open() as log, opened(folder) as place:
        try:
            with caught_up(log) as kept, Bar() as bar:
                done = publish(kept, place, setting, bar.show, cores or os.cpu_count() or 1)
        except OSError as error:
            refused = from_os_error(error)
            refused.saved = "Some of its pages are new by now, and others old." if place.is_moving else NOTHING_CHANGED
            refused.todo = f"{refused.todo} Publish again to make it whole.".strip()
            raise refused from error
    if done.was_stopped:
        note("An earlier publish to this folder was stopped midway; it is whole now.")
    if done.left_out:
        note(f"Left out: {', '.join(done.left_out)}. They need the extras: "
             "pip install 'agreement-tracker[calendar,feed]'.")
    removed = f", {done.removed:,} removed" if done.removed else ""
    say(f"Published {done.files:,} files to {folder}: {done.changed:,} new or changed{removed}.")
    say(f"Open {os.path.join(folder, 'index.html')} in a browser.")


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N",
              help="The port; 0 takes one that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="The address to listen on. Others than this machine reach it only if you name one.")
@click.option("--as-of", type=Day(), metavar="DATE", help="The day the pages are written for (default: today).")
@click.option("--known-by", type=Day(), metavar="DATE",
              help="Write them with what had been published by this day (default: everything).")
@click.option("--title", default=TITLE, show_default=True, metavar="TEXT", help="What the site is called.")
@click.pass_obj
def serve_command(app: App, port: int, host: str, as_of: int | None, known_by: int | None, title: str) -> None:
    """Show the site on this machine: what `publish` would write, made anew as the log grows.

    Nothing is written, and nobody can write through it. It ends with Ctrl-C.

    \b
    Examples:
      tracker serve
      tracker serve --port 0
    """
    from tracker.publishing.serving import Pages, listen

    def make() -> Setting:
        return _setting(as_of, known_by, title, "")

    with app.open():
        pass  # a log that is missing or not ours is told now, not on the first request
    with listen(host, port, Pages(app.listed, make)) as server:
        say(f"Serving the site at {server.address} (Ctrl-C ends it).")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            note("")
