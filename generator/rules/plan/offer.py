"""What a plan is made from: a programme's rule, its calendar and prices, and one person, as small plain values.

The same values, written as JSON, are what the planner in the browser receives (`site/plan_data.py`) and what
the shared vectors hold (`tests/vectors/plan`). Whatever a record leaves out has been settled before: an exam
has its days, a set of courses its names. Amounts are cents, so that both languages count alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

__all__ = ["Broadcast", "Offer", "OfferedCourse", "OfferedVersion", "Passed", "Person", "Rule", "Way"]

Rule: TypeAlias = bool | tuple[str, Any, Any] | tuple[str, Any, Any, Any]
"""A clause over names of courses. True and False, or one of::

    ("all", (rule, …), ())                  every one
    ("any", (rule, …), ())                  one of them
    ("least", n, (course, …))               n different courses of these
    ("ects", n, (course, …))                n credits from these
    ("pass", course, way or "", percent)    that course (by that way), with at least that score; 0 for any pass

Three or four members, hashable, the same in `plan-core.js` as arrays."""


@dataclass(frozen=True, slots=True)
class Way:
    """A path of a course that gives a certificate or an attestation. `cents` is None where the price is not
    known."""

    id: str
    ects: int = 0
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One dated session. `opens` to `closes` are the days of its exam, both included.

    `enrol_by` is None where the last day of enrolment is not known; one may then join until the first day.
    `indicative` dates stand in for dates not published; an `expected` broadcast is nowhere published: the
    course comes again every so many years.
    """

    id: str
    start: date
    end: date
    opens: date
    closes: date
    enrol_by: date | None = None
    indicative: bool = False
    cancelled: bool = False
    expected: bool = False


@dataclass(frozen=True, slots=True)
class OfferedCourse:
    """A course that counts. `mark` is the pass mark in whole percent, None where no score is known; `again`
    the years between two broadcasts, None where it does not come regularly."""

    star: bool
    ways: tuple[Way, ...]
    broadcasts: tuple[Broadcast, ...]
    mark: int | None = None
    again: int | None = None


@dataclass(frozen=True, slots=True)
class OfferedVersion:
    """One version of the rule. `months` is the period in which everything must be passed, `swaps` how many
    chosen courses may be exchanged; None where the version sets no such limit."""

    id: str
    since: date
    rule: Rule
    months: int | None = None
    swaps: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme with everything that a plan depends on. `held` is the day of the latest jury that has met;
    `month` that of the juries, None where they follow no month; `fee` the cents of registration."""

    versions: tuple[OfferedVersion, ...]
    courses: Mapping[str, OfferedCourse]
    month: int | None = None
    held: date | None = None
    fee: int | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """One pass. `way` is None for a certificate that was recognised: it stands for the whole course, whenever
    it was earned. `day` is None where the person does not say; it then counts as passed in time. `percent` is
    None where the score is not known."""

    course: str
    way: str | None = None
    percent: int | None = None
    day: date | None = None
    ects: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """One person's road so far.

    `following` names (course, session) already joined, so that a closed enrolment is no obstacle; `preferred`
    only decides among plans that are equally early. `choices` binds, where the rule knows exchanges: only
    these courses count, `swapped` exchanges having been made already; None where nothing was chosen.
    """

    registered: date
    passed: tuple[Passed, ...] = ()
    following: frozenset[tuple[str, str]] = frozenset()
    preferred: frozenset[str] = frozenset()
    choices: frozenset[str] | None = None
    swapped: int = 0
