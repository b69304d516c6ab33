"""What the word search of the catalogue searches, and the list of all courses that a large catalogue needs.

    files = catalogue_files(source)   # path in the site → bytes

Both are static JSON, one small row a course, fetched by `search.js` and `catalogue.js` when somebody asks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.records.base import Language, Text
from generator.site import language
from generator.site.catalogue import WHOLE, Entry, entries, shelves
from generator.site.fragments import LANGUAGES, Source

__all__ = ["catalogue_files", "search_row"]


def catalogue_files(source: Source) -> dict[str, bytes]:
    """The texts for each language and, where the courses fill more than one page, the list of all of them."""
    found = entries(source)
    whole = len(found) <= WHOLE
    files = {
        f"assets/catalogue/search-{lang}.json": _json(
            [search_row(entry, lang, whole=whole) for entry in found]
        )
        for lang in LANGUAGES
    }
    if not whole:
        rows = [
            [entry.slug, entry.facets, entry.runs_text, shelf.slug]
            for shelf in shelves(source, found)
            for entry in shelf.entries
        ]
        files["assets/catalogue/index.json"] = _json(rows)
    return files


def search_row(entry: Entry, lang: Language, *, whole: bool = True) -> list[str]:
    """Slug, title, other names, syllabus, team, summary; the order is that of the fields in `search.js`.

    Somebody may look for a course by its name in the other language, or by that of its theme or school. Not
    `whole`, for a large catalogue: of the syllabus the titles alone, and no outcomes.
    """
    course = entry.course
    units = [unit.title for unit in course.syllabus]
    units += [unit.detail for unit in course.syllabus if unit.detail is not None and whole]
    names = [
        course.title.in_(language.other(lang)),
        *course.also_known_as,
        *([course.subtitle.in_(lang)] if course.subtitle else []),
        entry.theme.name.in_(lang),
        course.school.replace("-", " "),
    ]
    return [
        entry.slug,
        course.title.in_(lang),
        " ".join(names),
        " ".join(_in(lang, units)),
        " ".join([*(member.name for member in course.team), *course.partners]),
        " ".join(_in(lang, (course.summary, *(course.outcomes if whole else ())))),
    ]


def _in(lang: Language, texts: list[Text] | tuple[Text, ...]) -> Iterator[str]:
    return (" ".join(text.in_(lang).split()) for text in texts)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
