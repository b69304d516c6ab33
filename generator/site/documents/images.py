"""Whether an image may be printed: a raster of at least 300 dots an inch at its printed size."""

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
    """The largest place that a template gives to an image, in millimetres; it fills one side of it."""

    width: float
    height: float


LOGO: Final = Box(52, 20)
SIGNATURE: Final = Box(52, 16)


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
