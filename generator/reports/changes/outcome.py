"""What follows from a change: who is entitled, what became of diplomas, which mail is due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.reports.changes.change import Change, Person, Snapshot, by_key
from generator.rules.sentence import Sentence

__all__ = ["outcome_changes"]

_S = Sentence
_STATES: Final = {
    "revoked": ("diploma-revoked", _S("est révoqué", "is revoked")),
    "superseded": ("diploma-superseded", _S("est remplacé", "is superseded")),
    "withdrawn": ("diploma-withdrawn", _S("est retiré de la vue", "is withdrawn from view")),
    "expired": ("diploma-expired", _S("a expiré", "has expired")),
    "valid": ("diploma-reinstated", _S("est de nouveau valable", "is valid again")),
    "not-yet-valid": ("diploma-not-yet-valid", _S("n’est pas encore valable", "is not valid yet")),
}


def outcome_changes(before: Snapshot, after: Snapshot, person: Person) -> Iterator[Change]:
    """Everything that follows."""
    yield from _entitled(before, after, person)
    yield from _diplomas(before, after, person)
    for name, programme in sorted(after.groundless - before.groundless):
        said = _S(
            f"Le diplôme de {person(name)} ({programme}) perd son fondement : selon les fiches, il n’est pas acquis.",
            f"The diploma of {person(name)} ({programme}) loses its ground: by the records, it was not earned.",
        )
        yield Change("grounds", "ground-lost", f"{name}/{programme}", said, name)
    for name, programme in sorted(before.groundless - after.groundless):
        said = _S(
            f"Le diplôme de {person(name)} ({programme}) n’est plus sans fondement.",
            f"The diploma of {person(name)} ({programme}) no longer lacks its ground.",
        )
        yield Change("grounds", "ground-found", f"{name}/{programme}", said, name)
    yield from _mail(before, after, person)


def _entitled(before: Snapshot, after: Snapshot, person: Person) -> Iterator[Change]:
    for name, programme in sorted(after.entitled - before.entitled):
        said = _S(
            f"{person(name)} obtient le droit au diplôme {programme}.",
            f"{person(name)} becomes entitled to {programme}.",
        )
        yield Change("entitled", "becomes-entitled", f"{name}/{programme}", said, name)
    for name, programme in sorted(before.entitled - after.entitled):
        said = _S(
            f"{person(name)} perd le droit au diplôme {programme}.",
            f"{person(name)} ceases to be entitled to {programme}.",
        )
        yield Change("entitled", "ceases-to-be-entitled", f"{name}/{programme}", said, name)


def _diplomas(before: Snapshot, after: Snapshot, person: Person) -> Iterator[Change]:
    new, gone, both = by_key(before.diplomas, after.diplomas)
    for code in new:
        one = after.diplomas[code]
        now = _STATES[one.state][1]
        then = _S("", "") if one.state == "valid" else _S(f" ; il {now.fr}", f"; it {now.en}")
        said = _S(
            f"Diplôme {code} émis pour {person(one.candidate)} ({one.edition}){then.fr}.",
            f"Diploma {code} issued to {person(one.candidate)} ({one.edition}){then.en}.",
        )
        yield Change("diplomas", "diploma-issued", code, said, one.candidate)
    for code in gone:
        one = before.diplomas[code]
        said = _S(
            f"Le diplôme {code} a disparu du registre des diplômes : cela ne doit jamais être.",
            f"The diploma {code} is gone from the ledger: that must never be.",
        )
        yield Change("diplomas", "diploma-gone", code, said, one.candidate)
    for code in both:
        one, state_now = after.diplomas[code], after.diplomas[code].state
        if before.diplomas[code].state != state_now:
            kind, words = _STATES[state_now]
            said = _S(
                f"Le diplôme {code} de {person(one.candidate)} {words.fr}.",
                f"The diploma {code} of {person(one.candidate)} {words.en}.",
            )
            yield Change("diplomas", kind, code, said, one.candidate)


def _mail(before: Snapshot, after: Snapshot, person: Person) -> Iterator[Change]:
    new, gone, _ = by_key(before.due, after.due)
    for key in new:
        name, _, rest = key.partition("/")
        said = _S(f"À envoyer à {person(name)} : {rest}.", f"To be sent to {person(name)}: {rest}.")
        yield Change("mail", "mail-due", key, said, name)
    for key in gone:
        name, _, rest = key.partition("/")
        sent = key in after.sent
        said = (
            _S(f"Envoyé à {person(name)} : {rest}.", f"Sent to {person(name)}: {rest}.")
            if sent
            else _S(
                f"Plus à envoyer à {person(name)} : {rest}.",
                f"No longer to be sent to {person(name)}: {rest}.",
            )
        )
        yield Change("mail", "mail-sent" if sent else "mail-gone", key, said, name)
