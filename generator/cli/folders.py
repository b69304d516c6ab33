"""Checking a folder of files, a whole published site among them: in several processes where there are many."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Final, TypeVar

from generator.adapters.machine import processors
from generator.cli.checking import Result, check_file, files_of
from generator.cli.evidence import Evidence
from generator.errors import ParcheminError

__all__ = ["check_folder"]

T = TypeVar("T")

_AT_ONCE: Final = 120
_WORTH_A_POOL: Final = 1_200
"""Files below which starting processes costs more than they save."""


def check_folder(
    folder: Path, evidence: Evidence, said: Callable[[Result], T], *, processes: int | None = None
) -> Iterator[T]:
    """Check every file in a folder and below that may hold a diploma, in the order of their names: what `said` makes of
    each result, where it was found. Several processes need a `said` that they can be sent.

    Raises `OSError` for a file that cannot be read, `ParcheminError` where a process was ended from outside.
    """
    paths = list(files_of(folder))
    count = processors() if processes is None else processes
    if count <= 1 or len(paths) < _WORTH_A_POOL:
        yield from (said(check_file(path, evidence)) for path in paths)
        return
    parts = [tuple(paths[start : start + _AT_ONCE]) for start in range(0, len(paths), _AT_ONCE)]
    # A fresh interpreter for each worker: this process may have threads, which a fork would break.
    context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
    with ProcessPoolExecutor(count, context, _begin, (evidence, said)) as pool:
        try:
            for found in pool.map(_work, parts):
                yield from found
        except BrokenProcessPool:
            raise ParcheminError(
                "a process that was checking diplomas was ended from outside",
                hint="Was there too little memory? Check the folder in parts.",
            ) from None
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


class _Worker:
    """What a worker was told: whom to trust, and what to say of each file. What it looks up on the way, it keeps."""

    evidence: Evidence
    said: Callable[[Result], object]


def _begin(evidence: Evidence, said: Callable[[Result], object]) -> None:
    # Ctrl-C reaches every process of a terminal; the one that shares the work out answers for all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Worker.evidence, _Worker.said = evidence, staticmethod(said)


def _work(paths: tuple[Path, ...]) -> list[Any]:
    return [_Worker.said(check_file(path, _Worker.evidence)) for path in paths]
