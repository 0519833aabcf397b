"""Helpers: answers come in the order asked, however far ahead, and one that is gone is noticed, never waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tracker.helpers import Helper, HelperGone

ECHO = "tests.echo"


def test_answers_come_in_the_order_asked() -> None:
    with Helper(ECHO) as helper:
        for number in range(5):
            helper.ask(b"%d" % number)
        assert [helper.answer() for _ in range(5)] == [b"0", b"1", b"2", b"3", b"4"]
        helper.ask(b"")
        assert helper.answer() == b""


def test_asking_far_ahead_never_ends_in_waiting_for_each_other() -> None:
    """Far more than any pipe holds, in both directions, before a single answer is taken."""
    message = os.urandom(1 << 20)
    with Helper(ECHO) as helper:
        assert helper.process is not None
        watch = threading.Timer(20, helper.process.kill)  # whoever waits then hears that it is gone
        watch.start()
        for _ in range(8):
            helper.ask(message)
        assert all(helper.answer() == message for _ in range(8))
        watch.cancel()


def test_one_that_cannot_be_started_or_has_ended_is_gone() -> None:
    with Helper("tests.no_such_module") as helper, pytest.raises(HelperGone):
        helper.ask(b"x")
        helper.answer()
    with Helper(ECHO) as helper:
        assert helper.process is not None
        helper.process.kill()
        helper.process.wait()
        with pytest.raises(HelperGone):
            for _ in range(3):  # the pipe may take in what nobody reads
                helper.ask(b"x" * 100_000)
                helper.answer()


def test_without_a_program_to_run_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with Helper(ECHO) as helper, pytest.raises(HelperGone):
        helper.ask(b"x")


def test_it_ends_with_whoever_asks() -> None:
    with Helper(ECHO) as helper:
        assert helper.process is not None
        process = helper.process
    assert process.returncode == 0
    with pytest.raises(RuntimeError), Helper(ECHO) as helper:
        assert helper.process is not None
        process = helper.process
        raise RuntimeError
    assert process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_is_not_for_it() -> None:
    with Helper(ECHO) as helper:
        helper.ask(b"1")
        assert helper.answer() == b"1" and helper.process is not None
        helper.process.send_signal(signal.SIGINT)
        helper.ask(b"2")
        assert helper.answer() == b"2"


def test_it_runs_nothing_that_only_lies_in_the_folder_one_stands_in(tmp_path: Path) -> None:
    """A folder may hold files named like modules; the helper has the path of whoever asks, and no other."""
    for name in ("queue.py", "runpy.py", "tracker.py"):
        (tmp_path / name).write_text("import os; os._exit(9)")
    asked = (
        "import sys; sys.path = [p for p in sys.path if p]; from tracker.helpers import Helper\n"
        "with Helper('tests.echo') as helper:\n    helper.ask(b'1'); print(helper.answer())"
    )
    root = str(Path(__file__).resolve().parents[1])
    done = subprocess.run([sys.executable, "-P", "-c", f"import sys; sys.path.append({root!r}); {asked}"], cwd=tmp_path,
                          capture_output=True, text=True, check=False)
    assert done.stdout == "b'1'\n", done.stderr
