"""Which mapping reads a file: the one whose required columns are all there.

Headings are looked for in the first lines of each table (a CSV file is several tables, one for each delimiter), so that
titles above them do no harm. Exactly one mapping and one table may fit; else a person says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from generator.errors import Diagnostic
from generator.intake.results.cells import text, word
from generator.intake.results.tables import Line, Table, refusal
from generator.records.mapping import FIELDS
from generator.records.mapping import Mapping as ColumnMapping
from generator.records.yaml import shown

__all__ = ["Chosen", "choose"]

_SEARCHED: Final = 25
"""Lines in which headings are looked for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A table, the mapping that reads it, and where each field's column stands (from 0)."""

    table: Table
    slug: str
    mapping: ColumnMapping
    heading: Line
    columns: Mapping[str, int]

    @property
    def rows(self) -> Iterable[Line]:
        """The lines below the headings."""
        return (line for line in self.table.lines if line.number > self.heading.number)


def choose(name: str, tables: list[Table], mappings: Mapping[str, ColumnMapping]) -> Chosen:
    """Return the one table and mapping that fit; `RecordError` with T110 to T112 where none or several do."""
    fitting: list[Chosen] = []
    for table in tables:
        for slug, mapping in sorted(mappings.items()):
            if (chosen := _fit(table, slug, mapping)) is not None:
                fitting.append(chosen)
    if not fitting:
        raise refusal(name, [_nothing_fits(name, tables, mappings)])
    if len(fitting) > 1:
        what = ", ".join(f"'{one.slug}' ({one.table.title})" for one in fitting)
        message = f"several readings fit this file: {what}"
        hint = "Say which with --mapping NAME, or --sheet NAME for a workbook."
        raise refusal(name, [Diagnostic(name, fitting[0].heading.number, 1, "T111", message, hint)])
    (chosen,) = fitting
    _refuse_twice(name, chosen)
    return chosen


def _fit(table: Table, slug: str, mapping: ColumnMapping) -> Chosen | None:
    for line in table.lines[:_SEARCHED]:
        columns = _columns(line, mapping)
        if all(field in columns for field in mapping.required):
            return Chosen(table, slug, mapping, line, columns)
    return None


def _columns(line: Line, mapping: ColumnMapping) -> dict[str, int]:
    headings: dict[str, int] = {}
    for place, cell in enumerate(line.cells):
        headings.setdefault(_heading(text(cell)), place)
    found = {}
    for field in FIELDS:
        for alias in getattr(mapping.columns, field):
            if (place := headings.get(_heading(alias), -1)) >= 0:
                found[field] = place
                break
    return found


def _heading(found: str) -> str:
    """Headings are compared without blanks too: N° certificat, n°certificat."""
    return word(found).replace(" ", "")


def _refuse_twice(name: str, chosen: Chosen) -> None:
    """Two columns with one heading: which of them is meant, nobody can know."""
    headings = [_heading(text(cell)) for cell in chosen.heading.cells]
    for place in sorted(chosen.columns.values()):
        again = [other for other, heading in enumerate(headings) if heading == headings[place]]
        if len(again) > 1:
            title = shown(text(chosen.heading.cells[place]))
            message = f"two columns are headed '{title}'"
            hint = "Delete or rename the one that is not meant."
            raise refusal(
                name, [Diagnostic(name, chosen.heading.number, again[1] + 1, "T112", message, hint)]
            )


def _nothing_fits(name: str, tables: list[Table], mappings: Mapping[str, ColumnMapping]) -> Diagnostic:
    """Say what is missing for the mapping that comes nearest."""
    best: tuple[int, int, str, Line, list[str]] | None = None
    for table in tables:
        for slug, mapping in sorted(mappings.items()):
            for line in table.lines[:_SEARCHED]:
                columns = _columns(line, mapping)
                missing = [str(field) for field in mapping.required if field not in columns]
                rank = (len(columns), -len(missing))
                if columns and (best is None or rank > best[:2]):
                    best = (*rank, slug, line, missing)
    if best is None:
        known = ", ".join(sorted(mappings)) or "none"
        hint = f"Mappings: {known}. A new kind of file needs a record in content/mappings."
        return Diagnostic(name, 1, 1, "T110", "no mapping knows any of this file's columns", hint)
    _, _, slug, line, missing = best
    mapping = mappings[slug]
    wanted = "; ".join(f"{field} ({' or '.join(getattr(mapping.columns, field)[:4])})" for field in missing)
    there = ", ".join(shown(text(cell), 30) for cell in line.cells[:12] if text(cell))
    message = f"for the mapping '{slug}' these columns are missing: {wanted}"
    return Diagnostic(name, line.number, 1, "T110", message, f"The columns that are there: {there}.")
