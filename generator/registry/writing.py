"""Writing the registry: a diploma that was verified in, its page and its signed documents out, into a new directory.

    visit = partial(Writing, job)       # for `issuing.sharing.read_segments`: once a process, told each batch

Memory stays flat: a batch is read, verified, rendered and written, and forgotten. The directory is new, so that each
file is written once, by name relative to an open directory, with nothing to replace and nothing to flush one by one.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from generator.adapters.logstore import LogStore
from generator.issuing.segment import Verified
from generator.trust.diplomastate import DiplomaState, state_of
from generator.trust.ledger import Act, CredentialLine
from generator.trust.proof import rdfc_proof
from generator.trust.sealedpage import link_key, seal
from generator.trust.transparency import TransparencyLog
from generator.trust.view import CredentialView

__all__ = ["FOLDER", "SUFFIXES", "Job", "PageWriter", "Tally", "Writing", "Written"]

FOLDER: Final = "d"
SUFFIXES: Final = (".html", ".json", ".rdfc.json")
"""What follows the code in the names of a diploma's files; a withdrawn one has the first alone, a sealed one two."""


class PageWriter(Protocol):
    """Renders one diploma's page to its bytes."""

    def page(
        self,
        line: CredentialLine,
        state: DiplomaState,
        document: bytes,
        proof: str | None = None,
        view: CredentialView | None = None,
    ) -> bytes:
        """`document` is the canonical signed credential, `view` what it says, `proof` its frozen proof of the
        transparency log, None before something was signed for it. The page embeds document and proof."""

    def sealed_page(
        self,
        line: CredentialLine,
        state: DiplomaState,
        document: bytes,
        proof: str | None = None,
        view: CredentialView | None = None,
    ) -> bytes:
        """The same as ciphertext, inside of a page that tells the code, the state and how to open it."""


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
    """Pages by state, bytes written, and the processors' seconds by part (render, write)."""

    states: Counter[str] = field(default_factory=Counter)
    size: int = 0
    seconds: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Take up the tally of one batch."""
        self.states.update(other.states)
        self.size += other.size
        self.seconds.update(other.seconds)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a batch: its tally, and for each diploma 1 where its page holds a proof of the log, else 0."""

    tally: Tally
    proven: bytes


class Writing:
    """What a process keeps between batches: compiled templates, and the transparency log where there is one (`log`,
    where it was loaded already)."""

    def __init__(self, job: Job, log: TransparencyLog | None = None) -> None:
        self._job = job
        self._writer = job.writer()
        store = LogStore(job.root)
        self._log = store.load() if log is None and store.exists() else log

    def __call__(self, diplomas: tuple[Verified, ...]) -> Written:
        """Render and write the diplomas of one batch."""
        tally, proven = Tally(), bytearray()
        started = time.perf_counter()
        files: list[tuple[str, bytes]] = []
        for one in diplomas:
            line = one.line
            state = state_of(line.credential, self._job.acts.get(line.code, ()), at=self._job.at)
            proof = self._proof(one)
            proven.append(proof is not None)
            if state.state != "withdrawn" and line.is_sealed(self._job.acts.get(line.code, ())):
                files += self._sealed(one, state, proof)
            else:
                page = self._writer.page(line, state, line.document, proof, one.view)
                files.append((f"{line.code}.html", page))
                if state.state != "withdrawn":
                    files.append((f"{line.code}.json", line.document))
                    rdfc = one.text.with_proof(rdfc_proof(line.credential))
                    files.append((f"{line.code}.rdfc.json", rdfc))
            tally.states[state.state] += 1
        rendered = time.perf_counter()
        tally.size = _write(self._job.output / FOLDER, sorted(files))
        tally.seconds.update({"render": rendered - started, "write": time.perf_counter() - rendered})
        return Written(tally, bytes(proven))

    def _sealed(self, one: Verified, state: DiplomaState, proof: str | None) -> list[tuple[str, bytes]]:
        """Page and document as ciphertext; without the third file, which says nothing that the second does not."""
        line = one.line
        assert line.salt is not None  # noqa: S101 - without one nothing is sealed (`is_sealed`)
        token = seal(line.document, link_key(line.salt, line.code), "json")
        page = self._writer.sealed_page(line, state, line.document, proof, one.view)
        return [(f"{line.code}.html", page), (f"{line.code}.json", token)]

    def _proof(self, one: Verified) -> str | None:
        """The diploma's frozen proof, None where the log does not hold it, or was not signed for it yet."""
        if self._log is None or one.line.salt is None:
            return None
        index = self._log.index_of_hash(one.leaf)
        return None if index is None else self._log.proof_of(index, one.line.salt)


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write new files into `folder`; return how many bytes."""
    size = 0
    directory = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        for name, data in files:
            try:
                descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666, dir_fd=directory)
            except FileExistsError:
                # A code that the ledger gives twice: what is unique is looked at once all is read (L304).
                continue
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
