"""The requirement of a programme, evaluated over what a candidate has passed.

Each clause gives a `ClauseOutcome`: whether it is met, by which evidence, what is missing, and a sentence in
both languages. Clauses do not compete for evidence: in "five courses, one of them starred" the starred course
is one of the five.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.records.course import Course
from generator.records.programme import AllOf, AnyOf, AtLeast, CourseSet, CreditsFrom, Passed, Requirement
from generator.rules.sentence import Sentence, joined
from generator.rules.standing import Evidence, Standing, title

__all__ = ["ClauseOutcome", "evaluate", "members"]


@dataclass(frozen=True, slots=True)
class ClauseOutcome:
    """One clause, judged.

    `needed` and `have` count courses (`at_least`, `passed`), credits (`credits`) or clauses (`all_of`,
    `any_of`). `evidence` is what meets the clause, or what there is so far, one item a course, in the order
    of dates. `still_open` names the courses that could fill what is missing; it is empty once the clause is
    met. `lacking` says what is missing in a few words, None once it is met and for clauses of clauses.
    """

    kind: Literal["all_of", "any_of", "at_least", "credits", "passed"]
    met: bool
    needed: int
    have: int
    evidence: tuple[Evidence, ...]
    still_open: tuple[str, ...]
    sentence: Sentence
    parts: tuple[ClauseOutcome, ...] = ()
    lacking: Sentence | None = None

    @property
    def missing(self) -> int:
        """How many courses, credits or clauses are missing; 0 once met."""
        return 0 if self.met else max(self.needed - self.have, 1)

    @property
    def distance(self) -> int:
        """How far from met, summed over what must be met: compares two versions of a rule."""
        if self.met:
            return 0
        if self.kind == "all_of":
            return sum(part.distance for part in self.parts)
        if self.kind == "any_of":
            return min(part.distance for part in self.parts)
        return self.missing


def members(of: CourseSet, courses: Mapping[str, Course]) -> tuple[str, ...]:
    """The courses of a set, in the order in which the set or the catalogue names them."""
    named = tuple(courses) if of.courses is None else of.courses
    return tuple(
        slug
        for slug in dict.fromkeys(named)
        if slug in courses
        and (of.starred is None or courses[slug].star)
        and (of.theme is None or courses[slug].theme == of.theme)
    )


def evaluate(clause: Requirement, standing: Standing, courses: Mapping[str, Course]) -> ClauseOutcome:
    """Judge `clause` and every clause inside it."""
    if isinstance(clause, AllOf):
        return _all_of(clause, standing, courses)
    if isinstance(clause, AnyOf):
        return _any_of(clause, standing, courses)
    if isinstance(clause, AtLeast):
        return _at_least(clause, standing, courses)
    if isinstance(clause, CreditsFrom):
        return _credits(clause, standing, courses)
    return _passed(clause, standing, courses)


def _all_of(clause: AllOf, standing: Standing, courses: Mapping[str, Course]) -> ClauseOutcome:
    parts = tuple(evaluate(part, standing, courses) for part in clause.all_of)
    have, needed = sum(part.met for part in parts), len(parts)
    return ClauseOutcome(
        "all_of",
        have == needed,
        needed,
        have,
        _once(parts),
        tuple(dict.fromkeys(course for part in parts for course in part.still_open)),
        Sentence(
            f"{have} condition{_s(have)} remplie{_s(have)} sur {needed}",
            f"{have} of {needed} conditions met",
        ),
        parts,
    )


def _any_of(clause: AnyOf, standing: Standing, courses: Mapping[str, Course]) -> ClauseOutcome:
    parts = tuple(evaluate(part, standing, courses) for part in clause.any_of)
    met = tuple(part for part in parts if part.met)
    return ClauseOutcome(
        "any_of",
        bool(met),
        1,
        min(len(met), 1),
        _once(met or parts),
        () if met else tuple(dict.fromkeys(course for part in parts for course in part.still_open)),
        Sentence("une des voies possibles est remplie", "one of the possible ways is met")
        if met
        else Sentence("aucune des voies possibles n'est remplie", "none of the possible ways is met"),
        parts,
    )


def _at_least(clause: AtLeast, standing: Standing, courses: Mapping[str, Course]) -> ClauseOutcome:
    slugs = members(clause.of, courses)
    found = _in_order([standing.best(slug) for slug in slugs])
    have, needed = len(found), clause.at_least
    star_fr, star_en = _stars(needed, clause), "starred " if clause.of.starred else ""
    listed = _listed(found, courses)
    more = needed - have
    sentence = Sentence(
        f"{have} cours réussi{_s(have)} sur {needed} cours{star_fr} demandé{_s(needed)}{listed.fr}"
        + (f" ; il en manque {more}" if more > 0 else ""),
        f"{have} passed of {needed} {star_en}course{_s(needed, 'en')} required{listed.en}"
        + (f"; {more} more needed" if more > 0 else ""),
    )
    met = more <= 0
    taken = {item.course for item in found}
    still = () if met else tuple(slug for slug in slugs if slug not in taken)
    lacking = (
        None
        if met
        else Sentence(f"{more} cours{_stars(more, clause)}", f"{more} {star_en}course{_s(more, 'en')}")
    )
    return ClauseOutcome("at_least", met, needed, have, found, still, sentence, lacking=lacking)


def _stars(count: int, clause: AtLeast) -> str:
    return f" étoilé{_s(count)}" if clause.of.starred else ""


def _credits(clause: CreditsFrom, standing: Standing, courses: Mapping[str, Course]) -> ClauseOutcome:
    slugs = members(clause.of, courses)
    found = tuple(
        item for item in _in_order([standing.best(slug, by_credits=True) for slug in slugs]) if item.ects
    )
    have, needed = sum(item.ects for item in found), clause.credits
    listed = _listed(found, courses)
    met = have >= needed
    sentence = Sentence(
        f"{have} crédit{_s(have)} ECTS sur {needed}{listed.fr}"
        + ("" if met else f" ; il en manque {needed - have}"),
        f"{have} of {needed} ECTS credits{listed.en}" + ("" if met else f"; {needed - have} more needed"),
    )
    taken = {item.course for item in found}
    still = () if met else tuple(slug for slug in slugs if slug not in taken)
    more = needed - have
    lacking = (
        None if met else Sentence(f"{more} crédit{_s(more)} ECTS", f"{more} ECTS credit{_s(more, 'en')}")
    )
    return ClauseOutcome("credits", met, needed, have, found, still, sentence, lacking=lacking)


def _passed(clause: Passed, standing: Standing, courses: Mapping[str, Course]) -> ClauseOutcome:
    slug, _, path_id = clause.passed.partition("/")
    item = standing.best(slug, path_id or None)
    name = _course_and_path(slug, path_id, courses)
    found = () if item is None else (item,)
    met = item is not None and (clause.min_score is None or item.reaches(clause.min_score))
    if item is None:
        sentence = Sentence(f"{name.fr} : pas encore réussi", f"{name.en}: not yet passed")
    elif met:
        sentence = Sentence(f"{name.fr} : {item.words.fr}", f"{name.en}: {item.words.en}")
    else:
        sentence = Sentence(
            f"{name.fr} : {item.words.fr}, il fallait {clause.min_score} %",
            f"{name.en}: {item.words.en}, where {clause.min_score}% is needed",
        )
    at_fr, at_en = (
        ("", "")
        if clause.min_score is None
        else (f" avec {clause.min_score} % au moins", f" with at least {clause.min_score}%")
    )
    short = _course_and_path(slug, path_id, courses, " ({})")
    lacking = None if met else Sentence(f"{short.fr}{at_fr}", f"{short.en}{at_en}")
    return ClauseOutcome("passed", met, 1, int(met), found, () if met else (slug,), sentence, lacking=lacking)


def _course_and_path(
    slug: str, path_id: str, courses: Mapping[str, Course], path_as: str = ", {}"
) -> Sentence:
    name = title(slug, courses)
    path = courses[slug].path(path_id) if slug in courses and path_id else None
    if path is None:
        return name
    return Sentence(f"{name.fr}{path_as.format(path.name.fr)}", f"{name.en}{path_as.format(path.name.en)}")


def _in_order(items: list[Evidence | None]) -> tuple[Evidence, ...]:
    found = [item for item in items if item is not None]
    return tuple(sorted(found, key=lambda item: (item.date, item.course)))


def _once(parts: tuple[ClauseOutcome, ...]) -> tuple[Evidence, ...]:
    """The evidence of several clauses, each course and path once."""
    seen = {(item.course, item.path): item for part in parts for item in part.evidence}
    return _in_order(list(seen.values()))


def _listed(found: tuple[Evidence, ...], courses: Mapping[str, Course]) -> Sentence:
    if not found:
        return Sentence("", "")
    names = joined(
        Sentence(
            f"{title(item.course, courses).fr} ({item.words.fr})",
            f"{title(item.course, courses).en} ({item.words.en})",
        )
        for item in found
    )
    return Sentence(f" : {names.fr}", f": {names.en}")


def _s(count: int, language: Literal["fr", "en"] = "fr") -> str:
    """The plural's s: French counts 0 as singular, English as plural."""
    return "s" if count > 1 or (count == 0 and language == "en") else ""
