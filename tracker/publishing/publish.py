"""Publishing: the pages of a log made by as many processes as are given, and put into a folder.

The rule kept here: pages are made from a copy of the log, so that all tell of one moment and no writer waits. Who
makes a page does not show in it.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tracker.helpers import Helper, HelperGone
from tracker.log import open_log
from tracker.publishing.folder import SiteFolder
from tracker.publishing.helper import stage_all
from tracker.publishing.site import EXTRAS, Job, Setting, Site
from tracker.readmodel.reading import Reader
from tracker.readmodel.rebuilding import copied

Progress = Callable[[str, int, int], None]
BATCH = 25
"""Jobs given out at a time."""
WORTH_A_HELPER = 400
"""Jobs from which on starting a helper is worth its while."""


class Published(NamedTuple):
    """What a publish did: how many files the site has, how many are other than before, how many went."""

    files: int
    changed: int
    removed: int
    was_stopped: bool
    left_out: list[str]


def publish(
    log: Any, folder: SiteFolder, setting: Setting, progress: Progress | None = None, cores: int = 1
) -> Published:
    """Make the site of a log whose read model is kept up, and put it into an open folder."""
    with copied(log) as path, open_log(path) as copy, copy.reading():
        site = Site(Reader(copy), setting)
        jobs = site.jobs()
        few = len(jobs) < WORTH_A_HELPER
        work = _Work(site, folder.path, jobs, progress)
        words = ("tracker.publishing.helper", path, str(folder.path), json.dumps(setting))
        with contextlib.ExitStack() as held:
            made = work.shared([held.enter_context(Helper(*words)) for _ in range(0 if few else cores - 1)])
        left_out = [name for name in EXTRAS if name not in site.extras]
    changed, removed = folder.put(made)
    return Published(len(made), changed, removed, folder.was_stopped, left_out)


class _Work:
    """The jobs, given out batch by batch to whoever is free: first those that only this process is to do."""

    def __init__(self, site: Site, folder: Path, jobs: list[Job], progress: Progress | None) -> None:
        self._site, self._folder, self._progress = site, folder, progress
        single = [job for job in jobs if job[0] not in ("subject", "source")]
        rest = [job for job in jobs if job[0] in ("subject", "source")]
        self._own = [[job] for job in single]
        self._batches = deque(rest[at : at + BATCH] for at in range(0, len(rest), BATCH))
        self._total, self._done = len(jobs), 0
        self._made: list[str] = []
        self._lock = threading.Lock()

    def shared(self, helpers: list[Helper]) -> list[str]:
        """Do all of it, with these helpers; the addresses made."""
        threads = [threading.Thread(target=self._ask, args=(helper,), daemon=True) for helper in helpers]
        for thread in threads:
            thread.start()
        for batch in self._own:
            self._note(batch, stage_all(self._site, self._folder, batch))
        while True:
            try:
                batch = self._batches.popleft()
            except IndexError:
                pass
            else:
                self._note(batch, stage_all(self._site, self._folder, batch))
                continue
            for thread in threads:
                thread.join()
            if not self._batches:  # else a helper failed, and gave its batch back
                return self._made

    def _ask(self, helper: Helper) -> None:
        while self._batches:
            try:
                batch = self._batches.popleft()
            except IndexError:
                return
            try:
                helper.ask(json.dumps(batch).encode())
                made = json.loads(helper.answer())
            except HelperGone:
                self._batches.append(batch)
                return
            self._note(batch, made)

    def _note(self, batch: list[Job], made: list[str]) -> None:
        with self._lock:
            self._made += made
            self._done += len(batch)
            if self._progress is not None:
                self._progress("making pages", self._done, self._total)
