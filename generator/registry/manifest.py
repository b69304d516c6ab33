"""What a build wrote into the registry and what it depended on, so that the next one can leave the rest alone.

A batch of the ledger is known again by its size and times (like git's index does), or else by its digest. Of each of
its diplomas a few numbers are kept (`SegmentFacts`): what must be unique, when it begins and ends, whether its page
holds its proof. A manifest that is damaged, that another version of the program wrote, or whose folder is not as it was
left, is as good as none.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

from generator.adapters.stamp import Stamp
from generator.issuing.segment import SegmentFacts

__all__ = ["Batch", "Manifest", "read_manifest", "write_manifest"]

_FORMAT: Final = 1
_COLUMNS: Final = (("lines", "L"), ("places", "Q"), ("numbers", "Q"), ("awards", "Q"), ("spans", "q"))
_TEXTS: Final = ("codes", "owners", "leaves")
_DIGEST: Final = 32


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as it was read: its file, and what it holds. `proven` has a byte for each diploma, 1 where its page
    holds a proof of the log."""

    stamp: Stamp
    digest: bytes
    facts: SegmentFacts
    proven: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build wrote.

    `key` is the digest of all that every page depends on, `at` the moment that dates were judged by (seconds since the
    epoch), `folder` the stamp of the directory as the build left it, `logged` how many leaves the log's last checkpoint
    had, `acts` a digest of the acts on each code, `batches` by path.
    """

    key: bytes
    at: int
    folder: Stamp
    logged: int
    acts: Mapping[str, bytes]
    batches: Mapping[str, Batch]


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Keep a manifest; what stood there is replaced in one step. Its columns are written as they are: of a million
    diplomas one copy is 130 MB."""
    columns: list[Any] = []
    batches = []
    for name, batch in manifest.batches.items():
        facts = batch.facts
        parts = [getattr(facts, column) for column, _ in _COLUMNS]
        parts += [*(getattr(facts, text) for text in _TEXTS), batch.proven]
        columns += parts
        batches.append(
            [
                name,
                list(batch.stamp),
                batch.digest.hex(),
                facts.count,
                list(facts.issuers),
                [memoryview(part).nbytes for part in parts],
            ]
        )
    header = orjson.dumps(
        {
            "format": _FORMAT,
            "key": manifest.key.hex(),
            "at": manifest.at,
            "folder": list(manifest.folder),
            "logged": manifest.logged,
            "acts": {code: digest.hex() for code, digest in manifest.acts.items()},
            "batches": batches,
        }
    )
    digest = hashlib.sha256(header + b"\n")
    for part in columns:
        digest.update(part)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(digest.digest() + header + b"\n")
        file.writelines(columns)
    temporary.replace(path)


def read_manifest(path: Path) -> Manifest | None:
    """The manifest kept there, None where there is none that can be believed."""
    try:
        with path.open("rb") as file:
            digest = file.read(_DIGEST)
            if hashlib.file_digest(file, "sha256").digest() != digest:
                return None
            file.seek(_DIGEST)
            header = orjson.loads(file.readline())
            if header.get("format") != _FORMAT:
                return None
            batches = {entry[0]: _batch(entry, file) for entry in header["batches"]}
    except OSError:
        return None
    return Manifest(
        key=bytes.fromhex(header["key"]),
        at=header["at"],
        folder=Stamp(*header["folder"]),
        logged=header["logged"],
        acts={code: bytes.fromhex(digest) for code, digest in header["acts"].items()},
        batches=batches,
    )


def _batch(entry: list[Any], file: BinaryIO) -> Batch:
    name, stamp, digest, count, issuers, sizes = entry
    columns: dict[str, Any] = {}
    for (column, kind), size in zip(_COLUMNS, sizes, strict=False):
        columns[column] = array(kind, file.read(size))
    columns |= {text: file.read(size) for text, size in zip(_TEXTS, sizes[len(_COLUMNS) :], strict=False)}
    facts = SegmentFacts(path=name, count=count, issuers=tuple(issuers), problems=(), **columns)
    return Batch(Stamp(*stamp), bytes.fromhex(digest), facts, file.read(sizes[-1]))
