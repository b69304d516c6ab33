"""Sealed files: what a candidate's browser encrypts to the school, opened with the school's key.

A sealed file is one JWE in compact serialisation (RFC 7516 §7.1), direct key agreement ``ECDH-ES`` on P-256 (RFC 7518
§4.6) and ``A256GCM`` (§5.3). This construction was chosen because every browser's WebCrypto has its two halves (X25519
and HPKE are too young there), because it is a standard that other people's libraries open without us, and because the
key derivation between the halves (Concat KDF, §4.6.2) is one SHA-256. Each file has a key pair of its own, thrown away
at once: not even its sender can open it afterwards. It says nothing of who sent it; what proves that is inside.

The protected header holds exactly ``alg``, ``enc``, ``typ``, ``kid`` (thumbprint of the school's key, RFC 7638),
``epk`` and ``v``: no compression (it would let lengths tell contents), no ``crit``, no other algorithm. The plaintext
is one JSON object, padded with spaces at its end to a multiple of `BLOCK` bytes, above `SMALL` to one of
`LARGE_BLOCK`.

    kid = kid_of(token)                   # whose key opens it; bounded, nothing is decrypted
    payload = open_sealed(token, key)     # the JSON text, without padding; the JSON itself is the caller's to judge
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from generator.errors import MalformedError
from generator.trust.letterbox import LetterKey
from generator.trust.strictjson import JsonObject, parse_object

__all__ = [
    "BLOCK",
    "LARGE_BLOCK",
    "MAX_PLAINTEXT",
    "MAX_TOKEN",
    "SMALL",
    "TYP",
    "find_tokens",
    "kid_of",
    "open_sealed",
]

TYP: Final = "parchemin-letter"
VERSION: Final = 1
BLOCK: Final = 1024
SMALL: Final = 16 * BLOCK
LARGE_BLOCK: Final = 64 * BLOCK
MAX_PLAINTEXT: Final = 48 * LARGE_BLOCK
MAX_TOKEN: Final = MAX_PLAINTEXT * 4 // 3 + 2048
_MEMBERS: Final = {"alg", "enc", "typ", "kid", "epk", "v"}
_EPK: Final = {"kty", "crv", "x", "y"}
_FORM: Final = re.compile(
    rb"(eyJ[A-Za-z0-9_-]{1,1400})\.\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{22})\Z"
)
# Direct key agreement leaves the second part empty, so two dots in a row tell such a file from other text.
_WITHIN: Final = re.compile(
    rb"(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{1,1400}\.\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])"
)


def find_tokens(text: bytes) -> list[bytes]:
    """The sealed files pasted into a text, each on one line, in their order and each once."""
    return list(dict.fromkeys(match[0] for match in _WITHIN.finditer(text)))


def kid_of(token: bytes) -> str:
    """The name of the key that a sealed file is for.

    Raises `MalformedError`, reason ``too-large``, ``not-sealed`` (not of that form, or cut short), ``construction``
    (another algorithm than ours) or ``version`` (made for another version of this program).
    """
    header = _header(token)
    if header.get("typ") != TYP:
        raise MalformedError("it was sealed for something else", reason="construction")
    if header.get("v") != VERSION:
        raise MalformedError("it is of another version than this program reads", reason="version")
    epk = header.get("epk")
    if (
        header.keys() != _MEMBERS
        or header["alg"] != "ECDH-ES"
        or header["enc"] != "A256GCM"
        or not isinstance(epk, dict)
        or epk.keys() != _EPK
        or (epk["kty"], epk["crv"]) != ("EC", "P-256")
    ):
        raise MalformedError(
            "it is sealed in another way than pages of this program do", reason="construction"
        )
    kid = header["kid"]
    if not isinstance(kid, str) or re.fullmatch(r"[A-Za-z0-9_-]{43}", kid) is None:
        raise MalformedError("it does not name the key that it is sealed to", reason="construction")
    return kid


def open_sealed(token: bytes, key: LetterKey) -> bytes:
    """Decrypt a sealed file and take its padding off.

    Raises `MalformedError` as `kid_of` does, and with the reason ``altered`` (some bit of it was changed, or it was
    sealed to another key) or ``padding``.
    """
    if kid_of(token) != key.kid:
        raise MalformedError("it is sealed to another key", reason="altered")
    # Imported late: the libraries cost more than most commands.
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwe import JWERegistry, decrypt_compact  # noqa: PLC0415
    from joserfc.registry import HeaderParameter  # noqa: PLC0415

    registry = JWERegistry(
        header_registry={"v": HeaderParameter("Version", "int")}, algorithms=["ECDH-ES", "A256GCM"]
    )
    registry.max_ciphertext_length = MAX_TOKEN
    registry.max_protected_header_length = 2048
    try:
        plaintext = decrypt_compact(_compact(token), key.jwk(), registry=registry).plaintext
    except (JoseError, ValueError, TypeError, binascii.Error):
        # Which of them is of no use to an honest sender, and would be to another.
        raise MalformedError(
            "some bit of it was changed, or it was not sealed to this key", reason="altered"
        ) from None
    if (
        plaintext is None
        or not plaintext
        or len(plaintext) % (BLOCK if len(plaintext) <= SMALL else LARGE_BLOCK)
    ):
        raise MalformedError("its content is not padded as it should be", reason="padding")
    return plaintext.rstrip(b" ")


def _compact(token: bytes) -> bytes:
    """The file without the blanks and line ends that mail adds."""
    if len(token) > MAX_TOKEN + MAX_TOKEN // 16:
        raise MalformedError(f"it has more than {MAX_TOKEN:,} bytes", reason="too-large")
    compact = b"".join(token.split())
    if len(compact) > MAX_TOKEN:
        raise MalformedError(f"it has more than {MAX_TOKEN:,} bytes", reason="too-large")
    return compact


def _header(token: bytes) -> JsonObject:
    match = _FORM.fullmatch(_compact(token))
    if match is None or not all(_is_canonical(part) for part in match.groups()):
        raise MalformedError("it is no sealed file, or was cut short", reason="not-sealed")
    try:
        decoded = base64.b64decode(match[1] + b"=" * (-len(match[1]) % 4), altchars=b"-_", validate=True)
        return parse_object(decoded, max_bytes=1100, max_depth=2)
    except (MalformedError, binascii.Error):
        raise MalformedError(
            "it is no sealed file: its first part cannot be read", reason="not-sealed"
        ) from None


def _is_canonical(part: bytes) -> bool:
    """Whether base64url of that text could only be written so: the bits that encode nothing are zero."""
    tail = part[len(part) - len(part) % 4 :]
    if len(tail) == 1:
        return False
    padded = tail + b"=" * (-len(tail) % 4)
    return base64.urlsafe_b64encode(base64.urlsafe_b64decode(padded)) == padded
