"""Offers and plans as plain JSON values, the same here and in `plan-core.js`.

Days are written ``YYYY-MM-DD``, months ``YYYY-MM``. What is absent or None means the same on both sides.
"""

from __future__ import annotations

from typing import Any

from generator.rules.plan.offer import Broadcast, Offer, OfferedCourse, Rule
from generator.rules.plan.result import Missed, Month, Plan, Step

__all__ = ["offer_data", "plan_data", "rule_data"]


def offer_data(offer: Offer) -> dict[str, Any]:
    """What a plan depends on; what is None or false is left out."""
    return _lean(
        {
            "month": offer.month,
            "held": offer.held and offer.held.isoformat(),
            "fee": offer.fee,
            "versions": [
                _lean(
                    {"id": one.id, "since": one.since.isoformat(), "months": one.months, "swaps": one.swaps}
                )
                | {"rule": rule_data(one.rule)}
                for one in offer.versions
            ],
            "courses": {slug: _course(course) for slug, course in offer.courses.items()},
        }
    )


def rule_data(rule: Rule) -> Any:
    """A rule as the records write it, its sets spelled out."""
    if isinstance(rule, bool):
        return rule
    kind, first, second = rule[0], rule[1], rule[2]
    if kind in ("all", "any"):
        return {f"{kind}_of": [rule_data(part) for part in first]}
    if kind == "pass":
        return _lean({"passed": first, "path": second or None, "min_score": rule[3] or None})  # type: ignore[misc]
    return {"at_least" if kind == "least" else "credits": first, "of": list(second)}


def plan_data(plan: Plan) -> dict[str, Any]:
    """A plan, every member present."""
    return {
        "state": plan.state,
        "version": plan.version,
        "registered": plan.registered.isoformat(),
        "closes": plan.closes and plan.closes.isoformat(),
        "last": plan.last and plan.last.isoformat(),
        "edition": _month(plan.edition),
        "steps": [_step(step) for step in plan.steps],
        "exchanged": list(plan.exchanged),
        "cents": plan.cents,
        "unpriced": plan.unpriced,
        "missed": [_missed(one) for one in plan.missed],
        "courses": [
            {
                "course": one.course,
                "state": one.state,
                "session": one.broadcast and one.broadcast.id,
                "start": one.broadcast and one.broadcast.start.isoformat(),
                "expected": one.broadcast is not None and one.broadcast.expected,
            }
            for one in plan.courses
        ],
        "wishes": [
            {
                "course": one.course,
                "last": one.last and one.last.isoformat(),
                "edition": _month(one.edition),
            }
            for one in plan.wishes
        ],
        "beyond": plan.beyond
        and {"last": plan.beyond.last.isoformat(), "edition": _month(plan.beyond.edition)},
        "exact": plan.exact,
    }


def _step(step: Step) -> dict[str, Any]:
    one = step.pick.broadcast
    return {
        "course": step.course,
        "way": step.pick.way.id,
        "session": one.id,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "enrol_by": one.enrol_by and one.enrol_by.isoformat(),
        "opens": one.opens.isoformat(),
        "last": step.pick.last.isoformat(),
        "indicative": one.indicative,
        "expected": one.expected,
        "following": step.pick.following,
        "needs": step.pick.needs or None,
        "cents": step.pick.way.cents,
        "swap": step.swap,
    }


def _missed(one: Missed) -> dict[str, Any]:
    return {
        "course": one.course,
        "session": one.session,
        "next": one.next and one.next.id,
        "next_start": one.next and one.next.start.isoformat(),
        "next_expected": one.next is not None and one.next.expected,
        "fits": one.fits,
        "state": one.state,
        "last": one.last and one.last.isoformat(),
        "edition": _month(one.edition),
        "instead": list(one.instead),
    }


def _course(course: OfferedCourse) -> dict[str, Any]:
    return _lean(
        {
            "star": course.star,
            "mark": course.mark,
            "again": course.again,
            "ways": [_lean({"id": way.id, "ects": way.ects, "cents": way.cents}) for way in course.ways],
            "broadcasts": [_broadcast(one) for one in course.broadcasts],
        }
    )


def _broadcast(one: Broadcast) -> dict[str, Any]:
    return _lean(
        {
            "id": one.id,
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
            "opens": one.opens.isoformat(),
            "closes": one.closes.isoformat(),
            "enrol_by": one.enrol_by and one.enrol_by.isoformat(),
            "indicative": one.indicative,
            "cancelled": one.cancelled,
        }
    )


def _month(month: Month | None) -> str | None:
    return None if month is None else f"{month[0]:04d}-{month[1]:02d}"


def _lean(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and value is not False}
