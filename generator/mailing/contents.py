"""What a message has to say, as values for its template: each kind gets the same names, None where they mean nothing.

Addresses are those of the site (`site.base_url`), permanent for diplomas; a course leads to its page there, which knows
the platform's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from generator.mailing.letter import one_line
from generator.outreach.courses import chosen_courses
from generator.outreach.message import NECESSARY, Message
from generator.records.base import Language, Text
from generator.records.candidate import Candidate, Registration
from generator.records.course import Course, Session
from generator.records.mail import MailSettings
from generator.records.tree import Tree
from generator.rules.eligibility import Case, decide
from generator.rules.sentence import Sentence
from generator.rules.standing import Sitting
from generator.rules.window import window_of
from generator.site.diploma_words import REASONS
from generator.site.voice import Voice

__all__ = ["values_of"]

_BEFORE: Final = re.compile(r" ([:;!?»%€])")


def values_of(
    tree: Tree,
    sittings: Mapping[str, tuple[Sitting, ...]],
    message: Message,
    on: date,
    settings: MailSettings,
) -> dict[str, object]:
    """The values for the template of `message`, in its candidate's language."""
    candidate = tree.candidates[message.candidate]
    language: Language = candidate.language
    course = tree.courses.get(message.course) if message.course else None
    session = course.session(message.session) if course is not None and message.session else None
    registration = _registration(candidate, message)
    base = tree.site.base_url
    return {
        "name": candidate.name.display,
        "site": _line(tree.site.name, language),
        "site_url": base,
        "publisher": tree.site.publisher,
        "sender": settings.name,
        "demonstration": tree.site.demonstration,
        "necessary": message.kind in NECESSARY,
        "again": message.again,
        "programme": _programme(tree, message, language),
        "programme_url": f"{base}{language}/programmes/{message.programme}.html"
        if message.programme
        else None,
        "course": _line(course.title, language) if course else None,
        "course_url": f"{base}{language}/courses/{message.course}.html" if course else None,
        "session": session,
        "exam": course.exam if course else None,
        "prepare": [_line(text, language) for text in course.exam.prepare] if course and course.exam else [],
        "outcome": _said(message.facts, language),
        "passed": message.passed,
        "declared": message.declared,
        "differs": _said(message.differs, language),
        "received": message.received,
        "diploma_url": f"{base}d/{message.code}.html" if message.code else None,
        "credential_url": f"{base}d/{message.code}.json" if message.code else None,
        "code": message.code,
        "printed": False,  # the desk knows whether a PDF goes along
        "reason": REASONS[language][message.reason] if message.reason else None,
        "registered": message.registered,
        "withdrawn": registration.withdrawn if registration else None,
        "closes": _closes(tree, registration) if registration else None,
        "choices": _choices(tree, registration, on, language)
        if message.kind == "registered" and registration
        else [],
        "missing": _missing(tree, sittings, message, on, language) if message.kind == "window-ending" else [],
    }


def _programme(tree: Tree, message: Message, language: Language) -> str | None:
    programme = tree.programmes.get(message.programme) if message.programme else None
    return _line(programme.name, language) if programme else None


def _said(sentence: Sentence | None, language: Language) -> str | None:
    return _line(sentence, language) if sentence else None


def _line(text: Text | Sentence, language: Language) -> str:
    """One line of a text; in French with the no-break spaces that records and rules leave to whoever sets the page."""
    line = one_line(text.in_(language))
    if language == "fr":
        line = _BEFORE.sub("\u00a0\\1", line).replace("« ", "«\u00a0")
    return line


def _registration(candidate: Candidate, message: Message) -> Registration | None:
    return next(
        (
            one
            for one in candidate.registrations
            if (one.programme, one.date) == (message.programme, message.registered)
        ),
        None,
    )


def _closes(tree: Tree, registration: Registration) -> date | None:
    version = tree.programmes[registration.programme].version_on(registration.date)
    return window_of(version, registration.date).closes if version else None


def _choices(
    tree: Tree, registration: Registration, on: date, language: Language
) -> list[tuple[str, str | None]]:
    """Each chosen course with the dates of its next session, None where none is announced."""
    voice = Voice(language)
    found: list[tuple[str, str | None]] = []
    for slug in chosen_courses(registration, tree.programmes[registration.programme], on):
        course = tree.courses[slug]
        session = _next_session(tree, course, on)
        when = voice.range(session.start, session.end) if session is not None and session.start else None
        found.append((_line(course.title, language), when))
    return found


def _next_session(tree: Tree, course: Course, on: date) -> Session | None:
    """The first session that has not ended; one whose dates are not official is announced to nobody."""
    coming = [
        one
        for one in course.sessions
        if one.start is not None
        and (one.end or one.start) >= on
        and not one.cancelled
        and (tree.site.demonstration or not one.illustrative)
    ]
    return min(coming, key=lambda one: one.start or date.max, default=None)


def _missing(
    tree: Tree,
    sittings: Mapping[str, tuple[Sitting, ...]],
    message: Message,
    on: date,
    language: Language,
) -> list[str]:
    """The clauses that are not met yet, each in a sentence."""
    if message.programme is None:
        return []
    decision = decide(Case.of(tree, sittings, message.programme, message.candidate), on=on)
    return [_line(clause.sentence, language) for clause in decision.clauses if not clause.met]
