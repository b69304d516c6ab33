"""A CSV file as tables of cells: one for each delimiter that could be meant.

Which delimiter is meant, the columns say: the mapping that knows the headings is looked for in each table. A
``sep=`` line, which Excel writes and reads, settles it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from generator.errors import Diagnostic
from generator.intake.results.encoding import decode
from generator.intake.results.tables import MAX_COLUMNS, Line, Table, refusal
from generator.records.transmission import MAX_ROWS

__all__ = ["read_csv"]

_DELIMITERS: Final = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars"}
_SEP: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_PREAMBLE: Final = 25
"""Lines above the data, headings among them."""


def read_csv(name: str, data: bytes, encoding: str | None = None) -> list[Table]:
    """Cut the file into cells; `RecordError` where it is no text, or no CSV whatever the delimiter."""
    decoded = decode(name, data, encoding)
    text, first = decoded.text, 1
    if match := _SEP.match(text):
        delimiters, text, first = [match[1]], text[match.end() :], 2
    else:
        # A delimiter that is in none of the first lines cannot be the one.
        head = "\n".join(text.split("\n", _PREAMBLE)[:_PREAMBLE])
        delimiters = [one for one in _DELIMITERS if one in head] or [","]
    tables, problems = [], []
    for delimiter in delimiters:
        try:
            lines = tuple(_lines(name, text, delimiter, first))
        except _BrokenError as error:
            problems.append(error.problem)
            continue
        title = f"{decoded.encoding}, {_DELIMITERS.get(delimiter, repr(delimiter))}"
        tables.append(Table(title, lines, {}))
    if not tables:
        raise refusal(name, problems[:1])
    return tables


class _BrokenError(Exception):
    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _lines(name: str, text: str, delimiter: str, first: int) -> Iterator[Line]:
    # newline="" leaves line breaks inside quotes to the csv module.
    source = io.StringIO(text, newline="")
    # Plain sheets are mostly without quotes, and strict reading of quotes finds one that is never closed.
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    start = first
    count = 0
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS:
                raise _broken(name, start, f"the line has more than {MAX_COLUMNS} cells", "T103")
            if any(cells):
                count += 1
                if count > MAX_ROWS + _PREAMBLE:
                    raise _broken(name, start, f"the file has more than {MAX_ROWS:,} rows", "T103")
                yield Line(start, tuple(cells))
            start = first + reader.line_num
    except csv.Error as error:
        what = str(error)
        if "unexpected end" in what:
            what = "a quotation mark is opened here and never closed"
        raise _broken(name, start, what, "T107") from None


def _broken(name: str, line: int, message: str, code: str) -> _BrokenError:
    hints = {
        "T103": f"Split the file: at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns are read.",
        "T107": "Save the sheet as CSV once more, or send the spreadsheet itself.",
    }
    return _BrokenError(Diagnostic(name, line, 1, code, message, hints[code]))
