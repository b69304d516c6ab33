"""Verified results of one session: `candidates/results/<course>/<session>.yml`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StrictInt, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from generator.records.base import Bool, CandidateId, Count, Day, Line, Record, Slug, Text

__all__ = ["Invalidation", "Result", "Results", "Sha256", "Transmission"]

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Transmission(Record):
    """The file that the exam platform sent, by name, digest and date.

    With a `number` the results were written by ``parchemin reconcile`` from the transmission of that number, which
    lies in ``candidates/transmissions/<course>/<session>/<number>.jsonl``; without one, by hand.
    """

    number: Annotated[StrictInt, Field(ge=1)] | None = Field(
        default=None, description="Number of the transmission; absent where the results were written by hand."
    )

    file: Line = Field(description="Name of the file.")
    sha256: Sha256 = Field(description="Its SHA-256 digest.")
    received: Day = Field(description="Day on which it arrived.")
    sender: Line = Field(description="Who sent it.")


class Invalidation(Record):
    """Why a result does not count, although it was transmitted."""

    date: Day = Field(description="Day of the decision.")
    reason: Text = Field(description="Why the result does not count.")


class Result(Record):
    """One sitting. `score` counts right answers out of the exam's questions.

    Where the pass mark is not ours to apply (it is unknown to the school that keeps the records),
    `passed` states what the platform transmitted. A row with neither is a sitting without a result, which
    is never a pass.
    """

    candidate: CandidateId = Field(description="Identifier of the candidate.")
    path: Slug = Field(description="Id of the path followed.")
    date: Day = Field(description="Day of the sitting.")
    certificate: Line | None = Field(default=None, description="Number of the certificate.")
    score: Count | None = Field(default=None, description="Right answers.")
    passed: Bool | None = Field(
        default=None, description="Whether it was passed, where no score was transmitted."
    )
    identity: Literal["verified", "not-checked", "failed"] = Field(
        description="Outcome of the identity check."
    )
    invalidated: Invalidation | None = Field(default=None, description="Why the result does not count.")

    @model_validator(mode="after")
    def _one_ground(self) -> Self:
        if self.score is not None and self.passed is not None:
            raise PydanticCustomError("two_grounds", "a result has a score or a transmitted pass, not both")
        return self


class Results(Record):
    """All sittings of one session that the platform transmitted."""

    course: Slug = Field(description="Slug of the course: the name of the folder.")
    session: Slug = Field(description="Id of the session: the name of the file.")
    source: Transmission = Field(description="The file that the platform sent.")
    results: tuple[Result, ...] = Field(default=(), description="One item a sitting.")
