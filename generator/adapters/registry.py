"""Writing the registry: one page and one signed document a diploma, streamed from the ledger's batches.

Memory stays flat: a batch is read, rendered and written, and forgotten. Batches are independent, so several
processes share them where there are many. The directory is new, so that each file is written once, by name
relative to an open directory, with nothing to replace and nothing to flush one by one.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.errors import BuildError
from generator.trust.canonical import canonical
from generator.trust.ledger import Act, CredentialLine, DiplomaState, state_of
from generator.trust.logline import issue_leaf
from generator.trust.proof import rdfc_only
from generator.trust.transparency import TransparencyLog

__all__ = ["Job", "PageWriter", "Tally", "processors", "write_diplomas"]

FOLDER: Final = "d"
_WORTH_A_POOL: Final = 4
"""Batches below which starting processes costs more than they save."""


class PageWriter(Protocol):
    """Renders one diploma's page to its bytes."""

    def page(
        self, line: CredentialLine, state: DiplomaState, document: bytes, proof: str | None = None
    ) -> bytes:
        """`document` is the canonical signed credential, `proof` its frozen proof of the transparency log, None before
        something was signed for it. The page embeds both."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every process is told. `writer` makes a `PageWriter` and can be pickled; `at` judges the dates."""

    root: Path
    output: Path
    at: datetime
    acts: Mapping[str, tuple[Act, ...]]
    writer: Callable[[], PageWriter]


@dataclass(slots=True)
class Tally:
    """Pages by state, bytes written, and the processors' seconds by part (read, render, write)."""

    states: Counter[str] = field(default_factory=Counter)
    size: int = 0
    seconds: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Take up the tally of one batch."""
        self.states.update(other.states)
        self.size += other.size
        self.seconds.update(other.seconds)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def write_diplomas(
    job: Job, jobs: int | None = None, progress: Callable[[int], None] = lambda _: None
) -> Tally:
    """Write every diploma of the ledger below `job.output`; `progress` is told the diplomas of each batch."""
    segments = Ledger(job.root).segments()
    (job.output / FOLDER).mkdir(exist_ok=True)
    total = Tally()
    for tally in _batches(job, segments, processors() if jobs is None else jobs):
        total.add(tally)
        progress(tally.states.total())
    return total


def _batches(job: Job, segments: tuple[Path, ...], jobs: int) -> Iterator[Tally]:
    if jobs <= 1 or len(segments) < _WORTH_A_POOL:
        tools = _Tools.of(job)
        yield from (_write_batch(job, tools, segment) for segment in segments)
        return
    # A fresh interpreter for each worker: the building process may have threads, which a fork would break.
    context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
    with ProcessPoolExecutor(jobs, context, _begin, (job,)) as pool:
        try:
            yield from pool.map(_work, segments)
        except BrokenProcessPool:
            raise BuildError(
                "a process that was writing diplomas was ended from outside",
                hint="Was there too little memory? Build with --jobs 1.",
            ) from None
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


@dataclass(frozen=True, slots=True)
class _Tools:
    """What a process keeps between batches: compiled templates, and the transparency log where there is one."""

    writer: PageWriter
    log: TransparencyLog | None

    @classmethod
    def of(cls, job: Job) -> _Tools:
        store = LogStore(job.root)
        return cls(job.writer(), store.load() if store.exists() else None)

    def proof(self, line: CredentialLine, document: bytes) -> str | None:
        """The diploma's frozen proof, None where the log does not hold it, or was not signed for it yet."""
        if self.log is None or line.salt is None:
            return None
        index = self.log.index_of(issue_leaf(line, document).to_bytes())
        return None if index is None else self.log.proof_of(index, line.salt)


class _Worker:
    """What a worker was told, and made of it."""

    job: Job
    tools: _Tools


def _begin(job: Job) -> None:
    _Worker.job = job
    _Worker.tools = _Tools.of(job)


def _work(segment: Path) -> Tally:
    return _write_batch(_Worker.job, _Worker.tools, segment)


def _write_batch(job: Job, tools: _Tools, segment: Path) -> Tally:
    tally = Tally()
    started = time.perf_counter()
    lines = [item.value for item in Ledger(job.root).credentials(segment)]
    read = time.perf_counter()
    files: list[tuple[str, bytes]] = []
    for line in lines:
        state = state_of(line.credential, job.acts.get(line.code, ()), at=job.at)
        document = canonical(line.credential)
        proof = tools.proof(line, document)
        files.append((f"{line.code}.html", tools.writer.page(line, state, document, proof)))
        if state.state != "withdrawn":
            files.append((f"{line.code}.json", document))
            files.append((f"{line.code}.rdfc.json", canonical(rdfc_only(line.credential))))
        tally.states[state.state] += 1
    rendered = time.perf_counter()
    tally.size = _write(job.output / FOLDER, sorted(files))
    tally.seconds.update(
        {"read": read - started, "render": rendered - read, "write": time.perf_counter() - rendered}
    )
    return tally


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write new files into `folder`; return how many bytes."""
    size = 0
    directory = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        for name, data in files:
            descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666, dir_fd=directory)
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
            finally:
                os.close(descriptor)
            size += len(data)
    finally:
        os.close(directory)
    return size
