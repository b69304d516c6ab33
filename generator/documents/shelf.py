"""The folder of documents: which were made of what, so that the next run leaves alone what did not change.

`SHA256SUMS` is for people (`sha256sum --check`); `.documents.json` for the program. Both are caches: without them
everything is made anew, with the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from generator.adapters.atomic import replace

__all__ = ["Shelf"]

_MANIFEST: Final = ".documents.json"
_SUMS: Final = "SHA256SUMS"


@dataclass(slots=True)
class Shelf:
    """The documents in a folder: for each file the key of its making and the SHA-256 of its bytes."""

    folder: Path
    files: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> Shelf:
        """Read what the last run left; nothing is believed that is damaged."""
        try:
            listed = json.loads((folder / _MANIFEST).read_bytes())
            return cls(folder, {str(name): (str(key), str(digest)) for name, (key, digest) in listed.items()})
        except (OSError, ValueError, AttributeError, TypeError):
            return cls(folder)

    def has(self, name: str, key: str) -> str | None:
        """The digest of a file that was made of the same and is as it was left, else None."""
        known = self.files.get(name)
        if known is None or known[0] != key:
            return None
        try:
            digest = hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
        except OSError:
            return None
        return digest if digest == known[1] else None

    def drop(self, code: str) -> int:
        """Remove the documents of a diploma that has none any more; return how many there were."""
        gone = [name for name in self.files if name.startswith(f"{code}-")]
        for name in gone:
            (self.folder / name).unlink(missing_ok=True)
            del self.files[name]
        return len(gone)

    def save(self) -> None:
        """Write both lists."""
        listed = {name: list(value) for name, value in sorted(self.files.items())}
        replace(self.folder / _MANIFEST, json.dumps(listed, indent=0).encode())
        sums = "".join(f"{digest}  {name}\n" for name, (_, digest) in sorted(self.files.items()))
        replace(self.folder / _SUMS, sums.encode())
