"""Records of one session of a course: what was transmitted, what was decided about its rows, what was paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from generator.errors import Diagnostic
from generator.records.draft import Draft, Entry
from generator.records.explain import did_you_mean
from generator.records.money import Payments
from generator.records.resolution import Resolutions
from generator.records.result import Results
from generator.records.yaml import shown

__all__ = ["check_session"]


T = TypeVar("T", Payments, Resolutions, Results)


def check_session(draft: Draft, entry: Entry[T], folder: str) -> Iterator[Diagnostic]:
    """Yield where such a record of `folder` lies in another place than it says, or says a session that there is not."""
    record = entry.record
    course_due, _, session_due = entry.key.partition("/")
    for field, said, due in (("course", record.course, course_due), ("session", record.session, session_due)):
        if said != due:
            message = f"the {field} is '{shown(said)}', and the file lies under '{due}'"
            hint = f"Correct it, or move the file to {folder}/{record.course}/{record.session}.yml."
            yield draft.problem(entry, (field,), "X209", message, hint)
    yield from draft.refers(entry, ("course",), "course", record.course)
    course = draft.courses.get(record.course)
    if course is not None and course.session(record.session) is None:
        known = [session.id for session in course.sessions]
        message = f"the course '{record.course}' has no session '{shown(record.session)}'"
        hint = did_you_mean(record.session, known) or f"Sessions: {', '.join(known) or 'none'}."
        yield draft.problem(entry, ("session",), "X206", message, hint)
