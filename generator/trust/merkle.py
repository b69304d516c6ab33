"""Merkle trees of RFC 6962 §2.1: roots, inclusion and consistency proofs.

Everything is read from the hashes of complete subtrees, which never change as a log grows: from them follow
every root and proof of every earlier size in O(log² n). `MerkleTree` keeps them in memory (64 MB for a million
leaves), `tiles.TileTree` reads only those that it needs from a published log.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "MerkleTree",
    "Tree",
    "leaf_hash",
    "node_hash",
    "root_from_consistency",
    "root_from_inclusion",
]

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of the tree without leaves (RFC 6962 §2.1)."""


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree(ABC):
    """A tree of `len` leaves whose complete subtrees can be looked up."""

    __slots__ = ()

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def subtree(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree number `index` of 2^level leaves; `IndexError` without one."""

    def root(self, size: int | None = None) -> bytes:
        """Root over the first `size` leaves, all of them by default."""
        size = self._size(size)
        return self._hash(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """PATH(index, D[size]) of RFC 6962 §2.1.1, from the leaf upwards."""
        size = self._size(size)
        if not 0 <= index < size:
            raise IndexError(f"a tree of {size} leaves has no leaf {index}")
        path: list[bytes] = []
        first, end = 0, size
        while end - first > 1:
            middle = first + _largest_power_below(end - first)
            if index < middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(first, middle))
                first = middle
        return tuple(reversed(path))

    def consistency(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """PROOF(old, D[size]) of RFC 6962 §2.1.2. Empty where `old` is 0 or `size`: nothing is to be shown."""
        size = self._size(size)
        if not 0 <= old <= size:
            raise IndexError(f"a tree of {size} leaves never had {old}")
        path: list[bytes] = []
        if old in (0, size):
            return ()
        first, end, whole = 0, size, True
        while old != end:
            middle = first + _largest_power_below(end - first)
            if old <= middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(first, middle))
                first, whole = middle, False
        if not whole:
            path.append(self._hash(first, end))
        return tuple(reversed(path))

    def _size(self, size: int | None) -> int:
        size = len(self) if size is None else size
        if not 0 <= size <= len(self):
            raise IndexError(f"the tree has {len(self)} leaves, not {size}")
        return size

    def _hash(self, first: int, end: int) -> bytes:
        """MTH over leaves first..end-1, where `first` is a multiple of the power of two that covers them."""
        width = end - first
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self.subtree(level, first >> level)
        middle = first + _largest_power_below(width)
        return node_hash(self._hash(first, middle), self._hash(middle, end))


@dataclass(frozen=True, slots=True)
class MerkleTree(Tree):
    """A tree in memory: `levels[k]` holds the hash of each complete subtree of 2^k leaves, one after another."""

    levels: tuple[bytes, ...]

    @classmethod
    def of(cls, leaf_hashes: Iterable[bytes]) -> MerkleTree:
        """The tree over those leaf hashes, in that order."""
        level = b"".join(leaf_hashes)
        levels = [level]
        sha256 = hashlib.sha256
        step = 2 * HASH_SIZE
        while len(level) >= step:
            whole = len(level) - len(level) % step
            level = b"".join(
                [sha256(b"\x01" + level[place : place + step]).digest() for place in range(0, whole, step)]
            )
            levels.append(level)
        return cls(tuple(levels))

    def __len__(self) -> int:
        return len(self.levels[0]) // HASH_SIZE

    def leaf_hash(self, index: int) -> bytes:
        """The hash of one leaf."""
        return self.subtree(0, index)

    def subtree(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree number `index` of 2^level leaves; `IndexError` without one."""
        start = index * HASH_SIZE
        found = self.levels[level][start : start + HASH_SIZE] if level < len(self.levels) else b""
        if index < 0 or len(found) != HASH_SIZE:
            raise IndexError(f"the tree has no complete subtree {index} at level {level}")
        return found


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that `path` leads to from the leaf hash `leaf` (RFC 9162 §2.1.3.2), None where it cannot fit."""
    if not 0 <= index < size:
        return None
    node, last, current = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            current = node_hash(sibling, current)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        node, last = node >> 1, last >> 1
    return current if last == 0 else None


def root_from_consistency(old: int, size: int, old_root: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root over `size` leaves that `path` leads to from `old_root` (RFC 9162 §2.1.4.2).

    None where the path does not fit the sizes or does not also lead to `old_root`, and for an `old` of 0: every
    tree is consistent with the empty one, which is for the caller to say.
    """
    if not 0 < old <= size:
        return None
    if old == size:
        return old_root if not path else None
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return None
    node, last = old - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    then = now = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            then, now = node_hash(sibling, then), node_hash(sibling, now)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        node, last = node >> 1, last >> 1
    return now if last == 0 and then == old_root else None


def _largest_power_below(width: int) -> int:
    """The largest power of two smaller than `width` (at least 2)."""
    return 1 << ((width - 1).bit_length() - 1)
