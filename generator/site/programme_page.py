"""The page of one diploma or certificate: its rule in plain words, its versions, its courses, its price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from generator.records.base import Language
from generator.records.course import Course
from generator.records.programme import Programme, Version, months_of
from generator.rules import Sentence
from generator.rules.digest import rule_digest
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.page import Page
from generator.site.registration_page import registers
from generator.site.requirement_words import (
    Clause,
    clause_of,
    conditions,
    courses_needed,
    courses_of,
    price_range,
)
from generator.site.runs import Run, foremost_run, runs_of, runs_text
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
    """A course that counts, and the session that matters most; `next` says whether that is not over."""

    slug: str
    course: Course
    run: Run | None
    next: bool
    runs_text: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What the programme costs in euros: the fee, `number` courses at `each` (where all cost the same), the total."""

    fee: Decimal
    number: int
    each: Decimal | None
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class EditionView:
    """The day of a jury, and how many diplomas it awarded where that gives nobody away."""

    day: date
    awarded: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme as the list shows it: how many courses count for it, and what it costs where that is known."""

    slug: str
    programme: Programme
    courses: int
    price: tuple[Decimal, Decimal] | None


SMALLEST_COUNT: Final = 10
"""A jury that awarded fewer diplomas is shown without their number."""


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
            meta={"styles": ["courses.css"]},
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
            which=slug,
            meta={"styles": ["courses.css"], "scripts": ["runs.js", "cards.js"]},
            programme=programme,
            issuer=issuer,
            current=current,
            newer=tuple(view for view in views if view.version.since > day),
            older=tuple(view for view in views if view != current and view.version.since <= day)[::-1],
            courses=_courses(source, current),
            cost=_cost(source, programme, current),
            needed=None if current is None else courses_needed(current.version.requirement, tree.courses),
            registers=slug if registers(source, programme) else None,
            editions=_editions(source, slug),
            upcoming=_next_edition(source, programme, slug),
            within=_within(current, language),
            smallest_count=SMALLEST_COUNT,
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
    courses, day = source.tree.courses, source.day
    found = []
    for slug in courses_of(current.version.requirement, courses):
        run = foremost_run(slug, courses[slug], day)
        coming = run is not None and run.phase != "past"
        found.append(
            CourseView(slug, courses[slug], run, coming, runs_text(runs_of(slug, courses[slug], day)))
        )
    return tuple(found)


def _price(
    source: Source, programme: Programme, current: VersionView | None
) -> tuple[Decimal, Decimal] | None:
    return None if current is None else price_range(programme, current.version, source.tree.courses)


def _within(current: VersionView | None, language: Language) -> str | None:
    if current is None or current.version.within is None:
        return None
    years, months = divmod(months_of(current.version.within), 12)
    voice = Voice(language)
    return voice.counted(12 * years + months, "month") if months else voice.counted(years, "year")


def _cost(source: Source, programme: Programme, current: VersionView | None) -> Cost | None:
    price = _price(source, programme, current)
    if price is None or current is None or programme.registration_fee_eur is None:
        return None
    number = courses_needed(current.version.requirement, source.tree.courses) or 0
    least, most = price
    fee = programme.registration_fee_eur
    each = (least - fee) / number if number and least == most else None
    # Only where the price of one course is exact in cents is it worth a line.
    each = each if each is not None and each * 100 == int(each * 100) else None
    return Cost(fee, number, each, least, most)


def _editions(source: Source, slug: str) -> tuple[EditionView, ...]:
    """The juries that have met, the latest first."""
    held: dict[date, int] = {}
    for edition in source.tree.editions.values():
        if edition.programme == slug and edition.date <= source.day:
            held[edition.date] = held.get(edition.date, 0) + len(edition.awards)
    return tuple(
        EditionView(day, number if number >= SMALLEST_COUNT else None)
        for day, number in sorted(held.items(), reverse=True)
    )


def _next_edition(source: Source, programme: Programme, slug: str) -> date | None:
    """The first day of the month in which the jury meets next, by the record."""
    if programme.edition_month is None:
        return None
    day = source.day
    held = {edition.date for edition in source.tree.editions.values() if edition.programme == slug}
    met = any((one.year, one.month) == (day.year, programme.edition_month) and one <= day for one in held)
    later = day.month > programme.edition_month or met
    return date(day.year + later, programme.edition_month, 1)
