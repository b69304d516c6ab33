"""The HTML of messages, as a mail program with a browser's engine shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, overflow
from tests.mailing.test_letter import CASES, letter

LONG = "Wolfeschlegelsteinhausenbergerdorff" * 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("case", "language"),
    [("registered", "fr"), ("contradicted", "en"), ("issued", "fr"), ("window-ending", "en")],
)
def test_a_message_reads_well(
    open_page: OpenPage, screenshot: Callable[[Page, str], Path], case: str, language: str, scheme: str
) -> None:
    page = open_page(color_scheme=scheme)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 700})
        page.set_content(letter(case, language).html)
        assert overflow(page) == []
        screenshot(page, f"mail-{case}-{language}-{width}-{scheme}")
    assert axe(page) == []


def test_the_narrowest_screen_and_the_longest_name_make_no_message_scroll_sideways(
    open_page: OpenPage,
) -> None:
    """fun-apps printed a long name without blanks twice."""
    page = open_page(viewport={"width": 320, "height": 700})
    for case in CASES:
        for language in ("fr", "en"):
            page.set_content(letter(case, language, name=LONG, course=LONG, programme=LONG).html)
            assert overflow(page) == [], case


def test_a_program_that_drops_the_style_still_shows_everything_in_order(open_page: OpenPage) -> None:
    found = letter("result", "fr")
    page = open_page(viewport={"width": 360, "height": 700})
    head, _, rest = found.html.partition("<style>")
    page.set_content(head + rest.partition("</style>")[2])
    shown = page.inner_text("body")
    for words in ("Résultat enregistré", "Bonjour Ariane Exemple,", "18/30", "École"):
        assert words in shown
    assert overflow(page) == []
