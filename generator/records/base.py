"""What every record is made of: the frozen model and the scalar types.

Records are read from YAML 1.2 core scalars, so a value arrives as str, int, float, bool or None and
nothing is coerced: a number where text is due is a mistake that the person who wrote it wants to hear of
(``0123`` is not ``"0123"``). Types refuse what could not be shown or signed: control characters,
bidirectional overrides, text that is not NFC.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

__all__ = [
    "Bool",
    "CandidateId",
    "Count",
    "Day",
    "Digest",
    "Email",
    "Hour",
    "Int",
    "Language",
    "Line",
    "Money",
    "Percent",
    "PersonName",
    "Prose",
    "Record",
    "Slug",
    "Text",
    "Url",
    "amount",
    "check_characters",
]

Int = StrictInt
Bool = StrictBool
Count = Annotated[StrictInt, Field(ge=0)]
Percent = Annotated[StrictInt, Field(ge=0, le=100)]
Language = Literal["fr", "en"]

# Bidirectional embeddings, overrides and isolates reorder what a reader sees (CVE-2021-42574); a name
# never needs them.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Unassigned, for private use, line and paragraph separators; joiners and marks of direction belong to real names.
_UNSHOWN = frozenset({"Cn", "Co", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_STACKED = re.compile("m{9}")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z", re.ASCII)
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?\Z", re.ASCII)


class Record(BaseModel):
    """A frozen value with exactly the fields it declares."""

    # Built when the first one is read: most commands read few kinds, and all together take a tenth of a second.
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False, defer_build=True)


def check_characters(value: str, *, multiline: bool = False) -> str:
    """Return `value` unchanged, or refuse it with the first character that could not be shown or signed
    safely."""
    allowed = "\n\t" if multiline else ""
    # What is printable holds no control, format or surrogate character: no need to look at each.
    for position, character in () if value.isprintable() else enumerate(value, start=1):
        if unicodedata.category(character) == "Cc" and character not in allowed:
            raise PydanticCustomError(
                "control_character",
                "character {position} is the control character U+{point}",
                {"position": position, "point": f"{ord(character):04X}"},
            )
        if character in _BIDI_CONTROLS or unicodedata.category(character) == "Cs":
            raise PydanticCustomError(
                "bidi_control",
                "character {position} (U+{point}) would change the order in which the text is read",
                {"position": position, "point": f"{ord(character):04X}"},
            )
    if value != value.strip():
        raise PydanticCustomError("outer_blank", "starts or ends with a blank")
    if not unicodedata.is_normalized("NFC", value):
        raise PydanticCustomError(
            "not_nfc", "holds accents written as separate characters (it is not in Unicode form NFC)"
        )
    return value


def _person_name(value: str) -> str:
    """A name that people can read on a diploma: no character without a form of its own, at least one letter."""
    check_characters(value)
    shown = value.isprintable() and _FILLERS.isdisjoint(value)
    for position, character in () if shown else enumerate(value, start=1):
        category = unicodedata.category(character)
        if category in _UNSHOWN or (category == "Cf" and character not in _JOINERS) or character in _FILLERS:
            raise PydanticCustomError(
                "unshown_character",
                "character {position} (U+{point}) shows nothing, or not the same everywhere",
                {"position": position, "point": f"{ord(character):04X}"},
            )
    if not any(character.isalpha() for character in value):
        raise PydanticCustomError("no_letter", "holds no letter")
    if not value.isascii() and _STACKED.search(
        "".join("m" if unicodedata.combining(character) else "." for character in value)
    ):
        raise PydanticCustomError("stacked_marks", "stacks more marks on one letter than any script does")
    return value


def _multiline(value: str) -> str:
    # A YAML block scalar ends in a newline that nobody means.
    return check_characters(value.rstrip("\n"), multiline=True)


def _day(value: object) -> object:
    found = _calendar_day(value)
    if isinstance(found, date) and not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise PydanticCustomError(
            "far_day",
            "{day} is not between {first} and {last}",
            {"day": str(found), "first": _FIRST_YEAR, "last": _LAST_YEAR},
        )
    return found


def _calendar_day(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and (match := _DAY.match(value)):
        year, month, day = map(int, match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            raise PydanticCustomError(
                "no_such_day", "{day} is not a day of the calendar", {"day": value}
            ) from None
    raise PydanticCustomError("not_a_day", "a date is due here, written YYYY-MM-DD")


def _hour(value: object) -> object:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and (match := _HOUR.match(value)):
        return time(int(match[1]), int(match[2]))
    raise PydanticCustomError("not_an_hour", "an hour is due here, written HH:MM (09:00)")


def amount(value: object) -> object:
    """Return an amount as it is written in a record; refuse what is not exact to the cent."""
    # A float has already lost the cents that were written; whole euros or quoted decimals have not.
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return Decimal(value)
    if isinstance(value, str) and _AMOUNT.match(value):
        return Decimal(value)
    raise PydanticCustomError(
        "not_an_amount", "an amount is due here: whole euros (150) or a quoted decimal ('11.50')"
    )


Line = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(check_characters)]
"""One line of text, 1 to 300 characters."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=10_000), AfterValidator(_multiline)]
"""Text of one or several paragraphs, separated by a blank line. Plain text: no markup."""

PersonName = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_person_name)]
"""A person's name as its bearer writes it, in any script."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A permanent name in an address: lower-case letters, digits and single hyphens."""

CandidateId = Annotated[str, StringConstraints(pattern=r"^c-[a-z0-9]{10}$")]
"""A candidate's identifier: ``c-`` and ten random characters, which mean nothing."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""The SHA-256 digest of a file, in lower-case hexadecimal."""

Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"]+$", max_length=2000)]
Email = Annotated[
    str, StringConstraints(pattern=r"^[^\s@<>\"(),:;\\]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$", max_length=254)
]

Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day of the Gregorian calendar, written ``YYYY-MM-DD``."""

Hour = Annotated[
    time,
    BeforeValidator(_hour),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}),
]
"""An hour of the day in Paris, written ``HH:MM``."""

Money = Annotated[
    Decimal,
    BeforeValidator(amount),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": r"^\d{1,9}(\.\d{1,2})?$"},
            ]
        }
    ),
]
"""An amount in euros, exact to the cent."""


class Text(Record):
    """A sentence or paragraph in both languages of the site."""

    fr: Prose
    en: Prose

    def in_(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.fr if language == "fr" else self.en
