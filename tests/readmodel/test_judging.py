"""What an append looks at to tell what it changes: of a series' many rounds, those that it tells of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.given import reported, series, source
from tests.readmodel.kept import STAMP, TODAY, new_log, record
from tracker.canonical import content_id
from tracker.log import Log
from tracker.readmodel import Reader, judging
from tracker.recording import Recorder
from tracker.wording import standing_words

HELD = [reported("talks", "held", f"2012-0{month}-10", source="paper", round=str(month)) for month in range(1, 5)]
PLANNED = [reported("talks", "scheduled", "2012-05-20", source="paper", round=name, planned_for=date)
           for name, date in (("9", "2012-11-01"), ("8", "2012-12-01"))]


@pytest.fixture
def log() -> Iterator[Log]:
    with new_log() as made:
        record(made, [series("talks", "JP", "KR"), source("paper", "2012-06-30")])
        yield made


def told(log: Log, *fresh: str) -> tuple[str, list[str | None]]:
    """Where the series stands, in words, and the names of the rounds that were looked at for it."""
    one = judging.standings(log, ["talks"], TODAY, fresh)["talks"]
    (whole,) = Reader(log).standings(TODAY, subjects=["talks"])
    assert standing_words(one.row, one.rounds) == standing_words(whole.row, whole.rounds)
    return standing_words(one.row, one.rounds), [known.round for known in one.rounds or ()]


def test_the_last_open_round_is_told_of_else_the_last(log: Log) -> None:
    record(log, HELD)
    assert told(log) == ("active (2012-01-10), round 4 held 2012-04-10", ["4"])
    record(log, PLANNED)
    words, rounds = told(log)
    assert rounds in (["8"], ["9"]) and "overdue" in words
    assert judging.standings(log, [], TODAY, ()) == {} == judging.standings(log, ["nobody"], TODAY, ())


def test_what_is_called_off_and_nobody_told_of_is_warned_of_though_another_round_is_the_last(log: Log) -> None:
    """The last open round is told of; the one that this report alone calls off as well."""
    record(log, [*HELD, *PLANNED])
    off = reported("talks", "cancelled", "2012-02-01", source="paper", round="3b")
    receipt = Recorder(log).record([off], recorded=STAMP, recorder="test", today=TODAY)
    assert [warning for warning in receipt.warnings if "no round was known to be cancelled" in warning]
    assert "3b" in told(log, content_id(off))[1] and "3b" not in told(log)[1]
    again = {**off, "note": "told again"}
    assert not Recorder(log).record([again], recorded=STAMP, recorder="test", today=TODAY).warnings
