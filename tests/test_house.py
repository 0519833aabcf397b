"""The house: who may import whom, and the rules that every module keeps."""

from __future__ import annotations

import ast
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tracker"

# The floors, from the ground up. A module may import from its own floor and from those below.
FLOORS: list[list[str]] = [
    ["errors", "canonical", "pausing", "helpers", "gates", "merkle", "secrets", "cells", "vector"],
    ["days"],
    ["dates", "rows"],
    ["party_table", "datewords"],
    ["parties", "vocabulary"],
    ["facts", "wording"],
    ["names", "visible"],
    ["fields", "occurrences", "jsonl", "jsonfaults", "register"],
    ["events", "corroboration"],
    ["lifecycle", "rounds", "wellformed"],
    ["meetings"],
    ["cadence", "projection"],
    ["history", "boardrows", "changes"],
    ["seats", "placing", "states", "tally", "plane"],
    ["chronicle"],
    ["checks", "citing", "reports", "published", "folding", "checkpoint", "proofs", "soundness", "timeline",
     "knowledge"],
    ["log", "readmodel", "render", "pictures"],
    ["intake", "admission", "recording", "verifying", "publishing"],
    ["api"],
    [""],
    ["generate", "cli", "__main__"],
]
EDGES = ("log", "readmodel", "render", "pictures")
LEVEL = {room: number for number, floor in enumerate(FLOORS) for room in floor}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
LONGEST = 330
DATA = {"party_table"}  # a table of names is not long for being complete


def room_of(path: pathlib.Path) -> str:
    """The first part below `tracker`: a module, or a folder."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports_of(path: pathlib.Path) -> list[tuple[str, bool]]:
    """Every module imported anywhere in a file, and whether at its top (not within a function)."""
    tree = ast.parse(path.read_text("utf-8"))
    found: list[tuple[str, bool]] = []
    top = set(ast.walk(tree)) - {
        inner for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node in top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = [f"{node.module}.{alias.name}" for alias in node.names]
            known = [name for name in submodules if (ROOT / (name.replace(".", "/") + ".py")).exists()]
            found += [(name, node in top) for name in known or [node.module]]
    return found


def rooms_imported(path: pathlib.Path) -> set[str]:
    names = [name for name, _ in imports_of(path) if name == "tracker" or name.startswith("tracker.")]
    return {name.split(".")[1] if "." in name else "" for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: pathlib.Path) -> None:
    own = room_of(path)
    assert own in LEVEL, f"{own} has no floor: give it one in FLOORS"
    if own == "":
        return  # the public API only names where things are
    for other in rooms_imported(path) - {own}:
        assert LEVEL[other] <= LEVEL[own], f"{own} must not import {other}, which stands above it"
        assert not (own in EDGES and other in EDGES), f"the edges {own} and {other} must not know each other"


def test_no_module_imports_in_a_circle() -> None:
    """Within a floor too: following the imports at the top of modules never leads back."""
    below = {
        path: {
            ROOT / (name.replace(".", "/") + ".py")
            for name, top in imports_of(path) if top and name.startswith("tracker.")
        }
        for path in MODULES
    }
    done: set[pathlib.Path] = set()

    def follow(path: pathlib.Path, way: tuple[pathlib.Path, ...]) -> None:
        assert path not in way, f"a circle: {[str(one.relative_to(ROOT)) for one in (*way, path)]}"
        if path in done or path not in below:
            return
        for other in below[path]:
            follow(other, (*way, path))
        done.add(path)

    for path in MODULES:
        if path.name != "__init__.py":
            follow(path, ())


@pytest.mark.parametrize(("library", "rooms"), [
    ("click", {"cli"}),
    ("sqlite3", {"log", "readmodel"}),
    ("sqlite_utils", {"log", "readmodel"}),
    ("rich", set()),  # it alone would take as long to load as all the rest of `tracker status`
    ("pydantic", {"events", "fields", "wellformed"}),
    ("pydantic_core", {"events", "fields"}),
    ("icalendar", {"render"}),
    ("feedgenerator", {"render"}),
    ("cryptography", {"checkpoint"}),
    ("jinja2", {"publishing"}),
    ("resvg_py", {"pictures"}),
])
def test_a_library_is_imported_where_it_belongs(library: str, rooms: set[str]) -> None:
    users = {room_of(path) for path in MODULES if any(name.split(".")[0] == library for name, _ in imports_of(path))}
    assert users <= rooms


def test_the_clock_is_read_in_one_place() -> None:
    """`now` and `today` are called in tracker/cli/clock.py and nowhere else."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow", "time_ns"):
                base = node.value
                is_clock = isinstance(base, ast.Name) and base.id == "clock"
                assert is_clock or path.name == "clock.py", f"{path.name}:{node.lineno} reads the clock"


def test_the_package_knows_no_floats() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                timing = "log" in path.parts or path.name in ("parties.py", "names.py")
                assert timing, f"{path.name}:{node.lineno} holds a float"  # waits and likenesses only


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is_for_and_is_short(path: pathlib.Path) -> None:
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module begins by saying what it is for"
    if room_of(path) not in DATA:
        assert len(text.splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_public_name_has_a_docstring(path: pathlib.Path) -> None:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} says nothing about itself"


def test_nothing_imports_events_as_a_package() -> None:
    """`events/` is data; another distribution owns that import name."""
    for path in [*MODULES, *(ROOT / "tests").rglob("*.py")]:
        assert all(name.split(".")[0] != "events" for name, _ in imports_of(path)), path


def test_there_is_one_package() -> None:
    folders = {path.parent.relative_to(ROOT).parts[0] for path in ROOT.glob("*/__init__.py")}
    assert folders == {"tracker"}
    assert not list((ROOT / "events").glob("*.py"))


def test_the_public_api_is_what_it_says() -> None:
    """Each public name loads, alone, in a fresh interpreter; and a module never hides a function."""
    code = (
        "import tracker, sys\n"
        "for name in tracker.__all__: getattr(tracker, name)\n"
        "assert callable(tracker.open_log) and callable(tracker.record) and callable(tracker.replay)\n"
        "import tracker.cli\n"
        "assert callable(tracker.record) and callable(tracker.replay)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
