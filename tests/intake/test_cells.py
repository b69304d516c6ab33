"""Single cells: scores that are exact or refused, days, words."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.intake.results.cells import CellError, Grade, answers, day, grade, name, text
from generator.records.mapping import ScoreRule

SHARE = {"written": "share", "rounded_to": 2}


def read(cell: Any, rule: dict[str, Any], questions: int | None = 30) -> Grade | str:
    try:
        return grade(cell, ScoreRule.model_validate(rule), questions, frozenset({"absent"}))
    except CellError as error:
        return error.code


@pytest.mark.parametrize(
    ("cell", "rule", "found"),
    [
        ("0.57", SHARE, 17),
        ("0,57", SHARE, 17),
        ("0.6", SHARE, 18),
        (0.6, SHARE, 18),
        ("0.60", SHARE, 18),
        ("0.59", SHARE, "T207"),
        ("0.58", SHARE, "T207"),
        ("0.5666666667", {"written": "share", "rounded_to": 6}, 17),
        ("0.57", {"written": "share"}, "T207"),
        ("0.6", {"written": "share"}, 18),
        ("1", SHARE, 30),
        ("0", SHARE, 0),
        ("18", SHARE, "T206"),
        ("60 %", SHARE, 18),
        ("59 %", SHARE, "T207"),
        ("60 %", {"written": "share"}, 18),
        ("60", {"written": "percent"}, 18),
        ("56,7", {"written": "percent", "rounded_to": 1}, 17),
        ("56.7", {"written": "percent"}, "T207"),
        ("100.01", {"written": "percent"}, "T206"),
        ("18", {"written": "correct"}, 18),
        (18.0, {"written": "correct"}, 18),
        ("18,0", {"written": "correct"}, 18),
        ("17.5", {"written": "correct"}, "T206"),
        ("0.6", {"written": "correct"}, "T206"),
        ("31", {"written": "correct"}, "T208"),
        ("24/30", {"written": "fraction"}, 24),
        ("24 / 30", {"written": "share"}, 24),
        ("24/40", {"written": "fraction"}, "T208"),
        ("31/30", {"written": "fraction"}, "T206"),
        ("-5", {"written": "correct"}, "T206"),
        ("=18", {"written": "correct"}, "T206"),
        ("dix-huit", {"written": "correct"}, "T206"),
        ("1 000", {"written": "correct"}, "T206"),
        (True, {"written": "correct"}, "T206"),
        ("٣", {"written": "correct"}, "T206"),
    ],
)
def test_a_score_is_exact_or_refused(cell: Any, rule: dict[str, Any], found: int | str) -> None:
    assert read(cell, rule) == (found if isinstance(found, str) else Grade(score=found))


@pytest.mark.parametrize("cell", ["", "  ", "-", "—", "Absent", "\u00a0"])
def test_nothing_is_no_score(cell: str) -> None:
    assert read(cell, SHARE) == Grade()


def test_without_an_exam_a_grade_stays_a_percentage_and_becomes_no_score() -> None:
    assert read("0.59", SHARE, None) == Grade(percent="59")
    assert read("17/30", {"written": "fraction"}, None) == Grade(percent="56.6666")


@given(st.integers(1, 400), st.data())
def test_a_rounded_grade_gives_back_the_answers_it_came_from_or_nothing(
    questions: int, data: st.DataObject
) -> None:
    """The independent count: round as Open edX does, and read back. Never another number, above all never a higher."""
    correct = data.draw(st.integers(0, questions))
    percent = int(Fraction(correct * 100, questions) + Fraction(1, 20) + Fraction(1, 2))
    found = answers(Fraction(percent, 100), questions, Fraction(1, 100))
    assert found in (correct, None)
    if questions <= 90:
        assert found == correct


@given(st.integers(1, 60), st.integers(0, 10_000))
def test_no_grade_is_ever_read_as_more_than_one_answer_too_many(questions: int, share: int) -> None:
    found = answers(Fraction(share, 10_000), questions, None)
    assert found is None or Fraction(found, questions) == Fraction(share, 10_000)


@pytest.mark.parametrize(
    ("cell", "order", "found"),
    [
        ("2026-06-15", "day-month-year", date(2026, 6, 15)),
        ("2026-06-15T10:30:00Z", "day-month-year", date(2026, 6, 15)),
        ("3/4/2026", "day-month-year", date(2026, 4, 3)),
        ("3/4/2026", "month-day-year", date(2026, 3, 4)),
        ("03.04.2026 10:30", "day-month-year", date(2026, 4, 3)),
        (datetime(2026, 6, 15, 23, 59), "day-month-year", date(2026, 6, 15)),
        ("3/4/26", "day-month-year", "T209"),
        ("3/4/2026", "year-month-day", "T209"),
        ("31/02/2026", "day-month-year", "T209"),
        (46188.0, "day-month-year", "T209"),
        ("hier", "day-month-year", "T209"),
        ("", "day-month-year", None),
    ],
)
def test_a_day_is_read_in_the_order_of_the_mapping_or_refused(cell: Any, order: str, found: Any) -> None:
    try:
        assert day(cell, order) == found
    except CellError as error:
        assert error.code == found


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+33", "@sum", "-2"])
def test_what_a_spreadsheet_would_run_is_refused(cell: str) -> None:
    with pytest.raises(CellError) as caught:
        name(cell)
    assert caught.value.code == "T203"


@pytest.mark.parametrize("cell", ["Ada\u202eLovelace", "\x07Ada", "123", "a" * 301])
def test_a_name_that_could_not_be_shown_is_refused(cell: str) -> None:
    with pytest.raises(CellError) as caught:
        name(cell)
    assert caught.value.code == "T204"


def test_texts_are_brought_to_one_form() -> None:
    assert text("  Zoe\u0308 \u00a0 Exemple\n") == "Zoë Exemple"
    assert (text(12345.0), text(0.25), text(True), text("–")) == ("12345", "0.25", "true", "")
