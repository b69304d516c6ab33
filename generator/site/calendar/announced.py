"""Which sessions the calendar shows: those under way or to come, cancelled ones included, so that nobody waits."""

from __future__ import annotations

from datetime import date

from generator.site.fragments import Source
from generator.site.runs import PRESUMED_LENGTH, Run, runs_of

__all__ = ["announced", "end_of", "start_of"]


def announced(source: Source) -> tuple[Run, ...]:
    """The dated sessions that are not over, in the order of their start."""
    runs = [run for slug, course in source.tree.courses.items() for run in runs_of(slug, course, source.day)]
    wanted = [run for run in runs if run.phase in ("ongoing", "future")]
    return tuple(sorted(wanted, key=lambda run: (start_of(run), run.course, run.session.id)))


def start_of(run: Run) -> date:
    """The first day."""
    return run.session.start or date.max


def end_of(run: Run) -> date:
    """The last day, presumed where the record does not hold it."""
    return run.session.end or start_of(run) + PRESUMED_LENGTH
