"""The bytes of a text file as text, in whatever encoding a spreadsheet program writes.

UTF-8 with or without a byte order mark, UTF-16 in both orders, Windows-1252, Mac Roman. The first two can be told from
the bytes; the last two only by what they would make of them, and where that leaves a doubt the file is refused until a
person names the encoding: a wrong guess would turn É into … in somebody's name.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from generator.errors import Diagnostic
from generator.intake.results.tables import refusal

__all__ = ["ENCODINGS", "Decoded", "decode"]

ENCODINGS: Final = ("utf-8", "utf-16", "cp1252", "mac-roman")

# What European names, headings and amounts are written with. Each single-byte encoding makes of the other's letters
# something that is mostly outside.
_LIKELY: Final = frozenset("àâäáãåçéèêëíìîïñóòôöõúùûüýÿœæøßÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸŒÆØ’‘“”«»°–—…€\u00a0")
# Prénom in Windows-1252 is PrÈnom in Mac Roman.
_CAPITAL_WITHIN: Final = re.compile("[a-zß-öø-ÿœ][À-ÖØ-ÞŸŒ]")
_MULTIBYTE: Final = re.compile(rb"[\xc3\xc5\xc4\xe2][\x80-\xbf]")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and the encoding that it was read in."""

    text: str
    encoding: str


def decode(name: str, data: bytes, given: str | None = None) -> Decoded:
    """Return the text of a file; `RecordError` with T104 to T106 where its encoding cannot be told, or is mixed."""
    if given is not None:
        return Decoded(_as(name, data, given), given)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return Decoded(_as(name, data, encoding), encoding)
    if b"\x00" in data[:2000]:
        return Decoded(_utf16(name, data), "utf-16")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    _refuse_mixed(name, data)
    return _single_byte(name, data)


def _as(name: str, data: bytes, encoding: str) -> str:
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"the file is not {encoding} (byte {data[error.start]:02X})"
        raise refusal(name, [Diagnostic(name, line, 1, "T104", message, _RESAVE)]) from None
    return text.removeprefix("\ufeff")


def _utf16(name: str, data: bytes) -> str:
    """UTF-16 without its mark: the zero bytes of plain letters stand on one side."""
    first, second = data[:2000:2].count(0), data[1:2000:2].count(0)
    # Nearly every second byte of such a text is zero; a stray one makes no UTF-16 of it.
    if not min(first, second) * 10 < max(first, second) or max(first, second) * 4 < len(data[:2000:2]):
        before = data[: data.index(0)]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        message = "a zero byte stands here: the file is damaged, or no text"
        raise refusal(name, [Diagnostic(name, line, column, "T104", message, _RESAVE)])
    return _as(name, data, "utf-16-be" if first > second else "utf-16-le")


def _refuse_mixed(name: str, data: bytes) -> None:
    """Refuse a file of which some lines are UTF-8 and others are not: two files were pasted together."""
    strange, proper = [], 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            proper += 1
        except UnicodeDecodeError as error:
            mixed = _MULTIBYTE.search(line) is not None
            strange.append((number, error.start + 1, mixed))
    if not proper and not any(mixed for _, _, mixed in strange):
        return
    message = "this line is in another encoding than the rest of the file"
    problems = [
        Diagnostic(name, line, column, "T105", message, _RESAVE) for line, column, _ in strange[:_SHOWN]
    ]
    if len(strange) > _SHOWN:
        more = f"so are {len(strange) - _SHOWN} further lines"
        problems.append(Diagnostic(name, strange[_SHOWN][0], 1, "T105", more, _RESAVE))
    raise refusal(name, problems)


def _single_byte(name: str, data: bytes) -> Decoded:
    high = bytes(sorted({byte for byte in data if byte >= 0x80}))
    fitting = [
        encoding
        for encoding in ("cp1252", "mac-roman")
        if all(character in _LIKELY for character in high.decode(encoding, "replace"))
        and not _CAPITAL_WITHIN.search(data.decode(encoding, "replace"))
    ]
    if len(fitting) != 1:
        what = "both Windows-1252 and Mac Roman" if fitting else "neither Windows-1252 nor Mac Roman"
        line = next(n for n, text in enumerate(data.split(b"\n"), start=1) if not text.isascii())
        message = f"the file is not UTF-8, and its letters would make sense in {what}"
        hint = f"Say which it is with --encoding ({', '.join(ENCODINGS)}), or: {_RESAVE}"
        raise refusal(name, [Diagnostic(name, line, 1, "T106", message, hint)])
    return Decoded(_as(name, data, fitting[0]), fitting[0])


_RESAVE: Final = "Save it once more as 'CSV UTF-8', or send the spreadsheet itself (.xlsx, .ods)."
