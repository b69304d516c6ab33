"""A PNG without its pixels: compressed as they are, they look like thousands of words, and are none.

Left out is only what inflates to exactly the picture that the header announces: whatever else is put into such a file,
in a chunk of its own, before the end of the stream or behind the last chunk, is still there to be searched. What a
picture shows, nobody reads here.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

__all__ = ["SIGNATURE", "without_pixels"]

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Of each colour type (PNG, third edition, section 11.2.1)."""
_MOST: Final = 100_000_000
"""Bytes of a picture; nobody's is as large."""


def without_pixels(png: bytes) -> bytes:
    """The file without its pixels, where they are what it announces, and with what chunks hold set apart: their
    kinds and checksums are made of letters, too."""
    kept, pixels, whole = [SIGNATURE], [], [SIGNATURE]
    size: int | None = None
    last = len(SIGNATURE)
    for kind, start, end in _chunks(png):
        body = png[start + 8 : end - 4]
        if kind == b"IHDR" and size is None:
            size = _size(body)
        apart = png[start : start + 8], body, png[end - 4 : end]
        whole += apart
        if kind == b"IDAT":
            pixels.append(body)
        else:
            kept += apart
        last = end
    known = size is not None and _inflates_to(b"".join(pixels), size)
    return b"\0".join((*(kept if known else whole), png[last:]))


def _chunks(png: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The kind of each chunk up to IEND, and where it begins and ends: length, kind, body and checksum."""
    at = len(SIGNATURE)
    while at + 12 <= len(png):
        kind, end = png[at + 4 : at + 8], at + 12 + int.from_bytes(png[at : at + 4], "big")
        if end > len(png):
            return
        yield kind, at, end
        if kind == b"IEND":
            return
        at = end


def _size(header: bytes) -> int | None:
    """How many bytes the pixels have, with the filter of each line; None where that is not so simple."""
    if len(header) != 13:
        return None
    width, height, depth, colours, compression, filters, interlaced = struct.unpack(">IIBBBBB", header)
    if colours not in _CHANNELS or compression or filters or interlaced:
        return None
    size: int = height * (1 + (width * depth * _CHANNELS[colours] + 7) // 8)
    return size if size <= _MOST else None


def _inflates_to(data: bytes, size: int) -> bool:
    stream = zlib.decompressobj()
    try:
        return len(stream.decompress(data, size + 1)) == size and stream.eof and not stream.unused_data
    except zlib.error:
        return False
