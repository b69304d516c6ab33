"""How dates, numbers, prices, plurals and lists are written in French and in English.

Pure text, no locale library: the diploma's pages are compared word for word with their signed values by a
script in the browser (`site_templates/assets/verify-words.js`), so both sides spell months, languages and
kinds of diploma from tables of their own, and a newer Unicode CLDR moves no published byte.

French typography: U+00A0 before the euro sign, the per cent sign and the colon, U+202F inside long numbers.
The texts that the browser compares (`day`, `instant`, `decimal`, `language_name`, `achievement_type`) hold
plain blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from generator.records.base import Language
from generator.rules.sentence import MONTHS

__all__ = [
    "ACHIEVEMENT_TYPES",
    "LANGUAGES",
    "MONTHS",
    "SHORT_MONTHS",
    "WEEKDAYS",
    "Language",
    "achievement_type",
    "capital",
    "colon",
    "counted",
    "credits",
    "day",
    "day_range",
    "decimal",
    "hour",
    "instant",
    "integer",
    "joined",
    "language_name",
    "month",
    "other",
    "per_cent",
    "plural",
    "price",
    "quarter",
    "quarter_months",
    "quarter_name",
    "quarter_short",
    "short_day",
    "typeset",
]

NBSP: Final = "\u00a0"
THIN: Final = "\u202f"
_BEFORE: Final = re.compile("(?<=\\S) (?=[;:!?»%€])")
_AFTER: Final = re.compile("(?<=«) ")

WEEKDAYS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

SHORT_MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": (
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}

LANGUAGES: Final[dict[Language, dict[str, str]]] = {
    "fr": {
        "ar": "arabe",
        "de": "allemand",
        "en": "anglais",
        "es": "espagnol",
        "fr": "français",
        "it": "italien",
        "km": "khmer",
        "pt": "portugais",
        "ru": "russe",
        "uk": "ukrainien",
        "vi": "vietnamien",
        "zh": "chinois",
    },
    "en": {
        "ar": "Arabic",
        "de": "German",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "it": "Italian",
        "km": "Khmer",
        "pt": "Portuguese",
        "ru": "Russian",
        "uk": "Ukrainian",
        "vi": "Vietnamese",
        "zh": "Chinese",
    },
}

ACHIEVEMENT_TYPES: Final[dict[Language, dict[str, str]]] = {
    "fr": {
        "Diploma": "Diplôme",
        "Certificate": "Certificat",
        "CertificateOfCompletion": "Attestation",
        "Course": "Cours",
        "MicroCredential": "Microcertification",
        "Badge": "Badge",
        "Award": "Distinction",
    },
    "en": {
        "Diploma": "Diploma",
        "Certificate": "Certificate",
        "CertificateOfCompletion": "Certificate of completion",
        "Course": "Course",
        "MicroCredential": "Micro-credential",
        "Badge": "Badge",
        "Award": "Award",
    },
}
"""Open Badges 3.0 AchievementType, as far as a school here may issue it; verify-words.js has the same."""

_QUARTERS: Final = ("First", "Second", "Third", "Fourth")


def other(lang: Language) -> Language:
    """Return the other language of the site."""
    return "en" if lang == "fr" else "fr"


# ---- dates


def day(value: date, lang: Language) -> str:
    """``1er juillet 2026`` · ``1 July 2026``."""
    number = "1er" if lang == "fr" and value.day == 1 else str(value.day)
    return f"{number} {MONTHS[lang][value.month - 1]} {value.year}"


def short_day(value: date, lang: Language) -> str:
    """``1er juil. 2026`` · ``1 Jul 2026``, for narrow columns."""
    number = "1er" if lang == "fr" and value.day == 1 else str(value.day)
    return f"{number} {SHORT_MONTHS[lang][value.month - 1]} {value.year}"


def instant(value: datetime, lang: Language) -> str:
    """``10 juillet 2026 à 14:05 UTC`` · ``10 July 2026 at 14:05 UTC``; `value` is in UTC."""
    return f"{day(value, lang)} {'à' if lang == 'fr' else 'at'} {value:%H:%M} UTC"


def month(value: date, lang: Language) -> str:
    """``juillet 2026`` · ``July 2026``."""
    return f"{MONTHS[lang][value.month - 1]} {value.year}"


def day_range(start: date, end: date | None, lang: Language) -> str:
    """``du 2 au 15 mars 2026`` · ``2 to 15 March 2026``; shared month and year are said once.

    Without an end: ``à partir du 2 mars 2026`` · ``from 2 March 2026``. One day alone: ``le 2 mars 2026`` ·
    ``2 March 2026``.
    """
    if end is None:
        return f"{'à partir du' if lang == 'fr' else 'from'} {day(start, lang)}"
    if start == end:
        return f"le {day(start, lang)}" if lang == "fr" else day(start, lang)
    first = day(start, lang)
    if start.year == end.year:
        first = first.removesuffix(f" {start.year}")
        if start.month == end.month:
            first = first.removesuffix(f" {MONTHS[lang][start.month - 1]}")
    return f"du {first} au {day(end, lang)}" if lang == "fr" else f"{first} to {day(end, lang)}"


def quarter(value: date) -> tuple[int, int]:
    """Return (year, quarter 1 to 4), which sorts in time."""
    return value.year, (value.month + 2) // 3


def hour(value: time, lang: Language) -> str:
    """``9 h``, ``18 h 30`` · ``09:00``, ``18:30``."""
    if lang == "en":
        return f"{value:%H:%M}"
    return f"{value.hour}{NBSP}h" + (f"{NBSP}{value.minute:02d}" if value.minute else "")


def quarter_name(year: int, number: int, lang: Language) -> str:
    """``1er trimestre 2026`` · ``First quarter of 2026``."""
    if lang == "fr":
        return f"{'1er' if number == 1 else f'{number}e'} trimestre {year}"
    return f"{_QUARTERS[number - 1]} quarter of {year}"


def quarter_short(year: int, number: int, lang: Language) -> str:
    """``T1 2026`` · ``Q1 2026``."""
    return f"{'T' if lang == 'fr' else 'Q'}{number} {year}"


def quarter_months(number: int, lang: Language) -> str:
    """``janv. – mars`` · ``Jan – Mar``, for a narrow column."""
    return f"{SHORT_MONTHS[lang][3 * number - 3]} – {SHORT_MONTHS[lang][3 * number - 1]}"


# ---- numbers


def integer(value: int, lang: Language) -> str:
    """``130 000`` (narrow no-break space) · ``130,000``."""
    grouped = f"{value:,}"
    return grouped.replace(",", THIN) if lang == "fr" else grouped


def decimal(value: Decimal | int | float | str, lang: Language) -> str:
    """``1,5`` · ``1.5``; ungrouped, as many decimals as are given, whole numbers without any."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.replace(".", ",") if lang == "fr" else text


def per_cent(value: int, lang: Language) -> str:
    """``78 %`` (no-break space) · ``78%``."""
    return f"{value}{NBSP}%" if lang == "fr" else f"{value}%"


def price(euros: Decimal | int, lang: Language) -> str:
    """``150 €``, ``11,50 €``, ``gratuit`` · ``€150``, ``€11.50``, ``free``."""
    amount = Decimal(euros)
    if amount == 0:
        return "gratuit" if lang == "fr" else "free"
    whole = integer(int(amount), lang)
    cents = int(amount * 100) % 100
    if lang == "fr":
        return f"{whole},{cents:02d}{NBSP}€" if cents else f"{whole}{NBSP}€"
    return f"€{whole}.{cents:02d}" if cents else f"€{whole}"


def plural(number: int, one: str, many: str, lang: Language) -> str:
    """Return the form due for `number`: in French 0 and 1 are singular, in English only 1."""
    return one if number == 1 or (number == 0 and lang == "fr") else many


def counted(number: int, one: str, many: str, lang: Language) -> str:
    """``18 cours``, ``1 course``, ``130,000 participants``; the number holds to its noun."""
    return f"{integer(number, lang)}{NBSP}{plural(number, one, many, lang)}"


def credits(ects: int | float, lang: Language) -> str:
    """``2 crédits ECTS`` · ``2 ECTS credits``."""
    single = ects < 2 if lang == "fr" else ects == 1
    amount = decimal(ects, lang)
    if lang == "fr":
        return f"{amount}{NBSP}{'crédit' if single else 'crédits'} ECTS"
    return f"{amount}{NBSP}ECTS {'credit' if single else 'credits'}"


# ---- words


def typeset(text: str, lang: Language) -> str:
    """Return `text` with the blanks that French typography keeps on one line (before ``; : ! ? » %``, inside «)."""
    return _AFTER.sub(NBSP, _BEFORE.sub(NBSP, text)) if lang == "fr" else text


def joined(items: Iterable[str], lang: Language, *, choice: bool = False) -> str:
    """``a, b et c`` · ``a, b and c``; with `choice`, ``a, b ou c`` · ``a, b or c``."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    word = {("fr", False): "et", ("en", False): "and", ("fr", True): "ou", ("en", True): "or"}[lang, choice]
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def capital(text: str) -> str:
    """Return `text` with its first letter as a capital and the rest untouched."""
    return text[:1].upper() + text[1:]


def colon(lang: Language) -> str:
    """The colon with the space that French puts before it."""
    return f"{NBSP}:" if lang == "fr" else ":"


def language_name(tag: str, lang: Language) -> str:
    """``fr`` → ``français`` · ``French``; a language that the table lacks is shown by its code."""
    return LANGUAGES[lang].get(tag, tag)


def achievement_type(value: str, lang: Language) -> str:
    """``Diploma`` → ``Diplôme`` · ``Diploma``; a kind that the table lacks is shown as it is."""
    return ACHIEVEMENT_TYPES[lang].get(value, value)
