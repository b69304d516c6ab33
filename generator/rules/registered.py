"""What a candidate's record says of one registration: what was chosen, what may still be exchanged, until when.

Everything that a letter of confirmation tells is here, from the record alone:

    facts = confirmation("c-4f9k2m7x1q", candidate, registration, programme)
    facts.choices, facts.window.closes, facts.receipts
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from generator.records.base import Language
from generator.records.candidate import Candidate, Registration
from generator.records.course import Course
from generator.records.programme import AllOf, AnyOf, AtLeast, CreditsFrom, Programme, Requirement
from generator.rules.requirement import members
from generator.rules.window import Window, window_of

__all__ = ["Confirmation", "chosen", "confirmation", "could_meet", "in_force", "most_credits", "swaps_left"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A registration as it is confirmed to the candidate.

    `version` is the rule in force on its day (None where none was). `choices` are the courses bound now, exchanges
    made; `swaps_left` is None where the rule says nothing of exchanges. `registered` and `taken` are the day that
    counts and the day on which the school took the file in (None where staff wrote the record).
    """

    candidate: str
    name: str
    email: str
    language: Language
    programme: str
    registered: date
    taken: date | None
    version: str | None
    window: Window | None
    choices: tuple[str, ...]
    swaps_left: int | None
    receipts: tuple[str, ...]
    consents: tuple[tuple[str, str, bool], ...]
    withdrawn: date | None


def confirmation(
    candidate_id: str, candidate: Candidate, registration: Registration, programme: Programme
) -> Confirmation:
    """The facts of one registration; `registration` is one of the candidate's, `programme` its programme."""
    version = programme.version_on(registration.date)
    letters = [
        one for one in candidate.received if one.kind == "registration" and one.made == registration.date
    ]
    return Confirmation(
        candidate=candidate_id,
        name=candidate.name.display,
        email=candidate.email,
        language=candidate.language,
        programme=registration.programme,
        registered=registration.date,
        taken=max((one.taken for one in letters), default=None),
        version=version.id if version else None,
        window=window_of(version, registration.date) if version else None,
        choices=chosen(registration),
        swaps_left=swaps_left(registration, programme),
        receipts=candidate.receipts,
        consents=tuple((one.purpose, one.version, one.given) for one in candidate.consents),
        withdrawn=registration.withdrawn,
    )


def chosen(registration: Registration) -> tuple[str, ...]:
    """The courses chosen, after the exchanges in the order of their days. One that does not fit is passed over."""
    current = list(registration.choices)
    for swap in sorted(registration.swaps, key=lambda one: one.date):
        if swap.out in current and swap.into not in current:
            current[current.index(swap.out)] = swap.into
    return tuple(current)


def swaps_left(registration: Registration, programme: Programme) -> int | None:
    """How many exchanges remain by the rule in force at registration; None where it says nothing of them."""
    version = programme.version_on(registration.date)
    if version is None or version.swaps is None:
        return None
    return max(version.swaps - len(registration.swaps), 0)


def in_force(candidate: Candidate, programme: str, day: date) -> int | None:
    """The place of the candidate's latest registration for `programme` that began by `day` and was not withdrawn."""
    places = [
        (entry.date, place)
        for place, entry in enumerate(candidate.registrations)
        if entry.programme == programme
        and entry.date <= day
        and (entry.withdrawn is None or entry.withdrawn > day)
    ]
    return max(places)[1] if places else None


def could_meet(clause: Requirement, passed: frozenset[str], courses: Mapping[str, Course]) -> bool:
    """Whether passing these courses (each by the path that serves best) would meet the requirement."""
    if isinstance(clause, AllOf):
        return all(could_meet(part, passed, courses) for part in clause.all_of)
    if isinstance(clause, AnyOf):
        return any(could_meet(part, passed, courses) for part in clause.any_of)
    if isinstance(clause, AtLeast):
        return len(passed.intersection(members(clause.of, courses))) >= clause.at_least
    if isinstance(clause, CreditsFrom):
        taken = passed.intersection(members(clause.of, courses))
        return sum(most_credits(courses[slug]) for slug in taken) >= clause.credits
    return clause.passed.partition("/")[0] in passed


def most_credits(course: Course) -> int:
    """The most credits that a path of the course gives."""
    return max((path.credits.ects for path in course.paths if path.credits is not None), default=0)
