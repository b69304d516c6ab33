"""The diploma attached to a PDF, out of files that others wrote, saved again, damaged or made to harm."""

from __future__ import annotations

import io
import time

import pikepdf
import pytest

from generator.errors import MalformedError
from generator.trust.canonical import canonical
from generator.trust.pdf import Attached, extract_pdf, revisions
from tests.browser import desk
from tests.vectors.themes.diplomas import FULL

TEXT = canonical(FULL)


def attached_by_pikepdf(*texts: bytes, **options: object) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for number, text in enumerate(texts):
            pdf.attachments[f"file-{number}.json"] = pikepdf.AttachedFileSpec(pdf, text)
        made = io.BytesIO()
        pdf.save(made, **options)  # type: ignore[arg-type]
    return made.getvalue()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.all},
        {"linearize": True},
        {"qdf": True},
    ],
)
def test_it_is_found_however_the_file_was_saved(options: dict[str, object]) -> None:
    assert extract_pdf(attached_by_pikepdf(TEXT, b"\x89PNG", **options)) == Attached(TEXT, None)


def test_the_proof_of_the_log_comes_along() -> None:
    proof = b"c2sp.org/tlog-proof@v1\nindex 7\n"
    assert extract_pdf(attached_by_pikepdf(TEXT, proof)) == Attached(TEXT, proof.decode())


def test_the_same_twice_is_one_and_two_are_refused() -> None:
    assert extract_pdf(attached_by_pikepdf(TEXT, TEXT)).credential == TEXT
    assert reason(attached_by_pikepdf(TEXT, TEXT.replace(b"Cours A", b"Cours X"))) == "two-credentials"


def reason(data: bytes) -> str:
    with pytest.raises(MalformedError) as caught:
        extract_pdf(data)
    return caught.value.reason


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n", "no-credential"),
        (attached_by_pikepdf(b"{}"), "no-credential"),
        (attached_by_pikepdf(TEXT) + b"/Encrypt 5 0 R", "pdf-encrypted"),
        (desk.pdf(b"{" + b" " * 60_000_000), "pdf-stream"),
        (b"%PDF-1.7\n" + b"/EmbeddedFile " * 300_000, "pdf-stream"),
        (
            b"%PDF-1.7\n1 0 obj <</Type /EmbeddedFile /Filter /FlateDecode>> stream\nnot deflated endstream",
            "pdf-stream",
        ),
        (b"%PDF-1.7\n1 0 obj <</Type /EmbeddedFile>> stream\nendless", "pdf-stream"),
        (b"%PDF" + bytes(20_000_001), "pdf-too-large"),
    ],
    ids=["empty", "other", "encrypted", "bomb", "many", "damaged", "cut", "large"],
)
def test_what_holds_not_exactly_one_diploma_is_refused(data: bytes, expected: str) -> None:
    assert reason(data) == expected


@pytest.mark.parametrize(
    "piece", [b"/EmbeddedFile", b" obj", b"/Type /EmbeddedFile stream\n", b"stream", b"/Length 9"]
)
def test_a_hostile_file_of_the_largest_size_is_refused_in_seconds(piece: bytes) -> None:
    started = time.monotonic()
    assert reason(b"%PDF-1.7\n" + piece * (19_000_000 // len(piece))) in ("no-credential", "pdf-stream")
    assert time.monotonic() - started < 10


def test_what_is_added_to_a_file_shows() -> None:
    data = attached_by_pikepdf(TEXT)
    assert revisions(data) == 1
    assert revisions(data + b"\nstartxref\n0\n%%EOF\n") == 2
