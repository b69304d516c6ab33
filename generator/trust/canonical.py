"""JSON Canonicalization Scheme (RFC 8785): the one text of a JSON value, whose bytes are hashed, signed and
published.

Everything in the project that needs canonical bytes calls `canonical`, so that a faster implementation has
one door.

For the values that we meet (no fractions, no character beyond U+FFFF) orjson with sorted names writes the same bytes as
RFC 8785, four times faster: it escapes the same characters in the same way, and below U+10000 names sort alike by code
point and by UTF-16 unit. Everything else goes to `rfc8785`, which is also the oracle of the tests.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final, cast

import orjson
import rfc8785

from generator.errors import MalformedError
from generator.trust.strictjson import MAX_BYTES, MAX_DEPTH, Json, JsonObject, parse_object

__all__ = ["canonical", "canonical_hash", "read_canonical"]

_OPTIONS: Final = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    # Only JSON's own types: anything else could encode itself in a way of its own.
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_BELOW_FOUR_BYTES: Final = bytes(range(0xF0))


def canonical(value: Json) -> bytes:
    """The canonical UTF-8 bytes of `value`.

    Raises `MalformedError` (reason ``not-canonical``) for what RFC 8785 cannot express: integers beyond 2^53,
    NaN and infinities, lone surrogates.
    """
    if not _holds_a_float(value):
        try:
            data = orjson.dumps(value, option=_OPTIONS)
        except TypeError:  # RFC 8785 then says what is wrong, if anything is
            data = b""
        # A character beyond U+FFFF begins with 0xF0 or more: two names might then sort otherwise.
        if data and not data.translate(None, _BELOW_FOUR_BYTES):
            return data
    try:
        return rfc8785.dumps(cast(Any, value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise MalformedError(f"the value has no canonical form: {error}", reason="not-canonical") from None


def canonical_hash(value: Json) -> bytes:
    """SHA-256 over the canonical bytes."""
    return hashlib.sha256(canonical(value)).digest()


def read_canonical(text: bytes) -> JsonObject:
    """Parse one JSON object that must stand in its canonical form: machine-written lines, of which there are many.

    Raises `MalformedError`: the reasons of `strictjson.parse_object`, and ``not-canonical``. Nothing less strict is let
    through by the faster parser: a member given twice, or a number written in another way, would not be written back as
    the same bytes.
    """
    if len(text) <= MAX_BYTES:
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            value = None
        if type(value) is dict and _is_shallow(value) and canonical(cast(JsonObject, value)) == text:
            return cast(JsonObject, value)
    parse_object(text)
    raise MalformedError("it is not in canonical form (RFC 8785)", reason="not-canonical")


def _is_shallow(value: object) -> bool:
    """Whether nothing is nested deeper than the strict parser allows."""
    level = [value]
    for _ in range(MAX_DEPTH):
        inner: list[object] = []
        for item in level:
            inner += (
                cast("dict[str, object]", item).values() if type(item) is dict else cast("list[object]", item)
            )
        level = [item for item in inner if type(item) is dict or type(item) is list]
        if not level:
            return True
    return False


def _holds_a_float(value: object) -> bool:
    """Whether there is a float anywhere: the two write some of them in different ways, and NaN as ``null``."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        kind = type(item)
        if kind is dict:
            waiting.extend(cast("dict[str, object]", item).values())
        elif kind is list or kind is tuple:
            waiting.extend(cast("list[object]", item))
        elif kind is float:
            return True
    return False
