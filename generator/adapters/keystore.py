"""Secret keys at rest: one encrypted file a key, outside the site's tree.

A file is a small JSON object. The 32-byte seed is sealed with a passphrase (`generator.adapters.strongbox`); what
says whose key it is stays readable, and is believed only as far as the seed confirms it.

Nothing here prints, and no error carries a secret. A key is created by an explicit act and never overwritten.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nacl.utils import random

from generator.adapters.sealedfolder import SealedFolder
from generator.adapters.strongbox import MEMBERS, MODERATE, Limits, StrongBox, read_members, text_of
from generator.errors import KeyStoreError, MalformedError
from generator.trust.instant import format_instant
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.strictjson import JsonObject

__all__ = [
    "MODERATE",
    "KeyStore",
    "Limits",
    "StoredKey",
    "default_directory",
    "new_key",
    "read_descriptor",
    "read_secret",
    "secret_bytes",
]

_MEMBERS = {"created", "did", "issuer", "key"} | MEMBERS


@dataclass(frozen=True, slots=True)
class StoredKey:
    """What a key file says without its passphrase."""

    path: Path
    issuer: str
    did: str
    public: PublicKey
    created: str
    strongbox: StrongBox


def default_directory(environ: Mapping[str, str]) -> Path:
    """``$PARCHEMIN_KEYS``, or ``parchemin/keys`` in the user's configuration directory."""
    if given := environ.get("PARCHEMIN_KEYS"):
        return Path(given)
    if config := environ.get("XDG_CONFIG_HOME"):
        return Path(config) / "parchemin" / "keys"
    home = environ.get("HOME")
    if not home:
        raise KeyStoreError("there is no home directory to keep keys in", hint="Set PARCHEMIN_KEYS.")
    return Path(home) / ".config" / "parchemin" / "keys"


def new_key() -> SecretKey:
    """A new key from the operating system's randomness."""
    return SecretKey(random(32))


def read_secret(text: str, source: str) -> SecretKey:
    """Read a seed as `secret_bytes` does."""
    return SecretKey(secret_bytes(text, source))


def secret_bytes(text: str, source: str) -> bytes:
    """Read 32 bytes in hexadecimal (64 digits) or base64url (43 characters), as an environment variable or a
    file descriptor gives them. `source` names it in the error, which never shows the text.
    """
    compact = text.strip()
    seed = b""
    if re.fullmatch(r"[0-9a-fA-F]{64}", compact):
        seed = bytes.fromhex(compact)
    elif re.fullmatch(r"[A-Za-z0-9_-]{43}=?", compact):
        seed = base64.urlsafe_b64decode(compact.rstrip("=") + "=")
    if len(seed) != 32:
        raise KeyStoreError(
            f"{source} holds no secret key",
            hint="32 bytes are due, as 64 hexadecimal digits or 43 characters of base64url.",
        )
    return seed


class KeyStore(SealedFolder[StoredKey]):
    """The files of keys that sign diplomas."""

    names = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[1-9A-HJ-NP-Za-km-z]{16}\.key\.json")

    def save(
        self,
        key: SecretKey,
        *,
        issuer: str,
        did: str,
        passphrase: str,
        created: datetime,
        limits: Limits = MODERATE,
    ) -> Path:
        """Seal `key` in a file of its own (mode 0600) and return its path; never overwrites."""
        content: JsonObject = {
            "created": format_instant(created),
            "did": did,
            "issuer": issuer,
            "key": key.public.multibase,
        }
        name = f"{issuer}.{key.public.multibase[4:20]}.key.json"
        return self.add(name, content, StrongBox.seal(key.seed, passphrase, limits))

    def find(self, public: PublicKey) -> StoredKey | None:
        """The file of that key, or None."""
        return next((entry for entry in self.entries() if entry.public == public), None)

    def open(self, stored: StoredKey, passphrase: str) -> SecretKey:
        """Unseal a key; raises `KeyStoreError` for a wrong passphrase or a changed file (nobody can tell
        which)."""
        key = SecretKey(stored.strongbox.open(passphrase, stored.path.name))
        if key.public != stored.public:
            raise KeyStoreError(f"{stored.path.name} holds another key than the one it names")
        return key

    def read(self, path: Path) -> StoredKey:
        """What one key file says; raises `KeyStoreError`."""
        try:
            content = read_members(path, _MEMBERS)
            return StoredKey(
                path=path,
                issuer=text_of(content, "issuer"),
                did=text_of(content, "did"),
                public=PublicKey.from_multibase(text_of(content, "key")),
                created=text_of(content, "created"),
                strongbox=StrongBox.of(content),
            )
        except MalformedError as error:
            raise KeyStoreError(f"{path} is not a key file: {error}") from None


def read_descriptor(descriptor: int, what: str) -> str:
    """Read a secret from an open file descriptor (``--key-fd 3 3<secret``), without its last newline."""
    try:
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(4097)
    except OSError as error:
        raise KeyStoreError(
            f"{what} cannot be read from file descriptor {descriptor}: {error.strerror}"
        ) from None
    if len(data) > 4096:
        raise KeyStoreError(f"{what} on file descriptor {descriptor} is longer than 4096 bytes")
    try:
        return data.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise KeyStoreError(f"{what} on file descriptor {descriptor} is not UTF-8") from None
