"""The pictures for other sites: their size, that everything fits, that the same words give the same bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from generator.adapters.cards import CACHE, draw
from generator.site.cards import HEIGHT, WIDTH, Card, drawable

ROOT = Path(__file__).resolve().parents[2]
CARD = Card(
    "a.png",
    "Paludisme",
    "Institut Pasteur",
    "Cours en ligne",
    False,
    "fr",
    "Parchemin",
    "diplomes.example.org",
)
FRAME = (38, 38, WIDTH - 38, HEIGHT - 38)
"""Inside the inner of the two lines: 19 points from each edge."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "site_templates").mkdir()
    (tmp_path / "site_templates" / "cards").symlink_to(ROOT / "site_templates" / "cards")
    return tmp_path


def picture(place: Path, card: Card) -> Image.Image:
    (pair,) = draw(place, [card])
    return Image.open(io.BytesIO(pair[1])).convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """The smallest box around what differs from the paper, within `box`."""
    part = image.crop(box)
    paper = Image.new("RGB", part.size, image.getpixel((60, 60)))
    return (
        ImageChops.difference(part, paper)
        .convert("L")
        .point(lambda value: 255 if value > 40 else 0)
        .getbbox()
    )


def test_a_picture_is_1200_by_630_and_light(place: Path) -> None:
    ((path, data),) = draw(place, [CARD])
    assert path == "a.png"
    assert Image.open(io.BytesIO(data)).size == (WIDTH, HEIGHT) == (1200, 630)
    assert len(data) < 40_000


@pytest.mark.parametrize(
    "title",
    [
        "Sciences humaines et sociales et gestion des épidémies dans les pays à ressources limitées",
        "Un titre interminable " * 12,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "x" * 300,
        "Ångström, Łódź, Ñandú, Œuvre, ẞ, İstanbul, Đà Nẵng, Πλάτων, Достоевский",
    ],
)
def test_any_title_stays_between_its_lines(place: Path, title: str) -> None:
    image = picture(place, replace(CARD, title=title))
    # Nothing crosses the inner frame, and the title ends above the line below it.
    assert ink(image, (FRAME[0], 140, 86, 400)) is None
    assert ink(image, (1114, 140, FRAME[2], 400)) is None
    assert ink(image, (92, 386, 1108, 406)) is None
    assert ink(image, (92, 140, 1108, 386)) is not None


def test_long_names_of_school_and_site_do_not_leave_the_card(place: Path) -> None:
    image = picture(place, replace(CARD, overline="École " * 40, site="Parchemin " * 20, line="mot " * 90))
    assert ink(image, (1114, 60, FRAME[2], 590)) is None


def test_the_same_words_give_the_same_bytes_and_are_drawn_once(place: Path) -> None:
    first = dict(draw(place, [CARD]))
    (kept,) = (place / CACHE).iterdir()
    stamp = kept.stat().st_mtime_ns
    assert dict(draw(place, [CARD])) == first
    assert kept.stat().st_mtime_ns == stamp
    kept.unlink()
    assert dict(draw(place, [CARD])) == first


def test_what_no_card_needs_any_more_leaves_the_cache(place: Path) -> None:
    list(draw(place, [CARD]))
    list(draw(place, [replace(CARD, title="Rage")]))
    assert len(list((place / CACHE).iterdir())) == 1


@pytest.mark.parametrize("letter", "éŁșžœẞΩДяѢ€№∑→’«")
def test_a_letter_that_counts_as_drawable_has_a_shape_of_its_own(place: Path, letter: str) -> None:
    assert drawable(letter)
    missing = picture(place, replace(CARD, title="文"))
    assert ImageChops.difference(picture(place, replace(CARD, title=letter)), missing).getbbox() is not None


@pytest.mark.parametrize("letter", "文ก😀ह")
def test_a_letter_without_a_shape_is_known(letter: str) -> None:
    assert not drawable(letter)
