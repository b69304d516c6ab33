"""Days in a text, in the ways in which French, English and programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.privacy.words import words_of

__all__ = ["compact", "days_in"]

_MONTHS: Final = (
    "janvier january janv jan",
    "février february févr feb fév",
    "mars march mar",
    "avril april avr apr",
    "mai may",
    "juin june jun",
    "juillet july juil jul",
    "août august aug",
    "septembre september sept sep",
    "octobre october oct",
    "novembre november nov",
    "décembre december déc dec",
)
_NUMBERS: Final = {
    **{word: number for number, names in enumerate(_MONTHS, 1) for word in words_of(names)},
    **{str(number).encode(): number for number in range(1, 32)},
    **{b"%02d" % number: number for number in range(1, 10)},
    b"1er": 1,
    **{b"%d%s" % (n, end): n for n in range(1, 32) for end in (b"st", b"nd", b"rd", b"th")},
}
_YEAR: Final = re.compile(rb"(?:19|20)[0-9]{2}")


def days_in(words: Sequence[bytes], at: int) -> Iterator[bytes]:
    """The days (``1990-12-31``) that the word at `at`, a year or eight digits, is a part of."""
    word = words[at]
    if len(word) == 8:
        yield b"-".join((word[:4], word[4:6], word[6:]))
        return
    # A time may follow within the same word: 1990-12-31T00:00:00.
    after = [_NUMBERS.get(one[:2] if b"t" in one[2:3] else one) for one in words[at + 1 : at + 3]]
    before = [_NUMBERS.get(one) for one in words[max(at - 2, 0) : at]]
    for pair in (after, before, before[::-1]):
        if len(pair) == 2 and pair[0] and pair[1] and pair[0] <= 12:
            yield b"%s-%02d-%02d" % (word, pair[0], pair[1])


def compact(day: bytes) -> bytes:
    """A day as programs write it without separators."""
    return day.replace(b"-", b"")
