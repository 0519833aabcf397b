"""The published site: how long it takes to make, what its pages weigh, how fast the board opens and redraws.

The rule kept here: real work in a real browser; the bars stand beside the figures, met or not.

    python -m bench.site --size 100000 --subjects 2000 --folder build/bench-site
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)
DAYS = 40
"""How many places the slider is dragged to."""

RESULT = Path(__file__).resolve().parent / "results" / "site.json"

BARS: tuple[tuple[str, str, str, Callable[[dict[str, Any]], float], float], ...] = (
    ("publish, wall clock", "s", "2,000 subjects and 100,000 events", lambda told: told["publish"]["wall"], 60),
    ("publish, processor time of all processes", "s", "", lambda told: told["publish"]["processor"], 0),
    ("the board opens, data and sliders ready", "s", "", lambda told: told["browser"]["open"], 2),
    ("a drag redraws, until the next frame, median", "ms", "", lambda told: told["browser"]["frame_median"], 50),
    ("a drag redraws, until the next frame, slowest", "ms", "", lambda told: told["browser"]["frame_most"], 50),
    ("of that our script, slowest", "ms", "", lambda told: told["browser"]["script_most"], 0),
    ("board page of the record", "kB", "", lambda told: told["record"]["board"], 150),
    ("board page", "kB", "", lambda told: told["weights"]["board"], 0),
    ("subject page, median", "kB", "", lambda told: told["weights"]["subject_median"], 0),
    ("subject page, heaviest", "kB", "", lambda told: told["weights"]["subject_most"], 0),
    ("source page, median", "kB", "", lambda told: told["weights"]["source_median"], 0),
)
"""What is measured: words, unit, note, where, and the bar (0: none was set)."""

DRAG = """
async (steps) => {
  const slider = document.querySelector("input[name=as-of-slider]");
  const [first, last] = [Number(slider.min), Number(slider.max)];
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const [script, frames] = [[], []];
  for (let at = 0; at < steps; at += 1) {
    await frame();
    slider.value = Math.round(last - (last - first) * ((at * 7) % steps) / steps);
    const start = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    script.push(performance.now() - start);
    await frame();
    frames.push(performance.now() - start);
  }
  return [script, frames];
}
"""


def tracker(*arguments: str) -> tuple[float, float]:
    """Run a command of the tracker; seconds of wall clock, and of processor time of it and its helpers."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-m", "tracker", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, processor


def made_log(folder: Path, size: int, subjects: int) -> Path:
    """The made-up log, made once."""
    from bench.data import contents

    log = folder / f"log-{size}-{subjects}.db"
    if not log.exists():
        lines = folder / "log.jsonl"
        with lines.open("w", encoding="utf-8") as out:
            for content in contents(size, subjects):
                out.write(json.dumps(content, ensure_ascii=False) + "\n")
        tracker("init", str(log))
        tracker("--log", str(log), "import", str(lines))
        lines.unlink()
    return log


def weights(site: Path) -> dict[str, float]:
    """What the pages weigh, in kB of 1,000 bytes."""
    subjects = sorted(path.stat().st_size for path in (site / "subject").glob("*.html"))
    sources = sorted(path.stat().st_size for path in (site / "source").glob("*.html"))
    files = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    return {
        "board": (site / "index.html").stat().st_size / 1000, "subject_median": subjects[len(subjects) // 2] / 1000,
        "subject_most": subjects[-1] / 1000, "source_median": sources[len(sources) // 2] / 1000,
        "files": len(files), "all": sum(files) / 1000,
    }


def in_browser(site: Path) -> dict[str, Any]:
    """The board in Chromium: opened three times, the slider dragged to places all over."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=list(ARGUMENTS), viewport={"width": 1280, "height": 900})
        opened, page = [], context.new_page()
        for _ in range(3):
            start = time.perf_counter()
            page.goto((site / "index.html").resolve().as_uri(), wait_until="commit")
            page.wait_for_selector("html[data-ready]", state="attached")
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
            opened.append(time.perf_counter() - start)
        page.evaluate(DRAG, 3)  # the first drag reads the rectangles
        script, frames = page.evaluate(DRAG, DAYS)
        version = context.browser.version if context.browser else ""
        context.close()
    script, frames = sorted(script), sorted(frames)
    return {
        "open": sorted(opened)[1], "script_median": script[len(script) // 2], "script_most": script[-1],
        "frame_median": frames[len(frames) // 2], "frame_most": frames[-1], "version": version,
    }


def measured(folder: Path, size: int, subjects: int) -> dict[str, Any]:
    """All figures."""
    folder.mkdir(parents=True, exist_ok=True)
    log, record = made_log(folder, size, subjects), folder / "record.db"
    if not record.exists():
        tracker("init", "--example", str(record))
    sites = {name: Path(tempfile.mkdtemp(dir=folder)) / "site" for name in ("big", "record", "again")}
    wall, processor = tracker("--log", str(log), "publish", str(sites["big"]))
    again, _ = tracker("--log", str(log), "publish", str(sites["big"]))
    tracker("--log", str(record), "publish", str(sites["record"]))
    return {
        "size": size, "subjects": subjects, "cores": os.cpu_count(), "load": os.getloadavg(),
        "python": platform.python_version(), "publish": {"wall": wall, "again": again, "processor": processor},
        "weights": weights(sites["big"]), "record": weights(sites["record"]), "browser": in_browser(sites["big"]),
        "record_browser": in_browser(sites["record"]),
    }


def table(told: dict[str, Any]) -> str:
    """The figures against the bars, in Markdown."""
    lines = ["| what | measured | bar | |", "|---|--:|--:|---|"]
    for words, unit, _, read, bar in BARS:
        value = read(told)
        verdict = "" if not bar else "held" if value < bar else "**missed**"
        lines.append(f"| {words} | {value:,.1f} {unit} | {f'{bar} {unit}' if bar else ''} | {verdict} |")
    return "\n".join(lines)


def words(told: dict[str, Any]) -> list[str]:
    """What was measured, and on what."""
    return [
        f"`tracker publish` of a log of {told['size']:,} events about {told['subjects']:,} subjects: "
        f"{told['weights']['files']:,} files, {told['weights']['all'] / 1000:,.0f} MB. Its board was opened from the "
        f"folder in Chromium {told['browser']['version']} without a graphics card, and its slider dragged to {DAYS} "
        "places all over; a redraw is counted until the next frame is through, so it holds the wait for that frame "
        f"(up to 17 ms). {told['cores']} cores, Python {told['python']}; load {told['load'][0]:.1f} when it ended: "
        "with a load above the number of cores, seconds of wall clock say more of the other work than of this.",
    ]


def main() -> None:
    """Measure, keep the figures, and print them as a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--subjects", type=int, default=2_000)
    parser.add_argument("--folder", type=Path, default=Path("build/bench-site"))
    asked = parser.parse_args()
    told = measured(asked.folder, asked.size, asked.subjects)
    RESULT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    sys.stdout.write(table(told) + "\n")


if __name__ == "__main__":
    main()
