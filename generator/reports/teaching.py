"""What the school's year came to: how far the enrolled went, success by supervision, countries, time to the diploma.

For the staff alone: unlike the key figures (`generator.reports.figures`), which are counted in the same way, nothing
small is suppressed here.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import median_low
from typing import Final

from generator.records.course import Participation
from generator.records.tree import Tree
from generator.reports.figures import DELAYS, begun, countries, delays, exams
from generator.reports.table import Chapter, Column, Named, Row, Table
from generator.rules.sentence import Sentence

__all__ = ["teaching_chapter"]

_S = Sentence
_TOTAL: Final = _S("Total", "Total")
_COURSE: Final = Column(_S("Cours", "Course"))
_SESSION: Final = Column(_S("Session", "Session"))
_SAT: Final = Column(_S("Examens passés", "Exams sat"), "count")
_PASSED: Final = Column(_S("Réussis", "Passed"), "count")
_RATE: Final = Column(_S("Taux", "Rate"), "percent")
_MODES: Final = {
    "live": _S("en direct", "live"),
    "recorded": _S("enregistrée", "recorded"),
    "none": _S("sans", "none"),
    "": _S("inconnue", "unknown"),
}


def teaching_chapter(tree: Tree, day: date, course: Named, programme: Named, country: Named) -> Chapter:
    """Sessions, success, countries and delays."""
    tables = (
        _funnel(tree, day, course),
        _success(tree, day),
        _countries(tree, day, country),
        _delays(tree, day, programme),
        _spread(tree, day),
    )
    return Chapter(
        "teaching",
        _S("Sessions et réussite", "Sessions and success"),
        _S(
            "Ce que les fiches savent de chaque session. Ce qui est inconnu reste vide et n’entre dans aucune somme.",
            "What the records know of each session. What is unknown stays empty and enters no sum.",
        ),
        tables,
    )


def rate(part: int, whole: int) -> int | None:
    """Percent, rounded half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def _funnel(tree: Tree, day: date, course: Named) -> Table:
    sat: Counter[tuple[str, str]] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    for exam in exams(tree, day):
        sat[exam.course, exam.session] += 1
        passed[exam.course, exam.session] += exam.passed
    rows: list[Row] = []
    for slug, session in begun(tree, day):
        key = (slug, session.id)
        told = session.participation or Participation()
        known = key in tree.results
        row = (
            session.enrolled,
            told.watched_a_full_video,
            told.answered_a_quiz,
            told.sat_the_exam,
            told.succeeded,
            sat[key] if known else None,
            passed[key] if known else None,
            session.certificates,
        )
        if any(one is not None for one in row):
            when = session.start or session.period
            shown = _S(when.fr, when.en) if when is not None and not isinstance(when, date) else when
            rows.append((course(slug), session.id, shown, *row))
    return Table(
        "funnel",
        _S("De l’inscription à la réussite, par session", "From enrolment to success, by session"),
        (
            _COURSE,
            _SESSION,
            Column(_S("Début", "Start"), "day"),
            Column(_S("Inscrits", "Enrolled"), "count"),
            Column(_S("Ont vu une vidéo entière", "Watched a full video"), "percent"),
            Column(_S("Ont répondu à un quiz", "Answered a quiz"), "percent"),
            Column(_S("Ont passé l’examen", "Sat the exam"), "percent"),
            Column(_S("Ont réussi", "Succeeded"), "percent"),
            Column(_S("Examens dans les résultats", "Exams in the results"), "count"),
            Column(_S("dont réussis", "of which passed"), "count"),
            Column(_S("Attestations annoncées", "Certificates announced"), "count"),
        ),
        tuple(rows),
        _S(
            "Pourcentages des inscrits, selon la plateforme ; résultats des candidats au registre.",
            "Percentages are of the enrolled, as the platform says; results are those of candidates in the register.",
        ),
        heads=2,
    )


def _success(tree: Tree, day: date) -> Table:
    sat: Counter[tuple[int, str]] = Counter()
    passed: Counter[tuple[int, str]] = Counter()
    for exam in exams(tree, day):
        record = tree.courses[exam.course].exam
        key = (exam.date.year, record.supervision if record else "")
        sat[key] += 1
        passed[key] += exam.passed
    rows = tuple(
        (
            str(year),
            _MODES[mode],
            sat[year, mode],
            passed[year, mode],
            rate(passed[year, mode], sat[year, mode]),
        )
        for year, mode in sorted(sat)
    )
    total = (_TOTAL, "", sat.total(), passed.total(), rate(passed.total(), sat.total()))
    return Table(
        "success",
        _S("Réussite par année et par surveillance", "Success by year and supervision"),
        (
            Column(_S("Année", "Year")),
            Column(_S("Surveillance", "Supervision")),
            _SAT,
            _PASSED,
            _RATE,
        ),
        rows,
        total=total,
        chart=4,
        heads=2,
    )


def _countries(tree: Tree, day: date, country: Named) -> Table:
    found = countries(tree, day)
    unknown = sum(
        one.country is None and any(entry.date <= day for entry in one.registrations)
        for one in tree.candidates.values()
    )
    rows: list[Row] = [(country(code), count) for code, count in found.items()]
    if unknown:
        rows.append((_S("inconnu", "unknown"), unknown))
    return Table(
        "countries",
        _S("Pays de résidence des candidats", "Candidates’ countries of residence"),
        (Column(_S("Pays", "Country")), Column(_S("Candidats", "Candidates"), "count")),
        tuple(rows),
        total=(_TOTAL, sum(found.values()) + unknown),
        chart=1,
    )


def _delays(tree: Tree, day: date, programme: Named) -> Table:
    months: dict[str, list[int]] = {}
    for slug, one in delays(tree, day):
        months.setdefault(slug, []).append(one)
    rows = tuple(
        (programme(slug), len(found), min(found), median_low(found), max(found))
        for slug, found in ((slug, months[slug]) for slug in tree.programmes if slug in months)
    )
    return Table(
        "delays",
        _S("De l’inscription au diplôme, en mois", "From registration to the diploma, in months"),
        (
            Column(_S("Programme", "Programme")),
            Column(_S("Diplômes", "Diplomas"), "count"),
            Column(_S("Le plus court", "Shortest"), "count"),
            Column(_S("Médiane", "Median"), "count"),
            Column(_S("Le plus long", "Longest"), "count"),
        ),
        rows,
        chart=3,
    )


def _spread(tree: Tree, day: date) -> Table:
    found = [one for _, one in delays(tree, day)]
    rows = tuple(
        (_between(low, high), sum(low <= one and (high is None or one < high) for one in found))
        for low, high in DELAYS
    )
    return Table(
        "delays-spread",
        _S("Diplômes selon le délai", "Diplomas by delay"),
        (Column(_S("Délai", "Delay")), Column(_S("Diplômes", "Diplomas"), "count")),
        rows,
        total=(_TOTAL, len(found)),
        chart=1,
    )


def _between(low: int, high: int | None) -> Sentence:
    if high is None:
        return _S(f"{low} mois et plus", f"{low} months and more")
    if low == 0:
        return _S(f"moins de {high} mois", f"under {high} months")
    return _S(f"de {low} à moins de {high} mois", f"{low} to under {high} months")
