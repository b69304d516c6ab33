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
from functools import lru_cache
from typing import Any, Final, cast

import orjson
import rfc8785

from generator.errors import MalformedError
from generator.trust.strictjson import MAX_BYTES, MAX_DEPTH, Json, JsonObject, parse_object

__all__ = ["canonical", "canonical_hash", "canonical_text", "look_at", "parse_quickly", "read_canonical"]

_OPTIONS: Final = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    # Only JSON's own types: anything else could encode itself in a way of its own.
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_BELOW_FOUR_BYTES: Final = bytes(range(0xF0))
_NESTED: Final = frozenset({dict, list, tuple})


def canonical(value: Json) -> bytes:
    """The canonical UTF-8 bytes of `value`.

    Raises `MalformedError` (reason ``not-canonical``) for what RFC 8785 cannot express: integers beyond 2^53,
    NaN and infinities, lone surrogates.
    """
    return _written(value, _nesting(value)[1])


def _written(value: Json, with_floats: bool) -> bytes:
    # The two write some floats in different ways, and orjson NaN as ``null``.
    if not with_floats:
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
    value = _in_canonical_form(text)
    if value is not None:
        return value
    parse_object(text)
    raise MalformedError("it is not in canonical form (RFC 8785)", reason="not-canonical")


def parse_quickly(text: str | bytes) -> JsonObject:
    """As `strictjson.parse_object`, and faster where `text` stands in canonical form, as what we publish does."""
    value = _in_canonical_form(text) if isinstance(text, bytes) else None
    return parse_object(text) if value is None else value


@lru_cache(maxsize=8)
def look_at(text: str | bytes) -> JsonObject:
    """As `parse_quickly`, for those who change nothing in what they get: a diploma is looked at from several sides, one
    after the other, and the last few are remembered. What is refused is not."""
    return parse_quickly(text)


@lru_cache(maxsize=8)
def canonical_text(text: str | bytes) -> bytes:
    """The canonical bytes of a JSON text: the text itself, where it stands in them.

    Raises `MalformedError`: the reasons of `strictjson.parse_object`, and ``not-canonical``.
    """
    if isinstance(text, bytes) and _in_canonical_form(text) is not None:
        return text
    return canonical(parse_object(text))


def _in_canonical_form(text: bytes) -> JsonObject | None:
    """The object that `text` is, None where it is not one in canonical form."""
    if len(text) > MAX_BYTES:
        return None
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if type(value) is not dict:
        return None
    depth, with_floats = _nesting(value)
    found = cast(JsonObject, value)
    try:
        return found if depth <= MAX_DEPTH and _written(found, with_floats) == text else None
    except MalformedError:
        return None


def _nesting(value: object) -> tuple[int, bool]:
    """How deep objects and arrays are nested, the outermost counting 1, and whether there is a float anywhere."""
    level, depth, with_floats = [value], 0, False
    while True:
        kinds = set(map(type, level))
        with_floats = with_floats or float in kinds
        if kinds.isdisjoint(_NESTED):
            return depth, with_floats
        depth += 1
        inner: list[object] = []
        for item in level:
            kind = type(item)
            if kind is dict:
                inner += cast("dict[str, object]", item).values()
            elif kind is list or kind is tuple:
                inner += cast("list[object]", item)
        level = inner
