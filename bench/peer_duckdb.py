"""The peer DuckDB: the board as near as one SQL query over a Parquet file of flat reports comes to it.

The rule kept here: it answers much less than the board. For each subject it gives the last act that can move a status,
by day, rank and id, of what was published and not taken back; there is no corroboration, no fold, no per-party
standing, no round, no flag and nothing possible.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from bench.ours import published_day
from tracker.dates import When
from tracker.log import Log
from tracker.vocabulary import ACTS

QUERY = """
SELECT subject, arg_max(act, (latest, earliest, rank, id)) AS act, max(latest) AS since
FROM read_parquet(?)
WHERE moves AND published <= ? AND latest <= ? AND (gone IS NULL OR gone > ?)
GROUP BY subject ORDER BY subject
"""
NEVER = 10**9
ROWS = 50_000
SCHEMA = pa.schema([
    ("subject", pa.string()), ("act", pa.string()), ("id", pa.string()), ("moves", pa.bool_()), ("rank", pa.int32()),
    ("earliest", pa.int64()), ("latest", pa.int64()), ("published", pa.int64()), ("gone", pa.int64()),
])


def write(log: Log, path: Path) -> int:
    """Write the flat reports of a log as Parquet; answers how many."""
    kinds: dict[str, str] = {}
    published: dict[str, int] = {}
    gone: dict[str, int] = {}
    for stored in log.read():
        content = json.loads(stored.body)["content"]
        if content["type"] == "subject_registered":
            kinds[content["subject"]] = content["kind"]
        elif content["type"] == "source_filed":
            published[content["source"]] = published_day(content)
        elif content["type"] in ("retracted", "corrected"):
            source = (content.get("replacement") or content).get("source")
            gone[content["event"]] = published.get(source or "", NEVER)
    count = 0
    with pq.ParquetWriter(path, SCHEMA) as writer:
        batch: list[dict[str, Any]] = []
        for row in _rows(log, kinds, published, gone):
            batch.append(row)
            count += 1
            if len(batch) == ROWS:
                writer.write_table(pa.Table.from_pylist(batch, SCHEMA))
                batch.clear()
        writer.write_table(pa.Table.from_pylist(batch, SCHEMA))
    return count


def _rows(
    log: Log, kinds: dict[str, str], published: dict[str, int], gone: dict[str, int]
) -> Iterator[dict[str, Any]]:
    for stored in log.read():
        content = json.loads(stored.body)["content"]
        told = content.get("replacement") or content
        if told["type"] != "reported":
            continue
        act, day = ACTS[kinds[told["subject"]]][told["act"]], published[told["source"]]
        date = When.parse(told["occurred"]) if told.get("occurred") else None
        earliest, latest = (date.earliest, min(date.latest, max(day, date.earliest))) if date else (day, day)
        yield {
            "subject": told["subject"], "act": told["act"], "id": stored.id, "rank": act.rank,
            "moves": bool(act.moves) and told.get("certainty") is None, "earliest": earliest, "latest": latest,
            "published": day, "gone": gone.get(stored.id),
        }


def connect() -> Any:
    """A database in memory, with DuckDB's own settings."""
    return duckdb.connect()


def board(connection: Any, path: Path, as_of: int, known_by: int | None) -> list[Any]:
    """The last status-moving act of each subject."""
    known = NEVER if known_by is None else known_by
    rows: list[Any] = connection.execute(QUERY, [str(path), known, as_of, known]).fetchall()
    return rows
