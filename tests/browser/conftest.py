"""Fixtures of the browser tests: one Chromium and one served site a session, one watched context a test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.diplomas import Diploma, in_state
from tests.browser.harness import CHROMIUM_FLAGS, ROOT, MissingToolError, Served, Watch, chromium, serve

OpenPage = Callable[..., Page]
ServeChanged = Callable[[Mapping[str, bytes | None]], Served]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, so that `-m "not browser"` leaves it out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The installed Chromium, without a window."""
    try:
        executable = chromium()
    except MissingToolError as missing:
        pytest.fail(str(missing), pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def served_site(site: Path) -> Iterator[Served]:
    """The demonstration site on a local port, with the headers of the real host."""
    with serve(site) as served:
        yield served


@pytest.fixture(scope="session")
def valid(served_site: Served) -> Diploma:
    """A diploma that is genuine and current."""
    return in_state(served_site, "valid")


@pytest.fixture
def serve_changed(site: Path) -> Iterator[ServeChanged]:
    """Serve the site once more with some of its files changed, or gone where the new content is None."""
    with ExitStack() as stack:
        yield lambda changes: stack.enter_context(serve(site, changes))


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What went wrong in this test's pages; the test fails at its end on anything it did not announce."""
    watching = Watch()
    yield watching
    assert not watching.unexpected(), "\n".join(watching.unexpected())


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Make a page in a fresh context: `open_page(url, color_scheme="dark", java_script_enabled=False, …)`."""
    with ExitStack() as stack:

        def open_one(url: str = "", **options: Any) -> Page:
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
            stack.callback(context.close)
            watch.attach(context)
            page = context.new_page()
            if url:
                page.goto(url, wait_until="load")
            return page

        yield open_one


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """An empty page, 1280 pixels wide, that fails the test on any error or request to another host."""
    return open_page()


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[..., Path]:
    """Save a picture of a page under tests/artifacts/: `screenshot(page)` or `screenshot(page, "name")`."""
    folder = ROOT / "tests" / "artifacts"

    def take(page: Page, name: str = "") -> Path:
        folder.mkdir(exist_ok=True)
        path = folder / (re.sub(r"[^\w.-]+", "-", name or request.node.name) + ".png")
        page.screenshot(path=path, full_page=True)
        return path

    return take
