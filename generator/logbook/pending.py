"""Leaves that wait for the sequencer: what issuing and the acts add to the log.

All of it follows from the ledger, so that whatever a crash left out can be added later (`reconcile`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from generator.adapters.ledger import REPLACEMENTS, Ledger
from generator.adapters.logstore import LogStore
from generator.trust.base64text import encode_url
from generator.trust.diplomastate import sets_bit
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.ledger import Act, CredentialLine
from generator.trust.logleaf import ActLeaf, Change, IssueLeaf, KeyLeaf, KeyState, parse_leaf
from generator.trust.logline import commitment_of, issue_leaf

__all__ = [
    "changes",
    "drop_unissued",
    "issue_leaf",
    "knows_key",
    "queue_act",
    "queue_issued",
    "queue_key",
    "queue_late",
]


def queue_issued(store: LogStore, lines: Iterable[CredentialLine]) -> tuple[str, ...]:
    """Let the leaves of new diplomas wait; returns the files. Nothing where the site has no log yet.

    Call it after the diplomas are written: a diploma without a leaf can be given one, a leaf without a diploma is an
    alarm.
    """
    if not store.exists():
        return ()
    return store.add_pending(issue_leaf(line) for line in lines if line.salt is not None)


def queue_late(ledger: Ledger, editions: Iterable[str]) -> tuple[str, ...]:
    """Let the leaves wait that an interrupted run has left out, of the last batches of each edition; returns the files.

    A run writes its batches and then their leaves: before the first batch, from the end, that lacks none, none is
    lacking. (`reconcile` looks at everything.)
    """
    store = ledger.log
    paths: dict[str, list[Path]] = {edition: [] for edition in editions}
    for path in ledger.segments():
        if (edition := path.name.partition(".")[0]) in paths:
            paths[edition].append(path)
    if not any(paths.values()) or not store.exists():
        return ()
    log, waiting = store.load(), {leaf for _, leaves in store.pending() for leaf in leaves}
    late: list[CredentialLine] = []
    for batches in paths.values():
        for path in reversed(batches):
            lines = [item.value for item in ledger.credentials(path) if item.value.salt is not None]
            leaves = ((line, issue_leaf(line).to_bytes()) for line in lines)
            lacking = [line for line, leaf in leaves if leaf not in waiting and log.index_of(leaf) is None]
            if not lacking and int(path.name.split(".")[1]) < REPLACEMENTS:
                break
            late += lacking
    return queue_issued(store, late)


def drop_unissued(ledger: Ledger, keys: Collection[PublicKey]) -> int:
    """Let no leaf wait any more of a diploma, or of its changes, under one of these `keys`, where the ledger does not
    hold the diploma; returns how many did. Where two branches issued the same and a person kept one side, the leaves of
    the other are left over.
    """
    store = ledger.log
    waiting = store.pending()
    if not waiting:
        return 0
    lines = chain(ledger.all_credentials(), ledger.replaced_credentials())
    issued = {issue_leaf(item.value).commitment for item in lines if item.value.salt is not None}
    dropped = 0
    for path, leaves in waiting:
        kept = [
            leaf
            for leaf in map(parse_leaf, leaves)
            if not isinstance(leaf, IssueLeaf | ActLeaf) or leaf.key not in keys or leaf.commitment in issued
        ]
        if len(kept) < len(leaves):
            store.add_pending(kept)
            store.drop([path])
            dropped += len(leaves) - len(kept)
    return dropped


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


def queue_key(store: LogStore, leaf: KeyLeaf) -> tuple[str, ...]:
    """Let a leaf wait that says what became of a key, unless the log knows that, or it waits already. Nothing where the
    site has no log.
    """
    return () if not store.exists() or knows_key(store, leaf.key, leaf.state) else store.add_pending([leaf])


def knows_key(store: LogStore, key: PublicKey, state: KeyState) -> bool:
    """Whether a leaf in the log, or one that waits, says that of a key."""
    waiting = (leaf for _, leaves in store.pending() for leaf in leaves)
    return any(
        isinstance(leaf := parse_leaf(data), KeyLeaf) and (leaf.key, leaf.state) == (key, state)
        for data in chain(store.load().leaves, waiting)
        if b'"t":"key"' in data
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
