"""JSON Canonicalization Scheme (RFC 8785): the one text of a JSON value, whose bytes are hashed, signed and
published.

Everything in the project that needs canonical bytes calls `canonical`, so that a faster implementation has
one door.
"""

from __future__ import annotations

import hashlib
from typing import Any, cast

import rfc8785

from generator.errors import MalformedError
from generator.trust.strictjson import Json

__all__ = ["canonical", "canonical_hash"]


def canonical(value: Json) -> bytes:
    """The canonical UTF-8 bytes of `value`.

    Raises `MalformedError` (reason ``not-canonical``) for what RFC 8785 cannot express: integers beyond 2^53,
    NaN and infinities, lone surrogates.
    """
    try:
        return rfc8785.dumps(cast(Any, value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise MalformedError(f"the value has no canonical form: {error}", reason="not-canonical") from None


def canonical_hash(value: Json) -> bytes:
    """SHA-256 over the canonical bytes."""
    return hashlib.sha256(canonical(value)).digest()
