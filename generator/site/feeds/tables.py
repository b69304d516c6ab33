"""The catalogue and its sessions as tables for a spreadsheet: RFC 4180, both languages side by side.

The byte order mark makes Excel read UTF-8. A cell that a spreadsheet would take for a formula begins with an
apostrophe instead (CWE-1236): records are written by many hands, and a title is never a program.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Final

from generator.records.course import Course, Session
from generator.site.catalogue import programmes_of
from generator.site.feeds.addresses import course_feed, ics_path
from generator.site.fragments import Source

__all__ = ["catalogue_table", "cell", "sessions_table"]

Value = str | int | bool | date | time | Decimal | None

_BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula begins with, full-width forms included: East Asian versions take them for the same."""


def cell(value: Value) -> str:
    """A value as the text of a cell, on one line and never a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    text = " ".join(str(value).split("\n"))
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def catalogue_table(source: Source) -> bytes:
    """One line a course."""
    counts = programmes_of(source.tree, source.day)
    return _table(_course(source, slug, counts.get(slug, ())) for slug in source.tree.courses)


def sessions_table(source: Source) -> bytes:
    """One line a session, past and cancelled ones included."""
    return _table(
        _session(slug, course, session)
        for slug, course in source.tree.courses.items()
        for session in course.sessions
    )


def _course(source: Source, slug: str, programmes: Iterable[str]) -> Mapping[str, Value]:
    course, base = source.tree.courses[slug], source.tree.site.base_url
    prices = sorted(path.price_eur for path in course.paths if path.price_eur is not None)
    name = course_feed(slug).name
    return {
        "slug": slug,
        "title_fr": course.title.fr,
        "title_en": course.title.en,
        "theme": course.theme,
        "language": course.language,
        "subtitles": " ".join(course.subtitles),
        "level": course.level,
        "starred": course.star,
        "organisation": source.tree.issuers[course.school].name,
        "platform": course.platform,
        "price_min_eur": prices[0] if prices else None,
        "price_max_eur": prices[-1] if prices else None,
        "programmes": " ".join(programmes),
        "page_fr": f"{base}fr/courses/{slug}.html",
        "page_en": f"{base}en/courses/{slug}.html",
        "calendar_fr": base + ics_path(name, "fr"),
        "calendar_en": base + ics_path(name, "en"),
    }


def _session(slug: str, course: Course, session: Session) -> Mapping[str, Value]:
    window, period = session.exam, session.period
    return {
        "course": slug,
        "session": session.id,
        "title_fr": course.title.fr,
        "title_en": course.title.en,
        "language": course.language,
        "start": session.start,
        "end": session.end,
        "period_fr": None if period is None else period.fr,
        "period_en": None if period is None else period.en,
        "enrolment_start": session.enrolment_start,
        "enrolment_end": session.enrolment_end,
        "exam_opens": None if window is None else window.opens,
        "exam_opens_at": None if window is None else window.opens_at,
        "exam_closes": None if window is None else window.closes,
        "exam_closes_at": None if window is None else window.closes_at,
        "indicative": session.illustrative,
        "cancelled": session.cancelled,
    }


def _table(rows: Iterable[Mapping[str, Value]]) -> bytes:
    """The rows below their headings; no row at all leaves the headings out, for nobody has said what they are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow([cell(value) for value in row.values()])
    return (_BOM + text.getvalue()).encode()
