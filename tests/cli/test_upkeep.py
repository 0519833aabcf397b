"""`rebuild`, and what commands do where the read model is not what they would like it to be."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from commands import Cli

REPORT = ("append", "gsomia", "urged", "--source", "ann-2013-01-11", "--by", "US", "--yes")


def change(log: Path, statement: str) -> None:
    """What another program does to the file."""
    with closing(sqlite3.connect(log)) as connection:
        connection.execute(statement)
        connection.commit()


def test_the_read_model_is_made_again_and_says_the_same(cli: Cli) -> None:
    log = cli.example()
    before = cli("status", "--format", "json").json
    change(log, "UPDATE history SET status = 'in force'")
    assert cli("status", "--format", "json").json != before
    assert "Made the read model again, from 102 events." in cli("rebuild").ok().out
    assert cli("status", "--format", "json").json == before


def test_a_rebuild_on_one_core_says_the_same(cli: Cli) -> None:
    cli.example()
    before = cli("status", "--format", "json").json
    assert cli("rebuild", "--cores", "1").ok().err == ""
    assert cli("status", "--format", "json").json == before


def test_the_read_model_of_a_newer_tracker_is_left_alone_and_reading_goes_on(cli: Cli) -> None:
    log = cli.example()
    before = cli("status", "--format", "json").json
    change(log, "UPDATE read_model SET version = 999")
    assert cli("status", "--format", "json").json == before
    assert cli("search", "missile").ok().out and cli("log", "--last", "3").ok().out
    refused = cli(*REPORT)
    assert refused.code == 78 and "newer tracker" in refused.said and "Nothing was saved." in refused.said
    with closing(sqlite3.connect(log)) as connection:
        assert connection.execute("SELECT version FROM read_model").fetchone() == (999,)
    cli("rebuild").ok()
    cli(*REPORT).ok()


def test_what_does_not_fit_the_events_is_made_again_by_a_rebuild(cli: Cli) -> None:
    log = cli.example()
    change(log, "DELETE FROM events WHERE position > 40")
    assert "gsomia" in cli("status", "--format", "json").ok().out  # the log is folded
    refused = cli(*REPORT)
    assert refused.code == 74 and "keeps beside the events does not fit them" in refused.said
    assert "Nothing was saved." in refused.said and "`tracker rebuild`" in refused.said
    cli("rebuild").ok()
    cli(*REPORT).ok()


def test_a_log_without_a_read_model_is_read_and_gets_one_with_the_next_event(cli: Cli) -> None:
    log = cli.example()
    before = cli("status", "--format", "json").json
    change(log, "DROP TABLE read_model")
    assert cli("status", "--format", "json").json == before
    cli(*REPORT).ok()
    after = cli("status", "--format", "json").json
    assert after["position"] == before["position"] + 1 and after["agreements"] == before["agreements"]


def test_a_long_import_tells_the_first_changes_and_how_many_more(cli: Cli) -> None:
    lines = ['{"type":"source_filed","source":"a","publisher":"A","published":"2020-01-01"}']
    for number in range(30):
        lines.append(f'{{"type":"subject_registered","subject":"s{number}","kind":"agreement","name":"S{number}"}}')
        lines.append(f'{{"type":"reported","subject":"s{number}","act":"proposed","source":"a"}}')
    cli("init").ok()
    done = cli("import", "-", stdin="\n".join(lines)).ok()
    assert "Recorded 61 events, positions 1 to 61." in done.out
    assert done.out.count("not followed -> proposed") == 25 and "and 5 more" in done.out
