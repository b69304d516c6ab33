"""The period in which passes count: both ends belong to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from generator.rules.window import Window, months_after, window_of
from tests.rules.builders import programme, version

OPENS, CLOSES = date(2024, 3, 1), date(2026, 3, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "inside"),
    [(OPENS - DAY, False), (OPENS, True), (OPENS + DAY, True), (CLOSES, True), (CLOSES + DAY, False)],
)
def test_both_ends_are_in_it(day: date, inside: bool) -> None:
    assert (day in Window(OPENS, CLOSES)) is inside


def test_without_an_end_it_goes_on() -> None:
    assert date.max in Window(OPENS) and OPENS - DAY not in Window(OPENS)


def test_a_rule_says_how_long_it_is() -> None:
    two_years, forever = (
        programme(versions=[version("v1", "2020-01-01", **fields)]).versions[0]
        for fields in ({"within": "2 years of registration"}, {})
    )
    assert window_of(two_years, OPENS) == Window(OPENS, CLOSES)
    assert window_of(forever, OPENS) == Window(OPENS, None)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 12, 15), 12, date(2025, 12, 15)),
    ],
)
def test_months_end_where_they_end(start: date, months: int, end: date) -> None:
    assert months_after(start, months) == end
