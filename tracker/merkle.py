"""Merkle trees of RFC 6962: one hash for a whole log, and short proofs about it.

The rule kept here: a leaf is hashed with 0x00 in front of its bytes and a node with 0x01 in front of its two hashes
(RFC 6962, section 2.1), so that neither can pass for the other. A tree of n leaves is split at the largest power of two
below n. Nothing here keeps the leaves: a tree in the making holds one hash for each bit of its size, and a proof is
made in one pass over the leaf hashes. Positions are counted from 0 here, as the RFC does; the log's begin at 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

LENGTH = 32
"""How many bytes a hash has."""

EMPTY_ROOT = sha256().digest()
"""The root of a tree without leaves (RFC 6962, section 2.1)."""

_LEAF = b"\0"
_NODE = b"\1"


class Stretch(NamedTuple):
    """Leaves from `first` up to, and without, `end`."""

    first: int
    end: int


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(_LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(_NODE + left + right).digest()


class Tree:
    """A tree in the making: leaf hashes go in one after the other, and its root is known after each.

    `size` is how many went in. Kept are the roots of the full subtrees that make it up, the widest first: as many as
    the size has bits that are set.
    """

    def __init__(self) -> None:
        self.size = 0
        self._full: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Put in the next leaf, by its hash."""
        full, carried = self._full, self.size
        while carried & 1:  # as in counting: 0111 + 1 = 1000
            leaf = sha256(_NODE + full.pop() + leaf).digest()
            carried >>= 1
        full.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all that went in."""
        if not self._full:
            return EMPTY_ROOT
        *wider, root = self._full
        for one in reversed(wider):
            root = node_hash(one, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


# Making proofs


def inclusion_stretches(index: int, size: int) -> list[Stretch]:
    """The subtrees whose roots prove that leaf `index` is in a tree of `size` leaves, the lowest first.

    That is PATH(m, D[n]) of RFC 6962, section 2.1.1. Raises `ValueError` if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    above: list[Stretch] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            above.append(Stretch(middle, end))
            end = middle
        else:
            above.append(Stretch(first, middle))
            first = middle
    return above[::-1]


def consistency_stretches(old: int, size: int) -> list[Stretch]:
    """The subtrees whose roots prove that a tree of `size` leaves begins with the one of `old` leaves.

    That is PROOF(m, D[n]) of RFC 6962, section 2.1.2; empty where the sizes are the same, or `old` is 0, which every
    tree begins with. Raises `ValueError` if `old` is the larger.
    """
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {size} leaves does not begin with one of {old}")
    if old in (0, size):
        return []
    above: list[Stretch] = []
    first, end, whole = 0, size, True  # `whole`: the old tree is a subtree here, which the verifier knows
    while end > old:
        middle = first + _split(end - first)
        if old <= middle:
            above.append(Stretch(middle, end))
            end = middle
        else:
            above.append(Stretch(first, middle))
            first, whole = middle, False
    if not whole:
        above.append(Stretch(first, end))
    return above[::-1]


def roots_of_stretches(leaves: Iterable[bytes], stretches: Sequence[Stretch]) -> list[bytes]:
    """The roots over stretches of leaf hashes, in the order of the stretches, in one pass.

    The stretches must not overlap. Raises `ValueError` if there are too few leaves.
    """
    trees = [Tree() for _ in stretches]
    coming = iter(sorted(zip(stretches, trees, strict=True), key=lambda one: one[0]))
    stretch, tree = next(coming, (None, None))
    for index, leaf in enumerate(leaves):
        if stretch is None or tree is None:
            break
        if index >= stretch.first:
            tree.add(leaf)
        if index == stretch.end - 1:
            stretch, tree = next(coming, (None, None))
    if stretch is not None:
        raise ValueError(f"there are not {stretch.end} leaves")
    return [tree.root() for tree in trees]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return int(1 << (size - 1).bit_length() - 1)


# Checking proofs


def proves_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf with this hash is at `index` in the tree of `size` leaves with this root.

    RFC 9162, section 2.1.3.2. Never raises, whatever it is given.
    """
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    node, last, found = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(one, found)
            while not node & 1 and node:  # the rightmost of its level: up to where it has a left neighbour
                node >>= 1
                last >>= 1
        else:
            found = node_hash(found, one)
        node >>= 1
        last >>= 1
    return last == 0 and found == root


def proves_consistency(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `size` leaves begins with the leaves of the tree of `old` leaves.

    RFC 9162, section 2.1.4.2, and that every tree begins with the empty one. Never raises, whatever it is given.
    """
    if not 0 <= old <= size or not _are_hashes(old_root, root, *proof):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (size > 0 or root == EMPTY_ROOT)
    if old == size:
        return not proof and old_root == root
    if not proof:
        return False
    steps = list(proof) if old & (old - 1) else [old_root, *proof]  # a full tree is its own first step
    node, last = old - 1, size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old_found = found = steps[0]
    for one in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old_found = node_hash(one, old_found)
            found = node_hash(one, found)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            found = node_hash(found, one)
        node >>= 1
        last >>= 1
    return last == 0 and old_found == old_root and found == root


def _are_hashes(*given: bytes) -> bool:
    return all(len(one) == LENGTH for one in given)
