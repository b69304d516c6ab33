"""The code of a diploma: twenty symbols that can be typed, read aloud, scanned and linked.

The alphabet leaves out vowels (no word can form) and every symbol that is mistaken for another. It has 23
symbols, a prime: with the weights 1 to 20 and the sum taken modulo 23, the check symbol catches every single
substitution (no weight is zero) and every swap of two neighbours (their weights differ by one), and indeed of
any two symbols (no two weights are equal).

>>> read("2222-2222 2222 2222-2222")
'2222-2222-2222-2222-2222'
"""

from __future__ import annotations

import re
import unicodedata

from generator.errors import MalformedError

__all__ = ["ALPHABET", "LENGTH", "is_code", "make", "read"]

ALPHABET = "23456789CDFHJKMNPQRTVWX"
LENGTH = 20
_MODULUS = len(ALPHABET)
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LOOK_ALIKES = {"B": "8", "S": "5", "Z": "2", "G": "6", "U": "V", "Y": "V"}
_IMPOSSIBLE = "0O1ILAE"
_SEPARATORS = re.compile(r"[\s\-_.\u00ad\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d\u200b]+")
_EXACT = re.compile(rf"[{ALPHABET}]{{4}}(?:-[{ALPHABET}]{{4}}){{4}}")
_SPACE = _MODULUS ** (LENGTH - 1)
_LIMIT = 2**128 - 2**128 % _SPACE


def make(random: bytes) -> str:
    """Turn at least 16 random bytes into a new code: 19 random symbols (85.9 bits) and the check symbol.

    Only the first 16 bytes count. So that every code is equally likely, the few draws beyond the last whole
    multiple of 23^19 (fewer than one in 2^41) raise `MalformedError` with the reason ``draw-again``.
    """
    if len(random) < 16:
        raise MalformedError("a code needs 16 random bytes", reason="too-few-random-bytes")
    number = int.from_bytes(random[:16], "big")
    if number >= _LIMIT:
        raise MalformedError("this draw would favour some codes; draw again", reason="draw-again")
    number %= _SPACE
    values = []
    for _ in range(LENGTH - 1):
        number, value = divmod(number, _MODULUS)
        values.append(value)
    values.append(-_weighted(values) * pow(LENGTH, -1, _MODULUS) % _MODULUS)
    return _grouped("".join(ALPHABET[value] for value in values))


def read(text: str) -> str:
    """Read a code as people type it, and return its exact form.

    Case, blanks and dashes of any kind do not matter, and a look-alike that the alphabet lacks stands for
    what it resembles (B for 8, S for 5, Z for 2, G for 6, U and Y for V). Raises `MalformedError` with the
    reason ``length``, ``impossible`` (0 O 1 I L A E never occur and could stand for several symbols),
    ``symbol`` or ``check``.
    """
    if len(text) > 200:
        raise MalformedError("this is far too long for a code", reason="length")
    symbols = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    symbols = "".join(_LOOK_ALIKES.get(symbol, symbol) for symbol in symbols)
    for place, symbol in enumerate(symbols, 1):
        if symbol in _IMPOSSIBLE:
            raise MalformedError(
                f"the symbol {symbol} (at place {place}) never occurs in a code",
                reason="impossible",
                hint="Codes hold no 0, O, 1, I, L, A or E. Look at that symbol again.",
            )
        if symbol not in _VALUES:
            raise MalformedError(
                f"the symbol {symbol!r} (at place {place}) never occurs in a code", reason="symbol"
            )
    if len(symbols) != LENGTH:
        raise MalformedError(f"a code has {LENGTH} symbols, and this one {len(symbols)}", reason="length")
    if _weighted([_VALUES[symbol] for symbol in symbols]) % _MODULUS:
        raise MalformedError(
            "one symbol is wrong, or two were swapped",
            reason="check",
            hint="Compare the code with the paper, group by group.",
        )
    return _grouped(symbols)


def is_code(text: str) -> bool:
    """Whether `text` is a code in its exact form (upper case, five groups of four, right check symbol)."""
    if _EXACT.fullmatch(text) is None:
        return False
    return _weighted([_VALUES[symbol] for symbol in text.replace("-", "")]) % _MODULUS == 0


def _weighted(values: list[int]) -> int:
    return sum(weight * value for weight, value in enumerate(values, 1))


def _grouped(symbols: str) -> str:
    return "-".join(symbols[start : start + 4] for start in range(0, LENGTH, 4))
