"""The list: every session in the order of its start, what has begun first, then month by month."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from generator.site.calendar.announced import announced, start_of
from generator.site.fragments import Source
from generator.site.runs import Run

__all__ = ["Month", "agenda"]


@dataclass(frozen=True, slots=True)
class Month:
    """The sessions that start in one month; `year` and `number` are None for those that have started already."""

    year: int | None
    number: int | None
    runs: tuple[Run, ...]


def agenda(source: Source) -> tuple[Month, ...]:
    """Every announced session, once."""
    runs = announced(source)
    begun = tuple(run for run in runs if start_of(run) <= source.day)
    found = [Month(None, None, begun)] if begun else []
    coming = [run for run in runs if start_of(run) > source.day]
    for (year, number), group in groupby(coming, lambda run: (start_of(run).year, start_of(run).month)):
        found.append(Month(year, number, tuple(group)))
    return tuple(found)
