"""Sealed diplomas: what is published is ciphertext, and the fragment of the link that the holder has opens it.

    key = link_key(salt, code)                  # 16 bytes, the same in each build
    link = f"{address}#{to_fragment(key)}"      # …/d/CODE.html#k=kYbU…; no server is sent what follows the #
    token = seal(document, key, "json")         # a JWE in its flattened JSON form (RFC 7516 §7.2.2)
    open_sealed(token, key) == document

The key comes from the diploma's salt of the transparency log by HKDF (RFC 5869, SHA-256): 32 random bytes that stand in
the private ledger and, for a sealed diploma, nowhere else that is published; so nothing more has to be kept, lost or
merged, and the same commit gives the same bytes. Whoever has opened a diploma has the salt and the key alike. From the
link's key one key for each kind of file is derived, and with it AES-256-GCM encrypts directly (``alg`` ``dir``, ``enc``
``A256GCM``, RFC 7518 §4.5 and §5.3). The nonce is an HMAC of what is encrypted: a page that changes with its state has
another nonce, the same page the same (as in RFC 8452, it tells only whether two files are equal). Plaintexts are padded
with spaces, so that lengths do not tell names.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Final, Literal, TypeAlias

from generator.errors import MalformedError
from generator.trust.base64text import decode_url, encode_url
from generator.trust.canonical import canonical
from generator.trust.ledger import CredentialLine
from generator.trust.strictjson import JsonObject, parse_object

__all__ = ["KEY_SIZE", "MEDIA", "Content", "from_fragment", "is_sealed", "link_key", "open_sealed", "seal"]
__all__ += ["link_of", "to_fragment"]

KEY_SIZE: Final = 16
Content: TypeAlias = Literal["json", "html"]
MEDIA: Final = "parchemin-diploma"
_BLOCK: Final = 4096
_MOST: Final = 6_000_000
_MEMBERS: Final = {"ciphertext", "iv", "protected", "tag"}
_FRAGMENT: Final = re.compile(r"#?(?:[^#]*&)?k=([A-Za-z0-9_-]{22})(?:&.*)?", re.ASCII)


def link_key(salt: bytes, code: str) -> bytes:
    """The key that opens the diploma `code`, whose salt of the log is `salt` (32 bytes)."""
    return _hkdf(salt, f"parchemin/sealed-link/v1\n{code}".encode(), KEY_SIZE)


def to_fragment(key: bytes) -> str:
    """A key as it stands behind the # of a link."""
    return f"k={encode_url(key)}"


def link_of(line: CredentialLine, base_url: str, *, sealed: bool) -> str:
    """The address of a diploma's page; with the key, where it is `sealed`."""
    address = f"{base_url}d/{line.code}.html"
    if not sealed or line.salt is None:
        return address
    return f"{address}#{to_fragment(link_key(line.salt, line.code))}"


def from_fragment(text: str) -> bytes:
    """The key in a fragment, in a whole link, or alone; raises `MalformedError` (``link``) where there is none."""
    given = text.strip().partition("#")[2] or text.strip()
    found = _FRAGMENT.fullmatch(given if "k=" in given else f"k={given}")
    if found is None:
        raise MalformedError("the link holds no key, or was cut short", reason="link")
    return decode_url(found[1], KEY_SIZE)


def seal(plaintext: bytes, key: bytes, content: Content) -> bytes:
    """Encrypt one file of a diploma. The result is JSON in canonical form."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - slow to load

    padded = plaintext + b" " * (-len(plaintext) % _BLOCK)
    header: JsonObject = {"alg": "dir", "cty": content, "enc": "A256GCM", "typ": MEDIA}
    protected = encode_url(canonical(header))
    cek = _content_key(key, content)
    nonce = hmac.digest(cek, b"nonce\n" + hashlib.sha256(padded).digest(), "sha256")[:12]
    sealed = AESGCM(cek).encrypt(nonce, padded, protected.encode())
    token: JsonObject = {
        "ciphertext": encode_url(sealed[:-16]),
        "iv": encode_url(nonce),
        "protected": protected,
        "tag": encode_url(sealed[-16:]),
    }
    return canonical(token)


def is_sealed(data: bytes) -> bool:
    """Whether a file looks like one of `seal`, by its beginning."""
    return data.lstrip()[:14] == b'{"ciphertext":'


def open_sealed(token: bytes, key: bytes) -> bytes:
    """Decrypt a file, and take its padding off.

    Raises `MalformedError`: ``sealed`` (not of that form, or of another version), ``link`` (the key is that of another
    diploma, or some bit was changed: nobody can tell which).
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - slow to load
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    value = parse_object(token.strip(), max_bytes=_MOST, max_depth=2)
    if value.keys() != _MEMBERS or not all(isinstance(one, str) for one in value.values()):
        raise MalformedError("this is no sealed diploma", reason="sealed")
    parts = {name: str(one) for name, one in value.items()}
    header = parse_object(_decoded(parts["protected"]), max_bytes=500, max_depth=2)
    content = header.get("cty")
    if content not in ("json", "html") or header != {
        "alg": "dir",
        "cty": content,
        "enc": "A256GCM",
        "typ": MEDIA,
    }:
        raise MalformedError("it is sealed in another way than this program does", reason="sealed")
    sealed = _decoded(parts["ciphertext"]) + decode_url(parts["tag"], 16)
    cek = _content_key(key, "json" if content == "json" else "html")
    try:
        padded = AESGCM(cek).decrypt(decode_url(parts["iv"], 12), sealed, parts["protected"].encode())
    except InvalidTag:
        raise MalformedError(
            "the key of the link does not open it: it is another diploma's, or something was changed",
            reason="link",
        ) from None
    return padded.rstrip(b" ")


def _decoded(text: str) -> bytes:
    return decode_url(text, len(text) * 3 // 4)


def _content_key(key: bytes, content: Content) -> bytes:
    return _hkdf(key, f"parchemin/sealed-{content}/v1".encode(), 32)


def _hkdf(secret: bytes, info: bytes, size: int) -> bytes:
    """HKDF with SHA-256, no salt, at most one block (RFC 5869 §2.2 and §2.3)."""
    extracted = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")[:size]
