"""The command line on a terminal of 80 columns, with a person's keys.

    with at_terminal(cli, "append") as screen:
        screen.sees("Which subject?")
        screen.types("gsomia")
        screen.ends(0)
"""

from __future__ import annotations

import contextlib
import re
import shlex
import sys
from collections.abc import Iterator

import pexpect
from commands import Cli, environment

TAB, CTRL_C, CTRL_D = "\t", "\x03", "\x04"
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r|\x07")


class Screen:
    """A program on a terminal; `shown` is all that it wrote, without the terminal's own codes."""

    def __init__(self, child: pexpect.spawn[str]) -> None:
        self._child = child
        self._shown: list[str] = []

    def sees(self, text: str) -> None:
        """Wait until this text is written."""
        self._child.expect_exact(text)
        self._shown += [self._child.before or "", text]

    def types(self, text: str) -> None:
        """Type a line, with Enter."""
        self.keys(f"{text}\r")

    def keys(self, keys: str) -> None:
        """Press keys, without Enter."""
        self._child.send(keys)

    def ends(self, code: int) -> None:
        """The program ends with this exit code."""
        self._child.expect(pexpect.EOF)
        self._shown.append(self._child.before or "")
        self._child.close()
        assert self._child.exitstatus == code, (self._child.exitstatus, self._child.signalstatus, self.shown)

    @property
    def shown(self) -> str:
        """What was written so far, up to where it was last waited for."""
        return ESCAPES.sub("", "".join(self._shown))


@contextlib.contextmanager
def at_terminal(cli: Cli, *words: str, into: str = "") -> Iterator[Screen]:
    """`tracker` with these words on a terminal; `into`: a file that takes its standard output."""
    command = shlex.join([sys.executable, "-m", "tracker", *words]) + (f" > {shlex.quote(into)}" if into else "")
    child = pexpect.spawn(
        "/bin/sh", ["-c", f"exec {command}"], cwd=str(cli.folder), encoding="utf-8", timeout=30, dimensions=(24, 80),
        env=environment({"INPUTRC": "/dev/null", "TERM": "xterm-256color"}),
    )
    try:
        yield Screen(child)
    finally:
        child.close(force=True)
