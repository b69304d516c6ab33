"""The board: courses by quarters, the starred ones first, as schools hang it on the wall.

It begins with the quarter of the day for which the site is built and ends with the last one in which a session starts.
What is over is on a page of its year (`past_years`), laid out alike. Each cell knows which stretch of its quarter a
session and its exam fill, in days, so that bars can be drawn to scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from generator.records.course import Course
from generator.records.site import Theme
from generator.site.calendar.announced import announced, end_of, start_of
from generator.site.fragments import Source
from generator.site.language import quarter
from generator.site.runs import Run, runs_of

__all__ = ["Board", "Cell", "Quarter", "Row", "Section", "Stretch", "board", "past_years"]


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

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.next().first_day - self.first_day).days


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of a quarter: how many lie before, and how many it has."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A session in one quarter of the board: it starts there, ends there, both, or runs through."""

    run: Run
    starts: bool
    ends: bool
    bar: Stretch
    exam: Stretch | None
    twelfth: int
    """In which twelfth of the quarter its bar begins, 0 to 11."""


@dataclass(frozen=True, slots=True)
class Row:
    """A course and its cells, one tuple a quarter of the board (mostly empty)."""

    slug: str
    course: Course
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one theme; without a theme, those of the starred courses."""

    theme: Theme | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board; `years` has each year with its number of quarters, for the upper row of headings.

    `elapsed` is how many days of the first quarter have passed; None where all of them are over.
    """

    quarters: tuple[Quarter, ...]
    years: tuple[tuple[int, int], ...]
    sections: tuple[Section, ...]
    elapsed: int | None


def board(source: Source) -> Board:
    """Lay out every dated session that is not over."""
    runs: dict[str, list[Run]] = {}
    for run in announced(source):
        runs.setdefault(run.course, []).append(run)
    first = Quarter.of(source.day)
    quarters = _quarters(first, (run for own in runs.values() for run in own))
    years = tuple((year, len(list(group))) for year, group in groupby(one.year for one in quarters))
    rows = _rows(source, runs, quarters)
    return Board(quarters, years, _sections(rows, source.themes), (source.day - first.first_day).days)


def past_years(source: Source) -> dict[int, Board]:
    """For each year in which a session began, the latest first, its quarters before the present one, with every session
    that was not cancelled, those that are still under way included."""
    present = Quarter.of(source.day)
    runs = {
        slug: [
            run
            for run in runs_of(slug, course, source.day)
            if run.session.start is not None
            and not run.session.cancelled
            and Quarter.of(start_of(run)) < present
        ]
        for slug, course in source.tree.courses.items()
    }
    years = {start_of(run).year for own in runs.values() for run in own}
    found = {}
    for year in sorted(years, reverse=True):
        quarters = tuple(one for one in (Quarter(year, number) for number in range(1, 5)) if one < present)
        rows = [row for row in _rows(source, runs, quarters) if any(row.cells)]
        found[year] = Board(quarters, ((year, len(quarters)),), _sections(rows, source.themes), None)
    return found


def _rows(source: Source, runs: Mapping[str, Sequence[Run]], quarters: Sequence[Quarter]) -> list[Row]:
    return [
        Row(slug, course, tuple(_cells(runs[slug], one) for one in quarters))
        for slug, course in source.tree.courses.items()
        if slug in runs
    ]


def _sections(rows: list[Row], themes: Mapping[str, Theme]) -> tuple[Section, ...]:
    starred = tuple(row for row in rows if row.course.star)
    found = [Section(None, starred)] if starred else []
    for theme in themes.values():
        own = tuple(row for row in rows if row.course.theme == theme.id and not row.course.star)
        if own:
            found.append(Section(theme, own))
    return tuple(found)


def _quarters(first: Quarter, runs: Iterable[Run]) -> tuple[Quarter, ...]:
    # The board ends where the last session starts: one that merely runs on would add an empty column.
    last = max((Quarter.of(start_of(run)) for run in runs), default=first)
    found = [first]
    while found[-1] < last:
        found.append(found[-1].next())
    return tuple(found)


def _cells(runs: Iterable[Run], one: Quarter) -> tuple[Cell, ...]:
    return tuple(
        _cell(run, one)
        for run in runs
        if Quarter.of(start_of(run)) <= one <= Quarter.of(end_of(run))
        # A run without an end is shown in the quarter of its start alone.
        and (run.session.end is not None or Quarter.of(start_of(run)) == one)
    )


def _cell(run: Run, one: Quarter) -> Cell:
    starts, ends = Quarter.of(start_of(run)) == one, Quarter.of(end_of(run)) == one
    window = run.session.exam
    bar = _stretch(start_of(run), end_of(run), one)
    exam = None if window is None else _stretch(window.opens, window.closes, one)
    bar = bar or Stretch(0, 0)
    return Cell(run, starts, ends, bar, exam, 12 * bar.offset // one.days)


def _stretch(first: date, last: date, one: Quarter) -> Stretch | None:
    """The days from `first` to `last` that lie in the quarter."""
    end = one.next().first_day - timedelta(days=1)
    first, last = max(first, one.first_day), min(last, end)
    if last < first:
        return None
    return Stretch((first - one.first_day).days, (last - first).days + 1)
