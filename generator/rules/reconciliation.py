"""Three sources of one result, confronted: the register, the deposit, the transmission.

::

    session = SessionCase(course_slug, course, session_id, transmission, resolutions)
    outcome = reconcile(session, Register.of(tree.candidates))
    outcome.results      # what is certain, for candidates/results
    outcome.findings     # every row and every claim, each with its outcome and, where they differ, both sides

A claim is never a result, and an ambiguous match is never accepted: such rows stand among the findings, for a person to
judge, and not among the results. The outcome depends on what the sources say, never on the order in which they say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, TypeAlias, get_args

from generator.records.base import Text
from generator.records.candidate import Candidate, Deposit
from generator.records.resolution import Resolution
from generator.records.result import Invalidation, Result
from generator.records.transmission import TransmittedRow
from generator.rules.differences import Difference, differences
from generator.rules.matching import Match, Proposal, Register, match_rows
from generator.rules.sentence import Sentence
from generator.rules.sources import Decisions, SessionCase
from generator.rules.standing import refused

__all__ = ["NEEDS_PERSON", "OUTCOMES", "Finding", "Outcome", "Reconciliation", "SessionCase", "reconcile"]

Outcome: TypeAlias = Literal[
    "ambiguous",
    "contradicted",
    "claimed-not-transmitted",
    "invalidated",
    "identity-not-checked",
    "below-mark",
    "no-result",
    "verified",
    "transmitted-not-registered",
]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
"""Every outcome, those that wait for a person first."""
NEEDS_PERSON: Final[frozenset[Outcome]] = frozenset({"ambiguous", "contradicted", "claimed-not-transmitted"})

_OF_REASON: Final[Mapping[str, Outcome]] = {
    "invalidated": "invalidated",
    "no-result": "no-result",
    "path-gives-nothing": "no-result",
    "below-mark": "below-mark",
    "failed": "below-mark",
    "identity-failed": "identity-not-checked",
    "identity-not-checked": "identity-not-checked",
}
_DOUBTS: Final[Mapping[str, Sentence]] = {
    "identifiers-disagree": Sentence(
        "les identifiants désignent des personnes différentes", "the identifiers point to different people"
    ),
    "several-candidates": Sentence("plusieurs candidats correspondent", "several candidates match"),
    "several-rows": Sentence(
        "plusieurs lignes correspondent au même candidat", "several rows match the same candidate"
    ),
    "certificate-alone": Sentence(
        "seul le numéro d’attestation déclaré correspond, et la ligne ne porte aucun nom",
        "only the certificate number, which the candidate declared, matches, and the row holds no name",
    ),
    "account-alone": Sentence(
        "seul le compte déclaré correspond : la ligne ne porte aucun nom, et une autre adresse ou aucune",
        "only the declared account matches: the row holds no name, and another mail address or none",
    ),
    "name-and-birth-alike": Sentence(
        "même date de naissance, nom écrit autrement", "same date of birth, name written otherwise"
    ),
    "name-alone": Sentence("seul le nom correspond", "only the name matches"),
    "nearly-the-name": Sentence("le nom est presque le même", "the name is nearly the same"),
    "verdicts-disagree": Sentence(
        "la note suffit, mais la plateforme dit « non réussi »",
        "the score suffices, but the platform says 'not passed'",
    ),
    "unknown-mark": Sentence(
        "la note ne peut être jugée : le cours n’a pas de note de réussite",
        "the score cannot be judged: the course has no pass mark",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One row, or one claim without a row, and what became of it.

    `candidate` is whom the row is certainly about; else `proposals` may say whom it may be about. `differences`
    show both sides. `reason` is a slug for machines, `sentence` the same for people. `settled` is the decision of a
    person that was honoured here. `result` is what a contradicted row would be as a verified result.
    """

    outcome: Outcome
    reason: str
    sentence: Sentence
    row: TransmittedRow | None = None
    candidate: str | None = None
    deposit: Deposit | None = None
    differences: tuple[Difference, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    settled: Resolution | None = None
    result: Result | None = None

    @property
    def order(self) -> tuple[int, str, str, str]:
        """Outcomes in their order, then candidates, then rows: independent of any file's order."""
        deposit = self.deposit.certificate if self.deposit else ""
        return (
            OUTCOMES.index(self.outcome),
            self.candidate or "~",
            self.row.who if self.row else "",
            deposit,
        )


@dataclass(frozen=True)
class Reconciliation:
    """What came of one session. `results` has one item a candidate, in the order of their ids; `idle` lists
    decisions about rows that are not in the transmission in force, or whose content has changed since."""

    course: str
    session: str
    findings: tuple[Finding, ...]
    results: tuple[Result, ...]
    idle: tuple[Resolution, ...]

    @cached_property
    def counts(self) -> dict[Outcome, int]:
        """How many findings have each outcome, in the order of `OUTCOMES`."""
        found = Counter(finding.outcome for finding in self.findings)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    def of(self, candidate: str) -> tuple[Finding, ...]:
        """Everything found about one candidate."""
        return tuple(finding for finding in self.findings if finding.candidate == candidate)


def reconcile(case: SessionCase, register: Register) -> Reconciliation:
    """Confront the three sources of one session."""
    decisions = Decisions.of(case.resolutions)
    claims = case.claims(register)
    rows = case.transmission.rows if case.transmission else ()
    matches = match_rows(
        rows,
        register,
        decided={who: one.candidate for who, one in decisions.matched.items()},
        rejected={who: frozenset(those) for who, those in decisions.rejected.items()},
        claimants=frozenset(claims),
    )
    findings: list[Finding] = []
    results: list[Result] = []
    answered: set[str] = set()
    for row in rows:
        match = matches[row.who]
        if match.candidate is None:
            findings.append(_unmatched(row, match, decisions))
            # Whoever may be meant by an ambiguous row is listed with it, and not a second time as missing.
            answered.update(one.candidate for one in match.proposals)
            continue
        answered.add(match.candidate)
        pair = _Pair(
            row,
            match.candidate,
            register.candidates[match.candidate],
            match.ground or "decided",
            claims.get(match.candidate),
        )
        result = _result(case, row, match.candidate, decisions)
        finding = _matched(case, pair, result, decisions)
        if finding.outcome == "contradicted":
            finding = replace(finding, result=result)
        findings.append(finding)
        if finding.outcome not in NEEDS_PERSON or _harmless(case, finding, result):
            results.append(result)
    findings += _unanswered(case, claims, answered)
    return Reconciliation(
        course=case.course_slug,
        session=case.session,
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
        results=tuple(sorted(results, key=lambda result: result.candidate)),
        idle=tuple(case.idle()),
    )


def _unmatched(row: TransmittedRow, match: Match, decisions: Decisions) -> Finding:
    settled = decisions.matched.get(row.who)
    if match.doubt is not None:
        return Finding("ambiguous", match.doubt, _DOUBTS[match.doubt], row, proposals=match.proposals)
    words = Sentence(
        "transmis, mais personne d’inscrit ne correspond", "transmitted, but nobody registered matches"
    )
    return Finding("transmitted-not-registered", "not-registered", words, row, settled=settled)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row and the candidate whom it is certainly about."""

    row: TransmittedRow
    candidate: str
    record: Candidate
    ground: str
    claim: Deposit | None

    def finding(
        self, outcome: Outcome, reason: str, sentence: Sentence, settled: Resolution | None = None
    ) -> Finding:
        return Finding(outcome, reason, sentence, self.row, self.candidate, self.claim, settled=settled)

    def doubtful(self, reason: str, sentence: Sentence) -> Finding:
        """Whose the row is, is certain, and yet a person must look: nothing may be concluded from it."""
        proposals = (Proposal(self.candidate, (self.ground,)),)
        return Finding("ambiguous", reason, sentence, self.row, None, self.claim, proposals=proposals)


def _matched(case: SessionCase, pair: _Pair, result: Result, decisions: Decisions) -> Finding:
    row = pair.row
    settled = decisions.matched.get(row.who)
    refusal = _refusal(case, result)
    if refusal is not None and refusal[0] == "invalidated":
        return pair.finding("invalidated", *refusal, decisions.frauds.get(row.who))
    side = decisions.sides.get(row.who)
    if side is not None and (side.content, side.candidate) != (row.content, pair.candidate):
        side = None  # it was about other content, or about somebody else
    if contradiction := _contradicted(case, pair, side):
        return contradiction
    settled = side or settled
    if refusal is not None:
        outcome = _OF_REASON.get(refusal[0])
        if outcome is None:
            doubt = _DOUBTS["unknown-mark"] if refusal[0] == "no-pass-mark" else refusal[1]
            return pair.doubtful(refusal[0], doubt)
        return pair.finding(outcome, *refusal, settled)
    if row.score is not None and row.passed is False and side is None:
        return pair.doubtful("verdicts-disagree", _DOUBTS["verdicts-disagree"])
    return pair.finding("verified", pair.ground, _GROUNDS[pair.ground], settled)


def _harmless(case: SessionCase, finding: Finding, result: Result) -> bool:
    """Whether a contradicted row may be kept before anybody has judged it: whose it is, is not in question, and the
    platform's side is no pass."""
    return (
        finding.outcome == "contradicted"
        and {one.field for one in finding.differences} == {"score"}
        and _refusal(case, result) is not None
    )


def _refusal(case: SessionCase, result: Result) -> tuple[str, Sentence] | None:
    """Why the row is no pass; None where it is one."""
    path = case.course.path(result.path)
    if path is not None and path.gives == "nothing" and result.invalidated is None:
        words = Sentence("ce parcours ne donne aucun certificat", "this path gives no certificate")
        return "path-gives-nothing", words
    return refused(result, case.course.exam)


def _contradicted(case: SessionCase, pair: _Pair, side: Resolution | None) -> Finding | None:
    found = differences(case, pair.row, pair.record, pair.claim, decided=pair.ground == "decided")
    if not found or (side is not None and side.decision == "transmitted"):
        return None
    if side is None:
        words = Sentence(
            " ; ".join(one.sentence.fr for one in found), "; ".join(one.sentence.en for one in found)
        )
        return replace(pair.finding("contradicted", found[0].field, words), differences=found)
    words = Sentence(
        "la déclaration a été retenue : un fichier corrigé est attendu",
        "the declaration was held to be right: a corrected file is awaited",
    )
    return replace(pair.finding("contradicted", "declared", words, side), differences=found)


_GROUNDS: Final[Mapping[str, Sentence]] = {
    "decided": Sentence("rapproché par décision d’une personne", "matched by a person's decision"),
    "certificate": Sentence(
        "rapproché par le numéro d’attestation et le nom", "matched by certificate number and name"
    ),
    "account": Sentence("rapproché par le compte", "matched by account"),
    "mail": Sentence("rapproché par l’adresse", "matched by mail address"),
    "name-and-birth": Sentence("rapproché par le nom et la naissance", "matched by name and date of birth"),
}


def _result(case: SessionCase, row: TransmittedRow, candidate: str, decisions: Decisions) -> Result:
    """The row as a verified result. The model refuses a score beside a verdict: the score decides."""
    invalidated = None
    fraud = decisions.frauds.get(row.who)
    if fraud is not None and fraud.told is not None:
        invalidated = Invalidation(date=fraud.date, reason=fraud.told)
    elif row.invalidated is not None and case.transmission is not None:
        reason = Text(
            fr=f"invalidé par la plateforme : {row.invalidated}",
            en=f"invalidated by the platform: {row.invalidated}",
        )
        invalidated = Invalidation(date=case.transmission.header.received, reason=reason)
    return Result(
        candidate=candidate,
        path=row.path,
        date=row.date,
        certificate=row.certificate,
        score=row.score,
        passed=row.passed if row.score is None else None,
        identity=row.identity,
        invalidated=invalidated,
    )


def _unanswered(case: SessionCase, claims: Mapping[str, Deposit], answered: set[str]) -> Iterator[Finding]:
    for ident, deposit in claims.items():
        if ident in answered:
            continue
        if case.transmission is None:
            reason = "no-file"
            words = Sentence(
                "déclaré, aucun fichier n’est encore arrivé", "declared, no file has arrived yet"
            )
        else:
            reason = "not-in-file"
            words = Sentence(
                "déclaré, mais absent du fichier transmis", "declared, but not in the transmitted file"
            )
        yield Finding("claimed-not-transmitted", reason, words, candidate=ident, deposit=deposit)
