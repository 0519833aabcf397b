"""The published record that ships with the tracker: where its event files and briefs lie.

The rule kept here: an installed package carries them inside itself; a checkout has them beside it.
"""

from __future__ import annotations

import pathlib

from tracker.errors import NotFound

_PACKAGE = pathlib.Path(__file__).resolve().parent


def folder(name: str) -> pathlib.Path:
    """The folder `events` or `seeds` of the record. Raises `NotFound` where the installation lacks it."""
    for place in (_PACKAGE / "published_record" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise NotFound(f"This installation has no {name}/ folder.", todo="Install the tracker again.")


def event_files() -> list[pathlib.Path]:
    """The record's JSON Lines files, by the day in their names, the oldest first."""
    return sorted(folder("events").glob("*.jsonl"), key=lambda path: (path.stem[-10:], path.stem))
