"""A registration: a new record, or one more programme for somebody who is in the register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from generator.errors import Diagnostic
from generator.intake.desk import Desk
from generator.intake.message import Letter, RegistrationRequest
from generator.intake.outcome import Decision, Outcome, refused
from generator.records.amend import Append, Edit, Put, Value
from generator.records.candidate import Candidate
from generator.rules.likeness import Likeness, Person
from generator.rules.registered import could_meet, in_force

__all__ = ["register"]


def register(
    desk: Desk, letter: Letter, wanted: RegistrationRequest, source: str, decision: Decision | None
) -> Outcome:
    """What a registration would change. Whoever may be registered already is left to a person."""
    missing = tuple(_missing_consents(desk, wanted, source))
    if missing:
        return refused(source, *missing, letter=letter)
    person = Person(wanted.name.display, wanted.birth_date, wanted.email, wanted.platform_id)
    similar = desk.people.like(person)
    if decision is not None:
        outcome = (
            _new(desk, letter, wanted, source)
            if decision.into is None
            else _further(desk, letter, wanted, source, decision.into)
        )
        return replace(outcome, remarks=(*outcome.remarks, *_remarks(desk, letter, wanted)))
    owner = desk.receipts.get(wanted.receipt)
    if owner is not None:
        one = desk.people[owner]
        same_birth = one.birth_date is None or one.birth_date == wanted.birth_date
        others = [like for like in similar if like.candidate != owner and like.same]
        if same_birth and one.email.casefold() == wanted.email.casefold() and not others:
            outcome = _further(desk, letter, wanted, source, owner)
            return replace(outcome, remarks=(*outcome.remarks, *_remarks(desk, letter, wanted)))
        alike = (Likeness(owner, ("receipt",)), *(like for like in similar if like.candidate != owner))
        message = f"its receipt is that of {owner}, but the rest is not"
        return _open(letter, source, Diagnostic(source, 0, 0, "I302", message, _into(letter)), alike)
    if similar:
        names = ", ".join(like.candidate for like in similar[:5])
        message = f"this person may be registered already: {names}"
        same = any(like.same for like in similar)
        hint = f"Compare them, then say {_into(letter)}" + ("." if same else f", or --as-new {letter.short}.")
        return _open(letter, source, Diagnostic(source, 0, 0, "I301", message, hint), similar)
    outcome = _new(desk, letter, wanted, source)
    return replace(outcome, remarks=(*outcome.remarks, *_remarks(desk, letter, wanted)))


def _open(letter: Letter, source: str, problem: Diagnostic, alike: tuple[Likeness, ...]) -> Outcome:
    return Outcome(source, "open", letter, problems=(problem,), alike=alike)


def _into(letter: Letter) -> str:
    return f"--into {letter.short}=c-…"


def _missing_consents(desk: Desk, wanted: RegistrationRequest, source: str) -> Iterator[Diagnostic]:
    rules = desk.tree.site.registration
    given = {one.purpose for one in wanted.consents if one.given}
    for text in rules.consents if rules else ():
        if text.required and text.purpose not in given:
            message = f"the consent '{text.purpose}', which registration requires, is not given"
            yield Diagnostic(source, 0, 0, "I304", message, "Ask the sender to register anew on the page.")


def _remarks(desk: Desk, letter: Letter, wanted: RegistrationRequest) -> Iterator[str]:
    """What staff may want to know, though nothing stands in the way."""
    programme = desk.tree.programmes[letter.programme]
    version = programme.version_on(letter.made.date())
    if version is not None and wanted.choices:
        known = frozenset(wanted.choices) & desk.tree.courses.keys()
        if not could_meet(version.requirement, known, desk.tree.courses):
            yield "the courses chosen would not be enough for the diploma"
    if not wanted.choices:
        yield "no course is chosen, so the exchanges of the rule bind nothing"
    rules = desk.tree.site.registration
    current = {text.purpose: text.version for text in rules.consents} if rules else {}
    for one in wanted.consents:
        if current.get(one.purpose, one.version) != one.version:
            yield f"the consent '{one.purpose}' was asked in version {one.version}, not {current[one.purpose]}"


def _registration(letter: Letter, wanted: RegistrationRequest) -> dict[str, Value]:
    entry: dict[str, Value] = {"programme": letter.programme, "date": letter.made.date()}
    if wanted.choices:
        entry["choices"] = list(wanted.choices)
    return entry


def _consents(letter: Letter, wanted: RegistrationRequest) -> list[Value]:
    return [
        {"purpose": one.purpose, "version": one.version, "date": letter.made.date(), "given": one.given}
        for one in wanted.consents
    ]


def _new(desk: Desk, letter: Letter, wanted: RegistrationRequest, source: str) -> Outcome:
    name: dict[str, Value] = {"display": wanted.name.display}
    name |= {part: text for part in ("given", "family") if (text := getattr(wanted.name, part)) is not None}
    fields: dict[str, Value] = {
        "name": name,
        "birth_date": wanted.birth_date,
        "email": wanted.email,
        "language": letter.language,
    }
    if wanted.country is not None:
        fields["country"] = wanted.country
    if desk.tree.site.demonstration:
        fields["fictional"] = True
    if wanted.platform_id is not None:
        fields["platform_id"] = wanted.platform_id
    fields["registrations"] = [_registration(letter, wanted)]
    if wanted.consents:
        fields["consents"] = _consents(letter, wanted)
    fields["receipts"] = [wanted.receipt]
    return desk.begun(source, letter, fields)


def _further(desk: Desk, letter: Letter, wanted: RegistrationRequest, source: str, candidate: str) -> Outcome:
    record = desk.candidates[candidate]
    place = in_force(record, letter.programme, letter.made.date())
    if place is not None:
        since = record.registrations[place].date
        message = f"{candidate} is registered for {letter.programme} since {since} already"
        hint = "Other courses are chosen by a change of choice, from the page for registered candidates."
        problem = Diagnostic(source, 0, 0, "I305", message, hint)
        return refused(source, problem, letter=letter)
    outcome = desk.changed(source, letter, candidate, _edits(letter, wanted, record))
    return replace(outcome, remarks=tuple(_kept(wanted, record)))


_FILLED: Final = ("birth_date", "country", "platform_id")


def _edits(letter: Letter, wanted: RegistrationRequest, record: Candidate) -> Iterator[Edit]:
    yield Append(("registrations",), _registration(letter, wanted))
    for name in _FILLED:
        if getattr(record, name) is None and (value := getattr(wanted, name)) is not None:
            yield Put((name,), value)
    for consent in _consents(letter, wanted):
        yield Append(("consents",), consent)
    if wanted.receipt not in record.receipts:
        yield Append(("receipts",), wanted.receipt)


def _kept(wanted: RegistrationRequest, record: Candidate) -> Iterator[str]:
    """What the file says otherwise than the record; the record stays as it is."""
    pairs = (
        ("name", wanted.name.display, record.name.display),
        ("birth_date", wanted.birth_date, record.birth_date),
        ("email", wanted.email, record.email),
        ("country", wanted.country, record.country),
        ("platform_id", wanted.platform_id, record.platform_id),
    )
    for name, said, kept in pairs:
        if said is not None and kept is not None and said != kept:
            yield f"{name}: the file says {said}; the record keeps {kept}"
