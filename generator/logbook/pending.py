"""Leaves that wait for the sequencer: what issuing and the acts add to the log.

All of it follows from the ledger, so that whatever a crash left out can be added later (`reconcile`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.adapters.logstore import LogStore
from generator.errors import MalformedError
from generator.trust.canonical import canonical
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.ledger import Act, CredentialLine, sets_bit
from generator.trust.logleaf import ActLeaf, Change, IssueLeaf, commitment
from generator.trust.proof import JCS, read_proofs

__all__ = ["act_leaf", "changes", "commitment_of", "issue_leaf", "queue_act", "queue_issued", "signing_key"]


def queue_issued(store: LogStore, lines: Iterable[CredentialLine]) -> tuple[str, ...]:
    """Let the leaves of new diplomas wait; returns the files. Nothing where the site has no log yet.

    Call it after the diplomas are written: a diploma without a leaf can be given one, a leaf without a diploma is an
    alarm.
    """
    if not store.exists():
        return ()
    return store.add_pending(issue_leaf(line) for line in lines if line.salt is not None)


def queue_act(store: LogStore, line: CredentialLine, acts: Sequence[Act], key: SecretKey) -> tuple[str, ...]:
    """Let the leaf of the last change of a diploma wait, signed with its issuer's `key`.

    `acts` are all acts on it, the new one included. Nothing where they left its bit as it was (withdrawn, shared),
    where the leaf is in the log or the diploma has no salt, or the site has no log.
    """
    found = changes(acts)
    if not store.exists() or not found or line.salt is None:
        return ()
    leaf = act_leaf(line, found[-1], len(found), key)
    if store.load().index_of(leaf.to_bytes()) is not None:
        return ()
    return store.add_pending([leaf])


def issue_leaf(line: CredentialLine) -> IssueLeaf:
    """The leaf of a diploma. Raises `MalformedError` where it has no salt, or no signature to name a key."""
    return IssueLeaf(commitment_of(line), signing_key(line))


def act_leaf(line: CredentialLine, change: Change, turn: int, key: SecretKey) -> ActLeaf:
    """The leaf of the `turn`-th change of a diploma."""
    return ActLeaf.sign(key, change, commitment_of(line), turn)


def commitment_of(line: CredentialLine) -> bytes:
    """What the log calls the diploma."""
    if line.salt is None:
        raise MalformedError(f"the diploma {line.code} has no salt", reason="salt")
    return commitment(line.salt, canonical(line.credential))


def signing_key(line: CredentialLine) -> PublicKey:
    """The key that the diploma says it was signed with. The audit of the ledger verifies that it was."""
    proofs, _ = read_proofs(line.credential)
    method = next(proof.verification_method for proof in proofs if proof.suite.name == JCS.name)
    return PublicKey.from_multibase(method.rpartition("#")[2])


def changes(acts: Sequence[Act]) -> tuple[Change, ...]:
    """The changes of a diploma's bit that its acts made, in order: what the log has a leaf for."""
    ordered = sorted(acts, key=lambda act: (act.date, act.act, act.to_line()))
    found: list[Change] = []
    was = False
    for count in range(1, len(ordered) + 1):
        now = sets_bit(ordered[:count])
        if now != was:
            found.append("revoke" if now else "reinstate")
        was = now
    return tuple(found)
