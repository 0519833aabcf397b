"""The published record: data that is checked on every change."""

from __future__ import annotations

import json
import pathlib
import random
import re
import shutil
from collections import Counter
from hashlib import sha256
from typing import Any

import jsonschema
import pytest

from tracker.canonical import content_id
from tracker.checkpoint import VerifierKey, read_file
from tracker.checks import Register
from tracker.errors import BadInput
from tracker.events import parse_content
from tracker.generate import acts_page, schema
from tracker.jsonl import read_lines
from tracker.merkle import leaf_hash, root_of
from tracker.published import event_files, folder, published_lines

ROOT = pathlib.Path(__file__).resolve().parent.parent
EVENTS = ROOT / "events"
README = EVENTS / "README.md"
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


# The checkpoint


KEY = VerifierKey.parse(re.findall(r"agreement-tracker/record\+\w+\+\S+", README.read_text("utf-8"))[0])


def published_head(place: pathlib.Path) -> tuple[int, bytes]:
    """How many lines a record has, and the root over them: as events/README.md says, in other words than the code's."""
    leaves = [
        sha256(b"\0" + line).digest()
        for path in sorted(place.glob("*.jsonl"), key=lambda path: re.findall(r"\d{4}-\d\d-\d\d", path.name))
        for line in path.read_bytes().removesuffix(b"\n").split(b"\n")
    ]

    def root(some: list[bytes]) -> bytes:
        if len(some) == 1:
            return some[0]
        middle = 1 << (len(some) - 1).bit_length() - 1
        return sha256(b"\1" + root(some[:middle]) + root(some[middle:])).digest()

    return len(leaves), root(leaves)


def test_the_checkpoint_covers_the_record_and_is_signed_by_the_key_in_its_readme() -> None:
    """Where this fails after the record has grown: events/README.md says how to make it again."""
    (kept,) = read_file((EVENTS / "CHECKPOINT").read_bytes())
    assert kept.origin == KEY.name and kept.note.signed_by(KEY)
    assert (kept.size, kept.root) == published_head(EVENTS)
    assert (kept.size, kept.root) == (109, root_of(leaf_hash(line) for line in published_lines(EVENTS)))


def test_one_byte_changed_in_the_record_shows(tmp_path: pathlib.Path) -> None:
    (kept,) = read_file((EVENTS / "CHECKPOINT").read_bytes())
    copy = pathlib.Path(shutil.copytree(EVENTS, tmp_path / "events"))
    drawn = random.Random(2013)
    for path in event_files(copy):
        whole = path.read_bytes()
        for at in [0, len(whole) - 1, *(drawn.randrange(len(whole)) for _ in range(30))]:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << drawn.randrange(8)]) + whole[at + 1:])
            try:
                assert root_of(leaf_hash(line) for line in published_lines(copy)) != kept.root
            except BadInput:
                assert at == len(whole) - 1  # the last line has lost its end
        path.write_bytes(whole)
    assert root_of(leaf_hash(line) for line in published_lines(copy)) == kept.root


def test_no_private_key_is_in_the_repository() -> None:
    secret = "PRIVATE" + "+KEY+"
    kept = [path for folder in (EVENTS, ROOT / "docs", ROOT / "seeds", ROOT / "tracker") for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts]
    holding = {path.name for path in kept if secret.encode() in path.read_bytes()}
    assert holding <= {"checkpoint.py"}  # which knows the word
    assert not [path.name for path in kept if path.suffix in (".key", ".pem")]
