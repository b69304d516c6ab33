"""What would be issued: every award of an edition with the decision behind it, or all that stands in the way.

An award is an edition and a candidate, and is issued once: what the ledger holds already is skipped. Nothing
is issued to somebody who is not entitled, whatever the jury wrote; the edition's file is named, line by line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from generator.adapters.git import Git
from generator.errors import Diagnostic, RecordError, Severity
from generator.issuing.approvals import judge_approvals, read_origins
from generator.issuing.awards import PAGE_CONSENT
from generator.issuing.book import Book, Issued
from generator.issuing.reconsider import reconsider
from generator.records.edition import Award, Edition
from generator.records.placeholder import is_placeholder
from generator.records.programme import Programme
from generator.records.tree import Tree
from generator.records.yaml import Document, Location, load
from generator.rules.digest import evidence_digest
from generator.rules.eligibility import Case, Decision, decide
from generator.rules.standing import Sitting, sittings_by_candidate

__all__ = ["EditionPlan", "Plan", "edition_path", "plan_editions"]

Sittings = Mapping[str, tuple[Sitting, ...]]


@dataclass(frozen=True, slots=True)
class EditionPlan:
    """One edition: the decisions to be issued now, in the jury's order, and the codes issued before. `approved` says
    of each approval that counts who gave it, and where that was read."""

    edition_id: str
    programme: str
    issuer: str
    due: tuple[Decision, ...]
    issued: tuple[Issued, ...]
    approved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Several editions, and every problem found in them. With one error nothing at all is issued."""

    editions: tuple[EditionPlan, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def count(self) -> int:
        """How many diplomas are due."""
        return sum(len(edition.due) for edition in self.editions)

    def check(self) -> None:
        """Raise `RecordError` with every problem, if there is one."""
        errors = [problem for problem in self.problems if problem.severity is Severity.ERROR]
        if errors:
            noun = "one reason" if len(errors) == 1 else f"{len(errors)} reasons"
            raise RecordError(f"nothing was issued, for {noun}", self.problems)


def edition_path(edition_id: str) -> str:
    """Where the record of an edition lies, relative to the root."""
    return f"candidates/editions/{edition_id}.yml"


def plan_editions(
    tree: Tree,
    book: Book,
    edition_ids: Sequence[str],
    files: Mapping[str, bytes],
    now: datetime,
    *,
    git: Git | None = None,
    reconsider: bool = False,
) -> Plan:
    """Plan the editions named; `files` holds their records' bytes, for the places of problems. `git` is asked who has
    approved, where the programme wants to know it from commits; without it nobody has. `reconsider` looks again at the
    ground of what was issued before.

    Raises `RecordError` where there is no such edition.
    """
    unknown = [name for name in edition_ids if name not in tree.editions]
    if unknown:
        known = ", ".join(tree.editions) or "none"
        raise RecordError(f"there is no edition {', '.join(unknown)}", hint=f"Editions: {known}.")
    sittings = sittings_by_candidate(tree.results)
    held: dict[tuple[str, str], list[Issued]] = {}
    for item in book.issued.values():
        held.setdefault((item.programme, item.candidate), []).append(item)
    plans, problems = [], []
    for edition_id in dict.fromkeys(edition_ids):
        path = edition_path(edition_id)
        draft = _Draft(tree, book, edition_id, load(files[path], path), held)
        plans.append(draft.plan(sittings, now, git))
        if reconsider:
            draft.reconsider(sittings, now)
        problems += draft.problems
    return Plan(tuple(plans), tuple(sorted(problems)))


class _Draft:
    """One edition while it is planned; collects problems."""

    def __init__(
        self,
        tree: Tree,
        book: Book,
        edition_id: str,
        document: Document,
        held: Mapping[tuple[str, str], Sequence[Issued]],
    ) -> None:
        self.tree = tree
        self.book = book
        self.edition_id = edition_id
        self.edition: Edition = tree.editions[edition_id]
        self.programme: Programme = tree.programmes[self.edition.programme]
        self.document = document
        self.held = held
        self.problems: list[Diagnostic] = []

    def plan(self, sittings: Sittings, now: datetime, git: Git | None) -> EditionPlan:
        """Decide every award."""
        slug = self.edition.programme
        mine = [item for item in self.book.issued.values() if item.edition == self.edition_id]
        done = {item.candidate for item in mine}
        waiting = [
            (place, award) for place, award in enumerate(self.edition.awards) if award.candidate not in done
        ]
        due = []
        for place, award in waiting:
            decision = decide(Case.of(self.tree, sittings, slug, award.candidate), on=self.edition.date)
            due.append(decision)
            self._check_award(("awards", place, "candidate"), decision, now)
            self._check_evidence(("awards", place, "evidence"), award, decision)
        approved: tuple[str, ...] = ()
        if waiting:
            approved = self._check_approvals([award for _, award in waiting], now, git)
            self._check_jury(now)
            self._check_texts()
            self._check_unseen([(place, award) for place, award in waiting if award.evidence is None])
        self._check_dropped(mine)
        return EditionPlan(self.edition_id, slug, self.programme.issuer, tuple(due), tuple(mine), approved)

    def reconsider(self, sittings: Sittings, now: datetime) -> None:
        """Look again at what stands behind each diploma in force: a result may have been corrected since."""
        held = {
            item.candidate: item
            for item in self.book.issued.values()
            if item.edition == self.edition_id and self.book.state(item, now) in ("valid", "withdrawn")
        }
        for place, award in enumerate(self.edition.awards):
            if award.candidate not in held:
                continue
            at: Location = ("awards", place, "candidate")
            self._check_page(at, held[award.candidate])
            ground, decision = reconsider(self.tree, sittings, self.edition, award)
            if ground == "gone":
                self._problem(
                    at,
                    "L360W",
                    f"the candidate {award.candidate} holds a diploma whose ground is gone: {_missing(decision)}",
                    "Correct the records, or revoke the diploma with 'parchemin revoke'.",
                )
            elif ground == "changed":
                self._problem(
                    at,
                    "L361W",
                    f"the diploma of {award.candidate} rests on other evidence than when the jury met",
                    "It is still earned. If what the diploma says is wrong, correct it with 'parchemin supersede'.",
                )

    def _check_page(self, at: Location, item: Issued) -> None:
        """Whoever refuses an open page gets a sealed one from the first day; who refuses later is to be heard too."""
        person = self.tree.candidates.get(item.candidate)
        if person is not None and person.refuses(PAGE_CONSENT) and not self.book.sealed(item):
            self._problem(
                at,
                "L363W",
                f"the candidate {item.candidate} refuses a page that opens by its address, and {item.code} has one",
                f"Seal it: parchemin seal {item.code}. Or record a new answer, where the holder gave one.",
            )

    def _check_award(self, at: Location, decision: Decision, now: datetime) -> None:
        if not decision.entitled:
            self._problem(
                at,
                "L351",
                f"the candidate {decision.candidate} is not entitled: {_missing(decision)}",
                "Take the award out (deferred says why), or complete the records.",
            )
        if self.programme.validity_years is not None:
            self._check_renewal(at, decision, now)
            return
        for item in self.held.get((decision.programme, decision.candidate), ()):
            if self.book.state(item, now) in ("valid", "withdrawn"):
                self._problem(
                    at,
                    "L352",
                    f"the candidate {decision.candidate} has this diploma already (edition {item.edition})",
                    "Correct a diploma with 'parchemin supersede', not with a second award.",
                )

    def _check_renewal(self, at: Location, decision: Decision, now: datetime) -> None:
        """A diploma that expires is earned anew by something passed since; what the former rests on is used up."""
        days = [
            self.tree.editions[item.edition].date
            for item in self.held.get((decision.programme, decision.candidate), ())
            if item.edition in self.tree.editions and self.book.state(item, now) != "revoked"
        ]
        if decision.entitled and days and not any(e.date > max(days) for e in decision.evidence):
            self._problem(
                at,
                "L352",
                f"the candidate {decision.candidate} was awarded this diploma on {max(days)}, and has passed "
                "nothing since",
                "An expired diploma is earned anew: wait for a result, or take the award out.",
            )

    def _check_evidence(self, at: Location, award: Award, decision: Decision) -> None:
        if award.evidence is None or not decision.entitled:
            return
        found = evidence_digest(self.programme, decision)
        if award.evidence != found:
            self._problem(
                at,
                "L356",
                f"the evidence of {award.candidate} has changed since the jury saw it: {award.evidence} "
                f"in the edition, {found} in the records of today",
                "See what changed with 'parchemin decide'; the jury decides again, or the records are mended.",
            )

    def _check_texts(self) -> None:
        """What would be signed for ever is written."""
        issuer, slug = self.tree.issuers[self.programme.issuer], self.edition.programme
        of_programme = (self.programme.name, self.programme.description)
        signed = {
            f"content/issuers/{self.programme.issuer}.yml": [issuer.name],
            f"content/programmes/{slug}.yml": [
                said
                for text in (*of_programme, *(version.summary for version in self.programme.versions))
                for said in (text.fr, text.en)
            ],
        }
        for path, texts in signed.items():
            if any(is_placeholder(text) for text in texts):
                message = f"a text of {path} would be signed, and nobody has written it yet"
                hint = "Write it first, in both languages: what is signed never changes."
                self._problem(("programme",), "L362", message, hint)

    def _check_unseen(self, unseen: Sequence[tuple[int, Award]]) -> None:
        """Awards without a digest: written by hand, or before there were digests."""
        if unseen:
            count = "one award has" if len(unseen) == 1 else f"{len(unseen)} awards have"
            self._problem(
                ("awards", unseen[0][0], "candidate"),
                "L357W",
                f"{count} no digest of the evidence: a change since the jury met would go unnoticed",
                "Write it with 'parchemin decide --update'.",
            )

    def _check_approvals(self, awards: Sequence[Award], now: datetime, git: Git | None) -> tuple[str, ...]:
        """What the approvals of these awards come to; returns what counts, in words."""
        by_record = self.programme.approvals_by == "record"
        origins = None if by_record or git is None else read_origins(git, self.document, self.edition)
        found = judge_approvals(self.edition, self.programme, awards, origins, now.astimezone(UTC).date())
        if not by_record or found.lacking > 0:
            for doubt in found.doubts:
                by = self.edition.approvals[doubt.place].by
                self._problem(
                    ("approvals", doubt.place),
                    "L358W",
                    f"the approval of {by} does not count, or not for all: {doubt.why}",
                    "Whoever approves writes the line and commits it: parchemin approve.",
                )
        if found.lacking > 0:
            at: Location = ("approvals",) if self.edition.approvals else ("awards",)
            place = self.document.key_place(at)
            self.problems.append(
                Diagnostic(
                    self.document.path,
                    place.line,
                    place.column,
                    "L353",
                    f"{found.lacking} of {self.programme.approvals} approvals are missing",
                    "An approval counts from the day of the jury on, and one for each person.",
                )
            )
        return found.told

    def _check_jury(self, now: datetime) -> None:
        if self.edition.date > now.astimezone(UTC).date():
            self._problem(
                ("date",),
                "L354",
                f"the jury of {self.edition.date} has not met yet",
                "A diploma is issued on the jury's day or later: no verifier accepts one from the future.",
            )

    def _check_dropped(self, mine: Sequence[Issued]) -> None:
        """A diploma that was issued and whose award has since left the edition."""
        awarded = {award.candidate for award in self.edition.awards}
        for item in mine:
            if item.candidate not in awarded and not self.book.acts.get(item.code):
                self._problem(
                    ("awards",),
                    "L355W",
                    f"the candidate {item.candidate} is no longer awarded, but holds a diploma",
                    "Taking an award out revokes nothing: use 'parchemin revoke'.",
                )

    def _problem(self, at: Location, code: str, message: str, hint: str) -> None:
        self.problems.append(self.document.problem(at, code, message, hint))


def _missing(decision: Decision) -> str:
    """Why a candidate is not entitled."""
    unmet = (clause.sentence for clause in decision.clauses if not clause.met)
    return "; ".join(sentence.en for sentence in (*decision.obstacles, *unmet, *decision.remarks))
