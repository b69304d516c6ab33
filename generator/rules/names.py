"""Names of people, brought to a form in which they can be compared.

Two forms, for two purposes. The **plain** form forgives what writing alone changes: case, accents, apostrophes,
hyphens, blanks. Two equal plain forms are the same name. The **loose** form also forgives order, particles (de, van,
el, ben …) and the script (transliterated by anyascii). Two equal loose forms are a reason to ask a person, never to
conclude. Both are idempotent, and neither is ever shown or stored.

`compare` says how far two names agree. Names written otherwise in two systems are the rule, not the exception; what a
difference means is for `matching` to say.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

from anyascii import anyascii

__all__ = ["PARTICLES", "Likeness", "WrittenName", "compare", "loose", "plain"]

PARTICLES: Final = frozenset(
    [
        "abu",
        "af",
        "al",
        "av",
        "ben",
        "bin",
        "bint",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "las",
        "le",
        "les",
        "los",
        "of",
        "te",
        "ten",
        "ter",
        "the",
        "und",
        "van",
        "vande",
        "vander",
        "vom",
        "von",
        "zu",
        "zum",
        "zur",
    ]
)
"""What is left out of the loose form wherever it stands, as long as something else remains. No single letters: they
may be initials, and E. Dupont is not A. Dupont."""

NEAR: Final = 88
"""Similarity, of 100, from which two loose forms may be one name written with a slip."""

_APOSTROPHES: Final = str.maketrans("", "", "'’ʼʻ‘`´ʹ′＇")
# Letters of the Latin script that no decomposition takes apart.
_LATIN: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
        "ŧ": "t",
    }
)
_APOSTROPHE: Final = re.compile("['’ʼ‘`´]")
_ELIDED: Final = re.compile(r"(?<!\w)[DdLlOo]['’ʼ‘`´](?=\w)")
_WORDS: Final = re.compile(r"[a-z0-9]+")
# Accents of Latin, Greek and Cyrillic; the points of Hebrew and Arabic, which writers mostly leave out. The vowel
# signs of other scripts are letters in all but name and stay.
_ACCENTS: Final = (
    (0x300, 0x36F),
    (0x591, 0x5C7),
    (0x64B, 0x65F),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
)


class Likeness(IntEnum):
    """How far two names agree, from nothing to everything. `UNKNOWN`: one of them is missing."""

    DIFFERENT = 0
    NEAR = 1
    UNKNOWN = 2
    COMPATIBLE = 3
    SAME = 4


def plain(text: str) -> str:
    """``D'Élan-Ngô  Jean`` → ``delan ngo jean``: words in their order, divided by one blank."""
    if text.isascii():
        return " ".join(_WORDS.findall(text.replace("'", "").replace("`", "").lower()))
    if _EUROPEAN.fullmatch(text):
        return " ".join(text.translate(_FOLDED).split())
    return _plain_of_any_script(text)


def _plain_of_any_script(text: str) -> str:
    while True:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        kept = "".join(c for c in folded.translate(_LATIN).translate(_APOSTROPHES) if not _is_accent(c))
        composed = unicodedata.normalize("NFC", kept)
        words = "".join(
            c if unicodedata.category(c)[0] in "LNM" else " " for c in composed if not _is_format(c)
        )
        result = " ".join(words.split())
        # Almost always at once: some letters fold, decompose and fold again.
        if result == text:
            return result
        text = result


class _Folded(dict[int, str]):
    """What becomes of each letter, worked out when it is first met: in the scripts of Europe a letter's plain form
    depends on no other letter."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        # A letter alone and a letter in a word differ only where the letter is no letter: there a word ends.
        found = _plain_of_any_script(f"a{character}a")
        self[point] = result = " " if " " in found and not found[1:-1].strip() else found[1:-1]
        return result


_FOLDED: Final = _Folded()
_EUROPEAN: Final = re.compile(
    "[\x00-\u036f\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2000-\u206f\u20a0-\u20cf]*"
)


def loose(text: str) -> str:
    """``Jean d'Élan`` and ``ELAN Jean`` → ``elan jean``: words without particles, sorted, in plain ASCII."""
    return " ".join(sorted(_loose_words(text)))


def _loose_words(text: str) -> list[str]:
    form = plain(_ELIDED.sub("", text) if _APOSTROPHE.search(text) else text)
    if not form.isascii():
        form = " ".join(_WORDS.findall(anyascii(form).translate(_APOSTROPHES).lower()))
    words = form.split()
    return [word for word in words if word not in PARTICLES] or words


@dataclass(frozen=True)
class WrittenName:
    """A name as one system writes it: whole, or in its parts, or both."""

    whole: str = ""
    given: str = ""
    family: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a name that can be compared at all."""
        return bool(self.loose)

    @cached_property
    def loose(self) -> str:
        """The loose form: of the parts where both are known, else of the whole."""
        return loose(
            f"{self.given} {self.family}" if self.given and self.family else self.whole or self.family
        )

    @cached_property
    def parts(self) -> tuple[str, str] | None:
        """The plain forms of given names and family name, where both are known."""
        parts = plain(self.given), plain(self.family)
        return parts if all(parts) else None

    @cached_property
    def orders(self) -> frozenset[str]:
        """Every way in which this name may lawfully be written in one line, in its plain form."""
        found = {plain(self.whole)}
        if self.parts is not None:
            given, family = self.parts
            found |= {f"{given} {family}", f"{family} {given}"}
        return frozenset(found - {""})


def compare(one: WrittenName, other: WrittenName) -> Likeness:
    """How far two names agree.

    `SAME` needs the same words in an order that both may have: where both know which part is the family name, the
    parts must agree, for Paul Martin is not Martin Paul. `COMPATIBLE` is the same words in another order, with or
    without particles, or one name that leaves out or abbreviates given names of the other.
    """
    both = one.parts is not None and other.parts is not None
    if both and one.parts == other.parts:
        return Likeness.SAME
    if not both and one.orders & other.orders:
        return Likeness.SAME
    if not (one.known and other.known):
        return Likeness.UNKNOWN
    if one.parts is not None and other.parts is not None and one.parts == other.parts[::-1]:
        return Likeness.NEAR
    if one.loose == other.loose or _abridged(one.loose.split(), other.loose.split()):
        return Likeness.COMPATIBLE
    return Likeness.NEAR if near(one.loose, other.loose) else Likeness.DIFFERENT


def near(one: str, other: str) -> bool:
    """Whether two loose forms differ by no more than a slip of the pen. Another initial is no slip."""
    # rapidfuzz is asked for few pairs only; commands that compare no names never load it.
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415

    initials = [{word for word in form.split() if len(word) == 1} for form in (one, other)]
    if all(initials) and initials[0].isdisjoint(initials[1]):
        return False
    # Sorted by their ends too: a slip in a first letter moves the word to another place.
    return any(
        ratio(first, second, score_cutoff=NEAR) >= NEAR
        for first, second in ((one, other), (_by_ends(one), _by_ends(other)))
    )


def _by_ends(form: str) -> str:
    return " ".join(sorted(form.split(), key=lambda word: word[::-1]))


def _abridged(one: list[str], other: list[str]) -> bool:
    """Whether one list is the other with given names left out or cut to their initial; two words must agree, and
    one of them whole."""
    short, long = sorted((one, other), key=len)
    if len(short) < 2:
        return False
    waiting = list(long)
    initials = []
    for word in short:
        if word in waiting:
            waiting.remove(word)
        else:
            initials.append(word)
    if len(initials) == len(short):
        return False
    for initial in initials:
        match = next((w for w in waiting if initial == w[:1] or w == initial[:1]), None)
        if match is None:
            return False
        waiting.remove(match)
    return True


def _is_accent(character: str) -> bool:
    point = ord(character)
    return point >= 0x300 and any(first <= point <= last for first, last in _ACCENTS)


def _is_format(character: str) -> bool:
    """Joiners, soft hyphens and marks of direction: they show nothing, and two writers never agree on them."""
    return unicodedata.category(character) == "Cf"
