"""Contracts and payments: schools, courses, sessions and candidates that exist, no payment twice, and one contract for
each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from generator.errors import Diagnostic
from generator.records.draft import Draft, Entry
from generator.records.money import Contract, Payments
from generator.records.references.sessions import check_session
from generator.records.references.twice import repeated
from generator.records.yaml import shown

__all__ = ["check_contracts", "check_payments"]


def check_contracts(draft: Draft) -> Iterator[Diagnostic]:
    """Yield what is wrong with the contracts."""
    for entry in draft.contracts:
        record = entry.record
        yield from draft.refers(entry, ("school",), "issuer", record.school)
        for place, slug in enumerate(record.courses):
            at = ("courses", place)
            yield from draft.refers(entry, at, "course", slug)
            course = draft.courses.get(slug)
            if course is not None and course.school != record.school:
                message = (
                    f"the course '{slug}' is one of '{shown(course.school)}', not of '{shown(record.school)}'"
                )
                yield draft.problem(entry, at, "X262", message, "Correct one of the two.")
        for place, slug in repeated(record.courses):
            message = f"the course '{shown(slug)}' is listed twice"
            yield draft.problem(entry, ("courses", place), "X210", message, "Keep one of them.")
    yield from _at_once(draft)


def _at_once(draft: Draft) -> Iterator[Diagnostic]:
    for earlier, later in combinations(sorted(draft.contracts, key=lambda entry: entry.record.since), 2):
        one, other = earlier.record, later.record
        if one.school != other.school or (one.until is not None and one.until < other.since):
            continue
        # A contract about named courses goes before one about all.
        both = set(one.courses) & set(other.courses)
        if both or not (one.courses or other.courses):
            what = f"the course '{sorted(both)[0]}'" if both else "the same courses"
            message = f"{earlier.path} is in force on {other.since} too, for {what}"
            hint = "Give the earlier contract its last day (until), or name the courses of each."
            yield draft.problem(later, ("since",), "X261", message, hint)


def check_payments(draft: Draft) -> Iterator[Diagnostic]:
    """Yield what is wrong with the payments."""
    contracts: dict[str, list[Contract]] = {}
    for contract in draft.contracts:
        contracts.setdefault(contract.record.school, []).append(contract.record)
    # Where a contract is broken, or names what does not exist, it may be the one that is missed.
    schools = {entry.record.school for entry in draft.courses}
    unknown = any(
        not draft.courses.knows(slug) for those in contracts.values() for one in those for slug in one.courses
    )
    blind = bool(draft.contracts.broken) or unknown or not schools.issuperset(contracts)
    numbers: dict[str, str] = {}
    for entry in draft.payments:
        yield from check_session(draft, entry, "candidates/payments")
        course = draft.courses.get(entry.record.course) if _is_at_home(entry) else None
        uncovered: list[date] = []
        for place, one in enumerate(entry.record.payments):
            at = ("payments", place)
            if one.id in numbers:
                message = f"{numbers[one.id]} has a payment of that number too"
                yield draft.problem(
                    entry, (*at, "id"), "X260", message, "Delete one of the two, or correct a number."
                )
            numbers.setdefault(one.id, entry.path)
            if one.candidate is not None:
                yield from draft.refers(entry, (*at, "candidate"), "candidate", one.candidate)
            known = contracts.get(course.school, ()) if course is not None else None
            if known is not None and not any(c.applies(entry.record.course, one.date) for c in known):
                uncovered.append(one.date)
        if uncovered and course is not None and not blind:
            those = "one payment" if len(uncovered) == 1 else f"{len(uncovered)} payments"
            message = f"no contract of '{course.school}' covers {those} of this session (the first of {min(uncovered)})"
            hint = "Write it in candidates/contracts/; until then reports count the money and share nothing."
            yield draft.problem(entry, ("payments",), "X263W", message, hint)


def _is_at_home(entry: Entry[Payments]) -> bool:
    return entry.key == f"{entry.record.course}/{entry.record.session}"
