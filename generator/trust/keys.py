"""Ed25519 keys (RFC 8032) in Multikey form, their fingerprints, and the demonstration's public secret.

Multikey (Controlled Documents §2.2.2): base58btc over the bytes 0xed 0x01 and the 32 bytes of the public key.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import CryptoError

from generator.errors import MalformedError
from generator.trust import multibase

__all__ = [
    "PublicKey",
    "SecretKey",
    "demonstration_key",
    "demonstration_log_key",
    "is_open_secret",
    "is_reserved_host",
    "normal_fingerprint",
]

_ED25519_PUBLIC = b"\xed\x01"
_DEMONSTRATION = b"parchemin demonstration key v1\n"
_DEMONSTRATION_LOG = b"parchemin demonstration log key v1\n"
_SHIPPED_HOST = "diplomes.example.org"
_SHIPPED_ISSUERS = ("", ":centrale-lille", ":ecole-exemple")
_RESERVED_SUFFIXES = ("example", "example.org", "example.com", "example.net", "localhost", "test", "invalid")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The 32 bytes of an Ed25519 public key."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 32:
            raise MalformedError("an Ed25519 public key has 32 bytes", reason="key")

    @classmethod
    def from_multibase(cls, text: str) -> PublicKey:
        """Read ``z6Mk…``; raises `MalformedError` (reason ``multibase`` or ``key``)."""
        data = multibase.decode(text)
        if len(data) != 34 or not data.startswith(_ED25519_PUBLIC):
            raise MalformedError("this is not an Ed25519 Multikey", reason="key")
        return cls(data[2:])

    @property
    def multibase(self) -> str:
        """The Multikey text, ``z6Mk…``."""
        return _multikey(self.raw)

    @property
    def fingerprint(self) -> str:
        """The first 16 bytes of SHA-256 over the raw key, in eight groups of four lower-case hexadecimal
        digits.
        """
        digits = hashlib.sha256(self.raw).hexdigest()[:32]
        return " ".join(digits[start : start + 4] for start in range(0, 32, 4))

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` is this key's over `message`.

        libsodium refuses small-order keys and non-canonical scalars: a signature cannot be rewritten into
        another valid one.
        """
        if len(signature) != 64:
            return False
        try:
            crypto_sign_open(signature + message, self.raw)
        except CryptoError:
            return False
        return True


@lru_cache(maxsize=256)
def _multikey(raw: bytes) -> str:
    # Every leaf of the log names its key, of which there are few.
    return multibase.encode(_ED25519_PUBLIC + raw)


@dataclass(frozen=True, slots=True, repr=False)
class SecretKey:
    """An Ed25519 secret key from its 32-byte seed (RFC 8032 §5.1.5). Nothing prints the seed."""

    seed: bytes
    public: PublicKey = field(init=False)
    _expanded: bytes = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
            raise MalformedError("an Ed25519 seed has 32 bytes", reason="key")
        public, expanded = crypto_sign_seed_keypair(self.seed)
        object.__setattr__(self, "public", PublicKey(public))
        object.__setattr__(self, "_expanded", expanded)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature; Ed25519 is deterministic."""
        return crypto_sign(message, self._expanded)[:64]

    def __repr__(self) -> str:
        return f"SecretKey(public={self.public.multibase})"


@lru_cache(maxsize=16)
def demonstration_key(did: str) -> SecretKey:
    """The key of a demonstration issuer. Anyone can compute it, which is its purpose: it proves nothing."""
    return SecretKey(hashlib.sha256(_DEMONSTRATION + did.encode()).digest())


def demonstration_log_key(name: str) -> SecretKey:
    """The key of a demonstration's log (`name` is its origin) or witness. Public as well, and another one than the
    issuer's: a log's key must never sign a diploma.
    """
    return SecretKey(hashlib.sha256(_DEMONSTRATION_LOG + name.encode()).digest())


def is_reserved_host(host: str) -> bool:
    """Whether no real site can live at `host` (RFC 2606, RFC 6761, loopback). A port after ``:`` or ``%3A``
    is ignored.
    """
    name = re.split(r"%3[aA]", host)[0].lower()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    name = name.removesuffix(".")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return any(name == suffix or name.endswith("." + suffix) for suffix in _RESERVED_SUFFIXES)


def is_open_secret(key: PublicKey, dids: Iterable[str] = ()) -> bool:
    """Whether anyone can compute the secret of `key`: it is the demonstration key of one of `dids`, or of an issuer or
    the log of the demonstration that comes with the program. A seed copied from there is as public under another did.
    """
    shipped = (f"did:web:{_SHIPPED_HOST}{path}" for path in _SHIPPED_ISSUERS)
    secrets = (
        *map(demonstration_key, (*dids, *shipped)),
        demonstration_log_key(f"{_SHIPPED_HOST}/log"),
    )
    return any(secret.public == key for secret in secrets)


def normal_fingerprint(text: str) -> str:
    """Read a fingerprint as people copy it (blanks, colons, dashes, upper case) into the form of
    `PublicKey.fingerprint`.

    Raises `MalformedError` (reason ``fingerprint``) unless 32 hexadecimal digits remain.
    """
    digits = re.sub(r"[\s:\-\u2010-\u2015\u00a0]", "", text).lower()
    if re.fullmatch(r"[0-9a-f]{32}", digits) is None:
        raise MalformedError(
            "a key fingerprint has 32 hexadecimal digits",
            reason="fingerprint",
            hint="It is printed as eight groups of four, for example: 1f3a 07bc …",
        )
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))
