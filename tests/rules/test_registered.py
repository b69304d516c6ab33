"""Whether courses could meet a requirement, and what a registration still allows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from generator.rules.registered import chosen, could_meet, in_force, most_credits, swaps_left
from tests.rules.builders import COURSES, candidate, programme, version

CHOICES = ["malaria", "rabies", "hiv"]


def could(rule: dict[str, Any], *passed: str) -> bool:
    what = programme(versions=[version("v1", "2020-01-01", rule)])
    return could_meet(what.versions[0].requirement, frozenset(passed), COURSES)


def test_a_course_alone_with_its_path_or_without() -> None:
    for course in ("malaria", "malaria/qualifying"):
        assert could({"passed": course}, "malaria")
        assert not could({"passed": course}, "rabies")


def test_so_many_of_a_set() -> None:
    rule = {"at_least": 2, "of": {"starred": True}}
    assert could(rule, "immunity", "vaccinology")
    assert not could(rule, "immunity", "malaria", "rabies")


def test_credits_count_by_the_path_that_gives_most() -> None:
    assert most_credits(COURSES["projects"]) == 2 and most_credits(COURSES["malaria"]) == 0
    rule = {"credits": 2, "of": {"courses": ["projects", "malaria"]}}
    assert could(rule, "projects") and not could(rule, "malaria")
    assert not could({**rule, "credits": 3}, "projects", "malaria")


def test_all_of_several_and_any_of_several() -> None:
    parts = [{"passed": "malaria"}, {"passed": "hiv"}]
    assert could({"all_of": parts}, "malaria", "hiv") and not could({"all_of": parts}, "malaria")
    assert could({"any_of": parts}, "hiv") and not could({"any_of": parts}, "rabies")


def registered(**fields: Any) -> Any:
    entry = {"programme": "diploma", "date": "2024-03-01", "choices": CHOICES, **fields}
    return candidate(registrations=[entry])


def test_exchanges_are_made_in_the_order_of_their_days_and_those_that_do_not_fit_are_passed_over() -> None:
    swaps = [
        {"date": "2024-06-01", "out": "cancer", "into": "immunity"},
        {"date": "2024-05-01", "out": "hiv", "into": "cancer"},
        {"date": "2024-07-01", "out": "hiv", "into": "hepatitis"},
        {"date": "2024-08-01", "out": "malaria", "into": "rabies"},
    ]
    entry = registered(swaps=swaps).registrations[0]
    assert chosen(entry) == ("malaria", "rabies", "immunity")
    for allowed, left in ((5, 1), (4, 0), (3, 0)):
        what = programme(versions=[{**version("v1", "2020-01-01"), "swaps": allowed}])
        assert swaps_left(entry, what) == left
    assert swaps_left(entry, programme(versions=[version("v1", "2020-01-01")])) is None
    assert swaps_left(entry, programme(versions=[version("v1", "2025-01-01")])) is None


@pytest.mark.parametrize(
    ("day", "place"),
    [("2024-02-29", None), ("2024-03-01", 0), ("2025-03-01", 2), ("2025-06-30", 2), ("2025-07-01", 0)],
)
def test_the_latest_registration_that_stands_counts(day: str, place: int | None) -> None:
    who = candidate(
        registrations=[
            {"programme": "diploma", "date": "2024-03-01"},
            {"programme": "other", "date": "2024-09-01"},
            {"programme": "diploma", "date": "2025-03-01", "withdrawn": "2025-07-01"},
        ]
    )
    assert in_force(who, "diploma", date.fromisoformat(day)) == place
