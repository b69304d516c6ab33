"""What a person decided about transmitted rows: `candidates/resolutions/<course>/<session>.yml`.

A decision names its row by what identifies the person in it (`TransmittedRow.who`), never by its line, and so
outlives a corrected transmission. A decision about a contradiction also names the content that was looked at
(`TransmittedRow.content`): where the platform has changed that since, the decision no longer holds.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from generator.records.base import CandidateId, Day, Line, PersonName, Record, Slug, Text

__all__ = ["Resolution", "Resolutions"]

RowKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]

_NEEDS_CANDIDATE = ("match", "transmitted", "declared")


class Resolution(Record):
    """One decision about one transmitted row. Later decisions about the same row go before earlier ones."""

    row: RowKey = Field(description="Key of the row, as parchemin reconcile prints it.")
    decision: Literal["match", "reject", "transmitted", "declared", "fraud"] = Field(
        description="match: the row is this candidate's; reject: it is not (or nobody's, without candidate); "
        "transmitted, declared: which side of a contradiction is right; fraud: the result is invalidated."
    )
    candidate: CandidateId | None = Field(default=None, description="Identifier of the candidate.")
    content: RowKey | None = Field(
        default=None, description="What the row said when a contradiction was decided."
    )
    by: PersonName = Field(description="Who decided.")
    date: Day = Field(description="Day of the decision.")
    reason: Line = Field(description="Why. Private.")
    told: Text | None = Field(default=None, description="What the candidate may read of it; for fraud.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.decision in _NEEDS_CANDIDATE and self.candidate is None:
            raise PydanticCustomError(
                "no_candidate", "a decision '{decision}' names a candidate", {"decision": self.decision}
            )
        if self.decision in ("transmitted", "declared") and self.content is None:
            raise PydanticCustomError("no_content", "a decided contradiction says what content was looked at")
        if self.decision == "fraud" and self.told is None:
            raise PydanticCustomError(
                "nothing_told", "an invalidation needs what the candidate may read of it"
            )
        return self


class Resolutions(Record):
    """What people decided about the rows of one session, in the order in which they decided."""

    course: Slug = Field(description="Slug of the course: the name of the folder.")
    session: Slug = Field(description="Id of the session: the name of the file.")
    resolutions: tuple[Resolution, ...] = Field(default=(), description="The decisions, oldest first.")
