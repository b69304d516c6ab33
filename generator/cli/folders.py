"""Checking a folder of files, a whole published site among them: in several processes where there are many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, Generic, TypeVar

from generator.adapters.machine import processors
from generator.adapters.workers import share_out
from generator.cli.checking import Result, check_file, files_of
from generator.cli.evidence import Evidence
from generator.errors import ParcheminError

__all__ = ["check_folder"]

T = TypeVar("T")

_AT_ONCE: Final = 120
_WORTH_A_POOL: Final = 10
"""Parts below which starting processes costs more than they save."""


def check_folder(
    folder: Path, evidence: Evidence, said: Callable[[Result], T], *, processes: int | None = None
) -> Iterator[T]:
    """Check every file in a folder and below that may hold a diploma, in the order of their names: what `said` makes of
    each result, where it was found. Several processes need a `said` that they can be sent.

    Raises `OSError` for a file that cannot be read, `ParcheminError` where a process was ended from outside.
    """
    paths = list(files_of(folder))
    parts = [tuple(paths[start : start + _AT_ONCE]) for start in range(0, len(paths), _AT_ONCE)]
    found = share_out(
        parts,
        partial(_Checker, evidence, said),
        processors() if processes is None else processes,
        worth=_WORTH_A_POOL,
        ended=ParcheminError(
            "a process that was checking diplomas was ended from outside",
            hint="Was there too little memory? Check the folder in parts.",
        ),
    )
    yield from chain.from_iterable(found)


class _Checker(Generic[T]):
    """Checks files, and says what was found. What it looks up on the way, it keeps."""

    def __init__(self, evidence: Evidence, said: Callable[[Result], T]) -> None:
        self._evidence, self._said = evidence, said

    def __call__(self, paths: tuple[Path, ...]) -> list[T]:
        return [self._said(check_file(path, self._evidence)) for path in paths]
