"""The jury's decisions of one edition: `candidates/editions/<programme>-<n>.yml`."""

from __future__ import annotations

from pydantic import Field

from generator.records.base import CandidateId, Day, Line, PersonName, Record, Slug, Text

__all__ = ["Approval", "Award", "Deferral", "Edition"]


class Approval(Record):
    """Somebody who answers for the edition."""

    by: PersonName
    role: Line
    date: Day


class Award(Record):
    """A candidate to whom the jury awards the diploma."""

    candidate: CandidateId


class Deferral(Record):
    """A candidate whom the jury considered and did not award, with the reason."""

    candidate: CandidateId
    reason: Text


class Edition(Record):
    """What a jury decided on one day. The day is the diploma's date; no rebuild moves it."""

    programme: Slug
    date: Day = Field(description="Day of the jury: the date on every diploma of the edition.")
    approvals: tuple[Approval, ...] = ()
    awards: tuple[Award, ...] = ()
    deferred: tuple[Deferral, ...] = ()
