"""The log and the ledger held against one another.

A leaf without a record is an alarm: somebody who has the keys issued or revoked behind the school's back. A
record without a leaf is only late, and can be given one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import iter_unpack
from typing import Final

from generator.adapters.ledger import Ledger, Located
from generator.adapters.logstore import LogStore
from generator.errors import Diagnostic
from generator.logbook.auditing import place_of
from generator.logbook.pending import changes, issue_leaf
from generator.trust.ledger import Act, CredentialLine
from generator.trust.logleaf import ActLeaf, Change, Genesis, IssueLeaf, Leaf, parse_leaf
from generator.trust.merkle import HASH_SIZE, leaf_hash
from generator.trust.transparency import TransparencyLog

__all__ = ["Missing", "Reconciliation", "alarms", "reconcile"]


_HASH: Final = f"{HASH_SIZE}s"
_TURNS: Final = 4


@dataclass(frozen=True, slots=True)
class Missing:
    """A record without a leaf, in the log or waiting. `leaf` is the one it is due; None where only its issuer can make
    it, because it must be signed, or where the record has no salt.
    """

    problem: Diagnostic
    leaf: IssueLeaf | None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was found: `records` in the ledger, of which `logged` have a leaf and `waiting` one that waits."""

    records: int
    logged: int
    waiting: int
    alarms: tuple[Diagnostic, ...]
    missing: tuple[Missing, ...]


_Act = tuple[bytes, Change, int]


class _Records:
    """What the ledger says there should be: a leaf for each diploma, and for each change of one."""

    def __init__(self, ledger: Ledger, lines: Iterable[Located[CredentialLine]]) -> None:
        acts: dict[str, list[Located[Act]]] = {}
        for item in ledger.acts():
            acts.setdefault(item.value.code, []).append(item)
        self.keys = {item.value.public: item.value.did for item in ledger.public_keys()}
        self.issues: dict[bytes, Diagnostic] = {}
        self.leaves: dict[bytes, IssueLeaf] = {}
        self.changes: dict[_Act, tuple[Diagnostic, str]] = {}
        self.unsalted: list[Missing] = []
        self.former: set[bytes | _Act] = set()
        for line in lines:
            self._add(line, acts.get(line.value.code, ()))
        for line in ledger.replaced_credentials():
            self._add_former(line.value, [act.value for act in acts.get(line.value.code, ())])

    def _add(self, item: Located[CredentialLine], acts: Iterable[Located[Act]]) -> None:
        line = item.value
        problem = item.problem("L324W", f"the diploma {line.code} has no leaf in the log")
        if line.salt is None:
            message = f"the diploma {line.code} has no salt, and can have no leaf"
            self.unsalted.append(Missing(item.problem("L324W", message), None))
            return
        leaf = issue_leaf(line)
        self.issues[leaf.to_bytes()] = problem
        self.leaves[leaf.to_bytes()] = leaf
        made = list(acts)
        for turn, change in enumerate(changes([act.value for act in made]), start=1):
            message = f"the diploma {line.code}: change {turn} ({change}) has no leaf in the log"
            hint = "Say the same act again, with the issuer's key."
            place = made[0].problem("L324W", message, hint)
            self.changes[leaf.commitment, change, turn] = (place, self.keys.get(leaf.key, ""))

    def _add_former(self, line: CredentialLine, acts: list[Act]) -> None:
        """What was signed anew keeps the leaves that it had before, but is due none."""
        if line.salt is not None:
            leaf = issue_leaf(line)
            self.former.add(leaf.to_bytes())
            self.former.update(
                (leaf.commitment, change, turn) for turn, change in enumerate(changes(acts), start=1)
            )


def reconcile(log: TransparencyLog, store: LogStore | None, ledger: Ledger) -> Reconciliation:
    """Compare every record with every leaf. `store` adds the leaves that wait.

    Raises `LedgerError` where the ledger or the log is damaged.
    """
    records = _Records(ledger, ledger.all_credentials())
    seen: set[bytes | _Act] = set()
    waiting: set[bytes | _Act] = set()
    found = [
        *_alarms(log.parsed(), records, seen),
        *_pending_alarms(store, records, waiting),
    ]
    expected: dict[bytes | _Act, Diagnostic] = {}
    expected.update(records.issues.items())
    expected.update((act, problem) for act, (problem, _) in records.changes.items())
    absent = [
        Missing(problem, records.leaves.get(what) if isinstance(what, bytes) else None)
        for what, problem in expected.items()
        if what not in seen and what not in waiting
    ]
    return Reconciliation(
        records=len(expected) + len(records.unsalted),
        logged=sum(what in seen for what in expected),
        waiting=sum(what in waiting and what not in seen for what in expected),
        alarms=tuple(found),
        missing=(*absent, *records.unsalted),
    )


def alarms(
    log: TransparencyLog,
    store: LogStore,
    ledger: Ledger,
    known: Sequence[bytes],
    changed: Iterable[Located[CredentialLine]],
) -> tuple[Diagnostic, ...]:
    """The alarms of `reconcile` alone, for who has read the ledger: `known` are the hashes of its diplomas' leaves,
    many in one piece, `changed` the diplomas that acts concern. Nothing else is read again.
    """
    records = _Records(ledger, changed)
    strange = _unknown(log.tree.levels[0], known)
    leaves = ((index, parse_leaf(log.leaves[index])) for index in strange)
    return (*_alarms(leaves, records, set()), *_pending_alarms(store, records, set(), known))


def _unknown(hashes: bytes | bytearray, known: Sequence[bytes]) -> list[int]:
    """The places of those hashes that are not among the known ones; of both, many stand in one piece. A part of them is
    compared at a time: a million in one set are 130 MB.
    """
    found: list[int] = []
    for turn in range(_TURNS):
        those = {one for text in known for (one,) in iter_unpack(_HASH, text) if one[-1] % _TURNS == turn}
        mine = ((place, one) for place, (one,) in enumerate(iter_unpack(_HASH, hashes)))
        found += [place for place, one in mine if one[-1] % _TURNS == turn and one not in those]
    return sorted(found)


def _alarms(
    leaves: Iterable[tuple[int, Leaf]], records: _Records, seen: set[bytes | _Act]
) -> Iterator[Diagnostic]:
    for index, leaf in leaves:
        problem = _alarm(leaf, records, seen)
        if problem is not None:
            path, line = place_of(index)
            yield Diagnostic(path, line, 1, "L323", f"leaf {index}: {problem}")


def _pending_alarms(
    store: LogStore | None, records: _Records, seen: set[bytes | _Act], known: Sequence[bytes] = ()
) -> Iterator[Diagnostic]:
    waiting = [
        (f"candidates/ledger/log/pending/{file.name}", number, data)
        for file, leaves in (store.pending() if store is not None else ())
        for number, data in enumerate(leaves, start=1)
    ]
    for place in _unknown(b"".join(leaf_hash(data) for _, _, data in waiting), known):
        path, number, data = waiting[place]
        problem = _alarm(parse_leaf(data), records, seen)
        if problem is not None:
            yield Diagnostic(path, number, 1, "L323", f"a leaf that waits: {problem}")


def _alarm(leaf: Leaf, records: _Records, seen: set[bytes | _Act]) -> str | None:
    """What is wrong with a leaf that is in the log, None where it has its record, which is noted as seen."""
    if isinstance(leaf, Genesis):
        return None
    if leaf.key not in records.keys:
        return f"the key {leaf.key.multibase} is not in the ledger"
    if isinstance(leaf, IssueLeaf):
        data = leaf.to_bytes()
        seen.add(data)
        return (
            None
            if data in records.issues or data in records.former
            else "a diploma was issued that is not in the ledger"
        )
    if not leaf.verify():
        return "its signature is false"
    return _unheard_of(leaf, records, seen) if isinstance(leaf, ActLeaf) else None


def _unheard_of(leaf: ActLeaf, records: _Records, seen: set[bytes | _Act]) -> str | None:
    act = (leaf.commitment, leaf.change, leaf.turn)
    if act in records.former:
        return None
    if act not in records.changes:
        return f"a diploma was changed ({leaf.change}) without an act in the ledger"
    if records.changes[act][1] != records.keys[leaf.key]:
        return "a diploma was changed under the key of another issuer"
    seen.add(act)
    return None
