"""What was made of a part of a document, remembered: the diplomas of an edition have most of their parts in common.

A part is known again by its JSON text. The same part gives the same, so that nothing depends on whether it was
remembered but the time that it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Final, TypeVar

import orjson

from generator.trust.strictjson import JsonObject

__all__ = ["remembered"]

_PARTS: Final = 2_048
_MAX_BYTES: Final = 16_384
"""Of a part that is remembered: some tens of megabytes at most, whatever is verified."""

T = TypeVar("T")


def remembered(make: Callable[..., T]) -> Callable[..., T]:
    """`make`, which is given a part of a document and arguments that can be hashed; it is pure, and nobody changes its
    answer. What it raises is not remembered.
    """

    @lru_cache(maxsize=_PARTS)
    def from_text(text: bytes, *args: Hashable) -> T:
        return make(orjson.loads(text), *args)

    def made(part: JsonObject, *args: Hashable) -> T:
        try:
            text = orjson.dumps(part)
        except TypeError:  # a lone surrogate, a number that no JSON of ours holds: `make` may say so
            return make(part, *args)
        return from_text(text, *args) if len(text) <= _MAX_BYTES else make(part, *args)

    return made
