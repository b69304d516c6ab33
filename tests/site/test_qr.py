from __future__ import annotations

import re

import pytest
import zxingcpp
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, QRData

from generator.site import qr

PREFIX, SUFFIX = "https://diplomes.example.org/d/", ".html"
CODES = (
    "2345-6789-CDFH-JKMN-PQRT",
    "XWVT-RQPN-MKJH-FDC9-8765",
    "2222-2222-2222-2222-2222",
    "XXXX-XXXX-XXXX-XXXX-XXXX",
)


def raster(rows: qr.Symbol, scale: int = 4) -> Image.Image:
    side = len(rows) + 2 * qr.QUIET_ZONE
    picture = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x in range(len(rows)):
            if row >> (len(rows) - 1 - x) & 1:
                picture.putpixel((x + qr.QUIET_ZONE, y + qr.QUIET_ZONE), 0)
    return picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def drawn(data: str, size: int) -> qr.Symbol:
    """Follow the pen of a path and note which modules it darkens."""
    rows = [0] * size
    x = y = 0
    start = re.match(r"M0 \.5", data)
    assert start is not None
    for stroke, move, down in re.findall(r"h(\d+)|m(-?\d+) (\d+)", data[start.end() :]):
        if stroke:
            for column in range(x, x + int(stroke)):
                rows[y] |= 1 << (size - 1 - column)
            x += int(stroke)
        else:
            x, y = x + int(move), y + int(down)
    return tuple(rows)


@pytest.mark.parametrize("code", CODES)
def test_a_scanner_reads_the_address_back(code: str) -> None:
    rows = qr.AddressSeries(PREFIX, SUFFIX).symbol(code)
    (found,) = zxingcpp.read_barcodes(raster(rows), formats=zxingcpp.BarcodeFormat.QRCode, try_invert=False)
    assert found.text == f"{PREFIX}{code}{SUFFIX}"
    assert found.ec_level == "M"


def test_a_series_draws_bit_for_bit_what_the_library_draws() -> None:
    series = qr.AddressSeries(PREFIX, SUFFIX)
    for code in CODES:
        assert series.symbol(code) == qr.symbol(f"{PREFIX}{code}{SUFFIX}")


def test_a_symbol_is_the_librarys_own_for_the_same_mask() -> None:
    oracle = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=qr.MASK, border=0)
    oracle.add_data(QRData(b"https://example.org/d/x.html", mode=MODE_8BIT_BYTE), optimize=0)
    oracle.make(fit=True)
    rows = qr.symbol("https://example.org/d/x.html")
    for y, row in enumerate(oracle.get_matrix()):
        assert [bool(rows[y] >> (len(rows) - 1 - x) & 1) for x in range(len(rows))] == list(map(bool, row))


def test_a_series_follows_a_change_of_length() -> None:
    series = qr.AddressSeries("https://example.org/", "")
    for part in ("short", "a good deal longer than before", "tiny!"):
        assert series.symbol(part) == qr.symbol(f"https://example.org/{part}")


@pytest.mark.parametrize("code", CODES)
def test_the_path_darkens_exactly_the_dark_modules(code: str) -> None:
    rows = qr.symbol(f"{PREFIX}{code}{SUFFIX}")
    data = qr.path(rows)
    assert drawn(data, len(rows)) == rows
    assert len(data) < 2800


def test_the_picture_keeps_a_quiet_zone_of_four_modules() -> None:
    rows = qr.symbol("https://diplomes.example.org/")
    side = len(rows) + 8
    assert qr.view_box(rows) == f"-4 -4 {side} {side}"
