"""The jobs: each is one measure of one contestant, run by a fresh interpreter, answered as one line of JSON.

The rule kept here: a job opens what was prepared for it, measures, and says its samples with its peak of memory; what
is missing is said so. `python -m bench.jobs NAME '{"folder": …}'` runs one by hand.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from bench.measure import Result, peak_megabytes, repeated, stopwatch, timed
from tracker.log import Log

Job = Callable[..., Result]
WARM_UP = 40
"""Boards asked of each log before they are measured."""


def _log(folder: str) -> Path:
    return Path(folder) / "ours.db"


def make_data(folder: str, size: int, subjects: int) -> Result:
    """The contents as JSON Lines, once for each size; made under another name and moved, so never found half made."""
    from bench.data import contents

    path = Path(folder) / "log.jsonl"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        with half.open("w", encoding="utf-8") as out:
            for content in contents(size, subjects):
                out.write(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
        half.rename(path)
    return {"bytes": path.stat().st_size}


def import_ours(folder: str, keep: bool = False) -> Result:
    """A file of contents through the one write path into a new log, read model and all."""
    from bench import ours

    path = _log(folder) if keep else Path(folder) / "import.db"
    path.unlink(missing_ok=True)
    with ours.open_log(str(path), create=True) as log:
        seconds = timed(lambda: ours.import_file(log, Path(folder) / "log.jsonl"))
        answer = {"seconds": [seconds], "events": log.head()}
    answer["bytes"] = path.stat().st_size
    if not keep:
        path.unlink()
    return {**answer, "megabytes": peak_megabytes()}


def is_kept(folder: str) -> Result:
    """Whether the log that is there has a read model of this build."""
    from bench import ours

    with ours.open_log(str(_log(folder))) as log:
        try:
            return {"kept": bool(ours.reader(log).is_kept)}
        except ours.NotThere:
            return {"kept": True}  # there is no other to be made


def import_sqlite(folder: str) -> Result:
    """The same rows into a plain table."""
    from bench import peer_sqlite

    path = Path(folder) / "raw.db"
    seconds = sum(peer_sqlite.load(_log(folder), path))
    return {"seconds": [seconds], "events": peer_sqlite.scan(path), "bytes": path.stat().st_size}


def import_eventsourcing(folder: str) -> Result:
    """The same contents as domain events, in the peer's own recorder."""
    try:
        from bench import ours, peer_events
    except ImportError:
        return {"missing": "eventsourcing is not installed"}
    path = Path(folder) / "events.db"
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    app = peer_events.application(path)
    told = peer_events.load(app, ours.lines(Path(folder) / "log.jsonl"))
    app.close()
    return {"seconds": [told["make"] + told["map"] + told["insert"]], "insert_seconds": [told["insert"]],
            "events": told["log_events"], "held": told["events"], "bytes": path.stat().st_size,
            "megabytes": peak_megabytes()}


def replay_ours(folder: str) -> Result:
    """The full replay, one subject at a time, on one core."""
    from bench import ours

    with ours.open_log(str(_log(folder))) as log:
        head = log.head()
        try:
            seconds = timed(lambda: sum(1 for _ in ours.states(log)))
        except ours.NotThere as error:
            return {"missing": str(error)}
    return {"seconds": [seconds], "events": head, "megabytes": peak_megabytes()}


def replay_in_memory(folder: str) -> Result:
    """The replay that `tracker.replay` does: the whole log in memory."""
    from bench import ours
    from tracker.days import END

    with ours.open_log(str(_log(folder))) as log:
        seconds = timed(lambda: ours.replay_in_memory(log, END, None))
        return {"seconds": [seconds], "events": log.head(), "megabytes": peak_megabytes()}


def replay_eventsourcing(folder: str, fold: bool, sample: int) -> Result:
    """Every subject rebuilt by the peer's repository (or a sample of them, until it holds `sample` events)."""
    try:
        from bench import ours, peer_events
    except ImportError:
        return {"missing": "eventsourcing is not installed"}
    with ours.open_log(str(_log(folder))) as log:
        subjects, share = _drawn_subjects(log, sample)
        head = log.head()
    app = peer_events.application(Path(folder) / "events.db")
    counted: list[int] = []
    seconds = timed(lambda: counted.extend(count for count, _ in peer_events.rebuilt(app, subjects, fold)))
    app.close()
    return {"seconds": [seconds], "events": round(head * share), "held": sum(counted), "subjects": len(subjects),
            "megabytes": peak_megabytes()}


def _drawn_subjects(log: Log, sample: int) -> tuple[list[str], float]:
    """All subjects, or, of a larger log, some drawn by their events until they hold `sample` of them; and the share
    of all reports that are about those."""
    from bench.oracle import census

    counted = census(log)
    if sample <= 0 or sum(counted.values()) <= sample:
        return list(counted), 1
    rng, drawn, held = random.Random(1), [], 0
    left = dict(counted)
    while held < sample:
        subject = rng.choices(list(left), weights=list(left.values()))[0]
        drawn.append(subject)
        held += left.pop(subject)
    return drawn, held / sum(counted.values())


def scan_sqlite(folder: str) -> Result:
    """SQLite's cursor over the log's rows."""
    from bench import peer_sqlite

    counted: list[int] = []
    seconds = timed(lambda: counted.append(peer_sqlite.scan(_log(folder))))
    return {"seconds": [seconds], "events": counted[0], "megabytes": peak_megabytes()}


def rebuild(folder: str, cores: int) -> Result:
    """The read model of a copy of the log, made again."""
    from bench import ours

    copy = Path(folder) / "rebuild.db"
    shutil.copyfile(_log(folder), copy)
    with ours.open_log(str(copy)) as log:
        try:
            seconds = timed(lambda: ours.rebuild(log, cores))
        except ours.NotThere as error:
            return {"missing": str(error)}
        finally:
            head = log.head()
    copy.unlink()
    return {"seconds": [seconds], "events": head, "megabytes": peak_megabytes()}


def write_parquet(folder: str) -> Result:
    """The flat reports, for DuckDB."""
    try:
        from bench import ours, peer_duckdb
    except ImportError:
        return {"missing": "duckdb or pyarrow is not installed"}
    path = Path(folder) / "flat.parquet"
    with ours.open_log(str(_log(folder))) as log:
        count = peer_duckdb.write(log, path)
    return {"events": count, "bytes": path.stat().st_size}


def board(folder: str, small: str, pairs: int, seconds: float, some: int = 0) -> Result:
    """The whole board at random days: ours beside ours of the small log with as many subjects, then beside DuckDB.

    With `some`, the board of so many subjects of the large log, drawn evenly. `query` and `small_query` are the query
    alone: the rows that hold, as SQLite gives them. The two logs take turns at being first, and nothing else runs
    between: what a third one reads would push out of the processor's caches what the first of them reads next. The
    first turns warm up both, until SQLite holds what boards of any day read; `first` and `small_first` are the query of
    the very first.
    """
    from bench import ours
    from bench.points import days
    from tracker.days import END

    answer: Result = {"seconds": [], "query": [], "small": [], "small_query": [], "duckdb": [], "first": [],
                      "small_first": []}
    rng = random.Random(2)
    with ours.open_log(str(_log(folder))) as log, ours.open_log(str(_log(small))) as few:
        duckdb = _duckdb(folder, answer)
        try:
            readers = ours.reader(log), ours.reader(few)
        except ours.NotThere as error:
            answer["missing"], readers = str(error), None
        if readers is not None:
            among = sorted(rng.sample(sorted(readers[0].subjects), some)) if some else None
            contestants = [(readers[0], among, "query", "seconds"), (readers[1], None, "small_query", "small")]
            for turn in range(pairs + WARM_UP):
                as_of, known_by = days(rng)
                samples = answer if turn >= WARM_UP else {name: [] for name in answer}
                if turn == 0:
                    samples |= {"query": answer["first"], "small_query": answer["small_first"]}
                for reader, of, query, _ in contestants:
                    with stopwatch(samples[query]):
                        list(reader.rows(as_of, END if known_by is None else known_by, of))
                for reader, of, _, whole in contestants:
                    with stopwatch(samples[whole]):
                        shown = reader.board(as_of, known_by, subjects=of, rounds=False)
                    if of is among and reader is readers[0]:
                        answer.setdefault("subjects", len(shown["agreements"]) + len(shown["series"]))
                contestants.reverse()
                if turn > WARM_UP + 10 and sum(answer["seconds"]) > seconds:
                    break
        if duckdb is not None:
            answer["duckdb"] = repeated(lambda _: duckdb(*days(rng)), pairs, seconds)
    return {**answer, "megabytes": peak_megabytes()}


def _duckdb(folder: str, answer: Result) -> Callable[[int, int | None], object] | None:
    path = Path(folder) / "flat.parquet"
    try:
        from bench import peer_duckdb
    except ImportError:
        path = Path("not installed")
    if not path.exists():
        answer["duckdb_missing"] = "duckdb or pyarrow is not installed"
        return None
    connection = peer_duckdb.connect()
    return lambda as_of, known_by: peer_duckdb.board(connection, path, as_of, known_by)


def board_in_memory(folder: str, pairs: int, seconds: float) -> Result:
    """The board as `tracker status` makes it without a read model: log read, replayed, rows made."""
    from bench import ours
    from bench.points import days
    from tracker import reports

    rng = random.Random(2)
    with ours.open_log(str(_log(folder))) as log:
        samples = repeated(lambda _: reports.board(ours.replay_in_memory(log, *days(rng))), pairs, seconds)
    return {"seconds": samples, "megabytes": peak_megabytes()}


def subject(folder: str, draws: int) -> Result:
    """One subject at random days: drawn by events (the busy ones often), drawn evenly, and the busiest."""
    from bench import ours
    from bench.oracle import census
    from bench.points import days, drawn

    rng = random.Random(3)
    answer: Result = {"seconds": [], "even": [], "heaviest": []}
    with ours.open_log(str(_log(folder))) as log:
        try:
            reader = ours.reader(log)
        except ours.NotThere as error:
            return {"missing": str(error)}
        counted = census(log)
        answer["heaviest_reports"] = next(iter(counted.values()))
        for turn in range(draws):
            for name, of in zip(("seconds", "even", "heaviest"), drawn(rng, counted, turn), strict=True):
                as_of, known_by = days(rng)
                with stopwatch(answer[name]):
                    reader.subject(of, as_of, known_by)
    return {**answer, "megabytes": peak_megabytes()}


def the_property(folder: str, triples: int) -> Result:
    """How many of random (as-of, known-by, subject) give another row by the read model than by the replay."""
    from bench import ours
    from bench.oracle import census, gathered, replayed
    from bench.points import days, drawn

    rng = random.Random(4)
    with ours.open_log(str(_log(folder))) as log:
        try:
            reader = ours.reader(log)
        except ours.NotThere as error:
            return {"missing": str(error)}
        counted = census(log)
        asked = [(drawn(rng, counted, turn)[turn % 2], *days(rng)) for turn in range(triples)]
        facts = gathered(log, {of for of, _, _ in asked})
        differ = [one for one in asked if reader.subject(*one) != replayed(facts[one[0]], *one)]
    return {"asked": len(asked), "subjects": len(facts), "differences": len(differ), "first": differ[:3]}


def append(folder: str, appends: int, seconds: float) -> Result:
    """One durable append after another: ours, the same bytes in a plain table, and in a plain file, in turn."""
    from bench import ours
    from bench.appending import measured

    copy = Path(folder) / "append.db"
    shutil.copyfile(_log(folder), copy)
    with ours.open_log(str(copy)) as log:
        answer = measured(log, Path(folder), appends, seconds)
    copy.unlink()
    return {**answer, "megabytes": peak_megabytes()}


JOBS: dict[str, Job] = {job.__name__: job for job in (
    make_data, import_ours, is_kept, import_sqlite, import_eventsourcing, replay_ours, replay_in_memory,
    replay_eventsourcing, scan_sqlite, rebuild, write_parquet, board, board_in_memory, subject, the_property, append,
)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(JOBS[sys.argv[1]](**json.loads(sys.argv[2]))) + "\n")
