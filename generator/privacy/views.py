"""The encodings in which a text hides in a published file, undone.

Of a text: HTML's character references, the escapes of JSON (its ends of lines too), JavaScript and CSS,
percent-encoding, quoted-printable, folded lines of calendars and mails, each as often as it was applied (up to three
times), base64 with both alphabets, and hexadecimal digits without anything between them; Windows-1252, where it is no
UTF-8. Of others: gzip, bzip2, xz, the members of a ZIP (and so of a spreadsheet, a document of an office), the
streams and strings of a PDF, the compressed texts of a PNG, UTF-16.
Not undone: encryption, digests, hexadecimal with signs between its bytes, other ways of compressing, pictures of text,
the glyphs of a PDF's drawn text.
"""

from __future__ import annotations

import base64
import binascii
import bisect
import bz2
import html
import lzma
import re
import string
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from unicodedata import combining, normalize
from urllib.parse import unquote_to_bytes

from generator.privacy.picture import SIGNATURE, without_pixels

__all__ = ["goes_on", "is_binary", "is_folded", "plain", "segments", "text_views", "views"]

_ALPHABET: Final = string.ascii_letters + string.digits + "+/_-"
_ROUNDS: Final = 3
_DEPTH: Final = 3
_MOST: Final = 64_000_000
"""Bytes that a compressed part may unpack to, for what it is worth searching."""
_HEX: Final = re.compile(rb"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})|\\0{0,4}([0-9a-fA-F]{2,3}) ")
_SURROGATES: Final = re.compile(rb"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_REFERENCE: Final = re.compile(rb"&(?:#|[A-Za-z])")
_PERCENT: Final = re.compile(rb"%[0-9a-fA-F]{2}")
_QUOTED: Final = re.compile(rb"=([0-9A-F]{2})")
_BREAK: Final = re.compile(rb"\\[nrt]")
_FOLDS: Final = re.compile(rb"=\r?\n|\r?\n[ \t]")
# A line of a log's proof ends with a digest in base64, and that with "=": no text goes on there.
_NOT_PADDING: Final = rb"(?<![A-Za-z0-9+/]{43}=)(?<![A-Za-z0-9+/]{42}==)"
_SOFT: Final = re.compile(rb"=" + _NOT_PADDING + rb"\r?\n")
_SOFT_END: Final = re.compile(rb"=" + _NOT_PADDING + rb"\r?\Z")
_NO_BASE64: Final = bytes(code if chr(code) in _ALPHABET else 32 for code in range(256))
_SHORTEST: Final = 16
_DIGITS: Final = re.compile(rb"[0-9a-fA-F]{%d,}" % _SHORTEST)
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_COMPRESSED_TEXT: Final = re.compile(rb"(?:zTXt|iTXt)")
_STRINGS: Final = re.compile(rb"(?:[\x20-\x7e]|[\xc3-\xf4][\x80-\xbf]{1,3}){6,}")
_LATIN: Final = re.compile(rb"[\x20-\x7e\xa0-\xff]{6,}")


def _latin_words() -> bytes:
    """Latin-1 without accents, capitals and signs that are no part of a word, as far as one byte stands for one."""
    table = bytearray(range(256))
    for code in range(256):
        letter = chr(code)
        bare = "".join(c for c in normalize("NFKD", letter) if not combining(c)).casefold()
        if len(bare) == 1 and bare.isascii():
            table[code] = ord(bare)
        elif not bare.isalnum() and code not in (0xAD, 0xBC, 0xBD, 0xBE):
            table[code] = ord(" ")
    return bytes(table)


# Noise, as a log's hashes are, is full of words with accents: to fold each would take longer than all else.
_LATIN_WORDS: Final = _latin_words()
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_LIKELY_TEXT: Final = 40
"""Bytes without a control character: so many are no accident."""
_OCTAL: Final = re.compile(rb"\\([0-3][0-7]{2})")
_LITERAL: Final = re.compile(rb"\(((?:[^()\\]|\\.){4,2000})\)", re.DOTALL)
_MEMBER: Final = re.compile(rb"PK\x03\x04.{4}([\x00\x08])\x00.{8}(.{4}).{4}(.{2})(.{2})", re.DOTALL)
_HEADER: Final = re.compile(rb"PK(?:\x03\x04|\x01\x02)")
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_TAG: Final = re.compile(r"<!--(.*?)-->|<(/?[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL)
_VALUE: Final = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_BZIP2: Final = tuple(b"BZh%d1AY&SY" % size for size in range(1, 10))
_XZ: Final = b"\xfd7zXZ\x00"
_SIGNATURES: Final = (
    *_BZIP2,
    _XZ,
    b"\x89PNG",
    b"%PDF",
    b"\x1f\x8b",
    b"wOF2",
    b"wOFF",
    b"RIFF",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK",
)


def views(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The texts that a file holds, in the order in which they are found; the file itself, decoded, first."""
    if is_binary(data):
        yield from _binary(data, depth)
    else:
        yield from text_views(data, depth)


def is_binary(data: bytes) -> bool:
    """Whether a file is no text, by its beginning."""
    return data.startswith(_SIGNATURES) or b"\0" in data[:1024]


def is_folded(data: bytes) -> bool:
    """Whether lines of a text go on in the next one, as in calendars and mails."""
    return b"\n " in data or b"\n\t" in data or _is_quoted(data)


def goes_on(piece: bytes) -> bool:
    """Whether a piece of a text goes on from the line before, or into the next one."""
    return piece.startswith((b" ", b"\t")) or (
        piece.endswith((b"=", b"=\r")) and bool(_SOFT_END.search(piece[-46:]))
    )


def text_views(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """As `views`, of what is a text or a part of one."""
    data = _utf8(data)
    text = plain(data)
    yield text
    if depth < _DEPTH:
        for found in text.translate(_NO_BASE64).split():
            if len(found) >= _SHORTEST:
                for inside in _inside(found):
                    yield from views(inside, depth + 1)


def plain(data: bytes) -> bytes:
    """A text without its escapes."""
    for _ in range(_ROUNDS):
        before = data
        if is_folded(data):
            # A folded line is one word or two: both are looked at.
            data = _unfolded(data)
        if b"\\" in data:
            data = _BREAK.sub(b" ", _HEX.sub(_character, _SURROGATES.sub(_pair, data)))
        if b"&" in data and _REFERENCE.search(data):
            data = html.unescape(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogatepass")
        if b"%" in data and _PERCENT.search(data):
            data = _utf8(unquote_to_bytes(data))
        if data == before:
            break
    return data


def segments(data: bytes) -> Iterator[bytes]:
    """The parts of HTML, SVG or XML that people wrote: texts, values of attributes, comments; without the names of
    elements and attributes, which nobody is called by. Texts come with their elements left out, and cut by them."""
    text = data.decode("utf-8", "replace")
    yield _TAG.sub("", text).encode()
    yield _TAG.sub(" ", text).encode()
    for comment, tag in _TAG.findall(text):
        yield comment.encode()
        for parts in _VALUE.findall(tag):
            yield "".join(parts).encode()


def _is_quoted(data: bytes) -> bool:
    """Whether a text is quoted-printable, as far as can be seen: a line of it goes on in the next one."""
    return (b"=\n" in data or b"=\r\n" in data) and _SOFT.search(data) is not None


def _unfolded(data: bytes) -> bytes:
    if _is_quoted(data):
        data = _QUOTED.sub(lambda found: bytes([int(found[1], 16)]), data)
    joined = _FOLDS.sub(b"", data)
    return joined if b"BEGIN:VCALENDAR" in data or b"BEGIN:VCARD" in data else data + b"\n" + joined


def _character(found: re.Match[bytes]) -> bytes:
    code = int(found[1] or found[2] or found[3], 16)
    return chr(code).encode("utf-8", "replace") if code < 0x110000 else found[0]


def _pair(found: re.Match[bytes]) -> bytes:
    high, low = int(found[1], 16), int(found[2], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).encode()


@lru_cache(maxsize=20_000)
def _inside(found: bytes) -> tuple[bytes, ...]:
    """What a run of letters and digits may hold: as base64, and as bytes in hexadecimal."""
    read = [_from_base64(found)]
    for digits in _DIGITS.findall(found):
        # Of an odd number of digits, one at either end belongs to what stands beside.
        for run in (digits[: len(digits) & ~1], digits[len(digits) & 1 :]):
            read.append(_if_legible(bytes.fromhex(run.decode())))
    return tuple(dict.fromkeys(one for one in read if one is not None))


def _from_base64(found: bytes) -> bytes | None:
    found = found.translate(_URL_SAFE)
    if len(found) % 4 == 1:
        found = found[:-1]
    try:
        return _if_legible(base64.b64decode(found + b"=" * (-len(found) % 4)))
    except (binascii.Error, ValueError):
        return None


def _if_legible(inside: bytes) -> bytes | None:
    """Bytes that are a text or something compressed: those of digests and signatures are neither."""
    if inside.startswith(_SIGNATURES):
        return inside
    if not _is_utf8(inside) and (len(inside) < _LIKELY_TEXT or _CONTROL.search(inside)):
        return None
    return inside


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _utf8(data: bytes) -> bytes:
    """A text in UTF-8, if need be from Windows-1252, which every other spreadsheet still writes."""
    return data if _is_utf8(data) else data + b"\n" + data.decode("cp1252", "replace").encode()


def _binary(data: bytes, depth: int) -> Iterator[bytes]:
    if data.startswith(SIGNATURE):
        data = without_pixels(data)
    yield from _strings(data)
    if depth >= _DEPTH:
        return
    # A text of UTF-16 as a whole, with its mark or without.
    for order, zeros in (("utf-16-be", data[:2000:2]), ("utf-16-le", data[1:2000:2])):
        if zeros.count(0) * 2 > len(zeros):
            yield from views(data.decode(order, "replace").encode("utf-8", "replace"), depth + 1)
    for packed, window in _packed(data):
        yield from _unpacked(packed, window, depth)
    if data.startswith(b"%PDF"):
        yield from _pdf_texts(data)
    elif data.startswith(b"PK"):
        yield from _members(data, depth)
    elif data.startswith((*_BZIP2, _XZ)):
        yield from views(_streamed(data), depth + 1)


def _strings(data: bytes) -> Iterator[bytes]:
    """What looks like a text in something that is none."""
    yield b"\n".join(_STRINGS.findall(data))
    if not data.isascii():
        yield b"\n".join(_LATIN.findall(data)).translate(_LATIN_WORDS).decode("latin-1").encode()
    # UTF-16, as a PDF writes its metadata; of other scripts than Latin, both orders are tried.
    if b"\xfe\xff" in data or b"\xff\xfe" in data:
        yield data.replace(b"\0", b"")
        for start in (b"\xfe\xff", b"\xff\xfe"):
            for part in data.split(start)[1:200]:
                order = "utf-16-be" if start == b"\xfe\xff" else "utf-16-le"
                yield part[:2000].decode(order, "replace").encode("utf-8", "replace")


def _packed(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The compressed parts of gzip, PDF and PNG, each with the window that zlib has to be told."""
    if data.startswith(b"\x1f\x8b"):
        yield data, 31
    elif data.startswith(b"%PDF"):
        yield from ((stream, 15) for stream in _STREAM.findall(data))
    elif data.startswith(b"\x89PNG"):
        for found in _COMPRESSED_TEXT.finditer(data):
            size = int.from_bytes(data[found.start() - 4 : found.start()], "big")
            chunk = data[found.end() : found.end() + size]
            yield from ((chunk[max(at, 0) :], 15) for at in (chunk.find(b"\x78"), chunk.find(b"\0\0") + 2))


def _members(data: bytes, depth: int) -> Iterator[bytes]:
    """What the members of a ZIP hold, found by their own headers: what its directory leaves out is published too."""
    headers = [found.start() for found in _HEADER.finditer(data)]
    room = _MOST
    for found in _MEMBER.finditer(data):
        method, packed, name, extra = found.groups()
        start = found.end() + int.from_bytes(name, "little") + int.from_bytes(extra, "little")
        size = int.from_bytes(packed, "little")
        after = bisect.bisect_left(headers, start)
        end = start + size if size else (headers[after] if after < len(headers) else len(data))
        inside = data[start:end] if method == b"\0" else _inflated(data[start:end], -15, room)
        yield from views(inside, depth + 1)
        room -= len(inside)
        if room <= 0:
            return


def _unpacked(data: bytes, window: int, depth: int) -> Iterator[bytes]:
    inside = _inflated(data, window, _MOST)
    if inside:
        yield from views(inside, depth + 1)
        if b"<FEFF" in inside or b"<feff" in inside:
            yield from _pdf_texts(inside)


def _inflated(data: bytes, window: int, most: int) -> bytes:
    try:
        return zlib.decompressobj(window).decompress(data, most)
    except zlib.error:
        return b""


def _streamed(data: bytes) -> bytes:
    """What a file of bzip2 or xz unpacks to, as far as it can be read."""
    try:
        if data.startswith(_XZ):
            return lzma.LZMADecompressor(memlimit=2 * _MOST).decompress(data, _MOST)
        return bz2.BZ2Decompressor().decompress(data, _MOST)
    except (OSError, lzma.LZMAError, ValueError):
        return b""


def _pdf_texts(data: bytes) -> Iterator[bytes]:
    """The hexadecimal strings of a PDF, and those in brackets, whose letters may stand in octal digits."""
    for literal in _LITERAL.findall(data):
        if not literal.isascii() or b"\\" in literal:
            inside = _OCTAL.sub(lambda found: bytes([int(found[1], 8)]), literal)
            order = "utf-16-be" if inside.startswith(b"\xfe\xff") else "cp1252"
            yield inside.decode(order, "replace").encode("utf-8", "replace")
    for found in re.findall(rb"<([0-9A-Fa-f\s]{8,})>", data):
        try:
            inside = bytes.fromhex(found.decode())
        except ValueError:
            continue
        order = "utf-16-be" if inside.startswith(b"\xfe\xff") else "utf-8"
        yield inside.decode(order, "replace").encode("utf-8", "replace")
