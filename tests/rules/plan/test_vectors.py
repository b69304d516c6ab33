"""The planner in Python, held to the vectors that it shares with the one in the browser."""

from __future__ import annotations

from datetime import date

import pytest

from generator.rules.plan import Planner
from generator.rules.plan.plain import offer_data, plan_data
from tests.rules.plan import reading
from tests.rules.plan.vectors import Case, cases, differences

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_plan_is_what_was_worked_out_by_hand(case: Case) -> None:
    offer = reading.offer(case.offer)
    plan = Planner(offer).plan(reading.person(case.person, offer), date.fromisoformat(case.today))
    assert plan is not None
    assert differences(plan_data(plan), case.expected) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_offer_survives_being_written_and_read(case: Case) -> None:
    offer = reading.offer(case.offer)
    assert reading.offer(offer_data(offer)) == offer


def test_there_are_vectors() -> None:
    assert len(CASES) > 30
