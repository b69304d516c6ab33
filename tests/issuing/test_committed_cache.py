"""Somebody commits what the caches would hold: nothing is read from it, and nothing is built."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.adapters.recordcache import CACHE
from generator.cli import main
from tests.issuing.school import School
from tests.issuing.test_audit import SEGMENT, rewrite


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=Eve Exempel", "-c", "user.email=eve@mail.example")
    subprocess.run(["git", "-C", root, *who, *words], check=True, capture_output=True)


def check(root: Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["-C", str(root), "check"])
    return result.exit_code, result.output


@pytest.fixture
def cloned(school: School, tmp_path: Path) -> Path:
    """A colleague's clone of a repository in which somebody altered a diploma, and committed a cache by which the
    batch was found in order, as any copy of the program can be made to write it."""
    school.issue()
    git(school.root, "init", "-q")
    with pytest.MonkeyPatch.context() as patch:
        rewrite(school, 1, lambda line: line["credential"].update(awardedDate="2020-02-02T00:00:00Z"))  # type: ignore[attr-defined]
        patch.setattr("generator.issuing.segment.verify_proof", lambda *_, **__: True)
        assert check(school.root)[0] == 0
    assert (school.root / CACHE / "ledger").is_file()
    git(school.root, "add", "-f", ".")
    git(school.root, "commit", "-q", "-m", "Nothing to see here")
    git(tmp_path, "clone", "-q", str(school.root), "clone")
    return tmp_path / "clone"


def test_a_cache_that_was_committed_is_refused(cloned: Path, tmp_path: Path) -> None:
    code, said = check(cloned)
    assert code == 1 and ".parchemin:0:0: Y111" in said and f"{SEGMENT}:1:1: L303" in said
    result = CliRunner().invoke(main, ["-C", str(cloned), "build", "--output", str(tmp_path / "built")])
    assert result.exit_code == 1 and "Y111" in result.output
    assert not (tmp_path / "built").exists()


def test_the_remedy_is_the_one_that_is_named(cloned: Path) -> None:
    git(cloned, "rm", "-r", "-q", "--cached", ".parchemin")
    shutil.rmtree(cloned / ".parchemin")
    code, said = check(cloned)
    assert code == 1 and f"{SEGMENT}:1:1: L303" in said and "Y111" not in said


@pytest.mark.parametrize("way", ["link", "spelling"])
def test_no_other_way_leads_there(cloned: Path, way: str) -> None:
    if way == "link":
        (cloned / ".parchemin").rename(cloned / "content" / "x")
        (cloned / ".parchemin").symlink_to("content/x")
    else:
        # As on a file system to which both are one name.
        git(cloned, "mv", ".parchemin", ".PARCHEMIN")
        shutil.copytree(cloned / ".PARCHEMIN", cloned / ".parchemin")
        (cloned / ".gitignore").write_text("/.parchemin/\n")
    git(cloned, "add", "-A")
    git(cloned, "commit", "-q", "-m", "Moved")
    assert check(cloned)[0] == 1 and "Y111" in check(cloned)[1]


def test_what_git_ignores_is_used(school: School) -> None:
    school.issue()
    (school.root / ".gitignore").write_text("/.parchemin/\n")
    git(school.root, "init", "-q")
    git(school.root, "add", "-A")
    git(school.root, "commit", "-q", "-m", "All")
    for _ in range(2):
        assert "Y111" not in check(school.root)[1]
    assert (school.root / CACHE / "ledger").is_file()
