"""Every kind of page, in both languages: no error, nothing that axe-core finds, room on a small phone."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest

from generator.site.hosting import POLICY
from tests.browser.conftest import OpenPage
from tests.browser.harness import Served, Watch, axe, overflow

LANGUAGES = ("fr", "en")
SCHEMES = ("light", "dark")
WIDTHS = (1280, 360, 320)
KINDS = (
    "index",
    "catalogue",
    "catalogue/viruses",
    "courses",
    "programmes",
    "plan",
    "register",
    "deposit",
    "calendar",
    "figures",
    "verify",
    "legal",
    "privacy",
    "accessibility",
    "keys",
)
FOLDERS = {"courses", "programmes", "plan", "register", "deposit"}
"""Kinds of which there is one page for each course or programme."""
STATES = ("valid", "revoked", "superseded", "withdrawn", "expired")

# The pages that are looked at: those of both languages, a diploma in each state, and the 404 page.
EDITED = [f"/{language}/{kind}" for kind in KINDS for language in LANGUAGES]
EVERY = [*EDITED, *(f"/d/{state}" for state in STATES), "/404"]

NOTICE = {"fr": re.compile("démonstration", re.IGNORECASE), "en": re.compile("demonstration", re.IGNORECASE)}


def diplomas(served: Served) -> dict[str, str]:
    """The first diploma page found in each state: state → address."""
    found: dict[str, str] = {}
    for address in served.pages("/d"):
        state = re.search(rb'<main[^>]*\bdata-state="([a-z-]+)"', served.read(address))
        assert state is not None, f"{address} does not say its state"
        found.setdefault(state[1].decode(), address)
    return found


def address_of(served: Served, entry: str) -> str:
    """The address behind an entry: the first course, the first programme, the first diploma in that state."""
    _, folder, *rest = entry.split("/")
    if folder == "d":
        by_state = diplomas(served)
        assert rest[0] in by_state, (
            f"the demonstration holds no diploma in the state {rest[0]}, only {sorted(by_state)}"
        )
        return by_state[rest[0]]
    if rest and rest[0] in FOLDERS:
        pages = served.pages(entry)
        assert pages, f"the demonstration holds nothing under {entry}"
        return pages[0]
    return f"{entry}.html"


def language_of(entry: str) -> str:
    """The language that a page is in; pages outside the two trees are in French first."""
    return "en" if entry.startswith("/en/") else "fr"


def test_the_policy_that_these_pages_live_under_allows_nothing_inline_and_no_other_host() -> None:
    directives = dict(part.split(maxsplit=1) for part in POLICY.split("; "))
    assert directives.pop("default-src") == "'none'"
    assert directives.pop("img-src") == "'self' data:"
    assert set(directives.values()) <= {"'self'", "'none'"}


@pytest.mark.parametrize("entry", EVERY)
def test_axe_finds_nothing(served_site: Served, open_page: OpenPage, entry: str) -> None:
    """The dark scheme changes colours alone (test_look.py holds the style sheets to it)."""
    page = open_page(served_site.url + address_of(served_site, entry), reduced_motion="reduce")
    found = []
    for width in (WIDTHS[0], WIDTHS[-1]):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [
                f"{width} px, {scheme}: {violation}"
                for violation in axe(page, colours_only=scheme != SCHEMES[0])
            ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("entry", EVERY)
def test_a_page_needs_no_sideways_scroll(served_site: Served, open_page: OpenPage, entry: str) -> None:
    page = open_page(served_site.url + address_of(served_site, entry))
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} px: {element}" for element in overflow(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("entry", EVERY)
def test_a_page_says_its_language_and_what_it_is(
    served_site: Served, open_page: OpenPage, entry: str
) -> None:
    page = open_page(served_site.url + address_of(served_site, entry))
    if entry.startswith("/d/"):
        assert page.get_attribute("html", "lang") in LANGUAGES
        assert page.locator('meta[name="robots"]').get_attribute("content") == "noindex"
    else:
        assert page.get_attribute("html", "lang") == language_of(entry)
    assert page.title().strip()
    assert page.locator("h1:visible").count() == 1
    assert page.locator("main").count() == 1


@pytest.mark.parametrize("java_script", [True, False], ids=["with-js", "without-js"])
@pytest.mark.parametrize("entry", EVERY)
def test_a_page_says_that_this_is_a_demonstration(
    served_site: Served, open_page: OpenPage, entry: str, java_script: bool
) -> None:
    page = open_page(served_site.url + address_of(served_site, entry), java_script_enabled=java_script)
    language = page.get_attribute("html", "lang") or "fr"
    assert NOTICE[language].search(page.locator("body").inner_text())


@pytest.mark.parametrize("entry", EDITED)
def test_a_page_names_itself_in_the_other_language(
    served_site: Served, open_page: OpenPage, entry: str
) -> None:
    address = address_of(served_site, entry)
    page = open_page(served_site.url + address, java_script_enabled=False)
    other = "en" if language_of(entry) == "fr" else "fr"
    twin = address.replace(f"/{language_of(entry)}/", f"/{other}/", 1)
    links = page.locator(f'a[hreflang="{other}"]').evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert urljoin(served_site.url + address, twin) in {
        urljoin(served_site.url + address, link) for link in links
    }
    assert (served_site.root / twin.lstrip("/")).is_file()


@pytest.mark.parametrize("entry", EVERY)
def test_the_first_tab_reaches_a_visible_skip_link_that_works(
    served_site: Served, open_page: OpenPage, entry: str
) -> None:
    page = open_page(served_site.url + address_of(served_site, entry), reduced_motion="reduce")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    target = focused.get_attribute("href") or ""
    assert target.startswith("#"), focused.evaluate("element => element.outerHTML")
    box = focused.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert focused.evaluate("element => Number(getComputedStyle(element).opacity)") > 0.9
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    # The focus has passed over the navigation: it is in the target or further down, or, where nothing further
    # can take it, round at the skip link again.
    assert page.evaluate(
        """target => {
          const start = document.querySelector(target), now = document.activeElement;
          return start.contains(now) || now === document.body || now.getAttribute('href') === target ||
            Boolean(start.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING);
        }""",
        target,
    )


@pytest.mark.parametrize("entry", EVERY)
def test_whatever_takes_the_focus_shows_it(served_site: Served, open_page: OpenPage, entry: str) -> None:
    page = open_page(served_site.url + address_of(served_site, entry), reduced_motion="reduce")
    for _ in range(8):
        page.keyboard.press("Tab")
        invisible = page.evaluate(
            """() => {
              const element = document.activeElement;
              if (!element || element === document.body) return '';
              const style = getComputedStyle(element), box = element.getBoundingClientRect();
              const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none' ||
                element.matches('input, [tabindex="-1"]');
              return shown && box.width > 0 ? '' : element.outerHTML.slice(0, 160);
            }"""
        )
        assert invisible == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_every_course_can_be_reached(
    served_site: Served, open_page: OpenPage, language: str
) -> None:
    page = open_page(f"{served_site.url}/{language}/catalogue.html", java_script_enabled=False)
    links = page.locator("main a[href*='courses/']:visible").evaluate_all(
        "links => links.map(link => link.pathname)"
    )
    assert set(served_site.pages(f"/{language}/courses")) <= set(links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_pages_are_linked_from_home(served_site: Served, open_page: OpenPage, language: str) -> None:
    page = open_page(f"{served_site.url}/{language}/index.html", java_script_enabled=False)
    links = set(page.locator("a[href]").evaluate_all("links => links.map(link => link.pathname)"))
    deeper = {"index", "catalogue/viruses", *FOLDERS}
    wanted = {f"/{language}/{kind}.html" for kind in KINDS if kind not in deeper}
    assert wanted <= links


def test_every_link_and_file_that_the_main_pages_name_exists(
    served_site: Served, open_page: OpenPage
) -> None:
    missing = set()
    page = open_page(java_script_enabled=False)
    for entry in EVERY:
        page.goto(served_site.url + address_of(served_site, entry))
        named = page.evaluate(
            """() => [...document.querySelectorAll('a[href], link[href], script[src], img[src]')]
              .map(element => new URL(element.href || element.src, location.href))
              .filter(url => url.origin === location.origin).map(url => url.pathname)"""
        )
        for path in named:
            file = served_site.root / path.lstrip("/")
            if not (file / "index.html" if path.endswith("/") else file).is_file():
                missing.add(f"{path} (named on {entry})")
    assert sorted(missing) == []


@pytest.mark.parametrize(
    "address", ["/nothing.html", "/d/2222-2222-2222-2222-2222.html", "/fr/courses/nothing.html"]
)
def test_an_unknown_address_gets_a_whole_404_page_at_any_depth(
    served_site: Served, open_page: OpenPage, watch: Watch, address: str
) -> None:
    watch.allow(
        rf"status of 404.*{re.escape(address)}"
    )  # the page itself; its styles and scripts must be found
    page = open_page()
    answer = page.goto(served_site.url + address)
    assert answer is not None
    assert answer.status == 404
    assert page.locator("h1:visible").count() == 1
    assert page.evaluate("document.styleSheets.length") > 0
