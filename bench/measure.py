"""Taking measures: repeated, in fresh processes, with what they cost in memory, and the machine they were taken on.

The rule kept here: a figure is a list of samples first; medians and spread are made of them, and none is left out.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

Result = dict[str, Any]


def median(samples: list[float]) -> float:
    """The middle of the samples."""
    return quantile(samples, 50)


def quantile(samples: list[float], percent: int) -> float:
    """The sample below which `percent` in 100 lie, between neighbours in proportion."""
    ordered = sorted(samples)
    at = (len(ordered) - 1) * percent / 100
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


@contextmanager
def stopwatch(samples: list[float]) -> Iterator[None]:
    """Add the seconds that the block took to `samples`."""
    began = time.perf_counter()
    yield
    samples.append(time.perf_counter() - began)


def timed(work: Callable[[], object]) -> float:
    """The seconds that a call took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def repeated(work: Callable[[int], object], most: int, seconds: float, least: int = 1) -> list[float]:
    """The seconds of up to `most` calls, fewer where they take longer than `seconds` together, but `least`."""
    samples: list[float] = []
    while len(samples) < most and (len(samples) < least or sum(samples) < seconds):
        samples.append(timed(lambda: work(len(samples))))
    return samples


def peak_megabytes() -> int:
    """The most memory this process, or any child it has waited for, has held."""
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # bytes there, kibibytes elsewhere
    return max(own, children) // unit


def in_fresh_process(job: str, **given: Any) -> Result:
    """What a job of `bench.jobs` answers, run by an interpreter of its own. What it cannot do is told as `missing`.

    The process that calls this is kept small: on Linux a child's peak counts from that of its parent.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.jobs", job, json.dumps(given)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return {"missing": f"failed: {last[:200]}"}
    answer: Result = json.loads(done.stdout.splitlines()[-1])
    return answer


def machine(folder: Path) -> Result:
    """What the figures were taken on. No names and no paths."""
    return {
        "cpu": _cpu(), "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": _memory_gigabytes(), "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "file_system": _file_system(folder),
        "load": _load(), "peers": _peers(),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory_gigabytes() -> int:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)
    except (ValueError, OSError):
        return 0


def _load() -> str:
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


def _file_system(folder: Path) -> str:
    """The type of the file system that a folder is on."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return "unknown"
    real = str(folder.resolve())
    on = [(len(mount[1]), mount[2]) for mount in mounts if f"{real}/".startswith(f"{mount[1].rstrip('/')}/")]
    return max(on, default=(0, "unknown"))[1]


def _peers() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in ("eventsourcing", "duckdb", "pyarrow", "beancount"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    try:
        told = subprocess.run(["hledger", "--version"], capture_output=True, text=True, check=False).stdout
        found["hledger"] = told.split(",")[0].removeprefix("hledger ").strip()
    except OSError:
        found["hledger"] = "not installed"
    return found
