"""One durable append, as the feed makes them: measured against the same bytes in a plain table and in a plain file.

The rule kept here: the three take turns on one file system, each append is one commit, and what is appended are
reports of the log told again, so that acts and subjects come as often as they do in it: by a source of the day on which
they are recorded, and one in twenty late, by the log's last source, months older than what the log knows.
"""

from __future__ import annotations

import json
import os
import random
from contextlib import closing
from pathlib import Path
from typing import Any

from bench import ours, peer_sqlite
from bench.measure import Result, stopwatch
from tracker.canonical import content_id, envelope
from tracker.log import Log

KEPT = 4_000
FEED = "feed-of-the-day"


def measured(log: Log, folder: Path, appends: int, seconds: float) -> Result:
    """The seconds of each append of the three, of the busiest subject too, and of getting ready to append."""
    rng = random.Random(5)
    reports, heavy, late = _drawn_reports(log, rng)
    opening: list[float] = []
    with stopwatch(opening):
        to = ours.recorder(log)
    ours.append(to, {"type": "source_filed", "source": FEED, "publisher": "Feed", "published": ours.RECORDED[:10]})
    answer: Result = {"seconds": [], "heaviest": [], "sqlite": [], "file": [], "opening": opening}
    plain, flat = folder / "append-raw.db", folder / "append-raw.bin"
    with closing(peer_sqlite.create(plain)) as connection:
        connection.execute("BEGIN")
        connection.executemany(peer_sqlite.INSERT, peer_sqlite.rows(folder / "ours.db"))
        connection.execute("COMMIT")
        descriptor = os.open(flat, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        for turn in range(appends):
            busiest = turn % 5 == 4
            report = {**(heavy if busiest else reports)[turn % len(heavy if busiest else reports)],
                      "source": late if _is_late(turn) else FEED, "note": f"told again, no. {turn}"}
            with stopwatch(answer["heaviest" if busiest else "seconds"]):
                ours.append(to, report)
            row = _row(report, log.head())
            with stopwatch(answer["sqlite"]):
                peer_sqlite.append(connection, row)
            with stopwatch(answer["file"]):
                peer_sqlite.write_and_sync(descriptor, row[-1].encode())
            if turn > 9 and sum(answer["seconds"]) + sum(answer["heaviest"]) > seconds:
                break
        os.close(descriptor)
    for path in (plain, flat):
        path.unlink(missing_ok=True)
    return answer


def _is_late(turn: int) -> bool:
    """One in twenty, of the busiest subject's (every fifth) as of the others."""
    return turn % 100 == 99 if turn % 5 == 4 else turn % 16 == 7


def _row(content: dict[str, Any], position: int) -> peer_sqlite.Row:
    event_id = content_id(content)
    body = envelope(content, event_id, position, ours.RECORDED, ours.RECORDER).decode()
    return position, event_id, content["type"], content["subject"], content["source"], ours.RECORDED, body


def _drawn_reports(log: Log, rng: random.Random) -> tuple[list[dict[str, Any]], list[dict[str, Any]], str]:
    """Reports drawn evenly from the log, reports about the busiest subject, and the last source filed.

    What a report says of dates goes: it is told by another source, on its own day.
    """
    from bench.oracle import census

    busiest = next(iter(census(log)))
    drawn: list[dict[str, Any]] = []
    heavy: list[dict[str, Any]] = []
    source, seen = "", 0
    for stored in log.read():
        content = json.loads(stored.body)["content"]
        if content["type"] == "source_filed":
            source = content["source"]
        if content["type"] != "reported":
            continue
        seen += 1
        told = {key: value for key, value in content.items() if key not in ("occurred", "confirms")}
        if len(drawn) < KEPT:
            drawn.append(told)
        elif (at := rng.randrange(seen)) < KEPT:
            drawn[at] = told
        if content["subject"] == busiest and len(heavy) < KEPT:
            heavy.append(told)
    rng.shuffle(drawn)
    return drawn, heavy, source
