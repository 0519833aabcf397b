"""What every test shares: the processes they start, and one real browser for what only a browser can show.

Where CI is set a missing browser is a failure; else the tests that need one are skipped. One Chromium serves all tests
of a process: Playwright's synchronous interface may be entered once in it.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if os.environ.get("CI"):
    import playwright.sync_api  # noqa: F401  here nothing is skipped for want of a package

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Where the tests run in the background SIGINT may be ignored, and the processes they start would inherit that;
# a handler of our own is reset to the default when they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("playwright is not installed: pip install '.[test]'")
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail(f"there is no Chromium at {CHROMIUM}")
        pytest.skip(f"there is no Chromium at {CHROMIUM}; name one with CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield started
        started.close()
