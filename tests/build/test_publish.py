"""Replacing a directory as a whole, or not at all; and never one that is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.adapters import renewal
from generator.adapters.publish import MARKER, SIGNATURE, check_output, exclusive, generation
from generator.errors import BuildError


def site(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / MARKER).write_bytes(SIGNATURE)
    (path / "index.html").write_text(text)
    return path


@pytest.fixture(params=["exchange", "renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of swapping: the one step that Linux has, and the two renames of other systems."""
    if request.param == "renames":
        monkeypatch.setattr(renewal, "_exchange", lambda _one, _other: False)
    return str(request.param)


def test_the_new_tree_takes_the_place_of_the_old_one(tmp_path: Path, way: str) -> None:
    output = site(tmp_path / "site", "old")
    with generation(output) as fresh:
        (fresh.directory / "index.html").write_text("new")
        assert (output / "index.html").read_text() == "old"
    assert (output / "index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_first_tree_needs_no_old_one(tmp_path: Path, way: str) -> None:
    with generation(tmp_path / "deep" / "site") as fresh:
        (fresh.directory / "index.html").write_text("new")
    assert (tmp_path / "deep" / "site" / "index.html").read_text() == "new"


def test_a_failure_leaves_the_old_tree_alone(tmp_path: Path, way: str) -> None:
    output = site(tmp_path / "site", "old")
    with pytest.raises(RuntimeError), generation(output) as fresh:
        (fresh.directory / "index.html").write_text("new")
        raise RuntimeError
    assert (output / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_when_the_second_rename_fails_the_first_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = site(tmp_path / "site", "old")
    monkeypatch.setattr(renewal, "_exchange", lambda _one, _other: False)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if Path(target) == output and not self.name.endswith("-old"):
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no"), generation(output) as fresh:
        (fresh.directory / "index.html").write_text("new")
    assert (output / "index.html").read_text() == "old"


def test_the_new_tree_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    with generation(tmp_path / "site"):
        pass
    assert (tmp_path / "site").stat().st_mode & 0o055


def test_the_tree_of_a_build_that_is_running_is_not_swept(tmp_path: Path) -> None:
    with generation(tmp_path / "site") as first, generation(tmp_path / "site"):
        assert first.directory.is_dir()


def test_a_second_build_of_the_same_site_is_refused(tmp_path: Path) -> None:
    with exclusive(tmp_path), pytest.raises(BuildError, match="another build"), exclusive(tmp_path):
        pass
    with exclusive(tmp_path):
        pass


@pytest.mark.parametrize("place", [".", "..", "content", "content/site", "site_templates", ".git/site"])
def test_a_place_that_holds_the_sources_is_refused(tmp_path: Path, place: str) -> None:
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    with pytest.raises(BuildError, match="cannot be the output"):
        check_output(root / place, root)


def test_a_directory_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("years of work")
    with pytest.raises(BuildError, match="holds files"):
        check_output(tmp_path / "home", tmp_path / "root")
    (tmp_path / "empty").mkdir()
    check_output(tmp_path / "empty", tmp_path / "root")


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("")
    with pytest.raises(BuildError, match="is a file"):
        check_output(tmp_path / "site", tmp_path / "root")


def test_a_link_is_followed_and_its_target_replaced(tmp_path: Path) -> None:
    real = site(tmp_path / "disk" / "www", "old")
    (tmp_path / "site").symlink_to(real)
    with generation(check_output(tmp_path / "site", tmp_path / "root")) as fresh:
        (fresh.directory / "index.html").write_text("new")
    assert (tmp_path / "site").is_symlink()
    assert (real / "index.html").read_text() == "new"


def test_a_site_of_other_people_is_not_replaced_though_it_has_a_file_of_headers(tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / MARKER).write_text("/*\n  X-Frame-Options: DENY\n")
    with pytest.raises(BuildError, match="no build wrote"):
        check_output(other, tmp_path / "root")
