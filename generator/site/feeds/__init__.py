"""Feeds: the dates and the catalogue as files that other programs read.

`files` yields every feed of a site with its address: iCalendar (`ics`), Atom (`atom`), JSON (`catalogue`) and CSV
(`tables`). Which calendars there are, and under which permanent addresses, is in `addresses`; what history knows of
each date (`history`) arrives as a value.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.site.feeds.addresses import (
    CATALOGUE_CSV,
    CATALOGUE_JSON,
    CATALOGUE_SCHEMA,
    SESSIONS_CSV,
    atom_path,
)
from generator.site.feeds.atom import atom_feed
from generator.site.feeds.catalogue import catalogue_document, catalogue_schema
from generator.site.feeds.history import History
from generator.site.feeds.ics import calendars
from generator.site.feeds.tables import catalogue_table, sessions_table
from generator.site.fragments import LANGUAGES, Source

__all__ = ["files"]


def files(source: Source, history: History) -> Iterator[tuple[str, bytes]]:
    """Yield every feed as its path below the root and its bytes. The same source and history give the same bytes."""
    yield from calendars(source, history)
    for language in LANGUAGES:
        yield atom_path(language), atom_feed(source, history, language)
    yield CATALOGUE_JSON, catalogue_document(source)
    yield CATALOGUE_SCHEMA, catalogue_schema()
    yield CATALOGUE_CSV, catalogue_table(source)
    yield SESSIONS_CSV, sessions_table(source)
