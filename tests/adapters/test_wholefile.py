"""Files of the cache: whole, or as good as absent."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from generator.adapters.wholefile import put, read_whole, write_whole

HEADER = {"sizes": [24, 5, 0], "words": "é\n"}


def stored(path: Path) -> tuple[object, bytes] | None:
    with read_whole(path) as found:
        return None if found is None else (found[0], found[1].read())


def test_what_was_kept_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    numbers = array("q", [1, -2, 3])
    write_whole(path, HEADER, [numbers, bytearray(b"\n\0abc"), b""])
    assert stored(path) == (HEADER, numbers.tobytes() + b"\n\0abc")
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["file"]


def test_a_file_that_is_not_whole_is_none(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert stored(path) is None
    write_whole(path, HEADER, [b"column"])
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert stored(path) is None
        path.write_bytes(whole[:end] + bytes([whole[end] ^ 1]) + whole[end + 1 :])
        assert stored(path) is None
    path.unlink()
    path.mkdir()
    assert stored(path) is None


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    put(path, [b"old"])

    def broken() -> object:
        yield b"new"
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        put(path, broken())  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
