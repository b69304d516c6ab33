"""Multibase base58btc (prefix ``z``), the text form of keys and signatures in Multikey and Data Integrity.

Decoding is strict, so that one value has one text: a signature that can be rewritten without becoming false
is malleable.
"""

from __future__ import annotations

from generator.errors import MalformedError

__all__ = ["decode", "encode"]

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_NO_DIGIT = 255
_VALUES = bytes(_ALPHABET.index(chr(byte)) if chr(byte) in _ALPHABET else _NO_DIGIT for byte in range(256))
_MAX_LENGTH = 512
"""Characters. Keys take 48 and signatures 89; the conversion is quadratic."""
_STEPS = [
    (
        8 << step,
        58 ** (1 << step),
        sum((1 << (8 << step)) - 1 << place for place in range(0, 8 * 512, 16 << step)),
    )
    for step in range(9)
]
"""For each step of reading: the bits of a part, what the higher of two neighbours counts, and every other part."""


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
    values = digits.encode("ascii", "replace").translate(_VALUES)
    if _NO_DIGIT in values:
        wrong = next(digit for digit in digits if digit not in _ALPHABET)
        raise MalformedError(f"{wrong!r} is not a base58btc digit", reason="multibase")
    # All digits stand side by side in one number, a byte each; neighbours are then put together, all pairs at once,
    # until one is left.
    number = int.from_bytes(values, "big")
    for width, weight, every_other in _STEPS:
        if number >> width == 0:
            break
        number = (number >> width & every_other) * weight + (number & every_other)
    zeros = len(digits) - len(digits.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
