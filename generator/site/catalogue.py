"""The catalogue: every course as lists show it, in the order of "can I still enrol", and the courses of one theme.

Up to `WHOLE` courses stand on one page, which the script narrows by hiding cards. A larger catalogue shows the
foremost of them there; every course stands on the pages of its theme, `SHELF` to a page, and the script takes the
cards it wants from those. Either way cost and size of the whole grow with the number of courses, no faster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from generator.records.base import Language
from generator.records.course import Course
from generator.records.programme import Programme
from generator.records.site import Theme
from generator.records.tree import Tree
from generator.site.facets import facets_form, facets_text
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.page import Page
from generator.site.requirement_words import courses_of
from generator.site.runs import NO_SESSION, RANKS, Run, foremost_run, runs_of, runs_text
from generator.site.voice import Voice

__all__ = ["SHELF", "TIERS", "WHOLE", "Entry", "Shelf", "entries", "pages", "programmes_of", "shelves"]

WHOLE: Final = 600
"""The largest number of courses that stand on one page."""

SHELF: Final = 100
"""How many courses stand on one page of a larger catalogue."""

TIERS: Final = ("now", "soon", "running", "rest")
"""What a learner can do about a course: enrol, enrol later, nothing for the time being, nothing that is known."""

_TIER_RANKS: Final = (2, 3, 6)  # the highest rank of each tier but the last


@dataclass(frozen=True, slots=True)
class Entry:
    """One course as lists show it: the session that matters most, and the programmes for which it counts."""

    slug: str
    course: Course
    theme: Theme
    run: Run | None
    runs: tuple[Run, ...]
    programmes: tuple[str, ...]

    @property
    def state(self) -> str:
        """The state of the session that matters most, or that there is none."""
        return self.run.state if self.run is not None else NO_SESSION

    @property
    def tier(self) -> str:
        """One of `TIERS`."""
        rank = RANKS[self.state]
        return TIERS[sum(rank > highest for highest in _TIER_RANKS)]

    @property
    def order(self) -> tuple[int, int]:
        """Sort key: "can I still enrol", then the date."""
        return self.run.order if self.run is not None else (RANKS[NO_SESSION], 0)

    @property
    def certified(self) -> bool:
        """Whether a path of the course gives a certificate."""
        return any(path.gives == "certificate" for path in self.course.paths)

    @property
    def prices(self) -> tuple[Decimal, ...]:
        """The known prices of its paths, each once, the lowest first."""
        return tuple(sorted({path.price_eur for path in self.course.paths if path.price_eur is not None}))

    @property
    def facets(self) -> str:
        """What the filters go by; see `facets`."""
        return facets_text(self.course, self.programmes)

    @property
    def runs_text(self) -> str:
        """Its sessions as `runs.js` reads them."""
        return runs_text(self.runs)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the courses of a theme: `number` of `total`, from 1; `count` courses in the whole theme."""

    theme: Theme
    number: int
    total: int
    count: int
    entries: tuple[Entry, ...]

    @property
    def slug(self) -> str:
        """``catalogue/viruses``, ``catalogue/viruses-2``."""
        return shelf_slug(self.theme.id, self.number)


def shelf_slug(theme: str, number: int) -> str:
    """The slug of one page of a theme. Ids of themes hold no dot, so no theme's page can take another's place."""
    return f"catalogue/{theme}" if number == 1 else f"catalogue/{theme}.{number}"


def entries(source: Source) -> tuple[Entry, ...]:
    """Every course, in the order of "can I still enrol"."""
    counts = programmes_of(source.tree, source.day)
    themes = source.themes
    found = [
        Entry(
            slug,
            course,
            themes[course.theme],
            foremost_run(slug, course, source.day),
            runs_of(slug, course, source.day),
            counts.get(slug, ()),
        )
        for slug, course in source.tree.courses.items()
    ]
    return tuple(sorted(found, key=lambda entry: (entry.order, entry.slug)))


def shelves(source: Source, found: tuple[Entry, ...]) -> tuple[Shelf, ...]:
    """The courses of `found` by theme, in the site's order of themes, a page at a time."""
    by_theme: dict[str, list[Entry]] = {theme: [] for theme in source.themes}
    for entry in found:
        by_theme[entry.theme.id].append(entry)
    size = WHOLE if len(found) <= WHOLE else SHELF
    return tuple(
        Shelf(
            source.themes[theme],
            start // size + 1,
            -(-len(those) // size),
            len(those),
            those[start : start + size],
        )
        for theme, those in ((theme, tuple(those)) for theme, those in by_theme.items())
        for start in range(0, len(those), size)
    )


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
    """The catalogue and the pages of its themes, in both languages."""
    found = entries(source)
    laid = shelves(source, found)
    for language in LANGUAGES:
        yield _catalogue(source, fragments, language, found, laid)
        for shelf in laid:
            yield _shelf(source, fragments, language, shelf)


def _catalogue(
    source: Source,
    fragments: Fragments,
    language: Language,
    found: tuple[Entry, ...],
    laid: tuple[Shelf, ...],
) -> Page:
    voice = Voice(language)
    whole = len(found) <= WHOLE
    shown = found if whole else found[:SHELF]
    return fragments.page(
        source,
        language,
        "catalogue",
        "catalogue",
        title=voice("catalogue"),
        description=voice("catalogue_description"),
        meta={
            "styles": ["courses.css"],
            "scripts": ["runs.js", "cards.js", "facets.js", "search.js", "catalogue.js"],
        },
        tiers=tuple(
            (tier, those)
            for tier in TIERS
            if (those := tuple(entry for entry in shown if entry.tier == tier)) or whole
        ),
        number=len(found),
        shown=len(shown),
        shelves=tuple(shelf for shelf in laid if shelf.number == 1),
        form=facets_form(found, source, voice),
    )


def _shelf(source: Source, fragments: Fragments, language: Language, shelf: Shelf) -> Page:
    voice = Voice(language)
    name = voice.text(shelf.theme.name)
    title = voice("theme_title", theme=name)
    if shelf.total > 1:
        title = voice("theme_page", title=title, number=shelf.number, total=shelf.total)
    return fragments.page(
        source,
        language,
        shelf.slug,
        "theme",
        title=title,
        description=voice("theme_description", count=voice.counted(shelf.count, "course"), theme=name),
        meta={"styles": ["courses.css"], "scripts": ["runs.js", "cards.js"]},
        shelf=shelf,
        back=shelf_slug(shelf.theme.id, shelf.number - 1) if shelf.number > 1 else None,
        onward=shelf_slug(shelf.theme.id, shelf.number + 1) if shelf.number < shelf.total else None,
    )
