"""What can become of each course: the choices that `search` settles one course after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product
from typing import Final

from generator.rules.plan.broadcasts import Calendar, Sitting
from generator.rules.plan.offer import Offer, OfferedCourse, Passed, Person, Rule, Way
from generator.rules.plan.residual import Pass, Residuals, courses_in, scores_in, uses_credits, ways_in
from generator.rules.plan.search import Choice, Limits, Pick

__all__ = ["Desk", "Turns", "turns"]

_IDLE: Final = (0,) * 8
_SWAPPED: Final = (0, 0, 1, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Desk:
    """What is the same for everybody who plans by one version of a rule."""

    offer: Offer
    rule: Rule
    courses: tuple[str, ...]
    ways: tuple[tuple[Way, ...], ...]
    residuals: Residuals
    calendar: Calendar
    known: dict[tuple[str, _Road], _Laid] = field(default_factory=dict)
    """Choices once laid out: many people are in the same place with one course."""

    @classmethod
    def of(cls, offer: Offer, rule: Rule, calendar: Calendar | None = None) -> Desk:
        """Lay out a rule over an offer. A course that the offer lacks can never be passed."""
        named = courses_in(rule)
        ways = tuple(_ways(rule, offer, slug) for slug in named)
        return cls(offer, rule, named, ways, Residuals(rule), calendar or Calendar(offer.courses))


@dataclass(frozen=True, slots=True)
class Turns:
    """The choices by course, and how far a binding choice of courses bends (None: nothing binds). `everything` has for
    each course the deed of all its choices together."""

    choices: tuple[tuple[Choice, ...], ...]
    limits: Limits | None
    everything: tuple[int, ...]


def _ways(rule: Rule, offer: Offer, slug: str) -> tuple[Way, ...]:
    """The paths of a course that the rule can tell apart, the cheapest of each kind."""
    course = offer.courses.get(slug)
    if course is None:
        return ()
    named, any_way = ways_in(rule, slug)
    credited = uses_credits(rule, slug)
    found: dict[tuple[str, int], Way] = {}
    for way in course.ways:
        kind = (way.id if way.id in named else "", way.ects if credited else 0)
        if kind == ("", 0) and not any_way:
            continue
        if kind not in found or _price(way) < _price(found[kind]):
            found[kind] = way
    return tuple(found.values())


def _price(way: Way) -> tuple[bool, int]:
    return (way.cents is None, way.cents or 0)


def turns(
    desk: Desk,
    person: Person,
    passed: Iterable[Passed],
    *,
    today: date,
    until: date | None,
    swaps: int | None,
) -> Turns:
    """The choices of a person whose passes in time are `passed`, for exams up to `until`.

    `swaps` is how many exchanges are left where the person's choice binds, else None.
    """
    had: dict[str, list[Passed]] = {}
    for one in passed:
        had.setdefault(one.course, []).append(one)
    chosen = None if swaps is None else person.choices
    limits = None
    if chosen is not None and swaps is not None:
        limits = Limits(swaps, len(chosen))
    laid: list[_Laid] = []
    for slug, ways in zip(desk.courses, desk.ways, strict=True):
        road = _Road(
            tuple(sorted({_as_pass(one) for one in had[slug]})) if slug in had else (),
            None if chosen is None else slug in chosen,
            slug in person.preferred,
            desk.calendar.sittings(
                slug, today=today, since=person.registered, until=until, following=person.following
            )
            if ways
            else (),
            today,
        )
        key = (slug, road)
        found = desk.known.get(key)
        if found is None:
            choices = tuple(_choices(desk, slug, ways, road))
            everything = desk.residuals.union(choice.deed for choice in choices)
            found = desk.known[key] = (choices, everything)
        laid.append(found)
    # What leaves nothing to choose comes first: it only narrows the rule.
    laid.sort(key=_leaves_a_choice)
    return Turns(tuple(one[0] for one in laid), limits, tuple(one[1] for one in laid))


_Laid = tuple[tuple[Choice, ...], int]


def _leaves_a_choice(laid: _Laid) -> bool:
    return len(laid[0]) > 1


@dataclass(frozen=True, slots=True)
class _Road:
    """One course for one person: what the rule sees of its passes, whether it was chosen (None: nothing binds) and
    is preferred, the exams still open."""

    have: tuple[Pass, ...]
    chosen: bool | None
    preferred: bool
    open: tuple[Sitting, ...]
    today: date


def _choices(
    desk: Desk,
    slug: str,
    ways: tuple[Way, ...],
    road: _Road,
) -> Iterator[Choice]:
    """Leave the course as it is, or sit its exam by one path (or by several, in as many broadcasts)."""
    residuals, bound = desk.residuals, road.chosen is not None
    have = road.have
    outside = bound and not road.chosen
    if bound and have:
        # What was passed counts only with a place among the courses chosen, and may be given up for another.
        yield Choice(slug, residuals.deed(slug, ()), 0, (), _IDLE)
        weights = _SWAPPED if outside else _IDLE
        yield Choice(slug, residuals.deed(slug, have), 0, (), weights, int(outside), int(not outside))
    else:
        yield Choice(slug, residuals.deed(slug, have), 0, (), _IDLE)
    course = desk.offer.courses.get(slug)
    if course is None:
        return
    for size in range(1, min(len(ways), len(road.open)) + 1):
        for some in combinations(ways, size):
            for needs in product(*((0, *_scores(desk.rule, slug, way, course)) for way in some)):
                picks = tuple(
                    Pick(way, sitting.broadcast, sitting.last, sitting.following, need)
                    for way, sitting, need in zip(some, road.open, needs, strict=False)
                )
                passes = tuple(sorted({*have, *(_planned(one, course) for one in picks)}))
                yield Choice(
                    slug,
                    residuals.deed(slug, passes),
                    max(pick.last.toordinal() for pick in picks),
                    picks,
                    _weights(picks, road.preferred, outside, road.today),
                    int(outside),
                    int(bound and not outside),
                )


def _scores(rule: Rule, slug: str, way: Way, course: OfferedCourse) -> tuple[int, ...]:
    return () if course.mark is None else scores_in(rule, slug, way.id, course.mark)


def _as_pass(one: Passed) -> Pass:
    return Pass(one.way or "", -1 if one.percent is None else one.percent, one.ects)


def _planned(pick: Pick, course: OfferedCourse) -> Pass:
    percent = -1 if course.mark is None else max(pick.needs, course.mark)
    return Pass(pick.way.id, percent, pick.way.ects)


def _weights(picks: tuple[Pick, ...], preferred: bool, outside: bool, today: date) -> tuple[int, ...]:
    """What a choice adds to the plan, most important first: exams for which a mere pass is not enough, exams,
    exchanges, courses preferred (the more the better), broadcasts only expected, prices not known, price, days of
    waiting."""
    return (
        sum(pick.needs > 0 for pick in picks),
        len(picks),
        int(outside),
        -int(preferred),
        sum(pick.broadcast.expected for pick in picks),
        sum(pick.way.cents is None for pick in picks),
        sum(pick.way.cents or 0 for pick in picks),
        sum((pick.last - today).days for pick in picks),
    )
