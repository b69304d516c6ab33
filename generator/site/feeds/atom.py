"""News of sessions: an Atom feed (RFC 4287) of those that are under way or to come, the latest announced first.

An entry is a session; its `published` is the commit that announced it, its `updated` the last one of its course's
record. Ids are tag URIs (RFC 4151) made of permanent names, so that an entry stays the same one when its title changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from generator.records.base import Language
from generator.records.course import Session
from generator.site.feeds.addresses import atom_path
from generator.site.feeds.history import History
from generator.site.fragments import LANGUAGES, Source
from generator.site.runs import runs_of
from generator.site.voice import Voice

__all__ = ["atom_feed"]

MOST: Final = 50
"""Entries that a feed holds; who comes less often than fifty announcements reads the calendar."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_SINCE: Final = "2026"
"""The year in the tag URIs: it says when the host was ours, and never changes."""


@dataclass(frozen=True, slots=True)
class _News:
    course: str
    session: Session
    announced: datetime
    modified: datetime


def atom_feed(source: Source, history: History, language: Language) -> bytes:
    """The feed in one language, as UTF-8 with its declaration."""
    voice, site = Voice(language), source.tree.site
    news = sorted(_news(source, history), key=lambda one: (one.course, one.session.id))
    news = sorted(news, key=lambda one: one.announced, reverse=True)[:MOST]
    updated = max((one.modified for one in news), default=history.fallback.modified)
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _text(feed, "id", f"tag:{_authority(site.host)},{_SINCE}:feeds/{language}/sessions")
    _text(feed, "title", f"{voice('news')} – {voice.text(site.name)}")
    _text(feed, "subtitle", voice("news_subtitle"))
    _text(feed, "updated", _instant(updated))
    author = SubElement(feed, "author")
    _text(author, "name", site.publisher)
    own = site.base_url + atom_path(language)
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    _pages(feed, f"{site.base_url}{{}}/calendar.html", language)
    for one in news:
        _entry(feed, source, one, voice)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(tostring(feed, encoding="utf-8")) + b"\n"


def _news(source: Source, history: History) -> Iterator[_News]:
    for slug, course in source.tree.courses.items():
        for run in runs_of(slug, course, source.day):
            if run.phase in ("ongoing", "future"):
                past = history.of(slug, run.session.id, "session")
                yield _News(slug, run.session, past.announced, past.modified)


def _entry(feed: Element, source: Source, one: _News, voice: Voice) -> None:
    site, course, session = source.tree.site, source.tree.courses[one.course], one.session
    entry = SubElement(feed, "entry")
    _text(entry, "id", f"tag:{_authority(site.host)},{_SINCE}:sessions/{one.course}/{session.id}")
    title = voice.text(course.title)
    if session.start is not None:
        title = voice("news_entry", title=title, range=voice.range(session.start, session.end))
    _text(entry, "title", voice("event_cancelled", summary=title) if session.cancelled else title)
    _text(entry, "published", _instant(one.announced))
    _text(entry, "updated", _instant(max(one.modified, one.announced)))
    _pages(entry, f"{site.base_url}{{}}/courses/{one.course}.html", voice.lang)
    label = voice.text(source.themes[course.theme].name)
    SubElement(entry, "category", {"term": course.theme, "label": label})
    lines = [voice.text(course.summary).split("\n\n", 1)[0].replace("\n", " ")]
    if session.cancelled:
        lines.append(voice("event_gone"))
    if session.enrolment_end is not None:
        lines.append(voice("event_enrol_until", day=voice.day(session.enrolment_end)))
    if session.exam is not None:
        lines.append(voice("event_exam", range=voice.window(session.exam)))
    if session.illustrative:
        lines.append(voice("indicative_note"))
    _text(entry, "summary", "\n".join(lines))


def _pages(parent: Element, address: str, language: Language) -> None:
    """The page that an element is about, and the same page in the other language."""
    for one in sorted(LANGUAGES, key=lambda tag: tag != language):
        SubElement(
            parent,
            "link",
            {"rel": "alternate", "type": "text/html", "hreflang": one, "href": address.format(one)},
        )


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _authority(host: str) -> str:
    # A tag URI names a host without its port (RFC 4151 §2.1).
    return host.partition(":")[0]
