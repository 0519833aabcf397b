"""Secrets: the address of a server may hold a password, and is never repeated.

The rule kept here: what is, or is meant to be, the address of a database server is known by its look, however badly it
is written, and of it people are shown the scheme alone. Nothing is cut out of it to be shown: in an address that is
not well formed, nobody can say where the password ends.
"""

from __future__ import annotations

import os
import re

_SCHEMES = ("postgresql", "postgres", "mysql", "mariadb", "sqlite", "https", "http", "file")
_DECODED_AT_MOST = 3
# Patterns as text: compiled where a name is no file, which is seldom.
_URL = r":\s*[/\\]\s*[/\\]"
_POSTGRES = (r"(?is)p\s*o\s*s\s*t\s*g\s*r\s*e\s*s?\w*\s*(?:\+\s*\w+\s*)?"
             r"(?::|[/\\]\s*[/\\]|[/\\].*[:@])")
_SETTINGS = (r"(?i)(?:^|[\s'\"?&;,=])"
             r"(?:pg)?((?:ssl)?password|passwd|pwd|passfile|user|host|hostaddr|port|dbname|database|service)\s*=")
_PASSWORDS = {"password", "sslpassword", "passwd", "pwd"}
_DRIVE = r"[A-Za-z]:[\\/]"


def is_server(name: str) -> bool:
    """Whether the name of a log is the address of a server, or was meant to be one, and not a path.

    A URL of any kind, `user:password@host` without a scheme, `host=… password=…` (libpq's two forms; PostgreSQL
    documentation, section "Connection Strings"), also percent-encoded or with full-width signs. What exists is a path.
    """
    if os.path.exists(name):
        return False
    told = _plain(name)
    return any(re.search(form, told) for form in (_URL, _POSTGRES, _SETTINGS)) or _has_credentials(name, told)


def _has_credentials(name: str, told: str) -> bool:
    """`:` and then `@`, but in the folder of a path."""
    before, at, _ = told.rpartition("@")
    if not at or ":" not in (re.sub(_DRIVE, "", before, count=1) if os.name == "nt" else before):
        return False
    folder, last = os.path.split(name)
    return "@" in _plain(last) or not os.path.isdir(folder)


def holds_address(word: str) -> bool:
    """Whether a word that is no log's name holds a PostgreSQL server's address all the same."""
    if word.isascii() and not set(word) & set(":/\\%="):
        return False
    told = _plain(word)
    settings = {name.lower() for name in re.findall(_SETTINGS, told)}
    has_password = settings & _PASSWORDS and len(settings) > 1
    return bool(has_password or re.search(_POSTGRES, told)) and not os.path.exists(word)


def shown(address: str) -> str:
    """What people are told of a server's address: its scheme, where that is a known one, and nothing more."""
    told = _plain(address).strip().lower()
    scheme = next((known for known in _SCHEMES if re.match(rf"{known}(\+[a-z0-9]+)?:", told)), None)
    return f"{scheme}://…" if scheme else "the address of a server"


def _plain(text: str) -> str:
    """The text as it was meant: percent-encoding undone, full-width signs and unseen characters taken out."""
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFKC", text)
        text = "".join(character for character in text if unicodedata.category(character) not in ("Cf", "Mn"))
    if "%" in text:
        from urllib.parse import unquote

        for _ in range(_DECODED_AT_MOST):
            text = unquote(text)
    return text
