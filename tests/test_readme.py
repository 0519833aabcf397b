"""The README's commands are run, and print what it says they print.

To write the outputs, and the picture, again after a change: `python tests/test_readme.py`.
"""

from __future__ import annotations

import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "pictures" / "timeline.svg"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def run(command: str, folder: pathlib.Path) -> str:
    """What a command prints, errors first, on a terminal of 80 columns without colour."""
    words = shlex.split(command)
    assert words[0] == "tracker"
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TRACKER_RECORDER": "reader"}
    environment.pop("TRACKER_LOG", None)
    done = subprocess.run(
        [sys.executable, "-m", "tracker", *words[1:]], cwd=folder, env=environment, capture_output=True, text=True,
        encoding="utf-8", check=True,
    )
    return done.stderr + done.stdout


def played(text: str, folder: pathlib.Path) -> str:
    """The README with every console block as it runs in a fresh folder, one after the other."""

    def play(block: re.Match[str]) -> str:
        commands = [line for line in block[1].splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"{line}\n{run(line[2:], folder)}" for line in commands) + "```"

    return BLOCK.sub(play, text)


def test_the_commands_print_what_the_readme_says(tmp_path: pathlib.Path) -> None:
    text = README.read_text("utf-8")
    assert len(BLOCK.findall(text)) >= 5
    assert played(text, tmp_path) == text
    assert PICTURE.read_bytes() == (tmp_path / PICTURE.name).read_bytes()


def test_the_python_example_runs(tmp_path: pathlib.Path) -> None:
    run("tracker init --example", tmp_path)
    (example,) = PYTHON_BLOCK.findall(README.read_text("utf-8"))
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "postponed\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as fresh:
        README.write_text(played(README.read_text("utf-8"), pathlib.Path(fresh)), encoding="utf-8")
        PICTURE.write_bytes((pathlib.Path(fresh) / PICTURE.name).read_bytes())
