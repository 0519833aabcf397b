"""Checkpoints: the head of a log as a signed note that people can read, keep and check.

The rule kept here: a checkpoint is three lines (origin, size, root of the Merkle tree) under one or more signatures,
as C2SP signed-note and tlog-checkpoint say; the signature key of a log has the log's origin as its name, and Ed25519
signs the text. Notes come from outside: what is not exactly of the form is refused, and no signature is believed
before it is checked against a key that the reader named. This is the only module that does cryptography.

A file of checkpoints is notes one after the other, the oldest first, with an empty line between them. With one note
it is a C2SP checkpoint as it stands.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import BadInput
from tracker.merkle import LENGTH

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DASH = "\u2014"
ED25519 = b"\x01"
"""The signature type of Ed25519 in a signed note."""
MOST_SIGNATURES = 64
LARGEST_NOTE = 1024 * 1024
"""A note longer than this (in bytes) is refused before it is looked at."""
LARGEST_SIZE = 2**63 - 1

_PRIVATE = "PRIVATE+KEY+"
_NAME = re.compile(r"[^\s+\x00-\x20\x7f]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", re.ASCII)


def to_base64(data: bytes) -> str:
    """Standard base64 (RFC 4648, section 4), as notes and proofs have it."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """What standard base64 stands for; None for anything but its one canonical spelling."""
    if not _BASE64.fullmatch(text):
        return None
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if to_base64(data) == text else None


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that tell keys of one name apart: C2SP signed-note, section Signatures."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def check_name(name: str) -> str:
    """The name of a key, which is the origin of the log it signs. Raises `BadInput` for one that no note can hold."""
    if not _NAME.fullmatch(name) or not name.isprintable() or len(name) > 200:
        raise BadInput(f"{name!r} cannot be the name of a key.",
                       todo="Use letters, digits, dots and slashes, such as example.org/agreements; no space, no +.")
    return name


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a key, as people hand it on: `name+id+base64`."""

    name: str
    public: bytes

    @cached_property
    def id(self) -> bytes:
        """The four bytes that a signature names its key by."""
        return key_id(self.name, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """The key that a text stands for. Raises `BadInput`."""
        name, told, data = _key_parts(text, "a verifier key")
        key = cls(name, data)
        if key.id != told:
            raise _no_key("a verifier key", "its middle part is not the id of this name and key")
        return key

    def has_signed(self, text: bytes, signature: bytes) -> bool:
        """Whether this key made the Ed25519 signature over the text."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """The private half of a key. It is shown by nothing but `text`, which is for the key's own file."""

    name: str
    _seed: bytes

    @classmethod
    def make(cls, name: str) -> SigningKey:
        """A new key. Raises `BadInput` for a name that no note can hold."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(check_name(name), Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        """The key in a key file: `PRIVATE+KEY+name+id+base64`. Raises `BadInput`, which repeats nothing of it."""
        if not text.startswith(_PRIVATE):
            raise _no_key("a private key", "it does not begin with PRIVATE+KEY+")
        name, told, seed = _key_parts(text.removeprefix(_PRIVATE), "a private key")
        key = cls(name, seed)
        if key.verifier.id != told:
            raise _no_key("a private key", "its id is not that of this name and key")
        return key

    @cached_property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self._private().public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The secret, in one line, for the key's file."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{to_base64(ED25519 + self._seed)}"

    def signed(self, text: str) -> Note:
        """The text as a note under this key's signature. Raises `BadInput` for a text that no note can hold."""
        note = Note(text, (Signature(self.name, self.verifier.id, self._private().sign(text.encode())),))
        return Note.parse(str(note).encode())

    def _private(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._seed)

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"  # the seed is in no traceback and no log


def _key_parts(text: str, what: str) -> tuple[str, bytes, bytes]:
    """Name, told id and 32 bytes of a key's text."""
    name, plus, rest = text.partition("+")
    told, plus_too, encoded = rest.partition("+")
    if not plus or not plus_too or not re.fullmatch(r"[0-9a-f]{8}", told, re.ASCII):
        raise _no_key(what, "it is not of the form name+id+base64")
    data = from_base64(encoded)
    if not _NAME.fullmatch(name) or data is None or len(data) != 1 + LENGTH:
        raise _no_key(what, "its last part is no key" if _NAME.fullmatch(name) else "its name is none")
    if data[:1] != ED25519:
        raise _no_key(what, "it is of another kind than Ed25519")
    return name, bytes.fromhex(told), data[1:]


def _no_key(what: str, why: str) -> BadInput:
    return BadInput(f"This is not {what}: {why}.", todo="Copy it again, whole: `tracker checkpoint --new-key` made it.")


class Signature(NamedTuple):
    """A line of signature: by which key, and the bytes."""

    name: str
    key_id: bytes
    data: bytes

    def __str__(self) -> str:
        return f"{DASH} {self.name} {to_base64(self.key_id + self.data)}\n"


@dataclass(frozen=True)
class Note:
    """A text (which ends with a line end) and the signatures over it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """The note that bytes hold, and nothing else. Raises `BadInput`."""
        if len(data) > LARGEST_NOTE:
            raise _malformed("it is longer than 1 MiB")
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise _malformed("it is not UTF-8") from None
        if any(character < " " and character != "\n" for character in whole):
            raise _malformed("it holds a control character")
        text, gap, rest = whole.rpartition("\n\n")
        if not gap or not rest.endswith("\n"):
            raise _malformed("it has no text, an empty line and signatures, each line with its end")
        lines = rest[:-1].split("\n")
        if len(lines) > MOST_SIGNATURES:
            raise _malformed(f"it has more than {MOST_SIGNATURES} signatures")
        return cls(text + "\n", tuple([_signature(line) for line in lines]))

    def signed_by(self, key: VerifierKey) -> bool | None:
        """Whether the key signed this; None where no signature names the key."""
        own = [one for one in self.signatures if (one.name, one.key_id) == (key.name, key.id)]
        if not own:
            return None
        return all(key.has_signed(self.text.encode(), one.data) for one in own)


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = from_base64(encoded)
    if dash != DASH or not _NAME.fullmatch(name) or data is None or len(data) < 5:
        raise _malformed("a line below its text is no signature")
    return Signature(name, data[:4], data[4:])


def _malformed(why: str) -> BadInput:
    return BadInput(f"This is no signed note: {why}.", todo="Fetch it again from where it is kept, byte for byte.")


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: of which log, how many events, and the root over them; with the note that tells it."""

    origin: str
    size: int
    root: bytes
    note: Note

    @classmethod
    def parse(cls, data: bytes) -> Checkpoint:
        """The checkpoint that a note's bytes hold. Raises `BadInput`."""
        return cls.of(Note.parse(data))

    @classmethod
    def of(cls, note: Note) -> Checkpoint:
        """The checkpoint that a note's text tells. Lines after the third are let pass. Raises `BadInput`."""
        lines = note.text[:-1].split("\n")
        if len(lines) < 3 or not all(lines):
            raise _no_checkpoint("its text is not three lines: origin, size, root")
        origin, size, root = lines[:3]
        if not _SIZE.fullmatch(size) or int(size) > LARGEST_SIZE:
            raise _no_checkpoint("its second line is no size")
        data = from_base64(root)
        if data is None or len(data) != LENGTH:
            raise _no_checkpoint("its third line is no SHA-256 hash in base64")
        return cls(origin, int(size), data, note)

    def __str__(self) -> str:
        return str(self.note)


def _no_checkpoint(why: str) -> BadInput:
    return BadInput(f"This note is no checkpoint: {why}.", todo="Name a file that `tracker checkpoint` wrote.")


def sign(key: SigningKey, size: int, root: bytes) -> Checkpoint:
    """The checkpoint of a log of `size` events with this root, signed; its origin is the key's name."""
    return Checkpoint.of(key.signed(f"{key.name}\n{size}\n{to_base64(root)}\n"))


def read_file(data: bytes) -> list[Checkpoint]:
    """The checkpoints of a file, in its order. Raises `BadInput`, which says at which line."""
    found: list[Checkpoint] = []
    line = 1
    pieces = data.split(b"\n\n")  # text, signatures, text, signatures …: a checkpoint's text has no empty line
    for number in range(0, len(pieces), 2):
        is_last = number + 2 >= len(pieces)
        note = b"\n\n".join(pieces[number:number + 2]) + (b"" if is_last else b"\n")
        try:
            found.append(Checkpoint.parse(note))
        except BadInput as error:
            raise BadInput(f"Line {line}: {error.happened[:1].lower()}{error.happened[1:]}", todo=error.todo) from None
        line += note.count(b"\n") + 1
    return found


def file_text(checkpoints: Iterable[Checkpoint]) -> str:
    """The text of a file of checkpoints."""
    return "\n".join(str(one) for one in checkpoints)


def signers(note: Note, keys: Sequence[VerifierKey]) -> tuple[list[VerifierKey], list[VerifierKey], list[Signature]]:
    """Which of the keys signed a note; which are named by a signature that is not theirs; and what is signed by
    keys that are not among these."""
    told = {(key.name, key.id): note.signed_by(key) for key in keys}
    good = [key for key in keys if told[key.name, key.id]]
    bad = [key for key in keys if told[key.name, key.id] is False]
    return good, bad, [one for one in note.signatures if (one.name, one.key_id) not in told]
