"""The pages on which people register, and on which they write again once they are registered.

Both are forms whose script seals the answers in the browser; this module gives them what they need to know: the courses
that count with their next sessions and prices, the rule in a form that a script can count by, the consents, the key. A
site without a letterbox key has no such pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.records.course import Course, Session
from generator.records.letterbox import RegistrationDesk
from generator.records.programme import (
    AllOf,
    AnyOf,
    AtLeast,
    Passed,
    Programme,
    Requirement,
    Version,
    months_of,
)
from generator.records.site import Theme
from generator.rules.registered import most_credits
from generator.rules.requirement import members
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.page import Page
from generator.site.requirement_words import clause_of, conditions, course_fee, courses_of
from generator.site.runs import Run, runs_of, upcoming_runs
from generator.site.voice import Voice

__all__ = ["SCRIPTS", "pages", "registers", "rule_of"]

SCRIPTS = ("sealed.js", "letter-words.js", "letter.js")
_SESSIONS = 2
"""Coming sessions of a course that the page shows."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A course that counts: its coming sessions, and what it costs to have it count, where that is known."""

    slug: str
    course: Course
    runs: tuple[Run, ...]
    price: Decimal | None


def registers(source: Source, programme: Programme) -> bool:
    """Whether people can register for the programme on the site."""
    desk = source.tree.site.registration
    return desk is not None and desk.key is not None and programme.version_on(source.day) is not None


def pages(source: Source, fragments: Fragments) -> Iterator[Page]:
    """Two pages a programme and language: ``register/<slug>`` and ``deposit/<slug>``."""
    desk = source.tree.site.registration
    if desk is None or desk.key is None:
        return
    for slug, programme in source.tree.programmes.items():
        version = programme.version_on(source.day)
        if version is None:
            continue
        choices = tuple(_choices(source, version))
        for language in LANGUAGES:
            voice = Voice(language)
            common = {"programme": programme, "programme_slug": slug, "desk": desk, "choices": choices}
            name = programme.name.in_(language)
            meta = {"connect": desk.origin} if desk.origin else {}
            yield fragments.page(
                source,
                language,
                f"register/{slug}",
                "register",
                title=voice("register_title", programme=name),
                description=voice("register_description", programme=name),
                meta={"scripts": [*SCRIPTS, "register.js"], **meta},
                clause=clause_of(version.requirement, source.tree.courses, source.themes),
                conditions=conditions(version),
                settings=_settings(source, slug, desk, version, choices=choices, voice=voice),
                **common,
            )
            yield fragments.page(
                source,
                language,
                f"deposit/{slug}",
                "deposit",
                title=voice("deposit_title", programme=name),
                description=voice("deposit_description", programme=name),
                meta={"scripts": [*SCRIPTS, "deposit.js"], **meta},
                exchanges=tuple(range(1, 1 + min(version.swaps if version.swaps is not None else 2, 4))),
                settings=_settings(source, slug, desk, version, choices=choices, voice=voice),
                **common,
            )


def _choices(source: Source, version: Version) -> Iterator[Choice]:
    courses = source.tree.courses
    paths = dict(_paths(version.requirement))
    for slug in courses_of(version.requirement, courses):
        runs = upcoming_runs(slug, courses[slug], source.day)[:_SESSIONS]
        yield Choice(slug, courses[slug], runs, course_fee(courses[slug], paths.get(slug, "")))


def _paths(clause: Requirement) -> Iterator[tuple[str, str]]:
    """The path by which a course counts, where the rule names one."""
    if isinstance(clause, AllOf | AnyOf):
        for part in clause.all_of if isinstance(clause, AllOf) else clause.any_of:
            yield from _paths(part)
    elif isinstance(clause, Passed) and "/" in clause.passed:
        slug, _, path = clause.passed.partition("/")
        yield slug, path


def _settings(
    source: Source,
    slug: str,
    desk: RegistrationDesk,
    version: Version,
    *,
    choices: tuple[Choice, ...],
    voice: Voice,
) -> str:
    """What the script must know, as JSON."""
    key = desk.keys[-1]
    fee = source.tree.programmes[slug].registration_fee_eur
    settings = {
        "host": source.tree.site.host,
        "programme": slug,
        "address": desk.address,
        "endpoint": desk.endpoint,
        "key": {"kid": key.kid, "x": key.x, "y": key.y},
        "consents": {text.purpose: text.version for text in desk.consents},
        "fee": _cents(fee),
        "months": months_of(version.within) if version.within else None,
        "rule": rule_of(version.requirement, source.tree.courses, source.themes, voice),
        "courses": {choice.slug: _course(source, choice, voice) for choice in choices},
    }
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":"))


def _course(source: Source, choice: Choice, voice: Voice) -> dict[str, object]:
    run = choice.runs[0].session if choice.runs else None
    past = [
        run for run in runs_of(choice.slug, choice.course, source.day) if run.phase in ("past", "ongoing")
    ]
    return {
        "title": voice.text(choice.course.title),
        "star": choice.course.star,
        "price": _cents(choice.price),
        "start": run.start.isoformat() if run is not None and run.start else None,
        "dates": _dates(run, voice) if run is not None else None,
        "indicative": run is not None and run.illustrative,
        "enrolment": voice.range(run.enrolment_start, run.enrolment_end)
        if run is not None and run.enrolment_start
        else None,
        "exam": voice.range(run.exam.opens, run.exam.closes) if run is not None and run.exam else None,
        "sessions": [
            [run.session.id, _dates(run.session, voice)]
            for run in reversed(past)
            if not run.session.cancelled
        ],
    }


def _dates(session: Session, voice: Voice) -> str:
    if session.start is not None:
        return voice.range(session.start, session.end)
    return voice.text(session.period) if session.period is not None else session.id


def rule_of(
    clause: Requirement, courses: Mapping[str, Course], themes: Mapping[str, Theme], voice: Voice
) -> dict[str, object]:
    """A requirement as a script counts by it, the same as `generator.rules.registered.could_meet`: `needed` of the
    `parts`, or of the `courses`, each of which counts for one or for its credits."""
    words = voice.text(clause_of(clause, courses, themes).words)
    if isinstance(clause, AllOf | AnyOf):
        parts = clause.all_of if isinstance(clause, AllOf) else clause.any_of
        needed = len(parts) if isinstance(clause, AllOf) else 1
        return {
            "needed": needed,
            "parts": [rule_of(part, courses, themes, voice) for part in parts],
            "words": words,
        }
    if isinstance(clause, Passed):
        return {"needed": 1, "courses": {clause.passed.partition("/")[0]: 1}, "words": words}
    found = members(clause.of, courses)
    if isinstance(clause, AtLeast):
        return {"needed": clause.at_least, "courses": dict.fromkeys(found, 1), "words": words}
    worth = {slug: most_credits(courses[slug]) for slug in found}
    return {"needed": clause.credits, "courses": worth, "words": words}


def _cents(euros: Decimal | None) -> int | None:
    return None if euros is None else int(euros * 100)
