"""A disk whose power can be cut: what was asked of it, and what may be on it afterwards.

The rule kept here: only what was synced is certain. Of what was written since the last sync of a file, a cut leaves
any part: each sector of 512 bytes as it was after any one of the writes to it, the file at any of the lengths it had
meanwhile, and, where it grew over sectors that never arrived, zeros or rubbish. Of the names made, moved or removed
since the last sync of a folder, a cut leaves any, in their order for each name. That is no better than POSIX promises,
and worse than file systems with a journal are.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

SECTOR = 512


class Step(NamedTuple):
    """One thing asked of the disk, in the order in which it was asked.

    `what`: `write`, `truncate` (to `at`), `sync`; `create`, `unlink`, `link` and `rename` (to `other`), `sync folder`;
    or `told`: what somebody was told by then (`data`).
    """

    what: str
    path: str
    at: int = 0
    data: bytes = b""
    other: str = ""


@dataclass(eq=False)
class File:
    """A file's bytes: those that are certain, those that programs see, and the steps between the two."""

    certain: bytes = b""
    seen: bytearray = field(default_factory=bytearray)
    waiting: list[Step] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """A write or a change of length."""
        _apply(self.seen, step)
        self.waiting.append(step)

    def sync(self) -> None:
        """All of it is on the disk."""
        self.certain = bytes(self.seen)
        self.waiting.clear()

    def after_cut(self, chance: random.Random, how: str) -> bytes:
        """What of it is there after a cut: `how` is `nothing`, `everything`, `some steps` or `some sectors`."""
        if not self.waiting or how == "nothing":
            return self.certain
        if how == "everything":
            return bytes(self.seen)
        if how == "some steps":
            found = bytearray(self.certain)
            for step in self.waiting[: chance.randint(0, len(self.waiting))]:
                _apply(found, step)
            return bytes(found)
        return self._torn(chance)

    def _torn(self, chance: random.Random) -> bytes:
        running = bytearray(self.certain)
        sizes, versions = [len(running)], dict[int, list[bytes]]()
        for step in self.waiting:
            for number in _sectors(step):
                versions.setdefault(number, [_sector(running, number)])
            _apply(running, step)
            sizes.append(len(running))
            for number in _sectors(step):
                versions[number].append(_sector(running, number))
        size = chance.choice(sizes)
        found = bytearray(self.certain[:size])
        rubbish = chance.random() < 0.5
        found += chance.randbytes(size - len(found)) if rubbish else bytes(size - len(found))
        for number, known in versions.items():
            start = number * SECTOR
            held = chance.choice(known)[: max(size - start, 0)]
            found[start : start + len(held)] = held
        return bytes(found)


def _apply(content: bytearray, step: Step) -> None:
    if step.what == "truncate":
        del content[step.at :]
        content += bytes(step.at - len(content))
    else:
        content += bytes(max(step.at - len(content), 0))
        content[step.at : step.at + len(step.data)] = step.data


def _sectors(step: Step) -> range:
    return range(step.at // SECTOR, -(-(step.at + len(step.data)) // SECTOR)) if step.data else range(0)


def _sector(content: bytearray, number: int) -> bytes:
    return bytes(content[number * SECTOR : (number + 1) * SECTOR])


class Disk:
    """Files by their names, and the names that are certain."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.seen = {path: File(content, bytearray(content)) for path, content in files.items()}
        self.certain = dict(self.seen)
        self.waiting: list[tuple[str, File | None]] = []
        self.told: list[str] = []

    def take(self, step: Step) -> None:
        """Do what is asked."""
        file = self.seen.get(step.path)
        match step.what:
            case "told":
                self.told.append(step.data.decode())
            case "sync folder":
                for path, to in self._named(step.path):
                    _name(self.certain, path, to)
                self.waiting = [one for one in self.waiting if os.path.dirname(one[0]) != step.path]
            case "create":
                if file is None:
                    self._change(step.path, File())
            case "unlink":
                self._change(step.path, None)
            case "link":
                self._change(step.other, self.seen[step.path])
            case "rename":
                self._change(step.other, self.seen[step.path])
                self._change(step.path, None)
            case "sync":
                assert file is not None, step.path
                file.sync()
            case _:
                assert file is not None, step.path
                file.take(step)

    def _named(self, folder: str) -> list[tuple[str, File | None]]:
        return [one for one in self.waiting if os.path.dirname(one[0]) == folder]

    def _change(self, path: str, to: File | None) -> None:
        _name(self.seen, path, to)
        self.waiting.append((path, to))

    def after_cut(self, chance: random.Random, how: str) -> dict[str, bytes]:
        """The files that are there when the power comes back."""
        names = dict(self.certain)
        last: dict[str, int] = {}
        for number, (path, _) in enumerate(self.waiting):
            arrived = how == "everything" or (how != "nothing" and chance.random() < 0.5)
            last[path] = number if arrived else last.get(path, -1)
        for number, (path, to) in enumerate(self.waiting):
            if number <= last[path]:
                _name(names, path, to)
        return {path: file.after_cut(chance, how) for path, file in names.items()}


def _name(names: dict[str, File], path: str, to: File | None) -> None:
    if to is None:
        names.pop(path, None)
    else:
        names[path] = to


HOWS = ("nothing", "everything", "some steps", "some sectors", "some sectors")
"""In which ways a cut is made; torn sectors more often."""


class Cut(NamedTuple):
    """One cut: after how many steps, in which way; the files that are left, and what had been told by then."""

    after: int
    how: str
    files: dict[str, bytes]
    told: list[str]


def cuts(files: dict[str, bytes], steps: Sequence[Step], count: int, seed: int) -> Iterator[Cut]:
    """So many cuts of a run at random places: half of them where something waits for a sync, a quarter just after
    somebody was told that all was done, a quarter anywhere."""
    chance = random.Random(seed)
    anywhere = range(len(steps) + 1)
    unsure = list(_unsure(files, steps)) or anywhere
    told = [number for number, step in enumerate(steps, 1) if step.what == "told"] or anywhere
    kinds = (unsure, told, unsure, anywhere)
    places = sorted(chance.choice(kinds[number % len(kinds)]) for number in range(count))
    disk, done = Disk(files), 0
    for place in places:
        for step in steps[done:place]:
            disk.take(step)
        done = place
        how = chance.choice(HOWS)
        yield Cut(place, how, disk.after_cut(chance, how), list(disk.told))


def _unsure(files: dict[str, bytes], steps: Iterable[Step]) -> Iterator[int]:
    """After how many steps something waits for a sync."""
    disk = Disk(files)
    for number, step in enumerate(steps, 1):
        disk.take(step)
        if disk.waiting or any(file.waiting for file in disk.seen.values()):
            yield number


def write(files: dict[str, bytes], folder: Path) -> None:
    """Put the files that a cut has left into a folder."""
    for path, content in files.items():
        (folder / os.path.basename(path)).write_bytes(content)
