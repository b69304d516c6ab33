"""Files as spreadsheet programs write them, and files that mean harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import RecordError
from generator.intake.results import csvfile, package, rows
from generator.intake.results.csvfile import read_csv
from generator.intake.results.encoding import decode
from generator.intake.results.workbook import open_tables
from tests.intake.desk import HEAD, WHERE, Desk, line


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# --- Encodings and delimiters

TEXT = "Prénom;Nom\r\nZoë;ÉLAN\r\nChloé;Dupré\r\nNoël;Garçon\r\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"]
)
def test_every_encoding_that_excel_writes_is_told_by_its_bytes(encoding: str) -> None:
    assert decode("f.csv", TEXT.encode(encoding)).text == TEXT


@given(
    st.lists(st.sampled_from("éèàçôûïœÉÈ"), min_size=1, max_size=8), st.sampled_from(["cp1252", "mac-roman"])
)
def test_a_single_byte_encoding_is_told_rightly_or_not_at_all(letters: list[str], encoding: str) -> None:
    text = "".join(f"Ab{letter}cd\n" if letter.islower() else f"{letter}LAN\n" for letter in letters)
    try:
        found = decode("f.csv", text.encode(encoding))
    except RecordError as error:
        assert error.diagnostics[0].code == "T106"
        assert decode("f.csv", text.encode(encoding), encoding).text == text
    else:
        assert found.text == text


def test_a_file_that_mixes_encodings_is_refused_with_its_lines() -> None:
    data = "a;é\n".encode() + "b;è\n".encode("cp1252") + b"c;c\n"
    with pytest.raises(RecordError) as caught:
        decode("f.csv", data)
    assert [(one.code, one.line) for one in caught.value.diagnostics] == [("T105", 2)]


@pytest.mark.parametrize("data", [b"\x00\x01\x02" * 50, b"\xff\xfe\x00\xd8\x00\x00", b"\xef\xbb\xbf\xff"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(RecordError) as caught:
        decode("f.csv", data)
    assert caught.value.diagnostics[0].code in ("T104", "T106")


@given(st.binary(max_size=300))
def test_no_bytes_whatever_bring_it_down(data: bytes) -> None:
    try:
        open_tables("f", data)
    except RecordError as error:
        assert all(one.code.startswith("T1") for one in error.diagnostics)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("mark", [False, True])
def test_every_delimiter_is_found_with_or_without_a_sep_line(desk: Desk, delimiter: str, mark: bool) -> None:
    lines = [HEAD.replace(";", delimiter), line(0).replace(";", delimiter)]
    path = desk.file(*([f"sep={delimiter}"] if mark else []), *lines)
    assert desk.sent(path)["accepted"] == 1


def test_titles_above_the_headings_and_blanks_below_the_rows_do_no_harm(desk: Desk) -> None:
    path = desk.file("Liste des attestations;;;", "", HEAD, line(0), "", ";;;;;;;;", "  ;;", line(1) + ";;;")
    assert desk.sent(path)["accepted"] == 2


def test_a_quotation_that_is_never_closed_is_named_by_its_line(desk: Desk) -> None:
    assert "results.csv:3:1: T107" in desk.refused(
        desk.file(HEAD, line(0), line(1, given='"Personne'), line(2))
    )


def test_lines_are_counted_through_quoted_line_breaks() -> None:
    (table,) = read_csv("f.csv", b'a;b\n"1\n2";3\n4;5\n')
    assert [one.number for one in table.lines] == [1, 2, 4]


def test_too_many_rows_or_columns_are_refused_after_the_first_too_many(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvfile, "MAX_ROWS", 3)
    monkeypatch.setattr(rows, "MAX_ROWS", 3)
    assert "T103" in desk.refused(desk.file(HEAD, *["x;y"] * 40))
    assert "T103" in desk.refused(desk.file(HEAD, *(line(place) for place in range(5))))
    assert "T103" in desk.refused(desk.file("a" + ";b" * 1000))


def test_an_empty_file_an_old_workbook_and_a_strange_archive_are_refused(desk: Desk) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.txt", "a")
    for data in (b"", b" \n", b"\xd0\xcf\x11\xe0" + bytes(100), archive.getvalue()):
        path = desk.folder / "f"
        path.write_bytes(data)
        assert "T101" in desk.refused(path)


# --- Workbooks


def sheet(*table: list[object], title: str = "Feuille1") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for values in table:
        page.append(values)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def cells(place: int, **changes: object) -> list[object]:
    found: list[object] = [*line(place).split(";")]
    found[3], found[5], found[6] = date(1990, 3, place + 1), 18, datetime(2026, 6, 20, 10, 30)
    for position, value in changes.items():
        found[int(position[1:])] = value
    return found


def put(desk: Desk, data: bytes, name: str = "results.xlsx") -> Path:
    path = desk.folder / name
    path.write_bytes(data)
    return path


def test_a_workbook_reads_as_the_same_rows_as_the_csv_file(desk: Desk) -> None:
    path = put(desk, saved(sheet([*HEAD.split(";")], cells(0), cells(1))))
    desk.sent(desk.file(HEAD, line(0), line(1)))
    assert desk.sent(path)["state"] == "nothing-changes"


def test_merged_cells_formulas_without_result_and_errors_are_refused_by_their_cell(desk: Desk) -> None:
    book = sheet([*HEAD.split(";")], cells(0), cells(1, _5="=9+9"), cells(2), cells(3, _5="#N/A"), cells(4))
    book.active.merge_cells("B4:B5")  # type: ignore[union-attr]
    path = put(desk, saved(book))
    assert desk.codes(path) == [("T202", 3, 6), ("T202", 4, 2), ("T202", 5, 6), ("T202", 5, 2)]


def test_merged_titles_above_the_headings_do_no_harm(desk: Desk) -> None:
    book = sheet(["Attestations 2026"], [*HEAD.split(";")], cells(0))
    book.active.merge_cells("A1:I1")  # type: ignore[union-attr]
    assert desk.sent(put(desk, saved(book)))["accepted"] == 1


def test_the_one_sheet_that_fits_is_read_and_of_two_a_person_says_which(desk: Desk) -> None:
    book = sheet([*HEAD.split(";")], cells(0))
    book.create_sheet("Notes").append(["rien"])
    assert desk.sent(put(desk, saved(book)), "--dry-run")["accepted"] == 1
    copy = book.create_sheet("Copie")
    copy.append([*HEAD.split(";")])
    copy.append(cells(1))
    assert "T111" in desk.refused(put(desk, saved(book)))
    assert "T109" in desk.refused(put(desk, saved(book)), "--sheet", "Autre")
    assert desk.sent(put(desk, saved(book)), "--sheet", "Copie")["accepted"] == 1


def test_a_cell_at_the_end_of_the_world_is_refused_before_the_table_is_made(desk: Desk) -> None:
    book = sheet([*HEAD.split(";")], cells(0))
    book.active["XFD1048576"] = 1  # type: ignore[index]
    assert "T103" in desk.refused(put(desk, saved(book)))


def bomb(member: str, *, size: int) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        with made.open(member, "w") as file:
            for _ in range(size // 1_000_000):
                file.write(b" " * 1_000_000)
    return found.getvalue()


def test_a_zip_bomb_is_refused_while_it_unpacks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 20_000_000)
    data = bomb("xl/sharedStrings.xml", size=40_000_000)
    assert len(data) < 100_000
    assert "T102" in desk.refused(put(desk, data))


def test_entities_that_multiply_are_refused(desk: Desk) -> None:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as made:
        made.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>')
    assert "T108" in desk.refused(put(desk, found.getvalue()))


@pytest.mark.parametrize("cut", [40, 2000, -30])
def test_a_damaged_workbook_is_refused(desk: Desk, cut: int) -> None:
    data = saved(sheet([*HEAD.split(";")], cells(0)))
    assert "T10" in desk.refused(put(desk, data[:cut]))


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="F">{rows}'
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def ods(*table: str) -> bytes:
    found = io.BytesIO()
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in table)
    with zipfile.ZipFile(found, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", ODS.format(rows=body))
        made.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return found.getvalue()


def ods_row(text: str) -> str:
    return "".join(
        f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>'
        if one
        else "<table:table-cell/>"
        for one in text.split(";")
    )


def test_an_ods_file_is_read_and_its_endless_blanks_are_not(desk: Desk) -> None:
    assert desk.sent(put(desk, ods(ods_row(HEAD), ods_row(line(0))), "f.ods"))["accepted"] == 1


def test_in_an_ods_file_too_merged_cells_formulas_and_far_cells_are_refused(desk: Desk) -> None:
    merged = ods_row(line(0)).replace(
        "<table:table-cell ", '<table:table-cell table:number-rows-spanned="2" ', 1
    )
    formula = ods_row(line(1, score="", account="one")).replace(
        "<table:table-cell/>", '<table:table-cell table:formula="of:=1"/>'
    )
    path = put(desk, ods(ods_row(HEAD), merged, ods_row(line(2)), formula), "f.ods")
    assert [code for code, *_ in desk.codes(path)] == ["T202", "T202", "T202"]
    far = '<table:table-cell table:number-columns-repeated="90000"><text:p>x</text:p></table:table-cell>'
    assert "T103" in desk.refused(put(desk, ods(ods_row(HEAD), far), "f.ods"))


@pytest.mark.parametrize("rows", [1, 200], ids=["near the beginning", "far below"])
def test_a_stray_zero_byte_is_named_where_it_stands(desk: Desk, rows: int) -> None:
    """One zero byte makes no UTF-16 of a file."""
    lines = [HEAD, *[line(0, certificate=f"X-{n}", given=f"P{n}", birth="") for n in range(rows)]]
    lines[-1] = lines[-1].replace("EXEMPLE", "EXE\0MPLE")
    output = desk.send(desk.file(*lines)).output
    assert f"results.csv:{rows + 1}:" in output
    assert "zero byte" in output or "U+0000" in output
    assert "utf-16" not in output
    assert desk.store.numbers(*WHERE.split("/")) == ()


def test_what_cannot_be_kept_is_said_in_plain_words(desk: Desk) -> None:
    head = "Student ID,Email,Username,Grade,Enrollment Track,Verification Status"
    output = desk.send(desk.file(head, "1,not a mail,u1,0.9,verified,ID Verified")).output
    assert "results.csv:2:2: T204 mail: the text cannot be kept: it is no e-mail address" in output
    assert "the only row is refused" in output
    assert "300 characters" in desk.send(desk.file(HEAD, line(0, family="A" * 400))).output


def test_a_date_without_the_format_of_one_says_what_to_do(desk: Desk) -> None:
    """A spreadsheet keeps a date as a number; only the format tells that it is one."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.split(";"))
    sheet.append(["CERT-0000", "EXEMPLE A", "Personne", 32933, "", 18, 46193, "oui", "2026"])
    path = desk.folder / "numbers.xlsx"
    book.save(path)
    output = desk.send(path).output
    for column in (4, 7):
        assert f"numbers.xlsx:2:{column}: T209" in output
    assert "the number 46193 stands where a date is due" in output
    assert "format of a date" in output
