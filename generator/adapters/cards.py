"""Drawing the pictures of `site.cards` with typst, each once: what was drawn is kept by what it was drawn from.

The cache lies in ``.parchemin/cache/cards``; deleting it costs hundredths of a second a picture and changes no byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from threading import local
from typing import Final

from generator.adapters.atomic import replace
from generator.adapters.look import look_files
from generator.adapters.machine import processors
from generator.errors import BuildError
from generator.site.cards import Card

__all__ = ["draw"]

CACHE: Final = ".parchemin/cache/cards"
TEMPLATE: Final = "site_templates/cards/card.typ"
_DOTS: Final = 144
"""Per inch: 600 points become 1200 pixels."""
_COLOURS: Final = 64


def draw(root: Path, cards: Iterable[Card]) -> Iterator[tuple[str, bytes]]:
    """Yield each picture of the site at `root` as its path and a PNG. Raises `BuildError` where typst refuses one.

    What no card needs any more leaves the cache.
    """
    template = look_files(root, "cards")["card.typ"]
    seed = hashlib.sha256(template.read_bytes() + f"{version('typst')} {version('pillow')}".encode()).digest()
    folder = root / CACHE
    painter = _Painter(template)
    placed = [(card, folder / _name(seed, card)) for card in cards]

    def picture(card: Card, place: Path) -> bytes:
        return _kept(place) or _keep(place, painter.paint(card))

    # Threads do: typst and Pillow work without the interpreter's lock.
    with ThreadPoolExecutor(processors()) as pool:
        try:
            for (card, _), drawn in zip(placed, pool.map(picture, *zip(*placed, strict=True)), strict=True):
                yield card.path, drawn
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    kept = {place.name for _, place in placed}
    # What cannot be kept, or cleared, is drawn anew the next time.
    with contextlib.suppress(OSError):
        for stale in folder.iterdir():
            if stale.name not in kept:
                stale.unlink(missing_ok=True)


def _name(seed: bytes, card: Card) -> str:
    words = json.dumps(card.inputs, sort_keys=True).encode()
    return hashlib.sha256(seed + words).hexdigest()[:40] + ".png"


def _kept(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except OSError:
        return None


def _keep(place: Path, picture: bytes) -> bytes:
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        replace(place, picture)
    return picture


class _Painter:
    """The compiler of each thread, made for the first card that it has to draw: it reads its fonts once for all."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._mine = local()

    def paint(self, card: Card) -> bytes:
        # Most builds draw nothing.
        import typst  # noqa: PLC0415

        if not hasattr(self._mine, "compiler"):
            self._mine.compiler = typst.Compiler(str(self._template), ignore_system_fonts=True)
        try:
            drawn = self._mine.compiler.compile(format="png", ppi=_DOTS, sys_inputs=card.inputs)
        except typst.TypstError as error:
            raise BuildError(f"{TEMPLATE} cannot be drawn: {error.message}") from None
        if not isinstance(drawn, bytes):
            raise BuildError(f"{TEMPLATE} does not fit on one page")
        return _lightened(drawn)


def _lightened(png: bytes) -> bytes:
    """The same picture with a palette: a quarter of the bytes, and nobody sees the difference."""
    from PIL import Image  # noqa: PLC0415

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    palette = picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    light = io.BytesIO()
    palette.save(light, "PNG")
    return light.getvalue()
