"""Decisions about transmitted rows: sessions and candidates that exist."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Diagnostic
from generator.records.draft import Draft
from generator.records.explain import did_you_mean
from generator.records.yaml import shown

__all__ = ["check"]


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Yield what is wrong with the resolutions, as far as the records alone can say."""
    for entry in draft.resolutions:
        record = entry.record
        folder, _, name = entry.key.partition("/")
        for field, said, due in (("course", record.course, folder), ("session", record.session, name)):
            if said != due:
                message = f"the {field} is '{shown(said)}', and the file lies under '{due}'"
                hint = f"Correct it, or move the file to candidates/resolutions/{record.course}/{record.session}.yml."
                yield draft.problem(entry, (field,), "X209", message, hint)
        yield from draft.refers(entry, ("course",), "course", record.course)
        course = draft.courses.get(record.course)
        if course is not None and course.session(record.session) is None:
            known = [session.id for session in course.sessions]
            message = f"the course '{record.course}' has no session '{shown(record.session)}'"
            hint = did_you_mean(record.session, known) or f"Sessions: {', '.join(known) or 'none'}."
            yield draft.problem(entry, ("session",), "X206", message, hint)
        for place, one in enumerate(record.resolutions):
            if one.candidate is not None:
                at = ("resolutions", place, "candidate")
                yield from draft.refers(entry, at, "candidate", one.candidate)
