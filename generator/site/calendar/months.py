"""The months: a sheet of days for each month in which something is due, and what is due on each day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from generator.site.calendar.announced import announced, start_of
from generator.site.feeds.occasions import occasions
from generator.site.fragments import Source
from generator.site.runs import Run

__all__ = ["Day", "Mark", "Sheet", "months"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something due on a day: a session ``starts`` or ``ends``, ``enrolment`` ends, the exam ``exam-opens`` or
    ``exam-closes``; at an hour where it is known."""

    kind: str
    run: Run
    hour: time | None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a sheet; `date` is None for the squares before the first and after the last."""

    date: date | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One month: its weeks, Monday first, and the sessions that run through it without any date of theirs in it."""

    year: int
    number: int
    weeks: tuple[tuple[Day, ...], ...]
    through: tuple[Run, ...]

    @property
    def name(self) -> str:
        """Its name in addresses: ``m2026-11``."""
        return f"m{self.year}-{self.number:02d}"


def months(source: Source) -> tuple[Sheet, ...]:
    """The sheets from the month of the day on, those left out in which nothing is due."""
    runs = announced(source)
    first = source.day.replace(day=1)
    marks = sorted(
        (pair for run in runs for pair in _marks(run) if pair[0] >= first),
        key=lambda pair: (pair[0], _ORDER.index(pair[1].kind), pair[1].run.course),
    )
    by_month = groupby(marks, lambda pair: (pair[0].year, pair[0].month))
    return tuple(_sheet(year, number, list(group), runs) for (year, number), group in by_month)


_ORDER = ("starts", "enrolment", "exam-opens", "exam-closes", "ends")


def _marks(run: Run) -> Iterator[tuple[date, Mark]]:
    for one in occasions(run.session):
        hour = one.start.time() if isinstance(one.start, datetime) else None
        day = one.start.date() if isinstance(one.start, datetime) else one.start
        yield day, Mark("starts" if one.kind == "session" else one.kind, run, hour)
    window, end = run.session.exam, run.session.end
    # Most exams close with their session: one line says both.
    if end is not None and not (window is not None and window.closes == end):
        yield end, Mark("ends", run, None)


def _sheet(year: int, number: int, marks: list[tuple[date, Mark]], runs: tuple[Run, ...]) -> Sheet:
    first = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1)
    due: dict[date, list[Mark]] = {}
    for day, mark in marks:
        due.setdefault(day, []).append(mark)
    days = [Day(None, ())] * first.weekday()
    days += [Day(day, tuple(due.get(day, ()))) for day in _days(first, after)]
    days += [Day(None, ())] * (-len(days) % 7)
    weeks = tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7))
    named = {(mark.run.course, mark.run.session.id) for _, mark in marks}
    through = tuple(
        run
        for run in runs
        if start_of(run) < first
        and run.session.end is not None
        and run.session.end >= after
        and not run.session.cancelled
        and (run.course, run.session.id) not in named
    )
    return Sheet(year, number, weeks, through)


def _days(first: date, after: date) -> Iterator[date]:
    while first < after:
        yield first
        first += timedelta(days=1)
