"""The planner of a programme: a page that works out in the browser when the diploma can be had.

The page carries the rule, the calendar and the prices as one JSON value in an attribute, which no script policy
concerns and which a saved copy keeps. `site_templates/assets/plan-core.js` plans from it by the arithmetic of
`generator/rules/plan`. Without JavaScript the page says the rule and lists the exams to come.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from markupsafe import Markup

from generator.records.base import Language
from generator.rules import Sentence
from generator.rules.plan import Offer, offer_of
from generator.rules.plan.broadcasts import Calendar
from generator.rules.plan.offer import Broadcast, Way
from generator.rules.plan.plain import offer_data
from generator.rules.plan.residual import courses_in, scores_in
from generator.rules.plan.turns import Desk
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.language import quarter
from generator.site.page import Page
from generator.site.requirement_words import conditions
from generator.site.voice import Voice

__all__ = ["pages"]

SCRIPTS: Final = ("plan-core.js", "plan-words.js", "plan-share.js", "plan-draw.js", "plan-page.js")
_AHEAD: Final = 2
"""Years for which the page lists the exams to come."""
_UNSAFE: Final = {ord(one): f"\\u{ord(one):04x}" for one in "<>&'\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Row:
    """A course of the form: the paths by which it may have been passed (one without a name where the rule knows no
    difference), whether its score matters, and whether the rule in force or to come has it."""

    slug: str
    current: bool
    ways: tuple[tuple[str, Sentence | None], ...]
    scored: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A quarter and the broadcasts that begin in it."""

    year: int
    number: int
    broadcasts: tuple[tuple[str, Broadcast], ...]


def pages(source: Source, fragments: Fragments) -> Iterator[Page]:
    """The planner of every programme, in both languages."""
    for slug, programme in source.tree.programmes.items():
        offer = offer_of(source.tree, slug, source.day)
        version = programme.version_on(source.day) or min(programme.versions, key=lambda one: one.since)
        swaps = max((one.swaps or 0 for one in offer.versions), default=0)
        for language in LANGUAGES:
            name = programme.name.in_(language)
            yield fragments.page(
                source,
                language,
                f"plan/{slug}",
                "plan",
                title=Voice(language)("plan_title", name=name),
                description=Voice(language)("plan_description"),
                meta={"scripts": list(SCRIPTS), "styles": ["plan.css"]},
                which=slug,
                programme=programme,
                version=version,
                conditions=conditions(version),
                swaps=swaps,
                rows=tuple(_rows(source, offer)),
                quarters=tuple(_quarters(offer, source.day)),
                data=_data(source, slug, offer, language),
            )


def _live(offer: Offer, day: date) -> frozenset[str]:
    """The courses of the rule in force and of those to come."""
    current = [one for one in offer.versions if one.since <= day][-1:]
    live = [*current, *(one for one in offer.versions if one.since > day)]
    return frozenset(course for one in live for course in courses_in(one.rule))


def _rows(source: Source, offer: Offer) -> Iterator[Row]:
    """Every course of any version of the rule, the starred first, then by title."""
    # Somebody who registered long ago may still be judged by an older version.
    live = _live(offer, source.day)
    courses = source.tree.courses
    kept = [slug for slug, course in offer.courses.items() if course.ways]
    for slug in sorted(kept, key=lambda one: (not courses[one].star, courses[one].title.fr)):
        ways: dict[str, Way] = {}
        for version in offer.versions:
            desk = Desk.of(offer, version.rule)
            if slug in desk.courses:
                ways |= {way.id: way for way in desk.ways[desk.courses.index(slug)]}
        if ways:
            yield Row(slug, slug in live, _named(source, slug, ways), _scored(offer, slug, ways))


def _named(source: Source, slug: str, ways: dict[str, Way]) -> tuple[tuple[str, Sentence | None], ...]:
    if len(ways) == 1:
        return tuple((way, None) for way in ways)
    found = []
    for way in ways:
        path = source.tree.courses[slug].path(way)
        found.append((way, None if path is None else Sentence(path.name.fr, path.name.en)))
    return tuple(found)


def _scored(offer: Offer, slug: str, ways: dict[str, Way]) -> bool:
    mark = offer.courses[slug].mark
    return mark is not None and any(
        scores_in(version.rule, slug, way, mark) for version in offer.versions for way in ways
    )


def _quarters(offer: Offer, day: date) -> Iterator[Listed]:
    """The exams that can still be joined, published or expected, for the years ahead."""
    last = date(day.year + _AHEAD, 12, 31)
    live, calendar = _live(offer, day), Calendar(offer.courses)
    found = sorted(
        (
            (one.broadcast.start, slug, one.broadcast)
            for slug in offer.courses
            if slug in live
            for one in calendar.sittings(slug, today=day, since=day, until=None, following=frozenset())
            if one.broadcast.start <= last
        ),
        key=lambda item: item[:2],
    )
    for (year, number), group in groupby(found, key=lambda item: quarter(item[0])):
        yield Listed(year, number, tuple((slug, broadcast) for _, slug, broadcast in group))


def _data(source: Source, slug: str, offer: Offer, language: Language) -> Markup:
    """What the scripts plan from, safe between single quotes."""
    tree = source.tree
    value = {
        "offer": offer_data(offer),
        "programme": tree.programmes[slug].name.in_(language),
        "titles": {course: tree.courses[course].title.in_(language) for course in offer.courses},
        "ways": {
            course: {path.id: path.name.in_(language) for path in tree.courses[course].paths}
            for course, one in offer.courses.items()
            if len(one.ways) > 1
        },
        # A session without an exam of its own ends with its last day: no exam is put into a calendar for it.
        "examless": {
            course: [one.id for one in tree.courses[course].sessions if one.start and one.exam is None]
            for course in offer.courses
        },
        "host": tree.site.host,
        "site": tree.site.name.in_(language),
        "slug": slug,
    }
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE))  # noqa: S704
