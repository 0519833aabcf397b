"""What people are told: each fault has its exit code and says what happened, what was saved and what to do.

And once the cause is mended, the same command does its work. Faults that need a user without rights are in
`tests/cli/test_bad_input.py`; full disks in `test_full_disk.py`.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.commands import LOG, Cli, Done, Quick, checked, environment
from tests.faults.sound import assert_sound
from tests.faults.work import BEFORE, LONG_AGO
from tests.readmodel.kept import record
from tracker.log import open_log

APPEND = ["append", "x", "urged", "--source", "may", "--on", "2012-05-20"]
STATUS = ["status", "--as-of", "2012-06-01"]
SAVED = "Nothing was saved."
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX files and streams")


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of a few events."""
    path = tmp_path_factory.mktemp("sound") / LOG
    with open_log(str(path), create=True) as log:
        record(log, BEFORE, LONG_AGO)
    return path


@pytest.fixture
def cli(tmp_path: Path, sound: Path) -> Cli:
    """The command line in a folder with that log, as a process."""
    cli = Cli(tmp_path, sound)
    cli.example()
    return cli


@pytest.fixture
def quick(tmp_path: Path, sound: Path) -> Quick:
    """The same, within this process."""
    quick = Quick(tmp_path, sound)
    quick.example()
    return quick


def assert_told(done: Done, code: int, happened: str, saved: str = "", todo: str = "") -> None:
    """The exit code, and the three parts of the message; of a command that only reads, two."""
    assert done.code == code, done
    first, *rest = done.err.splitlines()
    assert first.startswith("tracker: ") and happened in first, done
    if saved:
        assert rest.pop(0).startswith(f"  {saved}"), done
    assert rest and all(line.startswith("  ") for line in rest) and todo in " ".join(rest), done


# --- what is not a log, or no sound one -----------------------------------------------------------------------


class Fault(NamedTuple):
    """Something wrong with the log; `make` does it to a sound one."""

    make: Callable[[Path], object]
    code: int
    happened: str
    todo: str


def _sql(*statements: str) -> Callable[[Path], None]:
    def do(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)
    return do


def _in_place(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def do(path: Path) -> None:
        path.unlink()
        make(path)
    return do


FAULTS: dict[str, Fault] = {
    "missing": Fault(Path.unlink, 66, "There is no log", "tracker init"),
    "a link to nothing": Fault(_in_place(lambda path: path.symlink_to("nothing")), 66, "leads to nothing", "link"),
    "a folder": Fault(_in_place(Path.mkdir), 65, "is a folder", "Name the log file in it"),
    "an empty file": Fault(_in_place(Path.touch), 65, "is an empty file", "tracker init"),
    "a text": Fault(_in_place(lambda path: path.write_text("My notes.\n" * 99)), 65, "is no SQLite", "another file"),
    "a short text": Fault(_in_place(lambda path: path.write_text("x")), 65, "is no SQLite", "another file"),
    "another program's": Fault(_in_place(_sql("CREATE TABLE t (a)")), 65, "of another program", "another file"),
    "a pipe": Fault(_in_place(os.mkfifo), 65, "not a regular file", "another file"),
    "a newer schema": Fault(_sql("PRAGMA user_version = 7"), 78, "newer tracker (schema 7", "Use a newer tracker"),
    "no table": Fault(_sql("DROP TABLE log"), 65, "mark of a log, but not its table", "sound copy"),
    "cut short": Fault(lambda path: os.truncate(path, 20_000), 74, "is damaged", "go back to a sound copy"),
    "a folder for a journal": Fault(lambda path: Path(f"{path}-journal").mkdir(), 74, "failed", "Check the disk"),
}


@posix
@pytest.mark.parametrize("name", FAULTS)
def test_a_log_with_a_fault(quick: Quick, sound: Path, name: str) -> None:
    fault = FAULTS[name]
    fault.make(quick.log)
    given = ("--log", LOG)
    assert_told(quick(*given, *STATUS), fault.code, fault.happened, todo=fault.todo)
    assert_told(quick(*given, *APPEND), fault.code, fault.happened, SAVED, fault.todo)
    assert_told(quick(*given, "rebuild"), fault.code, fault.happened, SAVED, fault.todo)
    for left in quick.folder.iterdir():
        (shutil.rmtree if left.is_dir() else os.remove)(left)
    shutil.copy(sound, quick.log)  # mended
    assert quick(*given, *APPEND).ok().out.startswith("Recorded at position 8")


def test_a_read_model_of_a_newer_tracker(quick: Quick) -> None:
    _sql("UPDATE read_model SET version = 99")(quick.log)
    quick(*STATUS).ok()
    assert_told(quick(*APPEND), 78, "newer tracker (version 99", SAVED, "Use the newer tracker")


@pytest.mark.parametrize("length", [1, 100, 511, 512, 1024, 4095, 4096, 4097, 40_000, 100_001])
def test_a_log_cut_short_anywhere(quick: Quick, length: int) -> None:
    os.truncate(quick.log, length)
    code, happened = (74, "is damaged") if length >= 512 else (65, "is not a log")
    assert_told(quick(*STATUS), code, happened)
    assert_told(quick(*APPEND), code, happened, SAVED)


@pytest.mark.parametrize("rubbish", ["random", "zeros", "another page"])
def test_a_page_of_rubbish_is_called_damage_wherever_it_is_met(quick: Quick, sound: Path, rubbish: str) -> None:
    chance, content, met = random.Random(1), sound.read_bytes(), set()
    for page in range(1, len(content) // 4096):
        other = {"random": chance.randbytes(4096), "zeros": bytes(4096), "another page": content[-8192:-4096]}[rubbish]
        for words in (STATUS, ["log"], ["search", "may"], ["export"], APPEND, ["rebuild", "--cores", "1"]):
            quick.log.write_bytes(content[: page * 4096] + other + content[(page + 1) * 4096 :])
            done = quick(*words)  # no traceback, and no fault of ours: `checked` looks
            assert done.code in (0, 74), (page, done)
            if done.code:
                writes = words == APPEND or words[0] == "rebuild"
                assert_told(done, 74, "is damaged", SAVED if writes else "", "go back to a sound copy")
            met.add((words[0], done.code))
    assert {code for word, code in met if word == "append"} == {0, 74}


# --- held by another ------------------------------------------------------------------------------------------

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN " + sys.argv[2])
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def hold(quick: Quick) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Another program that holds the log, until it is told to let go."""
    started = []

    def start(how: str) -> subprocess.Popen[str]:
        holder = subprocess.Popen([sys.executable, "-c", HOLD, str(quick.log), how], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True)
        started.append(holder)
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        return holder

    yield start
    for holder in started:
        with holder:  # closes its pipes
            holder.kill()


def let_go(holder: subprocess.Popen[str]) -> None:
    """The other program ends."""
    assert holder.stdin is not None
    holder.stdin.close()
    holder.wait()


def test_a_log_that_another_program_holds(quick: Quick, hold: Callable[[str], subprocess.Popen[str]]) -> None:
    at_once = {"TRACKER_WAIT": "0"}
    holder = hold("IMMEDIATE")
    quick(*STATUS, env=at_once).ok()  # who writes does not stop who reads
    assert_told(quick(*APPEND, env=at_once), 75, "held by another program", SAVED, "Try again")
    assert_told(quick("rebuild", env=at_once), 75, "held by another program", SAVED, "Try again")
    let_go(holder)
    holder = hold("EXCLUSIVE")
    assert_told(quick(*STATUS, env=at_once), 75, "held by another program", todo="Try again")
    assert_told(quick(*APPEND, env=at_once), 75, "held by another program", SAVED, "Try again")
    let_go(holder)
    assert quick(*APPEND, env={"TRACKER_WAIT": "60"}).ok().out.startswith("Recorded at position 8")


@pytest.mark.parametrize("wait", ["soon", "-1", "1.5", "٣", "9999999"])
def test_a_wait_that_is_no_number(quick: Quick, wait: str) -> None:
    assert_told(quick(*STATUS, env={"TRACKER_WAIT": wait}), 78, "TRACKER_WAIT", todo="TRACKER_WAIT=5")


# --- the clock ------------------------------------------------------------------------------------------------


def test_a_clock_that_went_back(quick: Quick) -> None:
    with open_log(str(quick.log)) as log:
        record(log, [{**BEFORE[2], "source": "later"}], "2099-07-01T12:00:00Z")
    done = quick(*APPEND).ok()
    assert "recorded on 2099-07-01" in done.said and "Check the clock" in done.said
    assert [row["recorded"] for row in quick.events()][-2:] == ["2099-07-01T12:00:00Z"] * 2


# --- standard streams -----------------------------------------------------------------------------------------


class Shell(Cli):
    """`tracker` with its streams as a shell is told: `>&-` closes standard output."""

    def __call__(self, *args: str, stdin: object = None, env: object = None, streams: str = "") -> Done:
        ended = subprocess.run(["sh", "-c", f'exec "$@" {streams}', "sh", sys.executable, "-m", "tracker", *args],
                               cwd=self.folder, env=environment(), check=False, capture_output=True, text=True)
        return checked(Done(args, ended.returncode, ended.stdout, ended.stderr))


@pytest.fixture
def shell(tmp_path: Path, sound: Path) -> Shell:
    shell = Shell(tmp_path, sound)
    shell.example()
    return shell


OUTPUT = "Standard output cannot be written"
full = pytest.param("> /dev/full", marks=pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full"))


@posix
@pytest.mark.parametrize("streams", [full, ">&-"])
def test_an_answer_that_cannot_be_written(shell: Shell, streams: str) -> None:
    shell.write("more.jsonl", *BEFORE, {**BEFORE[2], "source": "later"})
    for words in (STATUS, [*STATUS, "--format", "json"], ["export"], ["log"]):
        assert_told(shell(*words, streams=streams), 74, OUTPUT, todo="repeat the command")
    for words, done in (
        (APPEND, "It is recorded, at position 8."),
        (["import", "more.jsonl"], "Recorded: 8 events."),
        (["rebuild"], "The read model was made again."),
        (["init", "new.db"], "The log was made: new.db."),
        (["init", "example.db", "--example"], "The log was made, with the example record: example.db."),
    ):
        assert_told(shell(*words, streams=streams), 74, OUTPUT, done, "Nothing need be repeated")
    assert len(assert_sound(str(shell.log))) == len(BEFORE) + 2  # and it was so
    assert "Already recorded at position 8" in shell(*APPEND).ok().out
    assert_sound(str(shell.folder / "new.db"))
    assert len(assert_sound(str(shell.folder / "example.db"))) > 100


@posix
@pytest.mark.parametrize("streams", [pytest.param("2> /dev/full", marks=full.marks), "2>&-"])
def test_when_nothing_can_be_said_the_exit_code_says_it(shell: Shell, streams: str) -> None:
    assert shell("status", "nobody", streams=streams).code == 66
    assert shell("stats", streams=streams).code == 2
    assert shell("import", "nothing.jsonl", streams=streams).code == 66
    assert shell("export", "out.jsonl", streams=streams).code == 0
    assert len((shell.folder / "out.jsonl").read_text().splitlines()) == len(BEFORE)
    assert shell(*APPEND, streams=streams).ok().out.startswith("Recorded at position 8")


@posix
def test_with_every_stream_closed_the_log_is_not_written_over(shell: Shell) -> None:
    assert shell(*APPEND, streams="<&- >&- 2>&-").code == 74
    assert shell("init", "new.db", streams="<&- >&- 2>&-").code == 74
    assert len(assert_sound(str(shell.log))) == len(BEFORE) + 1
    assert_sound(str(shell.folder / "new.db"))


@posix
def test_without_standard_input(shell: Shell) -> None:
    assert_told(shell("import", "-", streams="<&-"), 74, "Standard input cannot be read", SAVED)
    assert shell("append", streams="<&-").code in (65, 74)
    assert shell(*APPEND, streams="<&-").ok()
    assert len(assert_sound(str(shell.log))) == len(BEFORE) + 1


# --- files to write -------------------------------------------------------------------------------------------


@posix
def test_what_is_no_file_is_written_to_and_not_replaced(shell: Shell) -> None:
    pipe = shell.folder / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        shell("export", "pipe").ok()
        got = reader.communicate()[0]
    assert got == shell("export").ok().out.encode() and pipe.is_fifo()
    (shell.folder / "stdout").symlink_to("/dev/stdout")
    assert shell("export", "stdout").ok().out.encode() == got
    assert (shell.folder / "stdout").is_symlink()
    # Only now, when a pipe was not replaced: who runs this as root would be without /dev/full else.
    if not os.path.exists("/dev/full"):
        return
    (shell.folder / "full").symlink_to("/dev/full")
    for words in (["export", "full"], ["due", "--as-of", "2012-06-01", "--ics", "full"]):
        assert_told(shell(*words), 74, "No space left on device (full)", "Nothing was written.", "Make room")
    assert not Path("/dev/full").is_file()


@posix
def test_an_export_through_a_link_leaves_the_link(quick: Quick) -> None:
    (quick.folder / "elsewhere").mkdir()
    (quick.folder / "link.jsonl").symlink_to("elsewhere/real.jsonl")
    quick("export", "link.jsonl").ok()
    assert (quick.folder / "link.jsonl").is_symlink()
    assert len((quick.folder / "elsewhere" / "real.jsonl").read_text().splitlines()) == len(BEFORE)
    assert os.listdir(quick.folder / "elsewhere") == ["real.jsonl"]


# --- surroundings ---------------------------------------------------------------------------------------------


def test_without_a_home_and_with_another_locale(cli: Cli) -> None:
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": environment()["PYTHONPATH"]}
    for given in ({}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LC_ALL": "no_SUCH.locale"}):
        ended = subprocess.run([sys.executable, "-m", "tracker", *APPEND, "--note", "합의"], cwd=cli.folder,
                               env={**bare, **given}, check=False, capture_output=True)
        assert ended.returncode == (65 if "PYTHONUTF8" in given else 0), ended
    assert cli.events()[-1]["note"] == "합의"


@posix
def test_words_that_are_no_text_find_nothing(cli: Cli) -> None:
    odd = os.fsdecode(b"\xff")
    for words in (["status", odd], ["why", odd], ["log", "--subject", odd], ["show", odd]):
        assert cli(*words).code in (65, 66), words
    assert cli("search", odd).ok().out == ""
    assert_told(cli("append", odd, "urged", "--source", "may"), 65, "is not whole Unicode text", SAVED)


ODD_NAMES = ["new\nline.db", "esc\x1b[31m.db", os.fsdecode(b"\xff.db"), "bidi\u202e.db", "-dash.db", " .db"]


@posix
@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_a_file_with_an_odd_name(quick: Quick, name: str) -> None:
    """It is used as it is, and shown so that it can forge no line and move no cursor."""
    missing = quick("--log", f"no{name}", "status")
    assert_told(missing, 66, "There is no log at no")
    assert len(missing.err.splitlines()) == 2
    for done in (quick("init", "--", name), quick("export", "--", f"{name}.jsonl"), missing):
        for character in ("\x1b", "\u202e", "\udcff"):
            assert character not in done.out + done.err
    assert (quick.folder / name).is_file() and (quick.folder / f"{name}.jsonl").is_file()
    quick("--log", name, "import", "--", f"{name}.jsonl").ok()
    assert len(assert_sound(str(quick.folder / name))) == len(BEFORE)


@posix
def test_too_few_files_may_be_open(cli: Cli) -> None:
    for files in range(3, 12):
        ended = subprocess.run(
            [sys.executable, "-m", "tracker", *APPEND, "--note", str(files)], cwd=cli.folder, env=environment(),
            check=False, capture_output=True, text=True,
            preexec_fn=lambda files=files: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)),  # type: ignore[misc]
        )
        if "tracker" in ended.stderr and ended.stderr.startswith("tracker:"):
            assert_told(checked(Done((), ended.returncode, "", ended.stderr)), ended.returncode, "", SAVED)
            assert ended.returncode in (66, 74, 77)
    shown = json.loads(cli("log", "--format", "json").ok().out)
    assert len(assert_sound(str(cli.log))) == len(shown)
