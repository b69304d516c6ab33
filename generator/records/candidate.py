"""One candidate: `candidates/register/<id>.yml`. Private: nothing of it is published but what a signed
diploma shows."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from generator.records.base import (
    Bool,
    CandidateId,
    Day,
    Email,
    Language,
    Line,
    Percent,
    PersonName,
    Record,
    Slug,
    Text,
)

__all__ = ["Candidate", "CandidateId", "Consent", "Deposit", "Name", "Recognition", "Registration", "Swap"]

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Name(Record):
    """A person's civil name; `display` is printed on the diploma, exactly as written."""

    display: PersonName
    given: PersonName | None = None
    family: PersonName | None = None


class Swap(Record):
    """One chosen course exchanged for another."""

    date: Day
    out: Slug
    into: Slug


class Registration(Record):
    """A candidate's entry to one programme, with the courses chosen."""

    programme: Slug
    date: Day
    choices: tuple[Slug, ...] = ()
    swaps: tuple[Swap, ...] = ()
    withdrawn: Day | None = None


class Deposit(Record):
    """A certificate that the candidate declares. A claim, never a result."""

    course: Slug
    session: Slug
    certificate: Line
    date: Day
    score: Percent | None = None


class Recognition(Record):
    """An earlier certificate recognised by a person, with the reason."""

    programme: Slug
    course: Slug
    date: Day
    by: Line
    reason: Text


class Consent(Record):
    """What the candidate agreed to or refused, and the version of the text that was shown."""

    purpose: Slug
    version: Line
    date: Day
    given: Bool


class Candidate(Record):
    """A person who follows one or several programmes. The id is the name of the file."""

    name: Name
    birth_date: Day | None = None
    email: Email
    language: Language
    country: Country | None = None
    fictional: Bool = Field(default=False, description="True for the people of a demonstration.")
    platform_id: Line | None = Field(default=None, description="Account name on the exam platform.")
    registrations: Annotated[tuple[Registration, ...], Field(min_length=1)]
    deposits: tuple[Deposit, ...] = ()
    recognitions: tuple[Recognition, ...] = ()
    consents: tuple[Consent, ...] = ()
    note: Line | None = None

    def registration(self, programme: str) -> Registration | None:
        """Return the registration to `programme`, or None."""
        return next((entry for entry in self.registrations if entry.programme == programme), None)
