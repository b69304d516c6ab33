"""What was made of a part of a document, remembered: the diplomas of an edition have most of their parts in common.

A part is known again by its JSON text. The same part gives the same, so that nothing depends on whether it was
remembered but the time that it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Concatenate, Final, ParamSpec, TypeVar

import orjson

from generator.trust.strictjson import JsonObject

__all__ = ["remembered"]

_PARTS: Final = 2_048
_MAX_BYTES: Final = 16_384
"""Of a part that is remembered: some tens of megabytes at most, whatever is verified."""

P = ParamSpec("P")
T = TypeVar("T")


def remembered(
    make: Callable[Concatenate[JsonObject, P], T],
) -> Callable[Concatenate[JsonObject, P], T]:
    """`make`, which is pure and whose answer nobody changes; its further arguments can be hashed. What it raises is not
    remembered.
    """

    @lru_cache(maxsize=_PARTS)
    def from_text(text: bytes, *args: P.args, **kwargs: P.kwargs) -> T:
        return make(orjson.loads(text), *args, **kwargs)

    def made(part: JsonObject, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            text = orjson.dumps(part)
        except TypeError:  # a lone surrogate, a number that no JSON of ours holds: `make` may say so
            return make(part, *args, **kwargs)
        if len(text) > _MAX_BYTES:
            return make(part, *args, **kwargs)
        return from_text(text, *args, **kwargs)

    return made
