"""Reminders about chosen courses: one that starts, its exam that opens, its exam that is about to close.

The last reminder comes three days before the end and only to whom no result is known; where the window is so short
that it would come with the first, there is only the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.outreach.message import Message
from generator.records.candidate import Candidate, Registration
from generator.records.course import Course, Session
from generator.records.mail import MailKind
from generator.records.programme import AllOf, Passed, Programme
from generator.records.tree import Tree
from generator.rules.sentence import Sentence, day
from generator.rules.standing import Sitting, judge
from generator.rules.window import Window, window_of

__all__ = ["DAYS_BEFORE_CLOSE", "Live", "chosen_courses", "course_messages", "live_sessions", "was_passed"]

DAYS_AROUND_START = 7
DAYS_BEFORE_CLOSE = 3


@dataclass(frozen=True, slots=True)
class Live:
    """A session about which something is due on the day in question."""

    course: str
    session: Session
    kind: MailKind
    opens: date
    closes: date


def live_sessions(tree: Tree, on: date) -> dict[str, tuple[Live, ...]]:
    """What is due on that day about the sessions of each course; most courses have nothing.

    Dates that only stand in for dates not published are told to nobody, except to the fictional people of a
    demonstration.
    """
    found: dict[str, tuple[Live, ...]] = {}
    for slug, course in tree.courses.items():
        live = tuple(
            one
            for session in course.sessions
            if not session.cancelled and (tree.site.demonstration or not session.illustrative)
            for one in _reminders(slug, course, session)
            if one.opens <= on <= one.closes
        )
        if live:
            found[slug] = live
    return found


def _reminders(slug: str, course: Course, session: Session) -> Iterator[Live]:
    around = timedelta(days=DAYS_AROUND_START)
    if session.start is not None:
        ends = session.start + around
        last = min(ends, session.enrolment_end) if session.enrolment_end is not None else ends
        yield Live(slug, session, "course-starts", session.start - around, max(last, session.start))
    if session.exam is None or course.exam is None:
        return
    opens, closes = session.exam.opens, session.exam.closes
    soon = closes - timedelta(days=DAYS_BEFORE_CLOSE)
    if soon <= opens:
        yield Live(slug, session, "exam-opens", opens, closes)
    else:
        yield Live(slug, session, "exam-opens", opens, soon - timedelta(days=1))
        yield Live(slug, session, "exam-closes", soon, closes)


def course_messages(
    tree: Tree, candidate_id: str, rows: tuple[Sitting, ...], live: Mapping[str, tuple[Live, ...]], on: date
) -> Iterator[Message]:
    """The reminders that a candidate is owed on that day, each once, whatever programmes ask for the course."""
    candidate = tree.candidates[candidate_id]
    for slug, registration in _courses_followed(tree, candidate, live, on).items():
        course = tree.courses[slug]
        mine = tuple(row for row in rows if row.course == slug)
        recognised = any(
            one.course == slug and one.programme == registration.programme for one in candidate.recognitions
        )
        if recognised or any(was_passed(row, tree.courses) for row in mine):
            continue
        sat = {row.session for row in mine}
        sat |= {deposit.session for deposit in candidate.deposits if deposit.course == slug}
        for one in live[slug]:
            if one.session.id not in sat:
                yield _message(candidate_id, course, registration, one)


def _courses_followed(
    tree: Tree, candidate: Candidate, live: Mapping[str, tuple[Live, ...]], on: date
) -> dict[str, Registration]:
    """The courses with something due that the candidate follows, and the first registration that asks for each."""
    found: dict[str, Registration] = {}
    for registration in candidate.registrations:
        programme = tree.programmes[registration.programme]
        if registration.date > on or not _active(registration, programme, on):
            continue
        for slug in chosen_courses(registration, programme, on):
            if slug in live and slug in tree.courses:
                found.setdefault(slug, registration)
    return found


def _active(registration: Registration, programme: Programme, on: date) -> bool:
    if registration.withdrawn is not None and registration.withdrawn <= on:
        return False
    version = programme.version_on(registration.date)
    return version is None or on in window_of(version, registration.date)


def chosen_courses(registration: Registration, programme: Programme, on: date) -> tuple[str, ...]:
    """The courses chosen as they stand on that day after swaps; of a rule without choices, those that it demands."""
    if not registration.choices:
        version = programme.version_on(registration.date)
        return () if version is None else tuple(dict.fromkeys(_demanded(version.requirement)))
    current = list(registration.choices)
    for swap in sorted(registration.swaps, key=lambda swap: swap.date):
        if swap.date <= on and swap.out in current and swap.into not in current:
            current[current.index(swap.out)] = swap.into
    return tuple(current)


def _demanded(requirement: object) -> Iterator[str]:
    if isinstance(requirement, Passed):
        yield requirement.passed.partition("/")[0]
    elif isinstance(requirement, AllOf):
        for part in requirement.all_of:
            yield from _demanded(part)


def was_passed(row: Sitting, courses: Mapping[str, Course]) -> bool:
    """Whether that sitting is a pass in itself, whatever programme it may serve."""
    return bool(judge([row], courses, on=date.max, window=Window(date.min)).passed)


def _message(candidate_id: str, course: Course, registration: Registration, one: Live) -> Message:
    title = Sentence(course.title.fr, course.title.en)
    start, exam = one.session.start, one.session.exam
    if one.kind == "course-starts" and start is not None:
        when = day(start)
        why = Sentence(
            f"parce que le cours choisi « {title.fr} » commence le {when.fr}",
            f"because the chosen course “{title.en}” starts on {when.en}",
        )
    elif one.kind == "exam-opens" and exam is not None:
        when, until = day(exam.opens), day(exam.closes)
        why = Sentence(
            f"parce que l’examen de « {title.fr} » est ouvert du {when.fr} au {until.fr}",
            f"because the exam of “{title.en}” is open from {when.en} to {until.en}",
        )
    else:
        until = day(one.closes)
        why = Sentence(
            f"parce que l’examen de « {title.fr} » ferme le {until.fr} et qu’aucun résultat n’est connu",
            f"because the exam of “{title.en}” closes on {until.en} and no result is known",
        )
    return Message(
        candidate=candidate_id,
        kind=one.kind,
        about=f"{one.course}/{one.session.id}",
        opens=one.opens,
        closes=one.closes,
        why=why,
        programme=registration.programme,
        course=one.course,
        session=one.session.id,
    )
