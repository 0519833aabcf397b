"""`init`, `import`, `export`: a new log, and events in and out of it as JSON Lines."""

from __future__ import annotations

import json
import os
import pathlib
import sys
from typing import TYPE_CHECKING

import click

from tracker import gates
from tracker.canonical import canonical
from tracker.cli.context import FILE_NAME, App, clock, note, recorder, say
from tracker.cli.files import write_whole
from tracker.cli.inputs import STANDARD, lines_of, ready
from tracker.cli.progress import Bar
from tracker.errors import NOTHING_SAVED

if TYPE_CHECKING:
    from tracker.recording import Receipt

CHANGES_SHOWN = 25


@click.command()
@click.argument("path", required=False, type=click.Path())
@click.option("--example", is_flag=True, help="Fill it with the record that ships with the tracker.")
@click.pass_obj
def init_command(app: App, path: str | None, example: bool) -> None:
    """Make a new log at PATH (default: tracker.db in this folder).

    \b
    Examples:
      tracker init
      tracker init --example
      tracker init archive/2026.db
    """
    from tracker.log import open_log

    where = path or app.log or os.environ.get("TRACKER_LOG") or FILE_NAME
    if os.path.isdir(where):
        where = os.path.join(where, FILE_NAME)
    log = open_log(where, create=True)
    if not example:
        log.close()
        say(f"Made an empty log: {where}")
        say("Next: `tracker subject add` and `tracker source add`, or `tracker import FILE`.")
        return
    from tracker.published import event_files
    from tracker.recording import record

    try:
        with log:
            receipt = record(log, lines_of([str(file) for file in event_files()]), recorded=clock.now(),
                             recorder=recorder(), today=clock.today())
    except BaseException:
        pathlib.Path(where).unlink(missing_ok=True)  # an example half made is worth nothing
        raise
    say(f"Made a log with the example record, {receipt.new} events: {where}")
    say("Next: `tracker status`, or `tracker status --as-of 2013-01-11 --known-by 2013-01-11`.")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Check everything and tell what would change; save nothing.")
@click.pass_obj
def import_command(app: App, files: tuple[str, ...], dry_run: bool) -> None:
    """Append the events of JSON Lines FILEs: all of them, or none.

    A line holds a content, or an envelope as `export` prints it. What the log holds already is passed over, so
    importing twice changes nothing. Of an envelope only the content is read: position and time are given anew. `-` is
    standard input; a name that ends in .gz is read through gzip.

    \b
    Examples:
      tracker import ./events/*.jsonl
      tracker import --dry-run new.jsonl
      zcat backup.jsonl.gz | tracker import -
    """
    from tracker.recording import Recorder

    with ready(files) as lines, app.open() as log, Bar() as bar:
        writer = Recorder(log)
        if dry_run:
            receipt = writer.preview(lines, clock.now(), clock.today(), bar.show)
        else:
            receipt = writer.record(lines, recorded=clock.now(), recorder=recorder(), today=clock.today(),
                                    progress=bar.show, cores=os.cpu_count() or 1)
    _tell(receipt, dry_run)


def _tell(receipt: Receipt, dry_run: bool) -> None:
    for warning in receipt.warnings[:20]:
        note(f"warning: {warning}", style="yellow")
    if len(receipt.warnings) > 20:
        note(f"warning: {len(receipt.warnings) - 20} more warnings of this kind.", style="yellow")
    repeated = f"; {_events(receipt.repeated)} recorded already" if receipt.repeated else ""
    if dry_run:
        say(f"Would record {_events(receipt.new)}{repeated}. {NOTHING_SAVED}")
    elif receipt.new:
        places = f"positions {receipt.first} to {receipt.last}" if receipt.new > 1 else f"position {receipt.first}"
        say(f"Recorded {_events(receipt.new)}, {places}{repeated}.")
    elif receipt.repeated:
        say(f"Nothing new: {_events(receipt.repeated)} recorded already.")
    else:
        say("Nothing to record: no event was given.")
    for change in receipt.changes[:CHANGES_SHOWN]:
        say(f"  {change.name}: {change.before or 'not followed'} -> {change.after}")
    if len(receipt.changes) > CHANGES_SHOWN:
        say(f"  and {len(receipt.changes) - CHANGES_SHOWN} more; `tracker status` shows where all stand.")


def _events(count: int) -> str:
    return f"{count:,} event{'' if count == 1 else 's'}"


@click.command()
@click.argument("file", default=STANDARD)
@click.option("--content", is_flag=True, help="Print the contents alone, without position, time and recorder.")
@click.pass_obj
def export_command(app: App, file: str, content: bool) -> None:
    """Print the log as JSON Lines to FILE (default: standard output).

    The lines are the stored envelopes, byte for byte; on a terminal, what it could act upon is written as JSON
    escapes, which read the same. A name that ends in .gz is compressed. A file is replaced only when the whole
    export is written.

    \b
    Examples:
      tracker export backup.jsonl.gz
      tracker export --content | grep gsomia
    """
    with app.open() as log:
        bodies = (stored.body for stored in log.read())
        lines = (canonical(json.loads(body)["content"]) for body in bodies) if content else bodies
        if file == STANDARD:
            on_terminal = sys.stdout.isatty()
            for line in lines:
                sys.stdout.buffer.write((gates.json(line.decode()).encode() if on_terminal else line) + b"\n")
            sys.stdout.buffer.flush()
            return
        count = write_whole(file, (line + b"\n" for line in lines))
    note(f"Exported {_events(count)} to {file}.")
