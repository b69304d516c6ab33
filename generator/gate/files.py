"""Searching many files in several processes: the pages of diplomas, three files each, and all others."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

import orjson

from generator.adapters.workers import share_out
from generator.errors import BuildError
from generator.gate.listing import Listing, diploma_code, files_of
from generator.gate.values import Values
from generator.privacy.own import Own
from generator.privacy.pieces import Pieces
from generator.privacy.search import Search
from generator.privacy.secrets import Row

__all__ = ["Hit", "digest_of_file", "search_files"]

_WORTH_A_POOL: Final = 10
"""Parts below which starting processes costs more than they save."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A private value in a published file. `named`: it is the name of the file that holds it, and is not printed."""

    file: str
    row: Row
    named: bool = False


def search_files(
    directory: Path, files: Listing, private: Values, replaced: Mapping[str, str], *, processes: int
) -> Iterator[Hit]:
    """Search these files below `directory`. `replaced` gives for the code of a diploma that of another one that its
    files may name."""
    found = share_out(
        files.parts(),
        partial(_Searcher, directory, private, replaced),
        processes,
        worth=_WORTH_A_POOL,
        ended=BuildError(
            "a process that was searching the new site was ended from outside",
            hint="Was there too little memory? Build with --jobs 1.",
        ),
    )
    yield from chain.from_iterable(found)


class _Searcher:
    """Searches files of one directory. The index of what is private is made in each process: whoever shares the work
    out has no use for it."""

    def __init__(self, directory: Path, private: Values, replaced: Mapping[str, str]) -> None:
        index = private.index()
        self._directory = directory
        self._search = Search(index)
        self._pieces = Pieces(index)
        self._replaced = replaced
        self._code: str | None = None
        self._own = Own()
        self._named: set[str] = set()
        self._document = self._page = b""

    def __call__(self, files: Listing) -> list[Hit]:
        """What these files hold, and their names."""
        found = [hit for path in files.others for hit in self._file(path)]
        for code in files.diplomas():
            for path in files_of(code):
                with contextlib.suppress(FileNotFoundError):
                    found += self._file(path)
        return found

    def _file(self, path: str) -> list[Hit]:
        code = diploma_code(path)
        if code != self._code:
            self._open(code)
        signed = path == f"d/{code}.json"
        data = self._document if signed else _read(f"{self._directory}/{path}")
        if path == f"d/{code}.html":
            self._page = data
        # Without their codes the names of the diplomas' files are few.
        found, name = [], path.replace(code, "-") if code else path
        if name not in self._named:
            found = [Hit(path, row, named=True) for row in self._rows(path.encode())]
            if not found and code:
                self._named.add(name)
        # Where the page holds the signed document, byte for byte, it was searched there.
        if not signed or data not in self._page:
            found += [Hit(path, row) for row in self._rows(data)]
        return found

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
