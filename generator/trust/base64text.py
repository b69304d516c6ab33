"""Base64 as the log's formats use it (RFC 4648 §4 with padding, §5 without), read strictly.

One value has one text: Python's reader, like the browser's, lets stray bits and missing padding through, which
would let a proof be rewritten without becoming false.
"""

from __future__ import annotations

import base64
import binascii

from generator.errors import MalformedError

__all__ = ["decode", "decode_url", "encode", "encode_url"]


def encode(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode()


def decode(text: str) -> bytes:
    """Read standard base64 with padding; raises `MalformedError` (``base64``) unless `encode` wrote it so."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = None
    if data is None or encode(data) != text:
        raise MalformedError(f"{text[:80]!r} is not base64", reason="base64")
    return data


def encode_url(data: bytes) -> str:
    """The alphabet for addresses, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode_url(text: str, length: int) -> bytes:
    """Read what `encode_url` wrote of `length` bytes; raises `MalformedError` (``base64``)."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        data = None
    if data is None or len(data) != length or encode_url(data) != text:
        raise MalformedError(f"{text[:80]!r} is not the base64url of {length} bytes", reason="base64")
    return data
