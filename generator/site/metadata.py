"""What a page says to machines: its picture, its twin in the other language, its feeds, its linked data.

All of it is front matter, plain values that the layout writes into the head; another engine may read it or not.
"""

from __future__ import annotations

from dataclasses import replace

from generator.site.cards import card_of
from generator.site.feeds.addresses import atom_path, course_feed, ics_path, programme_feeds
from generator.site.fragments import Source
from generator.site.linked_data import linked_data, script_text
from generator.site.page import Page
from generator.site.voice import Voice

__all__ = ["with_metadata"]

_NEWS = ("home", "catalogue", "calendar")
_OFFERING = ("course", "programme")
"""Kinds of page that offer their calendar, with the button that copies its address."""


def with_metadata(source: Source, page: Page) -> Page:
    """The page with its metadata."""
    card = card_of(source.tree, page.kind, page.slug, page.language)
    found: dict[str, object] = {"card": card.path, "card_alternative": card.alternative}
    feeds = _feeds(source, page)
    if feeds:
        found["feeds"] = feeds
    document = linked_data(source, page)
    if document is not None:
        found["linked_data"] = script_text(document)
    if page.kind in _OFFERING:
        scripts = page.meta.get("scripts")
        found["scripts"] = [*(scripts if isinstance(scripts, list) else ()), "feeds.js"]
    return replace(page, meta={**page.meta, **found})


def _feeds(source: Source, page: Page) -> list[dict[str, str]]:
    """The feeds that a page announces: those about what it shows."""
    voice, language = Voice(page.language), page.language
    slug = page.slug.rpartition("/")[2]
    found = []
    if page.kind == "course":
        title = course_feed(slug).title(source.tree, voice)
        found.append((ics_path(course_feed(slug), language), "text/calendar", title))
    if page.kind == "programme":
        own = next(feed for feed in programme_feeds(source.tree) if feed.key == slug)
        found.append((ics_path(own, language), "text/calendar", own.title(source.tree, voice)))
    if page.kind == "calendar":
        found.append((ics_path("all", language), "text/calendar", voice("feed_all")))
    if page.kind in _NEWS:
        found.append((atom_path(language), "application/atom+xml", voice("news")))
    return [{"path": path, "type": kind, "title": title} for path, kind, title in found]
