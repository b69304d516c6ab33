"""The secret keys of a school's letterbox at rest: one sealed file a key, beside those that sign diplomas.

They open what candidates send and sign nothing. Old ones are never removed here: a file that was sealed last month must
open next month. Nothing here prints, and no error carries a secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nacl.utils import random

from generator.adapters.sealedfolder import SealedFolder
from generator.adapters.strongbox import MEMBERS, MODERATE, Limits, StrongBox, read_members, text_of
from generator.errors import KeyStoreError, MalformedError
from generator.trust.instant import format_instant
from generator.trust.letterbox import ORDER, LetterKey
from generator.trust.strictjson import JsonObject

__all__ = ["LetterStore", "StoredLetterKey", "new_letter_key"]

_MEMBERS = {"created", "host", "kid"} | MEMBERS


@dataclass(frozen=True, slots=True)
class StoredLetterKey:
    """What a key file says without its passphrase."""

    path: Path
    host: str
    kid: str
    created: str
    strongbox: StrongBox


def new_letter_key() -> LetterKey:
    """A new key from the operating system's randomness."""
    while not 0 < int.from_bytes(scalar := random(32), "big") < ORDER:
        pass
    return LetterKey(scalar)


class LetterStore(SealedFolder[StoredLetterKey]):
    """The files of keys that open letters."""

    # Thumbprints may begin with "-" or "_", and file systems may fold case: the name only tells files apart.
    names = re.compile(r"[a-z0-9.-]+\.[0-9a-z_-]{12}\.letterbox\.json")

    def save(
        self, key: LetterKey, *, host: str, passphrase: str, created: datetime, limits: Limits = MODERATE
    ) -> Path:
        """Seal `key` in a file of its own (mode 0600) and return its path; never overwrites."""
        content: JsonObject = {
            "created": format_instant(created),
            "host": host,
            "kid": key.kid,
        }
        name = f"{host.replace(':', '.')}.{key.kid[:12].lower()}.letterbox.json"
        return self.add(name, content, StrongBox.seal(key.scalar, passphrase, limits))

    def find(self, kid: str) -> StoredLetterKey | None:
        """The file of that key, or None."""
        return next((entry for entry in self.entries() if entry.kid == kid), None)

    def open(self, stored: StoredLetterKey, passphrase: str) -> LetterKey:
        """Unseal a key; raises `KeyStoreError` for a wrong passphrase or a changed file (nobody can tell which)."""
        key = LetterKey(stored.strongbox.open(passphrase, stored.path.name))
        if key.kid != stored.kid:
            raise KeyStoreError(f"{stored.path.name} holds another key than the one it names")
        return key

    def read(self, path: Path) -> StoredLetterKey:
        """What one key file says; raises `KeyStoreError`."""
        try:
            content = read_members(path, _MEMBERS)
            return StoredLetterKey(
                path=path,
                host=text_of(content, "host"),
                kid=text_of(content, "kid"),
                created=text_of(content, "created"),
                strongbox=StrongBox.of(content),
            )
        except MalformedError as error:
            raise KeyStoreError(f"{path} is not a letterbox key: {error}") from None
