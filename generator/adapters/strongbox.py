"""Sealing a few secret bytes at rest: libsodium's secretbox under a key that argon2id derives from a passphrase.

Salt and limits are stored beside the box (XSalsa20-Poly1305), so that limits can rise later without losing older
files. Where such files lie is checked here as well: never inside the site, never readable by others.
"""

from __future__ import annotations

import base64
import binascii
import stat
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from generator.adapters.atomic import locked, make_folder, sweep, write_once
from generator.errors import KeyStoreError, MalformedError
from generator.trust.strictjson import JsonObject, parse_object

__all__ = [
    "MEMBERS",
    "MIN_PASSPHRASE",
    "MODERATE",
    "Limits",
    "StrongBox",
    "add_sealed",
    "outside",
    "read_members",
    "text_of",
]

MIN_PASSPHRASE = 12
"""Characters. The file may be copied and guessed at for years."""
MEMBERS = {"box", "kdf", "memlimit", "opslimit", "salt", "v"}
"""What a key file holds of the box; the rest says whose key it is."""
_KDF = "argon2id13"


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
class StrongBox:
    """A sealed secret, and what it takes to derive its key from the passphrase."""

    limits: Limits
    salt: bytes
    box: bytes

    @classmethod
    def seal(cls, secret: bytes, passphrase: str, limits: Limits = MODERATE) -> StrongBox:
        """Seal `secret`; raises `KeyStoreError` for a passphrase that is too short."""
        if len(passphrase) < MIN_PASSPHRASE:
            raise KeyStoreError(f"the passphrase has fewer than {MIN_PASSPHRASE} characters")
        salt = random(argon2id.SALTBYTES)
        return cls(limits, salt, SecretBox(_derive(passphrase, salt, limits)).encrypt(secret))

    def open(self, passphrase: str, name: str) -> bytes:
        """Unseal; raises `KeyStoreError` for a wrong passphrase or a changed file (nobody can tell which)."""
        try:
            return SecretBox(_derive(passphrase, self.salt, self.limits)).decrypt(self.box)
        except CryptoError:
            raise KeyStoreError(
                f"{name} does not open: the passphrase is wrong, or the file was changed"
            ) from None

    def members(self) -> JsonObject:
        """The members of a key file that hold the box."""
        return {
            "box": base64.b64encode(self.box).decode(),
            "kdf": _KDF,
            "memlimit": self.limits.memory,
            "opslimit": self.limits.passes,
            "salt": base64.b64encode(self.salt).decode(),
            "v": 1,
        }

    @classmethod
    def of(cls, content: JsonObject) -> StrongBox:
        """Read the box of a key file; raises `MalformedError`."""
        if content["v"] != 1 or content["kdf"] != _KDF:
            raise MalformedError("it is not of the form that this version writes")
        passes, memory = content["opslimit"], content["memlimit"]
        if not isinstance(passes, int) or not isinstance(memory, int):
            raise MalformedError("its limits are not numbers")
        if not (1 <= passes <= _CEILING.passes and argon2id.MEMLIMIT_MIN <= memory <= _CEILING.memory):
            raise MalformedError("its limits are beyond reason")
        try:
            salt = base64.b64decode(text_of(content, "salt"), validate=True)
            box = base64.b64decode(text_of(content, "box"), validate=True)
        except binascii.Error as error:
            raise MalformedError(str(error)) from None
        if len(salt) != argon2id.SALTBYTES:
            raise MalformedError("its salt has the wrong length")
        return cls(Limits(passes, memory), salt, box)


def read_members(path: Path, members: set[str]) -> JsonObject:
    """The content of a key file that holds exactly `members`.

    Raises `KeyStoreError` for a file that others can read, `MalformedError` for any other content.
    """
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyStoreError(f"{path} can be read by others", hint=f"chmod 600 {path}")
    with path.open("rb") as file:
        content = parse_object(file.read(10_001), max_bytes=10_000)
    if content.keys() != members:
        raise MalformedError("it is not of the form that this version writes")
    return content


def text_of(content: JsonObject, name: str) -> str:
    """A member that must be text; raises `MalformedError`."""
    value = content[name]
    if not isinstance(value, str):
        raise MalformedError(f"its {name} is not text")
    return value


def add_sealed(path: Path, data: bytes) -> None:
    """Write the file of a sealed secret (mode 0600) into a folder for its owner alone; never overwrites one.

    Raises `KeyStoreError` where there is one, or another process writes there.
    """
    make_folder(path.parent, mode=0o700)
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(path.parent))
        except BlockingIOError:
            raise KeyStoreError(
                f"another process is writing to {path.parent}; wait until it is done"
            ) from None
        sweep(path.parent)
        try:
            write_once(path, data, mode=0o600)
        except FileExistsError:
            raise KeyStoreError(f"{path} exists already and is never overwritten") from None


def outside(directory: Path, site: Path) -> Path:
    """The directory of key files, resolved.

    Raises `KeyStoreError` when it lies inside the site, or inside the git working tree that holds it: what lies
    there gets committed one day.
    """
    directory = directory.expanduser().resolve()
    tree = _working_tree(site.resolve())
    if directory.is_relative_to(tree):
        raise KeyStoreError(
            f"the key directory {directory} lies inside {tree}",
            hint="Secret keys never live in the tree. Set PARCHEMIN_KEYS to a directory outside it.",
        )
    return directory


def _derive(passphrase: str, salt: bytes, limits: Limits) -> bytes:
    return argon2id.kdf(
        SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=limits.passes, memlimit=limits.memory
    )


def _working_tree(site: Path) -> Path:
    return next((place for place in (site, *site.parents) if (place / ".git").exists()), site)
