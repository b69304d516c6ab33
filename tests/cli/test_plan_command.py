"""``parchemin plan``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(ROOT), "plan", "--date", "2026-11-25", *arguments])


def test_a_candidates_plan_says_exams_deadlines_cost_and_what_a_missed_exam_changes() -> None:
    found = run("c-g4nam0d3d5")
    assert found.exit_code == 0, found.output
    for words in (
        "registered 2025-01-13, by version 2024-07 of the rule, until 2027-01-13",
        "Earliest diploma: with the jury of July 2027, after one exam, over by 13 December 2026.",
        "Innate Immunity: starts 19 October 2026 (indicative date), exam 30 November 2026 to 13 December 2026, "
        "enrol by 6 December 2026, by an exchange",
        "Cost: 150 EUR",
        "outside the period; the diploma is out of reach in time",
        "Medical Entomology: 11 October 2027 (indicative date), after the end of the period",
    ):
        assert words in found.output


def test_a_course_under_way_counts_as_followed_where_it_was_chosen() -> None:
    found = run("c-f1opqvg1y0")
    assert "Rabies: starts 5 October 2026" in found.output
    assert "taken as followed: enrolment is closed" in found.output


def test_the_plan_is_also_json() -> None:
    found = json.loads(run("c-g4nam0d3d5", "--json").output)
    assert (found["v"], found["candidate"], found["date"]) == (1, "c-g4nam0d3d5", "2026-11-25")
    (plan,) = found["plans"]
    assert plan["programme"] == "dnm2ip"
    assert plan["state"] == "possible"
    assert plan["steps"][0]["course"] == "innate-immunity"
    assert "juillet 2027" in plan["headline"]["fr"]


def test_a_programme_says_who_runs_out_of_time_and_which_quarters_lack_a_star() -> None:
    found = run("--programme", "dnm2ip")
    assert found.exit_code == 0, found.output
    assert "c-g4nam0d3d5, until 2027-01-13, jury of 2027-07, last exam by 2026-12-13" in found.output
    assert "Q1 2027  none" in found.output
    assert "Q4 2028  innate-immunity (expected)" in found.output
    assert "@" not in found.output


def test_the_numbers_of_the_survey_add_up() -> None:
    found = json.loads(run("--programme", "dnm2ip", "--json").output)
    assert sum(found["counts"].values()) == len(found["candidates"])
    names = [one["candidate"] for one in found["candidates"]]
    assert len(names) == len(set(names))
    for one in found["candidates"]:
        alone = json.loads(run(one["candidate"], "--programme", "dnm2ip", "--json").output)["plans"][0]
        states = {"complete": "complete", "out-of-time": "impossible", "expired": "expired"}
        assert alone["state"] == states.get(one["standing"], "possible")
        bad = [each for each in alone["missed"] if each["state"] not in ("complete", "possible")]
        assert bool(bad) == (one["standing"] == "last-chance")


def test_the_holder_of_the_diploma_is_told_so() -> None:
    assert "The diploma has been awarded already." in run("c-8ycpuupjkr").output


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "Name a candidate, or a programme"),
        (("c-0000000000",), 1, "there is no candidate c-0000000000"),
        (("--programme", "dnm2"), 1, "there is no programme dnm2"),
        (("c-g4nam0d3d5", "--programme", "gdp-avance"), 1, "follows no programme to plan for"),
        (("c-g4nam0d3d5", "--date", "tomorrow"), 2, "'tomorrow' is no day"),
    ],
)
def test_what_cannot_be_planned_is_named(arguments: tuple[str, ...], code: int, words: str) -> None:
    found = run(*arguments)
    assert found.exit_code == code
    assert words in found.output
    assert "Traceback" not in found.output
