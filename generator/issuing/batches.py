"""The batches of the ledger that were verified before, known again without reading them.

A batch is known by its size and times (like git's index does), or else by its digest. Of each of its diplomas a few
numbers are kept (`SegmentFacts`): what must be unique, when it begins and ends. Only ever a cache, kept as a
`wholefile` whose header has the entries of `columns_of`.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from generator.adapters.ledger import Ledger
from generator.adapters.stamp import Stamp, stamp_of
from generator.adapters.wholefile import Column
from generator.issuing.segment import SegmentFacts

__all__ = ["Batch", "Batches", "batches_in", "columns_of", "read_batches"]

_COLUMNS: Final = (("lines", "L"), ("places", "Q"), ("numbers", "Q"), ("awards", "Q"), ("spans", "q"))
_TEXTS: Final = ("codes", "owners", "leaves")


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as it was read: its file, and what it holds. `proven` has a byte for each diploma, 1 where its page
    holds a proof of the log; none where no pages were made."""

    stamp: Stamp
    digest: bytes
    facts: SegmentFacts
    proven: bytes


@dataclass(frozen=True, slots=True)
class Batches:
    """The files of a ledger, by their paths from the site's root, in order, and what they looked like at the
    beginning."""

    paths: Mapping[str, Path]
    stamps: Mapping[str, Stamp]

    def same(self, known: Mapping[str, Batch]) -> dict[str, Batch]:
        """Those that are as they were, with what their files look like now; their digests decide where the times do
        not."""
        found = {}
        for name, path in self.paths.items():
            before, now = known.get(name), self.stamps[name]
            if before is None:
                continue
            if before.stamp.holds(now) or _digest(path) == before.digest:
                found[name] = replace(before, stamp=now)
        return found

    def read(self, name: str, facts: SegmentFacts, proven: bytes = b"") -> Batch:
        """One that was read since. Where it was written meanwhile, it will not be known again."""
        digest = _digest(self.paths[name])
        still = stamp_of(self.paths[name]).looks_like(self.stamps[name])
        return Batch(self.stamps[name], digest if still else b"", facts, proven)


def batches_in(root: Path) -> Batches:
    """The batches of the ledger of the site at `root`."""
    paths = {path.relative_to(root).as_posix(): path for path in Ledger(root).segments()}
    return Batches(paths, {name: stamp_of(path) for name, path in paths.items()})


def columns_of(batches: Mapping[str, Batch]) -> tuple[list[Any], list[Column]]:
    """An entry each for a header, and what they hold as columns."""
    entries: list[Any] = []
    columns: list[Column] = []
    for name, batch in batches.items():
        facts = batch.facts
        parts = [getattr(facts, column) for column, _ in _COLUMNS]
        parts += [*(getattr(facts, text) for text in _TEXTS), batch.proven]
        columns += parts
        sizes = [memoryview(part).nbytes for part in parts]
        entries.append([name, list(batch.stamp), batch.digest.hex(), facts.count, facts.issuers, sizes])
    return entries, columns


def read_batches(entries: list[Any], file: BinaryIO) -> dict[str, Batch]:
    """The inverse."""
    return {entry[0]: _batch(entry, file) for entry in entries}


def _batch(entry: list[Any], file: BinaryIO) -> Batch:
    name, stamp, digest, count, issuers, sizes = entry
    columns: dict[str, Any] = {}
    for (column, kind), size in zip(_COLUMNS, sizes, strict=False):
        columns[column] = array(kind, file.read(size))
    columns |= {text: file.read(size) for text, size in zip(_TEXTS, sizes[len(_COLUMNS) :], strict=False)}
    facts = SegmentFacts(path=name, count=count, issuers=tuple(issuers), problems=(), **columns)
    return Batch(Stamp(*stamp), bytes.fromhex(digest), facts, file.read(sizes[-1]))


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
