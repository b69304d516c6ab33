"""Where a session stands on a given day, and which session of a course matters most to a learner.

The states are those of course catalogues (openfun/richie names seven): under way, to come or over, multiplied by
whether one can enrol; `Run.rank` orders them by "can I still enrol". Dates that the record does not hold are never
made up: where the enrolment period is not known, the state says only the phase. `site_templates/assets/runs.js` judges
alike in the browser, so that a site built last week is not wrong today; both answer to `tests/vectors/runs/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from generator.records.course import Course, Session

__all__ = [
    "NO_SESSION",
    "PRESUMED_LENGTH",
    "RANKS",
    "Run",
    "foremost_run",
    "leading_run",
    "past_runs",
    "run_of",
    "runs_of",
    "runs_text",
    "upcoming_runs",
]

Phase = Literal["ongoing", "future", "past", "undated"]
Enrolment = Literal["open", "not-yet", "closed", "unknown"]

PRESUMED_LENGTH: Final = timedelta(days=60)
"""How long a broadcast usually lasts: for drawing one whose end is not known."""

NO_SESSION: Final = "none"
"""The state of a course without any session that could be joined, now or ever."""

RANKS: Final[Mapping[str, int]] = {
    "ongoing-open": 0,
    "future-open": 1,
    "archived-open": 2,
    "future-not-yet-open": 3,
    "future": 3,
    "ongoing": 4,
    "future-closed": 5,
    "ongoing-closed": 6,
    "archived-closed": 7,
    "undated": 7,
    NO_SESSION: 8,
    "cancelled": 9,
}
"""State → rank: the smaller, the more a learner can still do about it."""

_STATES: Final[Mapping[tuple[Phase, Enrolment], str]] = {
    ("ongoing", "open"): "ongoing-open",
    ("ongoing", "unknown"): "ongoing",
    ("ongoing", "closed"): "ongoing-closed",
    ("ongoing", "not-yet"): "ongoing-closed",
    ("future", "open"): "future-open",
    ("future", "unknown"): "future",
    ("future", "not-yet"): "future-not-yet-open",
    ("future", "closed"): "future-closed",
    ("past", "open"): "archived-open",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One session as it stands on a day. `until` is its last day where that is known or follows from a later one."""

    course: str
    session: Session
    phase: Phase
    enrolment: Enrolment
    until: date | None = None

    @property
    def state(self) -> str:
        """``ongoing-open``, ``future-not-yet-open``, ``archived-closed``…; ``cancelled`` wins over all."""
        if self.session.cancelled:
            return "cancelled"
        if self.phase == "undated":
            return "undated"
        return _STATES.get((self.phase, self.enrolment), "archived-closed")

    @property
    def word(self) -> str:
        """The session as `runs.js` reads it; see `runs_text`."""
        return _word(self)

    @property
    def rank(self) -> int:
        """The smaller, the more a learner can still do about it."""
        return RANKS[self.state]

    @property
    def order(self) -> tuple[int, int]:
        """Sort key: what can be joined first; then what starts first, or of what is over, what was last."""
        start = (self.session.start or date.max).toordinal()
        return self.rank, -start if self.phase == "past" else start


def run_of(course: str, session: Session, day: date, until: date | None = None) -> Run:
    """Judge one session on `day`; `until` is its last day where the record does not say it (see `runs_of`)."""
    last = session.end or until
    return Run(course, session, _phase(session, last, day), _enrolment(session, day), last)


def runs_of(slug: str, course: Course, day: date) -> tuple[Run, ...]:
    """Every session of a course, in the order of time.

    One without a date keeps its place in the record, after the session that stands before it there. One without
    an end is over only when the course has been broadcast again since: a course that runs on is not archived.
    """
    placed: list[tuple[date, Session]] = []
    before = date.min
    for session in course.sessions:
        before = session.start or before
        placed.append((before, session))
    ordered = [session for _, session in sorted(placed, key=lambda pair: pair[0])]
    return tuple(
        run_of(slug, session, day, _superseded(session, ordered[place + 1 :]))
        for place, session in enumerate(ordered)
    )


def foremost_run(slug: str, course: Course, day: date) -> Run | None:
    """The session by which a list shows the course: what can be joined, comes next, or else was last."""
    dated = (run for run in runs_of(slug, course, day) if run.phase != "undated")
    return min((run for run in dated if not run.session.cancelled), key=lambda run: run.order, default=None)


def leading_run(slug: str, course: Course, day: date) -> Run | None:
    """The session that a learner wants to hear of first, of those that are not over."""
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


def runs_text(runs: Iterable[Run]) -> str:
    """The sessions that a list may have to show on this day or a later one, for `runs.js`; one a word.

    A word is ``start/end/enrolment start/enrolment end/exam opens/exam closes/marks``, unknown days left empty. The
    marks: ``i`` indicative dates, ``p`` an end that only follows from a later session and is not shown.
    """
    dated = [run for run in runs if run.phase != "undated" and not run.session.cancelled]
    last = max((run for run in dated if run.phase == "past"), key=_start, default=None)
    return " ".join(_word(run) for run in dated if run.state != "archived-closed" or run is last)


def _word(run: Run) -> str:
    session = run.session
    days = (
        session.start,
        run.until,
        session.enrolment_start,
        session.enrolment_end,
        session.exam.opens if session.exam else None,
        session.exam.closes if session.exam else None,
    )
    marks = ("i" if session.illustrative else "") + ("p" if run.until and session.end is None else "")
    return "/".join([*(day.isoformat() if day else "" for day in days), marks])


def _start(run: Run) -> date:
    return run.session.start or date.min


def _superseded(session: Session, later: Iterable[Session]) -> date | None:
    """The last day of a session without an end, where the course was broadcast again after it."""
    following = next((one for one in later if not one.cancelled), None)
    if session.start is None or session.end is not None or following is None:
        return None
    # Of a session whose days are not known only the season is, and that is over.
    last = following.start - timedelta(days=1) if following.start else session.start + PRESUMED_LENGTH
    return max(last, session.start)


def _phase(session: Session, last: date | None, day: date) -> Phase:
    if session.start is None:
        return "undated"
    if day < session.start:
        return "future"
    return "past" if last is not None and day > last else "ongoing"


def _enrolment(session: Session, day: date) -> Enrolment:
    opens, closes = session.enrolment_start, session.enrolment_end
    if closes is not None and day > closes:
        return "closed"
    if opens is not None and day < opens:
        return "not-yet"
    # Open is said only where the record says so: either end missing leaves room for doubt.
    return "open" if opens is not None and closes is not None else "unknown"
