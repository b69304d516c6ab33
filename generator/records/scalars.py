"""Plain scalars of YAML 1.2, core schema (YAML 1.2.2, section 10.3.2): the same text means the same value
in every tool, and ``NO`` stays Norway.

Stricter than the standard in two places, because both have spoiled certificate numbers and postal codes:
a number with a leading zero and an integer of more than 18 digits are refused rather than altered.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["MAX_DIGITS", "NOT_TEXT", "LeadingZeroError", "Scalar", "TooLongError", "resolve"]

Scalar = str | int | float | bool | None

MAX_DIGITS: Final = 18
"""Longest integer accepted: what fits into 64 bits, and so into every reader of JSON."""

_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
NOT_TEXT: Final = frozenset(_WORDS)
"""Words that are not text when they stand without quotes."""

_NUMBER: Final = re.compile(
    r"(?:(?P<zero>[-+]?0[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<integer>[-+]?[0-9]+)"
    r"|(?P<octal>0o[0-7]+)"
    r"|(?P<hexadecimal>0x[0-9a-fA-F]+)"
    r"|(?P<real>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<infinity>[-+]?\.(?:inf|Inf|INF))"
    r"|(?P<none>\.(?:nan|NaN|NAN)))\Z",
    re.ASCII,
)
_BASES: Final = {"integer": 10, "octal": 8, "hexadecimal": 16}
_NUMERIC_START: Final = frozenset("0123456789+-.")


class LeadingZeroError(ValueError):
    """A number such as ``0123``, of which nobody knows whether the zero matters."""


class TooLongError(ValueError):
    """An integer that would not survive a JSON reader."""


def resolve(text: str) -> Scalar:
    """Return the value of the plain scalar `text`; raise `LeadingZeroError` or `TooLongError`."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START:
        return text
    match = _NUMBER.match(text)
    if match is None:
        return text
    kind = match.lastgroup
    if kind == "zero":
        raise LeadingZeroError(text)
    if kind in _BASES:
        if len(text) > MAX_DIGITS:
            raise TooLongError(text)
        return int(text, _BASES[kind])
    # float() knows inf and nan without the point that YAML writes before them.
    return float(text if kind == "real" else text.replace(".", ""))
