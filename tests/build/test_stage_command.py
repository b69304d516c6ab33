"""`parchemin stage`: the project that it writes, built by MkDocs and by Zensical, gives the pages of our own build."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.build.conftest import Small, contents

BIN = Path(sys.executable).parent
OURS_ALONE = re.compile(
    r"d/|verify/|status/|\.well-known/|log/|witness/|_headers|\.htaccess|robots\.txt|\.nojekyll|documents/|[a-z-]+/did\.json"
)
"""What a build publishes beside the staged pages."""


def stage(root: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "stage", "--date", "2026-08-01", *words])


@pytest.fixture(scope="module")
def project(built: Small, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("staged") / "project"
    done = stage(built.root, str(directory))
    assert done.exit_code == 0, done.output
    return directory


def pages(directory: Path) -> set[str]:
    return {
        path.relative_to(directory).as_posix()
        for path in directory.rglob("*.html")
        if not OURS_ALONE.match(path.relative_to(directory).as_posix())
    }


@pytest.mark.parametrize(
    "words", [("mkdocs", "build", "--strict"), ("zensical", "build")], ids=lambda words: words[0]
)
def test_another_engine_builds_the_same_pages_and_feeds(
    built: Small, project: Path, words: tuple[str, ...]
) -> None:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [BIN / words[0], *words[1:]],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert pages(project / "site") == pages(built.output)
    theirs, ours = contents(project / "site"), contents(built.output)
    wanted = {name for name in ours if not OURS_ALONE.match(name)}
    assert wanted - theirs.keys() == set()
    # Zensical colours the code of hand-written pages; all else is the same, byte for byte.
    assert {name for name in wanted if theirs[name] != ours[name]} <= {"fr/verify.html", "en/verify.html"}


def test_the_project_names_no_plugin_and_nothing_private(built: Small, project: Path) -> None:
    configuration = (project / "mkdocs.yml").read_text(encoding="utf-8")
    assert configuration.startswith("# Written by parchemin stage\n")
    assert "plugins: []" in configuration
    text = configuration + "".join(
        path.read_text(encoding="utf-8")
        for path in (project / "docs").rglob("*")
        if path.suffix in (".md", ".json")
    )
    assert not any(holder.name in text or holder.code in text for holder in built.holders)


def test_staging_again_changes_nothing_and_keeps_what_an_engine_built(built: Small, project: Path) -> None:
    (project / "site").mkdir(exist_ok=True)
    (project / "site" / "kept.txt").write_text("x", encoding="utf-8")
    before = contents(project)
    done = stage(built.root, str(project))
    assert "0 of them new or changed, 0 removed" in done.output
    assert contents(project) == before


@pytest.mark.parametrize("place", [".", "content", "site_templates/x"])
def test_the_folders_of_the_site_are_refused(built: Small, place: str) -> None:
    done = stage(built.root, str(built.root / place))
    assert done.exit_code == 1
    assert "belongs to the site" in done.output


def test_a_folder_with_something_else_in_it_is_refused_and_left_alone(built: Small, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x", encoding="utf-8")
    done = stage(built.root, str(tmp_path))
    assert done.exit_code == 1
    assert "did not write" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_mistake_in_the_records_is_named_and_nothing_is_staged(
    make_small: Callable[[int], Small], tmp_path: Path
) -> None:
    broken = make_small(1)
    broken.change("content/courses/cours.yml", "language: fr", "language: de")
    done = stage(broken.root, str(tmp_path / "project"))
    assert done.exit_code == 1
    assert "content/courses/cours.yml:" in done.output
    assert not (tmp_path / "project").exists()
