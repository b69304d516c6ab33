"""``parchemin new`` and ``parchemin schema``: what they write is accepted, and nothing is overwritten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.adapters.files import read_site
from generator.cli import main
from generator.records.reading import Reading


def run(place: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(place), *arguments])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A site begun with nothing but its settings."""
    (tmp_path / "content").mkdir()
    assert run(tmp_path, "new", "site").exit_code == 0
    return tmp_path


def begun(place: Path) -> Path:
    for arguments in (("issuer", "school"), ("course", "first-aid"), ("programme", "aid")):
        result = run(place, "new", *arguments)
        assert result.exit_code == 0, result.output
    return place


def in_order(place: Path) -> Reading:
    reading = read_site(place)
    assert reading.diagnostics == ()
    return reading


def test_a_site_grown_from_skeletons_is_in_order(place: Path) -> None:
    begun(place)
    assert run(place, "new", "issuer", "second").exit_code == 0
    assert run(place, "new", "candidate").exit_code == 0
    tree = in_order(place).tree
    assert tree is not None
    assert tree.issuers["school"].did == "did:web:diplomes.example.org"
    assert tree.issuers["second"].did == "did:web:diplomes.example.org:second"
    assert len(tree.candidates) == 1


def test_every_commented_field_of_a_skeleton_exists(place: Path) -> None:
    begun(place)
    assert run(place, "new", "candidate").exit_code == 0
    for path in place.rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        head, _, body = text.partition("\n")
        # Field lines become YAML once their '#' is gone; sentences stay comments.
        grown = re.sub(r"^( *)# (?=( *- )?[a-z_]+: | *[a-z_]+:$| {2,})", r"\1", body, flags=re.MULTILINE)
        path.write_text(f"{head}\n{grown}", encoding="utf-8")
    codes = {problem.code for problem in read_site(place).diagnostics}
    assert "R101" not in codes, [str(p) for p in read_site(place).diagnostics if p.code == "R101"]


@pytest.mark.parametrize("kind", ["issuer", "course", "programme"])
def test_nothing_is_ever_overwritten(place: Path, kind: str) -> None:
    begun(place)
    slug = {"issuer": "school", "course": "first-aid", "programme": "aid"}[kind]
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    result = run(place, "new", kind, slug)
    assert result.exit_code == 1
    assert "exists already" in result.output
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_a_record_that_would_be_refused_is_not_written(place: Path) -> None:
    begun(place)
    for arguments in (("--email", "nowhere"), ("--name", "a\u202eb"), ("--name", " "), ("--programme", "x")):
        result = run(place, "new", "candidate", *arguments)
        assert result.exit_code == 1, result.output
        assert "nothing was written" in result.output
    # The lock of whoever writes records is all that is there.
    assert [path.name for path in (place / "candidates").rglob("*") if path.is_file()] == [".lock"]


NAMES = ["<script>alert(1)</script>", 'A "B" \\ C', "نور", "毛利 蘭", "Zoë 🧑‍🔬", "a: b # c", "- x"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_quoted_so_that_it_arrives_exactly(place: Path, name: str) -> None:
    begun(place)
    assert run(place, "new", "candidate", "--name", name).exit_code == 0
    tree = in_order(place).tree
    assert tree is not None
    assert [candidate.name.display for candidate in tree.candidates.values()] == [name]


def test_two_candidates_get_two_identifiers_that_mean_nothing(place: Path) -> None:
    begun(place)
    for name in ("Ana", "Bo"):
        assert run(place, "new", "candidate", "--name", name).exit_code == 0
    keys = [path.stem for path in (place / "candidates/register").iterdir()]
    assert len(set(keys)) == 2
    assert all(re.fullmatch(r"c-[a-z0-9]{10}", key) for key in keys)


def test_a_course_needs_an_issuer_and_is_told_how_to_get_one(place: Path) -> None:
    result = run(place, "new", "course", "x")
    assert result.exit_code == 1
    assert "parchemin new issuer" in result.output


@pytest.mark.parametrize("slug", ["A", "a b", "../x", "a_b", "é", "a" * 81, "-a"])
def test_a_slug_that_cannot_be_an_address_is_a_usage_error(place: Path, slug: str) -> None:
    assert run(place, "new", "course", "--", slug).exit_code == 2


def test_schemas_are_written_once_and_checked(place: Path) -> None:
    assert run(place, "schema", "--check").exit_code == 1
    assert "wrote content/schemas/course.json" in run(place, "schema").output
    assert run(place, "schema").output == ""
    assert run(place, "schema", "--check").exit_code == 0
    (place / "content/schemas/course.json").write_text("{}")
    result = run(place, "schema", "--check")
    assert (result.exit_code, "R125" in result.output) == (1, True)
