"""Reading the batches of the ledger in several processes.

Each process verifies its batches and, where the caller wants something done with the diplomas that hold, does it at
once (`Visit`), so that no batch is read twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from generator.adapters.workers import share_out
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
    yield from share_out(
        shares,
        partial(_Reader, question, visit),
        processes,
        worth=_WORTH_A_POOL,
        ended=BuildError(
            "a process that was reading diplomas was ended from outside",
            hint="Was there too little memory? Build with --jobs 1.",
        ),
    )


class _Reader:
    """Reads one share after the other, and tells its visitor."""

    def __init__(self, question: Question, visit: Visit | None) -> None:
        self._question = question
        self._visitor = None if visit is None else visit()

    def __call__(self, share: Share) -> tuple[SegmentFacts, Any]:
        facts, verified = read_segment(
            share.path, self._question, share.lines, signatures=not share.only_look
        )
        silent = facts.problems or share.only_look
        return facts, None if silent or self._visitor is None else self._visitor(verified)
