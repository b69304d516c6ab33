"""What people send who are registered: deposits, changes of choice, corrections of the name, withdrawals."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol

from generator.errors import Diagnostic
from generator.intake.desk import Desk
from generator.intake.message import Choices, DepositClaim, Letter, NameCorrection, scan_type
from generator.intake.outcome import Decision, Outcome, refused
from generator.records.amend import Append, Edit, Put, Value
from generator.records.candidate import Candidate, Scan
from generator.rules.likeness import Likeness, Person
from generator.rules.matching import certificate_key
from generator.rules.registered import chosen, in_force, swaps_left

__all__ = ["follow"]


class _Whose(Protocol):
    @property
    def candidate(self) -> str | None: ...
    @property
    def why(self) -> str: ...
    @property
    def alike(self) -> tuple[Likeness, ...]: ...


def follow(desk: Desk, letter: Letter, source: str, decision: Decision | None, owner: _Whose) -> Outcome:
    """What such a file would change in the record of its `owner`, or of whom a person decided."""
    candidate = owner.candidate
    if decision is not None:
        if decision.into is None:
            message = "only a registration can be of somebody new"
            hint = f"Name the candidate: --into {letter.short}=c-…"
            return refused(source, Diagnostic(source, 0, 0, "I303", message, hint), letter=letter)
        candidate = decision.into
    if candidate is None:
        hint = f"Compare, and ask the sender if in doubt; then say --into {letter.short}=c-…"
        problem = Diagnostic(source, 0, 0, "I302", f"it is not certain whose it is: {owner.why}", hint)
        return Outcome(source, "open", letter, problems=(problem,), alike=owner.alike)
    record = desk.candidates[candidate]
    place = in_force(record, letter.programme, letter.made.date())
    if place is None:
        message = f"{candidate} is not registered for {letter.programme} on {letter.made.date()}"
        return _no(letter, source, message, "Is it of another programme?")
    return _change(desk, letter, source, candidate, place=place, decided=decision is not None)


def _change(desk: Desk, letter: Letter, source: str, candidate: str, *, place: int, decided: bool) -> Outcome:
    content = letter.content
    if isinstance(content, DepositClaim):
        return _deposit(desk, letter, content, source, candidate, decided=decided)
    if isinstance(content, Choices):
        return _choices(desk, letter, content, source, candidate, place=place, decided=decided)
    if isinstance(content, NameCorrection):
        return _name(desk, letter, content, source, candidate)
    edit = Put(("registrations", place, "withdrawn"), letter.made.date())
    return desk.changed(source, letter, candidate, [edit])


def _no(letter: Letter, source: str, message: str, hint: str = "") -> Outcome:
    return refused(source, Diagnostic(source, 0, 0, "I305", message, hint), letter=letter)


def _deposit(
    desk: Desk, letter: Letter, claim: DepositClaim, source: str, candidate: str, *, decided: bool
) -> Outcome:
    holder = desk.certificates.get((claim.course, certificate_key(claim.certificate)))
    if holder == candidate:
        return _no(letter, source, f"{candidate} has declared the certificate {claim.certificate} already")
    if holder is not None and not decided:
        message = f"{holder} has declared the certificate {claim.certificate} too"
        hint = f"Look at both; if it belongs here, say --into {letter.short}={candidate}."
        problem = Diagnostic(source, 0, 0, "I310", message, hint)
        alike = desk.alike([candidate, holder], "certificate")
        return Outcome(source, "open", letter, problems=(problem,), alike=alike)
    made = letter.made.date()
    if claim.issued > made:
        return _no(letter, source, f"the certificate is dated {claim.issued}, after the file itself")
    fields: dict[str, Value] = {
        "course": claim.course,
        "session": claim.session,
        "certificate": claim.certificate,
        "date": made,
    }
    if claim.score is not None:
        fields["score"] = claim.score
    fields["issued"] = claim.issued
    scans: Mapping[str, bytes] = {}
    kind = scan_type(letter.scan)
    if kind is not None:
        scan = Scan(sha256=hashlib.sha256(letter.scan).hexdigest(), type=kind, bytes=len(letter.scan))
        fields["scan"] = {"sha256": scan.sha256, "type": scan.type, "bytes": scan.bytes}
        scans = {scan.path: letter.scan}
    outcome = desk.changed(source, letter, candidate, [Append(("deposits",), fields)])
    # The scan first: a record never names one that is not there.
    return outcome if outcome.state != "taken" else replace(outcome, files={**scans, **outcome.files})


def _choices(
    desk: Desk, letter: Letter, change: Choices, source: str, candidate: str, *, place: int, decided: bool
) -> Outcome:
    registration = desk.candidates[candidate].registrations[place]
    left = swaps_left(registration, desk.tree.programmes[letter.programme])
    asked = len(change.swaps)
    if left is None and not decided:
        message = "the rule in force at registration says nothing of exchanges"
        hint = f"If it is granted, say --into {letter.short}={candidate}."
        problem = Diagnostic(source, 0, 0, "I309", message, hint)
        return Outcome(source, "open", letter, candidate, problems=(problem,))
    if left is not None and asked > left:
        said = "none is left" if left == 0 else f"only {left} left"
        made = len(registration.swaps)
        return _no(letter, source, f"it asks for {_exchanges(asked)}; {made} made before, {said}")
    current = list(chosen(registration))
    edits: list[Edit] = []
    for swap in change.swaps:
        if swap.out not in current or swap.into in current:
            message = f"{swap.out} cannot be exchanged for {swap.into}"
            return _no(letter, source, message, f"Chosen now: {', '.join(current) or 'nothing'}.")
        current[current.index(swap.out)] = swap.into
        exchange: dict[str, Value] = {"date": letter.made.date(), "out": swap.out, "into": swap.into}
        edits.append(Append(("registrations", place, "swaps"), exchange))
    latest = max((swap.date for swap in registration.swaps), default=date.min)
    if letter.made.date() < latest:
        return _no(letter, source, f"it was made before the exchange of {latest}", "Ask for a new file.")
    outcome = desk.changed(source, letter, candidate, edits)
    remark = () if left is None else (f"exchanges left afterwards: {left - asked}",)
    return replace(outcome, remarks=remark)


def _exchanges(number: int) -> str:
    return "one exchange" if number == 1 else f"{number} exchanges"


def _name(desk: Desk, letter: Letter, wanted: NameCorrection, source: str, candidate: str) -> Outcome:
    record = desk.candidates[candidate]
    new, day = wanted.name, letter.made.date()
    if new == record.name:
        return _no(letter, source, f"the record of {candidate} has that name already")
    request: dict[str, Value] = {"date": day, "display": new.display}
    for part in ("given", "family"):
        if (text := getattr(new, part)) is not None:
            request[part] = text
    if wanted.reason is not None:
        request["reason"] = wanted.reason
    if candidate in desk.named:
        outcome = desk.changed(source, letter, candidate, [Append(("name_requests",), request)])
        hint = f"a result or a diploma names {candidate}: only a request; decide with parchemin names {candidate}"
        return replace(outcome, remarks=(hint,))
    person = Person(new.display, record.birth_date, record.email, record.platform_id)
    others = tuple(one for one in desk.people.like(person, besides=candidate) if one.same)
    if others:
        message = f"{others[0].candidate} has that name and the same date of birth"
        problem = Diagnostic(
            source, 0, 0, "I301", message, "Two records of one person? Ask, and merge them by hand."
        )
        return Outcome(source, "open", letter, candidate, problems=(problem,), alike=others)
    request |= {
        "former": record.name.display,
        "decided": desk.now.date(),
        "accepted": True,
        "by": "parchemin intake",
    }
    edits = [*_renamed(record, new.display, new.given, new.family), Append(("name_requests",), request)]
    return desk.changed(source, letter, candidate, edits)


def _renamed(record: Candidate, display: str, given: str | None, family: str | None) -> list[Edit]:
    edits: list[Edit] = []
    for part, text in (("display", display), ("given", given), ("family", family)):
        if text is not None and text != getattr(record.name, part):
            edits.append(Put(("name", part), text))
    return edits
