"""The badge of a diploma as PNG: the same seal, with the QR code of its page where the SVG has words.

Pillow draws the shapes, four times too large, and they are scaled down; the QR code is put in afterwards, so that each
of its modules is a whole number of pixels. The only letters are the programme's code and the year. Pillow is slow to
import: import this module where a PNG is asked for.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Final

from PIL import Image, ImageColor, ImageDraw, ImageFont

from generator.site import qr
from generator.site.badge import COLOURS, DISC, RADIUS, SIZE, Seal, edge, ribbons, seal_of
from generator.trust.baked import bake_png
from generator.trust.view import CredentialView

__all__ = ["png_badge"]

_FINE: Final = 4
"""Pixels drawn for each that is kept, in each direction."""
_QR_WIDEST: Final = 240
"""Pixels; what is around it in the disc is more than the quiet zone of four modules."""

_Points = Iterable[tuple[float, float]]


def png_badge(document: bytes, view: CredentialView, proof: str | None = None) -> bytes:
    """The badge of a diploma as PNG of 600 by 600 pixels, with `document`, its signed text, and its proof of the log
    baked in.

    The same values give the same bytes as long as Pillow and its zlib stay the same.
    """
    seal = seal_of(view)
    address = f"{view.id.value.removesuffix('.json')}.html"
    image = _drawn(seal).resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    _add_qr(image, qr.symbol(address), round(_middle(seal)))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return bake_png(buffer.getvalue(), document, proof)


def _middle(seal: Seal) -> float:
    return 255.0 if seal.kind.ribbons else 300.0


def _drawn(seal: Seal) -> Image.Image:
    colour, middle = COLOURS[seal.kind.colour], _middle(seal)
    # Transparent pixels have the colour of what lies beside them, or scaling would give the edge a dark fringe.
    image = Image.new("RGBA", (SIZE * _FINE, SIZE * _FINE), (*ImageColor.getrgb(colour)[:3], 0))
    draw = ImageDraw.Draw(image)
    if seal.kind.ribbons:
        for tail in ribbons(middle):
            draw.polygon(_fine(tail), fill=_mixed(colour, COLOURS["ink"], 0.28))
    outline = ((SIZE / 2 + RADIUS * x, middle + RADIUS * y) for x, y in edge(seal.kind.shape))
    draw.polygon(_fine(outline), fill=colour)
    ring = _mixed(colour, COLOURS["sheet"], 0.75)
    if seal.kind.shape == "coin":
        for x, y in edge("coin")[::4]:
            bead = (SIZE / 2 + (DISC + 16) / 0.975 * x, middle + (DISC + 16) / 0.975 * y)
            _circle(draw, bead, 3, fill=ring)
    else:
        _circle(draw, (SIZE / 2, middle), DISC + 17.5, outline=ring, width=3)
    _circle(draw, (SIZE / 2, middle), DISC, fill=COLOURS["sheet"])
    _circle(draw, (SIZE / 2, middle), DISC - 7, outline=COLOURS["rule"], width=2)
    _text(draw, seal.code, (SIZE / 2, middle - 164), 34 if len(seal.code) <= 10 else 24, colour)
    _text(draw, seal.year, (SIZE / 2, middle + 164), 30, colour)
    return image


def _add_qr(image: Image.Image, symbol: qr.Symbol, middle: int) -> None:
    """Put a QR code into the disc, in ink, each module a whole number of pixels; the disc is its quiet zone."""
    size = len(symbol)
    module = max(2, _QR_WIDEST // size)
    left, top = SIZE // 2 - module * size // 2, middle - module * size // 2
    draw = ImageDraw.Draw(image)
    for y, row in enumerate(symbol):
        for x in range(size):
            if row >> (size - 1 - x) & 1:
                corner = (left + x * module, top + y * module)
                far = (corner[0] + module - 1, corner[1] + module - 1)
                draw.rectangle((corner, far), fill=COLOURS["ink"])


def _circle(
    draw: ImageDraw.ImageDraw,
    middle: tuple[float, float],
    radius: float,
    *,
    fill: str | None = None,
    outline: str | None = None,
    width: int = 0,
) -> None:
    (x, y), r = (middle[0] * _FINE, middle[1] * _FINE), radius * _FINE
    draw.ellipse((x - r, y - r, x + r, y + r), fill=fill, outline=outline, width=width * _FINE)


def _text(draw: ImageDraw.ImageDraw, text: str, middle: tuple[float, float], size: int, colour: str) -> None:
    # Pillow brings one Latin font; codes and years are ASCII.
    if text:
        font = ImageFont.load_default(size * _FINE)
        draw.text((middle[0] * _FINE, middle[1] * _FINE), text, fill=colour, font=font, anchor="mm")


def _fine(points: _Points) -> list[tuple[float, float]]:
    return [(x * _FINE, y * _FINE) for x, y in points]


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(ImageColor.getrgb(colour)[:3], ImageColor.getrgb(other)[:3], strict=True)
    return "#" + "".join(f"{round(one * (1 - share) + two * share):02x}" for one, two in pairs)
