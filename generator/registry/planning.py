"""What is left to do for the registry: from what the last build wrote and what there is now, which batches are to be
read, which of their diplomas are to be written, and which pages are to go.

A page depends on its line in the ledger, the acts on its code, the day (a diploma begins and ends), whether the log
was signed for its leaf, and on what all pages share (`Manifest.key`). Nothing else: so the cost follows what changed.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.issuing.batches import Batch
from generator.issuing.segment import SegmentFacts
from generator.registry.manifest import Manifest

__all__ = ["Now", "Plan", "plan"]


@dataclass(frozen=True, slots=True)
class Now:
    """What the registry depends on at this build; the fields are those of `Manifest`.

    `same` are the batches of the manifest, by path, whose files are as they were; `batches` are the paths of all that
    there are, in order.
    """

    key: bytes
    at: int
    logged: int
    acts: Mapping[str, bytes]
    batches: tuple[str, ...]
    same: Mapping[str, Batch]


@dataclass(frozen=True, slots=True)
class Plan:
    """`read` are the batches to verify and write whole, `rows` those of which only some lines are (by their numbers,
    from 1), `kept` what stays known of the others. `gone` are the codes of batches that are no more, or are read anew:
    their files are to be removed, unless they are written again. `everything` is true where nothing is known, and the
    folder is written anew.
    """

    everything: bool
    read: tuple[str, ...]
    rows: Mapping[str, frozenset[int]]
    kept: Mapping[str, Batch]
    gone: frozenset[str]

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.read or self.rows or self.gone)


def plan(last: Manifest | None, now: Now) -> Plan:
    """Compare."""
    if last is None or last.key != now.key or now.logged < last.logged:
        return Plan(True, now.batches, {}, {}, frozenset())
    kept = {name: now.same[name] for name in now.batches if name in now.same}
    read = tuple(name for name in now.batches if name not in kept)
    gone = frozenset(
        code for name, batch in last.batches.items() if name not in kept for code in _codes(batch.facts)
    )
    both = last.acts.keys() | now.acts.keys()
    acted = {code.encode() for code in both if last.acts.get(code) != now.acts.get(code)}
    rows = {}
    for name, batch in kept.items():
        changed = set(batch.facts.rows(acted))
        if last.at != now.at:
            changed.update(_dated(batch.facts, last.at, now.at))
        if last.logged != now.logged:
            changed.update(row for row, proven in enumerate(batch.proven) if not proven)
        if changed:
            rows[name] = frozenset(batch.facts.lines[row] for row in changed)
    return Plan(False, read, rows, kept, gone)


def _codes(facts: SegmentFacts) -> Iterable[str]:
    return map(facts.code, range(len(facts.lines)))


def _dated(facts: SegmentFacts, before: int, now: int) -> Iterable[int]:
    """The diplomas that begin or end between two moments, whichever comes first."""
    first, last = min(before, now), max(before, now)
    spans = facts.spans
    for row in range(len(facts.lines)):
        # Begins are compared with "at < begin", ends with "at > end" (`state_of`).
        begin, end = spans[2 * row], spans[2 * row + 1]
        if first < begin <= last or (end and first <= end < last):
            yield row
