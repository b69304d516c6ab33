"""What a candidate still lacks, and by when: one sentence a clause that is not met.

::

    for gap in missing(decision):
        gap.sentence.fr     # "il manque 1 cours étoilé, au plus tard le 12 mai 2028"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from generator.rules.eligibility import Decision
from generator.rules.requirement import ClauseOutcome
from generator.rules.sentence import Sentence, day, joined

__all__ = ["Gap", "missing"]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing. `by` is the last day on which it can be passed, None where the rule sets no end;
    `late` tells that this day is over; `courses` could fill the gap: those chosen first, the others only while a swap
    is left."""

    lacking: Sentence
    by: date | None
    late: bool
    courses: tuple[str, ...]

    @property
    def sentence(self) -> Sentence:
        """The gap and its last day, in words."""
        fr, en = self.lacking.fr, self.lacking.en
        if self.by is None:
            return Sentence(f"il manque {fr}", f"{en} still needed")
        last = day(self.by)
        if self.late:
            return Sentence(
                f"il manquait {fr} à la fin du délai, le {last.fr}",
                f"{en} missing when the period ended on {last.en}",
            )
        return Sentence(
            f"il manque {fr}, au plus tard le {last.fr}", f"{en} still needed, by {last.en} at the latest"
        )


def missing(decision: Decision) -> tuple[Gap, ...]:
    """Every gap of a decision, in the order of the clauses; none where the requirement is met."""
    if decision.outcome is None or decision.outcome.met:
        return ()
    closes = decision.window.closes if decision.window else None
    late = closes is not None and decision.on > closes
    return tuple(
        Gap(lacking, closes, late, _open(decision, clause)) for clause, lacking in _unmet(decision.outcome)
    )


def _open(decision: Decision, clause: ClauseOutcome) -> tuple[str, ...]:
    if decision.chosen is None:
        return clause.still_open
    chosen = tuple(course for course in clause.still_open if course in decision.chosen)
    others = tuple(course for course in clause.still_open if course not in decision.chosen)
    return chosen + others if decision.swaps_left else chosen


def _unmet(clause: ClauseOutcome) -> Iterator[tuple[ClauseOutcome, Sentence]]:
    if clause.met:
        return
    if clause.kind == "all_of":
        for part in clause.parts:
            yield from _unmet(part)
    elif clause.kind == "any_of":
        yield clause, _either(clause)
    elif clause.lacking is not None:
        yield clause, clause.lacking


def _either(clause: ClauseOutcome) -> Sentence:
    """The ways of an alternative, each with all that it still asks for."""
    ways = [
        Sentence(
            joined((lacking for _, lacking in _unmet(part)), " et ").fr,
            joined((lacking for _, lacking in _unmet(part)), " and ").en,
        )
        for part in clause.parts
    ]
    return Sentence(f"soit {joined(ways, ', soit ').fr}", f"either {joined(ways, ', or ').en}")
