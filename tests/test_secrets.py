"""Secrets: a server's address is known by its look, and nothing that may be its password is ever shown."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import secrets
from tracker.cli import main
from tracker.errors import BadConfiguration
from tracker.log import open_log

SIGNS = "ZQXJVK0123456789:/?#@[]!$&'()*+,;=%. \\\"<>^`{}|~\n\tÉ한\u202e\u200b＠"
PASSWORDS = st.text(SIGNS, min_size=4, max_size=24)
TEMPLATES = (
    "postgresql://u:{}@host/db", "postgres://u:{}@host:5432/db?sslmode=require", "postgresql+psycopg://u:{}@host/db",
    "postgres://u:{}", "postgres://{}@host", "postgres://:{}@host", "postgresql://host/db?user=u&password={}",
    "postgresql://u@host/db?password={}", "postgres:/u:{}@host/db", "postgres:u:{}@host", "postgres//u:{}@host/db",
    "postgres: //u:{}@host", " postgres://u:{}@host", "'postgres://u:{}@host'", "POSTGRES://u:{}@host", "postgre://u:{}@h",
    "postgres:\\\\u:{}@host", "jdbc:postgresql://host/db?user=u&password={}", "DATABASE_URL=postgres://u:{}@host/db",
    "postgres://u:{}@@host@@/db", "postgres://a@b:{}@host", "postgres://u:{}@[::1]:5432/db", "postgres:///?password={}",
    "postgres%3A%2F%2Fu%3A{}%40host", "postgres%253A//u:{}@host", "p\u200bostgres://u:{}@h", "postgres：／／u:{}＠host",
    "host=h user=u password={}", "password={} host=h", "dbname=x password='{}'", "PGPASSWORD={} PGHOST=h",
    "postgres://u:{}@host/../../etc", "tracker://u:{}@host", "postgresql://u:{}\n@host", "postgres\t://u:{}@host",
)
WITHOUT_SCHEME = ("u:{}@host/db", "//u:{}@host/db", "://u:{}@host", ":{}@host", "/u:{}@host", "u:{}@host", "./u:{}@h")
ENCODINGS = st.sampled_from((str, quote, lambda word: quote(word, safe=""), lambda word: quote(quote(word, safe=""))))


@st.composite
def addresses(draw: st.DrawFn, templates: tuple[str, ...]) -> tuple[str, str]:
    """An address that is not always well formed, and the password in it."""
    password = draw(PASSWORDS)
    return draw(st.sampled_from(templates)).format(draw(ENCODINGS)(password)), password


def pieces(password: str) -> Iterator[str]:
    """All that would tell a part of a password: four signs of it, as they are or percent-encoded, or escaped."""
    for at in range(len(password) - 3):
        piece = password[at : at + 4]
        if not piece.isspace():
            yield from (piece, quote(piece, safe=""), repr(piece)[1:-1])


def said(*words: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    """What the command line says in a folder without a log, on both its streams, with tracebacks of its faults."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in range(2)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        with (mock.patch.dict(os.environ, {**kept, "TRACKER_DEBUG": "1", **(env or {})}, clear=True),
              contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1])):
            code = main(list(words))
        assert os.listdir(folder) == [], "a file bears the address as its name"
    for stream in streams:
        stream.flush()
    return code, "".join(stream.detach().getvalue().decode() for stream in streams)


def tells_nothing(text: str, password: str) -> None:
    for piece in pieces(password):
        assert piece not in text, (piece, text)


@settings(max_examples=250, deadline=None)
@given(addresses(TEMPLATES + WITHOUT_SCHEME), st.sampled_from(("status", "rebuild", "export", "append", "init")))
def test_a_log_on_a_server_is_refused_and_its_password_told_nowhere(told: tuple[str, str], command: str) -> None:
    address, password = told
    for code, text in (said("--log", address, command), said(f"--log={address}", command),
                       said(command, env={"TRACKER_LOG": address.replace("\0", "")})):
        assert code == 78 and "SQLite logs" in text and "Traceback" not in text, (code, text)
        tells_nothing(text, password)


@settings(max_examples=100, deadline=None)
@given(addresses(TEMPLATES + WITHOUT_SCHEME))
def test_no_log_is_made_that_bears_a_servers_address_as_its_name(told: tuple[str, str]) -> None:
    address, password = told
    code, text = said("init", "--", address) if address.startswith("-") else said("init", address)
    assert code == 78 and "Nothing was saved" in text
    tells_nothing(text, password)


PLACES = (
    ("{}",), ("status", "{}"), ("import", "{}"), ("--log", "x.db", "show", "{}"), ("status", "--as-of", "{}"),
    ("due", "--ics", "{}"),
    ("status", "--format", "{}"), ("status", "--format={}"), ("--lgo={}", "status"), ("--lgo", "{}"), ("-l{}",),
    ("search", "{}"),
    ("append", "gsomia", "{}"), ("append", "gsomia", "signed", "--by", "{}"), ("export", "{}"), ("init", "a.db", "{}"),
    ("status", "--log", "{}"), ("subject", "{}"), ("source", "add", "s", "--publisher", "P", "--published", "{}"),
    ("rebuild", "--cores", "{}"), ("retract", "{}", "--reason", "x"), ("read", "{}"), ("log", "--type", "{}"),
    ("acts", "{}"),
)


@settings(max_examples=300, deadline=None)
@given(addresses(TEMPLATES[:-4]), st.sampled_from(PLACES))
def test_an_address_in_the_wrong_place_is_not_repeated(told: tuple[str, str], words: tuple[str, ...]) -> None:
    address, password = told
    code, text = said(*(address if word == "{}" else word.replace("{}", address) for word in words))
    assert code and "Traceback" not in text
    tells_nothing(text, password)


@settings(max_examples=100, deadline=None)
@given(addresses(TEMPLATES + WITHOUT_SCHEME), st.booleans())
def test_no_exception_holds_the_password_nor_what_it_came_from(told: tuple[str, str], create: bool) -> None:
    address, password = told
    with pytest.raises(BadConfiguration) as caught:
        open_log(address, create=create)
    error: BaseException | None = caught.value
    tells_nothing("".join(traceback.format_exception(caught.value)), password)
    while error is not None:
        tells_nothing(f"{error.args!r} {vars(error)!r} {getattr(error, '__notes__', '')}", password)
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(("address", "told"), [
    ("postgresql://u:p@host/db", "postgresql://…"), ("POSTGRES://u:p@h", "postgres://…"), ("https://u:p@h/x", "https://…"),
    ("postgresql+psycopg://u:p@h", "postgresql://…"), ("hunter2://host", "the address of a server"),
    ("host=x password=y", "the address of a server"), ("sqlite:///tracker.db", "sqlite://…"),
])
def test_of_an_address_the_scheme_is_told(address: str, told: str) -> None:
    assert secrets.is_server(address)
    assert secrets.shown(address) == told


@pytest.mark.parametrize("path", [
    "tracker.db", "/var/lib/tracker.db", "./a:b.db", "a@b.db", "dir/me@example.org.db", "postgres/tracker.db",
    "2013-01-11T20:43:58Z.db",
    "postgres.db", "", "~/x.db", "x y.db", "한국.db", "a=b.db", "\0", "100%.db", "C:\\logs\\tracker.db",
])
def test_a_path_is_a_path(path: str) -> None:
    assert not secrets.is_server(path)


def test_what_exists_is_a_path(tmp_path: Path) -> None:
    odd = tmp_path / "a:b@c"
    odd.mkdir()
    assert not secrets.is_server(str(odd / "new.db"))
    assert secrets.is_server(str(tmp_path / "c:b@c" / "new.db"))
    with contextlib.chdir(tmp_path):
        Path("host=x:y@z").touch()
        assert not secrets.is_server("host=x:y@z")


@pytest.mark.parametrize("word", ["gsomia", "--format", "2013-01-11", "https://example.org/a?b=c", "password=x", "1/2",
                                  "a:b@c", "postgres", "events/*.jsonl", "P6M", "--log=x", "US,KR", "",
                                  "the postgres said"])
def test_other_words_are_left_alone(word: str) -> None:
    assert not secrets.holds_address(word)


def test_a_fault_is_shown_through_the_gate_and_with_its_traceback_where_asked() -> None:
    with mock.patch("tracker.cli.context.App.where", side_effect=RuntimeError("odd\x1b]0;x\x07\nName: \u202e")):
        code, text = said("status")
        plain = said("status", env={"TRACKER_DEBUG": ""})
    assert code == plain[0] == 70
    assert "Traceback" in text and "Traceback" not in plain[1]
    for shown in (text, plain[1]):
        assert "\\x1b]0;x\\x07" in shown and "\\u202e" in shown
        assert not set("\x1b\x07\u202e") & set(shown)


def test_the_command_line_is_what_the_process_was_given() -> None:
    """The words of the process itself are looked at too, not only those of a call."""
    with mock.patch.object(sys, "argv", ["tracker", "status", "postgres://u:QQQQ77@host"]):
        streams = io.StringIO()
        with contextlib.redirect_stderr(streams):
            assert main() == 2
    assert "QQQQ77" not in streams.getvalue()
