"""Run states by the vectors that the browser's twin answers to as well (`tests/browser/test_runs.py`)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.records.course import Course, Session
from generator.site.language import day_range
from generator.site.runs import NO_SESSION, RANKS, foremost_run, run_of, runs_of, runs_text
from generator.site.words import WORDS

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "runs"

Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    found: list[Case] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def session(given: Case, name: str = "s") -> Session:
    names = {"opens": "enrolment_start", "closes": "enrolment_end"}
    values = {names.get(key, key): value for key, value in given.items() if value != ""}
    period = values.get("period", "" if "start" in values else "some day")
    if period:
        values["period"] = {"fr": period, "en": period}
    return Session.model_validate({"id": name, **values})


def course(sessions: list[Case]) -> Course:
    text = {"fr": "x", "en": "x"}
    return Course.model_validate(
        {
            "title": text,
            "school": "x",
            "theme": "x",
            "language": "fr",
            "summary": text,
            "sessions": [session(one, f"s{place}").model_dump() for place, one in enumerate(sessions)],
        }
    )


@pytest.mark.parametrize("case", cases("states"), ids=lambda case: case["claim"])
def test_a_session_is_in_the_state_that_the_vector_says(case: Case) -> None:
    run = run_of("c", session(case["session"]), date.fromisoformat(case["day"]))
    assert (run.state, run.rank) == (case["state"], case["rank"])


@pytest.mark.parametrize("case", cases("courses"), ids=lambda case: case["claim"])
def test_a_course_is_shown_by_the_session_that_the_vector_says(case: Case) -> None:
    found = foremost_run("c", course(case["sessions"]), date.fromisoformat(case["day"]))
    assert (found.session.id if found else None) == (
        None if case["foremost"] is None else f"s{case['foremost']}"
    )
    assert (found.state if found else NO_SESSION) == case["state"]


@pytest.mark.parametrize("case", cases("endings"), ids=lambda case: case["claim"])
def test_a_session_without_an_end_ends_when_the_vector_says(case: Case) -> None:
    runs = runs_of("c", course(case["sessions"]), date(2016, 1, 1))
    until = next(run.until for run in runs if run.session.id == f"s{case['of']}")
    assert (until.isoformat() if until else "") == case["until"]


@pytest.mark.parametrize("case", cases("ranges"), ids=lambda case: case["fr"])
def test_a_range_of_days_is_written_as_the_vector_says(case: Case) -> None:
    end = date.fromisoformat(case["end"]) if case["end"] else None
    assert day_range(date.fromisoformat(case["start"]), end, "fr") == case["fr"]
    assert day_range(date.fromisoformat(case["start"]), end, "en") == case["en"]


def test_the_vectors_reach_every_state() -> None:
    assert {case["state"] for name in ("states", "courses") for case in cases(name)} == set(RANKS)


def test_every_state_has_words_in_both_languages() -> None:
    assert all(f"state_{state}" in WORDS for state in RANKS)


def test_a_list_is_given_what_it_may_have_to_show_later_and_the_last_that_is_over() -> None:
    one = course(
        [
            {"start": "2024-01-01", "end": "2024-02-01"},
            {"start": "2025-01-01", "end": "2025-02-01"},
            {"start": "2026-01-01", "end": "2026-02-01", "cancelled": True},
            {"start": "2027-01-01", "end": "2027-02-01", "opens": "2026-12-01", "closes": "2027-01-10"},
        ]
    )
    assert runs_text(runs_of("c", one, date(2026, 6, 1))) == (
        "2025-01-01/2025-02-01///// 2027-01-01/2027-02-01/2026-12-01/2027-01-10///"
    )


def test_an_end_that_only_follows_from_the_next_session_is_marked_so() -> None:
    one = course([{"start": "2026-01-05"}, {"start": "2026-06-01", "end": "2026-07-01"}])
    first = runs_text(runs_of("c", one, date(2026, 2, 1))).split(" ")[0]
    assert first == "2026-01-05/2026-05-31/////p"
