"""The measurement of planning runs, and looks at everybody."""

from __future__ import annotations

from benchmarks.plan import measure
from generator.rules.plan.overview import STANDINGS


def test_the_measurement_plans_for_every_candidate() -> None:
    found = measure(40)
    assert sum(found.get(standing, 0) for standing in STANDINGS) == 40
    assert found["plan_ms"] > 0
    assert found["outlooks_s"] > 0
