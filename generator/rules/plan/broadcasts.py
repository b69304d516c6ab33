"""When a course can still be taken: its published sessions, and those that its rhythm lets one expect.

A course that comes again every two years is expected two years after its last published session, on the same
calendar days; such a broadcast is always marked as expected, never mixed with what is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from generator.rules.plan.offer import Broadcast, OfferedCourse
from generator.rules.window import months_after

__all__ = ["Calendar", "Sitting", "expected_after"]

_EXPECTED: Final = 2
"""How many expected broadcasts are looked at: the next, and the one after an exam missed."""
_FURTHEST: Final = 60
"""Rebroadcasts after which the rhythm of a course says nothing any more."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """An exam that can still be sat: its broadcast, and the last day on which it can be."""

    broadcast: Broadcast
    last: date
    following: bool


class Calendar:
    """The broadcasts of an offer's courses as they stand on a day; what was worked out once is kept."""

    def __init__(self, courses: Mapping[str, OfferedCourse]) -> None:
        self._courses = courses
        self._known: dict[tuple[str, date], tuple[tuple[Broadcast, bool], ...]] = {}

    def sittings(
        self,
        slug: str,
        *,
        today: date,
        since: date,
        until: date | None,
        following: frozenset[tuple[str, str]],
    ) -> tuple[Sitting, ...]:
        """The exams of a course that can still be sat from `since` (registration) to `until`, the earliest first.

        A session counts while one can join it, or when it is being followed already. Of an exam's days one is
        enough: a period that ends within them leaves the days before.
        """
        first = max(since, today)
        found = []
        for one, joinable in self._ahead(slug, today):
            followed = not joinable and (slug, one.id) in following
            last = one.closes if until is None or one.closes <= until else until
            if last >= one.opens and last >= first and (joinable or followed):
                found.append(Sitting(one, last, followed))
        if len(found) > 1:
            found.sort(key=lambda sitting: (sitting.last, sitting.broadcast.start, sitting.broadcast.id))
        return tuple(found)

    def _ahead(self, slug: str, today: date) -> tuple[tuple[Broadcast, bool], ...]:
        """The broadcasts whose exam is not over, and whether one can still join them."""
        key = (slug, today)
        if key not in self._known:
            course = self._courses.get(slug)
            every = () if course is None else (*course.broadcasts, *expected_after(course, today))
            self._known[key] = tuple(
                (one, _joinable(one, today)) for one in every if not one.cancelled and one.closes >= today
            )
        return self._known[key]


def expected_after(course: OfferedCourse, today: date) -> Iterator[Broadcast]:
    """The next broadcasts that the rhythm of a course lets one expect and that one could still join.

    They are counted from the last published session, cancelled or not: what was cancelled is not expected anew
    for the same day.
    """
    last = max(course.broadcasts, key=lambda one: (one.start, one.id), default=None)
    if last is None or course.again is None:
        return
    found = 0
    for turn in range(1, _FURTHEST):
        one = _years_later(last, turn * course.again)
        if _joinable(one, today):
            yield one
            found += 1
        if found == _EXPECTED:
            return


def _joinable(one: Broadcast, today: date) -> bool:
    return today <= (one.start if one.enrol_by is None else one.enrol_by)


def _years_later(one: Broadcast, years: int) -> Broadcast:
    def later(day: date) -> date:
        return months_after(day, 12 * years)

    start = later(one.start)
    return replace(
        one,
        id=f"expected-{start.isoformat()}",
        start=start,
        end=later(one.end),
        opens=later(one.opens),
        closes=later(one.closes),
        enrol_by=None if one.enrol_by is None else later(one.enrol_by),
        indicative=False,
        cancelled=False,
        expected=True,
    )
