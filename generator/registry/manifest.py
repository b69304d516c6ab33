"""What a build wrote into the registry and what it depended on, so that the next one can leave the rest alone.

A manifest that is damaged, that another version of the program wrote, or whose folder is not as it was left, is as good
as none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.adapters.stamp import Stamp
from generator.adapters.wholefile import read_whole, write_whole
from generator.issuing.batches import Batch, columns_of, read_batches

__all__ = ["Manifest", "read_manifest", "write_manifest"]

_FORMAT: Final = 2


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
    """Keep a manifest; what stood there is replaced in one step."""
    entries, columns = columns_of(manifest.batches)
    header = {
        "format": _FORMAT,
        "key": manifest.key.hex(),
        "at": manifest.at,
        "folder": list(manifest.folder),
        "logged": manifest.logged,
        "acts": {code: digest.hex() for code, digest in manifest.acts.items()},
        "batches": entries,
    }
    write_whole(path, header, columns)


def read_manifest(path: Path) -> Manifest | None:
    """The manifest kept there, None where there is none that can be believed."""
    with read_whole(path) as found:
        if found is None or found[0].get("format") != _FORMAT:
            return None
        header, file = found
        return Manifest(
            key=bytes.fromhex(header["key"]),
            at=header["at"],
            folder=Stamp(*header["folder"]),
            logged=header["logged"],
            acts={code: bytes.fromhex(digest) for code, digest in header["acts"].items()},
            batches=read_batches(header["batches"], file),
        )
