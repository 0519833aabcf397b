"""The folder of a site: only what we made is replaced or removed, and a crash leaves it whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.publishing.conftest import DAY, publish_to
from tracker.errors import Busy, CannotCreate
from tracker.publishing import folder as folders
from tracker.publishing.folder import MARKER, STAGING, opened, stage
from tracker.publishing.site import Setting


def put(path: Path, pages: dict[str, bytes]) -> tuple[int, int]:
    """Publish these pages."""
    with opened(str(path)) as place:
        for name, data in pages.items():
            stage(place.path, name, data)
        return place.put(pages)


def tree(path: Path) -> dict[str, bytes]:
    """Every file below a folder, with what it holds."""
    return {str(one.relative_to(path)): one.read_bytes() for one in sorted(path.rglob("*")) if one.is_file()}


def pages(path: Path) -> dict[str, bytes]:
    """The pages of a site, without what the folder keeps for itself."""
    return {name: data for name, data in tree(path).items() if not name.startswith(".")}


OLD = {"index.html": b"old", "subject/a.html": b"a", "subject/b.html": b"b", "source/s.html": b"s"}
NEW = {"index.html": b"new", "subject/a.html": b"a", "subject/c.html": b"c"}


def test_pages_are_put_in_place_and_those_that_vanished_go(tmp_path: Path) -> None:
    assert put(tmp_path / "site", OLD) == (5, 0)
    untouched = (tmp_path / "site" / "subject" / "a.html").stat().st_mtime_ns
    assert put(tmp_path / "site", NEW) == (2, 2)
    assert pages(tmp_path / "site") == NEW
    assert (tmp_path / "site" / "subject" / "a.html").stat().st_mtime_ns == untouched
    assert not (tmp_path / "site" / "source").exists()
    assert put(tmp_path / "site", NEW) == (0, 0)
    assert list(tmp_path.iterdir()) == [tmp_path / "site"]


@pytest.mark.parametrize("name", ["notes.txt", "index.html", ".hidden", "subject/mine.html", "other/x.html"])
def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    if name != "index.html":  # a page that bears one of our names is not ours either
        put(site, OLD)
    (site / name).parent.mkdir(parents=True, exist_ok=True)
    (site / name).write_bytes(b"mine")
    before = tree(site)
    with pytest.raises(CannotCreate, match=r"holds what no publish made"):
        put(site, NEW)
    assert tree(site) == before


def test_what_a_host_needs_may_lie_beside_it(tmp_path: Path) -> None:
    (tmp_path / "site" / ".git").mkdir(parents=True)
    (tmp_path / "site" / ".git" / "HEAD").write_text("ref")
    (tmp_path / "site" / "CNAME").write_text("example.org\n")
    put(tmp_path / "site", OLD)
    put(tmp_path / "site", NEW)
    assert (tmp_path / "site" / "CNAME").read_text() == "example.org\n"
    assert (tmp_path / "site" / ".git" / "HEAD").exists()


@pytest.mark.parametrize("name", ["subject", "subject/a.html", "index.html", STAGING, MARKER, ".git"])
def test_nothing_is_written_through_a_symbolic_link(tmp_path: Path, name: str) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    put(site, OLD)
    outside.mkdir()
    (outside / "a.html").write_bytes(b"precious")
    target = site / name
    if target.is_dir():
        for one in target.iterdir():
            one.unlink()
        target.rmdir()
    elif target.exists():
        target.unlink()
    target.symlink_to(outside if "." not in name or name in (STAGING, ".git") else outside / "a.html")
    before = tree(outside)
    with pytest.raises(CannotCreate):
        put(site, NEW)
    assert tree(outside) == before


@pytest.mark.parametrize("listed", [
    "../precious", "/etc/passwd", "subject/../../precious", ".ssh/key", "a/b/c", "a\\b",
])
def test_a_marker_that_lists_what_lies_outside_is_not_believed(tmp_path: Path, listed: str) -> None:
    site = tmp_path / "site"
    put(site, OLD)
    (tmp_path / "precious").write_text("precious")
    told = json.loads((site / MARKER).read_text())
    (site / MARKER).write_text(json.dumps({**told, "files": [*told["files"], listed]}))
    with pytest.raises(CannotCreate, match="cannot be a page"):
        put(site, NEW)
    assert (tmp_path / "precious").exists()


def test_a_marker_that_cannot_be_read_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    put(tmp_path / "site", OLD)
    (tmp_path / "site" / MARKER).write_text("{")
    with pytest.raises(CannotCreate, match="cannot be read"):
        put(tmp_path / "site", NEW)


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CannotCreate, match="no folder"):
        put(tmp_path / "no" / "site", OLD)
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotCreate, match="not a folder"):
        put(tmp_path / "file", OLD)


def test_two_do_not_publish_to_one_folder_at_a_time(tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="this system has no such locks")
    with opened(str(tmp_path / "site")), pytest.raises(Busy), opened(str(tmp_path / "site")):
        pass


def test_an_error_while_pages_are_made_leaves_the_old_site(tmp_path: Path) -> None:
    put(tmp_path / "site", OLD)
    before = tree(tmp_path / "site")
    with pytest.raises(RuntimeError), opened(str(tmp_path / "site")) as place:
        stage(place.path, "index.html", b"new")
        raise RuntimeError
    assert tree(tmp_path / "site") == before


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.publishing.test_folder import NEW, put
left = int(sys.argv[2])
def dying(real):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    return call
os.replace, os.mkdir, os.unlink = map(dying, (os.replace, os.mkdir, os.unlink))
put(Path(sys.argv[1]), NEW)
"""


def test_a_publish_killed_at_any_step_leaves_whole_pages_and_the_next_one_mends_it(tmp_path: Path) -> None:
    """Before anything is put in place, the old site is as it was; after, every page is an old one or a new one."""
    stopped = 0
    for step in range(40):
        site = tmp_path / f"site-{step}"
        put(site, OLD)
        done = subprocess.run([sys.executable, "-c", KILLED, str(site), str(step)], check=False,
                              cwd=Path(folders.__file__).resolve().parents[2])
        seen = pages(site)
        assert all(data in (OLD.get(name), NEW.get(name)) for name, data in seen.items())
        with opened(str(site)) as place:
            if not place.was_stopped and done.returncode:
                assert seen in (OLD, NEW), step
            stopped += place.was_stopped
        put(site, NEW)
        assert pages(site) == NEW and not (site / STAGING).exists()
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
    else:
        pytest.fail("it never ended by itself")
    assert stopped > 2


def test_a_folder_that_may_not_be_written_says_so(example: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    (tmp_path / "site").mkdir(mode=0o500)
    with pytest.raises(PermissionError):
        publish_to(example, tmp_path / "site", Setting(DAY))
