"""Multibase base58btc (prefix ``z``), the text form of keys and signatures in Multikey and Data Integrity.

Decoding is strict, so that one value has one text: a signature that can be rewritten without becoming false
is malleable.
"""

from __future__ import annotations

from generator.errors import MalformedError

__all__ = ["decode", "encode"]

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_VALUES = {digits: value for symbols in (_ALPHABET, _PAIRS) for value, digits in enumerate(symbols)}
_MAX_LENGTH = 512
"""Characters. Keys take 48 and signatures 89; the conversion is quadratic."""


def encode(data: bytes) -> str:
    """``z`` and the base58btc digits of `data`."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    number = int.from_bytes(data, "big")
    digits = []
    while number:
        # Ten digits at a time, and of these two at a time: few of the divisions are long ones.
        number, group = divmod(number, 58**10)
        for _ in range(5):
            group, pair = divmod(group, 58**2)
            digits.append(_PAIRS[pair])
    return "z" + "1" * zeros + "".join(reversed(digits)).lstrip("1")


def decode(text: str) -> bytes:
    """The bytes of a base58btc multibase text; raises `MalformedError` (reason ``multibase``)."""
    if not text.startswith("z") or len(text) > _MAX_LENGTH:
        raise MalformedError("not a base58btc multibase text", reason="multibase")
    digits = text[1:]
    number = 0
    try:
        # Two digits at a time, and ten of them in a number that a machine word holds: few of the products are long.
        for at in range(0, len(digits) - 9, 10):
            number = number * 58**10 + (
                _VALUES[digits[at : at + 2]] * 58**8
                + _VALUES[digits[at + 2 : at + 4]] * 58**6
                + _VALUES[digits[at + 4 : at + 6]] * 58**4
                + _VALUES[digits[at + 6 : at + 8]] * 58**2
                + _VALUES[digits[at + 8 : at + 10]]
            )
        for digit in digits[len(digits) // 10 * 10 :]:
            number = number * 58 + _VALUES[digit]
    except KeyError as error:
        raise MalformedError(f"{error.args[0]!r} is not a base58btc digit", reason="multibase") from None
    zeros = len(digits) - len(digits.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
