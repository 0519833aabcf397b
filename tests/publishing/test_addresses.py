"""Addresses follow from ids, stay, and never meet."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.publishing import addresses

IDS = st.from_regex(r"[a-z0-9]+([._-][a-z0-9]+)*", fullmatch=True).filter(lambda text: len(text) <= 100)


@pytest.mark.parametrize(("name", "stem"), [
    ("jp-kr-gsomia", "jp-kr-gsomia"), ("a.json", "a.json"), ("index", "index"), ("con", "con~"), ("nul.x", "nul.x~"),
    ("com1", "com1~"), ("console", "console"), ("../up", "~~2e~2e~2fup"), ("GSOMIA", "~~47~53~4f~4d~49~41"),
    ("", "~"), ("a b", "~a~20b"), ("é", "~~c3~a9"),
])
def test_an_id_is_its_own_address_where_it_can_be(name: str, stem: str) -> None:
    assert addresses.stem(name) == stem
    assert addresses.subject(name) == f"subject/{stem}.html"


@given(IDS)
def test_a_plain_id_is_read_in_its_address(name: str) -> None:
    assert addresses.stem(name) in (name, f"{name}~")


@given(st.lists(st.one_of(IDS, st.text(max_size=300)), unique=True, max_size=20))
def test_no_two_ids_share_an_address_on_a_disk_that_knows_no_case(names: list[str]) -> None:
    stems = [addresses.stem(name).casefold() for name in names]
    assert len(set(stems)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9._~-]+", stem) and len(stem) <= 160 and ".." not in stem for stem in stems)
