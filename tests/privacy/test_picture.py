"""What is left of a picture without its pixels."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, PngImagePlugin

from generator.privacy.picture import without_pixels

NOISE = random.Random(20_261_126)  # noqa: S311 - noise, not a secret


def picture(mode: str, size: tuple[int, int] = (160, 90)) -> Image.Image:
    data = NOISE.randbytes(size[0] * size[1] * 4)
    return Image.frombytes("RGBA", size, data).convert(mode)


def written(image: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **options)  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_of_a_picture_nothing_but_its_frame_is_left(mode: str) -> None:
    image = (
        Image.frombytes("I;16", (90, 90), NOISE.randbytes(90 * 90 * 2)) if mode == "I;16" else picture(mode)
    )
    png = written(image)
    left = without_pixels(png)
    assert len(left) < 1_200 < len(png)  # a palette has 768 bytes
    assert b"IDAT" not in left and b"IHDR" in left and left.count(b"IEND") == 1


def test_pictures_in_many_chunks_are_known_too() -> None:
    png = written(picture("RGB", (600, 600)))
    assert png.count(b"IDAT") > 3
    assert len(without_pixels(png)) < 100


def test_texts_are_kept() -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Zélie Témoin")
    said.add_itxt("Comment", "Zélie Témoin", zip=True)
    png = written(picture("L"), pnginfo=said)
    assert b"tEXt" in without_pixels(png) and b"iTXt" in without_pixels(png)


@pytest.mark.parametrize("cut", [20, 40, 200, -13, -1])
def test_of_a_file_that_was_cut_off_nothing_is_lost_but_the_picture(cut: int) -> None:
    png = written(picture("L"))[:cut]
    left = without_pixels(png)
    assert left.replace(b"\0", b"") == png.replace(b"\0", b"") or b"IDAT" not in left


def test_other_pixels_than_were_announced_are_kept() -> None:
    png = written(picture("L"))
    taller = png.replace((90).to_bytes(4, "big"), (89).to_bytes(4, "big"), 1)
    assert len(without_pixels(taller)) > len(taller)
