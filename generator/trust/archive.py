"""Zip archives, written so that the same files give the same bytes, and read as if from an enemy.

Written: stored without compression (a reader in twenty years needs no decompressor), sorted, dated 1980.
Read: few and small files, plain relative names, no links, no encryption, no ZIP64, nothing unpacked beyond its bound
whatever the headers say. Files come back as values; nothing is ever written to a disk from here.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from generator.errors import MalformedError

__all__ = ["MAX_ARCHIVE", "MAX_FILES", "read_archive", "write_archive"]

MAX_ARCHIVE = 32_000_000
"""Bytes of an archive, and of all its files together."""
MAX_FILES = 100
_MAX_DIRECTORY = 65_536
_END = struct.Struct("<4s4H2LH")
_NAME = re.compile(r"[\w.-][\w .()-]*(?:/[\w.-][\w .()-]*)*")
_DATE = (1980, 1, 1, 0, 0, 0)


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """An archive of `files`, by path with ``/``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            _check_name(name)
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def read_archive(data: bytes) -> dict[str, bytes]:
    """The files of an archive, by path; its directories are left out.

    Raises `MalformedError`: ``archive-too-large``, ``archive-malformed``, ``archive-name`` (absolute, upward, with
    a backslash or unusual characters), ``archive-duplicate``, ``archive-encrypted``, ``archive-link``,
    ``archive-method`` (neither stored nor deflated).
    """
    if len(data) > MAX_ARCHIVE:
        raise _refused("archive-too-large", f"the archive has more than {MAX_ARCHIVE} bytes")
    _check_end(data)
    files: dict[str, bytes] = {}
    room = MAX_ARCHIVE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_FILES:
                raise _refused("archive-too-large", f"the archive has more than {MAX_FILES} files")
            for entry in entries:
                # A name without a character is no directory's, and makes the library of Python 3.11 fall over.
                if entry.filename and entry.is_dir():
                    continue
                _check_entry(entry)
                if entry.filename in files:
                    raise _refused("archive-duplicate", f"the archive has two files {entry.filename}")
                with archive.open(entry) as file:
                    content = file.read(room + 1)
                room -= len(content)
                if room < 0:
                    raise _refused(
                        "archive-too-large", f"the archive unpacks to more than {MAX_ARCHIVE} bytes"
                    )
                files[entry.filename] = content
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
        raise _refused("archive-malformed", "the archive is damaged") from None
    return files


def _check_end(data: bytes) -> None:
    """Look at the end record before the library does: it would believe a directory of any size."""
    if len(data) < _END.size:
        raise _refused("archive-malformed", "this is not an archive")
    magic, disk, start_disk, here, total, size, offset, comment = _END.unpack(data[-_END.size :])
    place = len(data) - _END.size
    if magic != b"PK\x05\x06" or comment or disk or start_disk or here != total:
        raise _refused("archive-malformed", "the archive is cut off, or something follows it")
    if (
        total > MAX_FILES
        or size > _MAX_DIRECTORY
        or offset + size != place
        or data[place - 20 :][:4] == b"PK\x06\x07"
    ):
        raise _refused(
            "archive-too-large", f"the archive has more than {MAX_FILES} files, or a false directory"
        )


def _check_entry(entry: zipfile.ZipInfo) -> None:
    _check_name(entry.filename)
    if entry.orig_filename != entry.filename:
        raise _refused("archive-name", "a name in the archive holds a null character")
    if entry.flag_bits & 0x1:
        raise _refused("archive-encrypted", f"{entry.filename} is encrypted")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _refused("archive-link", f"{entry.filename} is a link")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused("archive-method", f"{entry.filename} is compressed in an unusual way")


def _check_name(name: str) -> None:
    if len(name) > 200 or _NAME.fullmatch(name) is None or {".", ".."} & set(name.split("/")):
        raise _refused("archive-name", f"{name[:80]!r} is no plain name of a file")


def _refused(reason: str, message: str) -> MalformedError:
    return MalformedError(message, reason=reason)
