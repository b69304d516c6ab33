"""Whether an award still rests on what the jury saw.

Results are corrected after diplomas are issued: a platform transmits a file anew, a fraud is found. Nothing is
revoked by that alone; people are told, and decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from generator.records.edition import Award, Edition
from generator.records.tree import Tree
from generator.rules.digest import evidence_digest
from generator.rules.eligibility import Case, Decision, decide
from generator.rules.standing import Sitting

__all__ = ["Ground", "reconsider"]

Ground = Literal["holds", "changed", "gone"]
"""``gone``: by the records of today the candidate was not entitled on the jury's day. ``changed``: entitled, but by
other evidence than the edition's digest says. An award without a digest can only hold or be gone."""


def reconsider(
    tree: Tree, sittings: Mapping[str, tuple[Sitting, ...]], edition: Edition, award: Award
) -> tuple[Ground, Decision]:
    """Decide an award once more, as of the jury's day, by the records of today."""
    decision = decide(Case.of(tree, sittings, edition.programme, award.candidate), on=edition.date)
    if not decision.entitled:
        return "gone", decision
    seen = award.evidence
    changed = seen is not None and seen != evidence_digest(tree.programmes[edition.programme], decision)
    return "changed" if changed else "holds", decision
