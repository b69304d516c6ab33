"""Records that were read before, kept as JSON below ``.parchemin/cache``, and only ever a cache.

    kept = RecordCache.open(root / CACHE)
    memory = kept.memory(files, stamps)     # for `generator.records.reading.read`
    kept.keep(memory, files, stamps)        # what there is now, for the next time

A file is known again by its size and times, as in git's index, or else by the digest of its bytes. Two files: the
index (what was where, and what the checks had to say), and the values, each with its digest. Whatever is damaged, of
another version or not to be had is as good as nothing, and what cannot be kept is not.

What is kept is private, like the records themselves: nobody but their reader may read it, git ignores it, and it is
written anew whenever a record goes. A small school's records are read faster than they are looked up; of them nothing
is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import orjson
from pydantic import ValidationError

from generator.adapters.program import program_digest
from generator.adapters.stamp import Stamp
from generator.errors import Diagnostic
from generator.records.base import Record
from generator.records.kinds import name_of
from generator.records.memory import NOTHING, Memory, digest_of
from generator.records.yaml import load

__all__ = ["CACHE", "RecordCache"]

CACHE: Final = ".parchemin/cache"
_INDEX: Final = "records-index"
_VALUES: Final = "records-values"
_FORMAT: Final = 1
_WORTH_KEEPING: Final = 1_000
_DIGEST: Final = 16
_LISTED: Final = 10_000
"""More diagnostics than that of one group are found again each time."""


@dataclass(frozen=True, slots=True)
class _Known:
    """One record as it was: its file's stamp and digest, and where its value is, with the digest of that."""

    stamp: Stamp
    digest: bytes
    begin: int
    end: int
    value: bytes


@dataclass(slots=True)
class RecordCache:
    """What is kept in `folder`; nothing where `whole` is false, for then only a part of the records is looked at."""

    folder: Path
    whole: bool = True
    known: dict[str, _Known] = field(default_factory=dict)
    said: dict[str, tuple[bytes, tuple[Diagnostic, ...]]] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    settled: bool = True

    @classmethod
    def open(cls, folder: Path, *, whole: bool = True) -> RecordCache:
        """What an earlier reading kept."""
        kept = cls(folder, whole)
        # Whatever a damaged file makes of itself: it is as good as none.
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, IndexError):
            kept._read()
        return kept

    def stamped(self, path: str, stamp: Stamp) -> bool:
        """Whether a file is as it was, by its stamp alone."""
        known = self.known.get(path)
        return known is not None and stamp.same_as(known.stamp)

    def memory(self, files: Mapping[str, bytes], stamps: Mapping[str, Stamp]) -> Memory:
        """What is remembered of these files."""
        if not self.known and len(stamps) < _WORTH_KEEPING:
            return NOTHING
        values = self._values()
        digests: dict[str, bytes] = {}
        for path, stamp in stamps.items():
            known = self.known.get(path)
            if known is None:
                continue
            if stamp.same_as(known.stamp):
                digest = known.digest
            else:
                self.settled = False
                digest = digest_of(files[path])
            if digest == known.digest:
                self.same.add(path)
            digests[path] = digest

        def recalled(path: str) -> Callable[[], Record] | None:
            return partial(_value, path, self.known[path], values, files) if path in self.same else None

        return Memory(recalled, digests, self.said)

    def keep(self, memory: Memory, files: Mapping[str, bytes], stamps: Mapping[str, Stamp]) -> None:
        """Keep what there is now, unless it is what is kept already. What cannot be written is not kept."""
        if not memory.listens or not self.whole:
            return
        stale = len(self.same) != len(self.known) or not self.settled
        if not (memory.learned or stale or memory.found != self.said):
            return
        with contextlib.suppress(OSError):
            self._write(memory, files, stamps)

    def _read(self) -> None:
        data = (self.folder / _INDEX).read_bytes()
        if hashlib.sha256(memoryview(data)[32:]).digest() != data[:32]:
            return
        end = data.index(b"\n", 32)
        header = orjson.loads(data[32:end])
        if header["format"] != _FORMAT or header["program"] != program_digest().hex():
            return
        names, numbers, digests = _cut(data, end + 1, header["sizes"])
        column = array("q")
        column.frombytes(numbers)
        stamps = map(Stamp._make, zip(*(iter(column[: header["count"] * 5]),) * 5, strict=True))
        places = pairwise(column[header["count"] * 5 :])
        pairs = (digests[at : at + 2 * _DIGEST] for at in range(0, len(digests), 2 * _DIGEST))
        self.known = {
            path: _Known(stamp, pair[:_DIGEST], begin, stop, pair[_DIGEST:])
            for path, stamp, (begin, stop), pair in zip(
                names.decode().split("\n") if names else (), stamps, places, pairs, strict=True
            )
        }
        self.said = {
            group: (bytes.fromhex(key), tuple(Diagnostic(*one) for one in said))
            for group, (key, said) in header["said"].items()
        }

    def _values(self) -> bytes:
        try:
            return (self.folder / _VALUES).read_bytes()
        except OSError:
            return b""

    def _write(self, memory: Memory, files: Mapping[str, bytes], stamps: Mapping[str, Stamp]) -> None:
        old = self._values()
        numbers, ends, digests, names = array("q"), array("q", [0]), bytearray(), []
        parts: list[bytes] = []
        at = 0
        for path in sorted(self.same | memory.learned.keys()):
            if path in memory.learned:
                value = memory.learned[path].model_dump_json().encode()
                kept = digest_of(value)
            else:
                known = self.known[path]
                value, kept = old[known.begin : known.end], known.value
            if path not in stamps:
                continue
            at += len(value)
            parts.append(value)
            names.append(path)
            numbers.extend(stamps[path])
            ends.append(at)
            digests += memory.digest(path, files) + kept
        columns = ["\n".join(names).encode(), (numbers + ends).tobytes(), bytes(digests)]
        header = {
            "format": _FORMAT,
            "program": program_digest().hex(),
            "count": len(names),
            "sizes": list(map(len, columns)),
            "said": {
                group: [key.hex(), [_listed(one) for one in said]]
                for group, (key, said) in memory.found.items()
                if len(said) <= _LISTED
            },
        }
        body = orjson.dumps(header) + b"\n" + b"".join(columns)
        self.folder.mkdir(parents=True, exist_ok=True)
        _replace(self.folder / _VALUES, b"".join(parts))
        _replace(self.folder / _INDEX, hashlib.sha256(body).digest() + body)


def _value(path: str, known: _Known, values: bytes, files: Mapping[str, bytes]) -> Record:
    """The record of a file that is as it was: as it is kept, or else read again."""
    named = name_of(path)
    assert named is not None  # noqa: S101 - only records are kept
    model = named.kind.model
    text = values[known.begin : known.end]
    if digest_of(text) == known.value:
        with contextlib.suppress(ValidationError):
            return model.model_validate_json(text)
    return model.model_validate(load(files[path], path).data)


def _cut(data: bytes, at: int, sizes: list[int]) -> list[bytes]:
    parts = []
    for size in sizes:
        parts.append(data[at : at + size])
        at += size
    return parts


def _listed(one: Diagnostic) -> list[Any]:
    return [one.path, one.line, one.column, one.code, one.message, one.hint]


def _replace(path: Path, data: bytes) -> None:
    """Put a file in its place in one step; for its owner alone. What a crash cuts short, its digest shows."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
