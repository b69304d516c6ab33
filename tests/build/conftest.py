"""A small site of six diplomas, made anew for each test that changes it, and built once for those that only look."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from benchmarks.synthetic import Holder, make_site
from generator.build import BuildReport, build

DAY = date(2026, 8, 1)
NUMBER = 6


class Small:
    """A synthetic site, and how to build it."""

    def __init__(self, root: Path, holders: tuple[Holder, ...]) -> None:
        self.root = root
        self.holders = holders
        self.output = root / "site"

    def build(self, **options: object) -> BuildReport:
        """Build into `output` for a fixed day, in this process."""
        return build(self.root, self.output, **{"day": DAY, "jobs": 1, **options})  # type: ignore[arg-type]

    def write(self, path: str, text: str) -> None:
        """Write or replace one file of the site."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Replace a text that must be there."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def segment(self) -> Path:
        """The first batch of the ledger."""
        return sorted((self.root / "candidates/ledger/credentials").iterdir())[0]


def contents(directory: Path) -> dict[str, str]:
    """Every file below a directory and the digest of its bytes."""
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def debris(root: Path) -> list[str]:
    """What a build has left beside its output."""
    return [path.name for path in root.iterdir() if path.name.startswith(".site")]


@pytest.fixture
def make_small(tmp_path: Path) -> Callable[[int], Small]:
    """Make a site with so many diplomas."""
    return lambda number: Small(tmp_path / "small", make_site(tmp_path / "small", number))


@pytest.fixture
def small(make_small: Callable[[int], Small]) -> Small:
    """A site of six diplomas that the test may change."""
    return make_small(NUMBER)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A site of six diplomas that is built already; read-only."""
    root = tmp_path_factory.mktemp("built") / "small"
    ready = Small(root, make_site(root, NUMBER))
    ready.build()
    return ready
