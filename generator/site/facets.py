"""The filters of the catalogue: what a course answers to, and the form that asks.

A course says it in one text, ``theme:viruses language:en free:yes price:150``, which `facets.js` reads. The form is
written here, so that its words are those of the page; where a course stands in time comes from its sessions
instead, since that changes from day to day.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from generator.records.course import Course
from generator.records.course import Path as CoursePath
from generator.site.fragments import Source
from generator.site.runs import RANKS
from generator.site.voice import Voice

if TYPE_CHECKING:
    from generator.site.catalogue import Entry

__all__ = ["Facet", "Form", "Option", "facets_form", "facets_text", "months_later", "price_of"]

MONTHS: Final = (1, 3, 6)
_PRICES: Final = 6
_STATES: Final = tuple(state for state in RANKS if state not in ("undated", "cancelled"))


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: its value in the address, its words, how many courses answer to it, and words that explain it."""

    value: str
    label: str
    count: int
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter. `many`: any of several; `one`: a limit, one at a time; `yes`: asked for or not."""

    name: str
    kind: Literal["many", "one", "yes"]
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The filters that can tell courses apart, those that most people look for first."""

    first: tuple[Facet, ...]
    further: tuple[Facet, ...]

    @property
    def facets(self) -> tuple[Facet, ...]:
        """All of them."""
        return (*self.first, *self.further)


def facets_text(course: Course, programmes: Iterable[str]) -> str:
    """``name:value`` for all that `course` answers to, separated by blanks."""
    return " ".join(f"{name}:{value}" for name, value in _facets(course, programmes))


def price_of(course: Course) -> Decimal | None:
    """What it costs to end with a document: the lowest known price of a path that gives one, or else of any path."""
    priced = [path for path in course.paths if path.price_eur is not None]
    documented = [path for path in priced if path.exam or path.gives in ("certificate", "attestation")]
    return min((path.price_eur for path in documented or priced if path.price_eur is not None), default=None)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    first_after = date(day.year + year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = date.fromordinal(first_after.toordinal() - 1)
    return last.replace(day=min(day.day, last.day))


def facets_form(entries: tuple[Entry, ...], source: Source, voice: Voice) -> Form:
    """The form for these courses. A filter to which no course answers, or each in the same way, is left out."""
    counts = Counter(pair for entry in entries for pair in set(_facets(entry.course, entry.programmes)))
    values: dict[str, list[str]] = {}
    for name, value in counts:
        values.setdefault(name, []).append(value)
    states = Counter(entry.state for entry in entries)
    tree = source.tree

    def many(name: str, label: str, named: Iterable[tuple[str, str]]) -> Facet:
        return Facet(
            name, "many", label, tuple(Option(v, w, counts[name, v]) for v, w in named if counts[name, v])
        )

    def yes(name: str) -> Facet:
        return Facet(
            name, "yes", voice(f"facet_{name}"), (Option("yes", voice(f"facet_{name}"), counts[name, "yes"]),)
        )

    def tongues(name: str) -> list[tuple[str, str]]:
        return sorted(((tag, voice.tongue(tag)) for tag in values.get(name, ())), key=lambda pair: pair[1])

    first = (
        many("theme", voice("theme"), ((one.id, voice.text(one.name)) for one in source.themes.values())),
        Facet(
            "state",
            "many",
            voice("facet_state"),
            tuple(Option(one, voice(f"state_{one}"), states[one]) for one in _STATES if states[one]),
        ),
        Facet("within", "one", voice("facet_within"), tuple(_within(entries, source.day, voice))),
        many("language", voice("language"), tongues("language")),
        yes("free"),
        yes("certificate"),
        yes("star"),
        yes("credits"),
        Facet("price", "one", voice("facet_price"), tuple(_prices(counts, voice))),
        Facet(
            "counts",
            "many",
            voice("counts_for"),
            tuple(
                Option(slug, one.code, counts["counts", slug], voice.text(one.name))
                for slug, one in tree.programmes.items()
                if counts["counts", slug]
            ),
        ),
    )
    levels = ("introductory", "intermediate", "advanced")
    schools = ((slug, one.short_name or one.name) for slug, one in tree.issuers.items())
    platforms = {(plain(host), host) for entry in entries if (host := entry.course.platform)}
    further = (
        many("subtitles", voice("facet_subtitles"), tongues("subtitles")),
        many("level", voice("level"), ((one, voice(f"level_{one}")) for one in levels)),
        many("school", voice("facet_school"), schools),
        many("platform", voice("platform"), sorted(platforms)),
    )
    return Form(tuple(_telling(first, len(entries))), tuple(_telling(further, len(entries))))


def plain(text: str) -> str:
    """``FUN (France Université Numérique)`` → ``fun-france-universite-numerique``."""
    letters = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "other"


def _facets(course: Course, programmes: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield "theme", course.theme
    yield "language", course.language
    yield from (("subtitles", tag) for tag in course.subtitles)
    if course.level:
        yield "level", course.level
    # Two facets, not one: a course that is free to follow may have a certificate that is not.
    if any(path.price_eur == 0 for path in course.paths):
        yield "free", "yes"
    if any(_paid_certificate(path) for path in course.paths):
        yield "certificate", "yes"
    if (price := price_of(course)) is not None:
        yield "price", f"{price.normalize():f}"
    yield from (("counts", slug) for slug in programmes)
    if course.star:
        yield "star", "yes"
    if any(path.credits for path in course.paths):
        yield "credits", "yes"
    yield "school", course.school
    if course.platform:
        yield "platform", plain(course.platform)


def _paid_certificate(path: CoursePath) -> bool:
    return path.gives == "certificate" and path.price_eur != 0


def _within(entries: tuple[Entry, ...], day: date, voice: Voice) -> Iterator[Option]:
    starts = [min(_starts_to_come(entry), default=None) for entry in entries]
    for months in MONTHS:
        limit = months_later(day, months)
        count = sum(start is not None and start <= limit for start in starts)
        yield Option(str(months), voice("within_months", months=voice.counted(months, "month")), count)


def _starts_to_come(entry: Entry) -> Iterator[date]:
    for run in entry.runs:
        if run.phase == "future" and run.session.start and not run.session.cancelled:
            yield run.session.start


def _prices(counts: Counter[tuple[str, str]], voice: Voice) -> Iterator[Option]:
    known = sorted((Decimal(value), number) for (name, value), number in counts.items() if name == "price")
    steps = [price for price, _ in known]
    if len(steps) > _PRICES:
        steps = sorted({steps[(place + 1) * len(steps) // _PRICES - 1] for place in range(_PRICES)})
    for limit in steps:
        count = sum(number for price, number in known if price <= limit)
        words = voice.price(limit) if limit == 0 else voice("price_up_to", price=voice.price(limit))
        yield Option(f"{limit.normalize():f}", words, count)


def _telling(facets: Iterable[Facet], number: int) -> Iterator[Facet]:
    """Leave out the filters that would change nothing."""
    for facet in facets:
        counts = [option.count for option in facet.options]
        if any(counts) and not (len(counts) == 1 and counts[0] == number):
            yield facet
