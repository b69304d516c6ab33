"""The audit of one batch: each diploma's signature, and whether its line tells the truth about it.

A batch needs nothing but its file and what `Question` says, so that several processes can share the work.
What must be compared across batches is kept as 8-byte digests; memory does not grow with the text of the
diplomas.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.adapters.ledger import Ledger, Located
from generator.errors import Diagnostic, MalformedError
from generator.issuing.book import status_place
from generator.trust.anchors import Anchors
from generator.trust.credential import credential_id
from generator.trust.did import Did
from generator.trust.ledger import CredentialLine
from generator.trust.proof import JCS, read_proofs, verify_proof
from generator.trust.view import fields

__all__ = ["Question", "SegmentFacts", "audit_segment"]


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """What one batch adds: digests of what must be unique, in the order of its lines, and the places of the
    diplomas that acts concern (by code: issuer, list, index, line)."""

    path: str
    count: int
    codes: array[int]
    indexes: array[int]
    numbers: array[int]
    awards: array[int]
    lists: frozenset[tuple[str, int]]
    concerned: Mapping[str, tuple[str, int, int]]
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What every process of an audit is told: the keys, the did of each issuer's slug, the codes whose places
    are wanted, and the codes that make room for another diploma of the same award.

    `did_documents` are those that are published; `all_keys` are the same with the keys of `compromised` (their
    verification methods), which only a diploma that is no longer in force may still bear."""

    root: Path
    did_documents: Mapping[str, bytes]
    issuers: Mapping[str, str]
    concerned: frozenset[str]
    replaced: frozenset[str]
    all_keys: Mapping[str, bytes]
    compromised: frozenset[str]


def audit_segment(path: Path, question: Question) -> SegmentFacts:
    """Verify every line of one batch. Damage raises `LedgerError`; what is false is among the problems."""
    ledger, anchors = Ledger(question.root), Anchors(question.all_keys)
    codes, indexes, numbers, awards = array("Q"), array("Q"), array("Q"), array("Q")
    lists: set[tuple[str, int]] = set()
    concerned: dict[str, tuple[str, int, int]] = {}
    problems: list[Diagnostic] = []
    count = 0
    for item in ledger.credentials(path):
        count += 1
        line = item.value
        problem, place, number = _line(item, question, anchors)
        if problem is not None:
            problems.append(problem)
            continue
        lists.add((line.issuer, place[0]))
        codes.append(_digest(line.code))
        indexes.append(_digest(f"{line.issuer}/{place[0]}/{place[1]}"))
        numbers.append(_digest(number))
        # A superseded or revoked diploma makes room for another one of the same award.
        room = line.code if line.code in question.replaced else ""
        awards.append(_digest(f"{line.edition}/{line.candidate}/{room}"))
        if line.code in question.concerned:
            concerned[line.code] = (line.issuer, *place)
    name = path.relative_to(question.root).as_posix()
    return SegmentFacts(
        name, count, codes, indexes, numbers, awards, frozenset(lists), concerned, tuple(problems)
    )


def _line(
    item: Located[CredentialLine], question: Question, anchors: Anchors
) -> tuple[Diagnostic | None, tuple[int, int], str]:
    """What is false in one line, and its place in a status list and its number."""
    line, nowhere = item.value, (0, 0)
    try:
        view = fields(line.credential)
        did = view.issuer_did.value
        proofs, _ = read_proofs(line.credential)
        if not any(proof.suite.name == JCS.name for proof in proofs):
            raise MalformedError("it has no eddsa-jcs-2022 proof")
        for proof in proofs:
            key = anchors.key(proof.verification_method, did)
            if not verify_proof(line.credential, proof, key):
                raise MalformedError("its content is not what was signed")
    except MalformedError as error:
        message = f"the diploma {line.code} does not verify: {error}"
        return item.problem("L303", message, "Bring the file back from git."), nowhere, ""
    if line.code not in question.replaced:
        for proof in proofs:
            if proof.verification_method in question.compromised:
                message = f"the diploma {line.code} is signed with a key that was compromised"
                return item.problem("L312", message, _SIGN_ANEW), nowhere, ""
    place = status_place(line.credential, did)
    wrong = None
    if question.issuers.get(line.issuer) != did:
        wrong = f"{did} is not the issuer {line.issuer}"
    elif view.id.value != credential_id(f"{Did.parse(did).origin}/", line.code):
        wrong = f"its address is {view.id.value}"
    elif place is None:
        wrong = "it points to a status list that is not the issuer's"
    elif view.licence_number is None:
        wrong = "it has no number"
    if wrong is not None or place is None or view.licence_number is None:
        return item.problem("L310", f"the diploma {line.code}: {wrong}"), nowhere, ""
    return None, place, f"{line.issuer}/{view.licence_number.value}"


_SIGN_ANEW = "Say 'parchemin keys compromise' again: it signs anew, or revokes, what it has left out."


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
