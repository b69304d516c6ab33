"""Secret keys at rest: one encrypted file a key, outside the site's tree.

A file is a small JSON object. The 32-byte seed is sealed with libsodium's secretbox (XSalsa20-Poly1305) under
a key that argon2id (RFC 9106) derives from the passphrase; salt and limits are stored beside it, so that
limits can rise later without losing older files. What says whose key it is stays readable, and is believed
only as far as the seed confirms it.

Nothing here prints, and no error carries a secret. A key is created by an explicit act and never overwritten.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from generator.adapters.atomic import write_once
from generator.errors import KeyStoreError, MalformedError
from generator.trust.canonical import canonical
from generator.trust.instant import format_instant
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.strictjson import JsonObject, parse_object

__all__ = [
    "MODERATE",
    "KeyStore",
    "Limits",
    "StoredKey",
    "default_directory",
    "new_key",
    "read_descriptor",
    "read_secret",
]

MIN_PASSPHRASE = 12
"""Characters. The file may be copied and guessed at for years."""
_SUFFIX = ".key.json"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[1-9A-HJ-NP-Za-km-z]{16}\.key\.json")
_MEMBERS = {"box", "created", "did", "issuer", "kdf", "key", "memlimit", "opslimit", "salt", "v"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How dear one guess at the passphrase is: passes and bytes of argon2id."""

    passes: int
    memory: int


MODERATE = Limits(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
"""libsodium's middle choice (3 passes over 256 MiB): under a second, and dear to guess against."""
_CEILING = Limits(32, 2 * 1024**3)
"""What a file may ask for; a changed file must not make the program eat the machine."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """What a key file says without its passphrase."""

    path: Path
    issuer: str
    did: str
    public: PublicKey
    created: str
    limits: Limits
    salt: bytes
    box: bytes


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
    """Read a seed of 32 bytes in hexadecimal (64 digits) or base64url (43 characters), as an environment
    variable or a file descriptor gives it. `source` names it in the error, which never shows the text.
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
    return SecretKey(seed)


class KeyStore:
    """The key files of one directory.

    Raises `KeyStoreError` when the directory lies inside the site, or inside the git working tree that holds
    it: what lies there gets committed one day.
    """

    def __init__(self, directory: Path, *, site: Path) -> None:
        self.directory = directory.expanduser().resolve()
        tree = _working_tree(site.resolve())
        if self.directory.is_relative_to(tree):
            raise KeyStoreError(
                f"the key directory {self.directory} lies inside {tree}",
                hint="Secret keys never live in the tree. Set PARCHEMIN_KEYS to a directory outside it.",
            )

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
        if len(passphrase) < MIN_PASSPHRASE:
            raise KeyStoreError(f"the passphrase has fewer than {MIN_PASSPHRASE} characters")
        salt = random(argon2id.SALTBYTES)
        box = SecretBox(_derive(passphrase, salt, limits)).encrypt(key.seed)
        content: JsonObject = {
            "box": base64.b64encode(box).decode(),
            "created": format_instant(created),
            "did": did,
            "issuer": issuer,
            "kdf": "argon2id13",
            "key": key.public.multibase,
            "memlimit": limits.memory,
            "opslimit": limits.passes,
            "salt": base64.b64encode(salt).decode(),
            "v": 1,
        }
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.directory / f"{issuer}.{key.public.multibase[4:20]}{_SUFFIX}"
        try:
            write_once(path, canonical(content) + b"\n", mode=0o600)
        except FileExistsError:
            raise KeyStoreError(f"{path} exists already and is never overwritten") from None
        return path

    def entries(self) -> tuple[StoredKey, ...]:
        """Every key in the directory, by file name."""
        if not self.directory.is_dir():
            return ()
        paths = sorted(path for path in self.directory.iterdir() if _NAME.fullmatch(path.name))
        return tuple(_read(path) for path in paths)

    def find(self, public: PublicKey) -> StoredKey | None:
        """The file of that key, or None."""
        return next((entry for entry in self.entries() if entry.public == public), None)

    def open(self, stored: StoredKey, passphrase: str) -> SecretKey:
        """Unseal a key; raises `KeyStoreError` for a wrong passphrase or a changed file (nobody can tell
        which)."""
        try:
            seed = SecretBox(_derive(passphrase, stored.salt, stored.limits)).decrypt(stored.box)
        except CryptoError:
            raise KeyStoreError(
                f"{stored.path.name} does not open: the passphrase is wrong, or the file was changed"
            ) from None
        key = SecretKey(seed)
        if key.public != stored.public:
            raise KeyStoreError(f"{stored.path.name} holds another key than the one it names")
        return key


def _derive(passphrase: str, salt: bytes, limits: Limits) -> bytes:
    return argon2id.kdf(
        SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=limits.passes, memlimit=limits.memory
    )


def _working_tree(site: Path) -> Path:
    return next((place for place in (site, *site.parents) if (place / ".git").exists()), site)


def _read(path: Path) -> StoredKey:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyStoreError(f"{path} can be read by others", hint=f"chmod 600 {path}")
    try:
        content = parse_object(_bounded(path), max_bytes=10_000)
        if content.keys() != _MEMBERS or content["v"] != 1 or content["kdf"] != "argon2id13":
            raise MalformedError("it is not of the form that this version writes")
        passes, memory = content["opslimit"], content["memlimit"]
        if not isinstance(passes, int) or not isinstance(memory, int):
            raise MalformedError("its limits are not numbers")
        if not (1 <= passes <= _CEILING.passes and argon2id.MEMLIMIT_MIN <= memory <= _CEILING.memory):
            raise MalformedError("its limits are beyond reason")
        stored = StoredKey(
            path=path,
            issuer=_text(content, "issuer"),
            did=_text(content, "did"),
            public=PublicKey.from_multibase(_text(content, "key")),
            created=_text(content, "created"),
            limits=Limits(passes, memory),
            salt=base64.b64decode(_text(content, "salt"), validate=True),
            box=base64.b64decode(_text(content, "box"), validate=True),
        )
        if len(stored.salt) != argon2id.SALTBYTES:
            raise MalformedError("its salt has the wrong length")
    except (MalformedError, binascii.Error) as error:
        raise KeyStoreError(f"{path} is not a key file: {error}") from None
    return stored


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(10_001)


def _text(content: JsonObject, name: str) -> str:
    value = content[name]
    if not isinstance(value, str):
        raise MalformedError(f"its {name} is not text")
    return value


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
