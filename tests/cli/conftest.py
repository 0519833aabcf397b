"""Fixtures for the command line: `cli`, `quick`, and an example log that tests share as long as they only read."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import LOG, Cli, Quick


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example log, made once."""
    folder = tmp_path_factory.mktemp("example")
    cli = Cli(folder, folder / LOG)
    done = cli("init", "--example").ok()
    assert "Made a log with the example record" in done.out and not done.err
    return folder / LOG


@pytest.fixture
def cli(tmp_path: Path, made: Path) -> Cli:
    """The command line in an empty folder."""
    return Cli(tmp_path, made)


@pytest.fixture
def quick(tmp_path: Path, made: Path) -> Quick:
    """The same, in this process."""
    return Quick(tmp_path, made)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Cli:
    """The example log for tests that only read."""
    cli = Cli(tmp_path_factory.mktemp("shared"), made)
    cli.example()
    return cli
