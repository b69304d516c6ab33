"""The keyring of a site whose records of candidates are protected: one key a person, outside of git's history.

    ring = open_ring(root)               # None where the site does not protect its records
    ring.read(path, data)                # the text of a record, protected or not
    ring.write(path, text)               # what is to be stored
    ring.destroy("c-4f9k2m7x1q")         # what is left in git is noise from now on

The keyring is a directory outside the tree (``PARCHEMIN_KEYRING``), which staff share as they share other private
files: in it ``ring.json``, the ring's key in one sealed box for each member of staff (X25519), and a folder with one
file a person, that person's key under the ring's key (XSalsa20-Poly1305). So whoever gets the directory alone reads
nothing, somebody joins by one more box, and one person is forgotten by removing one small file. Each member's own
secret key is a file for that member alone (``PARCHEMIN_IDENTITY``).

Who is among the staff stands in ``ring.json`` too, under the ring's key: nobody gets in who was not let in by somebody
inside. ``candidates/.protection.json`` says that records are protected, and repeats the staff for git's history only:
whoever can commit could write himself into it, and an old branch names people who were removed.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.utils import random

from generator.adapters.atomic import STEPS, locked, make_folder, replace, sweep, write_once
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
_PEOPLE: Final = "people"
_MOST: Final = 1_000_000
_HOME: Final = "~/.local/share/parchemin"


class Place(NamedTuple):
    """The site, its keyring's directory, and the number by which the two know each other."""

    root: Path
    directory: Path
    number: str


class Ring:
    """An open keyring. Keys are read when they are asked for, and kept in memory only."""

    def __init__(
        self, place: Place, staff: Mapping[str, str], key: bytes, people: str, seen: bytes | None
    ) -> None:
        self.root, self.directory, self.number = place
        self._seen = seen
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
            with self._changing():
                key = self._key_of(name) or self._new_key(name)
        return protect(text, key, name)

    def _new_key(self, name: str) -> bytes:
        key = random(KEY_SIZE)
        make_folder(self._people, mode=0o700)
        # On the disk before anything is encrypted with it. What an interrupted `destroy` left is replaced.
        replace(self._file(name), bytes(self._box.encrypt(key)), mode=0o600)
        return key

    def destroy(self, name: str) -> bool:
        """Remove a person's key; whether there was one. What copies of the directory hold is beyond reach."""
        with self._changing():
            # Also where an interrupted `remove` left a copy.
            files = [*self.directory.glob(f"{_PEOPLE}*/{name}.key")]
            for file in files:
                with file.open("r+b") as opened:
                    opened.write(bytes(file.stat().st_size))
                    opened.flush()
                    os.fsync(opened.fileno())
                file.unlink()
                STEPS.flush_directory(file.parent)
        return bool(files)

    def add(self, name: str, public: str) -> None:
        """Let somebody else open the ring; `public` is what `identity` gave them."""
        _check_name(name)
        with self._changing():
            if self.staff.get(name, public) != public:
                raise KeyStoreError(
                    f"{name} is among the staff with another key",
                    hint=f"parchemin protect remove-staff {name}",
                )
            self._store({**self.staff, name: public})

    def remove(self, name: str) -> None:
        """Take somebody's access away: the ring gets another key, under which each person's key is put anew.

        The new keys lie in a folder of their own until one write names it: an interruption leaves the old ring whole.
        """
        with self._changing():
            if name not in self.staff or len(self.staff) == 1:
                raise KeyStoreError(f"{name} is not among the staff, or the last of them")
            former, key = self._people, random(SecretBox.KEY_SIZE)
            fresh = self.directory / f"{_PEOPLE}-{random(4).hex()}"
            make_folder(fresh, mode=0o700)
            for file in sorted(former.glob("*.key")):
                own = self._key_of(file.stem)
                if own is not None:
                    write_once(fresh / file.name, bytes(SecretBox(key).encrypt(own)), mode=0o600)
            self._key, self._box, self._people = key, SecretBox(key), fresh
            self._store({one: public for one, public in self.staff.items() if one != name})
            # Those of interrupted runs too: they are under keys that somebody who left may hold.
            for folder in self.directory.glob(f"{_PEOPLE}*"):
                if folder != fresh:
                    _clear(folder)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """Keep everybody else who shares the directory away. Raises `KeyStoreError` where somebody is changing it, or
        did since this ring was opened: what was written then under the former key nobody could read."""
        make_folder(self.directory, mode=0o700)
        try:
            with locked(self.directory):
                if self._seen != _bytes_of(self.directory / _RING):
                    raise KeyStoreError(
                        "the keyring was changed meanwhile", hint="Say the same command again."
                    )
                sweep(self.directory)
                sweep(self._people)
                yield
        except BlockingIOError:
            raise KeyStoreError("another process is changing the keyring; wait until it is done") from None

    def _store(self, members: Mapping[str, str]) -> None:
        staff: JsonObject = dict(sorted(members.items()))
        boxes: JsonObject = {name: _wrapped(self._key, public) for name, public in members.items()}
        hidden = base64.b64encode(bytes(self._box.encrypt(canonical(staff)))).decode()
        value: JsonObject = {
            "people": self._people.name,
            "ring": self.number,
            "staff": hidden,
            "v": 1,
            "wrapped": boxes,
        }
        self._seen = canonical(value) + b"\n"
        replace(self.directory / _RING, self._seen, mode=0o600)
        self.staff = dict(members)
        replace(self.root / PROTECTION, canonical({"ring": self.number, "staff": staff, "v": 1}) + b"\n")

    def _key_of(self, name: str) -> bytes | None:
        try:
            data = self._file(name).read_bytes()
            # Nothing but zeros: `destroy` was interrupted before the name was gone.
            return self._box.decrypt(data) if any(data) else None
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
    if not path.exists():
        make_folder(path.parent, mode=0o700)
        try:
            with locked(path.parent):
                sweep(path.parent)
                if not path.exists():
                    replace(path, base64.b64encode(bytes(PrivateKey.generate())) + b"\n", mode=0o600)
        except BlockingIOError:
            raise KeyStoreError(
                f"another process is writing to {path.parent}; wait until it is done"
            ) from None
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
        number = str(_members(root / PROTECTION, {"ring", "staff", "v"})["ring"])
    except FileNotFoundError:
        return None
    directory = _directory(root, number)
    try:
        seen = _bytes_of(directory / _RING)
        found = _members(directory / _RING, {"people", "ring", "staff", "v", "wrapped"})
    except FileNotFoundError:
        raise KeyStoreError(
            f"the records of candidates are protected, and {directory} holds no keyring",
            hint="Set PARCHEMIN_KEYRING to the directory that the staff of this site share.",
        ) from None
    boxes = found["wrapped"]
    if found["ring"] != number or not isinstance(boxes, dict):
        raise KeyStoreError(f"{directory} is the keyring of another site")
    opener = SealedBox(identity(root))
    for box in boxes.values():
        with contextlib.suppress(CryptoError, binascii.Error, ValueError):
            key = opener.decrypt(base64.b64decode(str(box), validate=True))
            staff = _staff(directory / _RING, key, str(found["staff"]))
            return Ring(Place(root, directory, number), staff, key, str(found["people"]), seen)
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
    # A ring without a person's key is what an interrupted run left: nothing is under it.
    if any(place.directory.glob(f"{_PEOPLE}*/*.key")):
        raise KeyStoreError(
            f"{place.directory} holds a keyring already: of another site, or of this one before 'protect off'",
            hint="Set PARCHEMIN_KEYRING to a directory of its own. The keys that lie there are still needed.",
        )
    ring = Ring(place, {}, random(SecretBox.KEY_SIZE), _PEOPLE, _bytes_of(place.directory / _RING))
    ring.add(name, public_text(identity(root)))
    return ring


def public_text(key: PrivateKey) -> str:
    """The public half, as it is handed on."""
    return base64.b64encode(bytes(key.public_key)).decode()


def _directory(root: Path, number: str) -> Path:
    given = os.environ.get("PARCHEMIN_KEYRING")
    return outside(Path(given or f"{_HOME}/keyring-{number}"), root)


def _staff(path: Path, key: bytes, hidden: str) -> dict[str, str]:
    try:
        text = SecretBox(key).decrypt(base64.b64decode(hidden, validate=True))
        return {name: str(public) for name, public in parse_object(text).items()}
    except (CryptoError, binascii.Error, ValueError, MalformedError):
        raise KeyStoreError(f"{path} was changed by somebody who is not among the staff") from None


def _clear(folder: Path) -> None:
    for file in folder.glob("*"):
        file.unlink()
    folder.rmdir()


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


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
