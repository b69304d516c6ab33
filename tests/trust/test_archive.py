"""Zip archives from strangers, and our own."""

from __future__ import annotations

import io
import stat
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from generator.errors import MalformedError
from generator.trust.archive import MAX_ARCHIVE, MAX_FILES, read_archive, write_archive

FILES = {"a/b.json": b"{}", "a/LISEZ-MOI.html": "é".encode() * 1000, "c": b""}


def made(fill: Callable[[zipfile.ZipFile], None], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        fill(archive)
    return buffer.getvalue()


def named(name: str) -> bytes:
    return made(lambda archive: archive.writestr(zipfile.ZipInfo(name), b"x"))


def reason(data: bytes) -> str:
    with pytest.raises(MalformedError) as caught:
        read_archive(data)
    return caught.value.reason


def test_what_is_written_is_read_again() -> None:
    assert read_archive(write_archive(FILES)) == FILES


def test_the_same_files_give_the_same_bytes_in_any_order() -> None:
    assert write_archive(FILES) == write_archive(dict(reversed(FILES.items())))
    with zipfile.ZipFile(io.BytesIO(write_archive(FILES))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(FILES)
        assert archive.testzip() is None


def test_an_archive_made_by_other_software_is_read() -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.mkdir("diplôme (1)")
        archive.writestr("diplôme (1)/credential.json", b"{}" * 100)
        archive.writestr("__MACOSX/._credential.json", b"x")

    assert set(read_archive(made(fill))) == {"diplôme (1)/credential.json", "__MACOSX/._credential.json"}


@pytest.mark.parametrize(
    "name",
    [
        "",
        "\0x",
        "../x",
        "/etc/passwd",
        "a/../../x",
        "a\\..\\x",
        "C:/x",
        "a//b",
        "a/./b",
        "x" * 300,
        "a\x1b[2Jb",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert reason(named(name)) == "archive-name"
    with pytest.raises(MalformedError):
        write_archive({name: b""})


def test_a_file_that_unpacks_to_too_much_is_refused_in_little_memory() -> None:
    bomb = made(lambda archive: archive.writestr("a", bytes(200_000_000)))
    assert len(bomb) < 300_000
    tracemalloc.start()
    started = time.monotonic()
    assert reason(bomb) == "archive-too-large"
    assert time.monotonic() - started < 5
    assert tracemalloc.get_traced_memory()[1] < 3 * MAX_ARCHIVE
    tracemalloc.stop()


def test_many_files_that_together_are_too_much_are_refused() -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        for number in range(20):
            archive.writestr(str(number), bytes(3_000_000))

    assert reason(made(fill)) == "archive-too-large"


def test_a_size_in_the_header_that_lies_is_not_believed() -> None:
    data = made(lambda archive: archive.writestr("a", bytes(100_000)))
    small = (5).to_bytes(4, "little")
    assert reason(data.replace((100_000).to_bytes(4, "little"), small)) == "archive-malformed"


def test_a_directory_of_very_many_files_is_refused_before_it_is_read() -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        for number in range(MAX_FILES + 1):
            archive.writestr(str(number), b"")

    assert reason(made(fill)) == "archive-too-large"
    data = bytearray(made(lambda archive: archive.writestr("a", b"x")))
    data[-10:-6] = (2**31).to_bytes(4, "little")
    assert reason(bytes(data)) == "archive-too-large"


def test_two_files_of_one_name_are_refused() -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")

    assert reason(made(fill)) == "archive-duplicate"


def test_links_encryption_and_unusual_compression_are_refused() -> None:
    link = zipfile.ZipInfo("a")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert reason(made(lambda archive: archive.writestr(link, "/etc/passwd"))) == "archive-link"
    assert (
        reason(made(lambda archive: archive.writestr("a", b"x" * 99), zipfile.ZIP_BZIP2)) == "archive-method"
    )
    data = bytearray(write_archive({"a": b"x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert reason(bytes(data)) == "archive-encrypted"


@pytest.mark.parametrize("cut", [1, 10, 30, 100])
def test_a_damaged_archive_is_refused(cut: int) -> None:
    data = write_archive(FILES)
    assert reason(data[:-cut]) == "archive-malformed"
    assert reason(data[cut:]).startswith("archive-")
    assert reason(data + b"x") == "archive-malformed"
    assert reason(b"PK\x05\x06") == "archive-malformed"


def test_any_changed_byte_changes_the_files_or_is_refused() -> None:
    data = write_archive({"a/b": b"hello world"})
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 0x41
        try:
            found = read_archive(bytes(changed))
        except MalformedError:
            continue
        assert found.get("a/b", b"hello world") == b"hello world"
