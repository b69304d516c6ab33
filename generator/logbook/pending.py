"""Leaves that wait for the sequencer: what issuing and the acts add to the log.

All of it follows from the ledger, so that whatever a crash left out can be added later (`reconcile`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.adapters.logstore import LogStore
from generator.trust.keys import SecretKey
from generator.trust.ledger import Act, CredentialLine, sets_bit
from generator.trust.logleaf import ActLeaf, Change
from generator.trust.logline import commitment_of, issue_leaf

__all__ = ["act_leaf", "changes", "issue_leaf", "queue_act", "queue_issued"]


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


def act_leaf(line: CredentialLine, change: Change, turn: int, key: SecretKey) -> ActLeaf:
    """The leaf of the `turn`-th change of a diploma."""
    return ActLeaf.sign(key, change, commitment_of(line), turn)


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
