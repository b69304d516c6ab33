"""What a first visit of a page costs: every byte that the browser asks for, compressed as hosts do.

Sizes are asserted, times are not: those are measured in benchmarks/catalogue.py.
"""

from __future__ import annotations

import gzip
import json
import mimetypes
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, Route

from benchmarks.courses import DAY, make_catalogue
from generator.adapters.mkdocs import render
from generator.build import mkdocs_settings, open_site, stage_pages, write_diplomas
from generator.site.assets import PAGE_STYLE, PAGE_STYLES
from tests.browser.conftest import OpenPage
from tests.browser.diplomas import all_diplomas
from tests.browser.harness import ROOT, Served, Watch, serve, verdict

OFFICIAL = "https://diplomes.example.org"
CATALOGUE = 150_000
COURSE = 80_000
REGISTRY = 30_000
"""A diploma's page with its style, scripts and the school's logo."""
CHECKED = 3_600
"""What it reads to check itself: the published record, keys, status list, the log's key, policy and checkpoints."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A made-up site of 500 courses: its catalogue, one theme and one course, rendered as all of them would be."""
    folder = tmp_path_factory.mktemp("large")
    make_catalogue(folder / "root", 500)
    output = folder / "site"
    site = open_site(folder / "root", DAY)
    for directory in (output, folder / "diplomas"):
        directory.mkdir()
    staged = stage_pages(site, write_diplomas(site, folder / "diplomas", jobs=1)).directory
    kept = {"catalogue.md", "virus.md", "course-0001.md"}
    for page in staged.rglob("*.md"):
        if page.name not in kept:
            page.unlink()
    render(folder / "root", staged, output, mkdocs_settings(site.tree))
    with serve(output) as served:
        yield served


def weight(page: Page, address: str) -> dict[str, int]:
    """The compressed size of everything that the browser fetches for a first visit, by name."""
    responses: list[Response] = []
    page.on("response", lambda one: responses.append(one))  # noqa: PLW0108 - Playwright marks it
    page.goto(address, wait_until="load")
    page.wait_for_load_state("networkidle")
    sizes = {
        Path(one.url).name: len(gzip.compress(one.body(), 6)) + len(str(one.headers)) for one in responses
    }
    assert {"site.js", Path(address).name} <= sizes.keys()
    return sizes


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_diplomas_page_and_its_own_check_are_light(
    served_site: Served, open_page: OpenPage, watch: Watch, language: str
) -> None:
    """On the official host: on any other the page also fetches the words that say so."""
    shown = [
        one
        for one in all_diplomas(served_site)
        if one.state == "valid" and f'<html lang="{language}">'.encode() in one.page
    ]
    heaviest = max(shown, key=lambda one: len(gzip.compress(one.page, 6)))
    page = open_page()
    watch.allow(rf"^request to another host: {OFFICIAL}/")
    bodies: dict[str, bytes] = {}

    def official(route: Route) -> None:
        path = urlsplit(route.request.url).path
        bodies[path] = served_site.read(path)
        route.fulfill(body=bodies[path], content_type=mimetypes.guess_type(path)[0] or "text/plain")

    page.route(f"{OFFICIAL}/**", official)
    page.goto(OFFICIAL + heaviest.address)
    assert verdict(page) == "valid"
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("data-official") == "yes"
    sizes = {path: len(gzip.compress(data, 6)) for path, data in bodies.items()}
    loaded = {path for path in sizes if path.endswith((".html", ".css", ".js", ".svg"))}
    assert f"/assets/diploma-page-{language}.js" in loaded
    assert len([path for path in loaded if path.endswith(".js")]) == 2
    assert {heaviest.json_address, "/log/vkey", "/.well-known/did.json"} <= sizes.keys() - loaded
    assert sum(sizes[path] for path in loaded) < REGISTRY, sizes
    assert sum(sizes[path] for path in sizes.keys() - loaded) < CHECKED, sizes


def test_the_style_of_a_diplomas_page_says_what_its_sources_say(open_page: OpenPage, site: Path) -> None:
    """Chromium reads the same rules in the sources as in the one file made of them."""
    sources = "".join((ROOT / "site_templates/assets" / name).read_text() for name in PAGE_STYLES)
    made = (site / "assets" / PAGE_STYLE).read_text()
    assert len(made) < 0.9 * len(sources)
    page = open_page()
    rules = [
        page.evaluate(
            """async (text) => {
              const sheet = new CSSStyleSheet();
              await sheet.replace(text);
              return [...sheet.cssRules].map((rule) => rule.cssText);
            }""",
            text,
        )
        for text in (sources, made)
    ]
    # The text of a custom property is kept as it was written: blanks after its commas do not count.
    plain = [[re.sub(r",\s+", ",", rule) for rule in one] for one in rules]
    assert len(plain[0]) > 100
    assert plain[0] == plain[1]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_catalogue_of_500_courses_is_light(large: Served, open_page: OpenPage, language: str) -> None:
    page = open_page()
    sizes = weight(page, f"{large.url}/{language}/catalogue.html")
    assert page.locator("[data-course]").count() == 500
    assert sum(sizes.values()) < CATALOGUE, sizes


@pytest.mark.parametrize("path", ["/fr/courses/course-0001.html", "/fr/catalogue/virus.html"])
def test_a_course_and_a_theme_are_light(large: Served, open_page: OpenPage, path: str) -> None:
    sizes = weight(open_page(), large.url + path)
    assert sum(sizes.values()) < COURSE, sizes


def test_every_course_of_the_demonstration_is_light(served_site: Served, open_page: OpenPage) -> None:
    addresses = served_site.pages("/fr/courses")
    heaviest = max(addresses, key=lambda address: len(served_site.read(address)))
    sizes = weight(open_page(), served_site.url + heaviest)
    assert sum(sizes.values()) < COURSE, sizes


def test_a_programme_is_light(served_site: Served, open_page: OpenPage) -> None:
    sizes = weight(open_page(), served_site.url + "/fr/programmes/dnm2ip.html")
    assert sum(sizes.values()) < COURSE, sizes


def test_the_measurement_of_a_catalogue_in_the_browser_runs(large: Served) -> None:
    script = (
        "import json, sys; from pathlib import Path; from benchmarks.catalogue import visit; "
        "print(json.dumps(visit(Path(sys.argv[1]), 1)))"
    )
    # In a process of its own: this one has a browser running already.
    ran = subprocess.run(
        [sys.executable, "-c", script, str(large.root)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert set(found) == {"ready_ms", "bytes", "first_filter_ms", "filter_ms", "first_word_ms", "word_ms"}
    assert 0 < found["bytes"] < CATALOGUE
