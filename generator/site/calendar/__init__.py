"""The calendar: one page, three views of the same sessions, and the calendars to subscribe to.

The **board** (`board`) answers "what can I take when": courses by quarters. The **months** (`months`) answer "what is
due on which day": every start, deadline and exam. The **list** (`agenda`) answers "what comes next, exactly", is
complete, and has the courses without a date below it. All three are in the page; which one is shown is a matter of
radio buttons and style alone. Quarters that are over have a page for each year.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.site.calendar.agenda import agenda
from generator.site.calendar.announced import announced
from generator.site.calendar.board import Board, Cell, Quarter, Row, board, past_years
from generator.site.calendar.facets import facets
from generator.site.calendar.months import months
from generator.site.feeds.addresses import general_feeds, programme_feeds
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.page import Page
from generator.site.voice import Voice

__all__ = ["Board", "Cell", "Quarter", "Row", "board", "pages"]


def pages(source: Source, fragments: Fragments) -> Iterator[Page]:
    """The calendar in both languages."""
    runs, past = announced(source), past_years(source)
    dated = {run.course for run in runs}
    values = {
        "board": board(source),
        "current": Quarter.of(source.day),
        "months": months(source),
        "agenda": agenda(source),
        "facets": facets(source, sorted(dated)),
        "number": len(runs),
        "past": tuple(past),
        "undated": tuple(slug for slug in source.tree.courses if slug not in dated),
        "feeds": (tuple(general_feeds(source.tree)), tuple(programme_feeds(source.tree))),
    }
    for language in LANGUAGES:
        voice = Voice(language)
        yield fragments.page(
            source,
            language,
            "calendar",
            "calendar",
            title=voice("calendar"),
            description=voice("calendar_description"),
            meta={"styles": ["calendar.css"], "scripts": ["feeds.js", "calendar.js"]},
            **values,
        )
        for year, own in past.items():
            yield fragments.page(
                source,
                language,
                f"calendar/{year}",
                "year",
                title=voice("calendar_of", year=year),
                description=voice("calendar_of_description", year=year),
                meta={"styles": ["calendar.css"]},
                year=year,
                board=own,
                past=tuple(past),
            )
