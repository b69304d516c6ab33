"""What key figures count is kept while nothing that they count changes, and is never another for being kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import generator.build.counting as module
from benchmarks.school import candidate_id, make_school
from generator.build.counting import counts_of
from generator.build.site import open_site
from generator.reports.figures import Counts, counted
from tests.build.conftest import Small

DAY = date(2026, 11, 25)
KEPT = ".parchemin/cache/figures"


@pytest.fixture
def school(make_small: Callable[[int], Small], monkeypatch: pytest.MonkeyPatch) -> Small:
    """A school that is large enough for its counts to be kept."""
    small = make_small(0)
    make_school(small.root, courses=2, sessions=4, candidates=40)
    monkeypatch.setattr(module, "_WORTH_KEEPING", 10)
    return small


def counts(root: Path, day: date = DAY) -> Counts:
    """As a build has them; they are those of the records, kept or not."""
    site = open_site(root, day)
    found = counts_of(site)
    assert found == counted(site.tree, day)
    return found


def refuse(*_: object) -> Counts:
    raise AssertionError("counted again")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_they_are_not_counted_again_where_only_a_title_changed(
    school: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts(school.root)
    assert sum(sum(one.values()) for one in before.exams.values()) == 40
    change(school.root / "content/courses/cours-1.yml", "en: Course 1", "en: Renamed course")
    monkeypatch.setattr(module, "counted", refuse)
    assert counts_of(open_site(school.root, DAY)) == before


def test_whatever_is_counted_is_counted_anew_when_it_changes(school: Small) -> None:
    seen = [counts(school.root)]
    change(school.root / f"candidates/register/{candidate_id(3)}.yml", "country: FR", "country: BE")
    seen.append(counts(school.root))
    change(school.root / "candidates/results/cours-0/automne-2026.yml", "score: 15", "score: 29")
    seen.append(counts(school.root))
    change(school.root / "content/courses/cours-1.yml", "pass_correct: 20", "pass_correct: 30")
    seen.append(counts(school.root))
    seen.append(counts(school.root, date(2025, 6, 1)))
    assert all(before != after for before, after in pairwise(seen))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"key": 1}', "KEY", '{"key": "KEY", "counts": {"exams": 3}}']
)
def test_a_damaged_note_is_as_good_as_none(school: Small, text: str) -> None:
    counts(school.root)
    note = school.root / KEPT
    key = note.read_text(encoding="utf-8").split('"')[3]
    note.write_text(text.replace("KEY", key), encoding="utf-8")
    counts(school.root)


def test_nothing_is_kept_of_a_small_school_and_only_its_owner_reads_that_of_a_large_one(
    school: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WORTH_KEEPING", 1_000)
    counts(school.root)
    assert not (school.root / KEPT).exists()
    monkeypatch.setattr(module, "_WORTH_KEEPING", 10)
    counts(school.root)
    assert (school.root / KEPT).stat().st_mode & 0o077 == 0
