"""Progress on a terminal: which stage, how much of it, how fast, how long still."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

__all__ = ["Told", "each", "shown"]

_AFTER: Final = 1.0
"""Seconds that pass before a bar appears: what is quicker needs none."""


class Told(Protocol):
    """What a bar is told: `done` of `total` of `stage`; a `total` of 0 is not known."""

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is."""


class _Silent:
    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None: ...


class _Shown:
    """A bar that appears after a second. rich is imported then, and not before: it is slow to load."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bars: Bars | None = None
        self._ended = False
        self._state = ("", 0, 0)
        self._started = time.monotonic()
        self._timer = threading.Timer(_AFTER, self._appear)
        self._timer.daemon = True
        self._timer.start()

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        with self._lock:
            if stage != self._state[0]:
                self._started = time.monotonic()
            self._state = (stage, done, total)
            self._draw()

    def end(self) -> None:
        """Take the bar away."""
        self._timer.cancel()
        with self._lock:
            self._ended = True
            if self._bars is not None:
                self._bars.stop()

    def _appear(self) -> None:
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with self._lock:
            if self._ended:
                return
            # The flag NO_COLOR is rich's own to read; a dumb terminal gets no bar from it either.
            self._bars = Progress(*columns, console=Console(file=sys.stderr), transient=True)
            self._bars.start()
            self._draw()

    def _draw(self) -> None:
        if self._bars is None:
            return
        stage, done, total = self._state
        tasks = self._bars.tasks
        if not tasks or tasks[0].description != stage:
            for task in tasks:
                self._bars.remove_task(task.id)
            self._bars.add_task(stage, total=None, rate="")
        spent = time.monotonic() - self._started
        rate = f"{done / spent:,.0f} a second" if done and spent else ""
        self._bars.update(self._bars.tasks[0].id, completed=done, total=total or None, rate=rate)


@contextmanager
def shown(*, quiet: bool) -> Iterator[Told]:
    """What the work inside tells is drawn, where somebody looks at a terminal and has not asked for silence."""
    if quiet or not sys.stderr.isatty():
        yield _Silent()
        return
    bar = _Shown()
    try:
        yield bar
    finally:
        bar.end()


def more(told: Told, stage: str) -> Callable[[int], None]:
    """What is to be called with how many things were done since the last time."""
    done = 0

    def add(number: int) -> None:
        nonlocal done
        done += number
        told(stage, done)

    return add


def each(told: Told, stage: str, total: int) -> Callable[[], None]:
    """What is to be called after each of `total` things."""
    number = count(1)
    return lambda: told(stage, next(number), total)
