"""The catalogue and its sessions as tables for a spreadsheet: RFC 4180, both languages side by side.

The byte order mark makes Excel read UTF-8. A cell that a spreadsheet would take for a formula begins with an
apostrophe instead (CWE-1236): records are written by many hands, and a title is never a program.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Final

from generator.site.catalogue import programmes_of
from generator.site.feeds.addresses import course_feed, ics_path
from generator.site.fragments import Source

__all__ = ["cell", "catalogue_table", "sessions_table"]

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
    tree, base = source.tree, source.tree.site.base_url
    counts = programmes_of(tree, source.day)
    head = (
        "slug title_fr title_en theme language subtitles level starred organisation platform "
        "price_min_eur price_max_eur programmes page_fr page_en calendar_fr calendar_en"
    ).split()
    rows: list[Sequence[Value]] = []
    for slug, course in tree.courses.items():
        prices = sorted(path.price_eur for path in course.paths if path.price_eur is not None)
        name = course_feed(slug).name
        rows.append(
            (
                slug,
                course.title.fr,
                course.title.en,
                course.theme,
                course.language,
                " ".join(course.subtitles),
                course.level,
                course.star,
                tree.issuers[course.school].name,
                course.platform,
                prices[0] if prices else None,
                prices[-1] if prices else None,
                " ".join(counts.get(slug, ())),
                f"{base}fr/courses/{slug}.html",
                f"{base}en/courses/{slug}.html",
                base + ics_path(name, "fr"),
                base + ics_path(name, "en"),
            )
        )
    return _table(head, rows)


def sessions_table(source: Source) -> bytes:
    """One line a session, past and cancelled ones included."""
    head = (
        "course session title_fr title_en language start end period_fr period_en enrolment_start enrolment_end "
        "exam_opens exam_opens_at exam_closes exam_closes_at indicative cancelled"
    ).split()
    rows: list[Sequence[Value]] = []
    for slug, course in source.tree.courses.items():
        for session in course.sessions:
            window, period = session.exam, session.period
            rows.append(
                (
                    slug,
                    session.id,
                    course.title.fr,
                    course.title.en,
                    course.language,
                    session.start,
                    session.end,
                    None if period is None else period.fr,
                    None if period is None else period.en,
                    session.enrolment_start,
                    session.enrolment_end,
                    None if window is None else window.opens,
                    None if window is None else window.opens_at,
                    None if window is None else window.closes,
                    None if window is None else window.closes_at,
                    session.illustrative,
                    session.cancelled,
                )
            )
    return _table(head, rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return (_BOM + text.getvalue()).encode()
