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
from tests.browser.diplomas import Diploma

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
