"""A page that is read in parts, remembered from page to page, says what it says when it is read as one."""

from __future__ import annotations

import random

import pytest

from generator.site.pagereading import _START, Reading, _Part, read_page

PIECES = (
    '<p class="x">',
    "</p>",
    "<main>",
    "</main>",
    '<section class="rendition" lang="fr">',
    '<section class="a rendition" lang="en">',
    "</section>",
    '<dd data-f="/credentialSubject/name">',
    '<time data-f="/awardedDate" data-format="date" datetime="2026-07-10">',
    "</time>",
    "</dd>",
    '<img data-f="/issuer/image/id" alt="">',
    "<script>",
    "</script>",
    "<svg>",
    "</svg>",
    '<p data-page-state="valid">',
    '<div data-verification="">',
    "</div>",
    '<span lang="EN">',
    "</span>",
    "</>",
    "<>",
    "<!-- <p> -->",
    '<a title="x\n<b>">',
    "Ariane Exemple",
    " &lt;b&gt; ",
    "10 juillet 2026",
    ". , ",
    "\n",
    "\n",
    "\n",
    "<",
    ">",
    "\r\n",
    "<div>" * 45,
)


def whole(page: str) -> Reading:
    """The oracle: nothing is cut, nothing remembered."""
    found = _Part(_START, page).read()
    return Reading(found.values, found.words, found.renditions)


def test_pages_read_in_parts_say_what_they_say_as_a_whole() -> None:
    chance = random.Random(20260801)  # noqa: S311 - which pages are tried
    said = 0
    for _ in range(3_000):
        page = "<main>\n" * (chance.random() < 0.8) + "".join(chance.choices(PIECES, k=chance.randint(0, 60)))
        reading = read_page(page)
        assert reading == whole(page)
        said += len(reading.values) + len(reading.words)
    assert said > 5_000


@pytest.mark.parametrize(
    "page",
    [
        "<main>" + "<div>\n" * 30_000 + "</p>\n" * 30_000,
        "<main>\n" + '<p data-f="/x">\n' * 30_000,
        "<main>\n" + "</main>\n" * 60_000,
        "\n<" * 60_000,
    ],
    ids=["deep", "values in values", "closed only", "empty tags"],
)
def test_a_hostile_page_is_read_once(page: str) -> None:
    # Were one of these quadratic, it would take minutes, and the run be ended.
    assert read_page(page) == whole(page)


def test_a_value_may_go_on_in_the_next_lines() -> None:
    page = '<main>\n<dd data-f="/name">Ariane\n<b>Exemple</b>\n</dd>\n<p>Fin</p>\n</main>\n'
    reading = read_page(page)
    assert [value.text for value in reading.values] == ["Ariane\nExemple\n"]
    assert reading.words == (("Fin", False),)
