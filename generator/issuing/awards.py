"""The facts of one diploma, put together from the records of the day on which it is issued.

Pure. Everything is copied into the signed text, in the candidate's language: renaming the person, a course or
the school later changes no issued diploma.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from generator.issuing.grounds import grounds_of
from generator.records.base import Language
from generator.records.course import Course
from generator.records.programme import Programme, Version
from generator.records.tree import Tree
from generator.rules.eligibility import Decision
from generator.rules.standing import Evidence
from generator.rules.window import months_after
from generator.trust.credential import Achievement, Award, CourseResult, Issuer

__all__ = ["PAGE_CONSENT", "Place", "award_of", "serial_of", "to_be_sealed", "valid_until"]

PAGE_CONSENT: Final = "diploma-page"
"""Purpose of the consent to a page that opens to whoever has its address. Without an answer, the programme decides."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the ledger gives a new diploma: its code, its number, its bit in a status list."""

    code: str
    serial: int
    status_list_url: str
    status_index: int


def to_be_sealed(tree: Tree, programme: str, candidate: str) -> bool:
    """Whether a diploma is published sealed from the first day: the programme's are, or its holder refused a page that
    opens to whoever has its address."""
    return tree.programmes[programme].pages == "sealed" or tree.candidates[candidate].refuses(PAGE_CONSENT)


def valid_until(programme: Programme, awarded: date) -> date | None:
    """The last day on which a diploma holds (the same calendar day some years later), None for ever."""
    if programme.validity_years is None:
        return None
    return months_after(awarded, 12 * programme.validity_years)


def award_of(tree: Tree, edition_id: str, decision: Decision, place: Place) -> Award:
    """Everything that goes into the diploma of an entitled candidate."""
    edition = tree.editions[edition_id]
    programme = tree.programmes[edition.programme]
    candidate = tree.candidates[decision.candidate]
    language = candidate.language
    version = next(version for version in programme.versions if version.id == decision.version)
    days = [item.date for item in decision.evidence]
    names = {
        (item.course, item.path): _course_name(item, tree.courses[item.course], language)
        for item in decision.evidence
    }
    return Award(
        base_url=tree.site.base_url,
        code=place.code,
        issuer=_issuer(tree, programme.issuer, language),
        holder_name=candidate.name.display,
        language=language,
        licence_number=f"{_number_prefix(programme, edition_id, edition.programme)}{place.serial:04d}",
        awarded=edition.date,
        achievement=_achievement(tree, edition.programme, version, language),
        results=tuple(_result(tree, item, language) for item in decision.evidence),
        status_list_url=place.status_list_url,
        status_index=place.status_index,
        valid_until=valid_until(programme, edition.date),
        activity_start=decision.registered,
        activity_end=max(days, default=None),
        evidence=grounds_of(programme, tree.courses, decision, names, language),
    )


def serial_of(licence_number: str) -> int:
    """The serial at the end of a diploma number such as ``DNM2IP-2026-07-0012``; 0 where there is none."""
    tail = licence_number.rpartition("-")[2]
    return int(tail) if tail.isascii() and tail.isdigit() and len(tail) <= 9 else 0


def _number_prefix(programme: Programme, edition_id: str, slug: str) -> str:
    return f"{programme.code}-{edition_id.removeprefix(slug + '-')}-"


def _issuer(tree: Tree, slug: str, language: Language) -> Issuer:
    record = tree.issuers[slug]
    return Issuer(
        did=record.did,
        name=record.name,
        url=record.url,
        email=record.email,
        image_url=f"{tree.site.base_url}assets/{record.logo}",
        image_caption=record.logo_caption.in_(language),
    )


def _achievement(tree: Tree, slug: str, version: Version, language: Language) -> Achievement:
    programme = tree.programmes[slug]
    page = f"{tree.site.base_url}{language}/programmes/{slug}.html"
    return Achievement(
        id=page,
        type=programme.kind,
        name=programme.name.in_(language),
        description=programme.description.in_(language),
        criteria_url=page,
        criteria_narrative=version.summary.in_(language),
        human_code=programme.code,
        field_of_study=programme.field_of_study.in_(language) if programme.field_of_study else None,
        credits=programme.ects,
    )


def _result(tree: Tree, item: Evidence, language: Language) -> CourseResult:
    course = tree.courses[item.course]
    page = f"{tree.site.base_url}{language}/courses/{item.course}.html"
    fragment = "result" if item.path is None else f"result-{item.path}"
    return CourseResult(
        id=f"{page}#{fragment}",
        name=_course_name(item, course, language),
        value=item.words.in_(language),
        result_type="Status" if item.score is None else "RawScore",
        course_url=page,
    )


def _course_name(item: Evidence, course: Course, language: Language) -> str:
    """The title; and the path where several paths of the course end in a document."""
    title = course.title.in_(language)
    certifying: Mapping[str, str] = {
        path.id: path.name.in_(language) for path in course.paths if path.gives != "nothing"
    }
    if item.path is not None and item.path in certifying and len(certifying) > 1:
        return f"{title} ({certifying[item.path]})"
    return title
