"""A made-up school of any size: so many courses, sessions, candidates and results, in records as people write them.

make_school(root, courses=50, sessions=240, candidates=130_000)   # adds to what `synthetic.make_site` wrote
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.synthetic import holder

__all__ = ["candidate_id", "course_text", "make_school"]

_PER_YEAR = 2
_COURSE = """\
# yaml-language-server: $schema=../schemas/course.json
title: {{fr: Cours {number}, en: Course {number}}}
school: ecole
theme: testing
language: fr
summary: {{fr: Le cours numéro {number}., en: Course number {number}.}}
paths:
  - id: examen
    name: {{fr: Avec examen, en: With exam}}
    summary: {{fr: Le cours et son examen., en: The course and its exam.}}
    price_eur: 150
    gives: certificate
    exam: true
exam: {{supervision: none, identity_check: true, questions: 30, pass_correct: 20}}
sessions:
{sessions}
"""
_SESSION = """\
  - id: {name}
    start: {start}
    end: {end}
    enrolled: 1200
"""
_CANDIDATE = """\
# yaml-language-server: $schema=../../content/schemas/candidate.json
name:
  display: {name}
email: personne-{number}@example.org
birth_date: {born}
language: {language}
country: FR
fictional: true
platform_id: demo-{number}
registrations:
- programme: certificat
  date: 2026-01-27
  choices: [cours]
consents:
- purpose: diploma-page
  version: '1'
  date: 2026-01-27
  given: true
note: made up for a measurement
"""
_RESULTS = """\
# yaml-language-server: $schema=../../../content/schemas/results.json
course: {course}
session: {session}
source:
  file: {course}-{session}.csv
  sha256: {digest}
  received: {received}
  sender: Nobody
results:
"""
_RESULT = """\
- candidate: {candidate}
  path: examen
  date: {day}
  certificate: MADE-UP-{number:07d}-{place}
  score: {score}
  identity: verified
"""


def make_school(root: Path, *, courses: int, sessions: int = 0, candidates: int = 0) -> None:
    """Write records below `root`; each candidate has one result in one of the sessions, where there are any."""
    plan = list(_sessions(courses, sessions))
    for number in range(courses):
        dates = [(name, start, end) for course, name, start, end in plan if course == number]
        _write(root / f"content/courses/cours-{number}.yml", course_text(number, dates))
    for number in range(candidates):
        _write(root / f"candidates/register/{candidate_id(number)}.yml", _candidate(number))
    for place, (course, name, _, end) in enumerate(plan):
        text = _RESULTS.format(
            course=f"cours-{course}",
            session=name,
            digest=hashlib.sha256(name.encode()).hexdigest(),
            received=end + timedelta(days=10),
        )
        text += "".join(
            _RESULT.format(
                candidate=candidate_id(number), day=end, number=number, place=place, score=15 + number % 15
            )
            for number in range(place, candidates, len(plan))
        )
        text = text if place < candidates else text.removesuffix("\n") + " []\n"
        _write(root / f"candidates/results/cours-{course}/{name}.yml", text)


def candidate_id(number: int) -> str:
    """The id of the candidate with that number."""
    return f"c-{number:010d}"


def course_text(number: int, sessions: list[tuple[str, date, date]]) -> str:
    """The record of one course."""
    said = "".join(_SESSION.format(name=name, start=start, end=end) for name, start, end in sessions)
    return _COURSE.format(number=number, sessions=said.rstrip() or "  []").replace(
        "sessions:\n  []", "sessions: []"
    )


def _sessions(courses: int, sessions: int) -> Iterator[tuple[int, str, date, date]]:
    """Dealt out to the courses in turn, two a year, the last one in the autumn of 2026."""
    for turn in range(sessions):
        course, back = turn % courses, turn // courses
        year, half = 2026 - back // _PER_YEAR, back % _PER_YEAR
        name, start = (
            (f"automne-{year}", date(year, 9, 1)) if half == 0 else (f"printemps-{year}", date(year, 3, 1))
        )
        yield course, name, start, start + timedelta(days=60)


def _candidate(number: int) -> str:
    return _CANDIDATE.format(
        name=holder(number).name,
        number=number,
        born=date(1950, 1, 1) + timedelta(days=number % 18_000),
        language="fr" if number % 2 else "en",
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
