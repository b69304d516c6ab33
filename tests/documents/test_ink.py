"""Images that nobody would see on paper are told from those that can be seen."""

from __future__ import annotations

import io
import math

import pytest
from PIL import Image, ImageDraw

from generator.adapters.ink import ink_contrast
from generator.errors import MalformedError
from generator.site.documents.images import LOGO, SIGNATURE, Box
from generator.site.documents.look import contrast
from tests.conftest import ROOT

Colour = tuple[int, int, int, int]


def saved(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def signature(ink: Colour, ground: Colour = (0, 0, 0, 0)) -> bytes:
    """A stroke of the pen."""
    image = Image.new("RGBA", (700, 220), ground)
    ImageDraw.Draw(image).line([(20, 180), (120, 30), (200, 190), (400, 60), (680, 150)], fill=ink, width=5)
    return saved(image)


def svg(colour: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 70 22">'
        f'<path d="M2 18L12 3l8 16 20-13 28 9" fill="none" stroke="{colour}" stroke-width="0.7"/></svg>'
    ).encode()


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (signature((0, 0, 0, 255)), True),
        (signature((30, 60, 150, 255)), True),
        (signature((0, 0, 0, 255), (255, 255, 255, 255)), True),
        (signature((200, 200, 200, 255)), False),
        (signature((200, 200, 200, 255), (255, 255, 255, 255)), False),
        (signature((0, 0, 0, 50)), False),
        (signature((255, 255, 255, 255)), False),
        (signature((255, 255, 255, 255), (255, 255, 255, 255)), False),
        (svg("#123"), True),
        (svg("#c8c8c8"), False),
        (svg("#fff"), False),
    ],
    ids=[
        "black", "blue", "black on white", "grey", "grey on white", "thin", "white", "nothing",
        "drawn dark", "drawn grey", "drawn white",
    ],
)  # fmt: skip
def test_a_signature_is_seen_or_not(data: bytes, *, seen: bool) -> None:
    assert (ink_contrast(data, SIGNATURE) >= SIGNATURE.contrast) == seen


def test_a_colourful_logo_and_a_photograph_are_seen() -> None:
    orange = Image.new("RGB", (640, 240), "#ff8800")
    photograph = Image.new("RGB", (640, 240), "white")
    for column in range(640):
        level = 128 + round(120 * math.sin(column / 60))
        photograph.paste((level, min(255, level + 20), 255 - level // 2), (column, 20, column + 1, 220))
    for image in (orange, photograph):
        assert ink_contrast(saved(image), LOGO) >= LOGO.contrast
    assert ink_contrast(saved(Image.new("RGB", (640, 240), "#ffffb0")), LOGO) < LOGO.contrast


def test_the_figure_is_that_of_the_colour() -> None:
    for colour in ("#000000", "#777777", "#1d3d6b"):
        red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
        data = saved(Image.new("RGBA", (600, 100), (red, green, blue, 255)))
        assert ink_contrast(data, SIGNATURE) == pytest.approx(contrast(colour))


@pytest.mark.parametrize("box", [LOGO, SIGNATURE], ids=["logos", "signatures"])
def test_the_images_of_the_demonstration_are_seen(box: Box) -> None:
    folder = "logos" if box is LOGO else "signatures"
    found = sorted((ROOT / "content/assets" / folder).iterdir())
    assert found
    assert all(ink_contrast(path.read_bytes(), box) >= box.contrast for path in found)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\nnothing", b"<svg>", signature((0, 0, 0, 255))[:300]])
def test_what_cannot_be_drawn_is_said(data: bytes) -> None:
    with pytest.raises(MalformedError):
        ink_contrast(data, SIGNATURE)
