"""What the acts on a diploma come to: its state, its bit in the status list, whether its page is sealed.

A state is computed, never stored::

    state_of(line.credential, acts_on_that_code, at=now).state      # "valid", "revoked", …
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from generator.trust.instant import parse_instant

if TYPE_CHECKING:
    from generator.trust.ledger import Act, ReasonClass

__all__ = ["DiplomaState", "State", "sealed_after", "sets_bit", "state_of"]

State: TypeAlias = Literal["valid", "revoked", "superseded", "withdrawn", "expired", "not-yet-valid"]


@dataclass(frozen=True, slots=True)
class DiplomaState:
    """What a diploma's page says of it. `since` is None for a state that nothing brought about (valid).

    `reason` is a class, fit to be published. `replacement` is given only when the holder asked for the link
    from the old diploma to the new one (act ``share``): a name change can be sensitive.
    """

    state: State
    since: datetime | None = None
    reason: ReasonClass | None = None
    replacement: str | None = None


def state_of(credential: Mapping[str, object], acts: Iterable[Act], at: datetime) -> DiplomaState:
    """The state of a diploma at an instant; `acts` are those on its code, in any order.

    Acts count whatever their date: a clock that is wrong must not bring a revoked diploma back. A withdrawn one is no
    longer shown, at its holder's request, and stays so: its page must not name the holder again because it was also
    revoked, which the status list says. Otherwise the graver state wins: revoked, superseded, then the dates.
    """
    revoked = superseded = withdrawn = None
    shared = False
    for act in _in_order(acts):
        if act.act == "revoke":
            revoked = revoked or act
        elif act.act == "supersede":
            superseded = superseded or act
        elif act.act == "withdraw":
            withdrawn = withdrawn or act
        elif act.act == "reinstate":
            revoked = withdrawn = None
        elif act.act == "share":
            shared = True
    if withdrawn is not None:
        return DiplomaState("withdrawn", withdrawn.date, withdrawn.reason)
    if revoked is not None:
        return DiplomaState("revoked", revoked.date, revoked.reason)
    if superseded is not None:
        link = superseded.replacement if shared else None
        return DiplomaState("superseded", superseded.date, superseded.reason, link)
    begins, ends = _instant(credential, "validFrom"), _instant(credential, "validUntil")
    if ends is not None and at > ends:
        return DiplomaState("expired", ends)
    if begins is not None and at < begins:
        return DiplomaState("not-yet-valid", begins)
    return DiplomaState("valid")


def sets_bit(acts: Iterable[Act]) -> bool:
    """Whether the diploma's bit of the revocation list is set: revoked, or replaced by another."""
    revoked = superseded = False
    for act in _in_order(acts):
        if act.act == "revoke":
            revoked = True
        elif act.act == "reinstate":
            revoked = False
        elif act.act == "supersede":
            superseded = True
    return revoked or superseded


def sealed_after(acts: Iterable[Act], as_issued: bool) -> bool:
    """Whether a diploma is sealed: as the last act about that says, else as it was issued."""
    last = [act.act for act in _in_order(acts) if act.act in ("seal", "unseal")]
    return last[-1] == "seal" if last else as_issued


def _in_order(acts: Iterable[Act]) -> list[Act]:
    # Within one second `reinstate` sorts before `revoke`: in doubt the graver state stays.
    return sorted(acts, key=lambda act: (act.date, act.act, act.to_line()))


def _instant(credential: Mapping[str, object], name: str) -> datetime | None:
    value = credential.get(name)
    return parse_instant(value) if isinstance(value, str) else None
