"""Readers of the site in a real browser (`browser`, in tests/conftest.py), each with a new profile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.commands import inside
from tests.publishing.conftest import DAY, publish_to
from tracker.publishing.site import Setting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Reader:
    """Somebody who reads the site: opens pages, and notes every request, message, error and dialog."""

    def __init__(self, browser: Browser, site: Path, **options: Any) -> None:
        self.site = site
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda said: self.troubles.append(said.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.troubles.append(dialog.message), dialog.dismiss()))

    def open(self, address: str = "index.html") -> Page:
        """A page of the site, from its folder, ready."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.site.as_uri()}/{address}")
        return self.page

    def view(self, as_of: str, known_by: str | None = None) -> None:
        """Set the two clocks, as one who types."""
        self.page.fill("input[name=as-of]", as_of)
        self.page.dispatch_event("input[name=as-of]", "change")
        if known_by is None:
            self.page.check("input[name=mode][value=all]")
        else:
            self.page.fill("input[name=known-by]", known_by)
            self.page.dispatch_event("input[name=known-by]", "change")

    def assert_calm(self) -> None:
        """Nothing was asked of anybody, and nothing went wrong."""
        local = self.site.as_uri()
        assert not [url for url in self.requests if not url.startswith((local, "data:", "about:"))]
        assert not self.troubles


@pytest.fixture
def reader(browser: Browser, site: Path) -> Iterator[Reader]:
    """A reader of the example's site; at the end nothing was asked of any host, and nothing went wrong."""
    one = Reader(browser, site)
    yield one
    one.assert_calm()
    one.context.close()


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example log."""
    folder = tmp_path_factory.mktemp("log")
    inside(folder, "init", "--example").ok()
    return folder / "tracker.db"


@pytest.fixture(scope="session")
def site(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site as of 5 January 2016."""
    return publish_to(example, tmp_path_factory.mktemp("published") / "site", Setting(DAY))
