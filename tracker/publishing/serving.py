"""The site over HTTP, on this machine: the pages that `publish` would write, made when they are asked for.

The rule kept here: nothing can be written through it. It answers GET and HEAD, for the addresses of the site and for
nothing else (no file of the disk is ever opened by name), and only where the request names this machine as its host:
a page elsewhere that points its own name at the loopback address (DNS rebinding) gets no answer.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tracker.errors import Busy, CannotCreate, NoPermission, TrackerError, UsageError
from tracker.publishing import addresses
from tracker.publishing.site import Job, Made, Setting, Site

if TYPE_CHECKING:
    from tracker.readmodel.reading import Reader

KINDS = {
    "html": "text/html; charset=utf-8", "json": "application/json", "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8", "atom": "application/atom+xml", "ics": "text/calendar; charset=utf-8",
    "txt": "text/plain; charset=utf-8", "xml": "application/xml", "ris": "application/x-research-info-systems",
}
HEADERS = (
    ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-cache"),
    ("Content-Security-Policy", "frame-ancestors 'none'"), ("Cross-Origin-Resource-Policy", "same-origin"),
)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HELD = 64
"""How many jobs' pages are held until the log grows."""


class Pages:
    """The pages of a log as it is now. One thread reads the log; `get` may be called from any."""

    def __init__(self, listed: Callable[[], AbstractContextManager[Reader]], setting: Callable[[], Setting]) -> None:
        self._listed, self._setting = listed, setting
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._site: Site | None = None
        self._held: dict[Job, Made] = {}

    def get(self, address: str) -> bytes | None:
        """The page at an address; None where there is none. Raises what reading the log raises."""
        return self._reading.submit(self._get, address).result()

    def close(self) -> None:
        """Let the thread end."""
        self._reading.shutdown(wait=False, cancel_futures=True)

    def _get(self, address: str) -> bytes | None:
        setting = self._setting()
        with self._listed() as reader:
            if self._site is None or (self._site.reader.position, self._site.setting) != (reader.position, setting):
                self._site = Site(reader, setting)
                self._held.clear()
            self._site.reader = reader  # the one before is closed; it told of the same events
            job = self._site.owners.get(address)
            if job is None:
                return None
            if job not in self._held:
                if len(self._held) >= HELD:
                    self._held.pop(next(iter(self._held)))
                self._held[job] = self._site.make(job)
            return self._held[job].get(address)


class Server(ThreadingHTTPServer):
    """The server; `address` is what to open in a browser."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, host: str, port: int, pages: Pages) -> None:
        self.pages = pages
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.is_open_to_others = not _is_loopback(host)
        super().__init__((host, port), _Handler)
        self.names = {*LOOPBACK, host.lower()}
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{self.server_address[1]}/"

    def server_bind(self) -> None:
        """Bind, without asking anybody for this machine's name."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def knows(self, host: str) -> bool:
        """Whether a request's host is this machine: one of its names, or, where it listens for others, an address."""
        name = _host_name(host)
        return name in self.names or (self.is_open_to_others and _is_address(name))

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no fault of ours."""


@contextlib.contextmanager
def listen(host: str, port: int, pages: Pages) -> Iterator[Server]:
    """A server that listens. Raises `Busy` (the port is taken), `NoPermission`, `UsageError` (no such address)."""
    try:
        server = Server(host, port, pages)
    except OSError as error:
        raise _refused(error, host, port) from error
    try:
        yield server
    finally:
        server.server_close()
        pages.close()


def _refused(error: OSError, host: str, port: int) -> TrackerError:
    if error.errno == errno.EADDRINUSE:
        return Busy(f"Port {port} of {host} is taken by another program.",
                    todo="Choose another: --port 8001, or --port 0 for one that is free.")
    if error.errno == errno.EACCES:
        return NoPermission(f"This user may not listen on port {port}.", todo="Choose a port above 1023.")
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return UsageError(f"{host} is not an address of this machine.", todo="Leave --host out for this machine alone.")
    return CannotCreate(f"Cannot listen on {host}, port {port}: {error.strerror or error}.",
                        todo="Choose another address or port.")


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "agreement-tracker", ""
    timeout = 30

    def do_GET(self) -> None:
        """A page."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """A page without its body."""
        self._answer(body=False)

    def _answer(self, body: bool) -> None:
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or not self.server.knows(hosts[0]):
            self._send(421, b"This site is served to this machine only.\n", "txt", body)
            return
        address = unquote(urlsplit(self.path).path).removeprefix("/") or addresses.BOARD
        try:
            page = self.server.pages.get(address)
        except TrackerError as error:
            self._send(503, f"{error}\n".encode(), "txt", body)
            return
        if page is None:
            self._send(404, b"There is no such page.\n", "txt", body)
            return
        self._send(200, page, address.rpartition(".")[2], body)

    def _send(self, code: int, data: bytes, kind: str, body: bool) -> None:
        self.send_response(code)
        self.send_header("Content-Type", KINDS.get(kind, "application/octet-stream"))
        self.send_header("Content-Length", str(len(data)))
        for name, value in HEADERS:
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said of requests."""


def _host_name(host: str) -> str:
    """The name in a Host header, without the port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
