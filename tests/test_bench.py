"""The benchmark's log is what it says it is, and its table tells what was measured and what was not. No times."""

from __future__ import annotations

import itertools
import json
import pathlib
import random
import sys
from collections import Counter
from xml.etree import ElementTree

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import oracle, ours, points, report, rows  # noqa: E402
from bench.bars import verdicts  # noqa: E402
from bench.cast import MOST_REPORTS, shares  # noqa: E402
from bench.data import Content, contents, subjects_for  # noqa: E402
from bench.plot import growth_plot, replay_plot  # noqa: E402
from tracker.canonical import canonical, content_id  # noqa: E402
from tracker.facts import from_envelopes  # noqa: E402
from tracker.log import Log  # noqa: E402
from tracker.projection import replay  # noqa: E402
from tracker.vocabulary import AGREEMENT_ACTS, SERIES_ACTS  # noqa: E402

SIZE = 12_000
SIGNALS = {"urged", "discussed", "commented", "referenced"}


@pytest.fixture(scope="module")
def made() -> list[Content]:
    return list(contents(SIZE))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    path = tmp_path_factory.mktemp("bench") / "log.db"
    opened = ours.open_log(str(path), create=True)
    receipt = ours.recorder(opened).record(
        contents(2_500, 60), recorded=ours.RECORDED, recorder=ours.RECORDER, today=ours.TODAY)
    assert receipt.new == 2_500
    assert receipt.repeated == 0
    return opened


def reports(made: list[Content]) -> list[Content]:
    return [content for content in made if content["type"] == "reported"]


def test_the_same_seed_makes_the_same_log(made: list[Content]) -> None:
    assert list(itertools.islice(contents(SIZE), 3_000)) == made[:3_000]
    assert list(itertools.islice(contents(SIZE, seed=2), 50)) != made[:50]


def test_it_makes_as_many_events_as_asked_and_none_twice(made: list[Content]) -> None:
    assert len(made) == SIZE
    assert len({content_id(content) for content in made}) == SIZE


def test_no_content_holds_a_float(made: list[Content]) -> None:
    for content in made:
        json.loads(json.dumps(content), parse_float=pytest.fail)


def test_everything_made_is_accepted(log: Log) -> None:
    assert log.head() == 2_500


def test_the_shares_are_those_of_news(made: list[Content]) -> None:
    told = reports(made)
    types = Counter(content["type"] for content in made)

    def share(some: int) -> float:
        return round(100 * some / len(told), 1)

    assert 45 <= share(sum(content["act"] in SIGNALS for content in told)) <= 55
    assert 1.2 <= share(types["retracted"]) <= 2.8
    assert 0.5 <= share(types["corrected"]) <= 1.6
    assert 1 <= len(told) / types["source_filed"] <= 8
    certainty = Counter(content.get("certainty") for content in told)
    assert 0.5 <= share(certainty["denied"]) <= 1.6
    assert 1.2 <= share(certainty["possible"]) <= 2.8
    dates = Counter(_precision(content.get("occurred")) for content in told)
    shares_told = {"day": 60, "none": 15, "month": 12, "set": 5, "year": 4, "open": 2, "mark": 2}
    for precision, wanted in shares_told.items():  # a small log has fewer days with several papers, so fewer undated
        assert abs(share(dates[precision]) - wanted) <= max(1.5, wanted / 3), precision


def _precision(text: str | None) -> str:
    if text is None:
        return "none"
    if text.startswith("["):
        return "open" if text.startswith("[..") else "set"
    if text[-1] in "?~":
        return "mark"
    if len(text) == 10:
        return "day"
    return "year" if len(text) == 4 or text[5] == "2" else "month"


def test_an_event_has_the_size_of_a_real_one(made: list[Content]) -> None:
    about_the_envelope = 130
    mean = sum(len(canonical(content)) for content in made) // SIZE + about_the_envelope
    assert 350 <= mean <= 450


def test_few_subjects_take_nearly_all_reports() -> None:
    huge = shares(8_000_000, 10_000)
    assert max(huge) == huge[10] == MOST_REPORTS and 0 <= 8_000_000 - sum(huge) < 10_000
    many = shares(780_000, 10_000)
    assert 22_000 <= many[0] <= 28_000
    assert 17_000 <= many[1] <= 22_000
    assert many[5_000] == many[-1] == 10
    assert abs(sum(many) - 780_000) < 10_000
    assert subjects_for(1_000_000) == subjects_for(10_000_000) == 10_000
    assert subjects_for(100_000) == 1_000


def test_three_in_five_subjects_are_agreements(made: list[Content]) -> None:
    kinds = Counter(content["kind"] for content in made if content["type"] == "subject_registered")
    assert 0.55 <= kinds["agreement"] / kinds.total() <= 0.65


def test_sources_come_in_the_order_of_their_days_but_for_the_late_ones(made: list[Content]) -> None:
    latest, late, filed = "", 0, 0
    for content in made:
        if content["type"] == "source_filed":
            filed += 1
            late += content["published"][:10] < latest
            latest = max(latest, content["published"][:10])
    assert 2 <= 100 * late / filed <= 9
    assert latest >= "2024"


def test_most_acts_of_the_vocabulary_come_up(made: list[Content]) -> None:
    acts = {content["act"] for content in reports(made)}
    assert acts <= {*AGREEMENT_ACTS, *SERIES_ACTS}
    assert len(acts) >= 30


def test_the_replay_of_one_subject_alone_is_that_of_the_whole_log(log: Log) -> None:
    counted = oracle.census(log)
    subjects = [*list(counted)[:4], *list(counted)[-4:]]
    alone = oracle.gathered(log, subjects)
    whole = from_envelopes(stored.body for stored in log.read())
    rng = random.Random(1)
    for _ in range(3):
        as_of, known_by = points.days(rng)
        board = replay(whole, as_of, known_by)
        for subject in subjects:
            state = board.find(subject)
            assert state is not None
            assert oracle.replayed(alone[subject], subject, as_of, known_by) == ours.row(state, as_of)


def test_the_table_tells_figures_spread_and_what_is_missing() -> None:
    found = {
        "size": 100, "measured": "2026-01-01",
        "machine": {"cpu": "a", "cores": 2, "memory_gb": 1, "system": "x", "python": "3", "sqlite": "3", "load": "0",
                    "file_system": "ext4", "peers": {"duckdb": "not installed"}},
        "rows": [row.as_json() for row in (
            rows.rates(("replay.ours", "replay", "ours"), [{"events": 1000, "seconds": [0.5]},
                                                           {"events": 1000, "seconds": [1.0]}]),
            rows.rates(("replay.eventsourcing", "replay", "theirs"), [{"missing": "eventsourcing is not installed"}]),
            rows.waits(("board.ours", "board", "ours"), {"seconds": [0.001, 0.002, 0.003]}),
            rows.waits(("board.ours.small", "board", "small"), {"seconds": [0.001]}),
            rows.counts(("property", "property", "differences"), {"differences": 0}, "differences"),
        )],
    }
    text = report.table(found)
    assert "| ours | 1,500 events/s | 1,250 – 1,750 |  | 2 |" in text
    assert "not measured: eventsourcing is not installed" in text
    assert "| ours | 2 ms | 1.5 – 2.5 | 2.9 | 3 |" in text
    held = {verdict.bar.row: verdict.held for verdict in verdicts({row["id"]: row for row in found["rows"]})}
    assert held["property"] is True
    assert held["board.ours"] is True
    assert held["replay.ours"] is None
    assert "| not measured |" in report.performance(found, None)


def test_the_plots_are_well_formed_and_say_their_figures() -> None:
    point = {"size": 10_000, "subjects": 100, "import": 20_000, "replay": 40_000, "board": 2.5}
    plot = growth_plot([point, {**point, "size": 1_000_000, "board": 25.0}])
    assert "whole board 2.5 → 25" in plot
    assert "one append" not in plot
    ElementTree.fromstring(plot)
    row = {"id": "replay.ours", "group": "replay", "unit": "events/s", "what": "ours", "median": 40_000}
    ElementTree.fromstring(replay_plot([row]))
