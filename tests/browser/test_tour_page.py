"""The page that the tour of README has the reader forge."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.harness import Served, verdict

ServeChanged = Callable[..., Served]


def test_the_page_that_the_tour_forges_says_altered_and_shows_nothing_of_the_diploma(
    root: Path, site: Path, serve_changed: ServeChanged, page: Page
) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    code = re.search(r"^CODE=(\S+)$", readme, re.MULTILINE)
    change = re.search(r"^sed '([^']+)' site/d/\$CODE\.html > site/d/forged\.html$", readme, re.MULTILINE)
    assert code is not None
    assert change is not None
    genuine = site / "d" / f"{code[1]}.html"
    forged = subprocess.run(["sed", change[1], genuine], capture_output=True, check=True).stdout
    assert forged != genuine.read_bytes()
    served = serve_changed({"/d/forged.html": forged})
    page.goto(f"{served.url}/d/forged.html", wait_until="load")
    assert verdict(page) == "altered"
    assert not page.get_by_text("25/30").first.is_visible()
