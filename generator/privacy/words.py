"""Texts as sequences of words, so that neither punctuation nor case, accents or markup hides one.

    words_of("Ariane d’EXEMPLE-Ély")    # (b"ariane", b"d", b"exemple", b"ely")

A word is a run of letters and digits, without accents and in lower case; an ideograph is a word of its own, since
nothing separates those. `split` gives the same for bytes, as fast as can be: words of ASCII as they are, others raw;
`folded` finishes the latter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["finished", "folded", "split", "strong", "words_of"]

_LETTERS: Final = b"0123456789abcdefghijklmnopqrstuvwxyz"
_TABLE: Final = bytes(
    code if code >= 128 or chr(code).lower().encode() in [bytes([one]) for one in _LETTERS] else 32
    for code in range(256)
).translate(bytes(code + 32 if 65 <= code <= 90 else code for code in range(256)))
_WORD: Final = re.compile(r"[^\W_]+")
# Written without blanks: Han, Kana, Hangul, Thai, Lao, Khmer, Burmese.
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"
)
# What no reader sees and a word may be broken by.
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ENOUGH: Final = 6
_ENOUGH_ALONE: Final = 8
_ENOUGH_DIGITS: Final = 10
_IDEOGRAPH: Final = 2
"""What one ideograph counts for, in letters."""


def words_of(text: str) -> tuple[bytes, ...]:
    """The words of a text."""
    return folded(text.encode("utf-8", "replace"))


def split(data: bytes) -> list[bytes]:
    """The words of UTF-8 bytes: those of ASCII letters finished, others as they stand, with what they cling to."""
    return data.translate(_TABLE).split()


@lru_cache(maxsize=50_000)
def folded(raw: bytes) -> tuple[bytes, ...]:
    """The words of UTF-8 bytes, finished."""
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", raw.decode("utf-8", "replace"))).casefold()
    # Hangul and Kana are put together again: they are taken apart by NFKD, as accents are.
    bare = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))
    return tuple(word.encode() for word in _WORD.findall(_UNSPACED.sub(r" \g<0> ", bare)))


def finished(text: bytes) -> list[bytes]:
    """The finished words of raw ones (`split`) that are joined by blanks."""
    words = text.split()
    return words if text.isascii() else [one for word in words for one in folded(word)]


def strong(words: tuple[bytes, ...]) -> bool:
    """Whether a sequence of words says enough to be looked for: what is shorter stands everywhere by chance.

    Several words of six letters and digits together; one word of eight with a digit among them; nothing but digits:
    ten. One word of letters alone is never looked for: nothing tells it from a word of the language.
    """
    text = b"".join(words).decode()
    size = sum(1 if one.isascii() else _IDEOGRAPH for one in text)
    if text.isdecimal():
        return size >= _ENOUGH_DIGITS
    if len(words) == 1:
        return size >= _ENOUGH_ALONE and any(map(str.isdecimal, text))
    return size >= _ENOUGH
