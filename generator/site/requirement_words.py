"""The requirement of a programme in plain words: what there is to pass, clause within clause.

The words are generated from the rule that decides, so that a page can promise nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from generator.records.base import Language
from generator.records.course import Course
from generator.records.course import Path as CoursePath
from generator.records.programme import (
    AllOf,
    AnyOf,
    AtLeast,
    CourseSet,
    Passed,
    Programme,
    Requirement,
    Version,
    months_of,
)
from generator.records.site import Theme
from generator.rules import Sentence
from generator.rules.requirement import members
from generator.site import language

__all__ = [
    "Clause",
    "clause_of",
    "conditions",
    "course_fee",
    "courses_needed",
    "courses_of",
    "price_range",
]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: what it asks, the courses it is about, the clauses inside it.

    `need` is how many of `courses` it asks for, or how many credits where `unit` says so. `join` says whether all
    of `parts` are due or any of them.
    """

    words: Sentence
    courses: tuple[str, ...] = ()
    parts: tuple[Clause, ...] = ()
    need: int = 0
    unit: Literal["course", "credit"] = "course"
    starred: bool = False
    join: Literal["", "all", "any"] = ""


def clause_of(requirement: Requirement, courses: Mapping[str, Course], themes: Mapping[str, Theme]) -> Clause:
    """Say `requirement` in words."""
    if isinstance(requirement, AllOf):
        parts = tuple(clause_of(part, courses, themes) for part in requirement.all_of)
        return (
            parts[0]
            if len(parts) == 1
            else Clause(
                Sentence("Remplir toutes ces conditions :", "Meet all of these conditions:"),
                (),
                parts,
                join="all",
            )
        )
    if isinstance(requirement, AnyOf):
        parts = tuple(clause_of(part, courses, themes) for part in requirement.any_of)
        return (
            parts[0]
            if len(parts) == 1
            else Clause(
                Sentence("Remplir une de ces conditions :", "Meet one of these conditions:"),
                (),
                parts,
                join="any",
            )
        )
    if isinstance(requirement, Passed):
        return _passed(requirement, courses)
    found = members(requirement.of, courses)
    which = _which(requirement.of, len(found), themes)
    if isinstance(requirement, AtLeast):
        return Clause(
            _at_least(requirement.at_least, found, which, courses),
            found,
            need=requirement.at_least,
            starred=requirement.of.starred is not None,
        )
    need = requirement.credits
    return Clause(
        Sentence(
            f"Obtenir au moins {language.credits(need, 'fr')} parmi {which.fr}",
            f"Earn at least {language.credits(need, 'en')} among {which.en}",
        ),
        found,
        need=need,
        unit="credit",
    )


def conditions(version: Version) -> tuple[Sentence, ...]:
    """What else a version says: the period, and the exchanges allowed."""
    found = []
    if version.within is not None:
        fr, en = _period(months_of(version.within))
        found.append(
            Sentence(
                f"Tout doit être réussi dans les {fr} qui suivent l’inscription.",
                f"Everything must be passed within {en} of registration.",
            )
        )
    if version.swaps is not None:
        found.append(_swaps(version.swaps))
    return tuple(found)


def courses_of(requirement: Requirement, courses: Mapping[str, Course]) -> tuple[str, ...]:
    """Every course that counts for a requirement, each once, in the order in which the rule names them."""
    return tuple(dict.fromkeys(_courses(requirement, courses)))


def courses_needed(requirement: Requirement, courses: Mapping[str, Course]) -> int | None:
    """How many courses meet a requirement, where it asks for a number that no choice changes."""
    picks = _picks(requirement, courses)
    return picks.number if picks is not None else None


def price_range(
    programme: Programme, version: Version, courses: Mapping[str, Course]
) -> tuple[Decimal, Decimal] | None:
    """The least and the most that the courses asked for can cost, registration included, in euros.

    None where that is not known: a price is missing, or the rule counts credits, leaves a choice of ways, or
    narrows its choice among courses of different prices.
    """
    picks = _picks(version.requirement, courses)
    if picks is None or programme.registration_fee_eur is None:
        return None
    prices = [course_fee(courses[slug], path) for slug, path in picks.candidates]
    known = sorted(price for price in prices if price is not None)
    if len(known) < len(prices) or len(known) < picks.number:
        return None
    if picks.narrowed and known[0] != known[-1]:
        return None
    fee = programme.registration_fee_eur
    return fee + sum(known[: picks.number]), fee + sum(known[-picks.number :])


def _at_least(
    number: int, found: tuple[str, ...], which: Sentence, courses: Mapping[str, Course]
) -> Sentence:
    if len(found) == 1:
        title = courses[found[0]].title
        return Sentence(f"Réussir le cours {title.fr}", f"Pass the course {title.en}")
    if number >= len(found):
        return Sentence(f"Réussir {which.fr}", f"Pass {which.en}")
    return Sentence(
        f"Réussir au moins {number} de {which.fr}",
        f"Pass at least {number} of {which.en}",
    )


def _which(of: CourseSet, number: int, themes: Mapping[str, Theme]) -> Sentence:
    star = of.starred is not None
    fr = f"{'ces' if number > 1 else 'ce'} {language.counted(number, 'cours', 'cours', 'fr')}"
    en = f"{'these' if number != 1 else 'this'} {number} {'starred ' if star else ''}"
    fr += (" étoilés" if number > 1 else " étoilé") if star else ""
    en += language.plural(number, "course", "courses", "en")
    if of.theme is not None and of.theme in themes:
        name = themes[of.theme].name
        fr, en = f"{fr} du thème « {name.fr} »", f"{en} on the theme “{name.en}”"
    return Sentence(fr, en)


def _passed(clause: Passed, courses: Mapping[str, Course]) -> Clause:
    slug, _, path_id = clause.passed.partition("/")
    if slug not in courses:
        return Clause(Sentence(f"Réussir {clause.passed}", f"Pass {clause.passed}"))
    course = courses[slug]
    path = course.path(path_id) if path_id else None

    def words(lang: Language) -> str:
        title = course.title.in_(lang)
        text = f"Réussir le cours {title}" if lang == "fr" else f"Pass the course {title}"
        if path is not None:
            text += f" ({path.name.in_(lang)})"
        if clause.min_score is not None:
            mark = language.per_cent(clause.min_score, lang)
            text += f", avec {mark} au moins" if lang == "fr" else f", with at least {mark}"
        return text

    return Clause(Sentence(words("fr"), words("en")), (slug,), need=1, starred=course.star)


def _period(months: int) -> tuple[str, str]:
    if months % 12 == 0:
        years = months // 12
        return (
            language.counted(years, "an", "ans", "fr"),
            language.counted(years, "year", "years", "en"),
        )
    return f"{months}\u00a0mois", language.counted(months, "month", "months", "en")


def _swaps(number: int) -> Sentence:
    if number == 0:
        return Sentence(
            "Les cours choisis à l’inscription ne peuvent pas être échangés.",
            "The courses chosen at registration cannot be exchanged.",
        )
    fr = "cours choisi peut être échangé" if number == 1 else "cours choisis peuvent être échangés"
    en = "chosen course can be exchanged" if number == 1 else "chosen courses can be exchanged"
    return Sentence(
        f"{number}\u00a0{fr} contre {'un autre' if number == 1 else 'd’autres'}.",
        f"{number}\u00a0{en} for {'another' if number == 1 else 'others'}.",
    )


def _courses(requirement: Requirement, courses: Mapping[str, Course]) -> Iterator[str]:
    if isinstance(requirement, AllOf):
        for part in requirement.all_of:
            yield from _courses(part, courses)
    elif isinstance(requirement, AnyOf):
        for part in requirement.any_of:
            yield from _courses(part, courses)
    elif isinstance(requirement, Passed):
        slug = requirement.passed.partition("/")[0]
        if slug in courses:
            yield slug
    else:
        yield from members(requirement.of, courses)


@dataclass(frozen=True, slots=True)
class _Picks:
    """So many different courses out of these (slug, path or ""); enough to meet a requirement."""

    number: int
    candidates: frozenset[tuple[str, str]]
    narrowed: bool = False


def _picks(requirement: Requirement, courses: Mapping[str, Course]) -> _Picks | None:
    if isinstance(requirement, Passed):
        slug, _, path = requirement.passed.partition("/")
        return _Picks(1, frozenset({(slug, path)})) if slug in courses else None
    if isinstance(requirement, AtLeast):
        return _Picks(
            requirement.at_least, frozenset((slug, "") for slug in members(requirement.of, courses))
        )
    if isinstance(requirement, AllOf):
        parts = [_picks(part, courses) for part in requirement.all_of]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        widest = max(known, key=lambda part: (part.number, len(part.candidates)))
        # A clause inside the widest one asks for no further course ("five, one of them starred").
        inside = all(part.candidates <= widest.candidates for part in known)
        return replace(widest, narrowed=len(known) > 1) if inside and len(known) <= 2 else None
    return None


def course_fee(course: Course, path_id: str = "") -> Decimal | None:
    """What it costs to have a course count: the price of that path, or of the cheapest that certifies; None where it is
    not known."""
    if path_id:
        path = course.path(path_id)
        return path.price_eur if path is not None else None
    fees = [path.price_eur for path in course.paths if _qualifies(path)]
    known = [fee for fee in fees if fee is not None]
    return min(known) if known and len(known) == len(fees) else None


def _qualifies(path: CoursePath) -> bool:
    return path.gives == "certificate" or path.exam
