"""A results file as cells, whatever its format: what CSV, XLSX and ODS have in common."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from generator.errors import Diagnostic, RecordError

__all__ = ["MAX_BYTES", "MAX_COLUMNS", "Cell", "Line", "Table", "refusal"]

MAX_BYTES: Final = 128_000_000
"""The largest file that is opened: some 400,000 rows of 300 characters."""
MAX_COLUMNS: Final = 1_000

Cell: TypeAlias = (
    "str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of cells, with its line in the file (CSV) or its row number (spreadsheets)."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(isinstance(cell, str) and not cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or one way of cutting a CSV file into cells.

    `flaws` are cells that cannot be trusted, by (line, column) from 1: merged ones, formulas without a result. `title`
    says what it is, for people.
    """

    title: str
    lines: tuple[Line, ...]
    flaws: dict[tuple[int, int], str]
    spreadsheet: bool = False


def refusal(name: str, problems: Iterable[Diagnostic]) -> RecordError:
    """The exception for a file that cannot be read at all."""
    return RecordError(f"{name} cannot be read; nothing was imported", tuple(problems))
