"""Merkle trees, held to the definitions of RFC 6962 §2.1 written as they stand."""

from __future__ import annotations

import hashlib
import random

import pytest

from generator.trust.merkle import (
    EMPTY_ROOT,
    MerkleTree,
    leaf_hash,
    node_hash,
    root_from_consistency,
    root_from_inclusion,
)

SMALL = range(34)
EDGES = (127, 128, 129, 255, 256, 257)
LARGE = (65_535, 65_536, 65_537)


def leaves(size: int, seed: bytes = b"") -> list[bytes]:
    return [leaf_hash(seed + b"%d" % index) for index in range(size)]


def mth(hashes: list[bytes]) -> bytes:
    """MTH(D[n]), word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(mth(hashes[:k]), mth(hashes[k:]))


def tree(size: int) -> MerkleTree:
    return MerkleTree.of(leaves(size))


def test_the_empty_tree_is_sha_256_of_nothing() -> None:
    assert tree(0).root() == EMPTY_ROOT == hashlib.sha256(b"").digest()
    assert len(tree(0)) == 0
    assert tree(0).consistency(0) == ()


def test_leaves_and_nodes_are_told_apart() -> None:
    assert leaf_hash(b"x") == hashlib.sha256(b"\0x").digest()
    assert node_hash(b"l", b"r") == hashlib.sha256(b"\1lr").digest()


@pytest.mark.parametrize("size", [*SMALL, *EDGES])
def test_every_root_of_every_earlier_size_is_that_of_the_definition(size: int) -> None:
    hashes, whole = leaves(size), tree(size)
    for earlier in range(0, size + 1, 1 if size < 40 else 13):
        assert whole.root(earlier) == mth(hashes[:earlier])


@pytest.mark.parametrize("size", [*SMALL, *EDGES])
def test_every_leaf_is_proven_in_every_size_and_no_changed_path_is_believed(size: int) -> None:
    hashes, whole = leaves(size), tree(size)
    for earlier in {*range(1, size + 1, 1 if size < 20 else 11), size} - {0}:
        root = whole.root(earlier)
        for index in range(earlier) if size < 40 or earlier == size else (0, earlier // 2, earlier - 1):
            path = whole.inclusion(index, earlier)
            assert root_from_inclusion(hashes[index], index, earlier, path) == root
            assert root_from_inclusion(leaf_hash(b"other"), index, earlier, path) != root
            assert root_from_inclusion(hashes[index], index, earlier, (*path, root)) != root
            assert root_from_inclusion(hashes[index], index, earlier, (root, *path)) != root
            if path:
                assert root_from_inclusion(hashes[index], index, earlier, path[:-1]) != root
                assert root_from_inclusion(hashes[index], index, earlier, path[1:]) != root
                assert root_from_inclusion(hashes[index], index, earlier, (*path[:-1], EMPTY_ROOT)) != root


def test_a_path_proves_its_own_index_and_no_other() -> None:
    for size in range(1, 20):
        hashes, whole = leaves(size), tree(size)
        for index in range(size):
            path = whole.inclusion(index)
            right = [
                other
                for other in range(-1, size + 2)
                if root_from_inclusion(hashes[index], other, size, path) == whole.root()
            ]
            assert right == [index]


@pytest.mark.parametrize("size", [*range(1, 34), *EDGES])
def test_every_earlier_size_is_shown_to_be_a_prefix_and_no_changed_path_is_believed(size: int) -> None:
    whole = tree(size)
    for old in range(1, size + 1, 1 if size < 40 else 7):
        path, old_root, root = whole.consistency(old), whole.root(old), whole.root()
        assert root_from_consistency(old, size, old_root, path) == root
        assert root_from_consistency(old, size, old_root, (*path, root)) != root
        if old < size:
            assert root_from_consistency(old, size, EMPTY_ROOT, path) != root
        for place in range(len(path)):
            assert root_from_consistency(old, size, old_root, path[:place] + path[place + 1 :]) != root
            forged = (*path[:place], EMPTY_ROOT, *path[place + 1 :])
            assert root_from_consistency(old, size, old_root, forged) != root


def test_a_fork_cannot_be_shown_to_be_a_prefix() -> None:
    whole = tree(50)
    for old in range(1, 50):
        other = MerkleTree.of([*leaves(old - 1), leaf_hash(b"another last leaf")])
        assert root_from_consistency(old, 50, other.root(), whole.consistency(old)) != whole.root()


def test_sizes_that_cannot_be_have_no_root() -> None:
    whole = tree(8)
    assert root_from_consistency(0, 8, EMPTY_ROOT, ()) is None
    assert root_from_consistency(9, 8, whole.root(), ()) is None
    assert root_from_consistency(8, 8, whole.root(), ()) == whole.root()
    assert root_from_consistency(8, 8, whole.root(), (whole.root(),)) is None
    assert root_from_consistency(4, 8, whole.root(4), ()) is None
    assert root_from_consistency(3, 8, whole.root(3), ()) is None
    assert root_from_inclusion(leaf_hash(b"0"), 0, 0, ()) is None
    assert root_from_inclusion(leaf_hash(b"0"), 8, 8, whole.inclusion(7)) is None
    for ask in (
        lambda: whole.root(9),
        lambda: whole.root(-1),
        lambda: whole.inclusion(8),
        lambda: whole.inclusion(-1),
        lambda: whole.inclusion(5, 5),
        lambda: whole.consistency(9),
        lambda: whole.subtree(0, -1),
        lambda: whole.subtree(1, 4),
        lambda: whole.subtree(4, 0),
    ):
        with pytest.raises(IndexError):
            ask()


@pytest.mark.parametrize("size", LARGE)
def test_large_trees_prove_their_edges_and_some_of_their_leaves(size: int) -> None:
    hashes, whole = leaves(size), tree(size)
    assert whole.root() == mth(hashes)
    draw = random.Random(size)  # noqa: S311 - the same draw every time
    for index in {0, 1, 255, 256, size - 2, size - 1, *(draw.randrange(size) for _ in range(200))}:
        assert root_from_inclusion(hashes[index], index, size, whole.inclusion(index)) == whole.root()
    for old in {1, 2, 255, 256, 257, size - 1, size, *(draw.randrange(1, size) for _ in range(200))}:
        assert root_from_consistency(old, size, whole.root(old), whole.consistency(old)) == whole.root()


def test_an_earlier_size_needs_nothing_of_what_came_later() -> None:
    """Proofs against an old size are the same from the tree of that day and from today's."""
    today = tree(300)
    for size in (1, 2, 7, 255, 256, 257):
        then = tree(size)
        assert today.root(size) == then.root()
        assert [today.inclusion(index, size) for index in range(size)] == [
            then.inclusion(index) for index in range(size)
        ]
        assert [today.consistency(old, size) for old in range(size)] == [
            then.consistency(old) for old in range(size)
        ]
