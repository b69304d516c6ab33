"""Bytes put into the containers whose checksums and compression would keep a fuzzer outside."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator

WORKBOOK = (
    b'<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b'<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
)
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Target="worksheets/sheet1.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
)
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
CUT = b"\x00\xff\x00"
"""What separates parts of one input; neither XML nor text holds it."""
PNG = b"\x89PNG\r\n\x1a\n"


def archive(members: dict[str, bytes]) -> bytes:
    """A zip file of these members, stored."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        warnings.simplefilter("ignore", UserWarning)  # of a name that stands twice
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def xlsx(data: bytes) -> bytes:
    """A workbook of one sheet: its XML, shared texts and workbook part, cut by `CUT`."""
    sheet, *rest = data.split(CUT, 2)
    texts = rest[0] if rest else b"<sst/>"
    book = rest[1] if len(rest) > 1 else WORKBOOK
    return archive(
        {
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": RELATIONS,
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": texts,
        }
    )


def ods(data: bytes) -> bytes:
    """An OpenDocument sheet with this content."""
    return archive({"mimetype": ODS, "content.xml": data})


def bundle(data: bytes) -> bytes:
    """An archive of the parts of `data`: each a name, a line end and the content. Names that zip has no room for, or
    that Python refuses to write, are left out."""
    members: dict[str, bytes] = {}
    for part in data.split(CUT)[:120]:
        name, _, content = part.partition(b"\n")
        text = name.decode("utf-8", "replace")[:300]
        if text:
            members[text] = content
    return archive(members)


def png(data: bytes) -> bytes:
    """An image whose chunks are those of `data` (length, kind, content), each with the checksum that is due."""
    return PNG + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in _chunks(data)
    )


def pdf(data: bytes) -> bytes:
    """A PDF with this text attached, deflated."""
    packed = zlib.compress(data)
    head = b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>" % len(packed)
    return b"%PDF-1.7\n1 0 obj " + head + b"stream\n" + packed + b"\nendstream endobj\n%%EOF\n"


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 6 <= len(data):
        length = int.from_bytes(data[place : place + 2], "big")
        yield data[place + 2 : place + 6], data[place + 6 : place + 6 + length]
        place += 6 + length
