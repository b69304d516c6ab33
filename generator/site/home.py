"""The home page, for the three who come: learners, employers and schools; and the door to both languages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from generator.site.catalogue import Entry, entries
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.page import Page
from generator.site.voice import Voice

__all__ = ["pages"]

_SHOWN: Final = 6


def pages(source: Source, fragments: Fragments) -> Iterator[Page]:
    """The home page in both languages and the root page that leads to them."""
    found = entries(source)
    site = source.tree.site
    specimens = {sample.code for sample in source.samples}
    for language in LANGUAGES:
        yield fragments.page(
            source,
            language,
            "index",
            "home",
            title=site.name.in_(language),
            meta={"scripts": ["code.js"]},
            description=f"{site.tagline.in_(language)}. {Voice(language)('home_lead')}",
            next_sessions=tuple(islice(_joinable(found), _SHOWN)),
            languages=len({course.language for course in source.tree.courses.values()}),
            specimens=tuple(one for one in site.specimens if one.code in specimens),
        )
    body = fragments.body("choose.html", "index", "fr", source)
    title = site.name.fr if site.name.fr == site.name.en else f"{site.name.fr} · {site.name.en}"
    yield Page("index", "fr", "", "choose", title, site.tagline.fr, body)


def _joinable(found: tuple[Entry, ...]) -> Iterator[Entry]:
    """Courses that one can enrol in now or later, the soonest start first."""
    dated = [
        entry
        for entry in found
        if entry.run is not None
        and entry.run.phase in ("ongoing", "future")
        and entry.run.enrolment in ("open", "not-yet", "unknown")
    ]
    yield from sorted(dated, key=lambda entry: entry.run.order if entry.run else entry.order)
