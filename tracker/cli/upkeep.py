"""`rebuild`: the read model, made again."""

from __future__ import annotations

import click

from tracker.cli.context import App, say, telling
from tracker.cli.progress import Bar


@click.command()
@click.option("--cores", type=click.IntRange(min=1), metavar="N",
              help="How many processes share the work (default: one for each core).")
@click.pass_obj
def rebuild_command(app: App, cores: int | None) -> None:
    """Throw the read model away and make it again from the log.

    The read model is what the tracker works out from the log and keeps beside it, in the same file, so that answers
    come quickly. Every append keeps it up, so this is seldom needed: after another program wrote to the file, or
    to be sure. The log itself is only read, and until the new read model is whole, readers see the old one.

    \b
    Examples:
      tracker rebuild
      tracker --log archive.db rebuild --cores 1
    """
    import os

    from tracker.readmodel import rebuild

    with app.open() as log, Bar() as bar:
        kept = rebuild(log, bar.show, cores or os.cpu_count() or 1)
    with telling("The read model was made again."):
        say(f"Made the read model again, from {kept:,} event{'' if kept == 1 else 's'}.")
