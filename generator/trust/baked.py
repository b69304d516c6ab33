"""Baked badges: an image that carries its credential (Open Badges 3.0 §5.3).

SVG: an element ``openbadges:credential`` directly after the start of ``<svg …>``, with the JSON as CDATA (§5.3.2.2).
PNG: one uncompressed iTXt chunk with the keyword ``openbadgecredential`` (§5.3.1.2).

The proof of the transparency log may stand beside it: as the element ``tlog:proof``, or in a chunk with the keyword
``c2sp.org/tlog-proof``. Open Badges knows of neither; other readers pass them over.

An image comes from a stranger. What is read here is bounded in size, has no document type (and so no entities of its
own), and holds exactly one credential: two readers that each pick another one of two would see two diplomas. Nothing
that is read is believed; `verify` judges it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from generator.errors import MalformedError

__all__ = [
    "MAX_IMAGE",
    "NAMESPACE",
    "PNG_KEYWORD",
    "PNG_SIGNATURE",
    "Baked",
    "bake_png",
    "credential_element",
    "extract",
    "extract_png",
    "extract_svg",
    "proof_element",
]

MAX_IMAGE = 8_000_000
"""Bytes of an image that is read; ours have some 100,000."""
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
PNG_KEYWORD = b"openbadgecredential"
PROOF_NAMESPACE = "https://c2sp.org/tlog-proof"
PROOF_KEYWORD = b"c2sp.org/tlog-proof"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_MAX_DEPTH = 64
_SVG = "http://www.w3.org/2000/svg svg"
_CREDENTIAL = f"{NAMESPACE} credential"
_PROOF = f"{PROOF_NAMESPACE} proof"
# Outside of strings JSON has no such sequence, so that these are always inside one, where an escape means the same.
_NOT_IN_CDATA = re.compile("\\]\\]>|[\ufffe\uffff]")
_XML_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Baked(NamedTuple):
    """What an image carries: a credential's text, and the text of its proof of the log where there is exactly one."""

    credential: bytes
    proof: str | None = None


def credential_element(credential: bytes) -> str:
    """The element that carries `credential` (UTF-8 JSON), to stand directly after the start of ``<svg …>``.

    ``]]>`` and what XML cannot hold are written as escapes of JSON: the text parses to the same document.
    """
    text = _NOT_IN_CDATA.sub(_escaped, credential.decode("utf-8"))
    if _XML_CHARACTER.search(text):
        raise MalformedError("the credential holds a raw control character", reason="control-character")
    return f'<openbadges:credential xmlns:openbadges="{NAMESPACE}"><![CDATA[{text}]]></openbadges:credential>'


def _escaped(found: re.Match[str]) -> str:
    return "]]\\u003e" if found[0] == "]]>" else f"\\u{ord(found[0]):04x}"


def proof_element(proof: str | None) -> str:
    """The element that carries a proof of the log, to stand after the credential; nothing where there is no proof."""
    if proof is None:
        return ""
    return f'<metadata><tlog:proof xmlns:tlog="{PROOF_NAMESPACE}">{escape(proof)}</tlog:proof></metadata>'


def bake_png(image: bytes, credential: bytes, proof: str | None = None) -> bytes:
    """`image` with `credential`, and the proof of the log, in iTXt chunks before its pixels.

    Raises `MalformedError` as `extract_png` does, and ``two-credentials`` where the image carries one already.
    """
    out = [PNG_SIGNATURE]
    baked = False
    for kind, data in _chunks(image):
        if kind == b"iTXt" and data.startswith(PNG_KEYWORD + b"\0"):
            raise _refused("two-credentials", "the image carries a credential already")
        if kind == b"IDAT" and not baked:
            out.append(_chunk(b"iTXt", PNG_KEYWORD + b"\0\0\0\0\0" + credential))
            if proof is not None:
                out.append(_chunk(b"iTXt", PROOF_KEYWORD + b"\0\0\0\0\0" + proof.encode()))
            baked = True
        out.append(_chunk(kind, data))
    return b"".join(out)


def extract(image: bytes) -> Baked:
    """What is inside an SVG or PNG, told apart by their first bytes; see `extract_svg` and `extract_png`."""
    return extract_png(image) if image.startswith(PNG_SIGNATURE) else extract_svg(image)


def extract_svg(image: bytes) -> Baked:
    """The one credential in an SVG.

    Raises `MalformedError`: ``image-too-large``, ``not-xml`` (or not UTF-8), ``doctype``, ``not-svg``,
    ``too-deep``, ``no-credential``, ``two-credentials``, ``compact-jwt`` (a credential in another form than JSON).
    """
    _check_size(image)
    reader = _SvgReader()
    parser = expat.ParserCreate("UTF-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        image.decode("utf-8")  # expat obeys a byte order mark of UTF-16, whatever it was told
        parser.Parse(image, True)
    except UnicodeDecodeError:
        raise _refused("not-xml", "the image is not UTF-8") from None
    except expat.ExpatError as error:
        raise _refused("not-xml", f"the image is not well-formed XML in UTF-8: {error}") from None
    if reader.found != 1:
        raise _refused("no-credential", "the image carries no credential")
    text = "".join(reader.text).strip()
    if not text:
        raise _refused("no-credential", "the element for the credential is empty")
    return Baked(text.encode("utf-8"), "".join(reader.proof) if reader.proofs == 1 else None)


class _SvgReader:
    """Collects the texts of the credential and of the log's proof while expat reads; raises at the first thing that
    must not be there."""

    def __init__(self) -> None:
        self.found = self.proofs = 0
        self.text: list[str] = []
        self.proof: list[str] = []
        self._into = self.text
        self._depth = 0
        self._inside = 0

    def doctype(self, *_: Any) -> None:
        # Entities are declared nowhere else, and external files are named nowhere else.
        raise _refused("doctype", "the image has a document type, which may define entities")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _refused("too-deep", f"the image is nested more than {_MAX_DEPTH} levels deep")
        if self._depth == 1 and name != _SVG:
            raise _refused("not-svg", "the file is not an SVG image")
        if self._inside:
            raise _refused("not-svg", "the element for the credential holds other elements")
        if name == _PROOF:
            self.proofs += 1
            self._into, self._inside = self.proof, self._depth
        if name != _CREDENTIAL:
            return
        self.found += 1
        if self.found > 1:
            raise _refused("two-credentials", "the image carries two credentials")
        if "verify" in attributes:
            raise _refused("compact-jwt", "the credential is a compact JWT, which this program does not read")
        self._into, self._inside = self.text, self._depth

    def end(self, _: str) -> None:
        if self._inside == self._depth:
            self._inside = 0
        self._depth -= 1

    def characters(self, text: str) -> None:
        if self._inside:
            self._into.append(text)


def extract_png(image: bytes) -> Baked:
    """The one credential in a PNG.

    Raises `MalformedError`: ``image-too-large``, ``png-damaged`` (structure, or a wrong CRC), ``no-credential``,
    ``two-credentials``, ``compressed-credential``, ``png-chunk`` (it is in a chunk of another kind, or malformed),
    ``compact-jwt``.
    """
    found: bytes | None = None
    proofs: list[str] = []
    for kind, data in _chunks(image):
        keyword, separator, rest = data.partition(b"\0")
        if kind == b"iTXt" and keyword == PROOF_KEYWORD and rest.startswith(b"\0\0\0\0"):
            proofs.append(rest[4:].decode("utf-8", "replace"))
        if keyword != PNG_KEYWORD or kind not in (b"iTXt", b"tEXt", b"zTXt"):
            continue
        if found is not None:
            raise _refused("two-credentials", "the image carries two credentials")
        if kind == b"zTXt" or (kind == b"iTXt" and rest[:1] == b"\x01"):
            raise _refused(
                "compressed-credential",
                "the credential is compressed, which Open Badges forbids",
            )
        parts = rest[2:].split(b"\0", 2)
        if kind != b"iTXt" or not separator or rest[:2] != b"\0\0" or len(parts) != 3:
            raise _refused("png-chunk", "the credential is not in an international text chunk of sound form")
        found = parts[2]
    if not found:
        raise _refused("no-credential", "the image carries no credential")
    if not found.lstrip().startswith(b"{"):
        raise _refused("compact-jwt", "the credential is not JSON; this program reads no compact JWT")
    return Baked(found, proofs[0] if len(proofs) == 1 else None)


def _chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk of a PNG (PNG 3rd ed. §5.3): from IHDR to IEND, each with a right CRC, and nothing behind."""
    _check_size(image)
    if not image.startswith(PNG_SIGNATURE):
        raise _refused("png-damaged", "the file is not a PNG image")
    place, kind = len(PNG_SIGNATURE), b""
    while kind != b"IEND":
        first = not kind
        if place + 12 > len(image):
            raise _refused("png-damaged", "the image is cut off")
        (length,) = struct.unpack_from(">I", image, place)
        end = place + 12 + length
        if end > len(image):
            raise _refused("png-damaged", "the image is cut off")
        kind, data = image[place + 4 : place + 8], image[place + 8 : end - 4]
        if first and kind != b"IHDR":
            raise _refused("png-damaged", "the image has no header")
        if zlib.crc32(image[place + 4 : end - 4]) != struct.unpack_from(">I", image, end - 4)[0]:
            raise _refused("png-damaged", "a chunk of the image has a wrong checksum")
        yield kind, data
        place = end
    if place != len(image):
        raise _refused("png-damaged", "something follows the end of the image")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _check_size(image: bytes) -> None:
    if len(image) > MAX_IMAGE:
        raise _refused("image-too-large", f"the image has more than {MAX_IMAGE} bytes")


def _refused(reason: str, message: str) -> MalformedError:
    return MalformedError(message, reason=reason)
