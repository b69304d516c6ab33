"""A sentence in both languages of the site, and the few words that rules put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from generator.records.base import Language

__all__ = ["MONTHS", "Sentence", "day", "joined"]

MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person reads, in French and in English."""

    fr: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.fr if language == "fr" else self.en


def day(value: date) -> Sentence:
    """``1er mars 2026``, ``1 March 2026``."""
    first = "1er" if value.day == 1 else str(value.day)
    return Sentence(
        f"{first} {MONTHS['fr'][value.month - 1]} {value.year}",
        f"{value.day} {MONTHS['en'][value.month - 1]} {value.year}",
    )


def joined(parts: Iterable[Sentence], separator: str = ", ") -> Sentence:
    """The parts one after the other."""
    listed = tuple(parts)
    return Sentence(separator.join(part.fr for part in listed), separator.join(part.en for part in listed))
