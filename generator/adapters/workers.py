"""Work in parts, shared out to processes: how batches are verified, published files searched, and folders checked."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from generator.errors import ParcheminError

__all__ = ["share_out", "uncollected"]

P = TypeVar("P")
R = TypeVar("R")


def share_out(
    parts: Sequence[P],
    make: Callable[[], Callable[[P], R]],
    processes: int,
    *,
    worth: int,
    ended: ParcheminError,
) -> Iterator[R]:
    """Do each part, and yield what came of it, in the order of the parts.

    Every process makes its worker once; with one process alone, or where the parts are too few to be `worth` starting
    others, this one does it all. Where there are more, `make`, parts and results must be such as can be pickled. Raises
    what a worker raises, and `ended` where a process was ended from outside.
    """
    if processes <= 1 or len(parts) < worth:
        worker = make()
        for part in parts:
            with uncollected():
                result = worker(part)
            yield result
        return
    # A fresh interpreter for each worker: this process may have threads, which a fork would break.
    context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
    with ProcessPoolExecutor(processes, context, _begin, (make,)) as pool:
        try:
            yield from pool.map(_work, parts)
        except BrokenProcessPool:
            raise ended from None
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Look for no reference cycles meanwhile. A batch of diplomas, or a hundred thousand records, hold none, and would
    be gone through again and again: a sixth of a registry's time, an eighth of a reconciliation's (measured).
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class _Process:
    """What does the work in this process."""

    worker: Callable[[Any], Any]


def _begin(make: Callable[[], Callable[[Any], Any]]) -> None:
    # Ctrl-C reaches every process of a terminal; the one that shares the work out answers for all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Process.worker = staticmethod(make())
    # What was loaded stays: between two parts the collector looks at what is new alone.
    gc.freeze()


def _work(part: Any) -> Any:
    with uncollected():
        return _Process.worker(part)
