"""Eight who write to one log at the same time, through the public API and through the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from commands import Cli, environment, reported, source

import tracker

WRITERS, EACH, BATCH = 8, 250, 25
RECORDED = "2026-11-21T20:43:58Z"
TODAY = 739_941

WRITE = f"""
import sys
import tracker
writer = sys.argv[1]
notes = [f"{{writer}}-{{number}}" for number in range({EACH})]
print("ready", flush=True)
sys.stdin.readline()
with tracker.open_log("tracker.db") as log:
    for start in range(0, {EACH}, {BATCH}):
        contents = [{{"type": "reported", "subject": "x", "act": "discussed", "source": "s", "note": note}}
                    for note in notes[start:start + {BATCH}]]
        receipt = tracker.record(log, contents, recorded={RECORDED!r}, recorder=writer, today={TODAY})
        assert receipt.new == {BATCH}, receipt
        assert [one.new for one in receipt.appended] == [True] * {BATCH}
        print(*(one.position for one in receipt.appended), flush=True)
"""
BEFORE = [
    {"type": "subject_registered", "subject": "x", "kind": "agreement", "name": "X", "parties": ["JP", "KR"]},
    source("s", "2012-06-30"),
]


def test_eight_processes_record_2000_events(cli: Cli) -> None:
    with tracker.open_log(str(cli.log), create=True) as log:
        tracker.record(log, BEFORE, recorded=RECORDED, recorder="test", today=TODAY)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITE, str(number)], cwd=cli.folder, env=environment(), text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for number in range(WRITERS)
    ]
    try:
        for writer in writers:
            assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        acknowledged: list[int] = []
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in writers:
            out, err = writer.communicate(timeout=120)
            assert (writer.returncode, err) == (0, "")
            acknowledged += [int(word) for word in out.split()]
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    head = len(BEFORE) + WRITERS * EACH
    assert sorted(acknowledged) == list(range(len(BEFORE) + 1, head + 1))
    with tracker.open_log(str(cli.log)) as log:
        envelopes = [json.loads(stored.body) for stored in log.read()]
    assert [one["position"] for one in envelopes] == list(range(1, head + 1))
    assert len({one["id"] for one in envelopes}) == head
    for number in range(WRITERS):  # each writer's events are in its own order
        mine = [one["content"]["note"] for one in envelopes if one["recorder"] == str(number)]
        assert mine == [f"{number}-{index}" for index in range(EACH)]


def test_eight_at_the_command_line(cli: Cli) -> None:
    cli("init").ok()
    cli("import", cli.write("before.jsonl", *BEFORE)).ok()

    def write(writer: int) -> list[str]:
        return [
            cli("append", "x", "discussed", "--source", "s", "--note", f"{writer}-{number}").ok().out
            for number in range(5)
        ]

    with ThreadPoolExecutor(WRITERS) as pool:
        said = [line for lines in pool.map(write, range(WRITERS)) for line in lines]
    assert all(line.startswith("Recorded at position ") for line in said)
    rows = cli.events()
    assert [row["position"] for row in rows] == list(range(1, 43))
    assert len({row["id"] for row in rows}) == 42
    assert {row["note"] for row in rows[2:]} == {f"{writer}-{number}" for writer in range(8) for number in range(5)}


def test_eight_who_import_the_same_file(cli: Cli) -> None:
    cli("init").ok()
    name = cli.write("same.jsonl", *BEFORE, *(reported("x", "discussed", "s", note=str(n)) for n in range(50)))
    with ThreadPoolExecutor(WRITERS) as pool:
        said = [done.ok().out for done in pool.map(lambda _: cli("import", name), range(WRITERS))]
    assert sum(line.startswith("Recorded 52 events, positions 1 to 52") for line in said) == 1
    assert sum(line.startswith("Nothing new: 52 events recorded already") for line in said) == WRITERS - 1
    assert len(cli.events()) == 52
