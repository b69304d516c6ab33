"""The calendar: a board of courses by quarters, and the sessions by date.

The board begins with the quarter of the day for which the site is built and ends with the last one in which
anything is announced.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from generator.records.course import Course
from generator.records.site import Theme
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.language import quarter
from generator.site.page import Page
from generator.site.runs import PRESUMED_LENGTH, Run, runs_of
from generator.site.voice import Voice

__all__ = ["Board", "Cell", "Quarter", "Row", "board", "pages"]


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a year; `number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter of a day."""
        return cls(*quarter(day))

    def next(self) -> Quarter:
        """The quarter after this one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A session in one quarter of the board: it starts there, ends there, both, or runs through."""

    run: Run
    starts: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A course and its cells, one tuple a quarter of the board (mostly empty)."""

    slug: str
    course: Course
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one theme."""

    theme: Theme
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board; `years` has each year with its number of quarters, for the upper row of headings."""

    quarters: tuple[Quarter, ...]
    years: tuple[tuple[int, int], ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A quarter and the sessions that start in it, by date."""

    quarter: Quarter
    runs: tuple[Run, ...]


def board(source: Source) -> Board:
    """Lay out every dated session that is not over."""
    runs = _announced(source)
    quarters = _quarters(Quarter.of(source.day), runs)
    years = tuple((year, len(list(group))) for year, group in groupby(one.year for one in quarters))
    rows = [
        Row(slug, course, tuple(_cells(slug, runs, one) for one in quarters))
        for slug, course in source.tree.courses.items()
        if any(run.course == slug for run in runs)
    ]
    sections = tuple(
        Section(theme, tuple(row for row in rows if row.course.theme == theme.id))
        for theme in source.themes.values()
        if any(row.course.theme == theme.id for row in rows)
    )
    return Board(quarters, years, sections)


def pages(source: Source, fragments: Fragments) -> Iterator[Page]:
    """The calendar in both languages."""
    runs = _announced(source)
    laid = board(source)
    current = Quarter.of(source.day)
    under_way = tuple(run for run in runs if _start(run) < _first_day(current))
    listed = tuple(
        Listed(one, tuple(run for run in runs if Quarter.of(_start(run)) == one)) for one in laid.quarters
    )
    years = tuple((year, tuple(group)) for year, group in groupby(listed, lambda one: one.quarter.year))
    dated = {run.course for run in runs}
    for language in LANGUAGES:
        voice = Voice(language)
        yield fragments.page(
            source,
            language,
            "calendar",
            "calendar",
            title=voice("calendar"),
            description=voice("calendar_description"),
            board=laid,
            current=current,
            under_way=under_way,
            years=years,
            undated=tuple(slug for slug in source.tree.courses if slug not in dated),
        )


def _announced(source: Source) -> tuple[Run, ...]:
    runs = [run for slug, course in source.tree.courses.items() for run in runs_of(slug, course, source.day)]
    wanted = [run for run in runs if run.phase in ("ongoing", "future")]
    return tuple(sorted(wanted, key=lambda run: (_start(run), run.course, run.session.id)))


def _start(run: Run) -> date:
    return run.session.start or date.max


def _end(run: Run) -> date:
    return run.session.end or _start(run) + PRESUMED_LENGTH


def _first_day(one: Quarter) -> date:
    return date(one.year, 3 * one.number - 2, 1)


def _quarters(first: Quarter, runs: tuple[Run, ...]) -> tuple[Quarter, ...]:
    # The board ends where the last session starts: one that merely runs on would add an empty column.
    last = max((Quarter.of(_start(run)) for run in runs), default=first)
    found = [first]
    while found[-1] < last:
        found.append(found[-1].next())
    return tuple(found)


def _cells(slug: str, runs: tuple[Run, ...], one: Quarter) -> tuple[Cell, ...]:
    return tuple(
        Cell(run, Quarter.of(_start(run)) == one, Quarter.of(_end(run)) == one)
        for run in runs
        if run.course == slug
        and Quarter.of(_start(run)) <= one <= Quarter.of(_end(run))
        # A run without an end is shown in the quarter of its start alone.
        and (run.session.end is not None or Quarter.of(_start(run)) == one)
    )
