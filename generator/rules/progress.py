"""How far a candidate has come in one programme: the stage, what is missing and by when, what stands in the way.

::

    found = progress(case, held, on=today)
    found.stage            # "under-way"
    found.have, found.need # 3, 5

A candidate is *blocked* when the only thing missing is an act of somebody: an identity not yet checked, a declared
certificate not yet transmitted, a course passed but not chosen. Were it done, the requirement would be met.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from generator.records.candidate import Registration
from generator.records.edition import Edition
from generator.records.result import Result
from generator.rules.eligibility import Case, Decision, decide
from generator.rules.missing import Gap, missing
from generator.rules.requirement import ClauseOutcome
from generator.rules.sentence import Sentence
from generator.rules.standing import Judged, Reason, Sitting

__all__ = ["LIFTABLE", "STAGES", "Held", "Progress", "Stage", "decisions_of_juries", "progress"]

Stage = Literal[
    "awarded", "withdrawn", "entitled", "blocked", "out-of-time", "under-way", "registered", "not-registered"
]

STAGES: Final[dict[Stage, Sentence]] = {
    "registered": Sentence("inscrit", "registered"),
    "under-way": Sentence("en cours", "under way"),
    "blocked": Sentence("bloqué", "blocked"),
    "entitled": Sentence("a tout réussi, attend un jury", "entitled, waiting for an edition"),
    "awarded": Sentence("diplôme attribué", "awarded"),
    "out-of-time": Sentence("délai expiré", "out of time"),
    "withdrawn": Sentence("inscription retirée", "withdrawn"),
    "not-registered": Sentence("pas encore inscrit", "not registered yet"),
}
"""Every stage in the order in which it is reached, and what it is called."""

LIFTABLE: Final[frozenset[Reason]] = frozenset(
    {
        "no-result",
        "impossible-score",
        "no-pass-mark",
        "unknown-path",
        "identity-not-checked",
        "not-chosen",
        "declared-only",
    }
)
"""Reasons that somebody other than an examiner can lift: the platform, the school, the candidate."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a jury decided about a candidate, and what came of it.

    `edition` awarded the diploma on `date`; `code` and `state` are those of the ledger, None before it is issued. More
    than one where a diploma was replaced.
    """

    edition: str
    date: date
    code: str | None = None
    state: str | None = None

    @property
    def in_force(self) -> bool:
        """Whether it makes the candidate a holder, or soon will."""
        return self.state not in ("revoked", "superseded", "expired")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a candidate stands in a programme on the day of `decision`.

    `have` of `need` counts the courses or credits of the largest clause, `unit` says which. `gaps` are what is missing,
    `blocks` the sittings and deposits that somebody can still make count. `held` are the awards, the latest last.
    """

    decision: Decision
    stage: Stage
    have: int
    need: int
    unit: Literal["courses", "credits"]
    gaps: tuple[Gap, ...]
    blocks: tuple[Judged, ...]
    held: tuple[Held, ...]

    @property
    def measure(self) -> Sentence:
        """``3 cours sur 5``, ``3 of 5 courses``."""
        fr, en = ("crédit", "credit") if self.unit == "credits" else ("cours", "course")
        fr = f"{fr}s" if self.unit == "credits" and self.have > 1 else fr
        return Sentence(
            f"{self.have} {fr} sur {self.need}",
            f"{self.have} of {self.need} {en}{'' if self.need == 1 else 's'}",
        )

    @property
    def deadline(self) -> date | None:
        """The last day on which a pass can count, None where the rule sets no end."""
        return self.decision.window.closes if self.decision.window else None

    @property
    def missing_one(self) -> bool:
        """Whether a single course, or whatever the clause counts, is all that is missing.

        One course may be what several clauses lack: a starred one is also the fifth.
        """
        outcome = self.decision.outcome
        return outcome is not None and not outcome.met and bool(_fillers(outcome))


def decisions_of_juries(
    editions: Sequence[tuple[str, Edition]],
) -> dict[tuple[str, str], tuple[tuple[str, Edition], ...]]:
    """The editions that awarded each (programme, candidate), by their dates: one pass over all editions."""
    found: dict[tuple[str, str], list[tuple[str, Edition]]] = {}
    for name, edition in sorted(editions, key=lambda item: (item[1].date, item[0])):
        for award in edition.awards:
            found.setdefault((edition.programme, award.candidate), []).append((name, edition))
    return {key: tuple(items) for key, items in found.items()}


def progress(case: Case, held: Sequence[Held] = (), *, on: date) -> Progress:
    """Where the candidate of `case` stands on the day `on`. `held` are the awards of this programme made by then."""
    decision = decide(case, on=on)
    blocks = tuple(item for item in decision.judged if item.reason in LIFTABLE)
    have, need, unit = _measure(decision.outcome)
    return Progress(
        decision,
        _stage(case, decision, blocks, held),
        have,
        need,
        unit,
        missing(decision),
        blocks,
        tuple(held),
    )


def _stage(case: Case, decision: Decision, blocks: Sequence[Judged], held: Sequence[Held]) -> Stage:
    if held and not _anew(decision, held):
        return "awarded"
    if decision.outcome is None or decision.obstacles:
        return "not-registered" if decision.outcome is None else "withdrawn"
    if decision.entitled:
        return "entitled"
    if blocks and decide(_lifted(case, blocks), on=decision.on).entitled:
        return "blocked"
    window = decision.window
    if window is not None and window.closes is not None and decision.on > window.closes:
        return "out-of-time"
    return "under-way" if decision.evidence else "registered"


def _anew(decision: Decision, held: Sequence[Held]) -> bool:
    """Whether the candidate is on the way to another diploma: every former one has expired, and something was passed
    since. What an expired diploma rested on does not earn the next one, and a revoked one is not earned twice."""
    if any(item.state not in ("expired", "superseded") for item in held):
        return False
    last = max(item.date for item in held)
    return any(item.date > last for item in decision.evidence)


def _lifted(case: Case, blocks: Sequence[Judged]) -> Case:
    """The case as it would be if everybody had done what is theirs to do."""
    places = {(item.course, item.session) for item in blocks}
    reasons = {item.reason for item in blocks}
    sittings = [
        _mended(case, sitting) if (sitting.course, sitting.session) in places else sitting
        for sitting in case.sittings
    ]
    for item in blocks:
        if item.reason == "declared-only" and (path := _path(case, item.course)) is not None:
            row = Result.model_construct(
                candidate=case.candidate_id,
                path=path,
                date=item.date,
                certificate=None,
                score=None,
                passed=True,
                identity="verified",
                invalidated=None,
            )
            sittings.append(Sitting(item.course, item.session or "", row))
    candidate = case.candidate
    if "not-chosen" in reasons:
        freed = tuple(_free(entry, case.programme_slug) for entry in candidate.registrations)
        candidate = candidate.model_copy(update={"registrations": freed})
    return replace(case, candidate=candidate, sittings=tuple(sittings))


def _mended(case: Case, sitting: Sitting) -> Sitting:
    row = sitting.result
    course = case.courses[sitting.course]
    changes: dict[str, object] = {"identity": "verified"}
    if course.path(row.path) is None:
        changes["path"] = _path(case, sitting.course) or row.path
    exam = course.exam
    known = exam is not None and (exam.pass_correct is not None or exam.pass_percent is not None)
    possible = exam is None or exam.questions is None or row.score is None or row.score <= exam.questions
    if row.passed is None and (row.score is None or not known or not possible):
        changes |= {"score": None, "passed": True}
    return replace(sitting, result=row.model_copy(update=changes))


def _path(case: Case, course: str) -> str | None:
    """A path of the course that ends in a certificate."""
    record = case.courses.get(course)
    paths = record.paths if record is not None else ()
    return next((path.id for path in paths if path.gives != "nothing"), None)


def _free(entry: Registration, programme: str) -> Registration:
    return entry if entry.programme != programme else entry.model_copy(update={"choices": (), "swaps": ()})


def _measure(outcome: ClauseOutcome | None) -> tuple[int, int, Literal["courses", "credits"]]:
    """The largest clause that counts courses or credits; single courses count together."""
    if outcome is None:
        return 0, 0, "courses"
    if outcome.kind == "any_of":
        # Of several ways the one that is nearest.
        return _measure(min(outcome.parts, key=lambda part: (part.distance, -part.have)))
    leaves = _leaves(outcome)
    counting = [leaf for leaf in leaves if leaf.kind in ("at_least", "credits")]
    if not counting:
        return sum(leaf.met for leaf in leaves), len(leaves), "courses"
    largest = max(counting, key=lambda leaf: leaf.needed)
    unit: Literal["courses", "credits"] = "credits" if largest.kind == "credits" else "courses"
    return min(largest.have, largest.needed), largest.needed, unit


def _fillers(outcome: ClauseOutcome) -> frozenset[str]:
    """The courses that would each, alone, meet a clause which is not met."""
    if outcome.kind == "all_of":
        return frozenset.intersection(*(_fillers(part) for part in outcome.parts if not part.met))
    if outcome.kind == "any_of":
        return frozenset().union(*map(_fillers, outcome.parts))
    return frozenset(outcome.still_open) if outcome.distance == 1 else frozenset()


def _leaves(outcome: ClauseOutcome) -> list[ClauseOutcome]:
    if not outcome.parts:
        return [outcome]
    return [leaf for part in outcome.parts for leaf in _leaves(part)]
