"""How a build tells how far it is, and how long its stages took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

__all__ = ["Progress", "Stage", "Watch"]

Progress = Callable[[str, int, int], None]
"""Told a stage, how much of it is done, and how much there is (0 where that is not known)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of a build, and how long it took."""

    name: str
    seconds: float


class Watch:
    """Times the stages of a build and announces them."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.stages: list[Stage] = []

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """One stage: announce it, and note how long it took."""
        self.progress(name, 0, 0)
        started = time.perf_counter()
        yield
        self.stages.append(Stage(name, time.perf_counter() - started))
