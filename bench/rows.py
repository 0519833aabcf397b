"""The rows of the table: one figure of one contestant, made of samples, or the reason why there is none.

The rule kept here: a row keeps what it takes to doubt it: how many samples, their spread, and a note on what differs.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bench.measure import Result, median, quantile

RATE, MILLISECONDS, MEGABYTES, BYTES, COUNT = "events/s", "ms", "MB", "bytes an event", "differences"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `low` and `high` are the quartiles, `p95` is for waits; `missing` says why there is none."""

    id: str
    group: str
    what: str
    unit: str
    n: int = 0
    median: float | None = None
    low: float | None = None
    high: float | None = None
    p95: float | None = None
    note: str = ""
    missing: str = ""

    def as_json(self) -> dict[str, Any]:
        """The row as JSON values, what is not told left out."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}


def _row(identity: tuple[str, str, str], unit: str, samples: list[float], note: str, missing: str, p95: bool) -> Row:
    name, group, what = identity
    if missing or not samples:
        return Row(name, group, what, unit, note=note, missing=missing or "not measured")
    return Row(
        name, group, what, unit, len(samples), _short(median(samples)), _short(quantile(samples, 25)),
        _short(quantile(samples, 75)), _short(quantile(samples, 95)) if p95 else None, note,
    )


def _short(value: float) -> float:
    """Four digits are more than the noise leaves."""
    return float(f"{value:.4g}")


def rates(identity: tuple[str, str, str], results: list[Result], note: str = "", key: str = "seconds") -> Row:
    """Events in a second, a sample for each run."""
    samples = [result["events"] / seconds for result in results for seconds in result.get(key, ()) if seconds]
    return _row(identity, RATE, samples, note, _missing(results), False)


def waits(
    identity: tuple[str, str, str], result: Result, note: str = "", key: str = "seconds", missing: str = ""
) -> Row:
    """Milliseconds, with the 95th percentile."""
    samples = [seconds * 1000 for seconds in result.get(key, ())]
    return _row(identity, MILLISECONDS, samples, note, "" if samples else missing or _missing([result]), True)


def memory(identity: tuple[str, str, str], results: list[Result], note: str = "") -> Row:
    """The peak of memory, a sample for each run."""
    samples = [float(result["megabytes"]) for result in results if "megabytes" in result]
    return _row(identity, MEGABYTES, samples, note, _missing(results), False)


def sizes(identity: tuple[str, str, str], result: Result, events: int, note: str = "") -> Row:
    """Bytes of a file for each event of the log."""
    samples = [result["bytes"] / events] if "bytes" in result else []
    return _row(identity, BYTES, samples, note, _missing([result]), False)


def counts(identity: tuple[str, str, str], result: Result, key: str, note: str = "") -> Row:
    """A plain count."""
    samples = [float(result[key])] if key in result else []
    return _row(identity, COUNT, samples, note, _missing([result]), False)


def _missing(results: list[Result]) -> str:
    return next((result["missing"] for result in results if "missing" in result), "")
