"""The form's configuration: every field of a course, in French and English, and nothing of any candidate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.adapters import formscript
from generator.adapters.files import load_tree
from generator.cli import main
from generator.records.course import Course
from generator.records.tree import Tree
from generator.site.form import BACKENDS, Backend, configuration, form_files, policy
from generator.site.form_words import FIELDS

GITHUB = Backend("github", "ecole/diplomes")


@pytest.fixture(scope="module")
def tree(root: Path) -> Tree:
    return load_tree(root, folders=("content",))


def fields(value: Any) -> Iterator[dict[str, Any]]:
    """Every field of a configuration, at any depth."""
    if isinstance(value, dict):
        if "widget" in value:
            yield value
        for inner in value.values():
            yield from fields(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from fields(inner)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", BACKENDS)
def test_no_collection_reaches_the_candidates(tree: Tree, name: str) -> None:
    made = configuration(tree, Backend(name, "ecole/diplomes"))
    for collection in made["collections"]:
        assert set(collection) & {"files", "path", "nested"} == set()
        assert collection["folder"] in ("content/courses", "content/pages/fr", "content/pages/en")
        assert collection["delete"] is False
    assert made["media_folder"].startswith("content/assets/")
    assert "singletons" not in made
    assert [one for one in strings(made) if "candidates" in one or ".." in one.split("/")] == []


def test_a_course_has_every_field_of_the_model_with_its_french_name(tree: Tree) -> None:
    made = configuration(tree, GITHUB)
    courses = made["collections"][0]
    assert [one["name"] for one in courses["fields"]] == list(Course.model_fields)
    named = {one["name"] for one in fields(made)} - {"value"}
    assert named == set(FIELDS)
    for field in fields(made):
        assert field["name"] == "value" or field["label"] == f"{FIELDS[field['name']]} · {field['name']}"


def test_what_the_models_ask_for_is_asked_for(tree: Tree) -> None:
    by_name = {one["name"]: one for one in configuration(tree, GITHUB)["collections"][0]["fields"]}
    assert {name for name, one in by_name.items() if one["required"]} == {
        name for name, one in Course.model_fields.items() if one.is_required()
    }
    assert by_name["theme"]["widget"] == "select"
    assert {one["value"] for one in by_name["theme"]["options"]} == {one.id for one in tree.site.themes}
    assert {one["value"] for one in by_name["school"]["options"]} == set(tree.issuers)
    session = {one["name"]: one for one in by_name["sessions"]["fields"]}
    assert session["start"] | {"label": "", "hint": ""} == {
        "name": "start",
        "label": "",
        "required": False,
        "widget": "datetime",
        "type": "date",
        "format": "YYYY-MM-DD",
        "hint": "",
    }
    assert by_name["weeks"]["min"] == 1


@pytest.mark.parametrize(
    ("backend", "hosts"),
    [
        (GITHUB, "https://api.github.com https://github.com https://*.githubusercontent.com"),
        (Backend("gitlab", "a/b", origin="https://git.ecole.example"), "https://git.ecole.example"),
        (Backend("test-repo", ""), ""),
    ],
)
def test_the_policy_lets_one_script_speak_to_one_git_host(backend: Backend, hosts: str) -> None:
    parts = dict(part.split(" ", 1) for part in policy(backend).split("; "))
    assert parts["default-src"] == "'none'"
    assert parts["script-src"] == "'self'"
    assert parts["connect-src"] == f"'self' blob: data: {hosts}".strip()
    assert "unsafe-eval" not in policy(backend)
    assert parts["frame-ancestors"] == "'none'"
    assert "frame-ancestors" not in policy(backend, meta=True)


def test_the_page_holds_its_policy_and_no_script_of_its_own(tree: Tree) -> None:
    files = form_files(tree, GITHUB)
    page = files["index.html"].decode()
    assert policy(GITHUB, meta=True) in page
    assert page.count("<script") == 1
    assert '<script src="sveltia-cms.js"></script>' in page
    assert json.loads(files["config.json"])["backend"] == {
        "name": "github",
        "repo": "ecole/diplomes",
        "branch": "main",
    }
    assert files == form_files(tree, GITHUB)


# --- The command


def form(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), "form", *arguments])


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node_modules with small files in the place of the published ones."""
    parts = []
    for part in formscript._PARTS:
        path = tmp_path / "node_modules" / part.package / part.member
        path.parent.mkdir(parents=True)
        path.write_bytes(b" ".join(one.address.encode() for one in formscript._PARTS))
        import dataclasses
        import hashlib

        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        parts.append(dataclasses.replace(part, digest=digest))
    monkeypatch.setattr(formscript, "_PARTS", tuple(parts))
    return tmp_path / "node_modules"


def test_the_script_fetches_its_fonts_from_beside_it(root: Path, packages: Path, tmp_path: Path) -> None:
    place = tmp_path / "form"
    for _ in range(2):
        done = form(root, str(place), "--backend", "test-repo", "--packages", str(packages))
        assert done.exit_code == 0, done.output
    script = (place / "sveltia-cms.js").read_text()
    assert "jsdelivr" not in script
    for name in script.split():
        assert (place / name).is_file()


def test_other_bytes_and_other_peoples_files_are_refused(root: Path, packages: Path, tmp_path: Path) -> None:
    place = tmp_path / "form"
    place.mkdir()
    (place / "mine.txt").write_text("mine")
    done = form(root, str(place), "--backend", "test-repo", "--packages", str(packages))
    assert (done.exit_code, "did not write (mine.txt)" in done.output) == (1, True)
    assert [path.name for path in place.iterdir()] == ["mine.txt"]
    (packages / "@sveltia/cms/dist/sveltia-cms.js").write_text("alert(1)")
    done = form(root, str(tmp_path / "new"), "--backend", "test-repo", "--packages", str(packages))
    assert (done.exit_code, "nothing was written" in done.output) == (1, True)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--repository", "no slash"],
        ["--repository", "a/b", "--origin", "http://plain.example"],
        ["--repository", "a/b", "--origin", "https://x.example; script-src *"],
    ],
)
def test_what_would_not_work_is_a_usage_error(root: Path, tmp_path: Path, arguments: list[str]) -> None:
    assert form(root, str(tmp_path / "form"), *arguments).exit_code == 2
    assert not (tmp_path / "form").exists()
