"""The staff's report as a browser shows it, from the disk: nothing is loaded, nothing is hidden from anybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.browser.conftest import OpenPage
from tests.browser.harness import ROOT, axe, overflow


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "made"
    done = CliRunner().invoke(main, ["-C", str(ROOT), "report", str(place), "--date", "2026-11-25"])
    assert done.exit_code == 0, done.output
    return place


@pytest.mark.parametrize(
    ("path", "scheme"),
    [("fr/finance.html", "light"), ("en/candidates.html", "dark"), ("fr/index.html", "light")],
)
def test_a_page_of_the_report_is_for_everybody(
    report: Path, open_page: OpenPage, path: str, scheme: str
) -> None:
    page = open_page((report / path).as_uri(), color_scheme=scheme)
    assert axe(page) == []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == []


def test_its_style_is_applied_under_its_own_policy_and_tables_scroll_by_keyboard(
    report: Path, open_page: OpenPage
) -> None:
    page = open_page((report / "en" / "finance.html").as_uri(), viewport={"width": 360, "height": 900})
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"
    table = page.locator(".report-table").first
    table.focus()
    assert table.evaluate("one => one === document.activeElement && one.scrollWidth > one.clientWidth")
    page.keyboard.press("ArrowRight")
    # The page's policy lets no string be evaluated, so that what waits for a function cannot be used.
    for _ in range(60):
        if moved := table.evaluate("one => one.scrollLeft") > 0:
            break
        page.wait_for_timeout(50)
    assert moved
    drawn = page.locator("svg[role=img] desc").first.text_content() or ""
    shown = page.locator("#money-by-year ~ * td, #money-by-year ~ * * td").all_text_contents()
    assert all(part.partition(": ")[2] in shown for part in drawn.split("; "))
