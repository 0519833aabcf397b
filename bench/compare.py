"""The comparisons of one size of log, side by side: prepared, measured in turns, and put in rows.

The rule kept here: contestants of one comparison take turns, run upon run, so that whatever else the machine does
falls on all of them alike.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.data import subjects_for
from bench.measure import ROOT, Result, in_fresh_process
from bench.rows import Row, counts, memory, rates, sizes, waits
from bench.startup import start_ups

CODE = ROOT / "tracker"
SMALL = 10_000
PAIR_SUBJECTS = 1_000
"""How many subjects both logs of the board's comparison by size have, where the larger one has as many."""
WHOLE_UP_TO = 100_000
PAIRED_UP_TO = 100_000
"""Up to this size, another log of as many events is made about as few subjects as the small log has."""
SAMPLE = 50_000

patience = 600
"""Seconds after which a comparison takes no further turn; each contestant has had one at least."""

Tell = Callable[[str], None]


def turns(most: int, what: str, tell: Tell) -> Iterator[int]:
    """The turns of a comparison: `most` of them, or fewer where they take long."""
    began = time.monotonic()
    for turn in range(most):
        if turn and time.monotonic() - began > patience:
            return
        tell(f"{what}, turn {turn + 1} of {most}")
        yield turn


def folder(size: int, subjects: int) -> str:
    """Where a log of this size lies while it is measured."""
    return str(ROOT / "build" / "bench" / f"{size}-{subjects}")


def prepared(size: int, subjects: int, tell: Tell) -> Result:
    """A log of ours with its data, made once for a read model of this version; how its import went, which is kept
    beside it, as long as the code is the same: an import by other code is no sample."""
    where = folder(size, subjects)
    in_fresh_process("make_data", folder=where, size=size, subjects=subjects)
    kept = Path(where) / "import.json"
    if (Path(where) / "ours.db").exists() and in_fresh_process("is_kept", folder=where)["kept"]:
        is_ours = kept.exists() and kept.stat().st_mtime > max(file.stat().st_mtime for file in CODE.rglob("*.py"))
        found: Result = json.loads(kept.read_text("utf-8")) if is_ours else {}
        return found
    tell(f"importing {size:,} events about {subjects:,} subjects")
    half = in_fresh_process("import_ours", folder=where, keep=True)
    if "missing" in half:
        raise SystemExit(f"The import of {size:,} events failed: {half['missing']}")
    kept.write_text(json.dumps(half), "utf-8")
    return half


def compare(size: int, subjects: int | None, tell: Tell) -> list[Row]:
    """All rows for a log of `size` events."""
    count = subjects or subjects_for(size)
    pair = min(count, PAIR_SUBJECTS)
    first = prepared(size, count, tell)
    prepared(SMALL, pair, tell)
    if size <= PAIRED_UP_TO:
        prepared(size, pair, tell)
    runs = 5 if size <= 100_000 else 3 if size <= 1_000_000 else 1
    where = folder(size, count)
    rows = imports(where, size, runs, first, tell)
    rows += replays(where, size, runs, tell)
    tell("flat reports for DuckDB")
    for each in {where, folder(size, pair)} if size <= PAIRED_UP_TO else {where}:
        in_fresh_process("write_parquet", folder=each)
    rows += boards(size, count, pair, tell)
    rows += subject_rows(where, tell)
    rows += appends(where, tell)
    rows += rebuilds(where, runs, tell)
    tell("the read model against the replay")
    answer = in_fresh_process("the_property", folder=where, triples=1_000)
    asked = f"{answer['asked']:,} asked, of {answer['subjects']:,} subjects" if "asked" in answer else ""
    rows.append(counts(("property", "property", "rows that differ between read model and replay"), answer,
                       "differences", asked))
    tell("starting programs")
    return rows + start_ups(21)


def imports(where: str, size: int, runs: int, first: Result, tell: Tell) -> list[Row]:
    """Import in one transaction."""
    ours = [first] if first else []
    small: list[Result] = []
    plain: list[Result] = []
    peer: list[Result] = []
    few = folder(SMALL, subjects_for(SMALL))
    in_fresh_process("make_data", folder=few, size=SMALL, subjects=subjects_for(SMALL))
    for run in turns(runs, "import", tell):
        if run >= len(ours):
            ours.append(in_fresh_process("import_ours", folder=where))
        small.append(in_fresh_process("import_ours", folder=few))
        plain.append(in_fresh_process("import_sqlite", folder=where))
        peer.append(in_fresh_process("import_eventsourcing", folder=where))
    group = "import"
    return [
        rates(("import.ours", group, f"ours, {size:,} events"), ours, "read, checked, hashed, read model included"),
        rates(("import.ours.small", group, f"ours, {SMALL:,} events"), small, "the same"),
        rates(("import.sqlite", group, "plain table, executemany"), plain, "same bytes, nothing checked or derived"),
        rates(("import.eventsourcing", group, "eventsourcing, made, mapped, inserted"), peer,
              "the log's events; sources ride with the reports, reading and joining not counted"),
        rates(("import.eventsourcing.recorder", group, "eventsourcing, its recorder alone"), peer,
              "insert_events, 10,000 a transaction", key="insert_seconds"),
        memory(("import.memory", group, "ours, peak memory"), ours),
        sizes(("size.ours", "size", "our log"), ours[-1], size, "with the read model, as far as this build has one"),
        sizes(("size.sqlite", "size", "plain table"), plain[-1], size),
        sizes(("size.eventsourcing", "size", "eventsourcing"), peer[-1], size, "sources ride with the reports"),
    ]


def replays(where: str, size: int, runs: int, tell: Tell) -> list[Row]:
    """The full replay on one core."""
    sample = SAMPLE if size > WHOLE_UP_TO else 0
    jobs: dict[str, dict[str, object]] = {
        "ours": {"job": "replay_ours"}, "scan": {"job": "scan_sqlite"},
        "fold": {"job": "replay_eventsourcing", "fold": True, "sample": sample},
        "trivial": {"job": "replay_eventsourcing", "fold": False, "sample": sample},
        "memory": {"job": "replay_in_memory"},
    }
    if size > WHOLE_UP_TO:
        del jobs["memory"]
    found: dict[str, list[Result]] = {name: [] for name in jobs}
    for _ in turns(runs, "replay", tell):
        for name, job in jobs.items():
            found[name].append(in_fresh_process(str(job["job"]), folder=where, **{
                key: value for key, value in job.items() if key != "job"}))
    group, part = "replay", f"a sample of {SAMPLE:,} events; " if sample else ""
    rows = [
        rates(("replay.ours", group, "ours, streaming, whole semantics"), found["ours"]),
        rates(("replay.eventsourcing", group, "eventsourcing, rebuilt, then our fold"), found["fold"],
              f"{part}same semantics; the log's events counted"),
        rates(("replay.eventsourcing.trivial", group, "eventsourcing, rebuilt, trivial mutator"), found["trivial"],
              f"{part}no fold at all; the log's events counted"),
        rates(("replay.scan", group, "SQLite cursor over the rows"), found["scan"], "no JSON read, no fold"),
        memory(("replay.memory", group, "ours, peak memory"), found["ours"]),
    ]
    if "memory" in found:
        rows += [
            rates(("replay.in_memory", group, "ours, `tracker.replay`"), found["memory"], "whole log in memory"),
            memory(("replay.in_memory.memory", group, "ours, `tracker.replay`, peak memory"), found["memory"]),
        ]
    return rows


def boards(size: int, count: int, pair: int, tell: Tell) -> list[Row]:
    """The whole board at random days."""
    tell("boards")
    if size <= PAIRED_UP_TO:
        paired = in_fresh_process("board", folder=folder(size, pair), small=folder(SMALL, pair), pairs=100, seconds=60)
    else:  # a log of so many events about so few subjects is no news: the same number of its subjects, drawn evenly
        paired = in_fresh_process("board", folder=folder(size, count), small=folder(SMALL, pair), pairs=100, seconds=60,
                                  some=pair)
    group = "board"
    lacking = paired.get("duckdb_missing", "")
    rows = [
        waits(("board.ours", group, f"ours, {size:,} events, {pair:,} subjects"), paired, "rows made to JSON values"),
        waits(("board.ours.query", group, f"ours, {size:,} events, {pair:,} subjects, query"), paired,
              "the query alone: the rows that hold, fetched", "query"),
        waits(("board.ours.small", group, f"ours, {SMALL:,} events, {pair:,} subjects"), paired,
              "rows made to JSON values", "small"),
        waits(("board.ours.small.query", group, f"ours, {SMALL:,} events, {pair:,} subjects, query"), paired,
              "the query alone", "small_query"),
        waits(("board.ours.query.first", group, f"ours, {size:,} events, {pair:,} subjects, first query"), paired,
              "the first of a process: what it reads, the file's pages, is not in its memory yet", "first"),
        waits(("board.ours.small.query.first", group, f"ours, {SMALL:,} events, {pair:,} subjects, first query"),
              paired, "the same", "small_first"),
        waits(("board.duckdb", group, f"DuckDB over Parquet, {size:,} events, {pair:,} subjects"), paired,
              "much less: last status-moving act only; no corroboration, fold, flags, rounds", "duckdb", lacking),
    ]
    if count != pair:
        where = folder(size, count)
        whole = in_fresh_process("board", folder=where, small=where, pairs=50, seconds=60)
        rows += [
            waits(("board.ours.whole", group, f"ours, {size:,} events, {count:,} subjects"), whole,
                  "rows made to JSON values"),
            waits(("board.ours.whole.query", group, f"ours, {size:,} events, {count:,} subjects, query"), whole,
                  "the query alone: the rows that hold, fetched", "query"),
            waits(("board.duckdb.whole", group, f"DuckDB over Parquet, {size:,} events, {count:,} subjects"), whole,
                  "much less, as above", "duckdb", lacking),
        ]
    if size <= WHOLE_UP_TO:
        replayed = in_fresh_process("board_in_memory", folder=folder(size, pair), pairs=3, seconds=30)
        rows.append(waits(("board.in_memory", group, "ours, no read model: log read and replayed"), replayed))
    return rows


def subject_rows(where: str, tell: Tell) -> list[Row]:
    """One subject at random days."""
    tell("subjects")
    answer = in_fresh_process("subject", folder=where, draws=500)
    reports = f"{answer['heaviest_reports']:,} reports" if "heaviest_reports" in answer else ""
    return [
        waits(("subject.ours", "subject", "ours, drawn by events"), answer),
        waits(("subject.ours.even", "subject", "ours, drawn evenly"), answer, key="even"),
        waits(("subject.ours.heaviest", "subject", "ours, the busiest subject"), answer, reports, "heaviest"),
    ]


def appends(where: str, tell: Tell) -> list[Row]:
    """One durable append."""
    tell("appends")
    answer = in_fresh_process("append", folder=where, appends=1_000, seconds=60)
    return [
        waits(("append.ours", "append", "ours, drawn as the feed draws"), answer,
              "checked, told what changes, read model"),
        waits(("append.ours.heaviest", "append", "ours, the busiest subject"), answer, key="heaviest"),
        waits(("append.sqlite", "append", "plain table, same bytes and pragmas"), answer, key="sqlite"),
        waits(("append.file", "append", "plain file, write and fsync"), answer, "the floor", "file"),
        waits(("append.opening", "append", "ours, made ready for the first append"), answer, "once a process",
              "opening"),
    ]


def rebuilds(where: str, runs: int, tell: Tell) -> list[Row]:
    """The read model made again."""
    found = [in_fresh_process("rebuild", folder=where, cores=2) for _ in turns(runs, "rebuild", tell)]
    return [
        rates(("rebuild.ours", "rebuild", "ours, on two cores"), found),
        memory(("rebuild.memory", "rebuild", "ours, peak memory of one process"), found),
    ]
