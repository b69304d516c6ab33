"""Holding a log against what it said before, and against itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.errors import Diagnostic, LedgerError, MalformedError
from generator.trust.logleaf import ActLeaf, Genesis, IssueLeaf, KeyLeaf
from generator.trust.tiles import TILE_WIDTH
from generator.trust.transparency import TransparencyLog

__all__ = ["Audited", "audit", "examine", "place_of"]


@dataclass(frozen=True, slots=True)
class Audited:
    """What came of an audit. `reason` is ``consistent``, ``other-log``, ``rolled-back`` or ``forked``; `compared`
    counts the old checkpoints that the new log still bears out.
    """

    reason: str
    message: str
    old_size: int
    new_size: int
    compared: int

    @property
    def consistent(self) -> bool:
        """Whether the new log continues the old one."""
        return self.reason == "consistent"


def audit(old: TransparencyLog, new: TransparencyLog) -> Audited:
    """Whether `new` still says what `old` had signed: its root at each old size must be the old signed root.

    Both are logs that were checked; only what was signed counts.
    """
    old_size = old.newest.size if old.newest else 0
    new_size = new.newest.size if new.newest else 0
    compared = 0
    if old.key != new.key:
        return Audited("other-log", f"the old log is {old.key}, the new one {new.key}", old_size, new_size, 0)
    if new_size < old_size:
        message = f"the old log was signed at {old_size} leaves, the new one at {new_size} only"
        return Audited("rolled-back", message, old_size, new_size, 0)
    for size in old.sizes:
        try:
            new.extends(old.checkpoints[size])
        except MalformedError as error:
            return Audited(error.reason, str(error), old_size, new_size, compared)
        compared += 1
    return Audited("consistent", "the new log continues the old one", old_size, new_size, compared)


def examine(log: TransparencyLog) -> tuple[Diagnostic, ...]:
    """Everything that is wrong within a log whose checkpoints hold: leaves that cannot be read, false signatures, acts
    that follow nothing.

    Raises `LedgerError` at a leaf that cannot be read.
    """
    try:
        return tuple(_contradictions(log))
    except MalformedError as error:
        raise LedgerError(f"the log holds something that is no leaf: {error}") from None


def place_of(index: int) -> tuple[str, int]:
    """The file of the ledger and the line where a leaf stands."""
    chunk, offset = divmod(index, TILE_WIDTH)
    return f"candidates/ledger/log/leaves/{chunk:06d}.jsonl", offset + 1


def _contradictions(log: TransparencyLog) -> Iterator[Diagnostic]:
    issued: set[bytes] = set()
    changed: dict[bytes, list[tuple[int, ActLeaf]]] = {}
    for index, leaf in log.parsed():
        if isinstance(leaf, ActLeaf | KeyLeaf) and not leaf.verify():
            yield _problem("L322", index, "its signature is false")
        if isinstance(leaf, Genesis) and index:
            yield _problem("L325", index, "a second genesis")
        elif isinstance(leaf, KeyLeaf) and leaf.since is not None and leaf.since > index:
            yield _problem("L325", index, f"it speaks of index {leaf.since}, which did not exist")
        elif isinstance(leaf, ActLeaf):
            changed.setdefault(leaf.commitment, []).append((index, leaf))
        elif isinstance(leaf, IssueLeaf):
            if leaf.commitment in issued:
                yield _problem("L325", index, "this diploma was logged before")
            issued.add(leaf.commitment)
    for commitment, acts in changed.items():
        if commitment not in issued:
            yield _problem("L325", acts[0][0], "it changes a diploma that was never logged")
        found = sorted((act.turn, act.change) for _, act in acts)
        if found != [(turn, "revoke" if turn % 2 else "reinstate") for turn in range(1, len(acts) + 1)]:
            yield _problem("L325", acts[0][0], "the changes of this diploma do not follow one another")


def _problem(code: str, index: int, message: str) -> Diagnostic:
    path, line = place_of(index)
    return Diagnostic(path, line, 1, code, f"leaf {index}: {message}")
