"""What an issuer does to a diploma afterwards: revoke, reinstate, supersede, withdraw, seal, unseal.

Each act is signed and appended, then the status list is signed anew where a bit changes. An act that is in
the ledger already is not made twice; calling it again completes what a crash left undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from generator.adapters.ledger import REPLACEMENTS, Ledger
from generator.errors import LedgerError, MalformedError, RecordError
from generator.issuing.awards import award_of, to_be_sealed
from generator.issuing.book import Book, Issued, open_book
from generator.issuing.issue import Chance, Run, sign_award
from generator.issuing.lists import settle
from generator.issuing.planning import edition_path
from generator.issuing.signers import Signer
from generator.logbook.pending import queue_act, queue_issued, queue_late
from generator.records.tree import Tree
from generator.rules.eligibility import Case, decide
from generator.rules.standing import sittings_by_candidate
from generator.trust.instant import format_instant
from generator.trust.ledger import Act, ActKind, CredentialLine, ReasonClass

__all__ = ["Desk", "Outcome", "Statement", "find"]

_POSSIBLE: Mapping[str, tuple[str, ...]] = {
    "revoke": ("valid", "superseded", "withdrawn", "expired", "not-yet-valid"),
    "reinstate": ("revoked", "withdrawn"),
    "supersede": ("valid", "withdrawn", "expired", "not-yet-valid"),
    "withdraw": ("valid", "expired", "not-yet-valid"),
}
_PARTICIPLES = {"revoke": "revoked", "reinstate": "reinstated", "withdraw": "withdrawn"}
_RESULT = {"revoke": "revoked", "supersede": "superseded", "withdraw": "withdrawn"}


@dataclass(frozen=True, slots=True)
class Statement:
    """Who acts, and why. Only the class of the reason is ever published."""

    by: str
    reason: ReasonClass
    note: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act: the files written, and the code of the new diploma where one replaces another.
    No files: everything was done already."""

    files: tuple[str, ...]
    replacement: str | None = None


def find(book: Book, code: str) -> Issued:
    """The diploma with that code; raises `LedgerError` where there is none."""
    item = book.issued.get(code)
    if item is None:
        raise LedgerError(f"no diploma in the ledger has the code {code}")
    return item


@dataclass(frozen=True, slots=True)
class Desk:
    """One issuer's desk for one act: use it inside ``ledger.writing()``, with a book opened there."""

    ledger: Ledger
    book: Book
    signer: Signer
    statement: Statement
    now: datetime

    def act(self, item: Issued, act: ActKind) -> Outcome:
        """Revoke, reinstate or withdraw a diploma.

        Asking for what is already so is not an error: it completes the status list, if that is behind.
        """
        state = self.book.state(item, self.now)
        if state == _RESULT.get(act) or (act == "reinstate" and self._last(item) == "reinstate"):
            return Outcome((*self._log(item), *self._settle(self.book)))
        if state not in _POSSIBLE[act]:
            raise LedgerError(f"the diploma is {state}: it cannot be {_PARTICIPLES[act]}")
        written = self.ledger.add_acts([self._sign(item, act)])
        return Outcome((written, *self._log(item), *self._settle(open_book(self.ledger))))

    def seal(self, item: Issued, act: ActKind) -> Outcome:
        """Seal or unseal a diploma's page; nothing where it is so already. Its state stays what it is."""
        if self._line(item).salt is None:
            raise LedgerError(
                "the diploma was issued before there was a log, and has nothing to be sealed by",
                hint="Replace it: parchemin supersede; then seal the new one.",
            )
        if self._sealed(item) == (act == "seal"):
            return Outcome(())
        return Outcome((self.ledger.add_acts([self._sign(item, act)]),))

    def hide(self, item: Issued) -> Outcome:
        """Withdraw a diploma's page whatever its state: its holder is erased, and nothing may name the person."""
        if self.book.state(item, self.now) == "withdrawn":
            return Outcome(self._log(item))
        written = self.ledger.add_acts([self._sign(item, "withdraw")])
        return Outcome((written, *self._log(item)))

    def supersede(self, tree: Tree, item: Issued, random: Chance, *, share: bool = False) -> Outcome:
        """Issue the diploma anew from the records of today, under a new code, number and index; then set the
        bit of the old one.

        The jury's date stays. `share` says that the holder asks for a public link from the old page to the
        new one. A replacement that a crash left without its act is taken up, not issued again.
        """
        state = self.book.state(item, self.now)
        if state == "superseded":
            known = next(act.replacement for act in self.book.acts[item.code] if act.act == "supersede")
            return Outcome((*self._log(item), *self._settle(self.book)), known)
        if state not in _POSSIBLE["supersede"]:
            raise LedgerError(f"the diploma is {state}: it cannot be superseded")
        # Whatever could refuse the act must do so before the new diploma is written.
        self._sign(item, "revoke")
        files: list[str] = []
        orphan = _orphan(self.book, item, self.now)
        if orphan is not None:
            code = orphan.code
            files += queue_late(self.ledger, [item.edition])
        else:
            code, written = self._reissue(tree, item, random)
            files += written
        acts = [self._sign(item, "supersede", replacement=code)]
        if share:
            acts.append(self._sign(item, "share"))
        files.append(self.ledger.add_acts(acts))
        files += self._log(item)
        files += self._settle(open_book(self.ledger))
        return Outcome(tuple(files), code)

    def _log(self, item: Issued) -> tuple[str, ...]:
        """Let the leaf of the diploma's last change wait for the transparency log, unless it is there."""
        if not self.ledger.log.exists():
            return ()
        acts = [act.value for act in self.ledger.acts() if act.value.code == item.code]
        return queue_act(self.ledger.log, self._line(item), acts, self.signer.key)

    def _line(self, item: Issued) -> CredentialLine:
        segment = self.ledger.credentials(self.ledger.root / item.path, frozenset((item.line,)))
        return next(segment).value

    def _sealed(self, item: Issued) -> bool:
        return self._line(item).is_sealed(self.book.acts.get(item.code, ()))

    def _settle(self, book: Book) -> tuple[str, ...]:
        return settle(self.ledger, book, self.signer, self.now)

    def _reissue(self, tree: Tree, item: Issued, random: Chance) -> tuple[str, tuple[str, ...]]:
        edition = tree.editions.get(item.edition)
        if edition is None or item.candidate not in tree.candidates:
            raise RecordError(
                f"the record of {item.candidate} or of the edition {item.edition} is gone",
                hint="A diploma is superseded from the records of today; without them, revoke it.",
            )
        case = Case.of(tree, sittings_by_candidate(tree.results), edition.programme, item.candidate)
        decision = decide(case, on=edition.date)
        if not decision.entitled:
            why = "; ".join(sentence.en for sentence in decision.reasons)
            raise RecordError(
                f"by the records of today the candidate {item.candidate} is not entitled: {why}",
                hint=f"See {edition_path(item.edition)}. If that is right, revoke the diploma instead.",
            )
        run = Run(self.book, self.signer, self.now, random)
        taken = {one.serial for one in self.book.issued.values() if one.edition == item.edition}
        # Of the replaced one's own: two branches that each replace another diploma give no number twice.
        serial = item.serial + REPLACEMENTS
        while serial in taken:
            serial += REPLACEMENTS
        award = award_of(tree, item.edition, decision, run.place(serial))
        sealed = self._sealed(item) or to_be_sealed(tree, edition.programme, item.candidate)
        line = sign_award(
            award, decision, item.edition, self.signer, now=self.now, salt=run.salt(), sealed=sealed
        )
        files = (*run.add_lists(self.ledger), self.ledger.add_replacement(line, serial))
        return line.code, (*files, *queue_issued(self.ledger.log, [line]))

    def _sign(self, item: Issued, act: ActKind, *, replacement: str | None = None) -> Act:
        # Acts are put in order by their dates; two within one second would have none.
        last = max((one.date for one in self.book.acts.get(item.code, ())), default=None)
        if last is not None and self.now <= last:
            raise LedgerError(
                f"the last act on this diploma is of {format_instant(last)}, which is not before now",
                hint="Wait a second; if that does not help, is the clock right?",
            )
        try:
            return Act.sign(
                self.signer.key,
                act=act,
                code=item.code,
                issuer=self.signer.did,
                date=self.now,
                by=self.statement.by,
                reason=self.statement.reason,
                note=self.statement.note,
                replacement=replacement,
            )
        except MalformedError as error:
            raise LedgerError(str(error), hint=error.hint) from None

    def _last(self, item: Issued) -> str | None:
        acts = self.book.acts.get(item.code, ())
        return max(acts, key=lambda act: act.date).act if acts else None


def _orphan(book: Book, item: Issued, now: datetime) -> Issued | None:
    """A second diploma for the same award that no act explains: an earlier run was stopped there."""
    explained = {act.replacement for acts in book.acts.values() for act in acts if act.replacement}
    return next(
        (
            other
            for other in book.issued.values()
            if (other.edition, other.candidate) == (item.edition, item.candidate)
            and other.serial > item.serial
            and other.code not in explained
            and book.state(other, now) != "revoked"
        ),
        None,
    )
