"""The cells of a report in words, and as spreadsheets may have them.

A text that begins like a formula is given an apostrophe in CSV: spreadsheet programs execute such a cell when they
open the file, and names, accounts and numbers of payments come from outside (OWASP, "CSV Injection"). In a workbook
texts are stored as texts, which are never executed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from generator.records.base import Language
from generator.reports.table import Cell, Kind
from generator.rules.sentence import Sentence
from generator.site import language

__all__ = ["UNKNOWN", "amount", "plain", "shown"]

UNKNOWN: Final = {"fr": "inconnu", "en": "unknown"}
_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")


def amount(value: Decimal, lang: Language) -> str:
    """``1 234,50 €`` · ``€1,234.50``; always with the cents, and a true minus sign."""
    sign = "−" if value < 0 else ""
    whole, _, cents = f"{abs(value):.2f}".partition(".")
    grouped = language.integer(int(whole), lang)
    return f"{sign}{grouped},{cents}{language.NBSP}€" if lang == "fr" else f"{sign}€{grouped}.{cents}"


def shown(value: Cell, kind: Kind, lang: Language) -> str | None:
    """A cell on a page; None where nothing is known."""
    if value is None:
        return None
    if isinstance(value, Sentence):
        return language.typeset(value.in_(lang), lang)
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return language.short_day(value, lang)
    if kind == "money":
        return amount(Decimal(value), lang)
    return language.per_cent(int(value), lang) if kind == "percent" else language.integer(int(value), lang)


def plain(value: Cell, kind: Kind, lang: Language) -> str:
    """A cell of a CSV file: days as YYYY-MM-DD, amounts with two decimals and no sign of currency, empty where nothing
    is known; a text that begins like a formula has an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        text = f"{value:.2f}" if kind == "money" else str(value)
        return text.replace(".", ",") if lang == "fr" else text
    text = value.in_(lang) if isinstance(value, Sentence) else value
    return f"'{text}" if text[:1] in _FORMULA or text.lstrip()[:1] in _FORMULA else text
