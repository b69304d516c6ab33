"""Which calendars there are, and their permanent addresses. docs/feeds.md promises them to those who subscribe.

``/calendar/<fr|en>/all.ics``, ``starred.ics``, ``languages/<tag>.ics``, ``programmes/<slug>.ics`` and
``courses/<slug>.ics``. Slugs are permanent, and each kind has a folder of its own, so that no course can ever take the
address of another feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from generator.records.base import Language
from generator.records.tree import Tree
from generator.site.requirement_words import courses_of
from generator.site.voice import Voice

__all__ = [
    "CATALOGUE_CSV",
    "CATALOGUE_JSON",
    "CATALOGUE_SCHEMA",
    "SESSIONS_CSV",
    "Feed",
    "atom_path",
    "course_feed",
    "general_feeds",
    "ics_path",
    "programme_feeds",
    "webcal",
]

CATALOGUE_JSON: Final = "catalogue.json"
CATALOGUE_SCHEMA: Final = "catalogue.schema.json"
CATALOGUE_CSV: Final = "catalogue.csv"
SESSIONS_CSV: Final = "sessions.csv"

Scope = Literal["all", "starred", "language", "programme", "course"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One calendar. `name` is its address without language and ``.ics``; `courses` are those whose dates it holds."""

    scope: Scope
    name: str
    key: str
    courses: frozenset[str]

    def title(self, tree: Tree, voice: Voice) -> str:
        """What the calendar is called in a list of calendars."""
        if self.scope == "language":
            return voice("feed_language", language=voice.tongue(self.key))
        if self.scope == "programme":
            return voice.text(tree.programmes[self.key].name)
        if self.scope == "course":
            return voice.text(tree.courses[self.key].title)
        return voice(f"feed_{self.scope}")


def ics_path(feed: Feed | str, language: Language) -> str:
    """The path of a calendar below the root, given the feed or its name."""
    return f"calendar/{language}/{feed if isinstance(feed, str) else feed.name}.ics"


def atom_path(language: Language) -> str:
    """The path of the news of sessions below the root."""
    return f"feeds/{language}/sessions.atom"


def webcal(host: str, path: str) -> str:
    """The address by which a calendar program subscribes: it asks before it adds anything."""
    return f"webcal://{host}/{path}"


def general_feeds(tree: Tree) -> Iterator[Feed]:
    """Every course; the starred ones; one calendar for each language of instruction."""
    yield Feed("all", "all", "", frozenset(tree.courses))
    yield Feed("starred", "starred", "", frozenset(slug for slug, one in tree.courses.items() if one.star))
    for tag in sorted({course.language for course in tree.courses.values()}, key=("fr", "en").index):
        courses = frozenset(slug for slug, one in tree.courses.items() if one.language == tag)
        yield Feed("language", f"languages/{tag}", tag, courses)


def programme_feeds(tree: Tree) -> Iterator[Feed]:
    """One calendar for each programme, with the courses of every version: a candidate may be judged by any of them."""
    for slug, programme in tree.programmes.items():
        courses = frozenset(
            course
            for version in programme.versions
            for course in courses_of(version.requirement, tree.courses)
        )
        yield Feed("programme", f"programmes/{slug}", slug, courses)


def course_feed(slug: str) -> Feed:
    """The calendar of one course."""
    return Feed("course", f"courses/{slug}", slug, frozenset((slug,)))
