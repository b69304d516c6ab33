"""The keyring of a site whose records of candidates are protected: one key a person, outside of git's history.

    ring = open_ring(root)               # None where the site does not protect its records
    ring.read(path, data)                # the text of a record, protected or not
    ring.write(path, text)               # what is to be stored
    ring.destroy("c-4f9k2m7x1q")         # what is left in git is noise from now on

``candidates/.protection.json`` says that records are protected, and by whom: the names of staff and their public keys
(X25519). The keyring is a directory outside the tree (``PARCHEMIN_KEYRING``), which staff share as they share other
private files: in it ``ring.json``, the ring's key in one sealed box for each member of staff, and a folder with one
file a person, that person's key under the ring's key (XSalsa20-Poly1305). So whoever gets the directory alone reads
nothing, somebody joins by one more box, and one person is forgotten by removing one small file. Each member's own
secret key is a file for that member alone (``PARCHEMIN_IDENTITY``).
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.utils import random

from generator.adapters.atomic import replace, write_once
from generator.adapters.files import PROTECTION
from generator.adapters.strongbox import outside
from generator.errors import KeyStoreError, MalformedError
from generator.trust.canonical import canonical
from generator.trust.protected import KEY_SIZE, is_protected, protect, unprotect
from generator.trust.strictjson import JsonObject, parse_object

__all__ = ["REGISTER", "Ring", "identity", "open_ring", "public_text", "start_ring"]

REGISTER: Final = "candidates/register/"
_RING: Final = "ring.json"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MOST: Final = 1_000_000
_HOME: Final = "~/.local/share/parchemin"


class Place(NamedTuple):
    """The site, its keyring's directory, and the number by which the two know each other."""

    root: Path
    directory: Path
    number: str


class Ring:
    """An open keyring. Keys are read when they are asked for, and kept in memory only."""

    def __init__(self, place: Place, staff: Mapping[str, str], key: bytes, people: str) -> None:
        self.root, self.directory, self.number = place
        self.staff = dict(staff)
        self._key = key
        self._box = SecretBox(key)
        self._people = self.directory / people

    def read(self, path: str, data: bytes) -> bytes:
        """The text of the record at `path`; raises `MalformedError` where its key is gone (reason ``erased``), or
        another's."""
        if not is_protected(data):
            return data
        name = _person(path)
        key = self._key_of(name)
        if key is None:
            raise MalformedError("its key is not in the keyring", reason="erased")
        return unprotect(data, key, name)

    def write(self, path: str, text: bytes) -> bytes:
        """What is to be stored at `path`: protected, under the person's key, which is made where there is none."""
        if not path.startswith(REGISTER) or is_protected(text):
            return text
        name = _person(path)
        key = self._key_of(name)
        if key is None:
            key = random(KEY_SIZE)
            self._people.mkdir(mode=0o700, parents=True, exist_ok=True)
            # On the disk before anything is encrypted with it.
            write_once(self._file(name), bytes(self._box.encrypt(key)), mode=0o600)
        return protect(text, key, name)

    def destroy(self, name: str) -> bool:
        """Remove a person's key; whether there was one. What copies of the directory hold is beyond reach."""
        file = self._file(name)
        try:
            with file.open("r+b") as opened:
                opened.write(bytes(file.stat().st_size))
                opened.flush()
                os.fsync(opened.fileno())
        except FileNotFoundError:
            return False
        file.unlink()
        return True

    def add(self, name: str, public: str) -> None:
        """Let somebody else open the ring; `public` is what `identity` gave them."""
        _check_name(name)
        self.staff[name] = public
        self._store()

    def remove(self, name: str) -> None:
        """Take somebody's access away: the ring gets another key, under which each person's key is put anew.

        The new keys lie in a folder of their own until one write names it: an interruption leaves the old ring whole.
        """
        if name not in self.staff or len(self.staff) == 1:
            raise KeyStoreError(f"{name} is not among the staff, or the last of them")
        key = random(SecretBox.KEY_SIZE)
        former = self._people
        fresh = self.directory / f"people-{random(4).hex()}"
        fresh.mkdir(mode=0o700, parents=True)
        for file in sorted(former.glob("*.key")):
            again = SecretBox(key).encrypt(self._box.decrypt(file.read_bytes()))
            write_once(fresh / file.name, bytes(again), mode=0o600)
        del self.staff[name]
        self._key, self._box, self._people = key, SecretBox(key), fresh
        self._store()
        for file in former.glob("*.key"):
            file.unlink()
        former.rmdir()

    def _store(self) -> None:
        boxes: JsonObject = {name: _wrapped(self._key, public) for name, public in sorted(self.staff.items())}
        value: JsonObject = {"people": self._people.name, "ring": self.number, "v": 1, "wrapped": boxes}
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(self.directory / _RING, canonical(value) + b"\n", mode=0o600)
        staff: JsonObject = dict(sorted(self.staff.items()))
        replace(self.root / PROTECTION, canonical({"ring": self.number, "staff": staff, "v": 1}) + b"\n")

    def _key_of(self, name: str) -> bytes | None:
        try:
            return self._box.decrypt(self._file(name).read_bytes())
        except FileNotFoundError:
            return None
        except CryptoError:
            raise KeyStoreError(
                f"the key of {name} in {self.directory} is damaged, or of another ring"
            ) from None

    def _file(self, name: str) -> Path:
        return self._people / f"{name}.key"


def identity(root: Path) -> PrivateKey:
    """The secret key of whoever runs this, made where there is none: a file for its owner alone, outside the tree."""
    path = outside(Path(os.environ.get("PARCHEMIN_IDENTITY", f"{_HOME}/identity.key")), root)
    with contextlib.suppress(FileExistsError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, base64.b64encode(bytes(PrivateKey.generate())) + b"\n", mode=0o600)
    if path.stat().st_mode & 0o077:
        raise KeyStoreError(f"{path} can be read by others", hint=f"chmod 600 {path}")
    try:
        return PrivateKey(base64.b64decode(path.read_bytes(), validate=False))
    except (binascii.Error, ValueError, TypeError):
        raise KeyStoreError(f"{path} holds no key") from None


def open_ring(root: Path) -> Ring | None:
    """The keyring of the site at `root`, None where its records are not protected.

    Raises `KeyStoreError` where it cannot be opened: not at hand, of another site, or not for whoever runs this.
    """
    try:
        said = _members(root / PROTECTION, {"ring", "staff", "v"})
    except FileNotFoundError:
        return None
    number, staff = str(said["ring"]), said["staff"]
    directory = _directory(root, number)
    try:
        found = _members(directory / _RING, {"people", "ring", "v", "wrapped"})
    except FileNotFoundError:
        raise KeyStoreError(
            f"the records of candidates are protected, and {directory} holds no keyring",
            hint="Set PARCHEMIN_KEYRING to the directory that the staff of this site share.",
        ) from None
    boxes = found["wrapped"]
    if found["ring"] != number or not isinstance(staff, dict) or not isinstance(boxes, dict):
        raise KeyStoreError(f"{directory} is the keyring of another site")
    opener = SealedBox(identity(root))
    for box in boxes.values():
        with contextlib.suppress(CryptoError, binascii.Error, ValueError):
            key = opener.decrypt(base64.b64decode(str(box), validate=True))
            people = str(found["people"])
            return Ring(Place(root, directory, number), {k: str(v) for k, v in staff.items()}, key, people)
    raise KeyStoreError(
        "the records of candidates are protected, and the keyring is not wrapped for your key",
        hint="Give 'parchemin protect identity' to somebody who is among the staff: parchemin protect add-staff.",
    )


def start_ring(root: Path, name: str) -> Ring:
    """A new keyring, with whoever runs this as its only member of staff."""
    _check_name(name)
    if (root / PROTECTION).exists():
        raise KeyStoreError("the records of this site are protected already")
    number = random(8).hex()
    place = Place(root, _directory(root, number), number)
    ring = Ring(place, {}, random(SecretBox.KEY_SIZE), "people")
    ring.add(name, public_text(identity(root)))
    return ring


def public_text(key: PrivateKey) -> str:
    """The public half, as it is handed on."""
    return base64.b64encode(bytes(key.public_key)).decode()


def _directory(root: Path, number: str) -> Path:
    given = os.environ.get("PARCHEMIN_KEYRING")
    return outside(Path(given or f"{_HOME}/keyring-{number}"), root)


def _members(path: Path, members: set[str]) -> JsonObject:
    with path.open("rb") as file:
        data = file.read(_MOST + 1)
    try:
        value = parse_object(data, max_bytes=_MOST, max_depth=4)
    except MalformedError as error:
        raise KeyStoreError(f"{path} is damaged: {error}") from None
    if value.keys() != members or value["v"] != 1:
        raise KeyStoreError(f"{path} is not of the form that this version writes")
    return value


def _wrapped(key: bytes, public: str) -> str:
    try:
        box = SealedBox(PublicKey(base64.b64decode(public, validate=True)))
    except (binascii.Error, ValueError, TypeError):
        raise KeyStoreError("this is no public key of a member of staff") from None
    return base64.b64encode(box.encrypt(key)).decode()


def _check_name(name: str) -> None:
    if _NAME.fullmatch(name) is None:
        raise KeyStoreError(f"{name!r} is no name for a member of staff: small letters, digits and hyphens")


def _person(path: str) -> str:
    return path.removeprefix(REGISTER).removesuffix(".yml")
