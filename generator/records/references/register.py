"""Candidates: nobody twice, and registrations, choices, swaps, deposits and recognitions that refer to what
exists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from generator.errors import Diagnostic
from generator.records.candidate import Candidate, Registration
from generator.records.draft import Draft, Entry
from generator.records.explain import did_you_mean
from generator.records.programme import Programme, months_of
from generator.records.references.programmes import named_courses
from generator.records.references.twice import repeated
from generator.records.yaml import Location, shown

__all__ = ["check", "normalised"]


def normalised(name: str) -> str:
    """Return `name` without case, accents, hyphens, apostrophes and blanks, to find the same person twice.

    Only for comparing: two people may share the result, and scripts without case or accents keep theirs.
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    letters = (c for c in folded if unicodedata.category(c) not in ("Mn", "Me"))
    return re.sub(r"[\W_]+", "", "".join(letters))


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Yield what is wrong with the register."""
    choosable: dict[tuple[str, date], frozenset[str] | None] = {}
    yield from _nobody_twice(draft)
    site = draft.site.get("site")
    for candidate in draft.candidates:
        record = candidate.record
        if site is not None and site.demonstration and not record.fictional:
            message = "the site is a demonstration, and this candidate is not marked as fictional"
            hint = "Write 'fictional: true'; a demonstration holds no real person."
            yield draft.problem(candidate, ("fictional",), "X254W", message, hint)
        for place, registration in enumerate(record.registrations):
            yield from _registration(draft, candidate, place, registration, choosable)
        yield from _registered_once(draft, candidate)
        yield from _deposits(draft, candidate)
        yield from _recognitions(draft, candidate)


def _nobody_twice(draft: Draft) -> Iterator[Diagnostic]:
    mails: dict[str, str] = {}
    accounts: dict[str, str] = {}
    people: dict[tuple[str, date | None], str] = {}
    names: dict[str, str] = {}
    for candidate in draft.candidates:
        record, path = candidate.record, candidate.path
        # Whoever writes the same address twice means the same mailbox, whatever the case.
        mail = record.email.casefold()
        if mail in mails:
            message, hint = (
                f"{mails[mail]} has the same e-mail address",
                "Merge the two records, or correct one.",
            )
            yield draft.problem(candidate, ("email",), "X212", message, hint)
        mails.setdefault(mail, path)
        if record.platform_id is not None:
            account = record.platform_id.casefold()
            if account in accounts:
                message = f"{accounts[account]} has the same account on the platform"
                hint = "Merge the two records, or correct one."
                yield draft.problem(candidate, ("platform_id",), "X212", message, hint)
            accounts.setdefault(account, path)
        name = normalised(record.name.display)
        person = (name, record.birth_date)
        at: Location = ("name", "display")
        if record.birth_date is not None and person in people:
            message = f"{people[person]} has the same name and date of birth"
            hint = "One person has one record: merge them, or correct a date of birth."
            yield draft.problem(candidate, at, "X213", message, hint)
        elif name in names:
            message, hint = f"{names[name]} has the same name", "Make sure that they are two people."
            yield draft.problem(candidate, at, "X214W", message, hint)
        people.setdefault(person, path)
        names.setdefault(name, path)


def _registration(
    draft: Draft,
    candidate: Entry[Candidate],
    place: int,
    entry: Registration,
    choosable: dict[tuple[str, date], frozenset[str] | None],
) -> Iterator[Diagnostic]:
    at = ("registrations", place)
    yield from draft.refers(candidate, (*at, "programme"), "programme", entry.programme)
    if entry.withdrawn is not None and entry.withdrawn < entry.date:
        message = f"withdrawn on {entry.withdrawn}, before registering on {entry.date}"
        yield draft.problem(candidate, (*at, "withdrawn"), "X228", message, "Correct one of the dates.")
    for number, slug in repeated(entry.choices):
        message = f"the course '{shown(slug)}' is chosen twice"
        yield draft.problem(candidate, (*at, "choices", number), "X218", message, "Keep one of them.")
    programme = draft.programmes.get(entry.programme)
    allowed: frozenset[str] | None = None
    if programme is not None:
        first = min(version.since for version in programme.versions)
        if entry.date < first:
            message = f"registered on {entry.date}; the programme exists since {first}"
            yield draft.problem(candidate, (*at, "date"), "X224", message, "Correct one of the dates.")
        key = (entry.programme, entry.date)
        if key not in choosable:
            choosable[key] = _choosable(draft, programme, entry.date)
        allowed = choosable[key]
    for number, slug in enumerate(entry.choices):
        yield from _choice(
            draft, candidate, (*at, "choices", number), slug, programme=entry.programme, allowed=allowed
        )
    yield from _swaps(draft, candidate, place, entry, allowed)


def _choosable(draft: Draft, programme: Programme, registered: date) -> frozenset[str] | None:
    """Return the courses that count in the version in force at registration or in a later one."""
    current = programme.version_on(registered)
    versions = [v for v in programme.versions if v is current or v.since > registered]
    sets = [named_courses(version.requirement, draft) for version in versions]
    known = [found for found in sets if found is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


def _choice(
    draft: Draft,
    candidate: Entry[Candidate],
    at: Location,
    slug: str,
    *,
    programme: str,
    allowed: frozenset[str] | None,
) -> Iterator[Diagnostic]:
    yield from draft.refers(candidate, at, "course", slug)
    if draft.courses.knows(slug) and allowed is not None and slug not in allowed:
        message = f"the course '{slug}' does not count for '{programme}'"
        hint = f"What counts: {', '.join(sorted(allowed)[:20])}." if allowed else ""
        yield draft.problem(candidate, at, "X233", message, hint)


def _swaps(
    draft: Draft,
    candidate: Entry[Candidate],
    place: int,
    entry: Registration,
    allowed: frozenset[str] | None,
) -> Iterator[Diagnostic]:
    current = list(entry.choices)
    for number, swap in sorted(enumerate(entry.swaps), key=lambda item: item[1].date):
        at = ("registrations", place, "swaps", number)
        yield from _choice(
            draft, candidate, (*at, "into"), swap.into, programme=entry.programme, allowed=allowed
        )
        if swap.date < entry.date:
            message = f"swapped on {swap.date}, before registering on {entry.date}"
            yield draft.problem(candidate, (*at, "date"), "X228", message, "Correct one of the dates.")
        if swap.out not in current:
            message = f"'{shown(swap.out)}' is not among the courses chosen, so it cannot be given up"
            hint = did_you_mean(swap.out, current) or f"Chosen at that time: {', '.join(current) or 'none'}."
            yield draft.problem(candidate, (*at, "out"), "X236", message, hint)
            continue
        if swap.into in current:
            message = f"'{swap.into}' is among the courses chosen already"
            yield draft.problem(candidate, (*at, "into"), "X236", message, "Name another course.")
            continue
        current[current.index(swap.out)] = swap.into


def _registered_once(draft: Draft, candidate: Entry[Candidate]) -> Iterator[Diagnostic]:
    """A second registration is in order once the first was withdrawn, or its period has run out."""
    entries = sorted(enumerate(candidate.record.registrations), key=lambda item: item[1].date)
    for number, (_, earlier) in enumerate(entries):
        for place, later in entries[number + 1 :]:
            if later.programme != earlier.programme:
                continue
            if earlier.withdrawn is not None and earlier.withdrawn <= later.date:
                continue
            if _ran_out(draft, earlier, later.date):
                continue
            message = f"registered for '{shown(later.programme)}' since {earlier.date} already"
            hint = "Keep one registration; a second one starts when the first is withdrawn or has run out."
            at = ("registrations", place, "programme")
            yield draft.problem(candidate, at, "X215", message, hint)


def _ran_out(draft: Draft, entry: Registration, day: date) -> bool:
    programme = draft.programmes.get(entry.programme)
    if programme is None:
        return True
    version = programme.version_on(entry.date)
    if version is None or version.within is None:
        return False
    months = (day.year - entry.date.year) * 12 + day.month - entry.date.month
    return (months, day.day) > (months_of(version.within), entry.date.day)


def _deposits(draft: Draft, candidate: Entry[Candidate]) -> Iterator[Diagnostic]:
    for place, deposit in enumerate(candidate.record.deposits):
        at = ("deposits", place)
        yield from draft.refers(candidate, (*at, "course"), "course", deposit.course)
        course = draft.courses.get(deposit.course)
        if course is not None and course.session(deposit.session) is None:
            known = [session.id for session in course.sessions]
            message = f"the course '{deposit.course}' has no session '{shown(deposit.session)}'"
            hint = did_you_mean(deposit.session, known) or f"Sessions: {', '.join(known) or 'none'}."
            yield draft.problem(candidate, (*at, "session"), "X206", message, hint)


def _recognitions(draft: Draft, candidate: Entry[Candidate]) -> Iterator[Diagnostic]:
    registered = {entry.programme for entry in candidate.record.registrations}
    for place, recognition in enumerate(candidate.record.recognitions):
        at = ("recognitions", place)
        yield from draft.refers(candidate, (*at, "course"), "course", recognition.course)
        yield from draft.refers(candidate, (*at, "programme"), "programme", recognition.programme)
        if draft.programmes.knows(recognition.programme) and recognition.programme not in registered:
            message = f"recognised for '{recognition.programme}', for which the candidate is not registered"
            yield draft.problem(
                candidate, (*at, "programme"), "X238", message, "Correct it, or register first."
            )
