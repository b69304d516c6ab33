"""The catalogue for other programs: `catalogue.json`, and the JSON Schema that promises its shape.

The models below are that shape. Within version 1 members may be added; none is removed or changes its meaning. What a
record does not hold is null, never left out. Texts for people are in both languages.
"""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from generator.records.base import Language, Text
from generator.records.course import Course, Path, Session
from generator.records.programme import Programme
from generator.site.catalogue import programmes_of
from generator.site.feeds.addresses import CATALOGUE_SCHEMA, course_feed, ics_path, programme_feeds
from generator.site.fragments import Source

__all__ = ["Catalogue", "catalogue_document", "catalogue_schema", "catalogue_value"]

VERSION: Final = 1


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Both(_Shape):
    """A text, or an address, in both languages."""

    fr: str
    en: str


class PathEntry(_Shape):
    """One way to follow a course."""

    id: str = Field(description="Permanent name within the course.")
    name: Both
    price_eur: Decimal | None = Field(description="Price in euros as a decimal string; null where unknown.")
    gives: Literal["nothing", "attestation", "certificate"] | None
    ects: int | None = Field(description="European credits that the path gives.")
    exam: bool


class SessionEntry(_Shape):
    """One broadcast of a course; days are those of Paris, both ends included."""

    id: str = Field(description="Permanent name within the course.")
    start: date | None
    end: date | None
    period: Both | None = Field(description="The season, where the day is not known.")
    enrolment_start: date | None
    enrolment_end: date | None
    exam_opens: date | None
    exam_opens_at: time | None = Field(description="Hour in Europe/Paris, where known.")
    exam_closes: date | None
    exam_closes_at: time | None = Field(description="Hour in Europe/Paris, where known.")
    indicative: bool = Field(description="The dates stand in for dates that are not published.")
    cancelled: bool


class CourseEntry(_Shape):
    """One course."""

    slug: str = Field(description="Permanent name, used in addresses.")
    title: Both
    summary: Both
    page: Both
    calendar: Both = Field(description="Addresses of its iCalendar feed.")
    theme: str
    language: str = Field(description="Language of instruction.")
    subtitles: list[str]
    level: Literal["introductory", "intermediate", "advanced"] | None
    starred: bool
    organisation: str
    platform: str | None
    platform_page: str | None
    programmes: list[str] = Field(description="Slugs of the programmes for which it counts today.")
    paths: list[PathEntry]
    sessions: list[SessionEntry] = Field(description="All broadcasts, past ones and cancelled ones included.")


class ProgrammeEntry(_Shape):
    """One diploma, certificate or attestation."""

    slug: str = Field(description="Permanent name, used in addresses.")
    code: str
    name: Both
    summary: Both
    page: Both
    calendar: Both = Field(description="Addresses of its iCalendar feed.")
    kind: str = Field(description="achievementType of Open Badges 3.0.")
    organisation: str
    ects: int | None


class ThemeEntry(_Shape):
    """A subject by which courses are grouped."""

    id: str
    name: Both


class Catalogue(_Shape):
    """The public catalogue of one site."""

    schema_address: str = Field(alias="$schema", description="Address of this schema.")
    version: Literal[1] = Field(
        description="Members may be added within a version; none is removed or changed."
    )
    day: date = Field(description="The day for which the site was built.")
    home: Both
    themes: list[ThemeEntry]
    courses: list[CourseEntry]
    programmes: list[ProgrammeEntry]


def catalogue_value(source: Source) -> Catalogue:
    """The catalogue as a value."""
    site, tree = source.tree.site, source.tree
    counts = programmes_of(tree, source.day)
    return Catalogue.model_validate(
        {
            "$schema": site.base_url + CATALOGUE_SCHEMA,
            "version": VERSION,
            "day": source.day,
            "home": _addresses(site.base_url, "{}/index.html"),
            "themes": [ThemeEntry(id=theme.id, name=_both(theme.name)) for theme in site.themes],
            "courses": [
                _course(source, slug, one, counts.get(slug, ())) for slug, one in tree.courses.items()
            ],
            "programmes": [_programme(source, slug, one) for slug, one in tree.programmes.items()],
        }
    )


def catalogue_document(source: Source) -> bytes:
    """The text of `catalogue.json`."""
    value = catalogue_value(source).model_dump(mode="json", by_alias=True)
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def catalogue_schema() -> bytes:
    """The JSON Schema of `catalogue.json` (draft 2020-12)."""
    schema = Catalogue.model_json_schema(by_alias=True, mode="serialization")
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _course(source: Source, slug: str, course: Course, programmes: tuple[str, ...]) -> CourseEntry:
    base = source.tree.site.base_url
    return CourseEntry(
        slug=slug,
        title=_both(course.title),
        summary=_both(course.summary),
        page=_addresses(base, f"{{}}/courses/{slug}.html"),
        calendar=_calendar(base, course_feed(slug).name),
        theme=course.theme,
        language=course.language,
        subtitles=list(course.subtitles),
        level=course.level,
        starred=course.star,
        organisation=source.tree.issuers[course.school].name,
        platform=course.platform,
        platform_page=course.url,
        programmes=list(programmes),
        paths=[_path(path) for path in course.paths],
        sessions=[_session(session) for session in course.sessions],
    )


def _path(path: Path) -> PathEntry:
    return PathEntry(
        id=path.id,
        name=_both(path.name),
        price_eur=path.price_eur,
        gives=path.gives,
        ects=None if path.credits is None else path.credits.ects,
        exam=path.exam,
    )


def _session(session: Session) -> SessionEntry:
    window = session.exam
    return SessionEntry(
        id=session.id,
        start=session.start,
        end=session.end,
        period=None if session.period is None else _both(session.period),
        enrolment_start=session.enrolment_start,
        enrolment_end=session.enrolment_end,
        exam_opens=None if window is None else window.opens,
        exam_opens_at=None if window is None else window.opens_at,
        exam_closes=None if window is None else window.closes,
        exam_closes_at=None if window is None else window.closes_at,
        indicative=session.illustrative,
        cancelled=session.cancelled,
    )


def _programme(source: Source, slug: str, programme: Programme) -> ProgrammeEntry:
    base = source.tree.site.base_url
    feed = next(one for one in programme_feeds(source.tree) if one.key == slug)
    return ProgrammeEntry(
        slug=slug,
        code=programme.code,
        name=_both(programme.name),
        summary=_both(programme.summary),
        page=_addresses(base, f"{{}}/programmes/{slug}.html"),
        calendar=_calendar(base, feed.name),
        kind=programme.kind,
        organisation=source.tree.issuers[programme.issuer].name,
        ects=programme.ects,
    )


def _both(text: Text) -> Both:
    return Both(fr=text.fr, en=text.en)


def _addresses(base: str, pattern: str) -> Both:
    return Both(fr=base + pattern.format("fr"), en=base + pattern.format("en"))


def _calendar(base: str, name: str) -> Both:
    french: Language = "fr"
    return Both(fr=base + ics_path(name, french), en=base + ics_path(name, "en"))
