"""Logs for tests: a demonstration log with so many leaves, signed at the sizes that are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from generator.trust.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from generator.trust.keys import SecretKey, demonstration_key
from generator.trust.logleaf import Genesis, IssueLeaf
from generator.trust.logpolicy import LogEntry, Policy, Witness
from generator.trust.merkle import MerkleTree, leaf_hash
from generator.trust.note import COSIGNS, Note, NoteKey, NoteSignature, cosign
from generator.trust.transparency import TransparencyLog

ORIGIN = "diplomes.example.org/log"
SECRET = SecretKey(hashlib.sha256(b"log key of the tests").digest())
KEY = NoteKey(ORIGIN, SECRET.public)
ISSUER = demonstration_key("did:web:diplomes.example.org")
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
POLICY = str(Policy(logs=(LogEntry(KEY, f"https://{ORIGIN}"),)))


def witness_secret(number: int) -> SecretKey:
    return SecretKey(hashlib.sha256(b"witness %d of the tests" % number).digest())


def witness_key(number: int) -> NoteKey:
    return NoteKey(f"school-{number}.example/witness", witness_secret(number).public, COSIGNS)


def witness(number: int) -> Witness:
    return Witness(f"school-{number}", witness_key(number))


def cosigned(note: Note, *numbers: int) -> Note:
    return note.with_signatures(*(cosignature(note, number) for number in numbers))


def cosignature(note: Note, number: int) -> NoteSignature:
    return cosign(note, witness_key(number).name, witness_secret(number), at=AT)


def issue_leaf(number: int) -> IssueLeaf:
    return IssueLeaf(hashlib.sha256(b"commitment %d" % number).digest(), ISSUER.public)


def leaves(count: int) -> list[bytes]:
    """A genesis and so many less one issue leaves."""
    return [Genesis(ORIGIN).to_bytes(), *(issue_leaf(number).to_bytes() for number in range(1, count))][
        :count
    ]


def signed(tree: MerkleTree, size: int, secret: SecretKey = SECRET, origin: str = ORIGIN) -> SignedCheckpoint:
    return sign_checkpoint(Checkpoint(origin, size, tree.root(size)), secret)


def log_of(
    entries: Sequence[bytes],
    sizes: Iterable[int],
    *,
    policy: str = POLICY,
    witnessed: dict[int, tuple[int, ...]] | None = None,
) -> TransparencyLog:
    """The log of those leaves, with checkpoints of `sizes`; `witnessed` says which witnesses cosigned which size."""
    tree = MerkleTree.of(leaf_hash(entry) for entry in entries)
    checkpoints = {size: signed(tree, size) for size in sizes}
    cosignatures = {
        size: [cosignature(checkpoints[size].note, number) for number in numbers]
        for size, numbers in (witnessed or {}).items()
    }
    return TransparencyLog(KEY, policy, entries, tree, checkpoints, cosignatures)
