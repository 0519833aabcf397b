"""The replay that streams: the whole log, one subject at a time, from the claims that the read model keeps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import agreement, reported, source
from tests.readmodel.kept import append, facts_in, new_log, record, record_entries
from tests.strategies import Entry, logs, news_dates
from tracker.api import states
from tracker.boardrows import standing_of
from tracker.dates import When
from tracker.days import END
from tracker.errors import StorageFailed
from tracker.projection import courses
from tracker.readmodel import Reader
from tracker.readmodel.stories import stories
from tracker.recording import Recorder
from tracker.rows import NOTHING_KNOWN

CONTENTS = (
    agreement("x", "JP", "KR"),
    agreement("a", "JP", "KR"),
    source("may", "2012-05-31"),
    reported("x", "signed", "2012-05-01", source="may"),
    reported("a", "proposed", "2012-05-02", source="may"),
)


@settings(max_examples=60, deadline=None)
@given(logs(), st.lists(st.tuples(st.none() | news_dates(), st.none() | news_dates()), min_size=1, max_size=6))
def test_it_says_what_the_replay_of_the_facts_says(
    entries: list[Entry], standpoints: list[tuple[str | None, str | None]]
) -> None:
    with new_log() as log:
        record_entries(log, entries)
        Recorder(log).catch_up()  # the last of them may be somebody else's
        registered = [name for (name,) in log.database.execute("SELECT subject FROM subjects ORDER BY position")]
        for as_of, known_by in [(None, None), *standpoints]:
            day = When.parse(as_of).latest if as_of is not None else END
            known = When.parse(known_by).latest if known_by is not None else None
            expected = {name: standing_of(course.at(day)) for name, course in courses(facts_in(log), known).items()}
            streamed = {one.subject.id: standing_of(one) for one in states(log, as_of=as_of, known_by=known_by)}
            assert [*streamed] == [name for name in registered if name in streamed]
            for name, standing in expected.items():
                if name in streamed:
                    assert streamed[name] == standing, (name, as_of, known_by)
                else:
                    assert standing.row == NOTHING_KNOWN and not standing.rounds, (name, as_of, known_by)
            assert streamed.keys() <= expected.keys()


def test_it_holds_few_pages_while_it_passes_and_leaves_the_log_as_it_was() -> None:
    def held() -> int:
        pages: int = log.database.execute("PRAGMA cache_size").fetchone()[0]
        return pages

    with new_log() as log:
        record(log, CONTENTS)
        before = held()
        for _ in states(log):
            assert 0 > held() > before / 10
        assert held() == before
        passing = states(log)
        next(passing)
        passing.close()  # whoever has seen enough
        assert held() == before and not log.database.in_transaction


def test_it_is_refused_where_the_read_model_lags_behind() -> None:
    with new_log() as log:
        record(log, CONTENTS)
        append(log, [reported("x", "in_force", "2012-05-09", source="may")])
        with pytest.raises(StorageFailed, match="lags behind"):
            next(states(log))


def test_a_subject_that_is_named_twice_is_told_once() -> None:
    with new_log() as log:
        record(log, CONTENTS)
        reader = Reader(log)
        assert [one.subject.id for one in reader.courses(subjects=["x", "a", "x"])] == ["a", "x"]
        assert [one.subject.id for one in stories(log.database, ["x", "x"])] == ["x"]
