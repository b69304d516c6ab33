"""The audit of one batch: each diploma's signature, and whether its line tells the truth about it.

A batch needs nothing but its file and what `Question` says, so that several processes can share the work.
What must be compared across batches, and what must be known of a diploma without reading it again, is kept in
columns of some 100 bytes a diploma; memory does not grow with the text of the diplomas.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from struct import iter_unpack
from typing import Final

from generator.adapters.ledger import Ledger, Located
from generator.errors import Diagnostic, MalformedError
from generator.issuing.book import status_place
from generator.trust.anchors import Anchors
from generator.trust.credential import credential_id
from generator.trust.cut import Cut, cut_out
from generator.trust.did import Did
from generator.trust.ledger import CredentialLine
from generator.trust.logline import issue_leaf
from generator.trust.merkle import HASH_SIZE, leaf_hash
from generator.trust.proof import JCS, read_proofs, verify_proof
from generator.trust.view import CredentialView, fields

__all__ = ["CODE_SIZE", "NO_LEAF", "Question", "SegmentFacts", "Verified", "audit_segment", "read_segment"]

CODE_SIZE: Final = 24
"""Bytes of a code with its hyphens."""
NO_LEAF: Final = bytes(HASH_SIZE)
_CODE: Final = f"{CODE_SIZE}s"
_FEW: Final = 10
"""Codes that are looked for in a batch as a whole more quickly than its codes in them."""
_NEVER: Final = 0


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """What one batch adds, one item a diploma in each column, in the order of the lines.

    `codes` is of `CODE_SIZE` bytes each; `owners` indexes `issuers` (slugs); `places` is the number of the status list
    times 2^32 plus the index; `numbers` and `awards` are digests of 8 bytes; `spans` has two seconds since the epoch
    each, of validFrom and validUntil, 0 where there is none; `leaves` has the hash of the log's leaf, `NO_LEAF` where
    the diploma can have none. Lines with a problem are in `problems` alone.
    """

    path: str
    count: int
    lines: array[int]
    codes: bytes
    issuers: tuple[str, ...]
    owners: bytes
    places: array[int]
    numbers: array[int]
    awards: array[int]
    spans: array[int]
    leaves: bytes
    problems: tuple[Diagnostic, ...]

    def code(self, row: int) -> str:
        """The code of a diploma."""
        return self.codes[row * CODE_SIZE : (row + 1) * CODE_SIZE].decode()

    def rows(self, codes: Set[bytes]) -> Iterator[int]:
        """Where the diplomas with these codes are, of those that are in this batch. Takes as long as the batch is long,
        whatever the number of codes."""
        if len(codes) <= _FEW and not any(code in self.codes for code in codes):
            return
        for row, (code,) in enumerate(iter_unpack(_CODE, self.codes)):
            if code in codes:
                yield row

    def place(self, row: int) -> tuple[str, int, int]:
        """The issuer of a diploma, the number of its status list, its index there."""
        number, index = divmod(self.places[row], 1 << 32)
        return self.issuers[self.owners[row]], number, index


@dataclass(frozen=True, slots=True)
class Verified:
    """A diploma whose signatures hold: its line, what it says, its canonical text without the proofs, and the hash of
    its leaf in the log, `NO_LEAF` where it can have none."""

    line: CredentialLine
    view: CredentialView
    text: Cut
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What every process of an audit is told: the keys, the did of each issuer's slug, and the codes that make room
    for another diploma of the same award.

    `did_documents` are those that are published; `all_keys` are the same with the keys of `compromised` (their
    verification methods), which only a diploma that is no longer in force may still bear."""

    root: Path
    did_documents: Mapping[str, bytes]
    issuers: Mapping[str, str]
    replaced: frozenset[str]
    all_keys: Mapping[str, bytes]
    compromised: frozenset[str]

    def digest(self) -> bytes:
        """The digest of all that a batch is verified by, beside its own bytes."""
        parts: list[object] = [
            {did: document.decode() for did, document in self.all_keys.items()},
            sorted(self.issuers.items()),
            sorted(self.compromised),
            # Whose key was compromised counts only where a diploma is in force.
            sorted(self.replaced) if self.compromised else [],
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()


def audit_segment(path: Path, question: Question) -> SegmentFacts:
    """Verify every line of one batch. Damage raises `LedgerError`; what is false is among the problems."""
    return read_segment(path, question)[0]


def read_segment(
    path: Path, question: Question, only: Set[int] | None = None, *, signatures: bool = True
) -> tuple[SegmentFacts, tuple[Verified, ...]]:
    """As `audit_segment`, and the diplomas that hold; of the whole batch, or of the lines in `only`.

    Without `signatures` they are left unverified: for a build that shares the ledger with others, each of which
    verifies its part, and all of which look for what is given twice.
    """
    draft = _Draft(signatures)
    verified = []
    for item in Ledger(question.root).credentials(path, only):
        draft.count += 1
        found = draft.take(item, question)
        if found is not None:
            verified.append(found)
    return draft.facts(path.relative_to(question.root).as_posix()), tuple(verified)


class _Draft:
    """The columns of a batch while it is read."""

    def __init__(self, signatures: bool) -> None:
        self.count = 0
        self._signatures = signatures
        self._lines, self._places = array("L"), array("Q")
        self._numbers, self._awards, self._spans = array("Q"), array("Q"), array("q")
        self._codes, self._owners, self._leaves = bytearray(), bytearray(), bytearray()
        self._issuers: dict[str, int] = {}
        self._problems: list[Diagnostic] = []
        self._anchors: Anchors | None = None

    def take(self, item: Located[CredentialLine], question: Question) -> Verified | None:
        """Verify one line; None where something is wrong with it."""
        if self._anchors is None:
            self._anchors = Anchors(question.all_keys)
        line = item.value
        try:
            view, text, place = _verify(item, question, self._anchors, self._signatures)
        except _FalseError as error:
            self._problems.append(error.problem)
            return None
        assert place is not None and view.licence_number is not None  # noqa: S101 - both are among the untruths
        self._lines.append(item.line)
        self._codes += line.code.encode()
        self._owners.append(self._issuers.setdefault(line.issuer, len(self._issuers)))
        self._places.append(place[0] << 32 | place[1])
        self._numbers.append(_digest(f"{line.issuer}/{view.licence_number}"))
        self._awards.append(_digest(f"{line.edition}/{line.candidate}"))
        until = view.valid_until_instant
        self._spans.extend((_seconds(view.valid_from_instant), _NEVER if until is None else _seconds(until)))
        leaf = NO_LEAF if line.salt is None else leaf_hash(issue_leaf(line).to_bytes())
        self._leaves += leaf
        return Verified(line, view, text, leaf)

    def facts(self, name: str) -> SegmentFacts:
        """What was read."""
        return SegmentFacts(
            name,
            self.count,
            self._lines,
            bytes(self._codes),
            tuple(self._issuers),
            bytes(self._owners),
            self._places,
            self._numbers,
            self._awards,
            self._spans,
            bytes(self._leaves),
            tuple(self._problems),
        )


class _FalseError(Exception):
    """A line that is not true."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _verify(
    item: Located[CredentialLine], question: Question, anchors: Anchors, signatures: bool
) -> tuple[CredentialView, Cut, tuple[int, int] | None]:
    """What a line's diploma says, its text, and its place in a status list."""
    line = item.value
    try:
        view = fields(line.credential)
        did = view.issuer_did.value
        proofs, _ = read_proofs(line.credential)
        if not any(proof.suite.name == JCS.name for proof in proofs):
            raise MalformedError("it has no eddsa-jcs-2022 proof")
        text = cut_out(line.credential, line.document)
        unsigned = text.unsigned
        for proof in proofs:
            key = anchors.key(proof.verification_method, did)
            if signatures and not verify_proof(line.credential, proof, key, unsigned=unsigned):
                raise MalformedError("its content is not what was signed")
    except MalformedError as error:
        message = f"the diploma {line.code} does not verify: {error}"
        raise _FalseError(item.problem("L303", message, "Bring the file back from git.")) from None
    if line.code not in question.replaced:
        for proof in proofs:
            if proof.verification_method in question.compromised:
                message = f"the diploma {line.code} is signed with a key that was compromised"
                raise _FalseError(item.problem("L312", message, _SIGN_ANEW))
    place = status_place(line.credential, did)
    for wrong in _untruths(line, view, question, place):
        raise _FalseError(item.problem("L310", f"the diploma {line.code}: {wrong}"))
    return view, text, place


def _untruths(
    line: CredentialLine, view: CredentialView, question: Question, place: tuple[int, int] | None
) -> Iterator[str]:
    did = view.issuer_did.value
    if question.issuers.get(line.issuer) != did:
        yield f"{did} is not the issuer {line.issuer}"
    if view.id.value != credential_id(f"{Did.parse(did).origin}/", line.code):
        yield f"its address is {view.id.value}"
    if place is None:
        yield "it points to a status list that is not the issuer's"
    if view.licence_number is None:
        yield "it has no number"


_SIGN_ANEW = "Say 'parchemin keys compromise' again: it signs anew, or revokes, what it has left out."


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _seconds(instant: datetime) -> int:
    # An instant at the epoch itself would read as none; no diploma was awarded then.
    return int(instant.timestamp()) or 1
