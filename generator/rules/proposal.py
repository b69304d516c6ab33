"""Whom an edition could award: everyone who is entitled on the jury's day, and those who nearly are.

A proposal is not a decision: the jury's is the edition that people commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.records.programme import Programme
from generator.records.tree import Tree
from generator.rules.eligibility import Case, Decision
from generator.rules.progress import Held, Progress, decisions_of_juries, progress
from generator.rules.standing import Sitting
from generator.rules.window import months_after

__all__ = ["Proposal", "propose"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the records say about one programme on one day, in the order of the candidates' identifiers.

    `entitled` may be awarded. `near` lack one thing that they can still pass, or wait for somebody's act. `others` are
    registered and further away; `before` were awarded by another edition.
    """

    programme: str
    edition: str
    on: date
    entitled: tuple[Decision, ...]
    near: tuple[Progress, ...]
    others: int
    before: int


def propose(
    tree: Tree, sittings: Mapping[str, tuple[Sitting, ...]], programme: str, edition: str, *, on: date
) -> Proposal:
    """Judge everyone who is registered for `programme` by the day `on`.

    Awards of `edition` itself do not count as made: it is what is being decided. Raises `KeyError` for an unknown
    programme.
    """
    record = tree.programmes[programme]
    awarded = decisions_of_juries([item for item in tree.editions.items() if item[0] != edition])
    entitled: list[Decision] = []
    near: list[Progress] = []
    others = before = 0
    for name in sorted(tree.candidates):
        if not any(
            entry.programme == programme and entry.date <= on for entry in tree.candidates[name].registrations
        ):
            continue
        days = [made.date for _, made in awarded.get((programme, name), ())]
        if _holds(record, days, on):
            before += 1
            continue
        held = [Held("", day, state="expired") for day in days]
        found = progress(Case.of(tree, sittings, programme, name), held, on=on)
        if found.stage == "awarded":
            before += 1
        elif found.stage == "entitled":
            entitled.append(found.decision)
        elif found.stage == "blocked" or (found.stage == "under-way" and found.missing_one):
            near.append(found)
        else:
            others += 1
    return Proposal(programme, edition, on, tuple(entitled), tuple(near), others, before)


def _holds(programme: Programme, awarded: Sequence[date], on: date) -> bool:
    """Whether an award of another edition stands on the day `on`; one that expires makes room for another."""
    if programme.validity_years is None:
        return bool(awarded)
    return any(months_after(day, 12 * programme.validity_years) >= on for day in awarded)
