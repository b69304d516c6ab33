"""XLSX and ODS files as tables of cells, read by calamine once `package` has found nothing against it."""

from __future__ import annotations

from io import BytesIO

from generator.errors import Diagnostic, RecordError
from generator.intake.results.csvfile import read_csv
from generator.intake.results.package import inspect
from generator.intake.results.tables import MAX_BYTES, Line, Table, refusal
from generator.records.yaml import shown

__all__ = ["open_tables"]

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def open_tables(
    name: str, data: bytes, *, encoding: str | None = None, sheet: str | None = None
) -> list[Table]:
    """Return the tables of a file of any format, told by its content and not by its name.

    `RecordError` with T1xx where it cannot be read. `sheet` names one sheet of several.
    """
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES:,} bytes"
        raise refusal(
            name, [Diagnostic(name, 0, 0, "T102", message, "Split it, or ask for one session a file.")]
        )
    if not data.strip():
        raise refusal(
            name, [Diagnostic(name, 0, 0, "T101", "the file is empty", "Ask the sender for another.")]
        )
    if data.startswith(_OLD_EXCEL):
        message = "the file is an old Excel workbook (.xls), or one locked with a password"
        raise refusal(
            name, [Diagnostic(name, 0, 0, "T101", message, "Save it as .xlsx, without a password.")]
        )
    if data.startswith(b"PK"):
        return _workbook(name, data, sheet)
    return read_csv(name, data, encoding)


def _workbook(name: str, data: bytes, wanted: str | None) -> list[Table]:
    flaws = inspect(name, data)
    # Loaded here: a CSV file needs no library for spreadsheets.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    tables = []
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            names = [title for title in book.sheet_names if wanted is None or title == wanted]
            if not names:
                hint = f"Sheets: {', '.join(book.sheet_names)}."
                raise refusal(name, [Diagnostic(name, 0, 0, "T109", f"there is no sheet '{wanted}'", hint)])
            for title in names:
                found = book.get_sheet_by_name(title)
                rows = found.to_python(skip_empty_area=False)
                lines = tuple(Line(number, tuple(cells)) for number, cells in enumerate(rows, start=1))
                seen = flaws.get(title)
                tables.append(Table(f"sheet '{title}'", lines, seen.cells if seen else {}, spreadsheet=True))
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable(name, error) from None
    except BaseException as error:
        # Where the library, written in Rust, gives up altogether, it raises what is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(name, error) from None
    return tables


def _unreadable(name: str, error: BaseException) -> RecordError:
    message = f"the workbook cannot be read: {shown(str(error), 200)}"
    hint = "Open it in a spreadsheet program and save it once more."
    return refusal(name, [Diagnostic(name, 0, 0, "T108", message, hint)])
