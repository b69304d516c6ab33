"""Documents on the site: made apart from a build, and not lost by the next one, whichever came first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.synthetic import act
from generator.cli import main
from generator.site.documents.published import LISTED, NONE
from tests.build.conftest import Small

PROGRAMME = "content/programmes/certificat.yml"


def run(root: Path, *words: str) -> None:
    answer = CliRunner().invoke(main, ["-C", str(root), *words])
    assert answer.exit_code == 0, answer.output


def setting(root: Path, value: str) -> None:
    path = root / PROGRAMME
    lines = [line for line in path.read_text().splitlines() if not line.startswith("documents:")]
    path.write_text("\n".join([*lines, f"documents: {value}", ""]))


def published(root: Path) -> dict[str, bytes]:
    """All that the site has in its folder of documents."""
    folder = root / "site/documents"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("before", [False, True], ids=["build-first", "documents-first"])
def test_a_build_loses_no_document_whichever_came_first(
    make_small: Callable[[int], Small], before: bool
) -> None:
    small = make_small(2)
    root = small.root
    setting(root, "both")
    if before:
        run(root, "documents", "--all")
    run(root, "build")
    assert published(root) == {"digests.txt": NONE}
    run(root, "documents", "--all", "--publish")
    first = published(root)
    assert sum(name.endswith(".pdf") for name in first) == len(small.holders)
    assert (len(first), first["digests.txt"]) == (256 + 1 + len(small.holders), LISTED)
    run(root, "build")  # most of the site stays
    assert published(root) == first
    run(root, "documents", "--all", "--publish")
    assert published(root) == first


def test_a_build_takes_away_what_may_no_longer_lie_there_and_keeps_the_digests(
    make_small: Callable[[int], Small],
) -> None:
    small = make_small(2)
    root, code = small.root, small.holders[0].code
    setting(root, "publish")
    run(root, "build")
    run(root, "documents", "--all", "--publish")
    first = published(root)
    act(root, "withdraw", code)
    run(root, "build")
    assert set(first) - set(published(root)) == {name for name in first if name.startswith(code)} != set()
    (root / "site/documents" / f"{'B' * 24}-diploma-a4-fr.pdf").write_bytes(b"of nobody")
    setting(root, "none")
    run(root, "build")
    assert published(root) == {name: data for name, data in first.items() if name.startswith("digests")}
