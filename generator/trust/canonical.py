"""JSON Canonicalization Scheme (RFC 8785): the one text of a JSON value, whose bytes are hashed, signed and
published.

Everything in the project that needs canonical bytes calls `canonical`, so that a faster implementation has
one door.

For plain values (ASCII names, safe integers, fractions that Python and ECMAScript write alike) the standard
library's encoder with sorted names writes the same bytes as RFC 8785, several times faster: it escapes the
same characters in the same way, and ASCII names sort alike by code point and by UTF-16 unit. Everything else
goes to `rfc8785`, which is also the oracle of the tests.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, cast

import rfc8785

from generator.errors import MalformedError
from generator.trust.strictjson import MAX_SAFE_INTEGER, Json

__all__ = ["canonical", "canonical_hash"]

_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Json) -> bytes:
    """The canonical UTF-8 bytes of `value`.

    Raises `MalformedError` (reason ``not-canonical``) for what RFC 8785 cannot express: integers beyond 2^53,
    NaN and infinities, lone surrogates.
    """
    try:
        if _is_plain(value):
            return _ENCODER.encode(value).encode("utf-8")
        return rfc8785.dumps(cast(Any, value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise MalformedError(f"the value has no canonical form: {error}", reason="not-canonical") from None


def canonical_hash(value: Json) -> bytes:
    """SHA-256 over the canonical bytes."""
    return hashlib.sha256(canonical(value)).digest()


def _is_plain(value: object) -> bool:
    # Exact types: a subclass could encode itself in another way.
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is dict:
        members = cast("dict[object, object]", value)
        return all(type(name) is str and name.isascii() for name in members) and all(
            map(_is_plain, members.values())
        )
    if kind is list:
        return all(map(_is_plain, cast("list[object]", value)))
    if kind is int:
        return -MAX_SAFE_INTEGER <= cast(int, value) <= MAX_SAFE_INTEGER
    if kind is float:
        number = cast(float, value)
        return 1e-4 <= abs(number) < 1e15 and not number.is_integer()
    return False
