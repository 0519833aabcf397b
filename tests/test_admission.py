"""Admission: with a helper that checks reports on the way, an import takes, refuses, warns and keeps just the same."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import agreement, reported, source
from tests.readmodel.kept import STAMP, TODAY, dumped, is_well_formed, new_log, record
from tests.strategies import Log as Entries
from tests.strategies import logs
from tests.test_intake import InProcess
from tracker import intake
from tracker.admission import Admission
from tracker.canonical import content_id
from tracker.errors import TrackerError
from tracker.intake import batches
from tracker.jsonl import raw_lines
from tracker.log import Log
from tracker.readmodel import KnownLog
from tracker.readmodel.reportrows import Made
from tracker.recording import Receipt, Recorder

Content = dict[str, Any]


def imported(log: Log, contents: Sequence[Content], cores: int) -> Receipt | str:
    """Import contents as the lines of a file; what was told, or the refusal."""
    lines = b"\n".join(json.dumps(one, ensure_ascii=False).encode() for one in contents)
    try:
        return Recorder(log).record(
            raw_lines(io.BytesIO(lines), "f"), recorded=STAMP, recorder="test", today=TODAY, cores=cores)
    except TrackerError as error:
        return str(error)


@settings(max_examples=150, deadline=None)
@given(logs(), st.data())
def test_with_a_helper_an_import_is_the_same(entries: Entries, data: st.DataObject) -> None:
    """Whatever the log held before: nothing, some of the same events, or declarations that another order repeats."""
    contents = [dict(one.content) for one in entries if is_well_formed(one)]
    before = contents[: data.draw(st.integers(0, len(contents)), "before")] if data.draw(st.booleans()) else []
    rest = contents[data.draw(st.integers(0, len(before)), "again") :]
    if data.draw(st.booleans(), "in another order"):
        rest = data.draw(st.permutations(rest))
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "BATCH", data.draw(st.integers(1, 8), "batch"))
        patch.setattr(intake, "_WORTH_A_HELPER", 1)
        patch.setattr(intake, "HELD", data.draw(st.sampled_from((1, 2, 20)), "held"))
        patch.setattr(intake, "Helper", InProcess)
        for cores in (1, 2):
            with new_log() as log:
                for _, some in groupby(before, lambda one: one["type"]):
                    imported(log, list(some), 1)
                answer = imported(log, rest, cores)
                told.append((answer, dumped(log.database)))
    assert told[0] == told[1]


def test_what_the_log_knew_before_is_held_against_the_log() -> None:
    """A source that the log holds with an amendment is filed again in the import, in the same words: the report that
    cites it counts by the amendment."""
    x, may = agreement("x", "JP", "KR"), source("may", "2012-05-31")
    later = {"type": "source_amended", "source": "may", "published": "2012-06-30"}
    signed = reported("x", "signed", "2012-06-29", source="may")
    with pytest.MonkeyPatch.context() as patch, new_log() as log:
        patch.setattr(intake, "BATCH", 2)
        patch.setattr(intake, "_WORTH_A_HELPER", 1)
        patch.setattr(intake, "Helper", InProcess)
        record(log, [x, may, later])
        answer = imported(log, [x, may, signed], 2)
        assert isinstance(answer, Receipt) and answer.new == 1, answer
        assert log.database.execute("SELECT published FROM claims").fetchall() == [(734684,)]


def test_a_report_let_in_unseen_is_known_to_what_names_it() -> None:
    """A retraction, and a confirmation, in the same batch as the report that was checked on the way."""
    x, may = agreement("x", "JP", "KR"), source("may", "2012-05-31")
    signed = reported("x", "signed", "2012-05-29", source="may")
    confirming = {**signed, "confirms": content_id(signed), "note": "the same"}
    gone = {"type": "retracted", "event": content_id(signed), "reason": "wrong"}
    with pytest.MonkeyPatch.context() as patch, new_log() as log:
        patch.setattr(intake, "BATCH", 5)
        patch.setattr(intake, "_WORTH_A_HELPER", 1)
        patch.setattr(intake, "Helper", InProcess)
        answer = imported(log, [x, may, signed, confirming, gone], 2)
        assert isinstance(answer, Receipt) and answer.new == 5, answer


@pytest.mark.parametrize("late", [False, True])
def test_a_source_let_in_unseen_is_known_to_what_names_it(late: bool) -> None:
    """Amended, the amendment taken back, restated, retracted, filed twice: as without a helper."""
    x, may = agreement("x", "JP", "KR"), source("may", "2012-05-31")
    amended = {"type": "source_amended", "source": "may", "published": "2012-06-30"}
    back = {"type": "retracted", "event": content_id(amended), "reason": "wrong"}
    restated = {"type": "corrected", "event": content_id(may), "reason": "wrong",
                "replacement": {**may, "published": "2012-07-31"}}
    gone = {"type": "retracted", "event": content_id(may), "reason": "wrong"}
    signed = reported("x", "signed", "2012-05-29", source="may")
    other = {**may, "publisher": "Another"}
    batches_of = [
        [x, may, amended, signed], [x, may, amended, back, signed], [x, may, restated, signed],
        [x, may, signed, restated],
        [x, may, gone, signed], [x, may, gone, other, signed], [x, may, may, signed], [x, may, other],
        [x, other, gone, signed], [x, may, signed, gone, other, amended],
        [x, may, signed, {**signed, "confirms": content_id(signed), "source": "june"}, source("june", "2012-06-30")],
        [x, may, {"type": "retracted", "event": content_id(signed), "reason": "wrong"}, signed],
    ]
    for contents in batches_of:
        told = []
        for cores in (1, 2):
            with pytest.MonkeyPatch.context() as patch, new_log() as log:
                patch.setattr(intake, "BATCH", 2 if late else 9)
                patch.setattr(intake, "_WORTH_A_HELPER", 1)
                patch.setattr(intake, "Helper", InProcess)
                told.append((imported(log, contents, cores), dumped(log.database)))
        assert told[0] == told[1]


def test_what_to_warn_of_is_told_in_the_order_of_the_lines() -> None:
    """Of what was checked on the way, and of what the log is asked about, as without a helper."""
    x, may = agreement("x", "JP", "KR"), source("may", "2012-05-31")
    signed = reported("x", "signed", "2012-05-29", source="may")
    lines = [x, may, *({**signed, "by": [party], **told} for party, told in (
        ("US", {}), ("CN", {"confirms": content_id({**signed, "by": ["US"]})}), ("RU", {}), ("FR", {})))]
    told = []
    for cores in (1, 2):
        with pytest.MonkeyPatch.context() as patch, new_log() as log:
            patch.setattr(intake, "BATCH", 9)
            patch.setattr(intake, "_WORTH_A_HELPER", 1)
            patch.setattr(intake, "Helper", InProcess)
            answer = imported(log, lines, cores)
            assert isinstance(answer, Receipt), answer
            told.append(answer.warnings)
    assert told[0] == told[1] and [f"({party})" in one for party, one in zip(
        ("US", "CN", "RU", "FR"), told[0], strict=False)] == [True] * 4


def test_what_was_checked_on_the_way_is_let_in_only_after_what_it_is_about() -> None:
    """A claim told of a report holds where this append declared its subject and source; else the log is asked."""
    x, may = agreement("x", "JP", "KR"), source("may", "2012-05-31")
    signed = reported("x", "signed", "2012-05-29", source="may")
    with new_log() as log:
        record(log, [x])
        known = KnownLog(log.database, *_shelves(log))
        (batch,) = batches([may, signed])
        made = Made([(1, ("reported", "x", "signed", "may", None), ())])
        admitted = Admission(known).admit(batch._replace(made=made, warnings={1: ["never shown"]}))
        assert (admitted.made, admitted.others) == (Made([], []), [0, 1]) and "never shown" not in admitted.warnings
        (late,) = batches([{**signed, "source": "nowhere"}])
        with pytest.raises(TrackerError, match="No source is filed"):
            Admission(known).admit(late._replace(made=Made([(0, ("reported", "x", "signed", "nowhere", None), ())])))


def _shelves(log: Log) -> tuple[Any, Any]:
    from tracker.readmodel.shelves import Sources, Subjects

    return Subjects(log.database), Sources(log.database)
