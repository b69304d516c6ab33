"""One course, its paths, its exam and its sessions: `content/courses/<slug>.yml`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from generator.records.base import (
    Bool,
    Count,
    Day,
    Hour,
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

    ects: PositiveInt = Field(description="Number of ECTS credits.")
    by: Slug = Field(description="Slug of the issuer that grants the credits.")


class Path(Record):
    """One way to follow the course: discovery or qualifying; classic, advanced or team."""

    id: Slug = Field(description="Permanent short name, used by results and programmes.")
    name: Text = Field(description="Name of the path.")
    summary: Text = Field(description="What a learner does on this path.")
    workload: Text | None = Field(default=None, description="Hours or weeks that it takes.")
    price_eur: Money | None = Field(
        default=None, description="0 where the path is free; absent where unknown."
    )
    credits: Credits | None = Field(default=None, description="Credits that it gives.")
    assessment: Text | None = Field(default=None, description="How a learner is assessed.")
    gives: Literal["nothing", "attestation", "certificate"] | None = Field(
        default=None, description="The document a learner ends with; absent where unknown."
    )
    exam: Bool = Field(default=False, description="Whether the course's exam belongs to this path.")


class Exam(Record):
    """The certifying exam of a course."""

    supervision: Literal["live", "recorded", "none"] = Field(
        description="live: somebody watches; recorded: looked at afterwards; none."
    )
    identity_check: Bool = Field(
        description="Whether the identity is checked; then a pass without it is no pass."
    )
    minutes: PositiveInt | None = Field(default=None, description="Length in minutes.")
    questions: PositiveInt | None = Field(default=None, description="Number of questions.")
    pass_correct: PositiveInt | None = Field(default=None, description="Right answers needed to pass.")
    pass_percent: Percent | None = Field(
        default=None, description="Percentage of right answers needed to pass."
    )
    window_days: PositiveInt | None = Field(
        default=None, description="Length of the exam window, at the end of the run."
    )
    provider: Line | None = Field(default=None, description="Who supervises the exam.")
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

    opens: Day = Field(description="First day.")
    closes: Day = Field(description="Last day, included.")
    opens_at: Hour | None = Field(default=None, description="Hour of the first day, in Paris, where known.")
    closes_at: Hour | None = Field(default=None, description="Hour of the last day, in Paris, where known.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        sooner = (self.closes == self.opens and self.opens_at and self.closes_at) and (
            self.closes_at <= self.opens_at
        )
        if self.closes < self.opens or sooner:
            raise PydanticCustomError("window_order", "the exam window closes before it opens")
        return self


class Participation(Record):
    """How far the enrolled went, in percent of them."""

    watched_a_full_video: Percent | None = Field(
        default=None, description="Percent who watched at least one video to the end."
    )
    answered_a_quiz: Percent | None = Field(
        default=None, description="Percent who answered at least one quiz."
    )
    sat_the_exam: Percent | None = Field(default=None, description="Percent who sat the exam.")
    succeeded: Percent | None = Field(default=None, description="Percent who succeeded.")


class Session(Record):
    """One broadcast of the course.

    A past session of which only the season is known has a `period` instead of dates. A session marked
    `illustrative` stands in for a date that is not published; pages say "date indicative" beside it.
    """

    id: Slug = Field(description="Permanent short name, used by results.")
    start: Day | None = Field(default=None, description="First day.")
    end: Day | None = Field(default=None, description="Last day.")
    period: Text | None = Field(default=None, description="Season, where the day is not known.")
    enrolment_start: Day | None = Field(default=None, description="First day of enrolment.")
    enrolment_end: Day | None = Field(default=None, description="Last day of enrolment.")
    exam: ExamWindow | None = Field(default=None, description="Days on which the exam can be sat.")
    illustrative: Bool = Field(default=False, description="True: the dates stand in for dates not published.")
    cancelled: Bool = Field(default=False, description="True: the session did not take place.")
    key: Line | None = Field(default=None, description="Key of the run on the platform.")
    enrolled: Count | None = Field(default=None, description="How many enrolled.")
    countries: Count | None = Field(default=None, description="From how many countries.")
    certificates: Count | None = Field(default=None, description="How many certificates were given.")
    participation: Participation | None = Field(default=None, description="How far the enrolled went.")

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


class TeamMember(Record):
    """Somebody who teaches the course, as published by the institution."""

    name: PersonName = Field(description="Name as published.")
    role: Text | None = Field(default=None, description="Function in the course.")


class Unit(Record):
    """A week or a chapter of the syllabus."""

    title: Text = Field(description="Title of the week or chapter.")
    detail: Text | None = Field(default=None, description="What it is about.")


class Course(Record):
    """An online course. Its slug is the name of its file."""

    title: Text = Field(description="Title of the course.")
    subtitle: Text | None = Field(default=None, description="Second line of the title.")
    also_known_as: tuple[Line, ...] = Field(
        default=(), description="Other names, by which people look for it."
    )
    school: Slug = Field(description="Slug of the issuer that holds the course.")
    partners: tuple[Line, ...] = Field(default=(), description="Partners of the school.")
    platform: Line | None = Field(default=None, description="Platform on which it is broadcast.")
    key: Line | None = Field(default=None, description="Key of the course on the platform.")
    url: Url | None = Field(default=None, description="Page of the course on the platform.")
    theme: Slug = Field(description="One of the themes of content/site.yml.")
    star: Bool = Field(default=False, description="A starred course: a programme may require one.")
    language: Language = Field(description="Language of instruction.")
    subtitles: tuple[LanguageCode, ...] = Field(default=(), description="Languages of the subtitles.")
    level: Literal["introductory", "intermediate", "advanced"] | None = Field(
        default=None, description="Level of the course."
    )
    prerequisites: Text | None = Field(default=None, description="What one must know before.")
    summary: Text = Field(description="What the course is about.")
    outcomes: tuple[Text, ...] = Field(default=(), description="What a learner is able to do afterwards.")
    syllabus: tuple[Unit, ...] = Field(default=(), description="Weeks or chapters, in order.")
    weeks: PositiveInt | None = Field(default=None, description="Length in weeks.")
    hours_per_week: Text | None = Field(default=None, description="Work per week.")
    structure: Text | None = Field(default=None, description="How the course is built.")
    team: tuple[TeamMember, ...] = Field(default=(), description="Who teaches it.")
    paths: tuple[Path, ...] = Field(default=(), description="Ways to follow the course.")
    exam: Exam | None = Field(default=None, description="The certifying exam.")
    again_every_years: PositiveInt | None = Field(
        default=None, description="How often the course is broadcast again."
    )
    sessions: tuple[Session, ...] = Field(default=(), description="Broadcasts, past and planned.")
    history: tuple[Text, ...] = Field(
        default=(), description="What is known of past broadcasts, in sentences."
    )

    def path(self, path_id: str) -> Path | None:
        """Return the path with that id, or None."""
        return next((path for path in self.paths if path.id == path_id), None)

    def session(self, session_id: str) -> Session | None:
        """Return the session with that id, or None."""
        return next((session for session in self.sessions if session.id == session_id), None)
