"""Bringing the registry up to date: what the last build left is looked at, the rest is verified, rendered and written.

last = recall(cache, output)                        # None where nothing can be believed
registry = bring_up_to_date(opening, job, last, …)  # writes below job.output / "d"
…the audit is closed, the site takes its place…
remember(cache, registry, output)
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from generator.adapters.stamp import stamp_of
from generator.issuing.audit import Opening
from generator.issuing.batches import Batch, batches_in
from generator.issuing.segment import SegmentFacts
from generator.issuing.sharing import Share, read_segments
from generator.issuing.total import Total
from generator.registry.manifest import Manifest, read_manifest, write_manifest
from generator.registry.planning import Now, Plan, plan
from generator.registry.writing import FOLDER, SUFFIXES, Job, Tally, Writing, Written
from generator.trust.diplomastate import state_of
from generator.trust.instant import format_instant
from generator.trust.ledger import Act
from generator.trust.transparency import TransparencyLog

__all__ = ["WHOLE", "Part", "Registry", "bring_up_to_date", "recall", "remember"]

_MANIFEST: Final = "registry"


@dataclass(frozen=True, slots=True)
class Part:
    """One of `of` parts of the registry, `number` from 1: batches are dealt out in turn, as cards are."""

    number: int
    of: int

    def __contains__(self, turn: int) -> bool:
        return turn % self.of == self.number - 1


WHOLE: Final = Part(1, 1)


@dataclass(frozen=True, slots=True)
class Registry:
    """What there is now. `plan` says what was done for it, `tally` how much was written; `stale` are the files of the
    old folder that are to go, where it is kept."""

    plan: Plan
    now: Now
    batches: Mapping[str, Batch]
    tally: Tally
    states: Mapping[str, int]
    stale: frozenset[str]

    @property
    def total(self) -> Total:
        """The batches together."""
        return Total([batch.facts for batch in self.batches.values()])


def recall(cache: Path, output: Path) -> Manifest | None:
    """What the last build into `output` wrote, None where its folder is not as that build left it."""
    last = read_manifest(cache / _MANIFEST)
    try:
        as_it_was = last is not None and last.folder.looks_like(stamp_of(output / FOLDER))
    except FileNotFoundError:
        return None
    return last if as_it_was else None


def bring_up_to_date(
    opening: Opening,
    job: Job,
    last: Manifest | None,
    *,
    key: bytes,
    log: TransparencyLog | None,
    processes: int,
    progress: Callable[[int, int], None],
    part: Part = WHOLE,
) -> Registry:
    """Verify and write what changed since `last`; everything where that is None. Of a `part` only every so many batches
    are, the others are only looked at.

    `key` is the digest of all that every page depends on; the `log` was loaded by whoever needed it before. `progress`
    is told how many diplomas are done, and of how many. What is false stands in the batches' facts.
    """
    there = batches_in(job.root)
    paths = there.paths
    now = Now(
        key=key,
        at=int(job.at.timestamp()),
        logged=log.sizes[-1] if log is not None and log.sizes else 0,
        acts={code: _digest(acts) for code, acts in job.acts.items()},
        batches=tuple(paths),
        same=there.same(last.batches if last is not None else {}),
    )
    todo = plan(last, now)
    (job.output / FOLDER).mkdir(exist_ok=True)
    shares = [Share(paths[name], None, turn not in part) for turn, name in enumerate(todo.read)]
    shares += [Share(paths[name], rows) for name, rows in todo.rows.items()]
    total = _Progress(shares, progress)
    tally = Tally()
    batches = dict(todo.kept)
    results = read_segments(shares, opening.question, processes=processes, visit=_Visit(job, log))
    for share, (facts, written) in zip(shares, results, strict=True):
        name = share.path.relative_to(job.root).as_posix()
        done: Written = written or Written(Tally(), bytes(len(facts.lines)))
        tally.add(done.tally)
        total.add(facts.count)
        batches[name] = (
            there.read(name, facts, done.proven)
            if share.lines is None
            else _updated(todo.kept[name], facts, done.proven)
        )
    batches = {name: batches[name] for name in paths}
    return Registry(todo, now, batches, tally, _states(batches, job), _stale(todo, batches, job))


def remember(cache: Path, registry: Registry, output: Path) -> None:
    """Keep what there is now for the next build; `output` is the site that has taken its place."""
    now = registry.now
    folder = stamp_of(output / FOLDER)
    write_manifest(
        cache / _MANIFEST, Manifest(now.key, now.at, folder, now.logged, now.acts, registry.batches)
    )


@dataclass(frozen=True, slots=True)
class _Visit:
    """Makes each process's writer. Another process loads the log for itself: that takes less than sending it."""

    job: Job
    log: TransparencyLog | None

    def __call__(self) -> Writing:
        return Writing(self.job, self.log)

    def __reduce__(self) -> tuple[type[_Visit], tuple[Job, None]]:
        return _Visit, (self.job, None)


class _Progress:
    """How much is done. How many diplomas a batch holds is known only once it is read: until then each counts for as
    many as those before it did on average."""

    def __init__(self, shares: list[Share], tell: Callable[[int, int], None]) -> None:
        self._shares = shares
        self._tell = tell
        self._done = self._read = 0

    def add(self, diplomas: int) -> None:
        self._done += diplomas
        self._read += 1
        self._tell(self._done, round(self._done / self._read * len(self._shares)))


def _updated(known: Batch, facts: SegmentFacts, proven: bytes) -> Batch:
    """A batch of which some diplomas were written anew."""
    every = bytearray(known.proven)
    place = {line: row for row, line in enumerate(known.facts.lines)}
    for line, one in zip(facts.lines, proven, strict=True):
        every[place[line]] = one
    return Batch(known.stamp, known.digest, known.facts, bytes(every))


def _stale(todo: Plan, batches: Mapping[str, Batch], job: Job) -> frozenset[str]:
    """Files of the kept folder that nothing was written over: of diplomas that are gone, or show less than before."""
    if todo.everything:
        return frozenset()
    codes = set(todo.gone)
    for name, lines in todo.rows.items():
        facts = batches[name].facts
        codes.update(facts.code(row) for row, line in enumerate(facts.lines) if line in lines)
    written = {path.name for path in (job.output / FOLDER).iterdir()}
    return frozenset(f"{code}{suffix}" for code in codes for suffix in SUFFIXES) - written


def _states(batches: Mapping[str, Batch], job: Job) -> Mapping[str, int]:
    """How many diplomas are in each state."""
    at = int(job.at.timestamp())
    counted: Counter[str] = Counter()
    acted = frozenset(code.encode() for code in job.acts)
    for batch in batches.values():
        spans = batch.facts.spans
        for begin, end in zip(spans[::2], spans[1::2], strict=True):
            counted["expired" if end and at > end else "not-yet-valid" if at < begin else "valid"] += 1
        for row in batch.facts.rows(acted):
            dates = _dates(spans[2 * row], spans[2 * row + 1])
            counted[state_of(dates, (), job.at).state] -= 1
            counted[state_of(dates, job.acts[batch.facts.code(row)], job.at).state] += 1
    return dict(sorted((+counted).items()))


def _dates(begin: int, end: int) -> dict[str, object]:
    named = {"validFrom": begin, "validUntil": end}
    return {
        name: format_instant(datetime.fromtimestamp(seconds, UTC))
        for name, seconds in named.items()
        if seconds
    }


def _digest(acts: tuple[Act, ...]) -> bytes:
    return hashlib.sha256(b"".join(act.to_line() for act in acts)).digest()
