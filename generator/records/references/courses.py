"""Courses: who holds them, what they are about, and sessions whose dates fit together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.errors import Diagnostic
from generator.records.course import Course, Session
from generator.records.draft import Draft, Entry
from generator.records.explain import did_you_mean
from generator.records.references.twice import repeated
from generator.records.yaml import shown

__all__ = ["check", "years_after"]


def check(draft: Draft, today: date | None) -> Iterator[Diagnostic]:
    """Yield what is wrong with the courses; `today` is the day on which a new broadcast may be overdue."""
    site = draft.site.get("site")
    themes = None if site is None else [theme.id for theme in site.themes]
    for course in draft.courses:
        record = course.record
        yield from draft.refers(course, ("school",), "issuer", record.school)
        if themes is not None and record.theme not in themes:
            message = f"there is no theme '{shown(record.theme)}' in content/site.yml"
            hint = did_you_mean(record.theme, themes) or f"Themes: {', '.join(themes)}."
            yield draft.problem(course, ("theme",), "X204", message, hint)
        yield from _paths(draft, course)
        yield from _sessions(draft, course)
        if today is not None:
            yield from _overdue(draft, course, today)


def _paths(draft: Draft, course: Entry[Course]) -> Iterator[Diagnostic]:
    for place, name in repeated(path.id for path in course.record.paths):
        message = f"the path '{name}' is listed twice"
        yield draft.problem(course, ("paths", place, "id"), "X210", message, "Give each an id of its own.")
    for place, path in enumerate(course.record.paths):
        if path.credits is not None:
            yield from draft.refers(course, ("paths", place, "credits", "by"), "issuer", path.credits.by)


def _sessions(draft: Draft, course: Entry[Course]) -> Iterator[Diagnostic]:
    sessions = course.record.sessions
    for place, name in repeated(session.id for session in sessions):
        message = f"the session '{name}' is listed twice"
        yield draft.problem(course, ("sessions", place, "id"), "X210", message, "Give each an id of its own.")
    for place, session in enumerate(sessions):
        yield from _session(draft, course, place, session)
    dated = sorted(
        (session.start, session.end, place)
        for place, session in enumerate(sessions)
        if session.start and session.end and session.end >= session.start and not session.cancelled
    )
    until, earlier = date.min, 0
    for start, end, later in dated:
        if start <= until:
            message = f"the session starts on {start}, before '{sessions[earlier].id}' ends on {until}"
            hint = "One course is broadcast once at a time: correct a date, or mark one 'cancelled: true'."
            yield draft.problem(course, ("sessions", later, "start"), "X222", message, hint)
        until, earlier = max((until, earlier), (end, later))


def _session(draft: Draft, course: Entry[Course], place: int, session: Session) -> Iterator[Diagnostic]:
    at = ("sessions", place)
    start, end, window = session.start, session.end, session.exam
    if window is not None and start is not None and window.opens < start:
        message = f"the exam opens on {window.opens}, before the session starts on {start}"
        yield draft.problem(course, (*at, "exam", "opens"), "X220", message, "Correct one of the dates.")
    if window is not None and end is not None and window.closes > end:
        message = f"the exam closes on {window.closes}, after the session ends on {end}"
        hint = "The exam window lies at the end of the run; correct one of the dates."
        yield draft.problem(course, (*at, "exam", "closes"), "X220", message, hint)
    for field in ("enrolment_start", "enrolment_end"):
        day = getattr(session, field)
        if day is not None and end is not None and day > end:
            message = (
                f"enrolment {'opens' if field.endswith('start') else 'ends'} on {day}, after the session"
            )
            yield draft.problem(course, (*at, field), "X221", message, f"The session ends on {end}.")


def _overdue(draft: Draft, course: Entry[Course], today: date) -> Iterator[Diagnostic]:
    years = course.record.again_every_years
    starts = [s.start for s in course.record.sessions if s.start is not None and not s.cancelled]
    if years is None or not starts:
        return
    due = years_after(max(starts), years)
    if due < today:
        message = f"the course was due again on {due}: its last session started on {max(starts)}"
        hint = "Add the next session, or delete 'again_every_years' if there will be none."
        yield draft.problem(course, ("again_every_years",), "X223W", message, hint)


def years_after(day: date, years: int) -> date:
    """Return the same day `years` later; 28 February for a 29 February that does not exist."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28) if day.year + years <= date.max.year else date.max
