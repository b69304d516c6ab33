"""The catalogue: every course, grouped by theme, those that can still be joined first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from generator.records.base import Language
from generator.records.course import Course
from generator.records.programme import Programme
from generator.records.site import Theme
from generator.records.tree import Tree
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.page import Page
from generator.site.requirement_words import courses_of
from generator.site.runs import Run, leading_run
from generator.site.voice import Voice

__all__ = ["Entry", "entries", "pages", "programmes_of"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One course as lists show it: its leading session, and the programmes for which it counts."""

    slug: str
    course: Course
    theme: Theme
    run: Run | None
    programmes: tuple[str, ...]

    @property
    def order(self) -> tuple[int, date]:
        """Sort key: "can I still enrol", then the date."""
        return self.run.order if self.run is not None else (99, date.max)

    @property
    def prices(self) -> tuple[Decimal, ...]:
        """The known prices of its paths, each once, the lowest first."""
        return tuple(sorted({path.price_eur for path in self.course.paths if path.price_eur is not None}))


@dataclass(frozen=True, slots=True)
class Group:
    """A theme and its courses."""

    theme: Theme
    entries: tuple[Entry, ...]


def entries(source: Source) -> tuple[Entry, ...]:
    """Every course, in the order of the site's themes and then of "can I still enrol"."""
    counts = programmes_of(source.tree, source.day)
    themes = source.themes
    rank = {theme: place for place, theme in enumerate(themes)}
    found = [
        Entry(slug, course, themes[course.theme], leading_run(slug, course, source.day), counts.get(slug, ()))
        for slug, course in source.tree.courses.items()
    ]
    return tuple(sorted(found, key=lambda entry: (rank[entry.theme.id], entry.order, entry.slug)))


def programmes_of(tree: Tree, day: date) -> Mapping[str, tuple[str, ...]]:
    """Course → the programmes for which it counts, by the versions in force on `day`."""
    found: dict[str, tuple[str, ...]] = {}
    for slug, programme in tree.programmes.items():
        for course in _counting(programme, tree, day):
            found[course] = (*found.get(course, ()), slug)
    return found


def _counting(programme: Programme, tree: Tree, day: date) -> tuple[str, ...]:
    version = programme.version_on(day)
    return () if version is None else courses_of(version.requirement, tree.courses)


def pages(source: Source, fragments: Fragments) -> Iterator[Page]:
    """The catalogue in both languages."""
    found = entries(source)
    groups = tuple(
        Group(theme, tuple(entry for entry in found if entry.theme.id == theme.id))
        for theme in source.themes.values()
        if any(entry.theme.id == theme.id for entry in found)
    )
    for language in LANGUAGES:
        yield _page(source, fragments, language, groups, len(found))


def _page(
    source: Source, fragments: Fragments, language: Language, groups: tuple[Group, ...], number: int
) -> Page:
    voice = Voice(language)
    return fragments.page(
        source,
        language,
        "catalogue",
        "catalogue",
        title=voice("catalogue"),
        description=voice("catalogue_description"),
        groups=groups,
        number=number,
    )
