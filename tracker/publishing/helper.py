"""A helper process that makes pages: batches of jobs in, the addresses of what it staged out.

The rule kept here: it reads a copy of the log that nobody writes to.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tracker.helpers import serve
from tracker.log import open_log
from tracker.publishing.folder import stage
from tracker.publishing.site import Setting, Site
from tracker.readmodel.reading import Reader


def work(copy: str, folder: str, setting: Setting) -> None:
    """Make batch after batch until the input ends."""
    with open_log(copy) as log, log.reading():
        site = Site(Reader(log), setting)
        serve(lambda message: json.dumps(
            stage_all(site, Path(folder), [tuple(job) for job in json.loads(message)])).encode())


def stage_all(site: Site, folder: Path, jobs: list[tuple[str, str]]) -> list[str]:
    """Make the pages of some jobs and stage them; their addresses."""
    return [address for job in jobs for address, data in site.make(job).items() if stage(folder, address, data) or True]


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], Setting(*json.loads(sys.argv[3])))
