"""Sealing without the product: RFC 7516 and 7518 by the primitives of `cryptography`, as an oracle for both ends."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from generator.trust.letterbox import LetterKey, demonstration_letterbox

KEY = demonstration_letterbox()


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "="), "big")


def text_of(letter: Any) -> bytes:
    """A letter as a browser's JSON.stringify writes it."""
    return json.dumps(letter, ensure_ascii=False, separators=(",", ":")).encode()


def padded(payload: bytes) -> bytes:
    block = 1024 if len(payload) <= 16 * 1024 else 64 * 1024
    return payload.ljust(-(-len(payload) // block) * block)


def header_of(key: LetterKey, epk: dict[str, str]) -> dict[str, Any]:
    return {"alg": "ECDH-ES", "enc": "A256GCM", "typ": "parchemin-letter", "kid": key.kid, "epk": epk, "v": 1}


def seal_bytes(
    plaintext: bytes,
    key: LetterKey = KEY,
    *,
    header: dict[str, Any] | None = None,
    ephemeral: int | None = None,
    iv: bytes | None = None,
) -> bytes:
    """Seal these very bytes; `header` changes members of the protected header (None takes one out)."""
    pair = (
        ec.derive_private_key(ephemeral, ec.SECP256R1())
        if ephemeral
        else ec.generate_private_key(ec.SECP256R1())
    )
    mine = pair.public_key().public_numbers()
    epk = {
        "kty": "EC",
        "crv": "P-256",
        "x": b64(mine.x.to_bytes(32, "big")),
        "y": b64(mine.y.to_bytes(32, "big")),
    }
    members = {
        name: value for name, value in {**header_of(key, epk), **(header or {})}.items() if value is not None
    }
    head = b64(text_of(members))
    school = ec.EllipticCurvePublicNumbers(number(key.x), number(key.y), ec.SECP256R1()).public_key()
    shared = pair.exchange(ec.ECDH(), school)
    info = struct.pack(">I", 7) + b"A256GCM" + struct.pack(">III", 0, 0, 256)
    content_key = hashlib.sha256(struct.pack(">I", 1) + shared + info).digest()
    iv = iv or os.urandom(12)
    sealed = AESGCM(content_key).encrypt(iv, plaintext, head.encode())
    return ".".join([head, "", b64(iv), b64(sealed[:-16]), b64(sealed[-16:])]).encode()


def seal(letter: Any, key: LetterKey = KEY, **more: Any) -> bytes:
    """Seal a letter as the page does."""
    return seal_bytes(padded(text_of(letter)), key, **more)
