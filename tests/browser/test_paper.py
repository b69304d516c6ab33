"""A diploma on paper and in front of a scanner: its QR code and its address in clear."""

from __future__ import annotations

import io
import math
import re
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image, ImageFilter
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.diplomas import Diploma, all_diplomas
from tests.browser.harness import Served, verdict
from tests.documents.print_shop import picture, run, words_of

MILLIMETRE = 96 / 25.4  # in CSS pixels
PRINTER = 300 / 96  # device pixels per CSS pixel on a 300 dpi printer
SHEET = {"width": round(180 * MILLIMETRE), "height": round(267 * MILLIMETRE)}  # A4 without its margins


def qr_codes(picture: Image.Image) -> list[zxingcpp.Barcode]:
    """QR codes as a plain scanner sees them: upright or turned, but not white on black."""
    return list(
        zxingcpp.read_barcodes(
            picture.convert("L"),
            formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]),
            try_invert=False,
        )
    )


def picture_of(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(full_page=True)))


def sheets(page: Page, paper: str) -> bytes:
    """What Chromium prints on that paper; the page's own size of paper would win, if it had one."""
    return page.pdf(format=paper, prefer_css_page_size=True, print_background=False)


def fullest(served: Served) -> list[Diploma]:
    """The diplomas with the longest name and with the most results, and one in each state that is shown."""
    shown = [one for one in all_diplomas(served) if one.state != "withdrawn"]
    longest = max(shown, key=lambda one: len(one.holder))
    widest = max(shown, key=lambda one: len(one.credential["credentialSubject"].get("result", ())))
    chosen = {one.state: one for one in shown} | {"longest": longest, "widest": widest}
    return list({one.address: one for one in chosen.values()}.values())


@pytest.mark.parametrize(("paper", "points"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_each_diplomas_page_prints_on_one_sheet_whose_code_a_scanner_reads(
    served_site: Served, open_page: OpenPage, paper: str, points: tuple[int, int]
) -> None:
    page = open_page()
    seen, named = [], 0
    for diploma in fullest(served_site):
        page.goto(served_site.url + diploma.address)
        verdict(page)
        data = sheets(page, paper)
        facts = run("pdfinfo", "FILE", data=data).decode()
        size = re.search(r"Page size: +([\d.]+) x ([\d.]+)", facts)
        assert size is not None
        assert (float(size[1]), float(size[2])) == pytest.approx(points, abs=1.5)
        assert re.search(r"Pages: +(\d+)", facts)[1] == "1", diploma.address  # type: ignore[index]
        for dpi in (300, 100):
            assert [code.text for code in qr_codes(picture(data, dpi))] == [diploma.official_address], dpi
        # A line may end behind one of the code's hyphens, and pdftotext then leaves the hyphen out.
        words = "".join(words_of(data).replace("-", "").split())
        if max(diploma.holder) < "\u0250":  # the machine may have no font of other scripts
            named += 1
            assert "".join(diploma.holder.replace("-", "").split()) in words
        official = urlsplit(diploma.official_address)
        assert f"{official.netloc}{official.path}".replace("-", "") in words
        assert "linkedin" not in words.lower()
        seen.append(diploma.state)
    assert len(seen) >= 4
    assert named >= 3
    assert {"valid", "revoked", "expired", "superseded"} <= set(seen)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_qr_code_on_the_screen_holds_the_official_address(
    valid: Diploma, open_page: OpenPage, scheme: str
) -> None:
    page = open_page(valid.served.url + valid.address, color_scheme=scheme, device_scale_factor=2)
    assert [code.text for code in qr_codes(picture_of(page))] == [valid.official_address]


def test_the_printed_qr_code_is_large_enough_and_survives_a_poor_printer(
    valid: Diploma, open_page: OpenPage
) -> None:
    page = open_page(valid.served.url + valid.address, device_scale_factor=PRINTER, viewport=SHEET)
    page.emulate_media(media="print")
    picture = picture_of(page)
    (code,) = qr_codes(picture)
    corners = code.position
    width = math.dist(
        (corners.top_left.x, corners.top_left.y), (corners.top_right.x, corners.top_right.y)
    ) / (PRINTER * MILLIMETRE)
    assert width >= 20, f"the symbol itself, without its margin, is {width:.1f} mm wide"

    # Cut out with its margin, brought to 25 mm at 150 dpi, and blurred.
    margin = (corners.top_right.x - corners.top_left.x) * 4 // 33
    cut = picture.convert("L").crop(
        (
            corners.top_left.x - margin,
            corners.top_left.y - margin,
            corners.bottom_right.x + margin,
            corners.bottom_right.y + margin,
        )
    )
    poor = cut.resize((148, 148), Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(0.6))
    assert [found.text for found in qr_codes(poor)] == [code.text]


def test_the_printed_sheet_shows_the_address_in_clear(valid: Diploma, open_page: OpenPage) -> None:
    page = open_page(valid.served.url + valid.address, viewport=SHEET)
    page.emulate_media(media="print")
    official = urlsplit(valid.official_address)
    shown = re.sub(r"\s+", "", page.locator("body").inner_text())
    assert f"{official.netloc}{official.path}" in shown
