"""What lies below a directory that is to be searched: a million diplomas by their codes, all else by its path."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.issuing.segment import CODE_SIZE
from generator.registry.writing import FOLDER, SUFFIXES

__all__ = ["Listing", "diploma_code", "files_of", "listed"]

_CODE: Final = re.compile(r"(?:d|documents)/([2-9A-Z]{4}(?:-[2-9A-Z]{4}){4})(?:[.-][a-z0-9.-]*)?")
_DIPLOMAS: Final = 100
_FILES: Final = 300


@dataclass(frozen=True, slots=True)
class Listing:
    """Files. `codes` has the diplomas of which there is a page, `CODE_SIZE` bytes each, in no order, and stands for all
    of their files in the registry: the paths of three million are 400 MB, their codes 24. `others` has the paths of all
    other files.
    """

    codes: bytes
    others: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.codes or self.others)

    def __len__(self) -> int:
        """How many files there are at most: a diploma may have fewer than three."""
        return len(self.codes) // CODE_SIZE * len(SUFFIXES) + len(self.others)

    def diplomas(self) -> Iterator[str]:
        """The codes, one by one."""
        return (self.codes[at : at + CODE_SIZE].decode() for at in range(0, len(self.codes), CODE_SIZE))

    def parts(self) -> list[Listing]:
        """The same in parts that are searched within a second."""
        size = _DIPLOMAS * CODE_SIZE
        diplomas = [Listing(self.codes[at : at + size], ()) for at in range(0, len(self.codes), size)]
        return diplomas + [
            Listing(b"", self.others[at : at + _FILES]) for at in range(0, len(self.others), _FILES)
        ]


def listed(directory: Path) -> Listing:
    """The files below a directory."""
    codes = bytearray()
    others: list[str] = []
    for path in _walk(directory, ""):
        code = diploma_code(path)
        page, *rest = files_of(code) if code is not None else ("",)
        if code is not None and path == page:
            codes += code.encode()
        elif path not in rest or not os.path.exists(f"{directory}/{page}"):  # noqa: PTH110 - a Path each takes as long as the search
            others.append(path)
    return Listing(bytes(codes), sorted(others))


def files_of(code: str) -> tuple[str, ...]:
    """The paths of a diploma's files in the registry; there may be fewer."""
    return tuple(f"{FOLDER}/{code}{suffix}" for suffix in SUFFIXES)


def diploma_code(path: str) -> str | None:
    """The diploma of which a file of the site is one, by its name; None for the others."""
    found = _CODE.fullmatch(path)
    return found[1] if found else None


def _walk(directory: Path, below: str) -> Iterator[str]:
    """The files below a directory, one after the other: of a folder of millions no list is made."""
    folders: list[str] = []
    with os.scandir(directory / below) as entries:
        for entry in entries:
            if not entry.is_dir():
                yield f"{below}{entry.name}"
            elif not entry.is_symlink():
                folders.append(f"{below}{entry.name}/")
    for folder in folders:
        yield from _walk(directory, folder)
