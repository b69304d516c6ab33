"""A candidate's valid results: which sittings count, and why each of the others does not.

Rules that never bend:

- no result is never a pass;
- where the exam requires an identity check, only a verified identity makes a pass, and an identity check that
  failed spoils a sitting everywhere;
- an invalidated result never counts;
- a deposit is a claim, and only a transmitted result counts;
- two sittings of one course count once, the best valid one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from generator.records.candidate import Deposit, Recognition
from generator.records.course import Course, Exam
from generator.records.result import Result, Results
from generator.rules.sentence import Sentence, day
from generator.rules.window import Window

__all__ = [
    "Evidence",
    "Judged",
    "Reason",
    "Sitting",
    "Standing",
    "judge",
    "refused",
    "sittings_by_candidate",
    "title",
]

Reason = Literal[
    "passed",
    "recognised",
    "counted-once",
    "unknown-course",
    "unknown-path",
    "path-gives-nothing",
    "invalidated",
    "no-result",
    "impossible-score",
    "no-pass-mark",
    "below-mark",
    "failed",
    "identity-failed",
    "identity-not-checked",
    "after-jury",
    "before-registration",
    "after-window",
    "not-chosen",
    "declared-only",
]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One transmitted row, with the course and session whose file it came in, and the SHA-256 of that file."""

    course: str
    session: str
    result: Result
    transmission: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One pass that counts. `score` is right answers out of `questions`; both None where the platform
    transmitted a pass without its score, and for a recognised certificate. `identity` tells that it was
    checked; `transmission` is the SHA-256 of the file in which the pass came."""

    course: str
    date: date
    session: str | None = None
    path: str | None = None
    score: int | None = None
    questions: int | None = None
    ects: int = 0
    certificate: str | None = None
    recognition: Recognition | None = None
    identity: bool = False
    transmission: str | None = None

    @property
    def share(self) -> Fraction | None:
        """The score as an exact share of 1, None where it is unknown."""
        if self.score is None or not self.questions:
            return None
        return Fraction(self.score, self.questions)

    def reaches(self, percent: int) -> bool:
        """Whether the score is known and at least `percent` of 100. Exact: 18 of 30 reaches 60."""
        return self.share is not None and self.share * 100 >= percent

    @property
    def words(self) -> Sentence:
        """``24/30``; or that it was passed, or recognised."""
        if self.recognition is not None:
            return Sentence("reconnu", "recognised")
        if self.score is None:
            return Sentence("réussi", "passed")
        text = str(self.score) if self.questions is None else f"{self.score}/{self.questions}"
        return Sentence(text, text)


@dataclass(frozen=True, slots=True)
class Judged:
    """One sitting, recognition or deposit, and whether it counts. `reason` is for machines."""

    course: str
    session: str | None
    date: date
    counts: bool
    reason: Reason
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that counts (`passed`, possibly several for one course) and everything that was looked at
    (`judged`, in the order of dates)."""

    passed: tuple[Evidence, ...]
    judged: tuple[Judged, ...]
    _of: dict[str, list[Evidence]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        # A requirement asks for course after course, most of which nobody has passed.
        for item in self.passed:
            self._of.setdefault(item.course, []).append(item)

    def best(self, course: str, path: str | None = None, *, by_credits: bool = False) -> Evidence | None:
        """The best pass of `course` (of one `path` of it), or None: this is what makes two sittings count
        once.

        A recognised certificate stands for the whole course, whichever path a clause names: a person decided
        so for this programme.
        """
        suitable = self._of.get(course, [])
        if path is not None:
            suitable = [item for item in suitable if item.path == path or item.recognition is not None]
        if len(suitable) < 2:
            return suitable[0] if suitable else None
        return min(suitable, key=_by_credits if by_credits else _by_score, default=None)


def sittings_by_candidate(
    results: Mapping[tuple[str, str], Results],
) -> dict[str, tuple[Sitting, ...]]:
    """Every candidate's sittings, in the order of the sessions' names."""
    found: dict[str, list[Sitting]] = {}
    for (course, session), record in results.items():
        for row in record.results:
            sitting = Sitting(course, session, row, record.source.sha256)
            found.setdefault(row.candidate, []).append(sitting)
    return {candidate: tuple(rows) for candidate, rows in found.items()}


def judge(
    sittings: Iterable[Sitting],
    courses: Mapping[str, Course],
    *,
    on: date,
    window: Window,
    chosen: frozenset[str] | None = None,
    recognitions: Sequence[Recognition] = (),
    deposits: Sequence[Deposit] = (),
) -> Standing:
    """Judge all that a candidate has, as it stood on the day `on`.

    `chosen` is None where the rule does not bind to the courses chosen.
    `recognitions` are those of the programme in question; they count whenever they were earned, which is what
    recognising an earlier certificate means.
    """
    passed: list[Evidence] = []
    judged: list[Judged] = []
    rows = sorted(sittings, key=lambda row: (row.result.date, row.course, row.session))
    for row in rows:
        outcome = _judge(row, courses.get(row.course), on, window, chosen)
        if isinstance(outcome, Evidence):
            passed.append(outcome)
        else:
            judged.append(_judged(row, False, *outcome))
    # In an order of their own: the one in which people wrote them decides nothing.
    for recognition in sorted(recognitions, key=lambda one: (one.date, one.course, one.by, one.reason.fr)):
        if recognition.date > on:
            why = Sentence("reconnu après le jury", "recognised after the jury")
            judged.append(Judged(recognition.course, None, recognition.date, False, "after-jury", why))
        else:
            passed.append(Evidence(recognition.course, recognition.date, recognition=recognition))
    seen = {(row.course, row.session) for row in rows}
    for deposit in deposits:
        if deposit.date <= on and (deposit.course, deposit.session) not in seen:
            judged.append(_declared(deposit))
    judged += _counted(passed)
    order = sorted(
        judged, key=lambda item: (item.date, item.course, item.session or "", item.reason, item.sentence.fr)
    )
    return Standing(tuple(passed), tuple(order))


def title(course: str, courses: Mapping[str, Course]) -> Sentence:
    """The course's title, or its slug where there is no such course."""
    record = courses.get(course)
    return Sentence(course, course) if record is None else Sentence(record.title.fr, record.title.en)


_Refusal = tuple[Reason, Sentence]


def refused(result: Result, exam: Exam | None) -> tuple[Reason, Sentence] | None:
    """Why a transmitted result is no pass in itself, whatever a programme asks; None where it is one."""
    return _refused_result(result, exam)


def _judge(
    row: Sitting, course: Course | None, on: date, window: Window, chosen: frozenset[str] | None
) -> Evidence | _Refusal:
    """The evidence, or why there is none. What concerns the result itself comes before what concerns the
    rule, so that a person reads the ground that no later date or choice would change."""
    if course is None:
        return "unknown-course", Sentence("cours inconnu", "no such course")
    path = course.path(row.result.path)
    if path is None:
        return "unknown-path", Sentence("parcours inconnu", "no such path")
    if path.gives == "nothing":
        return "path-gives-nothing", Sentence(
            "ce parcours ne donne aucun certificat", "this path gives no certificate"
        )
    refusal = _refused_result(row.result, course.exam) or _refused_by_rule(row, on, window, chosen)
    if refusal is not None:
        return refusal
    return Evidence(
        course=row.course,
        date=row.result.date,
        session=row.session,
        path=row.result.path,
        score=row.result.score,
        questions=course.exam.questions if course.exam and row.result.score is not None else None,
        ects=path.credits.ects if path.credits else 0,
        certificate=row.result.certificate,
        identity=row.result.identity == "verified",
        transmission=row.transmission,
    )


def _refused_result(result: Result, exam: Exam | None) -> _Refusal | None:
    if result.invalidated is not None:
        when, why = day(result.invalidated.date), result.invalidated.reason
        return "invalidated", Sentence(
            f"invalidé le {when.fr} : {why.fr}", f"invalidated on {when.en}: {why.en}"
        )
    if (refusal := _refused_mark(result, exam)) is not None:
        return refusal
    if result.identity == "failed":
        return "identity-failed", Sentence("identité non reconnue", "the identity check failed")
    if exam is not None and exam.identity_check and result.identity != "verified":
        return "identity-not-checked", Sentence("identité non vérifiée", "identity not checked")
    return None


def _refused_mark(result: Result, exam: Exam | None) -> _Refusal | None:
    if result.score is None:
        if result.passed is None:
            return "no-result", Sentence("aucun résultat transmis", "no result transmitted")
        return None if result.passed else ("failed", Sentence("non réussi", "not passed"))
    questions = exam.questions if exam else None
    if questions is not None and result.score > questions:
        text = f"{result.score}/{questions}"
        return "impossible-score", Sentence(f"note impossible : {text}", f"impossible score: {text}")
    if exam is not None and exam.pass_correct is not None:
        reached, mark = result.score >= exam.pass_correct, exam.pass_correct
    elif exam is not None and exam.pass_percent is not None and questions is not None:
        reached = result.score * 100 >= exam.pass_percent * questions
        mark = -(-exam.pass_percent * questions // 100)
    else:
        return "no-pass-mark", Sentence(
            f"{result.score} bonnes réponses, mais la note de réussite n'est pas connue",
            f"{result.score} right answers, but the pass mark is not known",
        )
    if reached:
        return None
    of = "" if questions is None else f"/{questions}"
    return "below-mark", Sentence(
        f"{result.score}{of}, il fallait {mark}", f"{result.score}{of}, where {mark} were needed"
    )


def _refused_by_rule(
    row: Sitting, on: date, window: Window, chosen: frozenset[str] | None
) -> _Refusal | None:
    if row.result.date > on:
        return "after-jury", Sentence("passé après le jury", "sat after the jury")
    if row.result.date < window.opens:
        return "before-registration", Sentence(
            "passé avant l'inscription, et non reconnu", "sat before registration, and not recognised"
        )
    if window.closes is not None and row.result.date > window.closes:
        closes = day(window.closes)
        return "after-window", Sentence(
            f"passé après le {closes.fr}, dernier jour du délai",
            f"sat after {closes.en}, the last day of the period",
        )
    if chosen is not None and row.course not in chosen:
        return "not-chosen", Sentence(
            "réussi, mais absent des cours choisis", "passed, but not among the courses chosen"
        )
    return None


def _judged(row: Sitting, counts: bool, reason: Reason, sentence: Sentence) -> Judged:
    return Judged(row.course, row.session, row.result.date, counts, reason, sentence)


def _declared(deposit: Deposit) -> Judged:
    return Judged(
        deposit.course,
        deposit.session,
        deposit.date,
        False,
        "declared-only",
        Sentence("déclaré, pas encore transmis", "declared, not yet transmitted"),
    )


def _counted(passed: Sequence[Evidence]) -> list[Judged]:
    """Name the one pass of each course and path that counts, and the others as counted once."""
    best: dict[tuple[str, str | None], Evidence] = {}
    for item in sorted(passed, key=_by_score):
        best.setdefault((item.course, item.path), item)
    judged = []
    for item in passed:
        counts = best[item.course, item.path] is item
        if not counts:
            reason: Reason = "counted-once"
            words = Sentence(
                f"{item.words.fr}, mais un cours compte une seule fois",
                f"{item.words.en}, but a course counts once",
            )
        elif item.recognition is not None:
            reason, why = "recognised", item.recognition.reason
            words = Sentence(f"reconnu : {why.fr}", f"recognised: {why.en}")
        else:
            reason, words = "passed", item.words
        judged.append(Judged(item.course, item.session, item.date, counts, reason, words))
    return judged


def _by_score(item: Evidence) -> tuple[bool, Fraction, int, date, str]:
    """Best first: a known score before an unknown one, the higher, the earlier."""
    return (item.share is None, -(item.share or Fraction(0)), -item.ects, item.date, item.session or "")


def _by_credits(item: Evidence) -> tuple[int, bool, Fraction, date, str]:
    return (-item.ects, item.share is None, -(item.share or Fraction(0)), item.date, item.session or "")
