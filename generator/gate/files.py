"""Searching many files in several processes: the pages of diplomas, three files each, and all others."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

import orjson

from generator.adapters.workers import share_out
from generator.errors import BuildError
from generator.privacy.index import Index
from generator.privacy.own import Own
from generator.privacy.pieces import Pieces
from generator.privacy.search import Search
from generator.privacy.secrets import Row

__all__ = ["Hit", "diploma_code", "search_files"]

_CODE: Final = re.compile(r"(?:d|documents)/([2-9A-Z]{4}(?:-[2-9A-Z]{4}){4})(?:[.-][a-z0-9.-]*)?")
_CHUNK: Final = 300
_WORTH_A_POOL: Final = 10
"""Chunks below which starting processes costs more than they save."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A private value in a published file. `named`: it is the name of the file that holds it, and is not printed."""

    file: str
    row: Row
    named: bool = False


def diploma_code(path: str) -> str | None:
    """The diploma of which a file of the site is one, by its name; None for the others."""
    found = _CODE.fullmatch(path)
    return found[1] if found else None


def search_files(
    directory: Path, paths: Sequence[str], index: Index, replaced: Mapping[str, str], *, processes: int
) -> Iterator[Hit]:
    """Search the files at these paths below `directory`. `replaced` gives for the code of a diploma that of another one
    that its files may name."""
    paths = sorted(paths)
    chunks = [paths[at : at + _CHUNK] for at in range(0, len(paths), _CHUNK)]
    found = share_out(
        chunks,
        partial(_Searcher, directory, index, replaced),
        processes,
        worth=_WORTH_A_POOL,
        ended=BuildError(
            "a process that was searching the new site was ended from outside",
            hint="Was there too little memory? Build with --jobs 1.",
        ),
    )
    yield from chain.from_iterable(found)


class _Searcher:
    """Searches files of one directory."""

    def __init__(self, directory: Path, index: Index, replaced: Mapping[str, str]) -> None:
        self._directory = directory
        self._search = Search(index)
        self._pieces = Pieces(index)
        self._replaced = replaced
        self._code: str | None = None
        self._own = Own()
        self._named: set[str] = set()
        self._document = self._page = b""

    def __call__(self, paths: Sequence[str]) -> list[Hit]:
        """What these files hold, and their names."""
        return [hit for path in paths for hit in self._file(path)]

    def _file(self, path: str) -> Iterator[Hit]:
        code = diploma_code(path)
        if code != self._code:
            self._open(code)
        # Without their codes the names of the diplomas' files are few.
        name = path.replace(code, "-") if code else path
        if name not in self._named:
            hits = [Hit(path, row, named=True) for row in self._rows(path.encode())]
            if not hits and code:
                self._named.add(name)
            yield from hits
        signed = path == f"d/{code}.json"
        data = self._document if signed else _read(f"{self._directory}/{path}")
        if path == f"d/{code}.html":
            self._page = data
        # Where the page holds the signed document, byte for byte, it was searched there.
        if not signed or data not in self._page:
            yield from (Hit(path, row) for row in self._rows(data))

    def _rows(self, data: bytes) -> Iterator[Row]:
        if self._pieces.doubtful(data, self._own):
            yield from self._search(data, self._own)

    def _open(self, code: str | None) -> None:
        """Turn to a diploma. What its files may hold: its code, that of its replacement where the holder wants it
        told, and the name that was signed; of a diploma that is withdrawn or sealed, no name."""
        self._code, self._own = code, Own()
        self._document = self._page = b""
        if code is None:
            return
        name = None
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            self._document = _read(f"{self._directory}/d/{code}.json")
            name = orjson.loads(self._document)["credentialSubject"]["name"]
        codes = tuple(one for one in (code, self._replaced.get(code)) if one)
        self._own = Own(codes, name if isinstance(name, str) else "")


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - three files a diploma: pathlib takes as long as the search
        return file.read()


def digest_of_file(path: Path) -> str:
    """What stands for the bytes of a file."""
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
