"""How well an image is seen on white paper. A PNG is looked at as it is, an SVG as typst draws it in a document."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from generator.errors import MalformedError
from generator.site.documents.images import Box
from generator.site.documents.look import contrast

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["ink_contrast"]

_DOTS = 300
_LARGEST = (2_000, 2_000)
_INKED = 1.1
"""A contrast with white above which a pixel counts as inked: what is nearer to it is paper."""
_SHARE = 10
"""The darkest tenth of what is inked says how dark it is: strokes have pale edges, photographs a pale ground."""


def ink_contrast(data: bytes, box: Box) -> float:
    """The contrast with white paper (WCAG 2.2, contrast ratio) of the darkest tenth of what a PNG or SVG prints in
    `box`; 1.0 where it prints nothing. Raises `MalformedError` (``image``) where it cannot be drawn.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - for documents alone

    try:
        picture = data if data.startswith(b"\x89PNG") else _drawn(data, box)
        with Image.open(io.BytesIO(picture)) as image:
            return _darkest(_on_paper(image))
    except (RuntimeError, OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise MalformedError(f"the image cannot be drawn: {error}", reason="image") from None


def _on_paper(image: Image) -> Image:
    from PIL import Image as Images  # noqa: PLC0415

    inked = image.convert("RGBA")
    paper = Images.alpha_composite(Images.new("RGBA", inked.size, "white"), inked).convert("RGB")
    paper.thumbnail(_LARGEST)
    return paper


def _darkest(image: Image) -> float:
    colours = image.getcolors(image.width * image.height) or []
    found = sorted((_contrast(colour), count) for count, colour in colours)
    inked = [(ratio, count) for ratio, count in reversed(found) if ratio > _INKED]
    room = sum(count for _, count in inked) / _SHARE
    for ratio, count in inked:
        room -= count
        if room <= 0:
            return ratio
    return 1.0


def _contrast(colour: object) -> float:
    assert isinstance(colour, tuple)  # noqa: S101 - those of an image of three channels
    return contrast("#" + bytes(colour).hex())


def _drawn(svg: bytes, box: Box) -> bytes:
    import typst  # noqa: PLC0415 - some forty megabytes, for documents alone

    page = (
        f"#set page(width: {box.width}mm, height: {box.height}mm, margin: 0pt, fill: white)\n"
        '#image("image.svg", width: 100%, height: 100%, fit: "contain", alt: "-")\n'
    )
    with TemporaryDirectory(prefix="parchemin-") as folder:
        (Path(folder) / "image.svg").write_bytes(svg)
        (Path(folder) / "page.typ").write_text(page, encoding="utf-8")
        drawn = typst.compile(str(Path(folder) / "page.typ"), root=folder, format="png", ppi=_DOTS)
    return drawn if isinstance(drawn, bytes) else drawn[0]
