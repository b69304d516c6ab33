"""One thing that was looked at, and what it was looked at with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.errors import Diagnostic, Severity
from generator.records.tree import Tree
from generator.trust.keyact import Keyring

__all__ = ["Check", "Desk", "State", "open_desk"]


class State(Enum):
    """How a check ended."""

    GOOD = "good"
    WARNED = "warning"
    BAD = "problem"
    SKIPPED = "not checked"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at (`name`), in what state it is (`said`), and everything that is wrong with it."""

    name: str
    said: str
    problems: tuple[Diagnostic, ...] = ()
    skipped: bool = False

    @property
    def state(self) -> State:
        """The worst of its problems decides."""
        if any(one.severity is Severity.ERROR for one in self.problems):
            return State.BAD
        if self.problems:
            return State.WARNED
        return State.SKIPPED if self.skipped else State.GOOD


@dataclass(frozen=True, slots=True)
class Desk:
    """A site, the keys of its ledger, and the moment and environment in which it is looked at."""

    root: Path
    tree: Tree
    ring: Keyring
    now: datetime
    environment: Mapping[str, str]

    @property
    def dids(self) -> dict[str, str]:
        """The issuers that have a key, with their identifiers."""
        having = {entry.issuer for entry in self.ring.entries}
        return {name: one.did for name, one in self.tree.issuers.items() if name in having}


def open_desk(root: Path, now: datetime, environment: Mapping[str, str]) -> Desk:
    """Read the public records and the keys of the ledger: nobody's record is needed.

    Raises `RecordError` or `LedgerError`, which is what `parchemin check` is for.
    """
    tree = load_tree(root, folders=("content",))
    return Desk(root, tree, Ledger(root).keyring(), now, environment)
