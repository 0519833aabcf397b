"""What is packed for a page is what the read model says, on every day of both clocks."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.publishing.conftest import site_of
from tests.readmodel.kept import facts_in, known_days_of, new_log, record_entries
from tests.strategies import Log as Entries
from tests.strategies import logs, news_days
from tracker.days import END
from tracker.log import Log
from tracker.publishing.packing import FARTHEST, Packing
from tracker.readmodel import Reader, rebuild
from tracker.rows import Standing

Path = Any


def held(codes: list[int], day: int, known: int) -> list[int]:
    """The rows of the packed rectangles that hold a day, read as the page reads them."""
    found, first, known_from = [], 0, 0
    for at in range(0, len(codes), 5):
        first, known_from = first + codes[at], known_from + codes[at + 2]
        last = first + codes[at + 1] - 1 if codes[at + 1] else FARTHEST
        known_to = known_from + codes[at + 3] - 1 if codes[at + 3] else FARTHEST
        if first <= day <= last and known_from <= known <= known_to:
            found.append(codes[at + 4])
    return found


def packed(log: Log) -> dict[str, Any]:
    packing = Packing()
    for story in Reader(log).stories():
        packing.add(story)
    told = packing.packed()
    assert json.loads(json.dumps(told)) == told
    return told


def assert_tells(told: dict[str, Any], one: Standing, day: int, known: int) -> None:
    """The packed subject says what the board's row says; nothing is told twice."""
    (subject,) = [subject for subject in told["subjects"] if subject[0] == one.subject]
    rows = held(subject[5], day, min(known, FARTHEST))
    assert len(rows) <= 1
    codes = told["rows"][rows[0]] if rows else []
    codes = codes + [0] * (13 - len(codes))
    values = [told["values"][codes[at]] for at in range(13) if at not in (4, 10, 11, 12)]
    row = one.row
    expected = [row.status, row.since, row.possible, row.flags, dict(row.by_party), row.every, row.last_held, row.next,
                row.overdue]
    assert [value or None for value in values] == [list(v) or None if isinstance(v, tuple) else v or None
                                                   for v in expected]
    assert (codes[4], codes[10], codes[11]) == (row.origins, row.due_from or 0, row.due_to or 0)
    numbers = [number for one_round in subject[6] for number in held(one_round, day, min(known, FARTHEST))]
    rounds = [told["rounds"][number] for number in numbers]
    assert [[told["values"][code] for code in (*seen, 0, 0, 0, 0)[:4]] for seen in rounds] == [
        list(seen[:4]) for seen in one.rounds or ()
    ]


@settings(max_examples=40, deadline=None)
@given(logs(), st.lists(news_days(), max_size=3))
def test_at_every_day_the_page_tells_what_the_board_tells(entries: Entries, days: list[int]) -> None:
    with new_log() as log:
        record_entries(log, entries)
        told, reader = packed(log), Reader(log)
        edges = {edge for story in reader.stories() for one in story.board for edge in (one[0], one[1] + 1)}
        asked = sorted({*days, *(day for day in edges if 0 < day < END)})
        for known in known_days_of(facts_in(log)):
            for day in asked:
                for one in reader.standings(day, known):
                    assert_tells(told, one, day, known)


@settings(max_examples=25, deadline=None)
@given(logs())
def test_it_is_told_in_one_way_however_it_is_kept(entries: Entries) -> None:
    """Appended one by one, all at once, or made again: other rows are kept, and the pages are the same."""
    with new_log() as slowly, new_log() as at_once:
        for one in entries:
            record_entries(slowly, [one])
        record_entries(at_once, entries)
        before = packed(slowly)
        assert before == packed(at_once)
        rebuild(slowly)
        assert packed(slowly) == before


def test_the_record_is_small(example: Path) -> None:
    with site_of(example) as site:
        packing = Packing()
        for story in site.stories:
            packing.add(story)
        assert len(json.dumps(packing.packed(), separators=(",", ":"))) < 20_000
