"""The published record that ships with the tracker: where its event files and briefs lie.

The rule kept here: an installed package carries them inside itself; a checkout has them beside it.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

from tracker.errors import BadInput, NotFound

_PACKAGE = pathlib.Path(__file__).resolve().parent


def folder(name: str) -> pathlib.Path:
    """The folder `events` or `seeds` of the record. Raises `NotFound` where the installation lacks it."""
    for place in (_PACKAGE / "published_record" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise NotFound(f"This installation has no {name}/ folder.", todo="Install the tracker again.")


def event_files(folder_of_events: pathlib.Path | None = None) -> list[pathlib.Path]:
    """The JSON Lines files of the record, or of another folder, by the day in their names, the oldest first."""
    place = folder_of_events or folder("events")
    return sorted(place.glob("*.jsonl"), key=lambda path: (path.stem[-10:], path.stem))


def published_lines(folder_of_events: pathlib.Path) -> Iterator[bytes]:
    """The lines of a folder's JSON Lines files as they are published: byte for byte, without their line ends, the
    files in the order of `event_files`. They are the leaves of the record's checkpoint.

    Raises `NotFound` for a folder without such files, `BadInput` for a file that does not end with a line end.
    """
    files = event_files(folder_of_events)
    if not files:
        raise NotFound(f"There are no .jsonl files in {folder_of_events}.", todo="Name the folder of a record.")
    for path in files:
        lines = path.read_bytes().split(b"\n")
        if lines.pop():
            raise BadInput(f"{path} does not end with a line end.", todo="Fetch it again, whole.")
        yield from lines
