"""The published record: data that is checked on every change."""

from __future__ import annotations

import json
import pathlib
import re
from collections import Counter
from typing import Any

import jsonschema
import pytest

from tracker.canonical import content_id
from tracker.checks import Register
from tracker.events import parse_content
from tracker.generate import acts_page, schema
from tracker.jsonl import read_lines
from tracker.published import event_files, folder

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILES = event_files()
SOURCES = {
    "stripes-2012-01-31": ("2012-01-31~", 16),
    "ann-2013-01-11": ("2013-01-11", 14),
    "japan-times-2015-04-05": ("2015-04-05", 16),
    "hankyoreh-2015-04-30": ("2015-04-30", 18),
    "japan-times-2016-01-04": ("2016-01-04", 13),
}


def contents(path: pathlib.Path) -> list[dict[str, Any]]:
    with path.open("rb") as stream:
        return [dict(line.content) for line in read_lines(stream, path.name)]


def test_there_is_a_file_and_a_brief_for_each_source() -> None:
    assert {path.stem for path in FILES} == set(SOURCES)
    assert {path.stem for path in folder("seeds").glob("*.md")} - {"README"} == set(SOURCES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_can_be_imported_by_itself(path: pathlib.Path) -> None:
    register = Register()
    for content in contents(path):
        parse_content(content)
        register.check(content)
        register.take(content_id(content), content)
    published, reports = SOURCES[path.stem]
    assert register.sources[path.stem].published.text == published
    assert Counter(content["type"] for content in contents(path))["reported"] == reports


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_fits_the_schema(path: pathlib.Path) -> None:
    validator = jsonschema.Draft202012Validator(json.loads((ROOT / "events" / "schema.json").read_text("utf-8")))
    for content in contents(path):
        validator.validate(content)


def test_a_subject_is_registered_alike_in_every_file() -> None:
    registered: dict[str, dict[str, Any]] = {}
    for content in (content for path in FILES for content in contents(path)):
        if content["type"] == "subject_registered":
            assert registered.setdefault(content["subject"], content) == content
    assert len(registered) == 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_locator_quotes_four_words_at_most_and_names_a_paragraph_of_the_brief(path: pathlib.Path) -> None:
    brief = (folder("seeds") / f"{path.stem}.md").read_text("utf-8")
    told = {int(number) for number in re.findall(r"(?m)^\W*(\d+)\W", brief)}
    for content in contents(path):
        locator = content.get("locator") or {}
        assert len(locator.get("starts", "").split()) <= 4
        if content["type"] == "reported":
            assert locator["paragraph"] in told


def test_the_schema_and_the_page_of_acts_are_current() -> None:
    """Where this fails: `make schema` writes them again."""
    assert (ROOT / "events" / "schema.json").read_text("utf-8") == schema()
    assert (ROOT / "docs" / "acts.md").read_text("utf-8") == acts_page()
