"""The pictures that other sites show of a page (Open Graph): what each says, and where it is.

One for each course and programme and one for all other pages, in both languages: 1200 × 630 pixels, drawn by typst
from `site_templates/cards/card.typ` (`adapters/cards.py`). The fonts are those inside typst, which the lock file fixes,
so that the same words give the same bytes; letters that those fonts lack are known here: a course whose title needs
them gets the picture of the site instead of empty boxes, a programme one of its own with the site's name.

A diploma's page shows its programme's picture, which names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from generator.errors import Diagnostic
from generator.records.base import Language
from generator.records.course import Course
from generator.records.programme import Programme
from generator.records.tree import Tree
from generator.site.fragments import LANGUAGES
from generator.site.voice import Voice

__all__ = ["HEIGHT", "WIDTH", "Card", "card_of", "card_path", "cards", "check", "drawable"]

WIDTH: Final = 1200
HEIGHT: Final = 630

_DRAWN: Final = ((0x20, 0x4FF), (0x1E00, 0x2040), (0x20A0, 0x211E), (0x2190, 0x22FF))
"""Latin, Greek and Cyrillic with their marks; punctuation, currencies, letterlike symbols, arrows, mathematics."""


@dataclass(frozen=True, slots=True)
class Card:
    """One picture: its path below the root, and the words on it."""

    path: str
    title: str
    overline: str
    line: str
    star: bool
    language: Language
    site: str
    host: str

    @property
    def inputs(self) -> dict[str, str]:
        """What the template reads."""
        return {
            "lang": self.language,
            "title": self.title,
            "overline": self.overline,
            "line": self.line,
            "star": "1" if self.star else "",
            "site": self.site,
            "host": self.host,
        }

    @property
    def alternative(self) -> str:
        """What the picture says, for whoever does not see it."""
        return ", ".join(part for part in (self.overline, self.title, self.line) if part)


def drawable(text: str) -> bool:
    """Whether the fonts of the pictures have every letter of `text`."""
    return all(any(first <= ord(letter) <= last for first, last in _DRAWN) for letter in text)


def card_path(slug: str, language: Language) -> str:
    """Where a picture is; `slug` is that of the page, or ``site`` for the one of all other pages."""
    return f"assets/cards/{language}/{slug}.png"


def cards(tree: Tree) -> Iterator[Card]:
    """Every picture of the site."""
    for language in LANGUAGES:
        yield _site(tree, language)
        for slug, course in tree.courses.items():
            if drawable(course.title.in_(language)):
                yield _course(tree, slug, course, language)
        for slug, programme in tree.programmes.items():
            yield _programme(tree, slug, programme, language)


def card_of(tree: Tree, kind: str, slug: str, language: Language) -> Card:
    """The picture of a page, given its kind and slug."""
    name = slug.rpartition("/")[2]
    if kind == "course" and drawable((course := tree.courses[name]).title.in_(language)):
        return _course(tree, name, course, language)
    if kind == "programme":
        return _programme(tree, name, tree.programmes[name], language)
    return _site(tree, language)


def check(tree: Tree) -> Iterator[Diagnostic]:
    """Say which titles cannot be drawn."""
    titles = [(f"content/courses/{slug}.yml", "title", course.title) for slug, course in tree.courses.items()]
    titles += [(f"content/programmes/{slug}.yml", "name", one.name) for slug, one in tree.programmes.items()]
    for path, field, text in titles:
        odd = "".join(sorted({letter for letter in text.fr + text.en if not drawable(letter)}))
        if odd:
            message = f"the picture for other sites cannot show {odd[:20]!r}, which stands in the {field}"
            yield Diagnostic(
                path, 0, 0, "B202W", message, "Nothing needs to be done: the site's own picture is shown."
            )


def _site(tree: Tree, language: Language) -> Card:
    site = tree.site
    name = site.name.in_(language)
    title = name if drawable(name) else site.host
    return _card(tree, language, "site", title=title, line=site.tagline.in_(language))


def _course(tree: Tree, slug: str, course: Course, language: Language) -> Card:
    voice = Voice(language)
    prices = sorted({path.price_eur for path in course.paths if path.price_eur is not None})
    facts = [voice("card_course"), voice.tongue(course.language)]
    if prices:
        facts.append(voice("card_free" if prices[0] == 0 else "card_from", price=voice.price(prices[0])))
    card = _card(tree, language, f"courses/{slug}", title=voice.text(course.title), line=" · ".join(facts))
    return replace(card, overline=_school(tree, course.school), star=course.star)


def _programme(tree: Tree, slug: str, programme: Programme, language: Language) -> Card:
    voice = Voice(language)
    facts = [voice.kind(programme.kind)]
    if programme.ects is not None:
        facts.append(voice.credits(programme.ects))
    # Drawn in any case: the pages of its diplomas name it, and know no record.
    title = voice.text(programme.name)
    card = _card(
        tree,
        language,
        f"programmes/{slug}",
        title=title if drawable(title) else _site(tree, language).title,
        line=" · ".join(facts),
    )
    return replace(card, overline=_school(tree, programme.issuer))


def _school(tree: Tree, slug: str) -> str:
    return _shown(tree.issuers[slug].short_name or tree.issuers[slug].name)


def _card(tree: Tree, language: Language, slug: str, *, title: str, line: str) -> Card:
    site, host = _shown(tree.site.name.in_(language)), tree.site.host
    return Card(card_path(slug, language), title, "", _shown(line), False, language, site, host)


def _shown(text: str) -> str:
    return text if drawable(text) else ""
