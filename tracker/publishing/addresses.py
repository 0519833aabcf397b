"""Addresses of the site: where each page lies, from the ids of subjects and sources.

The rule kept here: an address follows from an id alone, so it stays what it is however the log grows. Two ids never
share an address, on no disk: those that are no plain id (small letters, digits, `.`, `_`, `-`) or that Windows keeps
for its devices are written with `~`, which no plain id holds.
"""

from __future__ import annotations

import hashlib
import re

_PLAIN = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*", re.ASCII)
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.ASCII)
_KEPT = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-")
LONGEST = 100

BOARD, SOURCES, CHANGES, ABOUT = "index.html", "sources.html", "changes.html", "about.html"
BOARD_JSON, BOARD_CSV, BOARD_MARKDOWN = "board.json", "board.csv", "board.md"
SOURCES_JSON, CHANGES_JSON, ABOUT_JSON = "sources.json", "changes.json", "about.json"
FEED, CALENDAR, LIST, SITEMAP = "changes.atom", "due.ics", "addresses.txt", "sitemap.xml"
CITATIONS_JSON, CITATIONS_RIS = "sources.csl.json", "sources.ris"


def stem(name: str) -> str:
    """The part of an address that stands for an id: the id itself, where it is a plain one."""
    if _PLAIN.fullmatch(name) and len(name) <= LONGEST:
        return f"{name}~" if _DEVICE.fullmatch(name) else name
    raw = name.encode("utf-8", "surrogatepass")
    written = "".join(chr(byte) if byte in _KEPT else f"~{byte:02x}" for byte in raw)
    if len(written) <= LONGEST:
        return f"~{written}"
    return f"~{written[: LONGEST - 40]}~{hashlib.sha256(raw).hexdigest()[:32]}"


def subject(name: str, suffix: str = "html") -> str:
    """The address of the page of an agreement or series; with `suffix` json, that of the same as data."""
    return f"subject/{stem(name)}.{suffix}"


def source(name: str, suffix: str = "html") -> str:
    """The address of a source's page; with `suffix` json, that of the same as data."""
    return f"source/{stem(name)}.{suffix}"


def root_from(address: str) -> str:
    """What leads from a page back to the folder of the site: empty, or `../`."""
    return "../" * address.count("/")
