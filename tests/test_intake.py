"""The intake: contents come out in order and ready; what is refused is refused at its place, helper or not."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.data import contents
from tests.given import agreement, reported, series, source
from tests.readmodel.kept import STAMP, TODAY, new_log
from tests.strategies import Log as Entries
from tests.strategies import logs
from tracker import intake
from tracker.canonical import Prepared, content_id, prepared
from tracker.errors import BadInput
from tracker.helpers import HelperGone
from tracker.intake import Batch, Given, batches
from tracker.jsonl import BadLine, Line, RawLine, raw_lines, read_lines
from tracker.readmodel.texts import text_of
from tracker.recording import Recorder
from tracker.visible import new_source

Content = dict[str, Any]
BASE = [agreement("x", "JP", "KR"), series("talks", "JP", "KR"), source("may", "2012-05-31")]
SIGNED = reported("x", "signed", "2012-05-29", source="may", by=["JP"])


class InProcess:
    """A helper's work without its process; it may end after so many answers."""

    def __init__(self, module: str, answers: int | None = None) -> None:
        assert module == "tracker.intake"
        self._lines = intake._Lines()
        self._asked: list[bytes] = []
        self._left = answers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def ask(self, message: bytes) -> None:
        self._asked.append(message)

    def answer(self) -> bytes:
        if self._left == 0:
            raise HelperGone
        self._left = self._left - 1 if self._left is not None else None
        return self._lines.read(self._asked.pop(0))


def lines_of(some: Iterable[Content | bytes]) -> list[RawLine]:
    """Contents, and lines as they are, as the lines of a file."""
    told = [one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode() for one in some]
    return list(raw_lines(io.BytesIO(b"\n".join(told)), "f"))


Ready = tuple[Prepared, str]


def told(found: Iterable[Batch]) -> tuple[list[Ready], str | None]:
    """What is ready, without what a helper may have told besides, and the refusal."""
    ready: list[Ready] = []
    fault = None
    for batch in found:
        assert fault is None, "nothing comes after what is refused"
        assert batch.fault is not None or len(batch.prepared) == len(batch.given)
        ready += [(one._replace(said=one.content), text)
                  for one, text in zip(batch.prepared, batch.texts, strict=True)]
        fault = str(batch.fault) if batch.fault is not None else None
    return ready, fault


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(intake, "BATCH", 3)
    monkeypatch.setattr(intake, "_WORTH_A_HELPER", 1)
    return monkeypatch


def test_a_content_is_made_ready_however_it_is_given() -> None:
    raw = lines_of([SIGNED])
    line = next(read_lines(io.BytesIO(raw[0].raw), "f"))
    assert isinstance(line, Line)
    for given_one in (SIGNED, line, raw[0]):
        assert told(batches([given_one])) == ([(prepared(SIGNED), text_of(SIGNED))], None)


def test_batches_are_of_so_many_and_of_so_many_bytes(small: pytest.MonkeyPatch) -> None:
    assert [len(one.given) for one in batches([{**SIGNED, "note": str(n)} for n in range(7)])] == [3, 3, 1]
    assert list(batches([])) == []
    small.setattr(intake, "_BATCH_BYTES", 100)
    assert [len(one.given) for one in batches(lines_of([SIGNED] * 3))] == [1, 1, 1]


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("before", range(9))
@pytest.mark.parametrize(("bad", "code"), [(b'{"type":"x",}', "comma"), (b'{"type":"reported"}', "event"),
                                           (b"\xff", "not-utf-8")])
def test_what_is_refused_is_refused_at_its_place(
    small: pytest.MonkeyPatch, cores: int, before: int, bad: bytes, code: str
) -> None:
    small.setattr(intake, "Helper", InProcess)
    good = [{**SIGNED, "note": str(number)} for number in range(8)]
    found = list(batches(lines_of([*good[:before], bad, *good[before:], b"also bad"]), cores))
    assert [one.content for batch in found for one in batch.prepared] == good[:before]
    fault = found[-1].fault
    assert isinstance(fault, BadLine) and (fault.file, fault.line) == ("f", before + 1)
    assert code in ("comma",) or fault.fault == code


def test_a_line_that_cannot_be_read_at_all_ends_it_after_those_before(small: pytest.MonkeyPatch) -> None:
    small.setattr(intake, "Helper", InProcess)

    def stream() -> Iterator[Given]:
        yield from lines_of([SIGNED] * 4)
        raise BadInput("the disk")

    for cores in (1, 2):
        ready, fault = told(batches(stream(), cores))
        assert len(ready) == 4 and fault is not None and "the disk" in fault


NOISE = (b"", b"{", b'{"type":"note"}', b'{"type":"reported","subject":"x"}', b'{"a":1,"a":2}', b"[]", b'"\\ud800"')


@settings(max_examples=60, deadline=None)
@given(logs(), st.lists(st.tuples(st.integers(0, 30), st.sampled_from(NOISE)), max_size=1), st.integers(1, 4))
def test_with_a_helper_it_is_the_same(entries: Entries, noise: Sequence[tuple[int, bytes]], size: int) -> None:
    some: list[Content | bytes] = [dict(one.content) for one in entries]
    for place, line in noise:
        some.insert(place, line)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "BATCH", size)
        patch.setattr(intake, "_WORTH_A_HELPER", 1)
        alone = told(batches(lines_of(some)))
        for answers in (None, 0, 1, 2):
            patch.setattr(intake, "Helper", lambda module, answers=answers: InProcess(module, answers))
            assert told(batches(lines_of(some), 2)) == alone


@pytest.mark.parametrize("answer", [b"", b"none of ours", intake.marshal.dumps(3), intake.marshal.dumps((1, 2))])
def test_an_answer_that_is_none_is_done_without(small: pytest.MonkeyPatch, answer: bytes) -> None:
    class Strange(InProcess):
        def answer(self) -> bytes:
            return answer

    lines = lines_of([{**SIGNED, "note": str(number)} for number in range(12)])
    small.setattr(intake, "Helper", Strange)
    assert told(batches(lines, 2)) == told(batches(lines))


def test_contents_without_lines_need_no_helper(small: pytest.MonkeyPatch) -> None:
    small.delattr(intake, "Helper")
    assert len(told(batches([SIGNED] * 9, 2))[0]) == 9
    mixed: list[Given] = [*lines_of([SIGNED]), SIGNED, *lines_of([SIGNED])]
    assert len(told(batches(mixed, 1))[0]) == 3


def test_lines_and_contents_side_by_side(small: pytest.MonkeyPatch) -> None:
    small.setattr(intake, "Helper", InProcess)
    mixed: list[Given] = [*lines_of([SIGNED] * 3), *lines_of([SIGNED]), SIGNED, *lines_of([SIGNED] * 3)]
    assert len(told(batches(mixed, 2))[0]) == 8


def test_a_real_helper_reads_a_long_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH", 200)
    lines = lines_of(list(contents(3_000, 60)))
    found = list(batches(lines, 2))
    assert told(found) == told(batches(lines))
    assert any(batch.made.reports for batch in found) and any(batch.made.filings for batch in found)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The helpers that were started, real ones, for batches of 100."""
    found: list[Any] = []
    real = intake.Helper

    def noted(module: str) -> Any:
        found.append(real(module))
        return found[-1]

    monkeypatch.setattr(intake, "BATCH", 100)
    monkeypatch.setattr(intake, "Helper", noted)
    return found


def test_a_real_helper_that_is_killed_is_done_without(started: list[Any]) -> None:
    lines = lines_of(list(contents(2_000, 60)))
    coming = batches(lines, 2)
    begun = list(islice(coming, 3))
    started[0].process.kill()
    assert told([*begun, *coming]) == told(batches(lines))


def test_a_real_helper_ends_with_whoever_takes_no_more(started: list[Any]) -> None:
    with closing(batches(lines_of(list(contents(2_000, 60))), 2)) as coming:
        next(coming)
        assert started[0].process.poll() is None
    assert started[0].process.returncode is not None


def test_what_the_lines_before_declare_is_told_of_a_report_and_nothing_else() -> None:
    """A claim is made of a report about what the lines declared; not after that was restated, nor where one event
    confirms another. Of a filing, the source is."""
    def made(*some: Content) -> list[bool]:
        batch = intake._answered(_asked(some), intake.deque([intake._Part(list(lines_of(some)))]))
        filed = [(place, new_source(one)) for place, one in enumerate(some) if one["type"] == "source_filed"]
        assert filed == batch.made.filings
        return [place in [place for place, _, _ in batch.made.reports] for place in range(len(some))]

    def _asked(some: Sequence[Content]) -> Any:
        helper = InProcess("tracker.intake")
        helper.ask(intake.marshal.dumps([one.raw for one in lines_of(some)]))
        return helper

    confirming = {**SIGNED, "confirms": prepared(SIGNED).id}
    assert made(*BASE, SIGNED) == [False, False, False, True]
    assert made(SIGNED, *BASE) == [False] * 4
    assert made(*BASE[1:], SIGNED) == [False] * 3
    assert made(*BASE, confirming) == [False] * 4
    assert made(*BASE, {**SIGNED, "act": "held"})[-1] is False  # an act of the other kind: the log's to refuse
    amended = {"type": "source_amended", "source": "may", "origin": "Kyodo"}
    assert made(*BASE, amended, SIGNED)[-1] is True
    taken_back = {"type": "retracted", "event": prepared(amended).id, "reason": "no"}
    assert made(*BASE, amended, taken_back, SIGNED)[-1] is False
    restated = {"type": "corrected", "event": prepared(BASE[2]).id, "reason": "no", "replacement": BASE[2]}
    assert made(*BASE, restated, SIGNED)[-1] is False
    corrected = {"type": "corrected", "event": prepared(SIGNED).id, "reason": "no",
                 "replacement": {**SIGNED, "act": "ratified"}}
    assert made(*BASE, SIGNED, corrected, {**SIGNED, "by": ["KR"]})[-2:] == [False, True]


FILED = source("p", "2012-02-20")
RESTATED = {"type": "corrected", "event": content_id(FILED), "reason": "the date",
            "replacement": source("p", "2012-01-01")}
MARCH, JANUARY = ({"type": "source_amended", "source": "p", "published": day} for day in ("2012-03-01", "2012-01-01"))


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("before", [[FILED, RESTATED, FILED], [FILED, MARCH, JANUARY, MARCH]], ids=["filed", "amended"])
def test_a_line_that_is_repeated_changes_nothing_again(
    monkeypatch: pytest.MonkeyPatch, cores: int, before: list[dict[str, Any]]
) -> None:
    """By the log the source came out in January, so that it cannot tell of February, whoever reads the lines."""
    monkeypatch.setattr(intake, "_WORTH_A_HELPER", 1)
    told = [agreement("x", "JP", "KR"), *before, reported("x", "signed", "2012-02-10", source="p")]
    lines = [RawLine("news", number, json.dumps(one).encode()) for number, one in enumerate(told, 1)]
    with new_log() as log, pytest.raises(BadInput, match="lies after the day p was published"):
        Recorder(log).record(lines, recorded=STAMP, recorder="t", today=TODAY, cores=cores)
