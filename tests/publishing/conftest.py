"""What the tests of the site share: the example log, and its site."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import Cli, Quick, inside
from tracker.dates import When
from tracker.log import open_log
from tracker.publishing.folder import opened
from tracker.publishing.publish import publish
from tracker.publishing.site import Setting, Site
from tracker.readmodel.reading import Reader

DAY = When.parse("2016-01-05").latest


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example log, for tests that only read."""
    folder = tmp_path_factory.mktemp("log")
    inside(folder, "init", "--example").ok()
    return folder / "tracker.db"


def publish_to(log: Path, folder: Path, setting: Setting, cores: int = 1) -> Path:
    """The site of a log in a folder."""
    with open_log(str(log)) as open_one, opened(str(folder)) as place:
        publish(open_one, place, setting, cores=cores)
    return folder


@contextlib.contextmanager
def site_of(log: Path, setting: Setting | None = None) -> Iterator[Site]:
    """The site of a log, page by page."""
    with open_log(str(log)) as open_one, open_one.reading():
        yield Site(Reader(open_one), setting or Setting(DAY))


@pytest.fixture
def cli(tmp_path: Path, example: Path) -> Cli:
    """The command line in an empty folder."""
    return Cli(tmp_path, example)


@pytest.fixture
def quick(tmp_path: Path, example: Path) -> Quick:
    """The same, in this process."""
    return Quick(tmp_path, example)


@pytest.fixture(scope="session")
def site(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example log as of 5 January 2016, for tests that only read."""
    return publish_to(example, tmp_path_factory.mktemp("published") / "site", Setting(DAY))
