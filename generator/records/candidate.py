"""One candidate: `candidates/register/<id>.yml`. Private: nothing of it is published but what a signed
diploma shows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from generator.records.base import (
    Bool,
    CandidateId,
    Day,
    Digest,
    Email,
    Int,
    Language,
    Line,
    Percent,
    PersonName,
    Record,
    Slug,
    Text,
)

__all__ = [
    "Candidate",
    "CandidateId",
    "Consent",
    "Country",
    "Deposit",
    "LetterKind",
    "MessageId",
    "Name",
    "NameRequest",
    "ReceiptCode",
    "Received",
    "Recognition",
    "Registration",
    "Scan",
    "ScanType",
    "Swap",
]

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
MessageId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
ReceiptCode = Annotated[str, StringConstraints(pattern=r"^[2-9A-Z]{4}(-[2-9A-Z]{4}){2}$")]
ScanType = Literal["application/pdf", "image/jpeg", "image/png"]
LetterKind = Literal["registration", "deposit", "choices", "name", "withdrawal"]


class Name(Record):
    """A person's civil name; `display` is printed on the diploma, exactly as written."""

    display: PersonName = Field(description="Name printed on the diploma, exactly as written.")
    given: PersonName | None = Field(default=None, description="Given names.")
    family: PersonName | None = Field(default=None, description="Family name.")


class Swap(Record):
    """One chosen course exchanged for another."""

    date: Day = Field(description="Day of the swap.")
    out: Slug = Field(description="Course given up.")
    into: Slug = Field(description="Course taken instead.")


class Registration(Record):
    """A candidate's entry to one programme, with the courses chosen."""

    programme: Slug = Field(description="Slug of the programme.")
    date: Day = Field(description="Day of registration; the rule in force on it applies.")
    choices: tuple[Slug, ...] = Field(default=(), description="Courses chosen at registration.")
    swaps: tuple[Swap, ...] = Field(default=(), description="Choices exchanged since.")
    withdrawn: Day | None = Field(default=None, description="Day on which the candidate left the programme.")


class Scan(Record):
    """The scan of a certificate, kept at `candidates/scans/<sha256>.<pdf, jpg or png>`; never published."""

    sha256: Digest = Field(description="Digest of the file, which is also its name.")
    type: ScanType = Field(description="What the file is, told by its first bytes.")
    bytes: Annotated[Int, Field(gt=0)] = Field(description="Size of the file.")

    @property
    def path(self) -> str:
        """Where the file lies, from the root of the site."""
        return f"candidates/scans/{self.sha256}.{_SUFFIXES[self.type]}"


class Deposit(Record):
    """A certificate that the candidate declares. A claim, never a result."""

    course: Slug = Field(description="Slug of the course.")
    session: Slug = Field(description="Id of the session.")
    certificate: Line = Field(description="Number on the certificate.")
    date: Day = Field(description="Day of the declaration.")
    score: Percent | None = Field(default=None, description="Score declared, in percent.")
    issued: Day | None = Field(default=None, description="Day on the certificate.")
    scan: Scan | None = Field(default=None, description="Scan that came with it.")


class Recognition(Record):
    """An earlier certificate recognised by a person, with the reason."""

    programme: Slug = Field(description="Slug of the programme for which it is recognised.")
    course: Slug = Field(description="Slug of the course.")
    date: Day = Field(description="Day of the decision.")
    by: Line = Field(description="Who decided.")
    reason: Text = Field(description="Why.")
    ground: Literal["earlier-certificate", "equivalent-course", "other"] = Field(
        default="earlier-certificate",
        description="Class of the reason: all that the diploma tells of it.",
    )


class Consent(Record):
    """What the candidate agreed to or refused, and the version of the text that was shown."""

    purpose: Slug = Field(description="What it is about.")
    version: Line = Field(description="Version of the text that was shown.")
    date: Day = Field(description="Day of the answer.")
    given: Bool = Field(description="Whether the candidate agreed.")


class NameRequest(Record):
    """A correction of the name, as the candidate asked for it. Open until somebody decides.

    Where neither a result nor a diploma names the candidate yet, the correction is made at once.
    """

    date: Day = Field(description="Day of the request.")
    display: PersonName = Field(description="Name wanted on the diploma.")
    given: PersonName | None = Field(default=None, description="Given names wanted.")
    family: PersonName | None = Field(default=None, description="Family name wanted.")
    reason: Line | None = Field(default=None, description="Why, in the candidate's words.")
    former: PersonName | None = Field(default=None, description="Name on the diploma before the correction.")
    decided: Day | None = Field(default=None, description="Day of the decision; absent: nobody has decided.")
    accepted: Bool | None = Field(default=None, description="Whether the name was corrected.")
    by: Line | None = Field(default=None, description="Who decided.")


class Received(Record):
    """A sealed file that was taken in. It is never taken in twice."""

    id: MessageId = Field(description="Random number of the file, from its inside.")
    kind: LetterKind = Field(description="What it was about.")
    made: Day = Field(description="Day on which it was made (UTC).")
    taken: Day = Field(description="Day on which it was taken in.")
    sha256: Digest = Field(description="Digest of the sealed file.")


class Candidate(Record):
    """A person who follows one or several programmes. The id is the name of the file."""

    name: Name = Field(description="Civil name.")
    birth_date: Day | None = Field(default=None, description="Day of birth; tells people of one name apart.")
    email: Email = Field(description="Address of the candidate.")
    language: Language = Field(description="Language of letters and of the diploma.")
    country: Country | None = Field(
        default=None, description="Country of residence, in two letters (ISO 3166-1)."
    )
    fictional: Bool = Field(default=False, description="True for the people of a demonstration.")
    platform_id: Line | None = Field(default=None, description="Account name on the exam platform.")
    registrations: Annotated[tuple[Registration, ...], Field(min_length=1)] = Field(
        description="Programmes that the candidate follows."
    )
    deposits: tuple[Deposit, ...] = Field(default=(), description="Certificates that the candidate declares.")
    recognitions: tuple[Recognition, ...] = Field(
        default=(), description="Earlier certificates recognised by a person."
    )
    consents: tuple[Consent, ...] = Field(default=(), description="What the candidate agreed to or refused.")
    note: Line | None = Field(default=None, description="A note for staff; never published.")
    name_requests: tuple[NameRequest, ...] = Field(
        default=(), description="Corrections of the name that the candidate asked for."
    )
    receipts: tuple[ReceiptCode, ...] = Field(
        default=(), description="Codes shown to the candidate at registration; they name the candidate later."
    )
    received: tuple[Received, ...] = Field(default=(), description="Sealed files that were taken in.")

    def registration(self, programme: str) -> Registration | None:
        """Return the registration to `programme`, or None."""
        return next((entry for entry in self.registrations if entry.programme == programme), None)

    def refuses(self, purpose: str) -> bool:
        """Whether the last answer about `purpose` was no. Of two on one day, no prevails; no answer is no refusal."""
        answers = [one for one in self.consents if one.purpose == purpose]
        last = max((one.date for one in answers), default=None)
        return any(not one.given for one in answers if one.date == last)


_SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
