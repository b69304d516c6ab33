"""A file of the cache that is whole, or as good as absent: a header in JSON, columns of bytes, and a digest of both.

    write_whole(path, {"format": 1, "sizes": …}, columns)
    with read_whole(path) as found:
        if found is not None: header, file = found      # the file stands where the first column begins

For its owner alone, and put in its place in one step. It is not flushed to the disk: what a power cut leaves half
written, the digest tells. Columns are neither copied nor joined, for of a million diplomas they are 130 MB.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

import orjson

__all__ = ["Column", "put", "read_whole", "write_whole"]

Column: TypeAlias = "bytes | bytearray | array[int]"

_DIGEST: Final = hashlib.sha256().digest_size


def write_whole(path: Path, header: object, columns: Sequence[Column]) -> None:
    """Keep a header, which must be such as JSON has, and columns, whose sizes it tells. Raises `OSError`."""
    first = orjson.dumps(header) + b"\n"
    digest = hashlib.sha256(first)
    for column in columns:
        digest.update(column)
    put(path, (digest.digest(), first, *columns))


@contextlib.contextmanager
def read_whole(path: Path) -> Iterator[tuple[Any, BinaryIO] | None]:
    """The header and the file behind it; None where there is no such file, or it is damaged."""
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            digest = file.read(_DIGEST)
            whole = hashlib.file_digest(file, hashlib.sha256).digest() == digest
            file.seek(_DIGEST)
        except OSError:
            whole = False
        yield (orjson.loads(file.readline()), file) if whole else None


def put(path: Path, parts: Iterable[Column]) -> None:
    """Write a file for its owner alone, in one step. Raises `OSError`, and then leaves what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
