"""Whether a candidate has earned a diploma, as a value that carries every reason.

A candidate is judged by the version of the rule in force at registration, or by a later one (already in force
on the day of the jury) if that serves the candidate better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.records.candidate import Candidate, Registration, Swap
from generator.records.course import Course
from generator.records.programme import Programme, Version
from generator.records.tree import Tree
from generator.rules.requirement import ClauseOutcome, evaluate
from generator.rules.sentence import Sentence, day
from generator.rules.standing import Evidence, Judged, Sitting, judge, title
from generator.rules.window import Window, window_of

__all__ = ["Case", "Decision", "decide"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one candidate and one programme on the day `on`, and why.

    `registered`, `version`, `window` and `outcome` are None where there was no registration or version to
    judge by; then `obstacles` says so. `obstacles` stand in the way whatever was passed. `judged` lists
    every sitting, recognition and deposit with the ground on which it counts or does not; `evidence` is
    what the diploma rests on, one item a course. `later_version` tells that a version younger than the
    registration served better. `chosen` are the courses to which the candidate is bound as they stand after the swaps
    made, None where nothing binds; `swaps_left` how many more may be made, None where the rule does not count them.
    """

    programme: str
    candidate: str
    on: date
    entitled: bool
    registered: date | None
    version: str | None
    later_version: bool
    window: Window | None
    outcome: ClauseOutcome | None
    judged: tuple[Judged, ...]
    obstacles: tuple[Sentence, ...]
    remarks: tuple[Sentence, ...]
    chosen: tuple[str, ...] | None = None
    swaps_left: int | None = None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the diploma rests on, in the order of dates."""
        return self.outcome.evidence if self.outcome else ()

    @property
    def clauses(self) -> tuple[ClauseOutcome, ...]:
        """The clauses one by one: the parts of the requirement, or the requirement itself."""
        if self.outcome is None:
            return ()
        return self.outcome.parts if self.outcome.kind == "all_of" else (self.outcome,)

    @property
    def reasons(self) -> tuple[Sentence, ...]:
        """Why it was decided so: obstacles first, then each clause, then remarks."""
        return self.obstacles + tuple(clause.sentence for clause in self.clauses) + self.remarks


@dataclass(frozen=True, slots=True)
class Case:
    """One candidate for one programme: what a decision looks at. `sittings` are the candidate's alone."""

    programme_slug: str
    programme: Programme
    candidate_id: str
    candidate: Candidate
    sittings: tuple[Sitting, ...]
    courses: Mapping[str, Course]

    @classmethod
    def of(
        cls,
        tree: Tree,
        sittings: Mapping[str, tuple[Sitting, ...]],
        programme_slug: str,
        candidate_id: str,
    ) -> Case:
        """Take the case out of the records; `sittings` as `sittings_by_candidate` gives them.

        Raises `KeyError` where the tree has no such programme or candidate.
        """
        return cls(
            programme_slug,
            tree.programmes[programme_slug],
            candidate_id,
            tree.candidates[candidate_id],
            sittings.get(candidate_id, ()),
            tree.courses,
        )


def decide(case: Case, *, on: date) -> Decision:
    """Decide as of the day `on` (the jury's).

    A candidate who registered twice (the first period having run out) is judged by each registration, and
    the one that serves best is kept.
    """
    entries = [entry for entry in case.candidate.registrations if entry.programme == case.programme_slug]
    due = [entry for entry in entries if entry.date <= on]
    if not due:
        return _undecidable(
            case,
            on,
            Sentence("inscrit après le jury", "registered after the jury")
            if entries
            else Sentence("non inscrit à ce programme", "not registered for this programme"),
        )
    decisions = [
        _decide_by(case, entry, version, on)
        for entry in sorted(due, key=lambda entry: entry.date, reverse=True)
        for version in _versions(case.programme, entry.date, on)
    ]
    if not decisions:
        return _undecidable(
            case,
            on,
            Sentence("aucune version du règlement n'est en vigueur", "no version of the rule is in force"),
        )
    # min keeps the first of equals: the latest registration, and the version in force on its day.
    return min(decisions, key=_rank)


def _undecidable(case: Case, on: date, obstacle: Sentence) -> Decision:
    return Decision(
        programme=case.programme_slug,
        candidate=case.candidate_id,
        on=on,
        entitled=False,
        registered=None,
        version=None,
        later_version=False,
        window=None,
        outcome=None,
        judged=(),
        obstacles=(obstacle,),
        remarks=(),
    )


def _rank(decision: Decision) -> tuple[bool, int, int]:
    distance = decision.outcome.distance if decision.outcome else 0
    return (not decision.entitled, len(decision.obstacles), distance)


def _versions(programme: Programme, registered: date, on: date) -> list[Version]:
    """The version in force at registration, then the later ones in force by `on`."""
    current = programme.version_on(registered)
    since = current.since if current else date.min
    return sorted((v for v in programme.versions if since <= v.since <= on), key=lambda v: v.since)


def _decide_by(case: Case, entry: Registration, version: Version, on: date) -> Decision:
    obstacles: tuple[Sentence, ...] = ()
    if entry.withdrawn is not None and entry.withdrawn <= on:
        when = day(entry.withdrawn)
        obstacles = (Sentence(f"inscription retirée le {when.fr}", f"registration withdrawn on {when.en}"),)
    chosen, made, remarks = _chosen(entry, version, on)
    window = window_of(version, entry.date)
    standing = judge(
        case.sittings,
        case.courses,
        on=on,
        window=window,
        chosen=None if chosen is None else frozenset(chosen),
        recognitions=[r for r in case.candidate.recognitions if r.programme == case.programme_slug],
        deposits=case.candidate.deposits,
    )
    outcome = evaluate(version.requirement, standing, case.courses)
    in_force = case.programme.version_on(entry.date)
    later = in_force is None or version.id != in_force.id
    if later:
        remarks += (
            Sentence(
                f"jugé selon la version {version.id}, plus favorable que celle de l'inscription",
                f"judged by version {version.id}, which serves better than the one at registration",
            ),
        )
    if window.closes is not None and on > window.closes and not outcome.met:
        closes = day(window.closes)
        remarks += (Sentence(f"délai expiré le {closes.fr}", f"the period ended on {closes.en}"),)
    remarks += tuple(_before_arrival(case, entry, outcome))
    return Decision(
        programme=case.programme_slug,
        candidate=case.candidate_id,
        on=on,
        entitled=outcome.met and not obstacles,
        registered=entry.date,
        version=version.id,
        later_version=later,
        window=window,
        outcome=outcome,
        judged=standing.judged,
        obstacles=obstacles,
        remarks=remarks,
        chosen=chosen,
        swaps_left=None if chosen is None or version.swaps is None else version.swaps - made,
    )


def _before_arrival(case: Case, entry: Registration, outcome: ClauseOutcome) -> Iterator[Sentence]:
    """What counts only because of the date that a registration gives itself.

    A sealed file bears the day of the candidate's own clock, and whoever has passed an exam might set it back: people
    compare it with the day on which the mail came.
    """
    letters = (one for one in case.candidate.received if (one.kind, one.made) == ("registration", entry.date))
    taken = max((one.taken for one in letters), default=entry.date)
    if any(entry.date < version.since <= taken for version in case.programme.versions):
        made, came = day(entry.date), day(taken)
        yield Sentence(
            f"le règlement a changé entre le {made.fr}, date de l’inscription, et le {came.fr}, où elle a été "
            "relevée ; vérifier le jour où elle est arrivée",
            f"the rule changed between {made.en}, the date of the registration, and {came.en}, when it was taken "
            "in; check on which day it arrived",
        )
    for item in outcome.evidence:
        if item.recognition is None and entry.date <= item.date < taken:
            course, sat = title(item.course, case.courses), day(item.date)
            made, came = day(entry.date), day(taken)
            yield Sentence(
                f"{course.fr} passé le {sat.fr} : l’inscription se dit du {made.fr}, et n’a été relevée que le "
                f"{came.fr} ; vérifier le jour où elle est arrivée",
                f"{course.en} sat on {sat.en}: the registration says it is of {made.en}, and was taken in on "
                f"{came.en} only; check on which day it arrived",
            )


def _chosen(
    entry: Registration, version: Version, on: date
) -> tuple[tuple[str, ...] | None, int, tuple[Sentence, ...]]:
    """The courses that the candidate is bound to and the swaps made so far; None where nothing binds: the version
    knows no swaps, or no choice was recorded."""
    if version.swaps is None or not entry.choices:
        return None, 0, ()
    current = list(entry.choices)
    made = 0
    remarks = []
    for swap in sorted((s for s in entry.swaps if s.date <= on), key=lambda s: s.date):
        problem = _swap_problem(swap, current, made, version.swaps)
        if problem is not None:
            remarks.append(problem)
            continue
        current[current.index(swap.out)] = swap.into
        made += 1
    return tuple(current), made, tuple(remarks)


def _swap_problem(swap: Swap, current: Sequence[str], made: int, allowed: int) -> Sentence | None:
    change_fr, change_en = f"échange de {swap.out} contre {swap.into}", f"swap of {swap.out} for {swap.into}"
    if made >= allowed:
        return Sentence(
            f"{change_fr} : {allowed} échange{'s' if allowed > 1 else ''} au plus",
            f"{change_en}: no more than {allowed} allowed",
        )
    if swap.out not in current or swap.into in current:
        return Sentence(
            f"{change_fr} : ne correspond pas aux cours choisis",
            f"{change_en}: does not fit the courses chosen",
        )
    return None
