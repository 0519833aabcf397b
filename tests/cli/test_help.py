"""The help of every command: that it is there, has an example that runs, and can be read."""

from __future__ import annotations

import re
import shlex

import click
import pytest
from commands import Cli, Quick

from tracker.cli import tracker as group

READ_ONLY = {"status", "replay", "diff", "due", "timeline", "show", "why", "log", "search", "acts", "export",
             "subject list", "source list", "source cite"}
MUST_HAVE = {"init", "append", "subject", "source", "import", "export", "status", "replay", "show", "why", "diff",
             "log", "search", "acts", "due", "timeline", "retract", "correct"}
COMMON = ("on", "for", "effective", "until", "every", "by", "place", "round", "source", "paragraph", "said",
          "certainty", "attribution", "grade", "note", "yes")


def commands(of: click.Group = group, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command and subcommand, by its words."""
    context = click.Context(of)
    found: list[tuple[str, ...]] = []
    for name in of.list_commands(context):
        command = of.get_command(context, name)
        assert command is not None
        found.append((*before, name))
        if isinstance(command, click.Group):
            found += commands(command, (*before, name))
    return found


def examples(text: str) -> list[str]:
    """The command lines that stand in a help text as examples, those on two lines joined."""
    lines = re.sub(r" \\\n +", " ", text).splitlines()
    return [line.strip() for line in lines if re.match(r" {4}(\w+ .*\| )?tracker ", line)]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_a_command_has_help_with_an_example(quick: Quick, words: tuple[str, ...]) -> None:
    done = quick(*words, "--help", env={"COLUMNS": "100"}).ok()
    assert done.err == "" and done.out.startswith(f"Usage: tracker {' '.join(words)}")
    assert any(f"tracker {' '.join(words)}" in line for line in examples(done.out)), done.out
    assert re.search(r"^  Examples?:$", done.out, re.MULTILINE)
    for line in done.out.splitlines():
        assert len(line) <= 100, line
    assert quick(*words, "-h", env={"COLUMNS": "100"}).ok().out == done.out
    assert list(quick.folder.iterdir()) == []


@pytest.mark.parametrize("words", [(), *commands()], ids=" ".join)
def test_no_line_of_help_is_cut(quick: Quick, words: tuple[str, ...]) -> None:
    out = quick(*words, "--help", env={"COLUMNS": "80"}).ok().out
    for line in out.splitlines():
        assert line.startswith("Usage:") or not line.endswith("..."), line


def test_every_option_is_explained() -> None:
    context = click.Context(group)
    for words in [(), *commands()]:
        command: click.Command = group
        for word in words:
            assert isinstance(command, click.Group)
            found = command.get_command(context, word)
            assert found is not None
            command = found
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (words, parameter.name)


def test_the_first_page_lists_all_commands(cli: Cli) -> None:
    out = cli("--help").ok().out
    listed = re.findall(r"^  ([a-z]+)  +[A-Z]", out.split("Commands:")[1], re.MULTILINE)
    assert set(listed) >= MUST_HAVE
    assert listed == [words[0] for words in commands() if len(words) == 1]
    assert all(len(line) <= 100 for line in out.splitlines())
    assert examples(out)


@pytest.mark.parametrize("command", ["append", "correct"])
def test_the_options_of_a_report(quick: Quick, command: str) -> None:
    out = quick(command, "--help").ok().out
    for option in COMMON:
        assert re.search(rf"--{option}\b", out), option


@pytest.mark.parametrize("words", [words for words in commands() if " ".join(words) in READ_ONLY], ids=" ".join)
def test_the_examples_of_reading_run(quick: Quick, words: tuple[str, ...]) -> None:
    quick.example()
    event = quick.events()[30]["id"][:8]
    found = examples(quick(*words, "--help", env={"COLUMNS": "100"}).out)
    assert found
    for line in found:
        command = shlex.split(line.split("|")[0].replace("1a2b3c4d", event))
        assert command[0] == "tracker"
        quick(*command[1:]).ok()


def test_the_examples_of_the_first_page_run(quick: Quick) -> None:
    for line in examples(quick("--help").out):
        quick(*shlex.split(line)[1:]).ok()


@pytest.mark.parametrize("words", [("append",), ("source", "add"), ("source", "amend"), ("subject", "amend")],
                         ids=" ".join)
def test_the_examples_of_writing_run(quick: Quick, words: tuple[str, ...]) -> None:
    quick.example()
    for line in examples(quick(*words, "--help", env={"COLUMNS": "100"}).out):
        command = shlex.split(line)[1:]
        if command != ["append"]:  # which asks step by step
            quick(*command).ok()


def test_the_version(cli: Cli) -> None:
    done = cli("--version").ok()
    assert re.fullmatch(r"tracker \d+\.\d+\.\d+\S*\n", done.out) and done.err == ""


def test_completion_in_bash(shared: Cli) -> None:
    script = shared(env={"_TRACKER_COMPLETE": "bash_source"}).ok().out
    assert "_TRACKER_COMPLETE=bash_complete" in script and "complete" in script

    def completed(line: str) -> list[str]:
        words = line.split(" ")
        done = shared(env={"_TRACKER_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)})
        assert done.code == 0 and done.err == "", done
        return [entry.partition(",")[2] for entry in done.out.splitlines() if entry]

    assert completed("tracker stat") == ["status"]
    assert completed("tracker status jp-kr-g") == ["jp-kr-gsomia"]
    assert completed("tracker append jp-kr-gsomia postp") == ["postponed"]
    assert completed("tracker append jp-kr-gsomia signed --source ann") == ["ann-2013-01-11"]
    assert completed("tracker status --format j") == ["json"]
    assert completed("tracker --log nowhere.db status jp") == []
    # an alias, as the help of every SUBJECT promises, without regard to case
    assert "GSOMIA" in completed("tracker status GSO")
    assert completed("tracker status gsom")
