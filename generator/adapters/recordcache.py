"""Records that were read before, kept as JSON below ``.parchemin/cache``, and only ever a cache.

    kept = RecordCache.open(root / CACHE)
    memory = kept.memory(files)     # for `generator.records.reading.read`
    kept.keep(memory, files)        # what there is now, for the next time

A file is known again by its size and times, as in git's index, or else by the digest of its bytes. Two files: the
index (what was where, and what the checks had to say), and the values, each with its digest. Whatever is damaged, of
another version or not to be had is as good as nothing, and what cannot be kept is not.

What is kept is private, like the records themselves: nobody but their reader may read it, git ignores it, and it is
written anew whenever a record goes. A small school's records are read faster than they are looked up; of them nothing
is kept.
"""

from __future__ import annotations

import contextlib
import os
from array import array
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from generator.adapters.git import Git, GitError
from generator.adapters.program import program_digest
from generator.adapters.stamp import Stamp, is_still, stamp
from generator.adapters.wholefile import Column, put, read_whole, write_whole
from generator.errors import Diagnostic
from generator.records.base import Record
from generator.records.kinds import name_of
from generator.records.memory import NOTHING, Memory, digest_of
from generator.records.yaml import load

__all__ = ["CACHE", "RecordCache", "is_committed"]

CACHE: Final = ".parchemin/cache"
_INDEX: Final = "records-index"
_VALUES: Final = "records-values"
_FORMAT: Final = 1
_WORTH_KEEPING: Final = 1_000
_DIGEST: Final = 16
_LISTED: Final = 10_000
"""More diagnostics than that of one group are found again each time."""


def is_committed(root: Path) -> bool:
    """Whether git has the folder of all caches, however its name is spelled: then it holds what somebody wrote into a
    commit, and nothing may be taken from it. What the caches know is believed for the digest of a file alone.
    """
    folder = CACHE.partition("/")[0]
    above = root.resolve()
    if not os.path.lexists(root / folder) or not any(
        (one / ".git").exists() for one in (above, *above.parents)
    ):
        return False
    try:
        return Git(root).tracks(f":(icase){folder}")
    except GitError:
        return False


class _Rows:
    """The records as they were, a row each, in columns: of a hundred thousand objects the making alone would take long.

    `stamps` has the five numbers of each file's stamp, `ends` where each value begins and the last one ends, `digests`
    the digest of each file and that of its value.
    """

    def __init__(self, names: list[str], stamps: array[int], ends: array[int], digests: bytes) -> None:
        self.names = names
        self.row = dict(zip(names, range(len(names)), strict=True))
        self.stamps = stamps
        self.ends = ends
        self.digests = digests

    def stamp(self, row: int) -> Stamp:
        """The stamp of a file as it was."""
        return Stamp._make(self.stamps[5 * row : 5 * row + 5])

    def file(self, row: int) -> bytes:
        """The digest of a file as it was."""
        return self.digests[2 * _DIGEST * row : (2 * row + 1) * _DIGEST]

    def value(self, row: int) -> bytes:
        """The digest of the value."""
        return self.digests[(2 * row + 1) * _DIGEST : (2 * row + 2) * _DIGEST]

    def __len__(self) -> int:
        return len(self.names)


class RecordCache:
    """What is kept in `folder`; nothing where `whole` is false, for then only a part of the records is looked at."""

    def __init__(self, folder: Path, *, whole: bool = True) -> None:
        self._folder = folder
        self._whole = whole
        self._rows = _Rows([], array("q"), array("q", [0]), b"")
        self._said: dict[str, tuple[bytes, tuple[Diagnostic, ...]]] = {}
        self._same: set[str] = set()
        # Of the files that are not as they were, or may not be: what they look like now.
        self._stamps: dict[str, Stamp] = {}

    @classmethod
    def open(cls, folder: Path, *, whole: bool = True) -> RecordCache:
        """What an earlier reading kept."""
        kept = cls(folder, whole=whole)
        # Whatever a damaged file makes of itself: it is as good as none.
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
            kept._read()
        return kept

    def stamped(self, path: str, found: os.stat_result, now: int) -> bool:
        """Whether a record's file is as it was, by what `stamp` takes alone. Each is asked about once."""
        row = self._rows.row.get(path)
        if row is not None and is_still(found, self._rows.stamps, 5 * row):
            self._same.add(path)
            return True
        self._stamps[path] = stamp(found, now)
        return False

    def memory(self, files: Mapping[str, bytes]) -> Memory:
        """What is remembered of these files."""
        rows, same = self._rows, self._same
        if len(same) + len(self._stamps) < _WORTH_KEEPING:
            return NOTHING
        read = {path: digest_of(files[path]) for path in self._stamps if path in files}
        for path, found in read.items():
            row = rows.row.get(path)
            if row is not None and found == rows.file(row):
                same.add(path)
        values = self._values()

        def digest(path: str) -> bytes:
            return rows.file(rows.row[path]) if path in same else read.get(path) or digest_of(files[path])

        return Memory(same, partial(_value, rows=rows, values=values, files=files), digest, self._said)

    def keep(self, memory: Memory, files: Mapping[str, bytes]) -> None:
        """Keep what there is now, unless it is what is kept already. What cannot be written is not kept."""
        if not memory.listens or not self._whole:
            return
        stale = len(self._same) != len(self._rows) or any(path in self._same for path in self._stamps)
        if memory.learned or stale or memory.found != self._said:
            with contextlib.suppress(OSError):
                self._write(memory, files)

    def _read(self) -> None:
        with read_whole(self._folder / _INDEX) as found:
            if found is None:
                return
            header, file = found
            if header["format"] != _FORMAT or header["program"] != program_digest().hex():
                return
            names, stamps, ends, digests = (file.read(size) for size in header["sizes"])
        said = {
            group: (bytes.fromhex(key), tuple(Diagnostic(*one) for one in found))
            for group, (key, found) in header["said"].items()
        }
        paths = names.decode().split("\n") if names else []
        self._rows, self._said = _Rows(paths, array("q", stamps), array("q", ends), digests), said

    def _values(self) -> bytes:
        try:
            return (self._folder / _VALUES).read_bytes()
        except OSError:
            return b""

    def _write(self, memory: Memory, files: Mapping[str, bytes]) -> None:
        old, rows = self._values(), self._rows
        stamps, ends, digests, names = array("q"), array("q", [0]), bytearray(), []
        parts: list[bytes] = []
        at = 0
        for path in sorted(self._same | (memory.learned.keys() & self._stamps.keys())):
            if path in memory.learned:
                value = memory.learned[path].model_dump_json().encode()
                kept = digest_of(value)
            else:
                row = rows.row[path]
                value, kept = old[rows.ends[row] : rows.ends[row + 1]], rows.value(row)
            at += len(value)
            parts.append(value)
            names.append(path)
            stamps.extend(self._stamps.get(path) or rows.stamp(rows.row[path]))
            ends.append(at)
            digests += memory.digest(path, files) + kept
        columns: list[Column] = ["\n".join(names).encode(), stamps, ends, digests]
        header = {
            "format": _FORMAT,
            "program": program_digest().hex(),
            "sizes": [memoryview(column).nbytes for column in columns],
            "said": {
                group: [key.hex(), [_listed(one) for one in said]]
                for group, (key, said) in memory.found.items()
                if len(said) <= _LISTED
            },
        }
        # Of the values each has its own digest: few are ever read.
        put(self._folder / _VALUES, parts)
        write_whole(self._folder / _INDEX, header, columns)


def _value(path: str, rows: _Rows, values: bytes, files: Mapping[str, bytes]) -> Record:
    """The record of a file that is as it was: as it is kept, or else read again."""
    named = name_of(path)
    assert named is not None  # noqa: S101 - only records are kept
    model = named.kind.model
    row = rows.row[path]
    text = values[rows.ends[row] : rows.ends[row + 1]]
    if digest_of(text) == rows.value(row):
        with contextlib.suppress(ValidationError):
            return model.model_validate_json(text)
    return model.model_validate(load(files[path], path).data)


def _listed(one: Diagnostic) -> list[Any]:
    return [one.path, one.line, one.column, one.code, one.message, one.hint]
