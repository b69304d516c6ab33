"""Offers and persons taken out of the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from generator.records.candidate import Candidate, Registration
from generator.records.course import Course, Session
from generator.records.programme import AllOf, AnyOf, AtLeast, Programme, Requirement, months_of
from generator.records.programme import Passed as PassedClause
from generator.records.tree import Tree
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
from generator.rules.plan.residual import counting, courses_in, joined
from generator.rules.requirement import members
from generator.rules.standing import Evidence, Sitting, judge
from generator.rules.window import Window

__all__ = ["offer_of", "offered_course", "person_of", "rule_of"]

PRESUMED_LENGTH: Final = timedelta(days=60)
"""A broadcast lasts two months: the end of a session whose record has none."""


def offer_of(tree: Tree, slug: str, today: date) -> Offer:
    """The offer of a programme; `today` decides which juries have met. `KeyError` where there is none."""
    programme = tree.programmes[slug]
    versions = tuple(
        OfferedVersion(
            version.id,
            version.since,
            rule_of(version.requirement, tree.courses),
            None if version.within is None else months_of(version.within),
            version.swaps,
        )
        for version in sorted(programme.versions, key=lambda version: version.since)
    )
    named = sorted({course for version in versions for course in courses_in(version.rule)})
    held = [one.date for one in tree.editions.values() if one.programme == slug and one.date <= today]
    return Offer(
        versions,
        {course: offered_course(tree.courses[course]) for course in named if course in tree.courses},
        programme.edition_month,
        max(held, default=None),
        _fee(programme),
    )


def _fee(programme: Programme) -> int | None:
    fee = programme.registration_fee_eur
    return None if fee is None else int(fee * 100)


def rule_of(requirement: Requirement, courses: Mapping[str, Course]) -> Rule:
    """A requirement over names of courses alone: sets that narrow by star or theme are spelled out."""
    if isinstance(requirement, AllOf):
        return joined("all", [rule_of(part, courses) for part in requirement.all_of])
    if isinstance(requirement, AnyOf):
        return joined("any", [rule_of(part, courses) for part in requirement.any_of])
    if isinstance(requirement, PassedClause):
        slug, _, way = requirement.passed.partition("/")
        return ("pass", slug, way, requirement.min_score or 0)
    names = tuple(sorted(members(requirement.of, courses)))
    if isinstance(requirement, AtLeast):
        return counting("least", requirement.at_least, names)
    return counting("ects", requirement.credits, names)


def offered_course(course: Course) -> OfferedCourse:
    """A course as plans see it: paths that give something, dated sessions, the pass mark in percent."""
    return OfferedCourse(
        course.star,
        tuple(
            Way(
                path.id,
                path.credits.ects if path.credits else 0,
                None if path.price_eur is None else int(path.price_eur * 100),
            )
            for path in course.paths
            if path.gives != "nothing"
        ),
        tuple(
            sorted(
                (_broadcast(session, session.start, course) for session in course.sessions if session.start),
                key=lambda one: (one.start, one.id),
            )
        ),
        _mark(course),
        course.again_every_years,
    )


def _mark(course: Course) -> int | None:
    exam = course.exam
    if exam is None or exam.questions is None:
        return None
    if exam.pass_correct is not None:
        return 100 * exam.pass_correct // exam.questions
    return exam.pass_percent


def _broadcast(session: Session, start: date, course: Course) -> Broadcast:
    end = session.end or start + PRESUMED_LENGTH
    if session.exam is not None:
        opens, closes = session.exam.opens, session.exam.closes
    else:
        length = course.exam.window_days if course.exam and course.exam.window_days else 1
        opens, closes = max(start, end - timedelta(days=length - 1)), end
    return Broadcast(
        session.id,
        start,
        end,
        opens,
        closes,
        session.enrolment_end,
        session.illustrative,
        session.cancelled,
    )


def person_of(
    tree: Tree,
    offer: Offer,
    candidate: Candidate,
    entry: Registration,
    sittings: Iterable[Sitting],
    *,
    today: date,
) -> Person:
    """A candidate's road in one programme since one registration. `sittings` are the candidate's own.

    A chosen course whose session is under way counts as followed although its enrolment is closed: the register does
    not hold who enrolled on the platform. A session in which the candidate has sat is over.
    """
    rows = tuple(sittings)
    standing = judge(
        rows,
        tree.courses,
        on=today,
        window=Window(entry.date),
        recognitions=[one for one in candidate.recognitions if one.programme == entry.programme],
    )
    allowed = max((version.swaps or 0 for version in offer.versions), default=0)
    choices, swapped = _current(entry, allowed, today)
    sat = {(row.course, row.session) for row in rows}
    following = {
        (slug, one.id)
        for slug in choices
        if slug in offer.courses
        for one in offer.courses[slug].broadcasts
        if one.start <= today <= one.closes and (slug, one.id) not in sat
    }
    return Person(
        entry.date,
        tuple(_passed(item) for item in standing.passed),
        frozenset(following),
        frozenset(),
        choices or None,
        swapped,
    )


def _passed(item: Evidence) -> Passed:
    percent = None if item.share is None else int(item.share * 100)
    way = None if item.recognition is not None else item.path
    return Passed(item.course, way, percent, item.date, item.ects)


def _current(entry: Registration, allowed: int, today: date) -> tuple[frozenset[str], int]:
    """The courses chosen as they are today, and how many exchanges led there; `eligibility` reads them alike."""
    current, made = set(entry.choices), 0
    for swap in sorted((one for one in entry.swaps if one.date <= today), key=lambda one: one.date):
        if made < allowed and swap.out in current and swap.into not in current:
            current = (current - {swap.out}) | {swap.into}
            made += 1
    return frozenset(current), made
