"""A sealed diploma in the browser: the whole link opens it, and then it checks itself as every page does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from benchmarks.synthetic import make_site
from generator.adapters.ledger import Ledger
from generator.build import build
from generator.trust.sealedpage import link_key, to_fragment
from tests.browser.conftest import OpenPage
from tests.browser.harness import Served, Watch, axe, serve
from tests.build.conftest import Small
from tests.build.test_sealed import seal_first


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str, str, str]]:
    """A served site, and the path, fragment and name of its sealed diploma."""
    root = tmp_path_factory.mktemp("sealed") / "small"
    small = Small(root, make_site(root, 3, logged=True))
    code = seal_first(small)
    build(root, small.output, day=date(2026, 8, 1), jobs=1)
    line = next(item.value for item in Ledger(root).all_credentials() if item.value.code == code)
    assert line.salt is not None
    name = next(one.name for one in small.holders if one.code == code)
    with serve(small.output) as served:
        yield served, f"/d/{code}.html", to_fragment(link_key(line.salt, code)), name


def test_the_whole_link_opens_the_page_and_it_checks_itself(
    sealed: tuple[Served, str, str, str], open_page: OpenPage
) -> None:
    served, path, fragment, name = sealed
    page = open_page(served.url + path + "#" + fragment)
    page.wait_for_selector("html[data-verdict]:not([data-verdict=checking])")
    assert page.evaluate("document.documentElement.dataset.verdict") == "valid"
    assert page.evaluate("document.documentElement.dataset.tone") == "good"
    outcomes = page.eval_on_selector_all(
        ".checks .check", "all => all.map(one => [one.dataset.check, one.dataset.outcome])"
    )
    assert {check for check, outcome in outcomes if outcome == "passed"} >= {
        "proof",
        "status",
        "log",
        "copy",
        "page",
    }
    expect(page.locator(".rendition:visible .holder")).to_have_text(name)
    assert fragment in page.locator(".address").inner_text()
    assert axe(page) == []
    # The other language keeps the link in the address.
    page.evaluate("location.hash = '#en'")
    page.wait_for_function("key => location.hash.includes(key)", arg=fragment)
    expect(page.locator(".rendition[lang=en] .holder")).to_be_visible()
    with page.expect_download() as download:
        page.locator(".files a[download]").click()
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith('{"@context"')


@pytest.mark.parametrize(
    ("fragment", "said"), [("", "missing"), ("#k=" + "A" * 22, "wrong"), ("#fr", "missing")]
)
def test_anything_less_says_what_is_missing(
    sealed: tuple[Served, str, str, str], open_page: OpenPage, fragment: str, said: str
) -> None:
    served, path, _, name = sealed
    page = open_page(served.url + path + fragment)
    page.wait_for_selector(f"html[data-seal={said}]")
    assert page.locator(f"[data-seal={said}]:visible").count() >= 1
    assert name not in page.content()
    assert axe(page) == []


def test_without_a_script_it_says_in_both_languages_what_it_is(
    sealed: tuple[Served, str, str, str], open_page: OpenPage
) -> None:
    served, path, fragment, name = sealed
    page = open_page(served.url + path + "#" + fragment, java_script_enabled=False)
    text = page.locator("main").text_content() or ""
    assert "Diplôme scellé" in text and "Sealed diploma" in text
    assert name not in page.content()


def test_a_pasted_fragment_opens_the_page_that_is_there(
    sealed: tuple[Served, str, str, str], open_page: OpenPage, watch: Watch
) -> None:
    served, path, fragment, _ = sealed
    page = open_page(served.url + path)
    page.evaluate("key => { location.hash = key; }", fragment)
    page.wait_for_selector("html[data-verdict=valid]")


def test_the_verify_page_says_that_a_code_is_sealed(
    sealed: tuple[Served, str, str, str], open_page: OpenPage
) -> None:
    served, path, _, name = sealed
    code = path.removeprefix("/d/").removesuffix(".html")
    page = open_page(f"{served.url}/verify/?code={code}")
    expect(page.locator("main")).to_contain_text(re.compile("scellé|sealed"))
    assert name not in page.content()
