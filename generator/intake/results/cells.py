"""What stands in one cell: texts, days, words, scores. Each reader returns a value or raises `CellError`.

Nothing is guessed. A score in particular is a number of right answers only where exactly one number can have given it:
a platform that keeps two decimals writes 17 of 30 as 0.57, and no other number of 30 gives that; 0.59 is no number of
right answers out of 30, and 0.6 could be 119 or 120 of 200.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Final

from pydantic import TypeAdapter, ValidationError

from generator.intake.results.tables import Cell
from generator.records.base import Email, Line, PersonName
from generator.records.mapping import ScoreRule
from generator.rules.names import plain

__all__ = ["CellError", "Grade", "day", "grade", "mail", "name", "text", "word"]

_BLANKS: Final = frozenset({"-", "–", "—", "/"})
_FORMULA: Final = re.compile(r"[=+\-@]")
_SPACES: Final = re.compile(r"[\s\u200b\u2060\ufeff]+")
_NUMBER: Final = re.compile(r"\d{1,6}(?:[.,]\d{1,15})?", re.ASCII)
_FRACTION: Final = re.compile(r"(\d{1,4}) ?/ ?(\d{1,4})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].{1,20})?", re.ASCII)
_OTHER: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ].{1,20})?", re.ASCII)
_ORDERS: Final = {"day-month-year": (2, 1, 0), "month-day-year": (2, 0, 1)}
_LINE: Final = TypeAdapter[str](Line)
_NAME: Final = TypeAdapter[str](PersonName)
_MAIL: Final = TypeAdapter[str](Email)


class CellError(Exception):
    """A cell that cannot be read; `code` is that of the diagnostic."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Grade:
    """What a score cell says: right answers, or a grade that is none (`percent`, exact or cut after four decimals)."""

    score: int | None = None
    percent: str | None = None


def text(cell: Cell) -> str:
    """The cell as one line of text, blanks around it and within it brought to single ones; a dash alone is nothing."""
    if isinstance(cell, str):
        if cell.isascii() and cell.isprintable() and "  " not in cell:
            found = cell.strip()
        else:
            found = unicodedata.normalize("NFC", _SPACES.sub(" ", cell).strip())
    elif isinstance(cell, bool):
        found = "true" if cell else "false"
    elif isinstance(cell, float):
        found = str(int(cell)) if cell.is_integer() else format(cell, ".12g")
    else:
        found = str(cell)
    return "" if found in _BLANKS else found


def _safe(cell: Cell) -> str:
    """The text of a cell that is kept: what a spreadsheet would take for a formula is refused."""
    found = text(cell)
    if isinstance(cell, str) and _FORMULA.match(found):
        message = f"the cell begins with '{found[0]}', as a formula does"
        raise CellError(
            "T203", message, "Ask the sender for values instead of formulas, or take the sign out."
        )
    return found


def _checked(adapter: TypeAdapter[str], found: str) -> str:
    try:
        return adapter.validate_python(found)
    except ValidationError as error:
        what = _why(error)
        raise CellError("T204", f"the text cannot be kept: {what}", "Correct it in the file.") from None


def _why(error: ValidationError) -> str:
    """Why a text cannot be kept, in words for whoever has the file before them."""
    found = error.errors(include_url=False, include_input=False)[0]
    if found["type"] == "string_too_long":
        return f"it has more than {found['ctx']['max_length']} characters"
    if found["type"] == "string_pattern_mismatch":
        return "it is no e-mail address"
    return found["msg"]


def line(cell: Cell) -> str | None:
    """An account, a number, a remark."""
    found = _safe(cell)
    if not found or (found.isascii() and found.isprintable() and len(found) <= 300):
        return found or None
    return _checked(_LINE, found)


def name(cell: Cell) -> str | None:
    """A person's name or a part of one."""
    found = _safe(cell)
    return _checked(_NAME, found) if found else None


def mail(cell: Cell) -> str | None:
    """An e-mail address."""
    found = _safe(cell)
    return _checked(_MAIL, found) if found else None


def word(found: str) -> str:
    """A word as it is compared with those of a mapping: case, accents and punctuation do not matter."""
    return plain(found) or found.casefold()


def day(cell: Cell, order: str) -> datetime.date | None:
    """A day, in the order of the mapping; year first is always understood."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    found = text(cell)
    if not found:
        return None
    if isinstance(cell, str):
        try:
            if match := _ISO.fullmatch(found):
                return datetime.date(*(int(part) for part in match.groups()))
            if (match := _OTHER.fullmatch(found)) and order in _ORDERS:
                return datetime.date(*(int(match[place + 1]) for place in _ORDERS[order]))
        except ValueError:
            raise CellError(
                "T209", f"'{found}' is no day of the calendar", "Correct it in the file."
            ) from None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        message = f"the number {found} stands where a date is due"
        raise CellError("T209", message, "Give the column the format of a date in the spreadsheet program.")
    hint = f"A date is due, {order.replace('-', ', ')}, with four digits for the year."
    raise CellError("T209", f"'{found[:40]}' cannot be read as a date", hint)


def grade(cell: Cell, rule: ScoreRule, questions: int | None, none: frozenset[str]) -> Grade:
    """What a score cell says. `questions` is that of the exam where the row belongs to it, else None: then a grade is
    kept as a percentage. `none` are the words for no score."""
    found = text(cell)
    if not found or word(found) in none:
        return Grade()
    if isinstance(cell, bool) or (isinstance(cell, str) and found.startswith(("=", "+", "-", "@"))):
        raise CellError("T206", f"'{found[:40]}' is no score", _hint(rule))
    if match := _FRACTION.fullmatch(found):
        return _of_fraction(int(match[1]), int(match[2]), questions)
    written = rule.written
    number = found
    if number.endswith("%"):
        written, number = "percent", number.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(number):
        raise CellError("T206", f"'{found[:40]}' is no score", _hint(rule))
    value = Fraction(number.replace(",", "."))
    if written in ("correct", "fraction"):
        return _of_answers(value, found, questions)
    most = 1 if written == "share" else 100
    if value > most:
        raise CellError("T206", f"'{found[:40]}' is more than {most}", _hint(rule))
    if questions is None:
        return Grade(percent=_percent(value / most))
    whole = 1 if rule.written == "share" else 100
    unit = None if rule.rounded_to is None else Fraction(1, whole * 10**rule.rounded_to)
    correct = answers(value / most, questions, unit)
    if correct is None:
        message = f"'{found[:40]}' is the grade of no one number of right answers out of {questions}"
        hint = "It may be a grade of the whole course: read the exam's own column, or ask for right answers."
        raise CellError("T207", message, hint)
    return Grade(score=correct)


def answers(share: Fraction, questions: int, unit: Fraction | None) -> int | None:
    """The one number of right answers that gives this share, None where none or several do.

    `unit` is the last decimal that the platform keeps, None where it rounds nothing. Half of it on either side may hide
    behind a rounded share, and a little more: Open edX adds a twentieth of a percent before it rounds.
    """
    margin = Fraction(0) if unit is None else unit * Fraction(55, 100)
    low, high = (share - margin) * questions, (share + margin) * questions
    first, last = (
        max(0, -(-low.numerator // low.denominator)),
        min(questions, high.numerator // high.denominator),
    )
    return first if first == last else None


def _of_fraction(correct: int, out_of: int, questions: int | None) -> Grade:
    if correct > out_of or not out_of:
        raise CellError("T206", f"'{correct}/{out_of}' is no score", "Correct it in the file.")
    if questions is None:
        return Grade(percent=_percent(Fraction(correct, out_of)))
    if out_of != questions:
        message = f"'{correct}/{out_of}' is out of {out_of}, and the exam has {questions} questions"
        raise CellError("T208", message, "Correct the course's exam, or ask the sender what was counted.")
    return Grade(score=correct)


def _of_answers(value: Fraction, found: str, questions: int | None) -> Grade:
    if value.denominator != 1:
        raise CellError(
            "T206", f"'{found[:40]}' is no whole number of right answers", "Is it a grade from 0 to 1?"
        )
    if questions is not None and value > questions:
        message = f"{value} right answers out of only {questions} questions"
        raise CellError("T208", message, "The column counts right answers; is it a percentage?")
    return Grade(score=int(value))


def _percent(share: Fraction) -> str:
    percent = Decimal(share.numerator * 100) / Decimal(share.denominator)
    cut = percent.quantize(Decimal("0.0001"), rounding=ROUND_DOWN)
    return format(cut.normalize() if cut else Decimal(0), "f")


def _hint(rule: ScoreRule) -> str:
    due = {
        "share": "a grade from 0 to 1",
        "percent": "a percentage from 0 to 100",
        "correct": "a number of right answers",
        "fraction": "right answers out of all, such as 24/30",
    }
    return f"Due is {due[rule.written]}; the mapping may name further words for no score."
