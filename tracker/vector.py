"""A sequence that is never changed, of which each next one shares all but little with the one before.

The rule kept here: to put one item gives another vector, in time and room that grow with the logarithm of the length,
so that a fold over many occurrences can keep every state it went through. Whatever is put, the vector that it was put
to stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, overload

Item = TypeVar("Item")

_BITS = 4
_WIDTH = 1 << _BITS
"""How many items a leaf holds, and how many nodes a node: small ones are copied faster, large ones lie less deep."""

Node = tuple[Any, ...]


class Vector(Sequence[Item]):
    """A tree of tuples; its leaves, `depth` steps below the root, hold the items. All but the last are full."""

    __slots__ = ("_depth", "_root", "_size")

    def __init__(self, root: Node = (), size: int = 0, depth: int = 0) -> None:
        self._root = root
        self._size = size
        self._depth = depth

    @classmethod
    def of(cls, items: Iterable[Item]) -> Vector[Item]:
        """A vector of these items."""
        made: Vector[Item] = cls()
        for item in items:
            made = made.with_last(item)
        return made

    def with_last(self, item: Item) -> Vector[Item]:
        """These items, and one more at the end."""
        size, depth, root = self._size, self._depth, self._root
        if not depth and size < _WIDTH:
            return Vector((*root, item), size + 1)
        if size == 1 << _BITS * (depth + 1):
            root, depth = (root,), depth + 1
        return Vector(_put(root, depth, size, item), size + 1, depth)

    def with_at(self, index: int, item: Item) -> Vector[Item]:
        """These items, but for the one at `index` (0 and more), in whose place there is another."""
        return Vector(_put(self._root, self._depth, index, item), self._size, self._depth)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        if isinstance(index, slice):
            return tuple(self)[index]
        if index < 0:
            index += self._size
        if not 0 <= index < self._size:
            raise IndexError(index)
        node, depth = self._root, self._depth
        while depth:
            node = node[index >> _BITS * depth & _WIDTH - 1]
            depth -= 1
        item: Item = node[index & _WIDTH - 1]
        return item

    def differing(self, other: Vector[Item]) -> Iterator[tuple[Item, Item]]:
        """The items of this and another vector of the same length that stand in one place and are not equal."""
        return _differing(self._root, other._root, self._depth)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Item]:
        return _items(self._root, self._depth)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Vector):
            return NotImplemented
        return self._size == other._size and self._root == other._root

    def __hash__(self) -> int:
        return hash((self._size, self._root))

    def __repr__(self) -> str:
        return f"Vector.of({list(self)!r})"


def _put(node: Node, depth: int, index: int, item: Any) -> Node:
    """The node with the item in its place, which is the first free one at the furthest."""
    place = index >> _BITS * depth & _WIDTH - 1
    if depth:
        item = _put(node[place] if place < len(node) else (), depth - 1, index, item)
    return (*node[:place], item, *node[place + 1 :])


def _items(node: Node, depth: int) -> Iterator[Any]:
    if not depth:
        return iter(node)
    return (item for below in node for item in _items(below, depth - 1))


def _differing(node: Node, other: Node, depth: int) -> Iterator[tuple[Any, Any]]:
    for one, two in zip(node, other, strict=True):
        if one is not two and one != two:
            if depth:
                yield from _differing(one, two, depth - 1)
            else:
                yield one, two
