"""A programme's rule in words, its price, and the board of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from generator.adapters.files import load_tree
from generator.records.programme import Requirement, Version
from generator.records.tree import Tree
from generator.site.calendar import Quarter, board
from generator.site.fragments import Source
from generator.site.requirement_words import clause_of, conditions, courses_of, price_range

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def tree() -> Tree:
    return load_tree(ROOT)


def requirement(value: object) -> Requirement:
    found: Requirement = TypeAdapter(Requirement).validate_python(value)
    return found


def words(tree: Tree, value: object) -> tuple[str, str]:
    clause = clause_of(requirement(value), tree.courses, Source(tree, DAY).themes)
    return clause.words.fr, clause.words.en


def version(value: object, **more: object) -> Version:
    return Version.model_validate(
        {"id": "v", "since": "2020-01-01", "summary": {"fr": "x", "en": "x"}, "requirement": value, **more}
    )


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (
            {"at_least": 2, "of": {"courses": ["malaria", "rabies", "vaccinology"]}},
            "Réussir au moins 2 de ces 3\u00a0cours",
            "Pass at least 2 of these 3 courses",
        ),
        (
            {
                "at_least": 1,
                "of": {"starred": True, "courses": ["vaccinology", "innate-immunity", "malaria"]},
            },
            "Réussir au moins 1 de ces 2\u00a0cours étoilés",
            "Pass at least 1 of these 2 starred courses",
        ),
        (
            {"at_least": 2, "of": {"courses": ["malaria", "rabies"]}},
            "Réussir ces 2\u00a0cours",
            "Pass these 2 courses",
        ),
        (
            {"at_least": 1, "of": {"courses": ["malaria"]}},
            "Réussir le cours Paludisme",
            "Pass the course Malaria",
        ),
        (
            {"passed": "abc-gestion-de-projet/advanced", "min_score": 70},
            "Réussir le cours ABC de la gestion de projet (Parcours avancé), avec 70\u00a0% au moins",
            "Pass the course The ABC of project management (Advanced path), with at least 70%",
        ),
        (
            {"credits": 3, "of": {"courses": ["abc-gestion-de-projet", "malaria"]}},
            "Obtenir au moins 3\u00a0crédits ECTS parmi ces 2\u00a0cours",
            "Earn at least 3\u00a0ECTS credits among these 2 courses",
        ),
        (
            {"any_of": [{"passed": "malaria"}, {"passed": "rabies"}]},
            "Remplir une de ces conditions :",
            "Meet one of these conditions:",
        ),
    ],
)
def test_a_clause_is_said_in_plain_words(tree: Tree, value: object, fr: str, en: str) -> None:
    assert words(tree, value) == (fr, en)


def test_a_clause_around_a_single_clause_is_that_clause(tree: Tree) -> None:
    assert words(tree, {"all_of": [{"passed": "malaria"}]}) == words(tree, {"passed": "malaria"})


def test_the_period_and_the_exchanges_are_said(tree: Tree) -> None:
    said = conditions(version({"passed": "malaria"}, within="18 months of registration", swaps=1))
    assert [one.en for one in said] == [
        "Everything must be passed within 18\u00a0months of registration.",
        "1\u00a0chosen course can be exchanged for another.",
    ]


def test_the_courses_of_a_rule_are_named_once(tree: Tree) -> None:
    value = {"all_of": [{"passed": "malaria"}, {"at_least": 1, "of": {"courses": ["malaria", "rabies"]}}]}
    assert courses_of(requirement(value), tree.courses) == ("malaria", "rabies")


def test_five_exams_at_the_same_price_cost_five_times_that_price(tree: Tree) -> None:
    programme = tree.programmes["dnm2ip"]
    current = programme.version_on(DAY)
    assert current is not None
    assert price_range(programme, current, tree.courses) == (Decimal(750), Decimal(750))


def test_a_price_that_is_not_known_is_not_guessed(tree: Tree) -> None:
    programme = tree.programmes["gdp-avance"]
    assert price_range(programme, programme.versions[0], tree.courses) is None
    free = tree.programmes["dnm2ip"]
    choice = version({"any_of": [{"passed": "malaria"}, {"passed": "rabies"}]})
    assert price_range(free, choice, tree.courses) is None


def test_different_prices_give_the_least_and_the_most(tree: Tree) -> None:
    course = tree.courses["malaria"]
    dear = course.model_copy(
        update={
            "paths": tuple(
                p.model_copy(update={"price_eur": Decimal(200)}) if p.exam else p for p in course.paths
            )
        }
    )
    courses = {**tree.courses, "malaria": dear}
    rule = version({"at_least": 1, "of": {"courses": ["malaria", "rabies"]}})
    assert price_range(tree.programmes["dnm2ip"], rule, courses) == (Decimal(150), Decimal(200))
    nested = version(
        {
            "all_of": [
                {"at_least": 2, "of": {"courses": ["malaria", "rabies", "vaccinology"]}},
                {"at_least": 1, "of": {"courses": ["malaria"]}},
            ]
        }
    )
    assert price_range(tree.programmes["dnm2ip"], nested, courses) is None


def test_the_board_begins_with_the_quarter_of_the_day_and_leaves_no_gap(tree: Tree) -> None:
    laid = board(Source(tree, DAY))
    assert laid.quarters[0] == Quarter(2026, 4)
    assert all(
        later == earlier.next() for earlier, later in zip(laid.quarters, laid.quarters[1:], strict=False)
    )
    assert sum(number for _, number in laid.years) == len(laid.quarters)


def test_a_session_stands_in_each_quarter_that_it_touches(tree: Tree) -> None:
    laid = board(Source(tree, DAY))
    rows = {row.slug: row for section in laid.sections for row in section.rows}
    cells = rows["vaccinology"].cells  # from 30 August to 24 October 2027
    found = {
        (quarter.year, quarter.number): (cell.starts, cell.ends)
        for quarter, those in zip(laid.quarters, cells, strict=True)
        for cell in those
    }
    assert found == {(2027, 3): (True, False), (2027, 4): (False, True)}


def test_a_site_without_sessions_has_an_empty_board(tree: Tree) -> None:
    bare = {slug: course.model_copy(update={"sessions": ()}) for slug, course in tree.courses.items()}
    laid = board(Source(replace(tree, courses=bare), DAY))
    assert laid.quarters == (Quarter(2026, 4),)
    assert laid.sections == ()
