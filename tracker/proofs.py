"""Proofs in files: that an event is in a log, and that a log has only grown, for people who do not have the log.

The rule kept here: a proof is one text, whole in itself, with the signed checkpoint that it leads to. That an event is
in a log is told as C2SP tlog-proof has it, with the event's stored bytes in its `extra` line; that a log only grew,
in lines of the same kind: C2SP has none of its own for a file. Proofs come from outside: what is not exactly of the
form is refused, and what a proof says is believed after it is checked, and not before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.checkpoint import LARGEST_NOTE, Checkpoint, from_base64, to_base64
from tracker.errors import BadInput
from tracker.merkle import LENGTH, leaf_hash, proves_consistency, proves_inclusion

INCLUSION = "c2sp.org/tlog-proof@v1"
CONSISTENCY = "agreement-tracker/consistency-proof@v1"
MOST_HASHES = 128
"""A path has one hash for each level of a tree, and a tree of 2^63 leaves has 63 levels."""
LARGEST = 2 * LARGEST_NOTE + 4 * 1024 * 1024
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True)
class InclusionProof:
    """That the event with the bytes `body` is at `position` of the log whose head `checkpoint` tells."""

    body: bytes
    position: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint

    def holds(self) -> bool:
        """Whether it proves that. Who signed the checkpoint is another question."""
        return proves_inclusion(leaf_hash(self.body), self.position - 1, self.checkpoint.size, self.path,
                                self.checkpoint.root)

    def __str__(self) -> str:
        return _text([INCLUSION, f"extra {to_base64(self.body)}", f"index {self.position - 1}"], self.path,
                     self.checkpoint)


@dataclass(frozen=True)
class ConsistencyProof:
    """That the log whose head `checkpoint` tells begins with what it held when it had `old` events."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint

    def holds(self, before: Checkpoint) -> bool:
        """Whether it proves that for the checkpoint `before`, of the size `old`."""
        return before.size == self.old and proves_consistency(
            self.old, self.checkpoint.size, before.root, self.checkpoint.root, self.path)

    def __str__(self) -> str:
        return _text([CONSISTENCY, f"old {self.old}"], self.path, self.checkpoint)


def _text(head: list[str], path: tuple[bytes, ...], checkpoint: Checkpoint) -> str:
    return "\n".join([*head, *map(to_base64, path), "", str(checkpoint)])


def parse(data: bytes) -> InclusionProof | ConsistencyProof:
    """The proof that a file holds. Raises `BadInput`."""
    if len(data) > LARGEST:
        raise _no_proof(f"it is longer than {LARGEST:,} bytes")
    head, gap, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise _no_proof("its lines above the checkpoint are not ASCII") from None
    if not gap:
        raise _no_proof("it has no checkpoint below an empty line")
    kind, *rest = lines
    if kind == INCLUSION:
        extra, index, *path = [*rest, "", ""]
        body = from_base64(extra.removeprefix("extra ")) if extra.startswith("extra ") else None
        if body is None:
            raise _no_proof("it does not hold the event: its second line is no `extra` in base64")
        return InclusionProof(body, _number(index, "index") + 1, _hashes(path[:-2]), Checkpoint.parse(note))
    if kind == CONSISTENCY:
        old, *path = [*rest, ""]
        return ConsistencyProof(_number(old, "old"), _hashes(path[:-1]), Checkpoint.parse(note))
    raise _no_proof(f"its first line is neither {INCLUSION} nor {CONSISTENCY}")


def _number(line: str, word: str) -> int:
    told = line.removeprefix(f"{word} ")
    if told == line or not _NUMBER.fullmatch(told):
        raise _no_proof(f"it has no line `{word}` with a number where one belongs")
    return int(told)


def _hashes(lines: list[str]) -> tuple[bytes, ...]:
    if len(lines) > MOST_HASHES:
        raise _no_proof(f"it has more than {MOST_HASHES} hashes")
    found = [from_base64(line) for line in lines]
    hashes = tuple([one for one in found if one is not None and len(one) == LENGTH])
    if len(hashes) != len(lines):
        raise _no_proof("a line of its path is no SHA-256 hash in base64")
    return hashes


def _no_proof(why: str) -> BadInput:
    return BadInput(f"This is no proof: {why}.", todo="Name a file that `tracker prove` wrote, whole.")
