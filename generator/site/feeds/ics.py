"""Calendars to subscribe to: iCalendar (RFC 5545) with the properties of RFC 7986, through the icalendar library.

What was found to matter, and is kept: ``METHOD:PUBLISH`` and a name twice (``NAME`` and the older ``X-WR-CALNAME``);
``REFRESH-INTERVAL`` with its ``VALUE=DURATION`` and ``X-PUBLISHED-TTL`` for programs that read only that; UIDs made of
permanent names, the same in every calendar and in both languages; ``STATUS:CANCELLED`` instead of deletion; a VTIMEZONE
even where no hour is known, since a calendar must hold a component (RFC 5545 §3.6); days as ``VALUE=DATE`` with an
exclusive end. No time stamp comes from a clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import quote

from icalendar import Calendar, Event, vText

from generator.records.base import Language, Text
from generator.records.course import Session
from generator.site.feeds.addresses import Feed, course_feed, general_feeds, ics_path, programme_feeds
from generator.site.feeds.history import Gone, History, Past
from generator.site.feeds.occasions import Occasion, occasions
from generator.site.feeds.zone import TZID, paris
from generator.site.fragments import LANGUAGES, Source
from generator.site.voice import Voice

__all__ = ["KEPT", "calendars", "uid"]

KEPT: Final = timedelta(days=365)
"""What ended longer ago is left out: a calendar is not an archive, and grows otherwise for ever."""

_REFRESH: Final = timedelta(hours=12)
_END: Final = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class _Event:
    """One event, with what is said of it beside its date. `session` is None for a date that was deleted."""

    course: str
    session_id: str
    title: Text
    occasion: Occasion
    past: Past
    session: Session | None


def calendars(source: Source, history: History) -> Iterator[tuple[str, bytes]]:
    """Yield every calendar in both languages, as its path and its bytes."""
    events = sorted(_events(source, history), key=_order)
    courses: dict[str, list[_Event]] = {}
    for event in events:
        courses.setdefault(event.course, []).append(event)
    # A deleted course keeps its calendar as long as it has something to cancel there.
    gone = courses.keys() - source.tree.courses.keys()
    slugs = sorted(source.tree.courses.keys() | gone)
    feeds = [*general_feeds(source.tree), *programme_feeds(source.tree), *map(course_feed, slugs)]
    for language in LANGUAGES:
        written = {slug: [_written(source, one, language) for one in own] for slug, own in courses.items()}
        stamps = {slug: max(one.past.modified for one in own) for slug, own in courses.items()}
        for feed in feeds:
            own = sorted((feed.courses | gone if feed.scope == "all" else feed.courses) & courses.keys())
            years = {date_.year for slug in own for one in courses[slug] for date_ in _days(one.occasion)}
            head = _head(source, feed, language, years, max((stamps[slug] for slug in own), default=None))
            yield (
                ics_path(feed, language),
                head + b"".join(part for slug in own for part in written[slug]) + _END,
            )


def uid(course: str, session: str, occasion: Occasion, host: str) -> str:
    """The identity of an event, made of permanent names alone: ``malaria.2026-t2.exam-opens@diplomes.example.org``."""
    return f"{course}.{session}.{occasion.kind}@{host}"


def _events(source: Source, history: History) -> Iterator[_Event]:
    oldest = source.day - KEPT
    for slug, course in source.tree.courses.items():
        for session in course.sessions:
            for one in occasions(session):
                if one.last_day >= oldest:
                    past = history.of(slug, session.id, one.kind)
                    yield _Event(slug, session.id, course.title, one, past, session)
    for gone in history.gone:
        if gone.occasion.last_day >= oldest:
            yield _from_gone(gone)


def _from_gone(gone: Gone) -> _Event:
    return _Event(gone.course, gone.session, gone.title, gone.occasion, gone.past, None)


def _order(one: _Event) -> tuple[str, date, str, str]:
    start = one.occasion.start
    day = start.date() if isinstance(start, datetime) else start
    return one.course, day, one.session_id, one.occasion.kind


def _days(occasion: Occasion) -> Iterable[date]:
    return occasion.start, occasion.last_day


def _head(source: Source, feed: Feed, language: Language, years: set[int], stamp: datetime | None) -> bytes:
    """Everything of a calendar but its events and its last line."""
    voice, site = Voice(language), source.tree.site
    calendar = Calendar()
    calendar.add("PRODID", f"-//Parchemin//parchemin//{language.upper()}")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    name = _line(f"{_name(source, feed, voice)} – {voice.text(site.name)}")
    # The library knows neither for text, and would leave their commas bare.
    calendar.add("NAME", vText(name), parameters={"LANGUAGE": language})
    calendar.add("X-WR-CALNAME", vText(name))
    description = voice("feed_description", site=voice.text(site.name))
    calendar.add("DESCRIPTION", description, parameters={"LANGUAGE": language})
    calendar.add("X-WR-CALDESC", vText(description))
    calendar.add("X-WR-TIMEZONE", TZID)
    path = ics_path(feed, language)
    calendar.add("UID", f"{path}@{site.host}")
    page = f"courses/{feed.key}" if feed.scope == "course" and feed.key in source.tree.courses else "calendar"
    calendar.add("URL", f"{site.base_url}{language}/{page}.html")
    calendar.add("SOURCE", f"{site.base_url}{quote(path)}", parameters={"VALUE": "URI"})
    if stamp is not None:
        calendar.add("LAST-MODIFIED", stamp.astimezone(UTC))
    calendar.add("REFRESH-INTERVAL", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", f"PT{_REFRESH // timedelta(hours=1)}H")
    calendar.add("COLOR", "firebrick")
    calendar.add_component(paris(min(years, default=source.day.year), max(years, default=source.day.year)))
    return bytes(calendar.to_ical()).removesuffix(_END)


def _name(source: Source, feed: Feed, voice: Voice) -> str:
    if feed.scope == "course" and feed.key not in source.tree.courses:
        return feed.key
    return feed.title(source.tree, voice)


def _written(source: Source, one: _Event, language: Language) -> bytes:
    voice, site, occasion = Voice(language), source.tree.site, one.occasion
    said: dict[str, str] = {"LANGUAGE": language}
    event = Event()
    event.add("UID", uid(one.course, one.session_id, occasion, site.host))
    event.add("DTSTAMP", one.past.modified.astimezone(UTC))
    event.add("CREATED", one.past.announced.astimezone(UTC))
    event.add("LAST-MODIFIED", one.past.modified.astimezone(UTC))
    event.add("SEQUENCE", one.past.sequence)
    event.add("STATUS", _status(one))
    _when(event, occasion)
    event.add("SUMMARY", _summary(one, voice), parameters=said)
    event.add("DESCRIPTION", _description(source, one, voice), parameters=said)
    course = source.tree.courses.get(one.course)
    if course is not None:
        theme = voice.text(source.themes[course.theme].name)
        event.add("CATEGORIES", [theme, voice(f"category_{occasion.kind}")], parameters=said)
    event.add("URL", _page(source, one, language))
    # Dates of a course take nobody's time: a calendar program does not mark the day as busy.
    event.add("TRANSP", "TRANSPARENT")
    return bytes(event.to_ical())


def _status(one: _Event) -> str:
    if one.occasion.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if one.session is not None and one.session.illustrative else "CONFIRMED"


def _when(event: Event, occasion: Occasion) -> None:
    if occasion.timed:
        # Without an end an event takes no time (RFC 5545 §3.6.1); the zone is named, and written above.
        event.add("DTSTART", occasion.start, parameters={"TZID": TZID})
        return
    event.add("DTSTART", occasion.start)
    event.add("DTEND", occasion.last_day + timedelta(days=1))


def _summary(one: _Event, voice: Voice) -> str:
    text = voice(f"event_{one.occasion.kind}", title=_line(voice.text(one.title)))
    if one.occasion.cancelled:
        return voice("event_cancelled", summary=text)
    if one.session is not None and one.session.illustrative:
        return f"{text} ({voice('indicative')})"
    return text


def _description(source: Source, one: _Event, voice: Voice) -> str:
    """What somebody wants to know who looks at the event: all dates of the session, the language, the page."""
    if one.session is None:
        return "\n".join([voice("event_gone"), _page(source, one, voice.lang)])
    session, lines = one.session, []
    if session.cancelled:
        lines.append(voice("event_gone"))
    if session.start is not None:
        lines.append(voice("event_dates", range=voice.range(session.start, session.end)))
    if session.enrolment_end is not None:
        lines.append(voice("event_enrol_until", day=voice.day(session.enrolment_end)))
    if session.exam is not None:
        lines.append(voice("event_exam", range=voice.window(session.exam)))
    course = source.tree.courses[one.course]
    lines.append(voice("event_language", language=voice.tongue(course.language)))
    if session.illustrative:
        lines.append(voice("indicative_note"))
    return "\n".join([*lines, _page(source, one, voice.lang)])


def _line(text: str) -> str:
    """A title on one line; its no-break spaces stay."""
    return re.sub(r"[ \t\n]+", " ", text)


def _page(source: Source, one: _Event, language: Language) -> str:
    slug = f"courses/{one.course}" if one.course in source.tree.courses else "calendar"
    return f"{source.tree.site.base_url}{language}/{slug}.html"
