"""The site over HTTP: to this machine, to be read, as the log is now."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.commands import Cli, environment
from tests.publishing.conftest import publish_to
from tracker.dates import When
from tracker.publishing.serving import _host_name
from tracker.publishing.site import Setting


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`tracker serve` in a folder, and its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "serve", "--port", "0", "--as-of", "2016-01-05", *options], cwd=folder,
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found, line
        yield process, int(found[1])
    finally:
        process.kill()
        process.communicate()


def asked(port: int, path: str, host: str | None = None, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", f"127.0.0.1:{port}" if host is None else host)
    connection.endheaders()
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response.status, dict(response.getheaders()), data


def test_it_shows_what_publish_writes_and_grows_with_the_log(cli: Cli, tmp_path: Path) -> None:
    log = cli.example()
    site = publish_to(log, tmp_path / "site", Setting(When.parse("2016-01-05").latest))
    with served(cli.folder) as (process, port):
        for name in ("index.html", "subject/jp-kr-gsomia.html", "source/ann-2013-01-11.json", "due.ics",
                     "changes.atom"):
            status, headers, data = asked(port, f"/{name}")
            assert (status, data) == (200, (site / name).read_bytes()), name
            assert headers["X-Content-Type-Options"] == "nosniff"
        assert asked(port, "/")[2] == (site / "index.html").read_bytes()
        cli("append", "gsomia", "signed", "--on", "2015-12-01", "--source", "japan-times-2016-01-04", "--by", "Japan",
            "--by", "South Korea").ok()
        assert b"signed" in asked(port, "/subject/jp-kr-gsomia.html")[2]
        assert b"first 103 events" in asked(port, "/")[2]
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert process.returncode == 0 and "Traceback" not in err


def test_it_answers_nobody_else_and_nothing_else(cli: Cli) -> None:
    cli.example()
    (cli.folder / "secret.txt").write_text("secret")
    with served(cli.folder) as (_, port):
        for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "", "localhost.evil",
                     "10.0.0.1"):
            assert asked(port, "/", host)[0] == 421, host
        for host in ("localhost", f"localhost:{port}", "127.0.0.1", f"[::1]:{port}", "LOCALHOST"):
            assert asked(port, "/", host)[0] == 200, host
        for path in ("/secret.txt", "/tracker.db", "/../secret.txt", "/%2e%2e/secret.txt", "/subject/../../secret.txt",
                     "/subject/", "/subject", "/.tracker-site.json", "//evil.example/", "/index.html/", "/sub%00ject",
                     "/subject/jp-kr-gsomia.html%2f..%2f..%2fsecret.txt", "/sitemap.xml"):
            assert asked(port, path)[0] == 404, path
        status, headers, data = asked(port, "/", method="HEAD")
        assert (status, data) == (200, b"") and int(headers["Content-Length"]) > 1000
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
            assert asked(port, "/", method=method)[0] == 501, method
        assert not [line for line in listening(port) if "0.0.0.0" in line]


def listening(port: int) -> list[str]:
    """The lines of the system's table about a port."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        return []
    wanted = f":{port:04X} "
    return ["0.0.0.0" for line in table.read_text().splitlines()[1:] if f"00000000{wanted}" in line and " 0A " in line]


def test_a_port_that_is_taken_is_an_error(cli: Cli) -> None:
    cli.example()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = cli("serve", "--port", str(taken.getsockname()[1]))
    assert done.code == 75 and "is taken" in done.said and "--port 0" in done.said


def test_a_missing_log_or_address_is_told_at_once(cli: Cli) -> None:
    assert cli("serve", "--port", "0").code == 66
    cli.example()
    assert cli("serve", "--host", "203.0.113.1", "--port", "0").code == 2


@pytest.mark.parametrize(("host", "name"), [
    ("localhost:8000", "localhost"), ("[::1]:8000", "::1"), ("127.0.0.1", "127.0.0.1"), ("A.example:1", "a.example"),
])
def test_the_name_of_a_host(host: str, name: str) -> None:
    assert _host_name(host) == name


