"""A table of a report, as a value: pages, CSV and spreadsheets are made of it (`generator.office.report`).

A cell is a text, a text in both languages, a whole number, an amount in euros, a day, or None where nothing is known:
unknown is shown as such, and never as zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from generator.rules.sentence import Sentence

__all__ = ["Cell", "Chapter", "Column", "Kind", "Named", "Row", "Table"]

Kind: TypeAlias = Literal["text", "count", "money", "percent", "day"]
Cell: TypeAlias = str | Sentence | int | Decimal | date | None
Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and what its cells are. A percentage is a whole number."""

    title: Sentence
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `id` names its files and its place on the page. The first `heads` columns say what a row is about.

    `total` is the last row where the columns can be added up. `chart` is the number of the column that is drawn, of
    which every cell is a count, an amount or a percentage; None draws nothing. `empty` is what is missing where there
    is no row; None: nothing is, there is nothing to report.
    """

    id: str
    title: Sentence
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Sentence | None = None
    total: Row | None = None
    chart: int | None = None
    heads: int = 1
    empty: Sentence | None = None

    def column(self, place: int) -> tuple[Cell, ...]:
        """The cells of one column."""
        return tuple(row[place] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of a report."""

    id: str
    title: Sentence
    lead: Sentence
    tables: tuple[Table, ...]


Named: TypeAlias = Callable[[str], Cell]
"""What a slug or an identifier is called in a report."""
