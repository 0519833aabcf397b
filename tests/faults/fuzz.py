"""Fuzzing of what reads from outside: dates, JSON Lines, and imports as a whole.

    python -m tests.faults.fuzz --seconds 60                  the three targets share the time
    python -m tests.faults.fuzz --seconds 3600 import         one of them, longer
    python -m tests.faults.fuzz --replay FILE json            an input that was kept, again

Where `atheris` is installed (extra `fuzz`) its coverage guides what is tried; else mutations of known inputs are tried
at random. A finding is any exception but a refusal, or a broken promise (the `assert`s of a target); its input is kept
in the folder `.fuzz`, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import io
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from functools import cache
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEPT = ROOT / ".fuzz"
TODAY = 735_000
STAMP = "2020-01-01T00:00:00Z"


# The targets


def dates(data: bytes) -> None:
    """A text is a date, or refused; a date reads back, and its window has a beginning and an end."""
    from tracker.dates import DateError, When
    from tracker.days import BEGINNING, END, Duration
    from tracker.errors import BadInput

    text = _text(data)
    try:
        when = When.parse(text)
    except DateError as error:
        assert len(str(error)) < 800 and error.happened, text
    else:
        assert str(when) == text and BEGINNING <= when.earliest <= when.latest <= END, text
        assert when.start.earliest <= when.start.latest, text
        plain = When.of(when.window) if when.window != (BEGINNING, END) else when
        assert plain.window == when.window or abs(when.latest) > 3_600_000 or abs(when.earliest) > 3_600_000, text
    with contextlib.suppress(BadInput):
        assert Duration.parse(text).text


def _text(data: bytes) -> str:
    """Any bytes as a text, surrogates among them."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def lines(data: bytes) -> None:
    """Lines are read, or refused at a place within them, with a code, in a message that is short and harmless."""
    from tracker import gates
    from tracker.canonical import canonical
    from tracker.jsonfaults import CODES
    from tracker.jsonl import BadLine, read_lines

    try:
        for line in read_lines(io.BytesIO(data), "f"):
            canonical(line.content).decode()
            assert "\0" not in json.dumps(line.content, ensure_ascii=False)
            for key in line.content:
                at = line.column((key,)) - 1
                assert line.text[at : at + 1] == '"', (key, at)
    except BadLine as error:
        raw = data.split(b"\n")[error.line - 1]
        assert error.fault in CODES and 1 <= error.column <= len(raw.decode("utf-8", "replace")) + 1
        assert len(error.happened) < 1_000
        assert "\x1b" not in gates.one_line(str(error))


@cache
def _place() -> pathlib.Path:
    """A folder, in memory where there is one, with a log to begin from: the record's catalogue, and a half of it."""
    from tracker.log import open_log

    memory = pathlib.Path("/dev/shm")
    place = pathlib.Path(tempfile.mkdtemp(prefix="tracker-fuzz-", dir=memory if memory.is_dir() else None))
    import atexit

    atexit.register(shutil.rmtree, place, ignore_errors=True)
    from tracker.recording import record

    contents = [json.loads(line) for line in _record()]
    reports = [one for one in contents if one["type"] == "reported"]
    listed = [one for one in contents if one["type"] != "reported"]
    with open_log(str(place / "begun.db"), create=True) as log:
        record(log, [*listed, *reports[::2]], recorded=STAMP, recorder="fuzz", today=TODAY)
    return place


def imports(data: bytes) -> None:
    """An import is taken whole, and then the read model is the replay; or it is refused, and the log is as it was."""
    from tests.readmodel.kept import assert_is_replay
    from tracker.errors import BadInput, NotFound
    from tracker.jsonl import read_lines
    from tracker.log import open_log
    from tracker.readmodel import Reader
    from tracker.recording import record
    from tracker.render import board
    from tracker.rows import board_json

    path = str(shutil.copy(_place() / "begun.db", _place() / "now.db"))
    with open_log(path) as log:
        log.database.execute("PRAGMA synchronous = OFF")
        head = log.head()
        try:
            receipt = record(log, read_lines(io.BytesIO(data), "f"), recorded=STAMP, recorder="fuzz", today=TODAY)
        except (BadInput, NotFound) as error:
            assert log.head() == head and re.match(r"f:\d+:\d+: ", error.happened), error.happened
            return
        assert log.head() == head + receipt.new
        again = record(log, read_lines(io.BytesIO(data), "f"), recorded=STAMP, recorder="fuzz", today=TODAY)
        assert again.new == 0, "a repeat adds something"
        if receipt.new:
            assert_is_replay(log)
            value = board_json(Reader(log).standings(TODAY), TODAY, None, log.head())
            for format in ("json", "csv", "markdown"):
                board.text(value, format)


TARGETS: dict[str, Callable[[bytes], None]] = {"dates": dates, "json": lines, "import": imports}


# What they begin from, and how it is changed

_ODD = ("", " ", "\0", "\n", "\r", "\x1b", "\ufeff", "\u2028", "\ud800", "é", "０", "²")
DATES = "2012 - 06 29 ~ ? % / .. [ ] , { } X XX Y 21 24 -0001 0000 9999 12345 999999999 T P M W D 1 31 30 02"
SIGNS = (r'''" { } [ ] , : \ \u \ud83d \ude00 \u0000 NaN - 1.5 1e5 -0 9007199254740993 true null "type" "content" {}''')
VALUES = """2012 2012-06 2012-06~ [2011..2013] [..2012] 2010/.. 2013-01-21/2013-01-31 2016 JP KR US P6M 1 2 held signed
    postponed scheduled opened cancelled suspended denied possible asserted proposed withdrawn notice_served superseded
    established cadence_set terminated jp-kr-gsomia jp-kr-us-dtt jp-kr-us-security-talks x =1 ann-2013-01-11
    stripes-2012-01-31"""
KEYS = """occurred planned_for effective until by round place act confirms certainty every successor subject source note
    replacement parties aliases published origin locator odd"""
DATED = "2012-06~ [2014-10..2014-12] [..2010] 2010/.. 2015-21 20XX Y12345 P1Y6M -0044-03-15"
PIECES: dict[str, tuple[str, ...]] = {
    "dates": (*DATES.split(), *_ODD),
    "json": (*SIGNS.split(), *_ODD, "[" * 40, '{"a":' * 20),
    "import": (*VALUES.split(), *_ODD[5:]),
}


@cache
def _record() -> tuple[str, ...]:
    """The lines of the published record."""
    from tracker.published import event_files

    return tuple(line for file in event_files() for line in file.read_text("utf-8").splitlines() if line)


def corpus(name: str) -> list[bytes]:
    """Sound inputs to begin from."""
    record = list(_record())
    if name == "dates":
        told = re.findall(r'"(?:occurred|planned_for|published)": ?"([^"]+)"', "\n".join(record))
        told += DATED.split()
        return [text.encode() for text in told]
    if name == "json":
        return [line.encode() for line in record[::7]] + ["\n".join(record[:3]).encode()]
    return ["\n".join(record[at : at + 6]).encode() for at in range(0, len(record), 6)] + ["\n".join(record).encode()]


def changed(name: str, data: bytes, chance: random.Random) -> bytes:
    """An input changed in a few places; an import by its values at times, so that it stays well formed."""
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        data = _values(data, chance) if name == "import" and chance.random() < 0.9 else _bytes(name, data, chance)
    return data[:200_000]


def _bytes(name: str, data: bytes, chance: random.Random) -> bytes:
    at, to = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
    piece = chance.choice(PIECES[name]).encode("utf-8", "surrogatepass")
    return chance.choice((
        data[:at] + piece + data[at:],
        data[:at] + piece + data[at + len(piece):],
        data[:at] + data[min(to, at + 20):],
        data[:at] + bytes([chance.randrange(256)]) + data[at + 1:],
        data[:to] + data[at:to] + data[to:],
        data[:at],
    ))


def _values(data: bytes, chance: random.Random) -> bytes:
    """JSON Lines with a value, a key or a line changed."""
    rows = data.split(b"\n")
    at = chance.randrange(len(rows))
    try:
        content = json.loads(rows[at])
    except ValueError:
        content = None
    what = chance.randrange(7)
    if what == 0 or not isinstance(content, dict) or not content:
        rows.insert(at, chance.choice(_record()).encode())
    elif what == 1:
        rows.append(rows[at])
        chance.shuffle(rows)
    elif what == 2:
        del rows[at]
    elif what == 3:
        target = content.get("event") or hashlib.sha256(rows[chance.randrange(len(rows))]).hexdigest()[:32]
        with contextlib.suppress(ValueError, TypeError):
            from tracker.canonical import content_id

            target = content_id(json.loads(chance.choice(rows)))
        rows.append(json.dumps({"type": "retracted", "event": target, "reason": "x"}).encode())
    else:
        content[_key(content, chance)] = _value(content, chance)
        rows[at] = json.dumps(content, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return b"\n".join(rows)


def _key(content: dict[str, Any], chance: random.Random) -> str:
    return str(chance.choice((*content, *KEYS.split())))


def _value(content: dict[str, Any], chance: random.Random) -> Any:
    piece = chance.choice(PIECES["import"])
    some = chance.choice(list(content.values()))
    return chance.choice((piece, piece, piece, [piece], [piece, "JP"], some, None, 0, -1, True, {}, [],
                          {"paragraph": 3}, piece * 300, piece + chance.choice(PIECES["import"]),
                          {**content, "act": piece}))


# Running


def tried_at_random(name: str, seconds: float, seed: int) -> tuple[int, bytes | None]:
    """How many inputs were tried in the time, and the one that failed, if one did."""
    chance, target, known = random.Random(seed), TARGETS[name], corpus(name)
    ends, count = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        data = changed(name, chance.choice(known), chance)
        count += 1
        try:
            target(data)
        except Exception:
            traceback.print_exc()
            return count, data
    return count, None


def guided(name: str, seconds: int, seed: int) -> tuple[int, bytes | None]:
    """The same, guided by coverage, in a process of its own."""
    KEPT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(corpus(name)):
            (pathlib.Path(folder) / str(number)).write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.fuzz", "--guided", name, f"-max_total_time={seconds}",
             f"-seed={seed + 1}", "-print_final_stats=1", "-timeout=60", "-rss_limit_mb=3000", "-max_len=20000",
             f"-artifact_prefix={folder}/found-", folder],
            cwd=ROOT, check=False, capture_output=True, text=True, errors="replace")
        found = next((one.read_bytes() for one in pathlib.Path(folder).glob("found-*")), None)
    executed = re.findall(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    if done.returncode or not executed:
        sys.stderr.write(done.stdout[-3_000:] + done.stderr[-6_000:])
        return int(executed[-1]) if executed else 0, found if found is not None else b""
    return int(executed[-1]), None


def _guide(name: str, options: list[str]) -> None:
    """One target under atheris; never returns."""
    import atheris

    with atheris.instrument_imports(include=["tracker"]):
        import tracker.dates
        import tracker.jsonfaults
        import tracker.jsonl
        import tracker.recording
        import tracker.render.board  # noqa: F401

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.4:
            return bytes(atheris.Mutate(data, most))
        return changed(name, data, chance)[:most]

    atheris.Setup([sys.argv[0], *options], TARGETS[name], custom_mutator=mutated)
    atheris.Fuzz()


def keep(name: str, data: bytes) -> pathlib.Path:
    """Keep an input that failed, for `--replay`."""
    KEPT.mkdir(exist_ok=True)
    path = KEPT / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return path


def main(words: list[str]) -> int:
    """Fuzz the targets named, or all; 1 where something was found."""
    if words[:1] == ["--guided"]:
        _guide(words[1], words[2:])
    parser = argparse.ArgumentParser(prog="python -m tests.faults.fuzz", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=int, default=60, help="how long, all targets together (default: 60)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="where chance begins (default: the time)")
    parser.add_argument("--plain", action="store_true", help="at random, even where atheris is installed")
    parser.add_argument("--replay", metavar="FILE", help="try the input in this file, once")
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="TARGET", help=", ".join(TARGETS))
    asked = parser.parse_args(words)
    targets = asked.targets or list(TARGETS)
    if asked.replay:
        for name in targets:
            TARGETS[name](pathlib.Path(asked.replay).read_bytes())
        return 0
    is_guided = importlib.util.find_spec("atheris") is not None and not asked.plain
    code = 0
    for name in targets:
        seconds = max(asked.seconds // len(targets), 1)
        count, data = (guided if is_guided else tried_at_random)(name, seconds, asked.seed)
        how = "guided by coverage" if is_guided else "at random"
        told = f"{name}: {count:,} inputs in {seconds} s, {how}, seed {asked.seed}: "
        if data is None:
            sys.stdout.write(f"{told}nothing found\n")
        else:
            sys.stdout.write(f"{told}FOUND, kept as {keep(name, data)}\n")
            code = 1
        sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
