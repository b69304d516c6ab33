"""Finding what is said twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

__all__ = ["repeated"]

T = TypeVar("T", bound=Hashable)


def repeated(values: Iterable[T]) -> Iterator[tuple[int, T]]:
    """Yield position and value of each value that has been there before."""
    seen: set[T] = set()
    for position, value in enumerate(values):
        if value in seen:
            yield position, value
        seen.add(value)
