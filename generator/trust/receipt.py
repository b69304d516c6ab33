"""The receipt of a registration: twelve symbols that the page shows to the candidate, who quotes them afterwards.

They are drawn in the candidate's browser and travel inside the sealed file, so nobody else knows them: whoever
quotes them is the person who registered, or was told by that person. The alphabet and the check symbol are those of
diplomas' codes (`generator.trust.code`); three groups instead of five tell the two apart. Eleven symbols are random,
49.8 bits, which is ample for a secret that can only be tried by writing to a person.
"""

from __future__ import annotations

import re
import unicodedata

from generator.errors import MalformedError
from generator.trust.code import ALPHABET

__all__ = ["LENGTH", "make_receipt", "read_receipt"]

LENGTH = 12
_MODULUS = len(ALPHABET)
_SPACE = _MODULUS ** (LENGTH - 1)
_LIMIT = 2**64 - 2**64 % _SPACE
_SEPARATORS = re.compile(r"[\s\-_.\u00ad\u2010-\u2015\u2212]+")


def make_receipt(random: bytes) -> str:
    """Eight random bytes → a receipt; a draw that would favour some raises `MalformedError` (``draw-again``)."""
    number = int.from_bytes(random[:8], "big")
    if len(random) < 8 or number >= _LIMIT:
        raise MalformedError("draw eight bytes again", reason="draw-again")
    number %= _SPACE
    values = []
    for _ in range(LENGTH - 1):
        number, value = divmod(number, _MODULUS)
        values.append(value)
    values.append(-_weighted(values) * pow(LENGTH, -1, _MODULUS) % _MODULUS)
    return _grouped("".join(ALPHABET[value] for value in values))


def read_receipt(text: str) -> str:
    """Read a receipt as people type it; raises `MalformedError` (reason ``receipt``) where it cannot be one."""
    symbols = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text[:100])).upper()
    known = [ALPHABET.find(symbol) for symbol in symbols]
    if len(symbols) != LENGTH or -1 in known or _weighted(known) % _MODULUS:
        raise MalformedError("this is no receipt, or holds a typing mistake", reason="receipt")
    return _grouped(symbols)


def _weighted(values: list[int]) -> int:
    return sum(place * value for place, value in enumerate(values, 1))


def _grouped(symbols: str) -> str:
    return "-".join(symbols[start : start + 4] for start in range(0, LENGTH, 4))
