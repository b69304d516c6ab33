"""How the columns of a results file are to be read: `content/mappings/<slug>.yml`.

One mapping serves every file of one platform. A file is recognised by its columns: a mapping fits where each
of its `required` fields has a column.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.records.base import Int, Line, Record, Slug, Text

__all__ = [
    "FIELDS",
    "Columns",
    "FieldName",
    "IdentityWords",
    "Mapping",
    "PassWords",
    "PathRule",
    "PathWord",
    "ScoreRule",
]

FieldName = Literal[
    "certificate",
    "account",
    "mail",
    "name",
    "family",
    "given",
    "birth_date",
    "path",
    "date",
    "score",
    "passed",
    "identity",
    "session",
    "invalidated",
]
Headers = tuple[Line, ...]


class Columns(Record):
    """What the heading of each column may be. Case, accents, blanks and punctuation do not matter; of several
    that are in the file, the one that stands first here is read."""

    certificate: Headers = Field(default=(), description="Number of the certificate.")
    account: Headers = Field(default=(), description="Name of the account on the platform.")
    mail: Headers = Field(default=(), description="E-mail address.")
    name: Headers = Field(default=(), description="Whole civil name.")
    family: Headers = Field(default=(), description="Family name.")
    given: Headers = Field(default=(), description="Given names.")
    birth_date: Headers = Field(default=(), description="Day of birth.")
    path: Headers = Field(default=(), description="Path followed.")
    date: Headers = Field(default=(), description="Day of the sitting.")
    score: Headers = Field(default=(), description="Score or grade.")
    passed: Headers = Field(default=(), description="Whether the platform counts it as passed.")
    identity: Headers = Field(default=(), description="Outcome of the identity check.")
    session: Headers = Field(default=(), description="Session or course run that the row belongs to.")
    invalidated: Headers = Field(
        default=(), description="Why the platform withdrew the result; mostly empty."
    )


FIELDS: tuple[str, ...] = tuple(Columns.model_fields)
"""The fields that a column may stand for."""


class ScoreRule(Record):
    """How a score is written. A cell that says so itself (``24/30``, ``80 %``) is read as it says.

    A grade becomes a number of right answers only where exactly one number can have given it; a grade that none
    or several can have given is never rounded to one.
    """

    written: Literal["share", "percent", "correct", "fraction"] = Field(
        description="share: from 0 to 1; percent; correct: right answers; fraction: 24/30."
    )
    rounded_to: Annotated[Int, Field(ge=0, le=6)] | None = Field(
        default=None,
        description="Decimals that the platform keeps of a share or percentage; absent where it rounds nothing.",
    )
    none: tuple[Line, ...] = Field(default=(), description="What stands for no score, besides an empty cell.")


class IdentityWords(Record):
    """What the platform writes for each outcome of the identity check. Any other word is refused."""

    verified: tuple[Line, ...] = Field(default=(), description="Words for a verified identity.")
    failed: tuple[Line, ...] = Field(default=(), description="Words for a check that failed.")
    not_checked: tuple[Line, ...] = Field(
        default=(), description="Words for no check, besides an empty cell."
    )


class PassWords(Record):
    """What the platform writes for passed and not passed. Any other word is refused."""

    passed: tuple[Line, ...] = Field(default=(), description="Words for passed.")
    failed: tuple[Line, ...] = Field(default=(), description="Words for not passed.")


class PathWord(Record):
    """One word of the platform, and the path of the course that it stands for."""

    text: Line = Field(description="What the platform writes.")
    path: Slug = Field(description="Id of the path; exam stands for the course's one path with an exam.")


class PathRule(Record):
    """How a row says which path of the course it belongs to."""

    words: tuple[PathWord, ...] = Field(default=(), description="What each word of the platform stands for.")
    otherwise: Slug | None = Field(
        default=None,
        description="Path of a row without a word; exam as above. Absent: such a row is refused.",
    )


class Mapping(Record):
    """How to read the files of one platform."""

    name: Text = Field(description="What kind of file it reads.")
    sender: Line | None = Field(
        default=None, description="Who sends such files, where nobody says otherwise."
    )
    columns: Columns = Field(description="Headings of the columns, by field.")
    required: Annotated[tuple[FieldName, ...], Field(min_length=1)] = Field(
        description="Fields without whose column a file is not of this kind."
    )
    score: ScoreRule | None = Field(default=None, description="How a score is written.")
    dates: Literal["day-month-year", "month-day-year", "year-month-day"] = Field(
        default="year-month-day",
        description="Order in a date; the year has four digits. Year first is always understood.",
    )
    without_date: Literal["refuse", "last-exam-day"] = Field(
        default="refuse",
        description="What becomes of a row without date; last-exam-day: the last day of the exam, or of the session.",
    )
    identity: IdentityWords = Field(default=IdentityWords(), description="Words for the identity check.")
    passed: PassWords = Field(default=PassWords(), description="Words for passed and not passed.")
    path: PathRule = Field(default=PathRule(otherwise="exam"), description="Which path a row belongs to.")
