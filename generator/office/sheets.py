"""The tables of a report as CSV files and as one workbook. The same tables give the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final

import xlsxwriter

from generator.office.cells import plain
from generator.records.base import Language
from generator.reports.table import Cell, Chapter, Kind, Table
from generator.rules.sentence import Sentence

__all__ = ["csv_of", "workbook_of"]

_BOM: Final = "\ufeff"
"""Without it Excel reads UTF-8 as Windows-1252."""
_FORMATS: Final[dict[Kind, str]] = {
    "text": "@",
    "count": "#,##0",
    "money": "#,##0.00",
    "percent": '0" %"',
    "day": "yyyy-mm-dd",
}
_SHEET_NAME: Final = 31
"""Characters that a sheet's name may have, by Excel."""


def csv_of(table: Table, lang: Language) -> bytes:
    """The table as CSV: semicolons and decimal commas in French, as spreadsheets set up in French read them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    writer.writerow([plain(column.title, "text", lang) for column in table.columns])
    for row in _rows(table):
        writer.writerow(
            [plain(cell, column.kind, lang) for cell, column in zip(row, table.columns, strict=True)]
        )
    return (_BOM + out.getvalue()).encode()


def workbook_of(chapters: Iterable[Chapter], day: date, lang: Language) -> bytes:
    """All tables as one XLSX file, a sheet each. Unknown cells are empty; nothing in it is a formula or a link."""
    out = io.BytesIO()
    # What would be guessed from a text (formulas, numbers, addresses) is written as the text that it is.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    # Else the file would hold the moment at which it was made.
    book.set_properties({"created": datetime.combine(day, time(), UTC).replace(tzinfo=None)})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True})
    formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
    for chapter in chapters:
        for table in chapter.tables:
            sheet = book.add_worksheet(table.id[:_SHEET_NAME])
            sheet.write_string(0, 0, table.title.in_(lang), bold)
            sheet.freeze_panes(3, table.heads)
            for place, column in enumerate(table.columns):
                sheet.write_string(2, place, column.title.in_(lang), head)
                sheet.set_column(place, place, 34 if column.kind == "text" else 14)
            for line, row in enumerate(_rows(table), start=3):
                for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                    _write(sheet, (line, place), cell, formats[column.kind], lang)
            if table.note is not None:
                sheet.write_string(1, 0, table.note.in_(lang))
    book.close()
    return out.getvalue()


def _rows(table: Table) -> Iterable[tuple[Cell, ...]]:
    yield from table.rows
    if table.total is not None:
        yield table.total


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    at: tuple[int, int],
    cell: Cell,
    form: xlsxwriter.format.Format,
    lang: Language,
) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(*at, datetime.combine(cell, time()), form)
    elif isinstance(cell, int | Decimal):
        # A cell is a double: 15 digits, so that every amount below ten million million keeps its cents.
        sheet.write_number(*at, cell, form)
    else:
        sheet.write_string(*at, cell.in_(lang) if isinstance(cell, Sentence) else cell, form)
