"""Tiles: the paths and widths of the specification, and trees read back from them."""

from __future__ import annotations

import pytest

from generator.errors import MalformedError
from generator.trust.merkle import MerkleTree, leaf_hash, root_from_consistency, root_from_inclusion
from generator.trust.tiles import TileTree, entry_bundle, entry_bundles, read_entry_bundle, tile_path, tiles

SIZES = (0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537)


def tree(size: int) -> MerkleTree:
    return MerkleTree.of(leaf_hash(b"%d" % index) for index in range(size))


@pytest.fixture(scope="module")
def large() -> MerkleTree:
    return tree(65_537)


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 273, 112, "tile/0/273.p/112"),
        (63, 999, 256, "tile/63/999"),
        (1, 1_000, 1, "tile/1/x001/000.p/1"),
        (0, 1_234_067, 256, "tile/0/x001/x234/067"),
        ("entries", 1_234_067, 255, "tile/entries/x001/x234/067.p/255"),
        ("entries", 0, 256, "tile/entries/000"),
    ],
)
def test_a_path_is_that_of_the_specification(level: int | str, index: int, width: int, path: str) -> None:
    assert tile_path(level, index, width) == path


def test_a_tree_of_70_000_has_the_tiles_that_the_specification_counts() -> None:
    paths = [path for path, _ in tiles(tree(70_000), [70_000])]
    assert len([path for path in paths if path.startswith("tile/0/") and ".p" not in path]) == 273
    assert [path for path in paths if not path.startswith("tile/0/") or ".p" in path] == [
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]


def test_a_tree_of_256_has_a_full_tile_and_one_of_width_1() -> None:
    made = dict(tiles(tree(256), [256]))
    assert set(made) == {"tile/0/000", "tile/1/000.p/1"}
    assert made["tile/1/000.p/1"] == tree(256).root()


@pytest.mark.parametrize("size", SIZES)
def test_every_size_has_the_tiles_of_its_definition(large: MerkleTree, size: int) -> None:
    made = dict(tiles(large, [size]))
    expected = {}
    for level in range(3):
        full, partial = divmod(size // 256**level, 256)
        for index in range(full + (partial > 0)):
            width = partial if index == full else 256
            nodes = [large.subtree(8 * level, index * 256 + place) for place in range(width)]
            expected[tile_path(level, index, width)] = b"".join(nodes)
    assert made == expected


def test_partial_tiles_exist_for_every_size_with_a_checkpoint(large: MerkleTree) -> None:
    made = dict(tiles(large, [3, 256, 300, 600]))
    assert set(made) == {
        "tile/0/000",
        "tile/0/000.p/3",
        "tile/0/001",
        "tile/0/001.p/44",
        "tile/0/002.p/88",
        "tile/1/000.p/1",
        "tile/1/000.p/2",
    }


@pytest.mark.parametrize("size", [size for size in SIZES if size])
def test_a_tree_is_read_back_from_its_tiles(large: MerkleTree, size: int) -> None:
    files = dict(tiles(large, [size]))
    read = TileTree(size, files.get)
    assert len(read) == size
    assert read.root() == large.root(size)
    for index in {0, 1, size // 2, size - 1} & set(range(size)):
        path = read.inclusion(index)
        assert path == large.inclusion(index, size)
        assert root_from_inclusion(leaf_hash(b"%d" % index), index, size, path) == read.root()
    for old in {1, 2, 255, 256, size - 1} & set(range(1, size)):
        path = read.consistency(old)
        assert root_from_consistency(old, size, large.root(old), path) == read.root()


def test_few_tiles_are_read_for_a_proof_in_a_large_tree(large: MerkleTree) -> None:
    files, asked = dict(tiles(large, [65_537])), []

    def read(path: str) -> bytes | None:
        asked.append(path)
        return files.get(path)

    TileTree(65_537, read).consistency(40_000)
    assert len(asked) <= 5
    assert len(asked) == len(set(asked))


def test_a_full_tile_serves_where_the_partial_one_was_dropped(large: MerkleTree) -> None:
    files = {
        path: data
        for path, data in tiles(large, [300, 600])
        if ".p" not in path or "002" in path or "/1/" in path
    }
    assert "tile/0/001.p/44" not in files
    assert TileTree(300, files.get).root() == large.root(300)


@pytest.mark.parametrize(
    "change", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: b"", lambda _: None]
)
def test_a_truncated_or_missing_tile_is_named(large: MerkleTree, change: object) -> None:
    files: dict[str, bytes | None] = dict(tiles(large, [300]))
    files["tile/0/001.p/44"] = change(files["tile/0/001.p/44"])  # type: ignore[operator]
    with pytest.raises(MalformedError, match=r"tile/0/001\.p/44") as refused:
        TileTree(300, files.get).root()
    assert refused.value.reason == "tile"


def test_a_changed_tile_gives_another_root(large: MerkleTree) -> None:
    files = dict(tiles(large, [300]))
    data = bytearray(files["tile/0/001.p/44"])
    data[-1] ^= 1
    files["tile/0/001.p/44"] = bytes(data)
    assert TileTree(300, files.get).root() != large.root(300)


def test_a_subtree_that_is_not_complete_is_not_asked_for() -> None:
    read = TileTree(5, dict(tiles(tree(5), [5])).get)
    for level, index in ((0, 5), (0, -1), (1, 2), (3, 0)):
        with pytest.raises(IndexError):
            read.subtree(level, index)


# --- entries


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 700])
def test_bundles_hold_every_leaf_in_order(size: int) -> None:
    leaves = [b"%d" % index * 40 for index in range(size)]
    made = dict(entry_bundles(leaves, [size]))
    read: list[bytes] = []
    for index in range((size + 255) // 256):
        width = min(256, size - 256 * index)
        bundle = read_entry_bundle(made[tile_path("entries", index, width)])
        assert len(bundle) == width
        read += bundle
    assert read == leaves
    assert len(made) == (size + 255) // 256


def test_the_length_stands_in_two_bytes_before_each_leaf() -> None:
    assert entry_bundle([b"abc", b"", b"x" * 65_535]) == b"\0\3abc\0\0\xff\xff" + b"x" * 65_535


@pytest.mark.parametrize("data", [b"\0", b"\0\3ab", b"\0\1a\0", b"\0\0" * 257, b"\xff\xff"])
def test_a_truncated_or_overlong_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError) as refused:
        read_entry_bundle(data)
    assert refused.value.reason == "bundle"
