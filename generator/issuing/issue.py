"""Issuing the diplomas of a plan: first the status lists that they point to, then whole batches.

A run that is stopped anywhere leaves whole batches only. The next run skips what they hold and goes on with
new codes and indexes; nothing is issued twice, and no index is used twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from generator.adapters.ledger import Ledger
from generator.errors import LedgerError, MalformedError, RecordError
from generator.issuing.awards import Place, award_of, to_be_sealed
from generator.issuing.book import Book, Issued, status_list_url
from generator.issuing.lists import Allocator, settle, signed_list
from generator.issuing.planning import EditionPlan, Plan
from generator.issuing.signers import Signer
from generator.logbook.pending import queue_issued, queue_late
from generator.records.tree import Tree
from generator.rules.eligibility import Decision
from generator.trust import code as codes
from generator.trust.credential import Award, build
from generator.trust.instant import format_instant
from generator.trust.ledger import CredentialLine
from generator.trust.logleaf import SALT_SIZE
from generator.trust.proof import sign, verify_set

__all__ = ["Chance", "Issuance", "Run", "issue", "next_serials", "sign_award"]

Chance = Callable[[int], bytes]
"""So many random bytes; `secrets.token_bytes` outside tests."""


@dataclass(frozen=True, slots=True)
class Issuance:
    """What a run has written: new diplomas as (edition, candidate, code), and the files."""

    diplomas: tuple[tuple[str, str, str], ...]
    files: tuple[str, ...]


def issue(
    tree: Tree,
    ledger: Ledger,
    book: Book,
    plan: Plan,
    signers: Mapping[str, Signer],
    *,
    now: datetime,
    random: Chance,
    done: Callable[[int], None] = lambda _: None,
) -> Issuance:
    """Sign and write everything that is due. Call it inside ``ledger.writing()``, with a book opened there.

    `signers` has one for each issuer that has diplomas due. Everything is signed before anything is written,
    so that a text which may not be signed stops the run with the ledger untouched. `done` is told how many
    diplomas each written batch holds.
    """
    plan.check()
    due = [edition for edition in plan.editions if edition.due]
    runs = {
        issuer: Run(book, signers[issuer], now, random)
        for issuer in sorted({edition.issuer for edition in due})
    }
    lines = {edition.edition_id: _sign(tree, edition, runs[edition.issuer]) for edition in due}
    files = list(queue_late(ledger, [edition.edition_id for edition in plan.editions]))
    for run in runs.values():
        files += settle(ledger, book, run.signer, now)
        files += run.add_lists(ledger)
    for edition_id, batch in lines.items():
        files += ledger.add_credentials(edition_id, batch, done=done)
        # After the diplomas: one without a leaf can be given it later, a leaf without a diploma is an alarm.
        files += queue_issued(ledger.log, batch)
    diplomas = tuple((line.edition, line.candidate, line.code) for batch in lines.values() for line in batch)
    return Issuance(diplomas, tuple(files))


class Run:
    """What one issuer gives new diplomas in one run: codes and places that nobody has."""

    def __init__(self, book: Book, signer: Signer, now: datetime, random: Chance) -> None:
        key = book.current_key(signer.issuer)
        if key is not None and now < key.created:
            made = format_instant(key.created)
            raise LedgerError(
                f"it is {format_instant(now)}, and the key of {signer.issuer} was made on {made}",
                hint="Is the clock right?",
            )
        self.signer = signer
        self.now = now
        self._book = book
        self._random = random
        self._allocator = Allocator(book, signer.issuer, random)
        self._codes: set[str] = set()
        self._lists: set[int] = set()

    def place(self, serial: int) -> Place:
        """A new code, and an index in a list."""
        number, index = self._allocator.next()
        self._lists.add(number)
        code = self._code()
        while code in self._book.issued or code in self._codes:
            code = self._code()
        self._codes.add(code)
        return Place(code, serial, status_list_url(self.signer.did, number), index)

    def salt(self) -> bytes:
        """What hides a new diploma in the transparency log."""
        return self._random(SALT_SIZE)

    def add_lists(self, ledger: Ledger) -> tuple[str, ...]:
        """Publish the lists that the new diplomas point to and that do not exist yet."""
        issuer = self.signer.issuer
        return tuple(
            ledger.add_status_list(issuer, number, signed_list(self.signer, number, set(), self.now))
            for number in sorted(self._lists)
            if (issuer, number) not in self._book.lists
        )

    def _code(self) -> str:
        while True:
            try:
                return codes.make(self._random(16))
            except MalformedError as error:
                if error.reason != "draw-again":
                    raise


def sign_award(
    award: Award,
    decision: Decision,
    edition_id: str,
    signer: Signer,
    *,
    now: datetime,
    salt: bytes,
    sealed: bool,
) -> CredentialLine:
    """Build and sign one diploma, and verify it before it is believed to be one. `salt` hides it in the log; `sealed`
    says how it is to be published."""
    try:
        credential = sign(build(award), signer.key, did=signer.did, created=now)
    except MalformedError as error:
        raise RecordError(
            f"the diploma of {decision.candidate} in {edition_id} cannot be signed: {error}", hint=error.hint
        ) from None
    if not verify_set(credential, signer.key.public):
        raise LedgerError("a signature just made does not verify; nothing was written")
    return CredentialLine(
        candidate=decision.candidate,
        code=award.code,
        credential=credential,
        edition=edition_id,
        issuer=signer.issuer,
        programme=decision.programme,
        salt=salt,
        sealed=sealed,
    )


def next_serials(issued: Sequence[Issued]) -> Iterator[int]:
    """The serials after the highest of an edition, replacements apart: none is given twice, even after a gap."""
    first = max((item.serial for item in issued if not item.replacement), default=0) + 1
    taken = {item.serial for item in issued}
    return (serial for serial in count(first) if serial not in taken)


def _sign(tree: Tree, edition: EditionPlan, run: Run) -> tuple[CredentialLine, ...]:
    return tuple(
        sign_award(
            award_of(tree, edition.edition_id, decision, run.place(serial)),
            decision,
            edition.edition_id,
            run.signer,
            now=run.now,
            salt=run.salt(),
            sealed=to_be_sealed(tree, edition.programme, decision.candidate),
        )
        for serial, decision in zip(next_serials(edition.issued), edition.due, strict=False)
    )
