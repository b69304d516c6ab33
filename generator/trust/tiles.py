"""Tiles (https://c2sp.org/tlog-tiles): a Merkle tree as files that never change, written and read.

A tile holds 256 hashes; those of level L are the hashes of complete subtrees of 256^L leaves. The leaves themselves
stand in bundles beside the tiles of level 0. The last tile of a level is partial and named after its width.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import overload

from generator.errors import MalformedError
from generator.trust.merkle import HASH_SIZE, MerkleTree, Tree, node_hash

__all__ = [
    "MAX_LEAF",
    "TILE_WIDTH",
    "ChunkedLeaves",
    "ReadTile",
    "TileTree",
    "entry_bundle",
    "entry_bundles",
    "read_entry_bundle",
    "tile_path",
    "tiles",
]

TILE_WIDTH = 256
MAX_LEAF = 65_535
"""Bytes of a leaf: its length is written in two."""
_LEVEL_BITS = 8

ReadTile = Callable[[str], "bytes | None"]
"""The bytes at a path such as ``tile/0/000``, None where there are none."""


def tile_path(level: int | str, index: int, width: int = TILE_WIDTH) -> str:
    """``tile/<level>/<index>[.p/<width>]``: the index in groups of three digits, all but the last after an x."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    partial = f".p/{width}" if width < TILE_WIDTH else ""
    return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


def tiles(tree: MerkleTree, sizes: Sequence[int]) -> Iterator[tuple[str, bytes]]:
    """The tiles of a log for whose `sizes` checkpoints were made: the full ones of the greatest, the partial ones of
    each. Leaves of the tree beyond the greatest are not in any checkpoint yet and stay out.
    """
    for bits in range(0, len(tree.levels), _LEVEL_BITS):
        row = tree.levels[bits]
        for index, width in _widths(sizes, bits):
            start = index * TILE_WIDTH * HASH_SIZE
            yield tile_path(bits // _LEVEL_BITS, index, width), row[start : start + width * HASH_SIZE]


def entry_bundle(leaves: Sequence[bytes]) -> bytes:
    """At most 256 leaves, each after its length (uint16, big-endian)."""
    return b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in leaves)


def entry_bundles(leaves: Sequence[bytes], sizes: Sequence[int]) -> Iterator[tuple[str, bytes]]:
    """The bundles of leaves that go with the tiles of level 0. Reads `leaves` 256 at a time."""
    for index, width in _widths(sizes, 0):
        start = index * TILE_WIDTH
        yield tile_path("entries", index, width), entry_bundle(leaves[start : start + width])


def read_entry_bundle(data: bytes) -> tuple[bytes, ...]:
    """The leaves of one bundle. Raises `MalformedError` (``bundle``) where it is cut off or holds too many."""
    leaves: list[bytes] = []
    place = 0
    while place < len(data):
        start = place + 2
        end = start + int.from_bytes(data[place:start], "big")
        if start > len(data) or end > len(data) or len(leaves) == TILE_WIDTH:
            raise MalformedError("a bundle of log entries is cut off, or holds too many", reason="bundle")
        leaves.append(data[start:end])
        place = end
    return tuple(leaves)


class ChunkedLeaves(Sequence[bytes]):
    """`size` leaves that are read 256 at a time, by the number of their bundle, and not kept."""

    def __init__(self, size: int, read: Callable[[int], Sequence[bytes]]) -> None:
        self._count = size
        self._read = read
        self._last: tuple[int, Sequence[bytes]] = (-1, ())

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self[index] for index in range(*place.indices(self._count))]
        index = place + self._count if place < 0 else place
        if not 0 <= index < self._count:
            raise IndexError(f"there are {self._count} leaves")
        chunk, offset = divmod(index, TILE_WIDTH)
        if self._last[0] != chunk:
            self._last = (chunk, self._read(chunk))
        return self._last[1][offset]


class TileTree(Tree):
    """A tree of `size` leaves read from tiles as they are needed; each is read once.

    A tile is believed by nobody: whoever uses this compares `root` with a signed one, and proofs with both roots.
    `MalformedError` (``tile``) says that a tile is missing, or has the wrong length.
    """

    __slots__ = ("_read", "_size_", "_tiles")

    def __init__(self, size: int, read: ReadTile) -> None:
        self._size_ = size
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}

    def __len__(self) -> int:
        return self._size_

    def subtree(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree number `index` of 2^level leaves."""
        if index < 0 or (index + 1) << level > self._size_:
            raise IndexError(f"the tree has no complete subtree {index} at level {level}")
        tile_level, height = divmod(level, _LEVEL_BITS)
        number, place = divmod(index << height, TILE_WIDTH)
        start = place * HASH_SIZE
        row = self._tile(tile_level, number)[start : start + (HASH_SIZE << height)]
        nodes = [row[at : at + HASH_SIZE] for at in range(0, len(row), HASH_SIZE)]
        while len(nodes) > 1:
            nodes = [node_hash(nodes[at], nodes[at + 1]) for at in range(0, len(nodes), 2)]
        return nodes[0]

    def _tile(self, level: int, index: int) -> bytes:
        known = self._tiles.get((level, index))
        if known is not None:
            return known
        width = min((self._size_ >> (_LEVEL_BITS * level)) - index * TILE_WIDTH, TILE_WIDTH)
        path = tile_path(level, index, width)
        data = self._read(path)
        if data is None and width < TILE_WIDTH:
            # A log may drop a partial tile once the full one exists (tlog-tiles, Partial Tiles).
            full = self._read(tile_path(level, index))
            data = full[: width * HASH_SIZE] if full is not None else None
        if data is None or len(data) != width * HASH_SIZE:
            raise MalformedError(f"{path} is missing, or does not hold {width} hashes", reason="tile")
        self._tiles[level, index] = data
        return data


def _widths(sizes: Sequence[int], bits: int) -> list[tuple[int, int]]:
    """(index, width) of all tiles of a row that counts subtrees of 2^bits leaves."""
    nodes = {size >> bits for size in sizes}
    partial = {divmod(count, TILE_WIDTH) for count in nodes if count % TILE_WIDTH}
    full = {(index, TILE_WIDTH) for index in range(max(nodes, default=0) // TILE_WIDTH)}
    return sorted(partial | full)
