"""What must be known of a spreadsheet file before a library may open it, and what the library does not tell.

XLSX (ISO/IEC 29500) and ODS (ISO/IEC 26300) are zip files of XML. Looked for here, in one pass that keeps nothing:

- how much the file unpacks to, byte by byte, for what its directory says may be a lie;
- how far its cells reach: one cell in the last column of the last row makes a table of seventeen thousand million;
- merged cells, and formulas without a stored result, whose value nobody can know.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from xml.parsers import expat

from generator.errors import Diagnostic, RecordError
from generator.intake.results.tables import MAX_COLUMNS, refusal
from generator.records.transmission import MAX_ROWS

__all__ = ["MAX_UNPACKED", "SheetFlaws", "inspect"]

MAX_UNPACKED: Final = 400_000_000
_MAX_MEMBERS: Final = 2_000
_CHUNK: Final = 1 << 20
_LAST_ROW: Final = MAX_ROWS + 100
_FLAWS_KEPT: Final = 2_000
_CELL: Final = re.compile(r"([A-Z]{1,4})([0-9]{1,8})")
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0|"
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0|"
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0|"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships|id"


@dataclass(slots=True)
class SheetFlaws:
    """One sheet by name: cells that cannot be trusted, by (row, column) from 1, each with what is wrong."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, row: int, column: int, what: str) -> None:
        """Keep a flaw, as long as there are not too many to matter."""
        if len(self.cells) < _FLAWS_KEPT:
            self.cells.setdefault((row, column), what)


class _TooFarError(Exception):
    """A cell lies outside what is read."""


def inspect(name: str, data: bytes) -> dict[str, SheetFlaws]:
    """Look through the file and return its sheets' flaws; `RecordError` with T102, T103 or T108 where it must not
    be opened."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _inspect(name, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise _refused(name, "T108", f"the file is damaged or locked: {error}") from None
    except expat.ExpatError as error:
        raise _refused(name, "T108", f"the sheet's XML is damaged: {error}") from None
    except _TooFarError as error:
        raise _refused(name, "T103", str(error)) from None


def _inspect(name: str, archive: zipfile.ZipFile) -> dict[str, SheetFlaws]:
    members = archive.namelist()
    if len(members) > _MAX_MEMBERS:
        raise _refused(name, "T102", f"the file holds {len(members):,} parts")
    budget = [MAX_UNPACKED]

    def chunks(member: str) -> Iterator[bytes]:
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                budget[0] -= len(chunk)
                if budget[0] < 0:
                    raise _refused(name, "T102", f"the file unpacks to more than {MAX_UNPACKED:,} bytes")
                yield chunk

    if "content.xml" in members:
        found = _OdsSheets().read(chunks("content.xml"))
    elif "xl/workbook.xml" in members:
        found = _xlsx(members, chunks)
    else:
        raise _refused(name, "T101", "the file is a zip archive, but neither XLSX nor ODS")
    looked = {"content.xml", "xl/workbook.xml"}
    for member in members:
        # The library unpacks these too: shared texts, styles. Whatever is left counts against the same budget.
        if member not in looked and not member.startswith("xl/worksheets/sheet"):
            for _ in chunks(member):
                pass
    return found


def _refused(name: str, code: str, message: str) -> RecordError:
    hints = {
        "T101": "Send the results as CSV, XLSX or ODS.",
        "T102": "No file of results is so large; do not open it, and ask the sender for another.",
        "T103": f"At most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns are read: delete what lies outside.",
        "T108": "Open it in a spreadsheet program, remove any password, and save it once more.",
    }
    return refusal(name, [Diagnostic(name, 0, 0, code, message, hints[code])])


def _xlsx(members: list[str], chunks: Callable[[str], Iterator[bytes]]) -> dict[str, SheetFlaws]:
    names = _collect(chunks("xl/workbook.xml"), "sheet", ("name", _RELATION))
    targets: dict[str, str] = {}
    if "xl/_rels/workbook.xml.rels" in members:
        targets = dict(_collect(chunks("xl/_rels/workbook.xml.rels"), "Relationship", ("Id", "Target")))
    found = {}
    for title, relation in names:
        target = targets.get(relation, "").removeprefix("/xl/").removeprefix("xl/")
        member = f"xl/{target}"
        if member in members and "worksheets/" in target:
            found[title] = _XlsxSheet(title).read(chunks(member))
    return found


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise ValueError("it declares entities, which no spreadsheet program does")

    parser.EntityDeclHandler = refuse
    return parser


def _collect(chunks: Iterator[bytes], tag: str, wanted: tuple[str, str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition("|")[2] == tag:
            found.append((attributes.get(wanted[0], ""), attributes.get(wanted[1], "")))

    parser = _parser()
    parser.StartElementHandler = start
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return found


class _XlsxSheet:
    """One pass over a worksheet: the reach of its cells, formulas without result, merged ranges."""

    def __init__(self, title: str) -> None:
        self.flaws = SheetFlaws(title)
        self._row = 0
        self._column = 0
        self._formula = self._value = self._inside = False

    def read(self, chunks: Iterator[bytes]) -> SheetFlaws:
        parser = _parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
        return self.flaws

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("|")[2]
        if tag == "c":
            self._cell(attributes.get("r"))
            if attributes.get("t") == "e":
                self.flaws.add(self._row, self._column, "an error instead of a value")
        elif tag == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
            if self._row > _LAST_ROW:
                raise _TooFarError(f"the sheet '{self.flaws.name}' reaches to row {self._row:,}")
        elif tag == "f":
            self._formula = True
        elif tag in ("v", "is"):
            self._inside = True
        elif tag == "mergeCell":
            self._merged(attributes.get("ref", ""))

    def _text(self, text: str) -> None:
        # Some programs write an empty value beside a formula that they have not worked out.
        if self._inside and text.strip():
            self._value = True

    def _end(self, name: str) -> None:
        tag = name.rpartition("|")[2]
        if tag in ("v", "is"):
            self._inside = False
        elif tag == "c" and self._formula and not self._value:
            self.flaws.add(self._row, self._column, "a formula without a stored result")

    def _cell(self, reference: str | None) -> None:
        self._formula = self._value = self._inside = False
        if reference is None:
            self._column += 1
        elif match := _CELL.fullmatch(reference):
            self._column, self._row = _column(match[1]), int(match[2])
        if self._row > _LAST_ROW or self._column > MAX_COLUMNS:
            raise _TooFarError(f"the sheet '{self.flaws.name}' has a cell at {reference}")

    def _merged(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        one, other = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
        if one and other:
            for row in range(int(one[2]), min(int(other[2]), _LAST_ROW) + 1):
                if len(self.flaws.cells) >= _FLAWS_KEPT:
                    return
                for column in range(_column(one[1]), min(_column(other[1]), MAX_COLUMNS) + 1):
                    self.flaws.add(row, column, "a merged cell")


class _OdsSheets:
    """One pass over the content of an ODS file, all its sheets."""

    def __init__(self) -> None:
        self._found: dict[str, SheetFlaws] = {}
        self._sheet = SheetFlaws("")
        self._row = self._column = 0
        self._repeat = self._times = 1
        self._filled = False
        self._formula = False

    def read(self, chunks: Iterator[bytes]) -> dict[str, SheetFlaws]:
        parser = _parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
        return self._found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE}table":
            self._sheet = SheetFlaws(attributes.get(f"{_TABLE}name", ""))
            self._found[self._sheet.name] = self._sheet
            self._row = 0
        elif name == f"{_TABLE}table-row":
            self._row += 1
            self._repeat = _count(attributes, "number-rows-repeated")
            self._column = 0
        elif name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self._cell(attributes)
        elif name == f"{_TEXT}p":
            self._fill()

    def _end(self, name: str) -> None:
        if name == f"{_TABLE}table-row":
            self._row += self._repeat - 1
        elif name == f"{_TABLE}table-cell":
            if self._formula and not self._filled:
                self._sheet.add(self._row, self._column, "a formula without a stored result")
            self._column += self._times - 1

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        self._times = _count(attributes, "number-columns-repeated")
        self._filled = False
        self._formula = f"{_TABLE}formula" in attributes
        if any(attribute.startswith(f"{_OFFICE}") and attributes[attribute] for attribute in attributes):
            self._fill()
        rows = _count(attributes, "number-rows-spanned")
        columns = _count(attributes, "number-columns-spanned")
        if rows * columns > 1:
            for row in range(self._row, min(self._row + rows, _LAST_ROW)):
                for column in range(self._column, min(self._column + columns, MAX_COLUMNS)):
                    self._sheet.add(row, column, "a merged cell")

    def _fill(self) -> None:
        """Something stands in this cell, and in all those that it is repeated in."""
        self._filled = True
        row, column = self._row + self._repeat - 1, self._column + self._times - 1
        if row > _LAST_ROW or column > MAX_COLUMNS:
            place = f"row {row:,}, column {column:,}"
            raise _TooFarError(f"the sheet '{self._sheet.name}' has cells as far as {place}")


def _count(attributes: dict[str, str], name: str) -> int:
    digits = attributes.get(f"{_TABLE}{name}", "1")
    if not (digits.isascii() and digits.isdigit() and 0 < len(digits) <= 9):
        raise ValueError(f"'{name}' is no number")
    return max(1, int(digits))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
