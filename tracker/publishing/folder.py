"""The folder of a site: written whole beside the old pages, then put in their place, and nothing else touched.

The rule kept here: only what an earlier publish made, as its marker lists, is ever replaced or removed, and nothing is
written through a symbolic link. A crash while pages are made leaves the old site as it was; a crash while they are put
in place leaves whole pages, some old and some new, and the next publish ends the work.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tracker.errors import Busy, CannotCreate

MARKER = ".tracker-site.json"
STAGING = ".tracker-new"
KEPT = (".git", "CNAME")
"""Names that may lie beside a site: what GitHub Pages and the like need to be there."""
NO_JEKYLL = ".nojekyll"
"""An empty file that tells GitHub Pages to serve the pages as they are."""
NOTHING_CHANGED = "Nothing in it was changed."
FEW = 500
"""Up to so many files are synced one by one; more, by one call for the whole system."""


class SiteFolder:
    """A folder that holds a site, or is to hold one. `was_stopped`: an earlier publish was stopped midway."""

    def __init__(self, path: Path, made: frozenset[str], was_stopped: bool) -> None:
        self.path, self.made, self.was_stopped = path, made, was_stopped
        self.staging = path / STAGING
        self.is_moving = False

    def put(self, addresses: Iterable[str]) -> tuple[int, int]:
        """Put what was staged in place, and remove what an earlier publish made and this one did not. How many files
        are other than before, and how many are gone."""
        now = {*addresses, NO_JEKYLL}
        stage(self.path, NO_JEKYLL, b"")
        fresh = [name for name in now if (self.staging / name).exists()]
        _sync(self.staging, fresh)
        gone = self.made - now
        self.is_moving = True
        _write_marker(self.path, now | self.made, moving=True)  # from here on a crash leaves pages of both
        for name in sorted(fresh, key=lambda name: (name.count("/") == 0, name.endswith("index.html"), name)):
            target = self.path / name
            _make_parent(self.path, name)
            os.replace(self.staging / name, target)
        for name in sorted(gone):
            _remove(self.path, name)
        _write_marker(self.path, now, moving=False)
        shutil.rmtree(self.staging, ignore_errors=True)
        return len(fresh), len(gone)


@contextmanager
def opened(where: str) -> Iterator[SiteFolder]:
    """The folder, for one publish at a time. It is made where it is missing (its parent must be there).

    Raises `CannotCreate` for a folder that holds anything but a site of ours, `Busy` where another publish is at work.
    """
    path = Path(where)
    if not path.exists():
        if not path.parent.is_dir():
            raise CannotCreate(f"There is no folder {path.parent}.", saved="Nothing was written.",
                               todo="Make the folder first.")
        path.mkdir()
    if not path.is_dir():
        raise CannotCreate(f"{where} is not a folder.", saved="Nothing was written.", todo="Name a folder.")
    path = path.resolve()
    with _alone(path, where):
        made, moving = _marked(path, where)
        _refuse_others(path, where, made)
        if (path / STAGING).is_symlink():
            raise _not_ours(where, [STAGING])
        shutil.rmtree(path / STAGING, ignore_errors=True)
        if not made:
            _write_marker(path, frozenset(), moving=False)  # a crash from here on leaves a folder that is known as ours
        (path / STAGING).mkdir()
        folder = SiteFolder(path, made, moving)
        try:
            yield folder
        except BaseException:
            if not folder.is_moving:
                shutil.rmtree(folder.staging, ignore_errors=True)
            raise


@contextmanager
def _alone(path: Path, where: str) -> Iterator[None]:
    """Hold the folder's lock, where the system has such locks."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(f"Another publish is at work in {where}.", saved=NOTHING_CHANGED,
                       todo="Wait until it has ended, and try again.") from None
        yield
    finally:
        os.close(handle)


def stage(path: Path, address: str, data: bytes) -> bool:
    """Write a page beside its place, unless the page in place is the same. Whether it was written."""
    target = path / address
    if not target.is_symlink() and target.is_file() and target.stat().st_size == len(data):
        with target.open("rb") as there:
            if there.read() == data:
                return False
    staged = path / STAGING / address
    staged.parent.mkdir(parents=True, exist_ok=True)
    staged.write_bytes(data)
    return True


def _marked(path: Path, where: str) -> tuple[frozenset[str], bool]:
    """What the marker lists as made by an earlier publish, and whether that was stopped midway."""
    marker = path / MARKER
    if marker.is_symlink() or not marker.is_file():
        return frozenset(), False
    try:
        told: dict[str, Any] = json.loads(marker.read_bytes())
        names = frozenset(map(str, told["files"]))
        moving = bool(told["moving"])
    except (ValueError, KeyError, TypeError):
        raise CannotCreate(
            f"The list of files in {marker} cannot be read.", saved=NOTHING_CHANGED,
            todo=f"Publish to a new folder, or empty {where} and try again.",
        ) from None
    bad = [name for name in names if not _is_inside(name)]
    if bad:
        raise CannotCreate(f"{marker} lists what cannot be a page of a site: {bad[0]}.", saved=NOTHING_CHANGED,
                           todo=f"Publish to a new folder, or empty {where} and try again.")
    return names, moving


def _is_inside(name: str) -> bool:
    """Whether an address stays within the folder: one name, or one in a folder, none of them hidden or `..`."""
    parts = name.split("/")
    return name == NO_JEKYLL or (
        len(parts) <= 2 and all(part and not part.startswith(".") and "\\" not in part for part in parts))


def _refuse_others(path: Path, where: str, made: frozenset[str]) -> None:
    """Refuse a folder that holds anything that we did not make."""
    folders = {name.split("/")[0] for name in made if "/" in name}
    others: list[str] = []
    for entry in list(os.scandir(path)):
        if entry.name in (MARKER, f"{MARKER}.new", STAGING, *KEPT) and not entry.is_symlink():
            continue
        if entry.name in folders and entry.is_dir(follow_symlinks=False):
            others += [
                f"{entry.name}/{inner.name}" for inner in list(os.scandir(entry.path))
                if f"{entry.name}/{inner.name}" not in made or not inner.is_file(follow_symlinks=False)
            ]
        elif entry.name not in made or not entry.is_file(follow_symlinks=False):
            others.append(entry.name)
    if others:
        raise _not_ours(where, others)


def _not_ours(where: str, others: list[str]) -> CannotCreate:
    shown = ", ".join(sorted(others)[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
    return CannotCreate(
        f"{where} holds what no publish made: {shown}.", saved=NOTHING_CHANGED,
        todo="Publish to a new or empty folder, or move those elsewhere.",
    )


def _make_parent(path: Path, name: str) -> None:
    parent = (path / name).parent
    if parent != path:
        if parent.is_symlink():
            raise _not_ours(str(path), [parent.name])
        parent.mkdir(exist_ok=True)


def _remove(path: Path, name: str) -> None:
    """Remove a page that we made, and its folder where that is empty now."""
    parent = (path / name).parent
    if parent != path and parent.is_symlink():
        return
    (path / name).unlink(missing_ok=True)
    if parent != path and parent.is_dir() and not os.listdir(parent):
        parent.rmdir()


def _write_marker(path: Path, names: Iterable[str], moving: bool) -> None:
    text = json.dumps({"what": "A site made by `tracker publish`, and the files that it made.",
                       "moving": moving, "files": sorted(names)}, indent=0)
    beside = path / f"{MARKER}.new"
    if beside.is_symlink():
        beside.unlink()
    with beside.open("w", encoding="utf-8") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(beside, path / MARKER)


def _sync(staging: Path, names: list[str]) -> None:
    """What was staged is on the disk before anything is put in place."""
    if len(names) > FEW and hasattr(os, "sync"):
        os.sync()
        return
    for name in names:
        with (staging / name).open("rb") as staged:
            os.fsync(staged.fileno())
