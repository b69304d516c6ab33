"""The page of one diploma or certificate: its rule in plain words, its versions, its courses, its price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from generator.records.course import Course
from generator.records.programme import Programme, Version
from generator.rules import Sentence
from generator.rules.digest import rule_digest
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.page import Page
from generator.site.requirement_words import Clause, clause_of, conditions, courses_of, price_range
from generator.site.runs import Run, leading_run
from generator.site.voice import Voice

__all__ = ["pages"]


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of the rule in words; `until` is the last day before the next version. `digest` is what the diplomas
    awarded by it say of it."""

    version: Version
    clause: Clause
    conditions: tuple[Sentence, ...]
    until: date | None
    digest: str


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course that counts, and its leading session."""

    slug: str
    course: Course
    run: Run | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme as the list shows it: how many courses count for it, and what it costs where that is known."""

    slug: str
    programme: Programme
    courses: int
    price: tuple[Decimal, Decimal] | None


def pages(source: Source, fragments: Fragments) -> Iterator[Page]:
    """The list of programmes and every programme, in both languages."""
    groups = tuple(
        (issuer, group)
        for issuer in source.tree.issuers
        if (
            group := tuple(
                _entry(source, slug) for slug in source.tree.programmes if _issuer(source, slug) == issuer
            )
        )
    )
    for language in LANGUAGES:
        voice = Voice(language)
        yield fragments.page(
            source,
            language,
            "programmes",
            "programmes",
            title=voice("programmes"),
            description=voice("programmes_lead"),
            groups=groups,
        )
    for slug, programme in source.tree.programmes.items():
        yield from _pages(source, fragments, slug, programme)


def _issuer(source: Source, slug: str) -> str:
    return source.tree.programmes[slug].issuer


def _entry(source: Source, slug: str) -> Entry:
    programme = source.tree.programmes[slug]
    current = _current(source, programme)
    return Entry(slug, programme, len(_courses(source, current)), _price(source, programme, current))


def _current(source: Source, programme: Programme) -> VersionView | None:
    version = programme.version_on(source.day)
    return next((view for view in _versions(source, programme) if view.version == version), None)


def _pages(source: Source, fragments: Fragments, slug: str, programme: Programme) -> Iterator[Page]:
    tree, day = source.tree, source.day
    views = _versions(source, programme)
    current = _current(source, programme)
    issuer = tree.issuers[programme.issuer]
    signatories = {person.id: person for person in issuer.signatories}
    for language in LANGUAGES:
        yield fragments.page(
            source,
            language,
            f"programmes/{slug}",
            "programme",
            title=programme.name.in_(language),
            description=programme.summary.in_(language),
            programme=programme,
            issuer=issuer,
            current=current,
            newer=tuple(view for view in views if view.version.since > day),
            older=tuple(view for view in views if view != current and view.version.since <= day)[::-1],
            courses=_courses(source, current),
            price=_price(source, programme, current),
            editions=_editions(source, slug),
            signatories=tuple(signatories[one] for one in programme.signatories if one in signatories),
            sample=next((one.code for one in source.samples if one.programme == slug), None),
        )


def _versions(source: Source, programme: Programme) -> tuple[VersionView, ...]:
    ordered = sorted(programme.versions, key=lambda version: version.since)
    ends = [version.since - timedelta(days=1) for version in ordered[1:]] + [None]
    courses, themes = source.tree.courses, source.themes
    return tuple(
        VersionView(
            version,
            clause_of(version.requirement, courses, themes),
            conditions(version),
            until,
            rule_digest(version),
        )
        for version, until in zip(ordered, ends, strict=True)
    )


def _courses(source: Source, current: VersionView | None) -> tuple[CourseView, ...]:
    if current is None:
        return ()
    courses = source.tree.courses
    return tuple(
        CourseView(slug, courses[slug], leading_run(slug, courses[slug], source.day))
        for slug in courses_of(current.version.requirement, courses)
    )


def _price(
    source: Source, programme: Programme, current: VersionView | None
) -> tuple[Decimal, Decimal] | None:
    return None if current is None else price_range(programme, current.version, source.tree.courses)


def _editions(source: Source, slug: str) -> tuple[date, ...]:
    """The days of the juries that have met, the latest first."""
    held = {edition.date for edition in source.tree.editions.values() if edition.programme == slug}
    return tuple(sorted((day for day in held if day <= source.day), reverse=True))
