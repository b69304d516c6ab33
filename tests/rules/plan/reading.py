"""Offers and persons out of the plain JSON of the shared vectors: the inverse of `generator.rules.plan.plain`."""

from __future__ import annotations

from datetime import date
from typing import Any

from generator.rules.plan import Broadcast, Offer, OfferedCourse, OfferedVersion, Passed, Person, Rule, Way
from generator.rules.plan.residual import counting, joined


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def rule(value: Any) -> Rule:
    if isinstance(value, bool):
        return value
    if "all_of" in value:
        return joined("all", [rule(part) for part in value["all_of"]])
    if "any_of" in value:
        return joined("any", [rule(part) for part in value["any_of"]])
    if "passed" in value:
        return ("pass", value["passed"], value.get("path", ""), value.get("min_score", 0))
    kind, key = ("least", "at_least") if "at_least" in value else ("ects", "credits")
    return counting(kind, value[key], tuple(sorted(value["of"])))


def offer(value: Any) -> Offer:
    return Offer(
        tuple(
            OfferedVersion(
                one["id"],
                date.fromisoformat(one["since"]),
                rule(one["rule"]),
                one.get("months"),
                one.get("swaps"),
            )
            for one in value["versions"]
        ),
        {slug: course(one) for slug, one in value["courses"].items()},
        value.get("month"),
        day(value.get("held")),
        value.get("fee"),
    )


def course(value: Any) -> OfferedCourse:
    return OfferedCourse(
        value.get("star", False),
        tuple(Way(one["id"], one.get("ects", 0), one.get("cents")) for one in value["ways"]),
        tuple(broadcast(one) for one in value["broadcasts"]),
        value.get("mark"),
        value.get("again"),
    )


def broadcast(value: Any) -> Broadcast:
    return Broadcast(
        value["id"],
        *(date.fromisoformat(value[name]) for name in ("start", "end", "opens", "closes")),
        day(value.get("enrol_by")),
        value.get("indicative", False),
        value.get("cancelled", False),
    )


def person(value: Any, what: Offer) -> Person:
    return Person(
        date.fromisoformat(value["registered"]),
        tuple(_passed(one, what) for one in value.get("passed", ())),
        frozenset((course, session) for course, session in value.get("following", ())),
        frozenset(value.get("preferred", ())),
        frozenset(value["choices"]) if value.get("choices") is not None else None,
        value.get("swapped", 0),
    )


def _passed(value: Any, what: Offer) -> Passed:
    course = what.courses.get(value["course"])
    way = value.get("way")
    ects = next((one.ects for one in course.ways if one.id == way), 0) if course else 0
    return Passed(value["course"], way, value.get("percent"), day(value.get("day")), ects)
