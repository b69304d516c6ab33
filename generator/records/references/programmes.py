"""Programmes: who awards them, and a rule that can be met by courses that exist."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Diagnostic
from generator.records.draft import Draft, Entry
from generator.records.explain import did_you_mean
from generator.records.programme import (
    AllOf,
    AnyOf,
    AtLeast,
    CourseSet,
    CreditsFrom,
    Passed,
    Programme,
    Requirement,
)
from generator.records.references.twice import repeated
from generator.records.yaml import Location, shown

__all__ = ["check", "named_courses"]


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Yield what is wrong with the programmes."""
    codes: dict[str, str] = {}
    for programme in draft.programmes:
        record = programme.record
        if record.code in codes:
            message = f"the code {record.code} belongs to the programme '{codes[record.code]}' already"
            yield draft.problem(
                programme, ("code",), "X211", message, "Give each programme a code of its own."
            )
        codes.setdefault(record.code, programme.key)
        yield from _issuer(draft, programme)
        for place, name in repeated(version.id for version in record.versions):
            message = f"the version '{name}' is listed twice"
            yield draft.problem(programme, ("versions", place, "id"), "X210", message, "Rename one.")
        for place, day in repeated(version.since for version in record.versions):
            message = f"two versions hold since {day}"
            hint = "A candidate is judged by the version in force at registration, so their days differ."
            yield draft.problem(programme, ("versions", place, "since"), "X210", message, hint)
        for place, version in enumerate(record.versions):
            yield from _clause(draft, programme, ("versions", place, "requirement"), version.requirement)


def named_courses(clause: Requirement, draft: Draft) -> frozenset[str] | None:
    """Return the courses that can count for `clause`; None where that is not certain, because a course is
    broken or its name unknown."""
    if isinstance(clause, AllOf | AnyOf):
        parts = clause.all_of if isinstance(clause, AllOf) else clause.any_of
        sets = [named_courses(part, draft) for part in parts]
        known = [found for found in sets if found is not None]
        return frozenset().union(*known) if len(known) == len(sets) else None
    if isinstance(clause, Passed):
        return frozenset({clause.passed.partition("/")[0]})
    return _members(clause.of, draft)


def _members(of: CourseSet, draft: Draft) -> frozenset[str] | None:
    narrowed = of.starred is not None or of.theme is not None
    if of.courses is None:
        if draft.courses.broken:
            return None
        names = tuple(draft.courses.good)
    else:
        names = of.courses
    members = set()
    for name in names:
        course = draft.courses.get(name)
        if course is None:
            # It may be meant for any course where it is unknown; where it is broken, have the star or theme.
            if narrowed or not draft.courses.knows(name):
                return None
            members.add(name)
        elif (of.starred is None or course.star) and (of.theme is None or course.theme == of.theme):
            members.add(name)
    return frozenset(members)


def _issuer(draft: Draft, programme: Entry[Programme]) -> Iterator[Diagnostic]:
    record = programme.record
    yield from draft.refers(programme, ("issuer",), "issuer", record.issuer)
    for place, name in repeated(record.signatories):
        message = f"the signatory '{name}' is listed twice"
        yield draft.problem(programme, ("signatories", place), "X210", message, "Keep one of them.")
    issuer = draft.issuers.get(record.issuer)
    if issuer is None:
        return
    known = [signatory.id for signatory in issuer.signatories]
    for place, name in enumerate(record.signatories):
        if name not in known:
            message = f"the issuer '{record.issuer}' has no signatory '{shown(name)}'"
            hint = did_you_mean(name, known) or f"Signatories: {', '.join(known) or 'none'}."
            yield draft.problem(programme, ("signatories", place), "X208", message, hint)


def _clause(
    draft: Draft, programme: Entry[Programme], at: Location, clause: Requirement
) -> Iterator[Diagnostic]:
    if isinstance(clause, AllOf):
        for place, part in enumerate(clause.all_of):
            yield from _clause(draft, programme, (*at, "all_of", place), part)
    elif isinstance(clause, AnyOf):
        for place, part in enumerate(clause.any_of):
            yield from _clause(draft, programme, (*at, "any_of", place), part)
    elif isinstance(clause, Passed):
        yield from _passed(draft, programme, (*at, "passed"), clause)
    else:
        yield from _set(draft, programme, at, clause)


def _passed(draft: Draft, programme: Entry[Programme], at: Location, clause: Passed) -> Iterator[Diagnostic]:
    slug, _, path = clause.passed.partition("/")
    yield from draft.refers(programme, at, "course", slug)
    course = draft.courses.get(slug)
    if course is not None and path and course.path(path) is None:
        known = [found.id for found in course.paths]
        hint = did_you_mean(path, known) or f"Paths: {', '.join(known) or 'none'}."
        yield draft.problem(programme, at, "X207", f"the course '{slug}' has no path '{shown(path)}'", hint)


def _set(
    draft: Draft, programme: Entry[Programme], at: Location, clause: AtLeast | CreditsFrom
) -> Iterator[Diagnostic]:
    of = clause.of
    unknown = False
    for place, slug in enumerate(of.courses or ()):
        yield from draft.refers(programme, (*at, "of", "courses", place), "course", slug)
    for place, slug in repeated(of.courses or ()):
        message = f"the course '{shown(slug)}' is listed twice"
        yield draft.problem(programme, (*at, "of", "courses", place), "X210", message, "Keep one of them.")
    site = draft.site.get("site")
    if site is not None and of.theme is not None and of.theme not in (known := [t.id for t in site.themes]):
        unknown = True
        message = f"there is no theme '{shown(of.theme)}' in content/site.yml"
        hint = did_you_mean(of.theme, known) or f"Themes: {', '.join(known)}."
        yield draft.problem(programme, (*at, "of", "theme"), "X204", message, hint)
    members = _members(of, draft)
    if unknown or members is None:
        return
    if not members and of.starred:
        message = "the set has no starred course, so nobody can meet this"
        yield draft.problem(programme, (*at, "of", "starred"), "X230", message, "Give a course 'star: true'.")
    elif isinstance(clause, AtLeast) and clause.at_least > len(members):
        message = (
            f"{clause.at_least} courses are required of a set of {len(members)}, so nobody can meet this"
        )
        yield draft.problem(programme, (*at, "at_least"), "X231", message, "Lower it, or add courses.")
    elif isinstance(clause, CreditsFrom):
        yield from _credits(draft, programme, (*at, "credits"), clause, members)


def _credits(
    draft: Draft, programme: Entry[Programme], at: Location, clause: CreditsFrom, members: frozenset[str]
) -> Iterator[Diagnostic]:
    available = 0
    for slug in members:
        course = draft.courses.get(slug)
        if course is None:
            return
        available += max((path.credits.ects for path in course.paths if path.credits), default=0)
    if available < clause.credits:
        have = f"only {available} credits" if available else "no credits"
        message = (
            f"{clause.credits} credits are required of courses that give {have}, so nobody can meet this"
        )
        hint = "Give the courses' paths their credits, or lower the number."
        yield draft.problem(programme, at, "X232", message, hint)
