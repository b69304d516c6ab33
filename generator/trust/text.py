"""Which characters may be signed.

A signed text is copied for decades into pages, documents, archives and other people's software. Three kinds
of character make it mean one thing to a person and another to a machine, and are refused with a reason (never
removed in silence):

- control characters: RDFC-1.0's N-Quads escape U+0000-001F and U+007F differently from library to library, so
  that an ``eddsa-rdfc-2022`` signature over them would be wrong somewhere;
- bidirectional overrides and isolates (U+202A-202E, U+2066-2069): they reorder what is around a name on a
  page;
- lone surrogates and the noncharacters U+FFFE and U+FFFF: they have no form in UTF-8 or in XML.

Combining marks, Arabic, Chinese, emoji with their joiners, and right-to-left marks are ordinary text and
pass.
"""

from __future__ import annotations

import re
import unicodedata

from generator.errors import MalformedError

__all__ = ["MAX_NAME_LENGTH", "check_name", "check_text"]

MAX_NAME_LENGTH = 500
"""Characters in a name. Real ones of over 200 exist; the bound only keeps a page a page."""

_NEVER = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_NOT_IN_TEXT = re.compile(f"[{_NEVER}\r]")
_NOT_IN_A_NAME = re.compile(f"[{_NEVER}\r\t\n\u2028\u2029]")


def _found(what: str, found: re.Match[str]) -> MalformedError:
    point = ord(found[0])
    if 0x202A <= point <= 0x202E or 0x2066 <= point <= 0x2069:
        kind, reason = "a bidirectional override", "bidi-override"
    elif 0xD800 <= point <= 0xDFFF:
        kind, reason = "half of a surrogate pair", "lone-surrogate"
    else:
        kind, reason = "a control character", "control-character"
    return MalformedError(
        f"{what} holds {kind} (U+{point:04X}) at character {found.start() + 1}",
        reason=reason,
        hint="Remove that character; it is invisible, and usually came along when copying from a document.",
    )


def check_text(text: str, what: str = "the text") -> str:
    """Return `text` unchanged, or raise `MalformedError` naming the character that may not be signed."""
    if found := _NOT_IN_TEXT.search(text):
        raise _found(what, found)
    return text


def check_name(name: str, what: str = "the name") -> str:
    """Return `name` unchanged, or raise `MalformedError` saying why it may not be signed.

    Stricter than `check_text`: one line, no blank at either end, and in Unicode normalisation form NFC. A
    name is never normalised here: two spellings that look the same would then differ between the record and
    the diploma.
    """
    if found := _NOT_IN_A_NAME.search(name):
        raise _found(what, found)
    if not name or name != name.strip():
        raise MalformedError(
            f"{what} is empty, or begins or ends with a blank",
            reason="blank",
            hint="Write the name as it is to be read on the diploma, without blanks around it.",
        )
    if len(name) > MAX_NAME_LENGTH:
        raise MalformedError(
            f"{what} has {len(name)} characters; {MAX_NAME_LENGTH} is the most", reason="too-long"
        )
    if not unicodedata.is_normalized("NFC", name):
        raise MalformedError(
            f"{what} is not in Unicode normalisation form NFC",
            reason="not-nfc",
            hint=f"Write it composed: {unicodedata.normalize('NFC', name)}",
        )
    return name
