from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.issuing.school import School
from tests.logbook.checkout import IDENTITY, PEOPLE, Checkout, begin_log, git

Clone = Callable[[str], Checkout]


@pytest.fixture(autouse=True)
def identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Git as nobody, untouched by the configuration of whoever runs the tests."""
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """Makes clones of one remote, which holds a school with people, a key and a log begun, nothing issued."""
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    school = School(tmp_path / "origin").build(PEOPLE)
    for edition in (school.root / "candidates" / "editions").glob("*.yml"):
        edition.unlink()
    school.add_key()
    begin_log(school.root)
    (school.root / ".gitignore").write_text("/candidates/ledger/.lock\n")
    git(school.root, "init", "--quiet", "--initial-branch=main")
    first = Checkout(school.root)
    first.commit("begin")
    first.git("remote", "add", "origin", str(remote))
    first.git("push", "--quiet", "origin", "main")

    def make(name: str) -> Checkout:
        git(tmp_path, "clone", "--quiet", str(remote), name)
        return Checkout(tmp_path / name)

    return make
