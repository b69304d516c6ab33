"""Where a session stands on a given day, and which session of a course matters most to a learner.

The phases and enrolment states multiply into the run states of course catalogues (ongoing and open, future
and open, archived and open, …); `Run.rank` orders them by "can I still enrol". Dates that the record does not
hold are never made up: an unknown enrolment period is a state of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from generator.records.course import Course, Session

__all__ = ["Run", "leading_run", "past_runs", "run_of", "runs_of", "upcoming_runs"]

Phase = Literal["ongoing", "future", "past", "undated"]
Enrolment = Literal["open", "not-yet", "closed", "unknown"]

PRESUMED_LENGTH: Final = timedelta(days=60)
"""A broadcast lasts two months; a session without an end is under way for that long, not archived at once."""

_RANK: Final[Mapping[tuple[Phase, Enrolment], int]] = {
    ("ongoing", "open"): 0,
    ("future", "open"): 1,
    ("past", "open"): 2,
    ("future", "not-yet"): 3,
    ("future", "unknown"): 3,
    ("ongoing", "unknown"): 4,
    ("future", "closed"): 5,
    ("ongoing", "closed"): 6,
    ("ongoing", "not-yet"): 6,
    ("undated", "unknown"): 7,
    ("past", "unknown"): 8,
    ("past", "closed"): 8,
    ("past", "not-yet"): 8,
}


@dataclass(frozen=True, slots=True)
class Run:
    """One session as it stands on a day."""

    course: str
    session: Session
    phase: Phase
    enrolment: Enrolment

    @property
    def state(self) -> str:
        """``ongoing-open``, ``future-not-yet``…; ``cancelled`` wins over all."""
        if self.session.cancelled:
            return "cancelled"
        return self.phase if self.enrolment == "unknown" else f"{self.phase}-{self.enrolment}"

    @property
    def rank(self) -> int:
        """The smaller, the more a learner can still do about it."""
        return _RANK.get((self.phase, self.enrolment), 9)

    @property
    def order(self) -> tuple[int, date]:
        """Sort key: what can be joined first, then what starts first."""
        return self.rank, self.session.start or date.max


def run_of(course: str, session: Session, day: date) -> Run:
    """Judge one session on `day`."""
    return Run(course, session, _phase(session, day), _enrolment(session, day))


def runs_of(slug: str, course: Course, day: date) -> tuple[Run, ...]:
    """Every session of a course, in the order of time.

    One without a date keeps its place in the record, after the session that stands before it there.
    """
    placed: list[tuple[date, Session]] = []
    before = date.min
    for session in course.sessions:
        before = session.start or before
        placed.append((before, session))
    return tuple(run_of(slug, session, day) for _, session in sorted(placed, key=lambda pair: pair[0]))


def leading_run(slug: str, course: Course, day: date) -> Run | None:
    """The session that a learner wants to hear of first: the one that can be joined, or comes next."""
    return min(upcoming_runs(slug, course, day), key=lambda run: run.order, default=None)


def upcoming_runs(slug: str, course: Course, day: date) -> tuple[Run, ...]:
    """Sessions under way or to come, cancelled ones left out."""
    return tuple(
        run
        for run in runs_of(slug, course, day)
        if run.phase in ("ongoing", "future") and not run.session.cancelled
    )


def past_runs(slug: str, course: Course, day: date) -> tuple[Run, ...]:
    """Sessions that are over or were cancelled, the latest first."""
    over = [
        run for run in runs_of(slug, course, day) if run.phase in ("past", "undated") or run.session.cancelled
    ]
    return tuple(reversed(over))


def _phase(session: Session, day: date) -> Phase:
    if session.start is None:
        return "undated"
    if day < session.start:
        return "future"
    return "ongoing" if day <= (session.end or session.start + PRESUMED_LENGTH) else "past"


def _enrolment(session: Session, day: date) -> Enrolment:
    opens, closes = session.enrolment_start, session.enrolment_end
    if closes is not None and day > closes:
        return "closed"
    if opens is not None and day < opens:
        return "not-yet"
    # Open is said only where the record says so: either end missing leaves room for doubt.
    return "open" if opens is not None and closes is not None else "unknown"
