"""Rows of reports: what goes in comes out equal, and a row ends with its last value."""

from __future__ import annotations

from hypothesis import given, settings

from tests.strategies import Log as Entries
from tests.strategies import logs
from tracker.days import END
from tracker.facts import Facts
from tracker.readmodel.reportrows import CLAIM_COLUMNS, claim_in, claim_row, report_rows
from tracker.visible import SIGNAL, Claim, catalogue, visible

PLAIN = Claim("f" * 32, 0, "signed", 5, 7, "2012", 0, 9, "kyodo")


def test_a_row_ends_with_its_last_value() -> None:
    assert len(claim_row(PLAIN, 9, END)) == CLAIM_COLUMNS.index("origin")
    told = claim_row(PLAIN._replace(place="Seoul"), 9, END)
    assert len(told) == CLAIM_COLUMNS.index("place") and told[-3:] == (None, None, "Seoul")
    assert len(claim_row(PLAIN._replace(names="a b"), 9, END)) == len(CLAIM_COLUMNS) - 1


def test_the_rows_of_a_report() -> None:
    told = {"type": "reported", "subject": "x", "act": "signed", "source": "may"}
    listed, row = report_rows(PLAIN, told)
    assert listed == ("reported", "x", "signed", "may", None, None, None, 2)
    assert row is not None and dict(zip(CLAIM_COLUMNS[1:], row, strict=False)) == {
        "part": 0, "act": "signed", "width": 2, "id": "f" * 32, "visible_from": 9, "visible_to": END, "earliest": 5,
        "latest": 7, "dated": "2012", "dateless": 0, "published": 9, "origin": "kyodo"}


def test_a_signal_has_no_row_of_its_own_and_is_as_late_as_any_report() -> None:
    told = {"type": "reported", "subject": "x", "act": "signed", "source": "may", "occurred": "2012",
            "certainty": "possible"}
    assert report_rows(PLAIN._replace(part=SIGNAL), told) == (
        ("reported", "x", "signed", "may", "2012", None, "possible", 2), None)


@settings(max_examples=50, deadline=None)
@given(logs())
def test_a_claim_comes_out_of_its_row_as_it_went_in(entries: Entries) -> None:
    facts = Facts()
    for position, one in enumerate(entries, 1):
        facts.add(str(position), position, one.content, 1)
    for one in visible(facts, catalogue(facts)):
        for claim in (one.claim, one.claim._replace(names="of another"), one.claim._replace(by=None)):
            row = claim_row(claim, one.first, one.last)
            assert claim_in(row) == claim and row[4:6] == (one.first, one.last)
