"""Verified results of one session: `candidates/results/<course>/<session>.yml`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from generator.records.base import Bool, CandidateId, Count, Day, Line, Record, Slug, Text

__all__ = ["Invalidation", "Result", "Results", "Transmission"]

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Transmission(Record):
    """The file that the exam platform sent, by name, digest and date."""

    file: Line
    sha256: Sha256
    received: Day
    sender: Line


class Invalidation(Record):
    """Why a result does not count, although it was transmitted."""

    date: Day
    reason: Text


class Result(Record):
    """One sitting. `score` counts right answers out of the exam's questions.

    Where the pass mark is not ours to apply (it is unknown to the school that keeps the records),
    `passed` states what the platform transmitted. A row with neither is a sitting without a result, which
    is never a pass.
    """

    candidate: CandidateId
    path: Slug
    date: Day
    certificate: Line | None = None
    score: Count | None = None
    passed: Bool | None = None
    identity: Literal["verified", "not-checked", "failed"]
    invalidated: Invalidation | None = None

    @model_validator(mode="after")
    def _one_ground(self) -> Self:
        if self.score is not None and self.passed is not None:
            raise PydanticCustomError("two_grounds", "a result has a score or a transmitted pass, not both")
        return self


class Results(Record):
    """All sittings of one session that the platform transmitted."""

    course: Slug
    session: Slug
    source: Transmission
    results: tuple[Result, ...] = ()
