"""A private record at rest: one person's text under one person's key, as lines of base64 that git can hold.

    data = protect(text, key, "c-4f9k2m7x1q")       # begins with MARK
    unprotect(data, key, "c-4f9k2m7x1q") == text

XChaCha20-Poly1305 (libsodium's IETF construction), bound to the record's name, so that one record cannot be put in
another's place. The nonce is a keyed BLAKE2b of the text: the same text gives the same bytes, so that a record that was
not changed shows no change in git, and nothing else can be told from it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

from generator.errors import MalformedError

__all__ = ["KEY_SIZE", "MARK", "is_protected", "protect", "unprotect"]

KEY_SIZE: Final = 32
MARK: Final = b"# parchemin: protected record, version 1; to read it: parchemin protect show\n"
_START: Final = MARK[:30]
_NONCE: Final = 24
_LINE: Final = 76


def is_protected(data: bytes) -> bool:
    """Whether a file is one of `protect`."""
    return data.startswith(_START)


def protect(text: bytes, key: bytes, name: str) -> bytes:
    """Encrypt the record of that name."""
    nonce = hashlib.blake2b(text, digest_size=_NONCE, key=key, person=b"parchemin-nonce").digest()
    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(text, name.encode(), nonce, key)
    coded = base64.b64encode(nonce + sealed)
    lines = (coded[at : at + _LINE] for at in range(0, len(coded), _LINE))
    return MARK + b"".join(line + b"\n" for line in lines)


def unprotect(data: bytes, key: bytes, name: str) -> bytes:
    """Decrypt it; raises `MalformedError` (``protected``) where some bit was changed, or the key is another's."""
    try:
        if not data.startswith(MARK):
            raise MalformedError("it is protected by another version of this program", reason="protected")
        whole = base64.b64decode(b"".join(data[len(MARK) :].split()), validate=True)
        return crypto_aead_xchacha20poly1305_ietf_decrypt(whole[_NONCE:], name.encode(), whole[:_NONCE], key)
    except (binascii.Error, CryptoError, ValueError, TypeError):
        raise MalformedError(
            "some bit of it was changed, or it is under another key", reason="protected"
        ) from None
