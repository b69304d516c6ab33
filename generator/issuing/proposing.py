"""From a proposal to the file of an edition, or to what an edition that exists says otherwise.

A file that people have edited is theirs: it is compared, and changed only where they ask for it (`--update`), by adding
lines and renewing digests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from generator.errors import RecordError
from generator.issuing.editionfile import new_edition, with_awards
from generator.records.edition import Edition
from generator.records.tree import Tree
from generator.records.yaml import MAX_BYTES
from generator.rules.digest import evidence_digest
from generator.rules.eligibility import Case, Decision, decide
from generator.rules.progress import Progress
from generator.rules.proposal import Proposal
from generator.rules.sentence import Sentence, joined
from generator.rules.standing import Sitting, title

__all__ = ["Difference", "default_day", "differences", "draft", "grounds", "update", "why_not"]


_COMMENTED = 500
"""Up to so many awards a jury reads names and grounds in the file itself; beyond, in what the command prints."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which an edition's file and the records differ."""

    candidate: str
    kind: Literal["entitled", "deferred-but-entitled", "not-entitled", "evidence-changed", "no-digest"]
    sentence: str


def draft(tree: Tree, proposal: Proposal, path: str) -> str:
    """The file of a new edition: everyone who is entitled, and why those who nearly are were deferred.

    Raises `RecordError` where it would be too large to be read again.
    """
    programme = tree.programmes[proposal.programme]
    told = len(proposal.entitled) <= _COMMENTED
    awards = [
        (
            decision.candidate,
            evidence_digest(programme, decision),
            _comment(tree, decision) if told else "",
        )
        for decision in proposal.entitled
    ]
    deferred = []
    for found in proposal.near:
        reason = why_not(tree, found)
        deferred.append((found.decision.candidate, reason.fr, reason.en))
    text = new_edition(path, proposal.programme, proposal.on, awards, deferred)
    if len(text.encode()) > MAX_BYTES:
        raise RecordError(
            f"an edition with {len(awards):,} awards would be larger than a record may be ({MAX_BYTES:,} bytes)",
            hint="Award them by several editions: --limit N, and the rest by the next.",
        )
    return text


def _comment(tree: Tree, decision: Decision) -> str:
    """Who it is, on what ground, and what the jury should look at."""
    name = tree.candidates[decision.candidate].name.display
    remarks = "".join(f"; {one.fr}" for one in decision.remarks)
    return f"{name}: {grounds(tree, decision)}{_set(remarks)}"


def differences(
    tree: Tree, edition: Edition, proposal: Proposal, sittings: Mapping[str, tuple[Sitting, ...]]
) -> tuple[Difference, ...]:
    """What the records of today say otherwise than an edition. The decisions are those of the edition's own day."""
    awarded = {award.candidate for award in edition.awards}
    deferred = {one.candidate for one in edition.deferred}
    found = list(_awards(tree, edition, sittings))
    for decision in proposal.entitled:
        name = decision.candidate
        if name in deferred:
            found.append(
                Difference(name, "deferred-but-entitled", "is deferred, and entitled by the records")
            )
        elif name not in awarded:
            found.append(Difference(name, "entitled", "is entitled, and neither awarded nor deferred"))
    return tuple(found)


def _awards(
    tree: Tree, edition: Edition, sittings: Mapping[str, tuple[Sitting, ...]]
) -> Iterator[Difference]:
    programme = tree.programmes[edition.programme]
    for award in edition.awards:
        case = Case.of(tree, sittings, edition.programme, award.candidate)
        decision = decide(case, on=edition.date)
        digest = evidence_digest(programme, decision)
        if not decision.entitled:
            why = "; ".join(sentence.en for sentence in decision.reasons)
            yield Difference(award.candidate, "not-entitled", f"is awarded, and not entitled: {why}")
        elif award.evidence is None:
            yield Difference(
                award.candidate, "no-digest", f"has no digest of its evidence; it would be {digest}"
            )
        elif award.evidence != digest:
            yield Difference(
                award.candidate,
                "evidence-changed",
                f"rests on other evidence: {award.evidence} in the edition, {digest} in the records; "
                f"now {grounds(tree, decision)}",
            )


def update(tree: Tree, edition: Edition, proposal: Proposal, data: bytes, path: str) -> bytes:
    """The file of an edition with its digests renewed, and with awards for those who are entitled and neither awarded
    nor deferred. Nothing else changes. Raises `RecordError` where the file cannot be edited safely."""
    programme = tree.programmes[edition.programme]
    digests = {decision.candidate: evidence_digest(programme, decision) for decision in proposal.entitled}
    known = {award.candidate for award in edition.awards} | {one.candidate for one in edition.deferred}
    added = [(name, digest) for name, digest in digests.items() if name not in known]
    return with_awards(data, path, digests, added)


def grounds(tree: Tree, decision: Decision) -> str:
    """What a decision rests on, on one line, in the order of dates."""
    return ", ".join(
        f"{title(item.course, tree.courses).fr} {item.words.fr} ({item.session or 'reconnu'}, {item.date})"
        for item in decision.evidence
    )


def why_not(tree: Tree, found: Progress) -> Sentence:
    """Why somebody is not awarded yet, as a sentence that the candidate may read."""
    parts = [] if found.stage == "blocked" else [gap.sentence for gap in found.gaps]
    for block in found.blocks:
        name = title(block.course, tree.courses)
        session = f" ({block.session})" if block.session else ""
        parts.append(
            Sentence(f"{name.fr}{session} : {block.sentence.fr}", f"{name.en}{session}: {block.sentence.en}")
        )
    text = Sentence(joined(parts, " ; ").fr, joined(parts, "; ").en)
    return Sentence(_set(_capital(text.fr)), _capital(text.en))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _set(text: str) -> str:
    """French as it is printed: curved apostrophes, and no break before a colon or semicolon."""
    return text.replace("'", "’").replace(" :", "\u00a0:").replace(" ;", "\u00a0;").replace(" %", "\u00a0%")


def default_day(label: str, today: date) -> date | None:
    """The day of a jury that was not named: today, where the edition's label is of this month; else None."""
    return today if label == f"{today.year}-{today.month:02d}" else None
