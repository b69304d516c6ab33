"""One course, its paths, its exam and its sessions: `content/courses/<slug>.yml`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from generator.records.base import (
    Bool,
    Count,
    Day,
    Int,
    Language,
    Line,
    Money,
    Percent,
    PersonName,
    Record,
    Slug,
    Text,
    Url,
)

__all__ = [
    "Course",
    "Credits",
    "Exam",
    "ExamWindow",
    "Participation",
    "Path",
    "Session",
    "TeamMember",
    "Unit",
]

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
PositiveInt = Annotated[Int, Field(gt=0)]


class Credits(Record):
    """European credits (ECTS) that a path gives, and the school that gives them."""

    ects: PositiveInt
    by: Slug = Field(description="Slug of the issuer that grants the credits.")


class Path(Record):
    """One way to follow the course: discovery or qualifying; classic, advanced or team."""

    id: Slug
    name: Text
    summary: Text
    workload: Text | None = None
    price_eur: Money | None = Field(
        default=None, description="0 where the path is free; absent where unknown."
    )
    credits: Credits | None = None
    assessment: Text | None = None
    gives: Literal["nothing", "attestation", "certificate"] | None = Field(
        default=None, description="The document a learner ends with; absent where unknown."
    )
    exam: Bool = Field(default=False, description="Whether the course's exam belongs to this path.")


class Exam(Record):
    """The certifying exam of a course."""

    supervision: Literal["live", "recorded", "none"]
    identity_check: Bool
    minutes: PositiveInt | None = None
    questions: PositiveInt | None = None
    pass_correct: PositiveInt | None = Field(default=None, description="Right answers needed to pass.")
    pass_percent: Percent | None = None
    window_days: PositiveInt | None = Field(
        default=None, description="Length of the exam window, at the end of the run."
    )
    provider: Line | None = None
    recorded: tuple[Text, ...] = Field(default=(), description="What the supervision records.")
    prepare: tuple[Text, ...] = Field(default=(), description="What a candidate must prepare or avoid.")

    @model_validator(mode="after")
    def _pass_mark_fits(self) -> Self:
        if self.pass_correct and self.questions and self.pass_correct > self.questions:
            raise PydanticCustomError(
                "pass_mark",
                "{mark} right answers are needed out of only {questions} questions",
                {"mark": self.pass_correct, "questions": self.questions},
            )
        return self


class ExamWindow(Record):
    """The days on which the exam of a session can be sat, both included."""

    opens: Day
    closes: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes < self.opens:
            raise PydanticCustomError("window_order", "the exam window closes before it opens")
        return self


class Participation(Record):
    """How far the enrolled went, in percent of them."""

    watched_a_full_video: Percent | None = None
    answered_a_quiz: Percent | None = None
    sat_the_exam: Percent | None = None
    succeeded: Percent | None = None


class Session(Record):
    """One broadcast of the course.

    A past session of which only the season is known has a `period` instead of dates. A session marked
    `illustrative` stands in for a date that is not published; pages say "date indicative" beside it.
    """

    id: Slug
    start: Day | None = None
    end: Day | None = None
    period: Text | None = None
    enrolment_start: Day | None = None
    enrolment_end: Day | None = None
    exam: ExamWindow | None = None
    illustrative: Bool = False
    cancelled: Bool = False
    key: Line | None = Field(default=None, description="Key of the run on the platform.")
    enrolled: Count | None = None
    countries: Count | None = None
    certificates: Count | None = None
    participation: Participation | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.start is None and self.period is None:
            raise PydanticCustomError(
                "session_undated", "a session needs a start, or a period where the day is unknown"
            )
        if self.start and self.end and self.end < self.start:
            raise PydanticCustomError("session_order", "the session ends before it starts")
        if self.enrolment_start and self.enrolment_end and self.enrolment_end < self.enrolment_start:
            raise PydanticCustomError("enrolment_order", "enrolment ends before it starts")
        return self

    def runs_on(self, day: date) -> bool:
        """Whether the session is under way on `day`; false where its dates are unknown."""
        return self.start is not None and self.end is not None and self.start <= day <= self.end


class TeamMember(Record):
    """Somebody who teaches the course, as published by the institution."""

    name: PersonName
    role: Text | None = None


class Unit(Record):
    """A week or a chapter of the syllabus."""

    title: Text
    detail: Text | None = None


class Course(Record):
    """An online course. Its slug is the name of its file."""

    title: Text
    subtitle: Text | None = None
    also_known_as: tuple[Line, ...] = ()
    school: Slug = Field(description="Slug of the issuer that holds the course.")
    partners: tuple[Line, ...] = ()
    platform: Line | None = None
    key: Line | None = Field(default=None, description="Key of the course on the platform.")
    url: Url | None = None
    theme: Slug
    star: Bool = Field(default=False, description="A starred course: a programme may require one.")
    language: Language
    subtitles: tuple[LanguageCode, ...] = ()
    level: Literal["introductory", "intermediate", "advanced"] | None = None
    prerequisites: Text | None = None
    summary: Text
    outcomes: tuple[Text, ...] = ()
    syllabus: tuple[Unit, ...] = ()
    weeks: PositiveInt | None = None
    hours_per_week: Text | None = None
    structure: Text | None = None
    team: tuple[TeamMember, ...] = ()
    paths: tuple[Path, ...] = ()
    exam: Exam | None = None
    again_every_years: PositiveInt | None = Field(
        default=None, description="How often the course is broadcast again."
    )
    sessions: tuple[Session, ...] = ()
    history: tuple[Text, ...] = Field(
        default=(), description="What is known of past broadcasts, in sentences."
    )

    def path(self, path_id: str) -> Path | None:
        """Return the path with that id, or None."""
        return next((path for path in self.paths if path.id == path_id), None)

    def session(self, session_id: str) -> Session | None:
        """Return the session with that id, or None."""
        return next((session for session in self.sessions if session.id == session_id), None)

    def next_session(self, day: date) -> Session | None:
        """Return the dated session, not cancelled, that is under way on `day` or starts next."""
        dated = [
            s
            for s in self.sessions
            if s.start and not s.cancelled and (s.end or s.start + timedelta(days=60)) >= day
        ]
        return min(dated, key=lambda session: session.start or day, default=None)
