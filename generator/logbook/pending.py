"""Leaves that wait for the sequencer: what issuing and the acts add to the log.

All of it follows from the ledger, so that whatever a crash left out can be added later (`reconcile`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from generator.adapters.logstore import LogStore
from generator.trust.base64text import encode_url
from generator.trust.keys import SecretKey
from generator.trust.ledger import Act, CredentialLine, sets_bit
from generator.trust.logleaf import ActLeaf, Change, parse_leaf
from generator.trust.logline import commitment_of, issue_leaf

__all__ = ["changes", "issue_leaf", "queue_act", "queue_issued"]


def queue_issued(store: LogStore, lines: Iterable[CredentialLine]) -> tuple[str, ...]:
    """Let the leaves of new diplomas wait; returns the files. Nothing where the site has no log yet.

    Call it after the diplomas are written: a diploma without a leaf can be given one, a leaf without a diploma is an
    alarm.
    """
    if not store.exists():
        return ()
    return store.add_pending(issue_leaf(line) for line in lines if line.salt is not None)


def queue_act(store: LogStore, line: CredentialLine, acts: Sequence[Act], key: SecretKey) -> tuple[str, ...]:
    """Let a leaf wait for each change of a diploma that has none yet, signed with its issuer's `key`.

    `acts` are all acts on it, the new one included. Nothing where none changed its bit (withdrawn, shared), where the
    diploma has no salt, or the site has no log.
    """
    found = changes(acts)
    if not store.exists() or not found or line.salt is None:
        return ()
    commitment = commitment_of(line)
    done = {(leaf.turn, leaf.change) for leaf in _acts_on(commitment, store)}
    return store.add_pending(
        ActLeaf.sign(key, change, commitment, turn)
        for turn, change in enumerate(found, start=1)
        if (turn, change) not in done
    )


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


def _acts_on(commitment: bytes, store: LogStore) -> Iterator[ActLeaf]:
    """The leaves of a diploma's changes, logged or waiting."""
    wanted = encode_url(commitment).encode()
    waiting = (leaf for _, leaves in store.pending() for leaf in leaves)
    for data in chain(store.load().leaves, waiting):
        # A million leaves need not be parsed to find the two that matter.
        if wanted in data and isinstance(leaf := parse_leaf(data), ActLeaf):
            yield leaf
