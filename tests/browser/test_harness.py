"""The harness itself: what it should notice, it notices; otherwise green page tests would prove nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import OpenPage
from tests.browser.harness import Served, Watch, axe, overflow, serve, verdict

GOOD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Good</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<script defer src="ok.js"></script></head>
<body><main><h1>Good</h1><p>{body}</p></main></body></html>"""


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Served]:
    pages = {
        "good": "Nothing wrong.",
        "inline": "<script>document.title = 'ran'</script>",
        "throws": "<script src='throws.js'></script>",
        "elsewhere": "<img alt='' src='https://tracker.example.net/pixel.gif'>",
        "unlabelled": "<input type='text'>",
        "wide": f"<pre>{'wide ' * 40}</pre>",
    }
    for name, body in pages.items():
        (tmp_path / f"{name}.html").write_text(GOOD.format(body=body))
    (tmp_path / "ok.js").write_text("document.documentElement.dataset.verdict = 'valid';")
    (tmp_path / "throws.js").write_text("throw new Error('on purpose');")
    (tmp_path / "404.html").write_text(GOOD.format(body="Nothing here."))
    with serve(tmp_path) as served:
        yield served


def seen(browser: Browser, url: str) -> list[str]:
    watch = Watch()
    context = browser.new_context()
    watch.attach(context)
    context.new_page().goto(url, wait_until="load")
    context.close()
    return watch.unexpected()


def test_a_faultless_page_raises_no_alarm(tiny: Served, open_page: OpenPage) -> None:
    page = open_page(f"{tiny.url}/good.html")
    assert axe(page) == []
    assert overflow(page) == []
    assert verdict(page) == "valid"


def test_a_violation_of_the_policy_is_noticed(tiny: Served, browser: Browser) -> None:
    assert any("Content Security Policy" in text for text in seen(browser, f"{tiny.url}/inline.html"))


def test_an_exception_in_a_script_is_noticed(tiny: Served, browser: Browser) -> None:
    assert any("on purpose" in text for text in seen(browser, f"{tiny.url}/throws.html"))


def test_a_request_to_another_host_is_noticed(tiny: Served, browser: Browser) -> None:
    assert any("tracker.example.net" in text for text in seen(browser, f"{tiny.url}/elsewhere.html"))


def test_a_missing_label_is_noticed(tiny: Served, open_page: OpenPage) -> None:
    assert any(line.startswith("label ") for line in axe(open_page(f"{tiny.url}/unlabelled.html")))


def test_a_colour_that_cannot_be_read_is_noticed_where_colours_alone_are_looked_at(
    tiny: Served, open_page: OpenPage
) -> None:
    page = open_page(f"{tiny.url}/good.html")
    page.evaluate("document.querySelector('h1').style = 'color: #999; background: #fff; font-size: 1rem'")
    assert [line.split()[0] for line in axe(page, colours_only=True)] == ["color-contrast"]


def test_a_sideways_scroll_is_noticed(tiny: Served, open_page: OpenPage) -> None:
    wide = {"width": 320, "height": 640}
    assert any("wide" in line for line in overflow(open_page(f"{tiny.url}/wide.html", viewport=wide)))


def test_a_missing_file_answers_with_the_404_page(tiny: Served, open_page: OpenPage, watch: Watch) -> None:
    watch.allow(r"status of 404.*nothing\.html")
    page = open_page()
    answer = page.goto(f"{tiny.url}/nothing.html")
    assert answer is not None
    assert answer.status == 404
    assert "Nothing here." in page.content()


def test_a_changed_file_is_served_changed_and_the_original_stays(tiny: Served, open_page: OpenPage) -> None:
    with serve(tiny.root, {"/ok.js": b"document.documentElement.dataset.verdict = 'altered';"}) as other:
        assert verdict(open_page(f"{other.url}/good.html")) == "altered"
    assert verdict(open_page(f"{tiny.url}/good.html")) == "valid"
