"""The arithmetic of planning: when the diploma can be had, by which exams, and what a missed exam would change.

::

    offer = offer_of(tree, "dnm2ip", today)
    plan = Planner(offer).plan(Person(date(2026, 3, 2), passed=(Passed("malaria", "qualifying"),)), today)
    plan.edition, [step.course for step in plan.steps], plan.missed

Pure, and the same in the browser (`site_templates/assets/plan-core.js`): both answer to `tests/vectors/plan`.
"""

from __future__ import annotations

from generator.rules.plan.offer import (
    Broadcast,
    Offer,
    OfferedCourse,
    OfferedVersion,
    Passed,
    Person,
    Rule,
    Way,
)
from generator.rules.plan.planner import Planner, edition_after
from generator.rules.plan.reading import offer_of, person_of
from generator.rules.plan.result import Availability, Missed, Plan, Step, Wish

__all__ = [
    "Availability",
    "Broadcast",
    "Missed",
    "Offer",
    "OfferedCourse",
    "OfferedVersion",
    "Passed",
    "Person",
    "Plan",
    "Planner",
    "Rule",
    "Step",
    "Way",
    "Wish",
    "edition_after",
    "offer_of",
    "person_of",
]
