"""What was transmitted and what was decided: results of sessions that exist, and editions that award each
registered candidate once."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Diagnostic
from generator.records.course import Course, Session
from generator.records.draft import Draft, Entry
from generator.records.edition import Edition
from generator.records.explain import did_you_mean
from generator.records.references.register import normalised
from generator.records.references.sessions import check_session
from generator.records.references.twice import repeated
from generator.records.result import Result, Results
from generator.records.yaml import Location, shown

__all__ = ["check"]


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Yield what is wrong with results and editions."""
    for results in draft.results:
        yield from _results(draft, results)
    for edition in draft.editions:
        yield from _edition(draft, edition)
    yield from _awarded_once(draft)


def _results(draft: Draft, entry: Entry[Results]) -> Iterator[Diagnostic]:
    record = entry.record
    yield from check_session(draft, entry, "candidates/results")
    course = draft.courses.get(record.course)
    session = course.session(record.session) if course else None
    for place, candidate in repeated(row.candidate for row in record.results):
        message = f"the candidate {candidate} has a result in this file already"
        hint = "One session gives one result: keep the one that was transmitted."
        yield draft.problem(entry, ("results", place, "candidate"), "X216", message, hint)
    numbers = [row.certificate or f"none {place}" for place, row in enumerate(record.results)]
    for place, certificate in repeated(numbers):
        message = f"the certificate {shown(certificate)} belongs to a result above already"
        hint = "A certificate has one holder; compare with the file that was transmitted."
        yield draft.problem(entry, ("results", place, "certificate"), "X217", message, hint)
    for place, row in enumerate(record.results):
        yield from _row(draft, entry, ("results", place), row, course=course, session=session)


def _row(
    draft: Draft,
    entry: Entry[Results],
    at: Location,
    row: Result,
    *,
    course: Course | None,
    session: Session | None,
) -> Iterator[Diagnostic]:
    yield from draft.refers(entry, (*at, "candidate"), "candidate", row.candidate)
    if row.date > entry.record.source.received:
        message = f"dated {row.date}, after the file was received on {entry.record.source.received}"
        yield draft.problem(entry, (*at, "date"), "X226", message, "Correct one of the dates.")
    if session is not None:
        yield from _within(draft, entry, at, row, session)
    if course is None:
        return
    if course.path(row.path) is None:
        known = [path.id for path in course.paths]
        message = f"the course '{entry.record.course}' has no path '{shown(row.path)}'"
        hint = did_you_mean(row.path, known) or f"Paths: {', '.join(known) or 'none'}."
        yield draft.problem(entry, (*at, "path"), "X207", message, hint)
    if row.score is None:
        return
    exam = course.exam
    if exam is not None and exam.questions is not None and row.score > exam.questions:
        message = f"{row.score} right answers out of only {exam.questions} questions"
        hint = "The score counts right answers; it is not a percentage."
        yield draft.problem(entry, (*at, "score"), "X234", message, hint)
    elif exam is None or (exam.pass_correct is None and not (exam.pass_percent and exam.questions)):
        message = "the score counts for nothing: the course names no pass mark"
        hint = "Give the course's exam a pass mark, or transmit 'passed: true' instead of the score."
        yield draft.problem(entry, (*at, "score"), "X235W", message, hint)


def _within(
    draft: Draft, entry: Entry[Results], at: Location, row: Result, session: Session
) -> Iterator[Diagnostic]:
    opens, closes, what = session.start, session.end, "session"
    if session.exam is not None:
        opens, closes, what = session.exam.opens, session.exam.closes, "exam window"
    if (opens is not None and row.date < opens) or (closes is not None and row.date > closes):
        message = f"dated {row.date}, outside the {what} ({opens or '…'} to {closes or '…'})"
        yield draft.problem(
            entry, (*at, "date"), "X225", message, "Correct the date, or the session's dates."
        )


def _edition(draft: Draft, entry: Entry[Edition]) -> Iterator[Diagnostic]:
    record = entry.record
    if not entry.key.startswith(f"{record.programme}-"):
        message = f"the programme is '{shown(record.programme)}', and the file is named '{entry.key}'"
        hint = f"An edition's file is named {shown(record.programme)}-<n>.yml."
        yield draft.problem(entry, ("programme",), "X209", message, hint)
    yield from draft.refers(entry, ("programme",), "programme", record.programme)
    programme = draft.programmes.get(record.programme)
    if programme is not None and programme.version_on(record.date) is None:
        message = "the jury met before the programme existed"
        yield draft.problem(entry, ("date",), "X224", message, "Correct the date.")
    signed = [normalised(approval.by) for approval in record.approvals]
    for place, _ in repeated(signed):
        message = f"{shown(record.approvals[place].by)} has approved already"
        yield draft.problem(entry, ("approvals", place, "by"), "X243", message, "One person approves once.")
    if programme is not None and record.awards and len(set(signed)) < programme.approvals:
        missing = programme.approvals - len(set(signed))
        message = f"{missing} of {programme.approvals} approvals are missing; nothing will be issued before"
        hint = "Each approver adds 'by', 'role' and 'date' under approvals."
        at: Location = ("approvals",) if record.approvals else ("awards",)
        line, column = draft.document(entry.path).key_place(at)
        yield Diagnostic(entry.path, line, column, "X242W", message, hint)
    awarded = {award.candidate for award in record.awards}
    for place, deferral in enumerate(record.deferred):
        at = ("deferred", place, "candidate")
        if deferral.candidate in awarded:
            message = f"the candidate {deferral.candidate} is awarded and deferred at once"
            yield draft.problem(entry, at, "X244", message, "Keep one of the two decisions.")
        yield from _registered(draft, entry, at, deferral.candidate)
    for place, award in enumerate(record.awards):
        yield from _registered(draft, entry, ("awards", place, "candidate"), award.candidate)


def _registered(draft: Draft, entry: Entry[Edition], at: Location, candidate: str) -> Iterator[Diagnostic]:
    yield from draft.refers(entry, at, "candidate", candidate)
    record = draft.candidates.get(candidate)
    if record is None:
        return
    programme, day = entry.record.programme, entry.record.date
    entries = [one for one in record.registrations if one.programme == programme]
    if not any(one.date <= day for one in entries):
        when = f" before {min(one.date for one in entries)}" if entries else ""
        message = f"the candidate {candidate} is not registered for '{shown(programme)}'{when}"
        yield draft.problem(entry, at, "X240", message, "Register the candidate, or take this decision out.")
    elif all(one.withdrawn is not None and one.withdrawn <= day for one in entries if one.date <= day):
        message = f"the candidate {candidate} has withdrawn from '{shown(programme)}'"
        yield draft.problem(entry, at, "X241", message, "Take this decision out, or correct 'withdrawn'.")


def _awarded_once(draft: Draft) -> Iterator[Diagnostic]:
    """One diploma a programme and candidate, over all editions; a correction is made by superseding. Where
    the diploma expires, a later edition may award it anew."""
    first: dict[tuple[str, str], Entry[Edition]] = {}
    for entry in sorted(draft.editions, key=lambda entry: (entry.record.date, entry.key)):
        for place, award in enumerate(entry.record.awards):
            key = (entry.record.programme, award.candidate)
            programme = draft.programmes.get(entry.record.programme)
            anew = programme is None or programme.validity_years is not None
            if key in first and (first[key] is entry or not anew):
                where = "above" if first[key] is entry else f"in {first[key].path}"
                message = f"the candidate {award.candidate} is awarded this diploma {where} already"
                hint = "A correction is made with 'parchemin supersede', not by a second award."
                yield draft.problem(entry, ("awards", place, "candidate"), "X239", message, hint)
            first.setdefault(key, entry)
