"""A folder of sealed secrets: which files of it count, and how one is added. What is in them, each store says."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from generator.adapters.strongbox import StrongBox, add_sealed, outside
from generator.trust.canonical import canonical
from generator.trust.strictjson import JsonObject

__all__ = ["SealedFolder"]

T = TypeVar("T")


class SealedFolder(ABC, Generic[T]):
    """The key files of one kind in a directory.

    Raises `KeyStoreError` when the directory lies inside the site, or inside the git working tree that holds
    it: what lies there gets committed one day.
    """

    names: ClassVar[re.Pattern[str]]
    """What the files of this kind are called."""

    def __init__(self, directory: Path, *, site: Path) -> None:
        self.directory = outside(directory, site)

    def add(self, name: str, content: JsonObject, box: StrongBox) -> Path:
        """Write a file of its own (mode 0600), with what says whose key it is; never overwrites. Returns its path."""
        path = self.directory / name
        add_sealed(path, canonical({**content, **box.members()}) + b"\n")
        return path

    def entries(self) -> tuple[T, ...]:
        """What every key file says without its passphrase, by file name."""
        if not self.directory.is_dir():
            return ()
        paths = sorted(path for path in self.directory.iterdir() if self.names.fullmatch(path.name))
        return tuple(self.read(path) for path in paths)

    @abstractmethod
    def read(self, path: Path) -> T:
        """What one key file says; raises `KeyStoreError`."""
