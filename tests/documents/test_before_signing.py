"""What could not be printed is refused before it is signed, at the line of the record that says it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.synthetic import FONTS, PROJECT
from generator.cli import main
from tests.issuing.school import EDITION, School, ident


@pytest.fixture
def school(tmp_path: Path) -> School:
    made = School(tmp_path / "site").build(people=2)
    shutil.copytree(
        PROJECT / "site_templates", made.root / "site_templates", ignore=shutil.ignore_patterns("fonts")
    )
    (made.root / FONTS).symlink_to(PROJECT / FONTS)
    run(made, "keys", "new", "school", "--demonstration", "--at", "2026-01-05")
    return made


def run(school: School, *words: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(school.root), *words])


def rename(school: School, name: str) -> None:
    path = f"candidates/register/{ident(1)}.yml"
    record = school.read(path)
    school.write(path, "candidate", record | {"name": {"display": name}})


def documents(school: School) -> None:
    path = "content/programmes/first-aid.yml"
    school.write(path, "programme", school.read(path) | {"documents": "mail"})


ISSUE = ("issue", EDITION, "--demonstration", "--at", "2026-07-20")


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [("김민수", "P101", "HANGUL SYLLABLE GIM"), ("W" * 300, "P102", "the holder’s name does not fit")],
)
def test_a_name_that_cannot_be_printed_stops_the_edition(
    school: School, name: str, code: str, words: str
) -> None:
    documents(school)
    rename(school, name)
    answer = run(school, *ISSUE)
    assert answer.exit_code == 1, answer.output
    assert f"candidates/register/{ident(1)}.yml:3:1: {code}" in answer.output
    assert words in answer.output
    assert school.codes() == []


def test_where_no_documents_are_made_such_a_name_is_no_obstacle(school: School) -> None:
    rename(school, "김민수")
    assert run(school, *ISSUE).exit_code == 0


def test_names_that_can_be_printed_are_signed(school: School) -> None:
    documents(school)
    rename(school, "Nguyễn Thị Ánh Tuyết")
    answer = run(school, *ISSUE)
    assert answer.exit_code == 0, answer.output
    assert len(school.codes()) == 2
