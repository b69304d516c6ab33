"""The keys of a school's letterbox: P-256 pairs (FIPS 186-5) to which candidates' browsers seal what they send.

The secret is the 32-byte scalar. Public halves travel as JWK (RFC 7517, RFC 7518 §6.2) and are named by their
thumbprint (RFC 7638). P-256, not X25519: every browser's WebCrypto has had it for a decade.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.errors import MalformedError

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

__all__ = ["ORDER", "LetterKey", "demonstration_letterbox"]

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group: a secret is a number from 1 to `ORDER` - 1 (NIST SP 800-186 §3.2.1.3)."""
_DEMONSTRATION = b"parchemin demonstration letterbox v1\n"


@dataclass(frozen=True, slots=True, repr=False)
class LetterKey:
    """A secret key from its scalar, 32 bytes big-endian. Nothing prints the scalar."""

    scalar: bytes
    x: str = field(init=False)
    y: str = field(init=False)
    kid: str = field(init=False)

    def __post_init__(self) -> None:
        if len(self.scalar) != 32 or not 0 < int.from_bytes(self.scalar, "big") < ORDER:
            raise MalformedError(
                "a P-256 secret is a number of 32 bytes below the group's order", reason="key"
            )
        public = self.jwk().as_dict(private=False)
        object.__setattr__(self, "x", str(public["x"]))
        object.__setattr__(self, "y", str(public["y"]))
        object.__setattr__(self, "kid", self.jwk().thumbprint())

    def jwk(self) -> ECKey:
        """The pair as the library takes it."""
        # Both libraries cost more to import than most commands take; only those that open letters pay.
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
        from joserfc.jwk import ECKey  # noqa: PLC0415

        pair = ec.derive_private_key(int.from_bytes(self.scalar, "big"), ec.SECP256R1())
        numbers = pair.public_key().public_numbers()
        return ECKey.import_key(
            {
                "kty": "EC",
                "crv": "P-256",
                "x": _encoded(numbers.x),
                "y": _encoded(numbers.y),
                "d": _encoded(int.from_bytes(self.scalar, "big")),
            }
        )

    def __repr__(self) -> str:
        return f"LetterKey(kid={self.kid})"


def demonstration_letterbox() -> LetterKey:
    """The key of every demonstration's letterbox. Anyone can compute it, which is its purpose: it hides nothing."""
    return LetterKey(hashlib.sha256(_DEMONSTRATION).digest())


def _encoded(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
