"""Key files: the private key that signs checkpoints, and the verifier keys of those who check them.

The rule kept here: a private key is made once, in a file that only its owner may read, and is never written over,
never printed, and never read from a file that others may read.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence

import click

from tracker.checkpoint import SigningKey, VerifierKey
from tracker.cli.faults import from_os_error
from tracker.errors import BadConfiguration, BadInput, CannotCreate, NoPermission, NotFound

PUBLIC = ".pub"
NO_KEY_MADE = "No key was made."
_LONGEST = 4096


def key_path(given: str | None) -> str:
    """Where the private key is: as given, else TRACKER_KEY, else in the user's folder of settings."""
    return given or os.environ.get("TRACKER_KEY") or os.path.join(click.get_app_dir("tracker"), "checkpoint.key")


def make_key(path: str, name: str) -> SigningKey:
    """Make a key, and put it into a new file that only this user may read, with its public half in a file beside it.

    Raises `CannotCreate` where a file stands already, `BadInput` for a name that no key can have.
    """
    key = SigningKey.make(name)
    folder = os.path.dirname(path) or "."
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        _write_new(path, f"{key.text}\n", 0o600)
        # A crash here leaves the key without the file of its public half: `verify --public-key` takes it by hand.
        with contextlib.suppress(FileExistsError):
            _write_new(path + PUBLIC, f"{key.verifier}\n", 0o644)
        sync_folder(folder)
    except FileExistsError:
        raise CannotCreate(f"{path} stands there already; a key is never written over.", saved=NO_KEY_MADE,
                           todo="Sign with it, or name another file: `tracker checkpoint --new-key --key FILE`."
                           ) from None
    except OSError as error:
        refused = from_os_error(error)
        refused.saved = NO_KEY_MADE
        raise refused from error
    return key


def _write_new(path: str, text: str, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: str) -> None:
    """Make the names in a folder durable, where the system can."""
    with contextlib.suppress(OSError):  # Windows, and file systems that cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def signing_key(path: str) -> Iterator[SigningKey]:
    """The private key in a file, for as long as the block lasts: one at a time signs with it.

    Raises `NotFound`, `NoPermission` (also where others may read the file), `BadConfiguration`.
    """
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        raise NotFound(f"There is no key at {path}.",
                       todo="Make one with `tracker checkpoint --new-key`, or name it: --key FILE, or TRACKER_KEY."
                       ) from None
    except OSError as error:
        raise from_os_error(error) from error
    with os.fdopen(handle, "rb") as stream:
        told = os.fstat(stream.fileno())
        if not stat.S_ISREG(told.st_mode):
            raise BadConfiguration(f"{path} is no file, so no key.", todo="Name the file of the key.")
        if os.name == "posix" and told.st_mode & 0o077:
            raise NoPermission(
                f"Others may read the key {path} (its mode is {told.st_mode & 0o777:03o}), so it is not used.",
                todo=f"If nobody else has read it: `chmod 600 {path}`. If somebody may have: make a new key.")
        with contextlib.suppress(ImportError, OSError):  # Windows; a file system without locks
            import fcntl

            # Nobody else signs with it meanwhile: two heads that differ must not both be signed.
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
        data = stream.read(_LONGEST + 1)
        try:
            key = SigningKey.parse(data.decode("utf-8").removesuffix("\n") if len(data) <= _LONGEST else "")
        except (BadInput, UnicodeDecodeError):
            raise BadConfiguration(f"{path} holds no private key of `tracker checkpoint --new-key`.",
                                   todo="Name the right file with --key, or TRACKER_KEY.") from None
        yield key


def verifier_keys(given: Sequence[str]) -> list[VerifierKey]:
    """The keys that people name, each as its text or as a file that holds it, one a line; where they name none, the
    public half of their own key, if they have one. Raises `BadInput`, `NotFound`."""
    if not given:
        own = key_path(None) + PUBLIC
        return _in_file(own) if os.path.isfile(own) else []
    found: list[VerifierKey] = []
    for one in given:
        if os.path.isfile(one):
            found += _in_file(one)
        elif "+" in one:
            found.append(VerifierKey.parse(one.strip()))
        else:
            raise NotFound(f"There is no file {one}, and it is no verifier key.",
                           todo="Give the key, as in name+hash+base64, or a file that holds it.")
    return list(dict.fromkeys(found))


def _in_file(path: str) -> list[VerifierKey]:
    with open(path, "rb") as stream:
        data = stream.read(16 * _LONGEST)
    try:
        lines = [line.strip() for line in data.decode("utf-8").splitlines()]
        return [VerifierKey.parse(line) for line in lines if line and not line.startswith("#")]
    except (BadInput, UnicodeDecodeError):
        raise BadInput(f"{path} holds a line that is no verifier key.",
                       todo="A line is name+hash+base64, as `tracker checkpoint --new-key` prints it.") from None
