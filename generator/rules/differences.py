"""Where the sources contradict one another: each difference with both sides.

What the candidate says (register and deposit) stands on the one side, what the platform says on the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from generator.records.candidate import Candidate, Deposit
from generator.records.transmission import TransmittedRow
from generator.rules.declared import score_differs
from generator.rules.matching import certificate_key, name_of, row_name
from generator.rules.names import Likeness, compare
from generator.rules.sentence import Sentence
from generator.rules.sources import SessionCase

__all__ = ["Difference", "differences"]

Field: TypeAlias = Literal["name", "birth-date", "certificate", "session", "score"]

_LABELS: dict[str, tuple[str, str]] = {
    "name": ("nom", "name"),
    "birth-date": ("date de naissance", "date of birth"),
    "certificate": ("numéro d’attestation", "certificate number"),
    "session": ("session", "session"),
    "score": ("note", "score"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which candidate and platform disagree."""

    field: Field
    declared: str
    transmitted: str

    @property
    def sentence(self) -> Sentence:
        """Both sides in one line."""
        french, english = _LABELS[self.field]
        return Sentence(
            f"{french} : déclaré {self.declared}, transmis {self.transmitted}",
            f"{english}: declared {self.declared}, transmitted {self.transmitted}",
        )


def differences(
    case: SessionCase, row: TransmittedRow, record: Candidate, claim: Deposit | None, *, decided: bool
) -> tuple[Difference, ...]:
    """Everything on which a row and its candidate disagree.

    Where a person decided whose row it is, names and dates of birth are not compared again.
    """
    return tuple(_differences(case, row, record, claim, decided=decided))


def _differences(
    case: SessionCase, row: TransmittedRow, record: Candidate, claim: Deposit | None, *, decided: bool
) -> Iterator[Difference]:
    if not decided:
        if compare(row_name(row), name_of(record)) < Likeness.UNKNOWN:
            yield Difference("name", record.name.display, row.shown_name)
        if row.birth_date and record.birth_date and row.birth_date != record.birth_date:
            yield Difference("birth-date", record.birth_date.isoformat(), row.birth_date.isoformat())
    if row.certificate is not None:
        yield from _certificate(case, row.certificate, record, claim)
    if claim is not None and claim.score is not None:
        yield from _score(case, row, claim.score)


def _certificate(
    case: SessionCase, certificate: str, record: Candidate, claim: Deposit | None
) -> Iterator[Difference]:
    key = certificate_key(certificate)
    if claim is not None and certificate_key(claim.certificate) != key:
        yield Difference("certificate", claim.certificate, certificate)
    here = f"{case.course_slug}/{case.session}"
    for deposit in record.deposits:
        said = f"{deposit.course}/{deposit.session}"
        if certificate_key(deposit.certificate) == key and said != here:
            yield Difference("session", said, here)


def _score(case: SessionCase, row: TransmittedRow, percent: int) -> Iterator[Difference]:
    exam = case.course.exam
    if score_differs(percent, row.score, row.passed, exam):
        said = "not passed" if row.score is None or exam is None else f"{row.score}/{exam.questions}"
        yield Difference("score", f"{percent} %", said)
