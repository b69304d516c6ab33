"""One diploma or certificate and the rule by which it is earned: `content/programmes/<slug>.yml`.

The requirement is a small language of nested clauses::

    all_of:
      - at_least: 5
        of: {courses: [malaria, rabies, …]}
      - at_least: 1
        of: {starred: true, courses: [innate-immunity, …]}

Each clause is recognised by the key that names it, so that a mistake inside it is reported at its own place.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic_core import PydanticCustomError

from generator.records.base import Count, Day, Int, Money, Percent, Record, Slug, Text, Url

__all__ = [
    "AllOf",
    "AnyOf",
    "ApprovalEvidence",
    "AtLeast",
    "CourseSet",
    "CreditsFrom",
    "DocumentsSetting",
    "Passed",
    "Programme",
    "Requirement",
    "Training",
    "Version",
    "months_of",
]

_WITHIN = re.compile(r"([1-9][0-9]?) (years?|months?) of registration\Z", re.ASCII)
_COURSE_AND_PATH = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?\Z", re.ASCII)
PositiveInt = Annotated[Int, Field(gt=0)]
DocumentsSetting = Literal["none", "publish", "mail", "both"]
ApprovalEvidence = Literal["record", "commit", "signed-commit"]


def _within(value: str) -> str:
    if not _WITHIN.match(value):
        raise PydanticCustomError("within", "a period is due here, such as '2 years of registration'")
    return value


def months_of(within: str) -> int:
    """Return the length in months of a period such as ``2 years of registration``."""
    match = _WITHIN.match(within)
    if not match:
        raise ValueError(within)
    return int(match[1]) * (12 if match[2].startswith("year") else 1)


def _course_and_path(value: str) -> str:
    if not _COURSE_AND_PATH.match(value):
        raise PydanticCustomError(
            "course_and_path", "a course is due here, or a course and its path: 'malaria/qualifying'"
        )
    return value


CoursePath = Annotated[str, AfterValidator(_course_and_path)]
Within = Annotated[str, AfterValidator(_within)]


class CourseSet(Record):
    """Courses by name, narrowed by star and theme; what is absent does not narrow. Never empty."""

    courses: tuple[Slug, ...] | None = Field(default=None, description="Slugs of courses.")
    starred: Literal[True] | None = Field(default=None, description="Only starred courses.")
    theme: Slug | None = Field(default=None, description="Only courses of this theme.")

    @model_validator(mode="after")
    def _says_something(self) -> CourseSet:
        if self.courses is None and self.starred is None and self.theme is None:
            raise PydanticCustomError("course_set_empty", "the set names no course, star or theme")
        return self


class AllOf(Record):
    """Met when every clause is."""

    all_of: Annotated[tuple[Requirement, ...], Field(min_length=1)] = Field(
        description="Clauses that must all be met."
    )


class AnyOf(Record):
    """Met when one clause is."""

    any_of: Annotated[tuple[Requirement, ...], Field(min_length=1)] = Field(
        description="Clauses of which one must be met."
    )


class AtLeast(Record):
    """Met when `at_least` different courses of the set are passed."""

    at_least: PositiveInt = Field(description="How many different courses of the set.")
    of: CourseSet = Field(description="The courses that count.")


class CreditsFrom(Record):
    """Met when the paths passed in the set give at least so many ECTS credits."""

    credits: PositiveInt = Field(description="How many ECTS credits.")
    of: CourseSet = Field(description="The courses that count.")


class Passed(Record):
    """Met when one course (or one path of it) is passed, with a minimum score where one is named."""

    passed: CoursePath = Field(description="A course, or a course and its path: malaria/qualifying.")
    min_score: Percent | None = Field(default=None, description="Score needed, in percent.")


def _clause(value: object) -> str | None:
    keys = (
        value.keys() if isinstance(value, dict) else vars(value).keys() if isinstance(value, Record) else ()
    )
    return next(
        (name for name in ("all_of", "any_of", "at_least", "credits", "passed") if name in keys), None
    )


Requirement = Annotated[
    Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[CreditsFrom, Tag("credits")]
    | Annotated[Passed, Tag("passed")],
    Discriminator(
        _clause,
        custom_error_type="clause",
        custom_error_message="a clause is due here: all_of, any_of, at_least, credits or passed",
    ),
]


class Version(Record):
    """The rule as it stood from `since` on. A candidate is judged by the version in force at
    registration, or a later one."""

    id: Slug = Field(description="Permanent short name.")
    since: Day = Field(description="First day on which it is in force.")
    summary: Text = Field(description="The rule in plain words; signed into each diploma as its criteria.")
    requirement: Requirement = Field(description="What must be passed.")
    within: Within | None = Field(default=None, description="Period in which everything must be passed.")
    swaps: Count | None = Field(default=None, description="How many chosen courses may be exchanged.")
    note: Text | None = Field(default=None, description="What changed, for candidates.")


class Training(Record):
    """What a certificat de réalisation says of the training; absent facts stay unknown on it."""

    nature: Literal["training", "skills-assessment", "prior-learning", "apprenticeship"] | None = Field(
        default=None, description="Nature of the action (French Labour Code, article L6313-1)."
    )
    hours: PositiveInt | None = Field(
        default=None, description="Hours that everyone who passes has followed."
    )
    remote: Literal[True] | None = Field(default=None, description="True: wholly at a distance.")


class Programme(Record):
    """A diploma, certificate or attestation that an issuer awards."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{1,19}$")] = Field(
        description="Short code of the programme, printed on the diploma."
    )
    issuer: Slug = Field(description="Slug of the issuer that awards it.")
    name: Text = Field(description="Name of the diploma, signed into it.")
    kind: Literal["Diploma", "Certificate", "CertificateOfCompletion", "MicroCredential"] = Field(
        description="achievementType of Open Badges 3.0."
    )
    summary: Text = Field(description="What it is, in a sentence or two, for the catalogue.")
    description: Text = Field(description="One or two sentences signed into each diploma.")
    field_of_study: Text | None = Field(default=None, description="Field of study.")
    prerequisites: Text | None = Field(default=None, description="What one must have before.")
    url: Url | None = Field(default=None, description="Page of the programme at the school.")
    launched: Count | None = Field(default=None, description="Year of the first edition.")
    registration_fee_eur: Money | None = Field(default=None, description="Fee in euros.")
    edition_month: Annotated[Int, Field(ge=1, le=12)] | None = Field(
        default=None, description="Month of the jury, 1 to 12."
    )
    validity_years: PositiveInt | None = Field(default=None, description="Absent: the diploma never expires.")
    ects: PositiveInt | None = Field(default=None, description="ECTS credits that the diploma stands for.")
    approvals: PositiveInt = Field(
        default=1, description="How many different people must approve an edition."
    )
    approval_evidence: ApprovalEvidence | None = Field(
        default=None,
        description="What shows that they did: the record, the commits of its lines, or signed commits.",
    )
    signatories: tuple[Slug, ...] = Field(
        default=(), description="Ids of the issuer's signatories, in the order of signing."
    )
    legal_mention: Text | None = Field(
        default=None, description="Sentence that the law asks for on the diploma."
    )
    pages: Literal["open", "sealed"] = Field(
        default="open",
        description="Who reads a diploma: whoever has its address, or only who has the whole link, which holds its "
        "key. Settled for each diploma when it is issued.",
    )
    documents: DocumentsSetting = Field(
        default="none", description="What becomes of its PDF documents: none, publish, mail or both."
    )
    training: Training | None = Field(
        default=None, description="For certificats de réalisation. Absent: the programme has none."
    )
    facts: tuple[Text, ...] = Field(default=(), description="Facts worth a line on the page.")
    versions: Annotated[tuple[Version, ...], Field(min_length=1)] = Field(
        description="The rule, as it was and as it is."
    )

    @property
    def approvals_by(self) -> ApprovalEvidence:
        """What an approval is read from. Where two people must approve, a file that one of them can write is no
        evidence of the other: unless the programme says otherwise, their commits are."""
        return self.approval_evidence or ("record" if self.approvals == 1 else "commit")

    def version_on(self, day: date) -> Version | None:
        """Return the version in force on `day`, or None where the programme did not exist yet."""
        current = [version for version in self.versions if version.since <= day]
        return max(current, key=lambda version: version.since, default=None)


AllOf.model_rebuild()
AnyOf.model_rebuild()
Version.model_rebuild()
Programme.model_rebuild()
