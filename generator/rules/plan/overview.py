"""Everybody who follows a programme, in one pass: who can still make it, and which quarters lack a starred course."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from generator.records.tree import Tree
from generator.rules.plan.broadcasts import expected_after
from generator.rules.plan.offer import Offer, Person
from generator.rules.plan.planner import Planner
from generator.rules.plan.reading import offer_of, person_of
from generator.rules.plan.result import Month, Plan
from generator.rules.standing import Sitting, sittings_by_candidate

__all__ = ["STANDINGS", "Outlook", "Quarter", "Standing", "awarded", "outlooks", "starred_quarters"]

Standing = Literal["complete", "on-course", "last-chance", "out-of-time", "expired"]
STANDINGS: tuple[Standing, ...] = ("complete", "on-course", "last-chance", "out-of-time", "expired")
"""`complete`: everything is passed. `on-course`: possible, and still so after missing any one exam. `last-chance`:
possible, but one missed exam puts it out of reach. `out-of-time`: no longer possible, though the period goes on.
`expired`: the period has ended."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """One candidate's prospects. `exams` are those left in the plan, `expected` tells that one of them is on a date
    that is not published."""

    candidate: str
    registered: date
    closes: date | None
    standing: Standing
    edition: Month | None
    last: date | None
    exams: int
    expected: bool


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months, and the starred courses that begin in them: published, and only expected."""

    year: int
    number: int
    published: tuple[str, ...]
    expected: tuple[str, ...]


def awarded(tree: Tree, programme: str, today: date) -> frozenset[str]:
    """Candidates to whom a jury has awarded this diploma already."""
    return frozenset(
        award.candidate
        for edition in tree.editions.values()
        if edition.programme == programme and edition.date <= today
        for award in edition.awards
    )


def outlooks(
    tree: Tree,
    programme: str,
    today: date,
    *,
    sittings: Mapping[str, tuple[Sitting, ...]] | None = None,
    without: Collection[str] = (),
) -> Iterator[Outlook]:
    """The prospects of every candidate of a programme but those `without`, in the order of the register.

    Of several registrations the one that serves best counts; one that was withdrawn does not.
    """
    offer = offer_of(tree, programme, today)
    planner = Planner(offer)
    rows = sittings_by_candidate(tree.results) if sittings is None else sittings
    known: dict[Person, tuple[Plan, Standing] | None] = {}
    for name, candidate in tree.candidates.items():
        if name in without:
            continue
        found = []
        for entry in candidate.registrations:
            if entry.programme != programme or (entry.withdrawn is not None and entry.withdrawn <= today):
                continue
            person = person_of(tree, offer, candidate, entry, rows.get(name, ()), today=today)
            prospects = known.get(person) or _prospects(planner, person, today)
            if person.choices is None:
                # Whoever has chosen nothing yet shares the road with many others; a choice is nearly always one's own.
                known[person] = prospects
            if prospects is not None:
                found.append(prospects)
        if found:
            plan, standing = min(found, key=lambda one: STANDINGS.index(one[1]))
            yield Outlook(
                name,
                plan.registered,
                plan.closes,
                standing,
                plan.edition,
                plan.last,
                len(plan.steps),
                any(step.pick.broadcast.expected for step in plan.steps),
            )


def _prospects(planner: Planner, person: Person, today: date) -> tuple[Plan, Standing] | None:
    plan = planner.outline(person, today, steps=True)
    if plan is None:
        return None
    if plan.state == "possible":
        return plan, "last-chance" if planner.is_tight(plan, person) else "on-course"
    return plan, {"complete": "complete", "impossible": "out-of-time", "expired": "expired"}[plan.state]  # type: ignore[return-value]


def starred_quarters(offer: Offer, today: date, *, years: int = 2) -> tuple[Quarter, ...]:
    """The quarters from today's on, for so many years, with the starred courses of the rule that begin in each.

    Empty where no course of the rule is starred.
    """
    starred = {slug: course for slug, course in offer.courses.items() if course.star}
    if not starred:
        return ()
    begins: dict[tuple[int, int], tuple[set[str], set[str]]] = {}
    for slug, course in starred.items():
        for one in (*course.broadcasts, *expected_after(course, today)):
            if not one.cancelled:
                begins.setdefault(_quarter(one.start), (set(), set()))[one.expected].add(slug)
    year, number = _quarter(today)
    found = []
    for _ in range(4 * years + 1):
        published, expected = begins.get((year, number), (set(), set()))
        found.append(Quarter(year, number, tuple(sorted(published)), tuple(sorted(expected))))
        year, number = year + number // 4, number % 4 + 1
    return tuple(found)


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3
