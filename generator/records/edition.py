"""The jury's decisions of one edition: `candidates/editions/<programme>-<n>.yml`."""

from __future__ import annotations

from pydantic import Field

from generator.records.base import CandidateId, Day, Line, PersonName, Record, Slug, Text
from generator.records.result import Sha256

__all__ = ["Approval", "Award", "Deferral", "Edition"]


class Approval(Record):
    """Somebody who answers for the edition."""

    by: PersonName = Field(description="Name of the person.")
    role: Line = Field(description="In what function.")
    date: Day = Field(description="Day of the approval.")


class Award(Record):
    """A candidate to whom the jury awards the diploma."""

    candidate: CandidateId = Field(description="Identifier of the candidate.")
    evidence: Sha256 | None = Field(
        default=None,
        description="Digest of the evidence that the jury saw, written by `parchemin decide`.",
    )


class Deferral(Record):
    """A candidate whom the jury considered and did not award, with the reason."""

    candidate: CandidateId = Field(description="Identifier of the candidate.")
    reason: Text = Field(description="Why, in a sentence the candidate may read.")


class Edition(Record):
    """What a jury decided on one day. The day is the diploma's date; no rebuild moves it."""

    programme: Slug = Field(description="Slug of the programme.")
    date: Day = Field(description="Day of the jury: the date on every diploma of the edition.")
    approvals: tuple[Approval, ...] = Field(default=(), description="Who answers for these decisions.")
    awards: tuple[Award, ...] = Field(default=(), description="Candidates who are awarded the diploma.")
    deferred: tuple[Deferral, ...] = Field(default=(), description="Candidates who are not, for now.")
