"""Which characters the fonts have, and which font to add for those that they lack.

The Noto families named here are free (SIL Open Font License 1.1).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Set
from typing import Final

__all__ = ["FOLDER", "font_for", "missing", "named"]

FOLDER: Final = "site_templates/documents/fonts"

# What no font draws, and what steers the shaping of those that it does.
_UNDRAWN: Final = frozenset("\n\t\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff")
_ROMAN: Final = ("LATIN", "GREEK", "CYRILLIC", "COMBINING", "MODIFIER")
_CJK: Final = {
    "HANGUL": "KR",
    "HIRAGANA": "JP",
    "KATAKANA": "JP",
    "CJK": "SC",
    "BOPOMOFO": "TC",
    "IDEOGRAPHIC": "SC",
}


def missing(text: str, covered: Set[int]) -> tuple[str, ...]:
    """The characters of `text` that no font has, each once, in their order. A decomposed form serves where the fonts
    have every part of it, because shaping composes."""
    lacking = []
    for character in dict.fromkeys(text):
        if ord(character) in covered or character in _UNDRAWN:
            continue
        parts = unicodedata.normalize("NFD", character)
        if len(parts) > 1 and all(ord(part) in covered for part in parts):
            continue
        lacking.append(character)
    return tuple(lacking)


def named(character: str) -> str:
    """``‘한’ (U+D55C, HANGUL SYLLABLE HAN)``."""
    name = unicodedata.name(character, "without a name")
    return f"‘{character}’ (U+{ord(character):04X}, {name})"


def font_for(characters: Iterable[str]) -> str:
    """A sentence that names fonts to add for these characters, and where."""
    families = []
    for character in characters:
        script = unicodedata.name(character, "").partition(" ")[0]
        if not script or unicodedata.category(character).startswith(("S", "P", "C")):
            family = "Noto Sans Symbols 2"
        elif script in _CJK:
            family = f"Noto Serif CJK {_CJK[script]}"
        elif script in _ROMAN:
            family = "Noto Sans"
        else:
            family = f"Noto Sans {script.capitalize()}"
        if family not in families:
            families.append(family)
    listed = ", ".join(families)
    return (
        f"Put a font that has it ({listed}, for instance) into {FOLDER}/, and its family into the lists of "
        "site_templates/documents/look.json."
    )
