"""A diploma's text out of whatever it came in."""

from __future__ import annotations

import time

import pytest

from generator.errors import MalformedError
from generator.site.badge import svg_badge
from generator.site.badge_png import png_badge
from generator.trust.canonical import canonical
from generator.trust.carriers import MAX_PAGE, Carried, Form, carried_credential, form_of, page_state
from generator.trust.view import fields
from tests.vectors.themes.diplomas import FULL

TEXT = canonical(FULL)
SCRIPT = b'<script type="application/json" id="credential">%b</script>'
PAGE = b"\xef\xbb\xbf\n<!DOCTYPE html><svg><title>x</title></svg>" + SCRIPT % TEXT + b"</html>"


def reason(data: bytes) -> str:
    with pytest.raises(MalformedError) as caught:
        carried_credential(data)
    return caught.value.reason


def test_every_form_gives_the_same_text() -> None:
    view = fields(FULL)
    assert carried_credential(TEXT) == Carried(Form.JSON, TEXT)
    assert carried_credential(PAGE) == Carried(Form.PAGE, TEXT)
    assert carried_credential(svg_badge(TEXT, view)) == Carried(Form.SVG, TEXT)
    assert carried_credential(png_badge(TEXT, view)) == Carried(Form.PNG, TEXT)
    assert carried_credential(svg_badge(TEXT, view, "the proof\n")) == Carried(Form.SVG, TEXT, "the proof\n")
    assert carried_credential(png_badge(TEXT, view, "the proof\n")) == Carried(Form.PNG, TEXT, "the proof\n")


def test_a_form_is_known_by_its_first_bytes() -> None:
    assert form_of(b'<?xml version="1.0"?>\n<!-- <html> --><svg xmlns="x">') is Form.SVG
    assert form_of(b'<s:svg xmlns:s="http://www.w3.org/2000/svg">') is Form.SVG
    assert form_of(b"<HTML><svg></svg>") is Form.PAGE
    assert form_of(b"PK\x03\x04") is Form.ARCHIVE
    assert form_of(b"%PDF-1.7") is Form.PDF
    assert form_of(b"") is form_of(b"\x00") is Form.JSON


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<html></html>", "no-credential"),
        (b"<html>" + SCRIPT % b"{}" + SCRIPT % b"{}", "two-credentials"),
        (b"<html>" + SCRIPT % b"{}" + b"<script ID='credential'>{}</script>", "two-credentials"),
        (b"<html>" + SCRIPT % b"{}" + b"<SCRIPT id = credential>{}</SCRIPT>", "two-credentials"),
        (b'<html><script data-id="credential">{}</script>', "no-credential"),
        (b"<html><p id=credential>{}</p>", "no-credential"),
        (b'<html><script id="credential">{}', "no-credential"),
        (b"<html>" + b"x" * MAX_PAGE, "page-too-large"),
        (b"PK\x03\x04", "archive"),
        (b"%PDF-1.7", "no-credential"),
    ],
)
def test_what_holds_not_exactly_one_diploma_is_refused(data: bytes, expected: str) -> None:
    assert reason(data) == expected


@pytest.mark.parametrize(
    "piece", [b"<script", b"<script>", b"<!--", b"<script id=credential", b"</script", b"<"]
)
def test_a_hostile_page_of_the_largest_size_is_refused_in_a_second(piece: bytes) -> None:
    started = time.monotonic()
    assert reason(b"<html>" + piece * ((MAX_PAGE - 10) // len(piece))) == "no-credential"
    assert time.monotonic() - started < 2


def test_what_is_wrong_with_a_page_is_said() -> None:
    for data, words in (
        (b"<html>", "no diploma"),
        (b"<html>" + SCRIPT % b"{}" * 1 + SCRIPT % b"{}", "more than one"),
    ):
        with pytest.raises(MalformedError, match=words):
            carried_credential(data)


@pytest.mark.parametrize(
    ("page", "state"),
    [
        (b'<main data-state="revoked" data-code="A-1">', "revoked"),
        (b'<main data-code="A-1" class="x" data-state="superseded">', "superseded"),
        (b'<main data-state="revoked" data-code="B-2">', None),
        (b'<main data-code="A-1">', None),
        (b'<p data-state="revoked" data-code="A-1">', None),
        (b"", None),
    ],
)
def test_a_page_declares_the_state_of_its_own_diploma(page: bytes, state: str | None) -> None:
    assert page_state(b"<!doctype html>" + page + b"</main>", "A-1") == state


def test_bytes_that_say_nothing_may_stand_before_a_page() -> None:
    assert form_of(b"\xef\xbb\xbf \n<html>") is form_of(b"<html>") is Form.PAGE
    assert form_of(b"\xef\xbb\xbf {}") is Form.JSON
