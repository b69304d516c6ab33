"""What the calendar can be narrowed by: the values that its sessions have, in the order in which people look.

Each course has a few tokens (``theme:viruses``, ``language:en``, ``star:1``, ``programme:dnm2ip``, ``school:…``); the
script of the page shows what has all the tokens that were chosen. The names are those in the page's address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.site.catalogue import programmes_of
from generator.site.fragments import Source

__all__ = ["Facets", "facets"]


@dataclass(frozen=True, slots=True)
class Facets:
    """The choices that there are, each in its order, and the tokens of each course."""

    themes: tuple[str, ...]
    languages: tuple[str, ...]
    programmes: tuple[str, ...]
    schools: tuple[str, ...]
    stars: bool
    tokens: Mapping[str, str]


def facets(source: Source, courses: Sequence[str]) -> Facets:
    """The facets of `courses`, slugs of courses that the calendar shows."""
    tree = source.tree
    counts = programmes_of(tree, source.day)
    shown = [tree.courses[slug] for slug in courses]
    themes = {course.theme for course in shown}
    languages = {course.language for course in shown}
    programmes = {programme for slug in courses for programme in counts.get(slug, ())}
    schools = {course.school for course in shown}
    tokens = {}
    for slug in courses:
        course = tree.courses[slug]
        words = [f"theme:{course.theme}", f"language:{course.language}", f"school:{course.school}"]
        words += [f"programme:{one}" for one in counts.get(slug, ())]
        tokens[slug] = " ".join([*words, "star:1"] if course.star else words)
    return Facets(
        tuple(theme for theme in source.themes if theme in themes),
        tuple(sorted(languages, reverse=True)),
        tuple(slug for slug in tree.programmes if slug in programmes),
        tuple(slug for slug in tree.issuers if slug in schools),
        any(course.star for course in shown),
        tokens,
    )
