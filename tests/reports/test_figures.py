"""Key figures, against counts made another way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from generator.adapters.files import load_tree
from generator.records.course import Session
from generator.records.tree import Tree
from generator.reports import Figures, figures_of
from generator.reports.figures import FAILED, ONE, PASSED

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def tree() -> Tree:
    return load_tree(ROOT)


@pytest.fixture(scope="module")
def open_figures(tree: Tree) -> Figures:
    """The figures with nothing suppressed, to be compared."""
    return figures_of(tree, DAY, 1)


def files(folder: str) -> list[dict[str, object]]:
    return [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / folder).rglob("*.yml"))
    ]


def test_diplomas_are_those_of_the_editions(open_figures: Figures) -> None:
    expected: Counter[tuple[object, str]] = Counter()
    for edition in files("candidates/editions"):
        awards = edition["awards"]
        assert isinstance(awards, list)
        expected[edition["programme"], str(edition["date"])[:4]] += len(awards)
    table = open_figures.diplomas
    assert {cell: count for cell, count in table.counts.items() if None not in cell} == expected
    assert table.total == sum(expected.values())


def test_exams_are_the_rows_that_platforms_sent(open_figures: Figures) -> None:
    rows = [row for file in files("candidates/results") for row in file["results"]]  # type: ignore[attr-defined]
    sat = [row for row in rows if row["path"] != "discovery"]
    table = open_figures.success
    assert table.total == len(sat)
    assert (table.cell(None, PASSED) or 0) + (table.cell(None, FAILED) or 0) == len(sat)
    assert 0 < (table.cell(None, FAILED) or 0) < len(sat)


def test_countries_are_those_of_the_register(open_figures: Figures) -> None:
    expected = Counter(one["country"] for one in files("candidates/register") if "country" in one)
    found = {row: open_figures.countries.cell(row, ONE) for row in open_figures.countries.rows}
    assert found == expected


def test_published_numbers_of_sessions_are_shown_and_unknown_ones_are_not_zero(open_figures: Figures) -> None:
    by_session = {(one.course, one.session.id): one for one in open_figures.happened}
    first = by_session["abc-gestion-de-projet", "session-1"]
    assert (first.year, first.enrolled, first.certificates, first.countries) == (2013, 3600, 1761, None)
    autumn = by_session["abc-gestion-de-projet", "session-8"]
    assert (autumn.year, autumn.enrolled) == (2016, 25_000)
    years = {one.year: one for one in open_figures.years}
    assert (years[2016].enrolled, years[2016].known, years[2016].sessions) == (25_000, 1, 2)
    assert 2025 not in years
    assert open_figures.enrolled == 3600 + 10_000 + 25_000 + 3260 + 4500 + 2077


def test_nothing_that_is_to_come_is_counted(tree: Tree) -> None:
    before = figures_of(tree, date(2026, 7, 9), 1)
    after = figures_of(tree, date(2026, 7, 10), 1)
    held = len(tree.editions["dnm2ip-2026-07"].awards)
    assert (after.diplomas.total or 0) - (before.diplomas.total or 0) == held
    nothing = figures_of(tree, date(2010, 1, 1), 1)
    assert nothing.diplomas.total == 0
    assert nothing.success.rows == ()
    assert nothing.median is None


def test_a_cancelled_session_did_not_happen(tree: Tree) -> None:
    sessions = (
        Session(id="a", start=date(2025, 1, 6), enrolled=500, cancelled=True),
        Session(id="b", start=date(2025, 1, 6), enrolled=200),
    )
    course = tree.courses["malaria"].model_copy(update={"sessions": sessions})
    found = figures_of(replace(tree, courses={"malaria": course}, results={}), DAY, 10)
    assert (found.sessions, found.enrolled) == (1, 200)


@pytest.mark.parametrize("threshold", [3, 5, 10, 50])
def test_small_counts_are_not_in_any_table(tree: Tree, threshold: int) -> None:
    found = figures_of(tree, DAY, threshold)
    for table in (found.success, found.diplomas, found.delays, found.countries):
        assert all(count is None or count == 0 or count >= threshold for count in table.counts.values())


def test_years_of_few_failures_are_taken_together(tree: Tree) -> None:
    table = figures_of(tree, DAY, 5).success
    assert table.suppressed == 0
    assert all("–" in row for row in table.rows)


def test_the_median_is_told_of_enough_people_only(tree: Tree) -> None:
    assert figures_of(tree, DAY, 10).median is not None
    assert figures_of(tree, DAY, 1000).median is None
