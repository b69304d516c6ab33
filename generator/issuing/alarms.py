"""The ledger held against the transparency log by whoever has just verified it: what `reconcile` would find, without
reading the ledger once more.
"""

from __future__ import annotations

from pathlib import Path

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.errors import Diagnostic
from generator.issuing.audit import Audit
from generator.logbook.reconciling import alarms
from generator.trust.transparency import TransparencyLog

__all__ = ["log_alarms"]


def log_alarms(root: Path, audit: Audit, log: TransparencyLog | None = None) -> tuple[Diagnostic, ...]:
    """What the log of the site at `root` holds and its ledger does not; nothing where there is no log. `log`, where it
    was loaded already. Raises `LedgerError` for a log that is damaged, or contradicts what it signed.
    """
    ledger, store = Ledger(root), LogStore(root)
    if log is None:
        if not store.exists():
            return ()
        log = store.load()
    lines: dict[str, set[int]] = {}
    for path, line in audit.total.find(audit.acts).values():
        lines.setdefault(path, set()).add(line)
    changed = [
        item for path, those in lines.items() for item in ledger.credentials(root / path, frozenset(those))
    ]
    return alarms(log, store, ledger, audit.total.leaves, changed)
