"""The planner's arithmetic in a real browser, held to the shared vectors and to its twin in Python."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from generator.rules.plan import Planner
from generator.rules.plan.plain import offer_data, plan_data
from tests.rules.plan import reading
from tests.rules.plan.vectors import Case, cases, differences

CORE = Path(__file__).parents[2] / "site_templates" / "assets" / "plan-core.js"
TODAY = date(2026, 11, 25)
PLAN = "([offer, person, today]) => parchemin.makePlan(offer, person, today)"


@pytest.fixture
def core(page: Page) -> Page:
    page.add_script_tag(content=CORE.read_text(encoding="utf-8"))
    return page


def test_the_browser_plans_what_was_worked_out_by_hand(core: Page) -> None:
    wrong = {
        case.name: lines
        for case in cases()
        if (lines := differences(core.evaluate(PLAN, [case.offer, case.person, case.today]), case.expected))
    }
    assert wrong == {}


def test_the_browser_says_every_member_as_python_does(core: Page) -> None:
    found = [case for case in cases() if _in_browser(core, case) != _in_python(case)]
    assert [case.name for case in found] == []


def test_both_plan_the_same_for_programmes_drawn_at_random(core: Page) -> None:
    drawn = [_drawn(random.Random(seed)) for seed in range(400)]  # noqa: S311
    in_browser = core.evaluate(
        "cases => cases.map(([offer, person, today]) => parchemin.makePlan(offer, person, today))",
        [[case.offer, case.person, case.today] for case in drawn],
    )
    states = set()
    for case, found in zip(drawn, in_browser, strict=True):
        assert found == _in_python(case), case.name
        states.add(found["state"])
    assert states == {"complete", "possible", "impossible", "expired"}


def test_a_rule_that_is_too_wide_gives_a_plan_that_says_so_in_both(core: Page) -> None:
    names = [f"c{number:02}" for number in range(28)]
    pairs = [{"any_of": [{"passed": a}, {"passed": b}]} for a, b in zip(names, names[14:], strict=False)]
    wide = {
        "versions": [{"id": "v", "since": "2020-01-01", "rule": {"all_of": pairs}}],
        "courses": {
            name: {
                "ways": [{"id": "q", "cents": 100 * (number % 5)}],
                "broadcasts": [_session("s", TODAY + timedelta(20 + number % 11))],
            }
            for number, name in enumerate(names)
        },
    }
    case = Case("wide", wide, {"registered": "2026-11-01"}, TODAY.isoformat(), None)
    found = _in_browser(core, case)
    assert found["exact"] is False
    assert found["state"] == "possible"
    assert len(found["steps"]) == 14
    assert found == _in_python(case)


def test_the_arithmetic_uses_neither_page_nor_network_nor_clock() -> None:
    text = CORE.read_text(encoding="utf-8")
    for word in ("document", "window", "fetch(", "Date.now", "new Date()", "location", "storage"):
        assert word not in text.split("*/", 1)[1], word


def _in_browser(page: Page, case: Case) -> Any:
    return page.evaluate(PLAN, [case.offer, case.person, case.today])


def _in_python(case: Case) -> Any:
    offer = reading.offer(case.offer)
    assert reading.offer(json.loads(json.dumps(offer_data(offer)))) == offer
    plan = Planner(offer).plan(reading.person(case.person, offer), date.fromisoformat(case.today))
    assert plan is not None
    return plan_data(plan)


# --- Programmes drawn at random


def _drawn(chance: random.Random) -> Case:
    names = [f"course-{letter}" for letter in "abcdefg"[: chance.randint(2, 7)]]
    offer: dict[str, Any] = {
        "versions": [_version(chance, number, names) for number in range(chance.randint(1, 2))],
        "courses": {name: _course(chance) for name in names if chance.random() > 0.03},
    }
    if chance.random() < 0.7:
        offer["month"] = chance.randint(1, 12)
    if chance.random() < 0.3:
        offer["held"] = _later(chance, -200, 0)
    person: dict[str, Any] = {
        "registered": _later(chance, -800, 30),
        "passed": [_passed(chance, names) for _ in range(chance.randint(0, 3))],
        "following": [
            [chance.choice(names), f"s{chance.randint(0, 2)}"] for _ in range(chance.randint(0, 2))
        ],
        "preferred": chance.sample(names, chance.randint(0, 2)),
    }
    if chance.random() < 0.4:
        person |= {
            "choices": chance.sample(names, chance.randint(1, len(names))),
            "swapped": chance.randint(0, 1),
        }
    return Case(json.dumps([offer, person]), offer, person, TODAY.isoformat(), None)


def _later(chance: random.Random, least: int, most: int) -> str:
    return (TODAY + timedelta(chance.randint(least, most))).isoformat()


def _version(chance: random.Random, number: int, names: list[str]) -> dict[str, Any]:
    version: dict[str, Any] = {
        "id": f"v{number}",
        "since": f"{2023 + 2 * number}-06-01",
        "rule": _rule(chance, names, 3),
    }
    if chance.random() < 0.7:
        version["months"] = chance.choice([6, 12, 24, 36])
    if chance.random() < 0.5:
        version["swaps"] = chance.randint(0, 2)
    return version


def _rule(chance: random.Random, names: list[str], depth: int) -> dict[str, Any]:
    kind = chance.choice(
        ["all_of", "any_of", "at_least", "at_least", "credits", "passed"] if depth else ["passed"]
    )
    if kind in ("all_of", "any_of"):
        return {kind: [_rule(chance, names, depth - 1) for _ in range(chance.randint(1, 3))]}
    if kind == "passed":
        clause: dict[str, Any] = {"passed": chance.choice(names)}
        if chance.random() < 0.4:
            clause["path"] = chance.choice("xy")
        if chance.random() < 0.3:
            clause["min_score"] = chance.choice([50, 80, 90])
        return clause
    return {kind: chance.randint(1, 4), "of": sorted(chance.sample(names, chance.randint(1, len(names))))}


def _course(chance: random.Random) -> dict[str, Any]:
    course: dict[str, Any] = {
        "ways": [
            {
                "id": way,
                "ects": chance.randint(1, 3),
                **({"cents": 5000 * chance.randint(0, 3)} if chance.random() < 0.8 else {}),
            }
            for way in "xy"[: chance.randint(0, 2) or 1]
        ],
        "broadcasts": [
            _session(f"s{number}", TODAY + timedelta(chance.randint(-700, 700)), chance.random() < 0.1)
            for number in range(chance.randint(0, 3))
        ],
    }
    if chance.random() < 0.7:
        course["mark"] = 60
    if chance.random() < 0.7:
        course["again"] = chance.randint(1, 3)
    return course


def _session(name: str, start: date, cancelled: bool = False) -> dict[str, Any]:
    session: dict[str, Any] = {
        "id": name,
        "start": start.isoformat(),
        "end": (start + timedelta(55)).isoformat(),
        "opens": (start + timedelta(42)).isoformat(),
        "closes": (start + timedelta(55)).isoformat(),
    }
    if start.day % 4:
        session["enrol_by"] = (start + timedelta(48)).isoformat()
    return session | ({"cancelled": True} if cancelled else {})


def _passed(chance: random.Random, names: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"course": chance.choice(names)}
    if chance.random() < 0.8:
        found |= {"way": chance.choice("xy"), "percent": chance.choice([60, 85])}
    if chance.random() < 0.5:
        found["day"] = _later(chance, -900, 0)
    return found
