"""The staging directory holds exactly what it is given, and an unchanged file is not touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.adapters.staging import Staged, stage
from generator.errors import BuildError


def test_a_first_staging_writes_everything(tmp_path: Path) -> None:
    assert stage({"fr/a.md": b"a", "assets/x/y.svg": b"y"}, tmp_path / "stage") == Staged(2, 0, 0)
    assert (tmp_path / "stage/assets/x/y.svg").read_bytes() == b"y"


def test_an_unchanged_file_is_not_written_again(tmp_path: Path) -> None:
    stage({"a.md": b"a", "b.md": b"b"}, tmp_path)
    before = (tmp_path / "a.md").stat().st_mtime_ns
    assert stage({"a.md": b"a", "b.md": b"c"}, tmp_path) == Staged(1, 1, 0)
    assert (tmp_path / "a.md").stat().st_mtime_ns == before
    assert (tmp_path / "b.md").read_bytes() == b"c"


def test_what_is_no_longer_wanted_goes_with_its_empty_folders(tmp_path: Path) -> None:
    stage({"fr/courses/a.md": b"a", "fr/b.md": b"b"}, tmp_path)
    assert stage({"fr/b.md": b"b"}, tmp_path) == Staged(0, 1, 1)
    assert not (tmp_path / "fr/courses").exists()


def test_a_file_may_take_the_place_of_a_folder_and_back(tmp_path: Path) -> None:
    stage({"a/b": b"1"}, tmp_path)
    stage({"a": b"2"}, tmp_path)
    assert (tmp_path / "a").read_bytes() == b"2"
    stage({"a/b": b"3"}, tmp_path)
    assert (tmp_path / "a/b").read_bytes() == b"3"


def test_a_link_in_the_staging_directory_is_removed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/precious").write_text("x")
    (tmp_path / "stage").mkdir()
    (tmp_path / "stage/link").symlink_to(tmp_path / "outside")
    stage({"a.md": b"a"}, tmp_path / "stage")
    assert not (tmp_path / "stage/link").is_symlink()
    assert (tmp_path / "outside/precious").exists()


@pytest.mark.parametrize("name", ["../a.md", "/a.md", "a//b.md", "a/./b", "a\\b", "a\0b"])
def test_a_path_that_leaves_the_directory_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BuildError):
        stage({name: b""}, tmp_path / "stage")


def test_a_file_that_is_a_folder_of_another_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError):
        stage({"a": b"", "a/b": b""}, tmp_path)
