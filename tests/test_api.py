"""The public API: a replay of a log is the replay of its facts, with days as people write them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tracker
from tests.given import agreement, reported, series, source
from tests.strategies import Log, facts_of, logs, news_dates
from tracker import projection
from tracker.dates import DateError, When
from tracker.days import END, day_text

CONTENTS = (
    agreement("x", "JP", "KR"),
    series("talks", "JP", "KR"),
    source("may", "2012-05-31"),
    source("june", "2012-06-30"),
    reported("x", "proposed", "2012-05-01", source="may"),
    reported("x", "signed", "2012-05-20", source="june"),
    reported("talks", "held", "2012-05-05", source="may"),
)
STAMP = "2012-07-01T00:00:00Z"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tracker.Log]:
    with tracker.open_log(str(tmp_path_factory.mktemp("api") / "log.db"), create=True) as made:
        tracker.record(made, CONTENTS, recorded=STAMP, recorder="t", today=END)
        yield made


def status(
    log: tracker.Log, as_of: str | None = None, known_by: str | None = None, at: int | None = None
) -> str | None:
    state = tracker.replay(log, as_of=as_of, known_by=known_by, at=at).find("x")
    return state.view.status if state is not None else "not there"


def test_with_nothing_asked_all_that_was_reported_counts(log: tracker.Log) -> None:
    board = tracker.replay(log)
    assert board.standpoint == projection.Standpoint(END, None, len(CONTENTS))
    assert status(log) == "signed"


def test_the_last_day_of_a_date_counts(log: tracker.Log) -> None:
    assert status(log, "2012-05-19") == status(log, "[..2012-05-19]") == "proposed"
    assert status(log, "2012-05") == status(log, "2012") == status(log, "2012-05-20") == "signed"
    assert status(log, known_by="2012-06-29") == "proposed"
    assert status(log, known_by="2012-06") == status(log, known_by="2012-06-30") == "signed"
    assert status(log, known_by="2012-05-30") is None
    assert status(log, "2012-04-30") is None


def test_the_first_events_are_counted_up_to_a_position(log: tracker.Log) -> None:
    assert [status(log, at=position) for position in (0, 1, 4, 5, 6, 99)] == [
        "not there",
        None,
        None,
        "proposed",
        "signed",
        "signed",
    ]
    assert tracker.replay(log, at=5).standpoint.position == 5


def test_only_the_subjects_asked_for_are_on_the_board(log: tracker.Log) -> None:
    assert [state.subject.id for state in tracker.replay(log).states] == ["x", "talks"]
    assert [state.subject.id for state in tracker.replay(log, subjects={"talks"}).states] == ["talks"]
    assert tracker.replay(log, subjects=[]).states == tracker.replay(log, subjects=["no such"]).states == []


@pytest.mark.parametrize("option", ["as_of", "known_by"])
def test_a_day_that_is_no_date_is_bad_input(log: tracker.Log, option: str) -> None:
    with pytest.raises(DateError):
        tracker.replay(log, **{option: "yesterday"})


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logs(amended=False), st.data())
def test_the_replay_of_a_log_is_the_replay_of_its_facts(
    tmp_path_factory: pytest.TempPathFactory, entries: Log, data: st.DataObject
) -> None:
    where = str(tmp_path_factory.mktemp("drawn") / "log.db")
    with tracker.open_log(where, create=True) as log:
        for one in entries:
            log.append([one.content], recorded=f"{day_text(one.recorded)}T12:00:00Z", recorder="t")
        for _ in range(6):
            as_of, known_by = data.draw(st.none() | news_dates()), data.draw(st.none() | news_dates())
            at = data.draw(st.none() | st.integers(0, len(entries) + 2))
            subjects = data.draw(st.none() | st.lists(st.sampled_from(("information", "talks", "dialogue"))))
            facts = facts_of(entries if at is None else entries[:at])
            expected = projection.replay(
                facts,
                END if as_of is None else When.parse(as_of).latest,
                None if known_by is None else When.parse(known_by).latest,
                subjects,
            )
            assert tracker.replay(log, as_of=as_of, known_by=known_by, at=at, subjects=subjects) == expected


def test_a_replay_changes_nothing(log: tracker.Log) -> None:
    before = [stored.body for stored in log.read()]
    assert tracker.replay(log, as_of="2012") == tracker.replay(log, as_of="2012-12-31")
    assert [stored.body for stored in log.read()] == before
