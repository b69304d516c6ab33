"""What a sealed file would change, or why it changes nothing.

Pure: the register, the moment and a person's decision arrive as arguments, and nothing is written. What proves whose a
file is, is decided in `whose`; what cannot be proved is left open, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from generator.errors import Diagnostic
from generator.intake.desk import Desk
from generator.intake.following import follow
from generator.intake.message import Letter, RegistrationRequest, Who
from generator.intake.outcome import Decision, Outcome, refused
from generator.intake.registering import register
from generator.rules.likeness import Likeness, Person, same_account

__all__ = ["Whose", "consider", "whose"]

_CLOCKS: Final = timedelta(days=1)
"""How far a candidate's clock may be ahead of ours."""
_STALE: Final = timedelta(days=90)
"""From this age on a person looks at the date that a file gives itself: it decides which rule applies."""


def consider(desk: Desk, letter: Letter, source: str, decision: Decision | None = None) -> Outcome:
    """What becomes of an opened file. `decision` is what a person said of it."""
    if (before := desk.received.get(letter.id)) is not None:
        return _again(letter, source, *before)
    problems = tuple(_frame(desk, letter, source))
    if problems:
        return refused(source, *problems, letter=letter)
    if decision is not None and decision.into is not None and decision.into not in desk.candidates:
        message = f"there is no candidate {decision.into}"
        return refused(source, Diagnostic(source, 0, 0, "I303", message), letter=letter)
    if isinstance(letter.content, RegistrationRequest):
        outcome = register(desk, letter, letter.content, source, decision)
    else:
        owner = whose(desk, letter.content.who, claim=letter.kind == "deposit")
        outcome = follow(desk, letter, source, decision, owner)
    if outcome.state == "taken" and decision is None and letter.made < desk.now - _STALE:
        days = (desk.now - letter.made).days
        problem = Diagnostic(
            source, 0, 0, "I308", f"it was made {days} days ago, by its own account", _HINT_INTO
        )
        return replace(outcome, state="open", problems=(problem,), files={}, record=None)
    return outcome


def _again(letter: Letter, source: str, candidate: str, sha256: str) -> Outcome:
    if sha256 == letter.sha256:
        remark = "already received; nothing changes"
        return Outcome(source, "known", letter, candidate, remarks=(remark,))
    message = f"its number was taken in before, of another file (in the record of {candidate})"
    hint = "Each file has a number of its own: this one was copied or forged. Ask the sender."
    return refused(source, Diagnostic(source, 0, 0, "I210", message, hint), letter=letter)


def _frame(desk: Desk, letter: Letter, source: str) -> Iterator[Diagnostic]:
    """What is wrong with a file whatever it says."""
    if letter.host != desk.tree.site.host:
        message = f"it was made on the page of another site, {letter.host!r}"
        yield Diagnostic(source, 0, 0, "I208", message, "Forward it to that school.")
    if letter.programme not in desk.tree.programmes:
        message = f"it names the programme {letter.programme!r}, which does not exist here"
        yield Diagnostic(source, 0, 0, "I208", message, "Was the programme renamed?")
    if letter.made > desk.now + _CLOCKS:
        message = f"it was made on {letter.made.date()}, which is still to come"
        yield Diagnostic(source, 0, 0, "I209", message, "The sender's clock is wrong; ask for a new file.")


@dataclass(frozen=True, slots=True)
class Whose:
    """Who a file is from: a candidate, or None with the reason and whoever it may be."""

    candidate: str | None
    why: str = ""
    alike: tuple[Likeness, ...] = ()


def whose(desk: Desk, who: Who, *, claim: bool) -> Whose:
    """Tell whose file it is.

    A receipt is a secret between the candidate and the school: with the date of birth, and the mail address or the
    platform account, it proves who writes. Without it a `claim` (a deposit, which counts for nothing before a result is
    transmitted) is attributed when address, date of birth and account all agree with one record; whatever changes a
    registration is left to a person, because friends and colleagues know those three.
    """
    person = Person("", who.birth_date, who.email, who.platform_id)
    similar = desk.people.like(person)
    if who.receipt is not None:
        owner = desk.receipts.get(who.receipt)
        if owner is None:
            return Whose(None, "its receipt is not in the register", similar)
        if _agrees(desk.people[owner], who):
            return Whose(owner)
        alike = (Likeness(owner, ("receipt",)), *(one for one in similar if one.candidate != owner))
        return Whose(None, f"its receipt is that of {owner}, but the rest is not", alike)
    if not claim:
        return Whose(None, "it quotes no receipt", similar)
    exact = [one.candidate for one in similar if _is(desk.people[one.candidate], who)]
    if len(exact) == 1 and not [one for one in similar if one.candidate != exact[0]]:
        return Whose(exact[0])
    return Whose(None, "it quotes no receipt, and the rest fits nobody exactly", similar)


def _agrees(person: Person, who: Who) -> bool:
    account = person.platform_id is not None and _same(person.platform_id, who.platform_id)
    birth = person.birth_date is None or person.birth_date == who.birth_date
    return birth and (account or person.email.casefold() == who.email.casefold())


def _is(person: Person, who: Who) -> bool:
    return (
        person.birth_date == who.birth_date
        and person.email.casefold() == who.email.casefold()
        and (person.platform_id is None or _same(person.platform_id, who.platform_id))
    )


def _same(account: str, said: str | None) -> bool:
    return said is not None and same_account(account) == same_account(said)


_HINT_INTO: Final = "If that is right, decide with --as-new or --into; else ask for a new file."
