"""Reading the batches of the ledger in several processes.

Each process verifies its batches and, where the caller wants something done with the diplomas that hold, does it at
once (`Visit`), so that no batch is read twice.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from generator.errors import BuildError
from generator.issuing.segment import Question, SegmentFacts, Verified, read_segment

__all__ = ["Share", "Visit", "read_segments"]


@dataclass(frozen=True, slots=True)
class Share:
    """What is to be read: a batch, or some `lines` of it (from 1). One that is only looked at is not verified, and no
    visitor is told of it.
    """

    path: Path
    lines: frozenset[int] | None = None
    only_look: bool = False


Visitor: TypeAlias = Callable[[tuple[Verified, ...]], Any]
Visit: TypeAlias = Callable[[], Visitor]
"""Makes a process's visitor, which is told the diplomas of each batch that hold. It and its answers can be pickled."""

_WORTH_A_POOL: Final = 4
"""Batches below which starting processes costs more than they save."""


def read_segments(
    shares: Sequence[Share], question: Question, *, processes: int = 1, visit: Visit | None = None
) -> Iterator[tuple[SegmentFacts, Any]]:
    """Verify batches or parts of them, in their order; yield what each adds, and what its visitor answered.

    The visitor is not told of a batch in which something is false. Raises `LedgerError` for damage, `BuildError` where
    a process was ended from outside.
    """
    if not shares:
        return
    if processes <= 1 or len(shares) < _WORTH_A_POOL:
        visitor = None if visit is None else visit()
        yield from (_read(share, question, visitor) for share in shares)
        return
    # A fresh interpreter for each worker: this process may have threads, which a fork would break.
    context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
    with ProcessPoolExecutor(processes, context, _begin, (question, visit)) as pool:
        try:
            yield from pool.map(_work, shares)
        except BrokenProcessPool:
            raise BuildError(
                "a process that was reading diplomas was ended from outside",
                hint="Was there too little memory? Build with --jobs 1.",
            ) from None
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _read(share: Share, question: Question, visitor: Visitor | None) -> tuple[SegmentFacts, Any]:
    facts, verified = read_segment(share.path, question, share.lines, signatures=not share.only_look)
    silent = visitor is None or facts.problems or share.only_look
    return facts, None if silent or visitor is None else visitor(verified)


class _Worker:
    """What a worker was told, and made of it."""

    question: Question
    visitor: Visitor | None


def _begin(question: Question, visit: Visit | None) -> None:
    # Ctrl-C reaches every process of a terminal; the one that shares the work out answers for all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Worker.question = question
    _Worker.visitor = None if visit is None else visit()


def _work(share: Share) -> tuple[SegmentFacts, Any]:
    return _read(share, _Worker.question, _Worker.visitor)
