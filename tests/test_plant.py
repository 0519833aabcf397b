"""The list of bugs to plant: each names a line that is there, once, and tests that are."""

from __future__ import annotations

import pytest

from tests.plant import BUGS, ROOT, Bug


@pytest.mark.parametrize("bug", BUGS, ids=[bug.name for bug in BUGS])
def test_a_bug_can_be_planted(bug: Bug) -> None:
    text = (ROOT / "tracker" / bug.file).read_text("utf-8")
    assert text.count(bug.right) == 1 and bug.wrong != bug.right
    for place in bug.tests.split():
        assert (ROOT / "tests" / place).exists(), place


def test_no_two_bugs_have_one_name() -> None:
    assert len({bug.name for bug in BUGS}) == len(BUGS)
