"""What an image needs to be printed: a raster at least 300 dots an inch at its printed size, and ink that is seen."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from generator.errors import MalformedError

__all__ = ["LOGO", "MIN_DPI", "SIGNATURE", "Box", "dots_per_inch"]

MIN_DPI: Final = 300
_PNG: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_MM_PER_INCH: Final = 25.4


@dataclass(frozen=True, slots=True)
class Box:
    """The largest place that a template gives to an image, in millimetres; it fills one side of it. `contrast` with
    white paper is the least that what it holds must have."""

    width: float
    height: float
    contrast: float


# WCAG 2.2, 1.4.11, asks 3 of what has to be made out and nothing of logotypes; one that nobody sees is a mistake.
LOGO: Final = Box(52, 20, contrast=1.5)
SIGNATURE: Final = Box(52, 16, contrast=3)


def dots_per_inch(data: bytes, box: Box) -> float | None:
    """The resolution of a PNG that fills `box`; None for an SVG, which has none.

    Raises `MalformedError` (``image``) for what is neither.
    """
    if not data.startswith(_PNG[:8]):
        if b"<svg" in data[:4096]:
            return None
        raise MalformedError("the image is neither an SVG nor a PNG", reason="image")
    if not data.startswith(_PNG) or len(data) < 24:
        raise MalformedError("the PNG is damaged", reason="image")
    width, height = struct.unpack(">II", data[16:24])
    if not width or not height:
        raise MalformedError("the PNG is empty", reason="image")
    return float(max(width / box.width, height / box.height) * _MM_PER_INCH)
