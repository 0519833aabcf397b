"""The one command: make the data, run every comparison, write the table. `make bench` calls it.

    python -m bench [--size 100000] [--subjects N]
    python -m bench --growth 10000,100000,1000000
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

from bench import compare as compare_module
from bench.compare import compare
from bench.growth import grow
from bench.measure import ROOT, machine
from bench.report import RESULTS, table, write_performance

BEGAN = time.monotonic()


def _tell(what: str) -> None:
    sys.stderr.write(f"{int(time.monotonic() - BEGAN):5d} s  {what}\n")


def main() -> None:
    """Read the options, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--size", type=int, default=100_000, help="events of the log (100000)")
    parser.add_argument("--subjects", type=int, help="subjects of the log (one for each hundred events, at most 10000)")
    parser.add_argument("--growth", help="sizes to compare by growth instead: 10000,100000,1000000")
    parser.add_argument("--fresh", action="store_true", help="make the logs anew, as after a change to the code")
    parser.add_argument("--patience", type=int, default=600,
                        help="seconds after which a comparison takes no further turn (600)")
    chosen = parser.parse_args()
    compare_module.patience = chosen.patience
    work = ROOT / "build" / "bench"
    if chosen.fresh:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    told = {"machine": machine(work), "measured": time.strftime("%Y-%m-%d")}
    if chosen.growth:
        path = RESULTS / "growth.json"
        before = json.loads(path.read_text("utf-8"))["points"] if path.exists() else []
        for points in grow([int(size) for size in chosen.growth.split(",")], _tell, before):
            _write(path, {**told, "points": points})  # each as it comes: the largest takes an hour
    else:
        rows = compare(chosen.size, chosen.subjects, _tell)
        found = {**told, "size": chosen.size, "rows": [row.as_json() for row in rows]}
        _write(RESULTS / f"size-{chosen.size}.json", found)
        text = table(found)
        (RESULTS / f"size-{chosen.size}.md").write_text(text, "utf-8")
        sys.stdout.write(text)
    write_performance()
    _tell("done; docs/performance.md is written")


def _write(path: Path, what: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(what, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
