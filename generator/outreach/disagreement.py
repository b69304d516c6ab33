"""When a candidate is told that what they declared and what was transmitted are two different things.

What *differs* has one definition, that of the rules (`rules.declared`, `rules.differences`), whether staff or
candidates hear of it. Two things are told otherwise on purpose:

- A certificate that was declared and a result that is no pass: staff have nothing to decide there (the row is no pass
  by either side, and is written), but the candidate believes to have passed, and is told that the two disagree.
- A name or a date of birth: then it is not certain whose the row is. Staff decide; nothing of a row is told to
  somebody whose it may not be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from generator.records.candidate import Candidate, Deposit
from generator.records.course import Course
from generator.records.result import Result
from generator.rules.declared import score_differs
from generator.rules.sentence import Sentence

if TYPE_CHECKING:
    from generator.rules.reconciliation import Reconciliation
    from generator.rules.sources import SessionCase

__all__ = ["HeldBack", "contradicts", "held_back"]

_TOLD: Final = frozenset({"score", "certificate", "session"})


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A row that stands in no record of results until a person has decided between two sides, and whose it is, is
    certain. `deposit` is what was declared, `differs` both sides in words, `fields` on what they differ."""

    candidate: str
    course: str
    session: str
    received: date
    result: Result
    deposit: Deposit
    differs: Sentence
    fields: tuple[str, ...]


def contradicts(deposit: Deposit, result: Result, course: Course, *, passed: bool) -> bool:
    """Whether score or outcome differ. `passed` is what the rule says of the result.

    To deposit a certificate is to claim a pass: a result that is none contradicts it, whatever score was declared.
    """
    if not passed:
        return True
    return deposit.score is not None and score_differs(
        deposit.score, result.score, result.passed, course.exam
    )


def held_back(
    case: SessionCase, outcome: Reconciliation, candidates: Mapping[str, Candidate]
) -> Iterator[HeldBack]:
    """The contradicted rows of one session of which the candidate may hear while nobody has decided."""
    if case.transmission is None:
        return
    kept = {one.candidate for one in outcome.results}
    for finding in outcome.findings:
        fields = tuple(one.field for one in finding.differences)
        if finding.outcome != "contradicted" or finding.settled is not None or not _TOLD.issuperset(fields):
            continue
        if finding.candidate is None or finding.candidate in kept or finding.result is None:
            continue
        deposit = finding.deposit or _of_another_session(finding.result, candidates[finding.candidate])
        if deposit is not None:
            yield HeldBack(
                finding.candidate,
                case.course_slug,
                case.session,
                case.transmission.header.received,
                finding.result,
                deposit,
                finding.sentence,
                fields,
            )


def _of_another_session(result: Result, candidate: Candidate) -> Deposit | None:
    """The deposit that gave the certificate's number with the wrong session."""
    from generator.rules.matching import certificate_key  # noqa: PLC0415 - needs anyascii, which is slow to load

    wanted = certificate_key(result.certificate or "")
    return next((one for one in candidate.deposits if certificate_key(one.certificate) == wanted), None)
