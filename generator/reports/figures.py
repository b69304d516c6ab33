"""Key figures: what the records say in numbers about courses, exams and diplomas, with small counts suppressed.

Only what a record holds is counted, and what is unknown is left out of sums instead of counting as zero.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Any, Final

from generator.records.course import Session
from generator.records.tree import Tree
from generator.reports.suppression import Published, publish
from generator.rules import Window
from generator.rules.standing import judge, sittings_by_candidate
from generator.trust.strictjson import JsonObject

__all__ = [
    "DELAYS",
    "FAILED",
    "ONE",
    "PASSED",
    "Counts",
    "Exam",
    "Figures",
    "Happened",
    "Yearly",
    "begun",
    "counted",
    "countries",
    "delays",
    "exams",
    "figures_of",
]

PASSED: Final = "passed"
FAILED: Final = "failed"
ONE: Final = "count"
"""The only column of a table that is a list."""

DELAYS: Final = ((0, 6), (6, 12), (12, 18), (18, 24), (24, None))
"""Months from registration to the jury: from, and below."""

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Happened:
    """A session with a figure of its own. Counts are None where they are unknown or too small."""

    course: str
    session: Session
    year: int | None
    enrolled: int | None
    countries: int | None
    certificates: int | None
    succeeded: int | None


@dataclass(frozen=True, slots=True)
class Yearly:
    """A year, how many enrolled in it as far as is known, and in how many of its sessions that is known."""

    year: int
    enrolled: int | None
    known: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All key figures as of `day`.

    `sessions` counts those that have begun; `enrolled` and `certificates` add up what is known of them. `success` has
    a row a year with the exams passed and failed (``2023–2024`` where years are taken together), `diplomas` a row a
    programme and a column a year, `delays` a row for each of `DELAYS` (by place), `countries` a row a country of
    residence. `median` is in months.
    """

    day: date
    threshold: int
    courses: int
    sessions: int
    enrolled: int | None
    certificates: int | None
    years: tuple[Yearly, ...]
    happened: tuple[Happened, ...]
    success: Published
    diplomas: Published
    delays: Published
    median: int | None
    countries: Published


@dataclass(frozen=True, slots=True)
class Counts:
    """What every candidate and every result has to be read for, before anything is suppressed: exams passed and failed
    by year, months from registration to the jury, candidates by country."""

    exams: Mapping[int, Mapping[str, int]]
    months: tuple[int, ...]
    countries: Mapping[str, int]

    def to_json(self) -> JsonObject:
        """For `from_json`."""
        exams: JsonObject = {str(year): dict(outcomes) for year, outcomes in self.exams.items()}
        return {"exams": exams, "months": list(self.months), "countries": dict(self.countries)}

    @classmethod
    def from_json(cls, value: Any) -> Counts:
        """What `to_json` gave; raises `KeyError`, `TypeError`, `ValueError` or `AttributeError` for anything else."""
        exams = {
            int(year): {outcome: int(outcomes[outcome]) for outcome in outcomes}
            for year, outcomes in value["exams"].items()
        }
        months = tuple(int(one) for one in value["months"])
        return cls(exams, months, {str(name): int(count) for name, count in value["countries"].items()})


def counted(tree: Tree, day: date) -> Counts:
    """Count what has happened by `day` in the register, the results and the editions."""
    return Counts(_success(tree, day), tuple(one for _, one in delays(tree, day)), countries(tree, day))


def figures_of(tree: Tree, day: date, threshold: int, counts: Counts | None = None) -> Figures:
    """Everything that has happened by `day`; `counts` where they were counted before."""
    counts = counted(tree, day) if counts is None else counts
    sessions = list(begun(tree, day))
    happened = tuple(one for course, session in sessions if (one := _happened(course, session, threshold)))
    months = counts.months
    return Figures(
        day,
        threshold,
        len(tree.courses),
        len(sessions),
        _sum((session.enrolled for _, session in sessions), threshold),
        _sum((session.certificates for _, session in sessions), threshold),
        tuple(_years(sessions, threshold)),
        happened,
        publish(_grouped(counts.exams, threshold), threshold),
        publish(_diplomas(tree, day), threshold),
        publish(_by_delay(months), threshold),
        median_low(months) if len(months) >= threshold else None,
        publish({(country, ONE): count for country, count in counts.countries.items()}, threshold),
    )


def begun(tree: Tree, day: date) -> Iterator[tuple[str, Session]]:
    """Course and session of every broadcast that has begun by `day`."""
    for slug, course in tree.courses.items():
        for session in course.sessions:
            # A session of which only the season is known is a past one.
            if not session.cancelled and (session.start is None or session.start <= day):
                yield slug, session


def _year(session: Session) -> int | None:
    """The year of a session: that of its first day, or the one that its season names."""
    if session.start is not None:
        return session.start.year
    named = {int(found) for found in _YEAR.findall(session.period.en)} if session.period else set()
    return named.pop() if len(named) == 1 else None


def _happened(course: str, session: Session, threshold: int) -> Happened | None:
    share = session.participation.succeeded if session.participation else None
    found = Happened(
        course,
        session,
        _year(session),
        _large(session.enrolled, threshold),
        session.countries,
        _large(session.certificates, threshold),
        share,
    )
    told = (found.enrolled, found.countries, found.certificates, found.succeeded)
    return found if any(one is not None for one in told) else None


def _large(count: int | None, threshold: int) -> int | None:
    return None if count is None or 0 < count < threshold else count


def _sum(counts: Iterator[int | None], threshold: int) -> int | None:
    known = [count for count in counts if count is not None]
    return _large(sum(known), threshold) if known else None


def _years(found: list[tuple[str, Session]], threshold: int) -> Iterator[Yearly]:
    by_year: dict[int, list[Session]] = {}
    for _, session in found:
        if (year := _year(session)) is not None:
            by_year.setdefault(year, []).append(session)
    for year, sessions in sorted(by_year.items()):
        known = [one for one in sessions if one.enrolled is not None]
        if known:
            yield Yearly(year, _sum((one.enrolled for one in known), threshold), len(known), len(sessions))


@dataclass(frozen=True, slots=True)
class Exam:
    """One exam that was sat, whoever sat it and for whatever diploma."""

    course: str
    session: str
    date: date
    passed: bool


def exams(tree: Tree, day: date) -> Iterator[Exam]:
    """Every exam sat by `day`, of the paths that give something."""
    for sittings in sittings_by_candidate(tree.results).values():
        standing = judge(sittings, tree.courses, on=day, window=Window(date.min))
        passed = {(one.course, one.session) for one in standing.passed}
        for row in sittings:
            course = tree.courses.get(row.course)
            path = course.path(row.result.path) if course else None
            if path is not None and path.gives != "nothing" and row.result.date <= day:
                yield Exam(row.course, row.session, row.result.date, (row.course, row.session) in passed)


def _success(tree: Tree, day: date) -> dict[int, Counter[str]]:
    """Exams sat by year, passed or not."""
    found: dict[int, Counter[str]] = {}
    for exam in exams(tree, day):
        found.setdefault(exam.date.year, Counter())[PASSED if exam.passed else FAILED] += 1
    return found


def _grouped(years: Mapping[int, Mapping[str, int]], threshold: int) -> dict[tuple[str, str], int]:
    """The exams by year; years in which too few passed or failed are taken together with those that follow, for a
    rate over two years says more than two rates that may not be told."""
    groups: list[tuple[int, int, Counter[str]]] = []
    for year in sorted(years):
        here = Counter(years[year])
        if groups and min(groups[-1][2][outcome] for outcome in (PASSED, FAILED)) < threshold:
            first, _, counts = groups.pop()
            groups.append((first, year, counts + here))
        else:
            groups.append((year, year, here))
    if len(groups) > 1 and min(groups[-1][2][outcome] for outcome in (PASSED, FAILED)) < threshold:
        _, last, counts = groups.pop()
        first, _, before = groups.pop()
        groups.append((first, last, before + counts))
    return {
        (str(first) if first == last else f"{first}–{last}", outcome): counts[outcome]
        for first, last, counts in groups
        for outcome in (PASSED, FAILED)
    }


def _diplomas(tree: Tree, day: date) -> dict[tuple[str, str], int]:
    """Diplomas awarded by programme and year of the jury; a programme without a jury in a year has no cell there."""
    found: Counter[tuple[str, str]] = Counter()
    for edition in tree.editions.values():
        if edition.date <= day:
            found[edition.programme, str(edition.date.year)] += len(edition.awards)
    order = list(tree.programmes)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0][1])))


def delays(tree: Tree, day: date) -> Iterator[tuple[str, int]]:
    """Programme and months from registration to the jury, for every diploma whose holder's registration is known."""
    for edition in tree.editions.values():
        for award in edition.awards if edition.date <= day else ():
            candidate = tree.candidates.get(award.candidate)
            entered = [
                entry.date
                for entry in (candidate.registrations if candidate else ())
                if entry.programme == edition.programme and entry.date <= edition.date
            ]
            if entered:
                yield edition.programme, _months(max(entered), edition.date)


def _months(start: date, end: date) -> int:
    """Whole months from one day to another."""
    return 12 * (end.year - start.year) + end.month - start.month - (end.day < start.day)


def _by_delay(months: Sequence[int]) -> dict[tuple[str, str], int]:
    if not months:
        return {}
    return {
        (str(place), ONE): sum(low <= one and (high is None or one < high) for one in months)
        for place, (low, high) in enumerate(DELAYS)
    }


def countries(tree: Tree, day: date) -> dict[str, int]:
    """Candidates registered by `day` by country of residence, the most frequent first."""
    found = Counter(
        candidate.country
        for candidate in tree.candidates.values()
        if candidate.country is not None and any(entry.date <= day for entry in candidate.registrations)
    )
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
