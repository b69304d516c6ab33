"""The diploma attached to a PDF (ISO 32000-1 §7.11.4), and its proof of the log: the twin of `fromPdf` in evidence.js.

    attached = extract_pdf(data)
    attached.credential, attached.proof

Embedded files are streams, and streams are never inside object streams, so that they are found without the
cross-reference
table, in whatever state a mail program or a signature tool has left it. They are read plain or deflated, within
bounds. Nothing
that is printed on the pages is looked at. A PDF that was edited by adding to it holds the old attachment and the new:
two different diplomas are refused, the same one twice is one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.errors import MalformedError

__all__ = ["MAX_PDF", "Attached", "extract_pdf", "revisions"]

MAX_PDF: Final = 20_000_000
_MAX_FILE: Final = 1_000_000
_MAX_ATTACHMENTS: Final = 64
_DICTIONARY: Final = 2_048
_MARK: Final = re.compile(rb"/EmbeddedFile(?![A-Za-z])")
_STREAM: Final = re.compile(rb"((?:(?!endobj).)*?)\bstream(?:\r\n|\n)", re.DOTALL)
_ENCRYPTED: Final = re.compile(rb"/Encrypt\s+\d")
_FILTER: Final = re.compile(rb"/Filter\s*(?:\[\s*/(\w+)\s*\]|/(\w+))")
_LENGTH: Final = re.compile(rb"/Length\s+(\d{1,9})(?!\d|\s+\d+\s+R)")
_PROOF: Final = b"c2sp.org/tlog-proof@"


@dataclass(frozen=True, slots=True)
class Attached:
    """What is attached to a PDF: the text of the credential; the proof of the log where there is one."""

    credential: bytes
    proof: str | None


def extract_pdf(data: bytes) -> Attached:
    """The diploma attached to a PDF. Raises `MalformedError`: ``pdf-too-large``, ``pdf-encrypted``, ``pdf-stream``,
    ``no-credential``, ``two-credentials``."""
    if len(data) > MAX_PDF:
        raise MalformedError(f"the PDF has more than {MAX_PDF} bytes", reason="pdf-too-large")
    if _ENCRYPTED.search(data):
        raise MalformedError(
            "the PDF is encrypted: what is attached to it cannot be read", reason="pdf-encrypted"
        )
    credentials, proofs = dict[bytes, None](), dict[bytes, None]()
    for text in _attachments(data):
        if text[:64].lstrip().startswith(b"{") and b'"credentialSubject"' in text:
            credentials[text] = None
        elif text.startswith(_PROOF):
            proofs[text] = None
    if len(credentials) != 1:
        reason = "two-credentials" if credentials else "no-credential"
        number = "more than one diploma is" if credentials else "no diploma is"
        raise MalformedError(f"{number} attached to the PDF", reason=reason)
    proof = next(iter(proofs)).decode("utf-8", "replace") if len(proofs) == 1 else None
    return Attached(next(iter(credentials)), proof)


def revisions(data: bytes) -> int:
    """How often the file was saved by adding to it: ours are written at once (ISO 32000-1 §7.5.6). One that was written
    anew by another program shows nothing here."""
    return data.count(b"startxref")


def _attachments(data: bytes) -> Iterator[bytes]:
    for seen, mark in enumerate(_MARK.finditer(data)):
        if seen >= _MAX_ATTACHMENTS:
            raise MalformedError("the PDF has too many attachments", reason="pdf-stream")
        before = data[max(0, mark.start() - _DICTIONARY) : mark.start()]
        tail = _STREAM.match(data, mark.start(), mark.start() + _DICTIONARY)
        if tail is None:
            continue  # a reference to the type, not a stream
        text = _stream(data, before[before.rfind(b" obj") + 4 :] + tail[1], tail.end())
        if text is not None:
            yield text


def _stream(data: bytes, dictionary: bytes, start: int) -> bytes | None:
    """A stream's content; None for one that is packed in a way that nobody attaches a text in."""
    found = _FILTER.search(dictionary)
    name = (found[1] or found[2]) if found else None
    if (b"/Filter" in dictionary and name != b"FlateDecode") or b"/DecodeParms" in dictionary:
        return None
    length = _LENGTH.search(dictionary)
    end = start + int(length[1]) if length else -1
    if end < 0 or not data[end : end + 20].lstrip().startswith(b"endstream"):
        end = data.find(b"endstream", start)
        if end < 0:
            raise MalformedError("an attachment of the PDF is cut off", reason="pdf-stream")
        end -= len(re.search(rb"(\r\n|\n|\r)?$", data[max(start, end - 2) : end])[0])  # type: ignore[index]
    raw = data[start:end]
    if name is None:
        if len(raw) > _MAX_FILE:
            raise MalformedError("an attachment of the PDF is out of all proportion", reason="pdf-stream")
        return raw
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(raw, _MAX_FILE + 1)
    except zlib.error:
        raise MalformedError("an attachment of the PDF is damaged", reason="pdf-stream") from None
    if len(text) > _MAX_FILE or not inflater.eof:
        raise MalformedError(
            "an attachment of the PDF is damaged or out of all proportion", reason="pdf-stream"
        )
    return text
